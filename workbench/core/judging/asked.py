"""Arguments that an adapter asks for and App Connect never passes (contradictions.md E2 and E4)."""

from __future__ import annotations

from workbench.core.contract.interfaces import Interface
from workbench.core.judging.judgement import Judgement
from workbench.core.judging.shapes import near_misses


def check_asked(judgement: Judgement) -> None:
    """Find the names that no server, early or late, passes to this interface in any of its ways."""
    interface, asked = judgement.interface, judgement.outcome.asked
    if interface.positional or not asked:
        return
    passed = _passed(interface)
    # To Python both spellings are the same name.
    plain = {_plain(name) for name in passed} if judgement.around.is_python else passed
    unknown = {
        name: use for name, use in asked.items() if (_plain(name) if judgement.around.is_python else name) not in plain
    }
    near = dict(near_misses(unknown, passed))
    for name, use in unknown.items():
        almost = f", almost “{near[name]}”" if name in near else ""
        does = "names" if use == "declared" else "reads"
        # What other interfaces get may be asked for by what they share.
        is_shared = any(_plain(name) in map(_plain, _passed(each)) for each in judgement.table)
        if is_shared and not almost and use != "needed":
            continue
        is_fault = bool(almost) or (use == "needed" and not is_shared)
        rule = "arguments/never-passed" if is_fault else "arguments/declared-in-vain"
        judgement.find(rule, "", f"{interface.name} {does} “{name}”, which App Connect never passes{almost}.")


def _passed(interface: Interface) -> set[str]:
    """Every name that some server passes in some way."""
    return {each.name for each in interface.parameters} | {
        name for keys in interface.key_sets.values() for name in keys
    }


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
