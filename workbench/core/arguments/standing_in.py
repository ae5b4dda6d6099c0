"""What goes in the place of a sample's own ids when its request is sent: what earlier calls of the connection gave."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from workbench.core.arguments.calls import CONTACT_MEMBERS, contact_number
from workbench.core.connection.connection import Connection
from workbench.core.connection.known_contacts import as_contact, contact_for
from workbench.core.values import Json
from workbench.core.values.paths import get_path

_SESSIONS: Final = ("sessionId", "sessionIds")
_APPOINTMENTS_CONTACTS: Final = ("payload.contacts", "contacts")


def standing_in(request: Mapping[str, Json], known: Connection, edited: Collection[str] = ()) -> dict[str, Json]:
    """Values by path of the client's request; places in `edited` are the user's own, and none stands in for them.

    A contact's id, type and name go together: who writes another id gets none of them.
    """
    found: dict[str, Json] = {}
    contact = known.contact or contact_for(known.contacts, contact_number(request))
    if contact is not None and contact.id and "contactId" in request and "contactId" not in edited:
        members = {"id": contact.id, "type": contact.type, "name": contact.name}
        found |= {path: members[name] for name, path in CONTACT_MEMBERS.items()}
    if known.call_log is not None and not {*_SESSIONS} & {*edited}:
        found |= {path: str(known.call_log.get("sessionId", "")) for path in _SESSIONS if path in request}
    if known.appointment_id and "appointmentId" in request:
        found["appointmentId"] = known.appointment_id
    anybody = known.contact or next((as_contact(each[0]) for each in known.contacts.values()), None)
    for path in _APPOINTMENTS_CONTACTS:
        if anybody is not None and get_path(dict(request), path):
            found[path] = [{"id": anybody.id, "type": anybody.type}]
    return {path: value for path, value in found.items() if not _is_edited(path, edited)}


def _is_edited(path: str, edited: Collection[str]) -> bool:
    return any(each == path or each.startswith(f"{path}.") for each in edited)
