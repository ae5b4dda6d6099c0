"""What earlier results of the open adapter offer to fields: those of this session, and the newest of history."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from workbench.core.forms import Pick, in_order, offering, picks_of
from workbench.core.program.history_filter import parse_filter
from workbench.core.run.events import InvocationFinished
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import Json, decode
from workbench.gui.workplace import Workplace
from workbench.session.open_adapter import OpenAdapter

EARLIER: Final = 3
"""Invocations of each interface that are taken from history."""


class Picks(QObject):
    """Newest first; what was picked last comes before it."""

    changed = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._adapter: OpenAdapter | None = None
        self._connection = ""
        self._found: list[Pick] = []
        self._earlier: list[Pick] = []
        self._picked: dict[str, list[Json]] = {}
        workplace.events.invocation_finished.connect(self._on_finished)

    def of_kind(self, kind: str) -> Sequence[Pick]:
        """What there is to pick, in the order it is offered."""
        return in_order((*self._found, *self._earlier), kind, self._picked.get(kind, ()))

    def take(self, pick: Pick) -> None:
        """It comes first the next time."""
        others = [known for known in self._picked.get(pick.kind, ()) if known != pick.id]
        self._picked[pick.kind] = [pick.id, *others]
        self.changed.emit()

    def follow(self, adapter: OpenAdapter | None) -> None:
        """Another adapter, or another user of its CRM, has other contacts."""
        name = adapter.connection.name if adapter is not None and adapter.connection is not None else ""
        if adapter is self._adapter and (name == self._connection or not name):
            return
        self._adapter, self._connection = adapter, name
        self._found, self._earlier, self._picked = [], [], {}
        self.changed.emit()
        if adapter is not None and name:
            self._workplace.spawn(self._read_history(adapter, name), "read-picks")

    async def _read_history(self, adapter: OpenAdapter, connection: str) -> None:
        history = self._workplace.session.history
        found: list[Pick] = []
        for interface in offering():
            if interface not in adapter.description.exports:
                continue
            name = adapter.name.replace('"', "")
            wanted = parse_filter(f'interface:{interface} adapter:"{name}" outcome:returned', now=0)
            for row in await history.rows(limit=EARLIER, wanted=wanted):
                document = await history.document(row.id)
                if document is not None and document.get("connection") == connection:
                    found.extend(await asyncio.to_thread(_of_document, document))
        if self._adapter is adapter and self._connection == connection:
            self._earlier = found
            self.changed.emit()

    def _on_finished(self, event: InvocationFinished) -> None:
        invocation = event.invocation
        if self._adapter is None or invocation.adapter != self._adapter.name:
            return
        if invocation.outcome.kind is OutcomeKind.RETURNED:
            arguments = {each.name: each.value for each in invocation.arguments}
            self._found = [*picks_of(invocation.interface, invocation.outcome.value, arguments), *self._found][:500]
            self.changed.emit()


def _of_document(document: Json) -> Sequence[Pick]:
    arguments = {name: decode(value) for name, value in document["arguments"].items()}
    return picks_of(document["interface"], decode(document["outcome"].get("value")), arguments)
