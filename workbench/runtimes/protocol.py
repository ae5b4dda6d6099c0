"""The seam: what every way of running an adapter offers to the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from workbench.core.connection.user import StoredUser
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.invocation import Outcome
from workbench.core.server.sql import Database
from workbench.core.traffic.exchange import ANSWER_LIMIT
from workbench.core.traffic.hosts import HostMap
from workbench.core.values import USER, Marker, Value

__all__ = ["LIVE_ROWS", "USER", "Call", "Marker", "Runtime", "RuntimeOptions"]

LIVE_ROWS: Final = {"existingCallLog": "callLogs", "existingMessageLog": "messageLogs"}
"""Arguments that are rows of App Connect's tables, by the table: the adapter gets live ones (runtime.md section 2)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one interface."""

    invocation_id: str
    interface: str
    """The contract's name, or `accountData.<key>` for the fetch of a key of the adapter's table (runtime.md 10)."""
    arguments: tuple[Value, ...]
    """Positional; most interfaces take one dict. Values may contain UNDEFINED and Marker."""
    user: StoredUser | None = None
    """The row behind the USER marker."""
    timeout: float = 30.0
    """Seconds."""


class Runtime(Protocol):
    """A loaded adapter. Events for exchanges and console lines go to the `Emit` given when it was made."""

    async def start(self) -> AdapterDescription:
        """Load the adapter; raises AdapterLoadError with a diagnosis. Starting again reloads it."""
        ...

    async def call(self, call: Call) -> Outcome:
        """Call one interface. Never raises for what the adapter does: throw, crash, hang and exit are outcomes.

        After a crash or a kill the next call starts the adapter again by itself. Every exchange and
        console line of the invocation has been emitted when this returns.
        """
        ...

    async def cancel(self, invocation_id: str) -> None:
        """Ask the call to end; kill the process when it has not after a grace period. Its outcome is CANCELLED."""
        ...

    async def stop(self) -> None:
        """End the process and wait for it; safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class RuntimeOptions:
    """What the session decides for every runtime."""

    spool: str
    """Folder for large bodies and values; the session removes it."""
    maps: tuple[HostMap, ...] = ()
    exchange_cap: int = 200
    """CRM exchanges that one invocation may start."""
    answer_limit: int = ANSWER_LIMIT
    """Bytes that are read of one answer, decoded."""
    grace: float = 2.0
    """Seconds between asking a call to end and killing its process."""
    load_timeout: float = 60.0
    """Seconds that loading may take."""
    environment: tuple[tuple[str, str], ...] = ()
    """Variables added for the adapter, over its own `.env`."""
    database: Callable[[], Database] | None = None
    """Gives the connection's database that counts now; without one every query finds nothing and keeps nothing."""
    node: str = ""
    """The Node that the user prefers, as a path; empty: what the project asks for (see runtimes.toolchain)."""
    umask: int | None = None
    """With which the adapter makes its files; None: as this process does."""
