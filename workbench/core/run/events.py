"""What happened, as small dataclasses; the session emits them, the faces show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.core.errors import WorkbenchError
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.invocation import AdapterError, Argument, ConsoleLine, Invocation
from workbench.core.traffic.exchange import Exchange


@dataclass(frozen=True, slots=True)
class AdapterLoaded:
    """An adapter is open and its process answers."""

    description: AdapterDescription


@dataclass(frozen=True, slots=True)
class RuntimeStopped:
    """An adapter's process ended; the next call starts it again."""

    adapter: str
    sentence: str
    expected: bool


@dataclass(frozen=True, slots=True)
class InvocationStarted:
    """An interface was called."""

    invocation_id: str
    interface: str
    adapter: str
    started_at: float
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class ExchangeStarted:
    """A request left, or is about to; response and timing are still empty."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class ExchangeFinished:
    """An exchange is complete or failed."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class ConsolePrinted:
    """The adapter printed a line."""

    line: ConsoleLine


@dataclass(frozen=True, slots=True)
class UnhandledError:
    """A rejection or exception in the adapter that nobody caught; invocation_id is empty when it cannot be tied."""

    invocation_id: str
    error: AdapterError


@dataclass(frozen=True, slots=True)
class InvocationFinished:
    """An invocation is complete, judged and stored."""

    invocation: Invocation


@dataclass(frozen=True, slots=True)
class NotKept:
    """An invocation is shown all the same, but history does not have it."""

    invocation_id: str
    error: WorkbenchError


@dataclass(frozen=True, slots=True)
class BegunAnew:
    """A file of the workbench's own was broken: it is kept under another name, and a new one begins."""

    error: WorkbenchError


@dataclass(frozen=True, slots=True)
class LoginStepped:
    """A login reached a step."""

    adapter: str
    step: str
    """ask, details, hostname, authorize, exchange, load-user, save."""
    state: str
    """started, waiting, done or failed."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work moved on."""

    sentence: str
    done: int = 0
    total: int = 0


Event = (
    AdapterLoaded
    | RuntimeStopped
    | InvocationStarted
    | ExchangeStarted
    | ExchangeFinished
    | ConsolePrinted
    | UnhandledError
    | InvocationFinished
    | NotKept
    | BegunAnew
    | LoginStepped
    | Progress
)

Emit = Callable[[Event], None]
"""How every room reports: one function that takes an event and returns at once."""
