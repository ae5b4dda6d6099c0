"""The connected CRM user, and what App Connect's client remembers from one call to the next (runtime.md sections 2, 6).

What App Connect's server keeps (the user's row, linkage, the contact cache) lies in its stores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from workbench.core.arguments import Contact
from workbench.core.connection.user import StoredUser
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.values import Json, Value, to_json
from workbench.core.values.paths import get_path

Request = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Connection:
    """One logged-in CRM user of one adapter. Secrets in it live in memory only."""

    adapter: str
    name: str
    """The CRM user's name as getUserInfo gave it."""
    user_id: str
    users: MutableMapping[str, StoredUser] = field(repr=False, compare=False)
    """The server's table of users, where the row lies."""
    auth_type: str = ""
    """oauth, apiKey or another word of getAuthType."""
    login: Mapping[str, Json] | None = None
    """The client's request of the login, merged; it goes before a sample's."""
    token_answer: Json = None
    """What the token endpoint answered at login."""
    oauth_info: Json = None
    """What getOauthInfo returned last."""
    contacts: tuple[Json, ...] = ()
    """Real matches of the last contact look-up."""
    contact: Contact | None = None
    """The contact of an earlier call; it goes before a sample's contactId."""
    call_log: Mapping[str, Any] | None = None
    """Linkage row of the call that is meant, where one was chosen; else the server looks it up."""
    message_log: Mapping[str, Any] | None = None
    """Linkage row of the conversation that is meant, in the same way."""
    appointment_id: str = ""
    """Appointment of an earlier call; it goes before a sample's."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Values of this connection that must not be shown or stored in clear, besides those of its row."""

    @property
    def user(self) -> StoredUser:
        """The stored row as it is now; empty once it was destroyed."""
        return self.users.get(self.user_id, {})

    @property
    def connected(self) -> bool:
        """App Connect treats a user without an access token as logged out."""
        return bool(self.user.get("accessToken"))

    @property
    def expires_at(self) -> str | None:
        """When the access token expires, ISO 8601; None when the CRM gave no lifetime."""
        return self.user.get("tokenExpiry")

    @property
    def known_secrets(self) -> frozenset[str]:
        """All values to be masked, those of the row as it is now included."""
        return self.secrets | secrets_of(self.user)


def secrets_of(user: StoredUser) -> frozenset[str]:
    """The secret values of a stored row."""
    return frozenset(str(user[key]) for key in ("accessToken", "refreshToken") if user.get(key))


def secrets_in(interface: str, value: Value) -> frozenset[str]:
    """What must be masked of a result whose very purpose is a secret."""
    found = value if interface == "getBasicAuth" else get_path(value, _SECRET_MEMBERS.get(interface, "-"))
    return frozenset({found}) if isinstance(found, str) and found else frozenset()


def remember(connection: Connection, interface: str, request: Request, outcome: Outcome) -> Connection:
    """The connection after a call: what the client makes later requests from."""
    connection = replace(connection, secrets=connection.known_secrets)
    if outcome.kind is not OutcomeKind.RETURNED or interface not in _LESSONS:
        return connection
    return _LESSONS[interface](connection, request, outcome.value)


def _found_contacts(connection: Connection, _request: Request, value: Value) -> Connection:
    found = get_path(value, "matchedContactInfo")
    items = found if isinstance(found, list) else []
    real = [item for item in items if isinstance(item, dict) and not item.get("isNewContact")]
    if not real:
        return connection
    contacts = tuple(to_json(item) for item in real)
    return replace(connection, contacts=contacts, contact=as_contact(contacts[0]))


def _created_contact(connection: Connection, request: Request, value: Value) -> Connection:
    made = get_path(value, "contactInfo")
    if not isinstance(made, dict) or not made.get("id"):
        return connection
    contact = {"phone": request.get("phoneNumber", ""), "type": request.get("newContactType", ""), **to_json(made)}
    return replace(connection, contacts=(contact,), contact=as_contact(contact))


def _oauth_details(connection: Connection, _request: Request, value: Value) -> Connection:
    return replace(connection, oauth_info=to_json(value))


def _appointment(connection: Connection, _request: Request, value: Value) -> Connection:
    known = (
        get_path(value, "appointmentId") or get_path(value, "appointment.id") or get_path(value, "appointments.0.id")
    )
    return replace(connection, appointment_id=str(known)) if known else connection


_SECRET_MEMBERS: Final = {"getOauthInfo": "clientSecret", "getUserInfo": "platformUserInfo.overridingApiKey"}

_LESSONS: Final[Mapping[str, Callable[[Connection, Request, Value], Connection]]] = {
    "findContact": _found_contacts,
    "findContactWithName": _found_contacts,
    "createContact": _created_contact,
    "getOauthInfo": _oauth_details,
    "listAppointments": _appointment,
    "createAppointment": _appointment,
}
"""What the result of an interface leaves for later calls."""


def as_contact(item: Mapping[str, Json]) -> Contact:
    """A matched or created contact, as a later call refers to it."""
    texts = {key: str(item.get(key) or "") for key in ("name", "type", "phone")}
    return Contact(id=item.get("id", ""), **texts)
