"""Each sample with one of forty planted faults: `check` finds it, and says nothing of a sample without one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from planted_faults import FAULTS, THROWS, Fault

from workbench.core.interfaces import rows
from workbench.core.judging import judge_description
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Verdict
from workbench.services.history import History
from workbench.services.resources import contract, sample_adapters
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.life import everything, live
from workbench.session.session import Session

SAMPLES = ("harbor-node", "harbor-typescript", "harbor-python", "harbor-proxy")
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}
TRUE_NOTES: dict[str, set[tuple[str, str]]] = {
    # One of the interfaces that every adapter had to have; an API key needs nothing of it.
    "harbor-node": {("get-oauth-info/unused", "")},
    "harbor-typescript": set(),
    "harbor-python": {("get-oauth-info/unused", "")},
    # The engine offers getOauthInfo whatever the profile says, and with an API key nobody calls it.
    "harbor-proxy": {("server/never-calls", "")},
}
"""Notes of samples that have no fault, and why they are true."""
PLANTED = [(sample, fault) for fault in FAULTS for sample in SAMPLES if fault.edit(sample) is not None]


def planted(sample: str, fault: Fault, folder: Path) -> Path:
    """A copy of the sample with the fault; what opens it."""
    source = Path(sample_adapters()[sample])
    copy = folder / sample
    shutil.copytree(source if source.is_dir() else source.parent, copy)
    edit = fault.edit(sample)
    assert edit is not None
    before, after = edit
    found = [file for file in copy.rglob("*") if file.is_file() and before in file.read_text()]
    assert len(found) == 1, f"{before!r} stands in {found}"
    text = found[0].read_text()
    found[0].write_text(text.replace(before, after, 1))
    return copy if source.is_dir() else copy / source.name


@dataclass
class Said:
    """What check says."""

    findings: list[Finding] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """How calls failed."""


async def said_of(place: str, fires: Sequence[str] | None, history: Path) -> Said:
    """What check says after firing some interfaces, or all."""
    told = Said()
    async with Session(emit=lambda _: None, history=History(history)) as session:
        adapter = await session.open(place)
        crm = await session.harbor()
        told.findings += judge_description(
            adapter.description, era=adapter.era, table=contract(), platform=adapter.platform
        )
        called = [name for name in everything(adapter) if fires is None or name in _with_steps(fires)]
        life = live(adapter, called, harbor_credentials(crm), HarborConsent(crm))
        async for invocation in life:
            told.findings += invocation.findings
            if invocation.verdict is Verdict.FAILED:
                told.failures.append(invocation.outcome.sentence)
    return told


def _with_steps(fires: Sequence[str]) -> set[str]:
    """The interfaces, and what has to be fired before them."""
    return {*fires, *(step for name in fires for step in (*rows()[name].after, rows()[name].needs_log))}


@pytest.mark.slow
@pytest.mark.parametrize(("sample", "fault"), PLANTED, ids=[f"{fault.name} [{sample}]" for sample, fault in PLANTED])
async def test_a_planted_fault_is_found(sample: str, fault: Fault, tmp_path: Path) -> None:
    told = await said_of(str(planted(sample, fault, tmp_path)), fault.fires, tmp_path / "history.db")
    grave = _GRAVITY[fault.least]
    words = [each.message for each in told.findings if each.rule == fault.rule and _GRAVITY[each.severity] <= grave]
    assert any(re.search(fault.says, each) for each in (told.failures if fault.rule == THROWS else words)), told


@pytest.mark.parametrize("sample", SAMPLES)
async def test_nothing_is_said_of_a_sample_without_a_fault(sample: str, tmp_path: Path) -> None:
    told = await said_of(sample, None, tmp_path / "history.db")
    assert [each for each in told.findings if each.severity is not Severity.NOTE] == []
    assert told.failures == []
    assert {(each.rule, each.path) for each in told.findings} <= TRUE_NOTES[sample]
