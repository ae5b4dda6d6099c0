"""How far an adapter is: the state of each interface after its last firing, and the sum of them."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workbench.core.interfaces import life_of_core
from workbench.core.run.finding import counted
from workbench.core.run.invocation import Invocation, OutcomeKind, Verdict


class InterfaceState(enum.StrEnum):
    """What is known of one interface of an adapter."""

    MISSING = "not implemented"
    NOT_FIRED = "not yet fired"
    RUNNING = "running"
    MEETS = "meets the contract"
    FINDINGS = "has findings"
    FAILED = "failed"


_STATES = {
    Verdict.MEETS: InterfaceState.MEETS,
    Verdict.FINDINGS: InterfaceState.FINDINGS,
    Verdict.FAILED: InterfaceState.FAILED,
}
_ENDINGS = {
    OutcomeKind.THREW: "threw",
    OutcomeKind.TIMED_OUT: "timed out",
    OutcomeKind.CANCELLED: "cancelled",
    OutcomeKind.CRASHED: "crashed",
}


def state_of(name: str, exports: Collection[str], last: Invocation | None, *, running: bool = False) -> InterfaceState:
    """The state of an interface, given its last firing."""
    if name not in exports:
        return InterfaceState.MISSING
    if running:
        return InterfaceState.RUNNING
    return InterfaceState.NOT_FIRED if last is None else _STATES[last.verdict]


def remark(last: Invocation | None) -> str:
    """A word or two beside the state: how long it took, how many errors or warnings, how it failed."""
    if last is None:
        return ""
    if last.verdict is Verdict.FAILED:
        return _ENDINGS.get(last.outcome.kind, "failed")
    if last.verdict is Verdict.FINDINGS:
        return counted(last.findings)
    return f"{last.duration_ms:.0f} ms"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of the eleven core interfaces an adapter exports, and how the last firings went."""

    exported: int
    required: int
    meets: int
    findings: int
    failed: int

    @property
    def sentence(self) -> str:
        """The last firings in words."""
        if not self.meets + self.findings + self.failed:
            return "Nothing fired yet"
        words = [f"{_count(self.meets, 'meets', 'meet')} the contract"] if self.meets else []
        words += [f"{self.findings} with findings"] if self.findings else []
        words += [f"{self.failed} failed"] if self.failed else []
        return ", ".join(words)


def readiness(exports: Collection[str], last: Mapping[str, Invocation]) -> Readiness:
    """Sum up an adapter."""
    verdicts = [invocation.verdict for name, invocation in last.items() if name in exports]
    return Readiness(
        exported=sum(name in exports for name in life_of_core()),
        required=len(life_of_core()),
        meets=verdicts.count(Verdict.MEETS),
        findings=verdicts.count(Verdict.FINDINGS),
        failed=verdicts.count(Verdict.FAILED),
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
