"""Choosing what earlier calls of a connection left: its contact and its logs, by id or by place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from workbench.core.arguments import Contact, call_log_row, message_log_row
from workbench.core.connection.connection import Connection
from workbench.core.connection.known_contacts import as_contact
from workbench.core.connection.saved_connection import CALL, MESSAGE
from workbench.core.values import Json
from workbench.session.life import sample_firing
from workbench.session.open_adapter import OpenAdapter

FIRST: Final = "first"
LAST: Final = "last"


@dataclass(frozen=True, slots=True)
class Chain:
    """What the user wants the next calls to be about; empty texts leave it to what earlier calls left."""

    contact: str = ""
    """first, or a contact's id in the CRM."""
    log: str = ""
    """last, or the id of a call, a message or the CRM's log."""

    async def hold(self, adapter: OpenAdapter, interface: str = "") -> None:
        """Put it into the adapter's connection; call it again after each call that may have put something else."""
        if adapter.connection is not None and self.contact:
            adapter.connection = _with_contact(adapter.connection, self.contact)
        if adapter.connection is not None and self.log:
            kind = MESSAGE if "Message" in interface else CALL
            row = self._row(adapter, kind)
            changed = {"message_log": row} if kind == MESSAGE else {"call_log": row}
            adapter.connection = replace(adapter.connection, **changed)

    def _row(self, adapter: OpenAdapter, kind: str) -> Json:
        """The linkage row that is meant, None for the last of none; for a log that was not made here one is made up."""
        rows = adapter.stores.message_logs if kind == MESSAGE else adapter.stores.call_logs
        if self.log == LAST:
            return rows.newest()
        for row in reversed(list(rows)):
            if self.log in (row.get("id"), row.get("thirdPartyLogId")):
                return row
        context = replace(adapter.client_context(), user=adapter.connection.user if adapter.connection else None)
        if kind == MESSAGE:
            return message_log_row(sample_firing(adapter, "updateMessageLog").request or {}, self.log, context)
        return call_log_row(sample_firing(adapter, "getCallLog").request or {}, self.log, context)


def _with_contact(connection: Connection, wanted: str) -> Connection:
    known = [as_contact(each) for each in connection.all_contacts]
    if wanted == FIRST:
        chosen = connection.contact or (known[0] if known else None)
    else:
        chosen = next((each for each in known if str(each.id) == wanted), Contact(id=wanted))
    return replace(connection, contact=chosen)
