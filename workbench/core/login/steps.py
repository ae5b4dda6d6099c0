"""The steps of a login as data: what each is called, where it stands, what was sent and received."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.core.run.invocation import ConsoleLine, Invocation
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Json


class StepState(enum.StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of what was sent or received; secrets are in clear here and masked by whoever shows it."""

    name: str
    value: Json = field(repr=False)
    remark: str = ""
    """What is worth knowing of the value, such as “used once, 40 s old”."""


@dataclass(frozen=True, slots=True)
class LoginNote:
    """Something to know about a step."""

    severity: str
    """note, warning or error."""
    title: str
    sentence: str
    mend: str = ""
    key: str = ""
    """The kebab-case word of the cause, for programs."""


@dataclass(frozen=True, slots=True)
class LoginStep:
    """One step of one login."""

    key: str
    """ask, hostname, details, authorize, exchange, load-user, save."""
    title: str
    state: StepState = StepState.WAITING
    sentence: str = ""
    """What happened, in short; before it happened, what will."""
    sent: tuple[Detail, ...] = ()
    received: tuple[Detail, ...] = ()
    notes: tuple[LoginNote, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    """CRM traffic of the step, the token request included."""
    console: tuple[ConsoleLine, ...] = ()
    """What the adapter printed."""
    invocations: tuple[Invocation, ...] = ()
    """Calls of the adapter, judged; they are no rows of history of their own, so they carry no traffic."""
    started_at: float = 0.0
    """Seconds since the epoch; 0 before it ran."""
    duration_ms: float = 0.0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What it has to be warned of, a sentence or two each."""
        said = (f"{note.title}. {note.sentence} {note.mend}" for note in self.notes if note.severity == "warning")
        return tuple(each.rstrip() for each in said)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in (StepState.DONE, StepState.SKIPPED)


STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "ask": ("Ask the adapter", "How it logs in"),
    "hostname": ("Find the hostname", "Where the account lives"),
    "details": ("Get the details", "What the login needs"),
    "authorize": ("Authorize", "Approve the access on the CRM's page"),
    "exchange": ("Exchange the code", "The code becomes tokens"),
    "load-user": ("Load the user", "Find out who has logged in"),
    "save": ("Save the connection", "Keep the user and the tokens"),
}
"""Key to title and purpose, in order. A login by API key skips authorize and exchange.

To add a step, add its row here and its function to the table in session/login/flow.py.
"""


def blank_steps() -> tuple[LoginStep, ...]:
    """The steps of a login that has not begun."""
    return tuple(LoginStep(key, title, sentence=purpose) for key, (title, purpose) in STEPS.items())
