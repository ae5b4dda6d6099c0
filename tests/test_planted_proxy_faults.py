"""The proxy sample with one planted fault each: the rule that has to tell it does, and names the cause."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from planted_proxy_faults import LOGIN, PROXY_FAULTS, THROWS, ProxyFault

from workbench.core.errors import WorkbenchError
from workbench.core.judging import judge_description
from workbench.core.run.finding import Severity
from workbench.core.run.invocation import Verdict
from workbench.services.history import History
from workbench.services.resources import contract, sample_adapters
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.life import everything, live
from workbench.session.session import Session


async def told_of(profile: Path, history: Path) -> list[tuple[str, str]]:
    """What check says of a profile: rules of warnings and errors, throws and a failed login, with their words."""
    told: list[tuple[str, str]] = []
    async with Session(emit=lambda _: None, history=History(history)) as session:
        adapter = await session.open(str(profile))
        crm = await session.harbor()
        found = list(
            judge_description(adapter.description, era=adapter.era, table=contract(), platform=adapter.platform)
        )
        try:
            async for call in live(adapter, everything(adapter), harbor_credentials(crm), HarborConsent(crm)):
                found += call.findings
                if call.verdict is Verdict.FAILED:
                    told.append((THROWS, call.outcome.sentence))
        except WorkbenchError as error:
            told.append((LOGIN, f"{error.message} {error.hint}"))
    return told + [(each.rule, each.message) for each in found if each.severity is not Severity.NOTE]


@pytest.mark.slow
@pytest.mark.parametrize("fault", PROXY_FAULTS, ids=[fault.name for fault in PROXY_FAULTS])
async def test_a_planted_fault_of_a_profile_is_told_with_its_cause(fault: ProxyFault, tmp_path: Path) -> None:
    source = Path(sample_adapters()["harbor-proxy"])
    shutil.copytree(source if source.is_dir() else source.parent, tmp_path / "copy")
    file = tmp_path / "copy" / "proxy.json"
    profile = json.loads(file.read_text())
    fault.plant(profile)
    file.write_text(json.dumps(profile))
    told = await told_of(file, tmp_path / "history.db")
    assert any(rule == fault.rule and fault.says in words for rule, words in told), told
