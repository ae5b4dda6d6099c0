"""Logging out of a CRM: unAuthorize, then the secrets removed; what the adapter did to the stored user is told."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.run.invocation import Invocation
from workbench.session.connections import Connections
from workbench.session.life import sample_firing
from workbench.session.open_adapter import OpenAdapter


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """What logging out did."""

    name: str
    """Of the connection."""
    invocation: Invocation | None
    """unAuthorize; None where the adapter does not export it, so that the CRM was not told."""
    saved: SavedConnection | None
    """The stored connection, which stays in the list without its secrets; None when it was not stored."""

    @property
    def sentence(self) -> str:
        """In one or two sentences."""
        kept = " It stays in the list for the next login." if self.saved else ""
        if self.invocation is None:
            return f"The adapter does not export unAuthorize, so the CRM was not told.{kept}"
        return f"unAuthorize {self.invocation.outcome.kind.value.replace('_', ' ')}.{kept}"


async def log_out(adapter: OpenAdapter, connections: Connections) -> LoggedOut:
    """Call unAuthorize as App Connect's server does, and let the connection go whatever it answers."""
    saved, connection = connections.saved(adapter), adapter.connection
    name = saved.name if saved else connection.name if connection else adapter.name
    invocation = None
    if "unAuthorize" in adapter.description.exports:
        invocation = await adapter.fire(sample_firing(adapter, "unAuthorize"))
    if saved is not None:
        await connections.log_out(saved)
    connections.let_go(adapter)
    return LoggedOut(name, invocation, saved)


def changes_of(invocation: Invocation) -> tuple[tuple[str, str], ...]:
    """What an invocation did to the stored user, as names and words; values are the caller's to mask."""
    changes = invocation.outcome.user_changes
    rows = [
        (each.op, ", ".join(f"{name} = {value!r}" for name, value in each.values.items()) or "the whole row")
        for each in changes.operations
    ]
    rows += [(f"{name} assigned", "but never saved, so App Connect forgets it") for name in changes.unsaved]
    rows += [(f"{name} changed in place", "which the database does not notice") for name in changes.lost]
    return tuple(rows)
