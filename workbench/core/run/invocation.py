"""One firing of one interface, and how it ended."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.core.connection.user import RowChange, UserChanges
from workbench.core.run.finding import Finding
from workbench.core.run.firing import Firing
from workbench.core.run.trail import TrailStep
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import UNDEFINED, Json, Value

LOGIN: Final = "login"
"""What stands for the interface in the row of a login, which runs several."""


class OutcomeKind(enum.StrEnum):
    """How a call of an interface ended."""

    RETURNED = "returned"
    THREW = "threw"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class AdapterError:
    """An exception of the adapter, or the reason why its process ended."""

    name: str
    """Class of the exception, e.g. TypeError; for a crash: exit, signal, out-of-memory."""
    message: str
    stack: str = ""
    status: int | None = None
    """`error.response.status`, which App Connect's error mapping looks at (runtime.md section 9)."""
    code: str = ""
    """`error.code`, e.g. ECONNREFUSED."""
    response_body: Json = None
    """`error.response.data` when there is one."""
    cause: str = ""
    """What lies behind it and its message does not say: of “fetch failed”, why it did."""

    @property
    def words(self) -> str:
        """It in one line, with its cause."""
        said = f"{self.name}: {self.message}" if self.message else self.name
        return f"{said} ({self.cause})" if self.cause else said


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended and what it gave."""

    kind: OutcomeKind
    value: Value = UNDEFINED
    error: AdapterError | None = None
    sentence: str = ""
    """What happened, for a person, when it did not simply return."""
    was_promise: bool = False
    """True when the function gave a promise or coroutine rather than a plain value."""
    text: str | None = None
    """What a JavaScript template makes of the value, where App Connect writes it into one and the host tells it."""
    user_changes: UserChanges = field(default_factory=UserChanges)
    row_changes: tuple[RowChange, ...] = ()
    """What was done to the rows of logs that came with the call."""
    unhandled: tuple[AdapterError, ...] = ()
    """Rejections and exceptions that nobody caught while the call ran."""
    mutated_arguments: tuple[str, ...] = ()
    """Names of arguments that the adapter changed in place."""

    asked: Mapping[str, str] = field(default_factory=dict)
    """Members that it asks of its argument and that the argument does not have, each with how: needed, tried, declared.

    A tried one is read behind a condition, or where only the reading was seen; a declared one is never used.
    """

    @property
    def ended(self) -> bool:
        """Whether the function came to its end, so that App Connect has something to answer."""
        return self.kind in (OutcomeKind.RETURNED, OutcomeKind.THREW)


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One line that the adapter printed."""

    stream: str
    """log, info, warn, error, debug, stdout or stderr."""
    text: str
    at_ms: float
    """Milliseconds since the invocation (or the load) began."""
    invocation_id: str = ""


class Verdict(enum.StrEnum):
    """meets: no error and no warning; findings: some; failed: it did not return."""

    MEETS = "meets"
    FINDINGS = "findings"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as sent, and where its value came from."""

    name: str
    value: Value
    origin: str
    """yours, sample, connection, server, manifest, earlier call, default."""
    source: str = ""
    """A sentence that says where exactly."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What App Connect would show its user (runtime.md section 9)."""

    successful: bool
    message: str = ""
    message_type: str = ""
    ttl: int | None = None
    """Milliseconds."""
    details: Json = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What App Connect's server answers its client (server_api.md section 2)."""

    status: int
    body: Json = None
    """An object, a list or a text; members that are undefined are absent."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One firing, complete."""

    id: str
    interface: str
    adapter: str
    platform: str
    started_at: float
    """Seconds since the epoch."""
    duration_ms: float
    arguments: tuple[Argument, ...]
    outcome: Outcome
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    shown: Shown | None = None
    exchanges: tuple[Exchange, ...] = ()
    console: tuple[ConsoleLine, ...] = ()
    connection: str = ""
    """Name of the connection it ran on, or empty."""
    answer: Answer | None = None
    """What App Connect's server would answer its client; None when the call is only a step of another answer."""
    trail: tuple[TrailStep, ...] = ()
    """What App Connect's server did for it: read, called, stored."""
    firing: Firing | None = None
    """What it was fired with; None for a login, which is not fired."""
    steps: tuple[Json, ...] = ()
    """Of a login: its steps, secrets masked (core.login.document)."""
    calls: tuple[Invocation, ...] = ()
    """Of a login: the calls of the adapter, judged; they are no rows of history."""
