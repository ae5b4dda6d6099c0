"""What a declarative profile meant and did not meet: judged beside the call that met nothing (proxy.md section 3)."""

from __future__ import annotations

from workbench.core.judging.judgement import Judgement
from workbench.core.proxy.meeting import unmet_expressions, unmet_list, unmet_paths


def check_profile(judgement: Judgement) -> None:
    """Find expressions and paths of the profile that met nothing; adapters of other kinds have none."""
    around, name = judgement.around, judgement.interface.name
    if around.profile is None:
        return
    judgement.findings += unmet_expressions(name, around.profile, around.arguments)
    answers = [each.answer_json for each in around.exchanges if each.succeeded]
    if answers and answers[-1] is not None:
        judgement.findings += unmet_list(name, around.profile, answers[-1])
        judgement.findings += unmet_paths(name, around.profile, answers[-1])
