"""What a rule is: one thing App Connect needs of an adapter, or does without saying so."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.core.run.finding import Severity

EVERYWHERE = ("*",)
"""A rule that holds in every interface."""

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
"""error: App Connect fails or loses data; warning: it works, but likely wrong for the user; note: worth knowing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules."""

    id: str
    """Area and problem in kebab case, e.g. create-call-log/log-id-missing."""
    severity: Severity
    title: str
    """What is so, in one sentence; a finding may say it more exactly."""
    app_connect_does: str
    """What App Connect's server makes of it."""
    mend: str
    """How an adapter developer mends it."""
    interfaces: tuple[str, ...] = EVERYWHERE
    """Interfaces it is judged in; empty for what is judged when an adapter is loaded."""
    source: str = ""
    """Where the contract says so."""

    def holds_in(self, interface: str) -> bool:
        """Whether it is judged in that interface."""
        return self.interfaces == EVERYWHERE or interface in self.interfaces
