"""The connected CRM user, and what App Connect's client remembers from one call to the next (runtime.md sections 2, 6).

What App Connect's server keeps (the user's row, linkage, the contact cache) lies in its stores.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.core.connection.known_contacts import Contact, ContactsByNumber, with_created, with_found, with_named
from workbench.core.connection.user import StoredUser
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
    contacts: ContactsByNumber = field(default_factory=dict)
    """Contacts of earlier calls; the one of the number that a call is about goes before a sample's contactId."""
    contact: Contact | None = None
    """The contact that the user chose for all calls."""
    call_log: Mapping[str, Any] | None = None
    """Linkage row of the call that is meant, where one was chosen; else the server looks it up."""
    message_log: Mapping[str, Any] | None = None
    """Linkage row of the conversation that is meant, in the same way."""
    appointment_id: str = ""
    """Appointment of an earlier call; it goes before a sample's."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Values of this connection that must not be shown or stored in clear, besides those of its row."""
    warnings: tuple[str, ...] | None = None
    """What its login was warned of; None where it was restored, and they are as they were stored."""

    @property
    def user(self) -> StoredUser:
        """The stored row as it is now; empty once it was destroyed."""
        return self.users.get(self.user_id, {})

    def as_it_is(self) -> Connection:
        """The connection with its row as it is now, whatever is written later."""
        return replace(self, users={self.user_id: self.user} if self.user else {})

    @property
    def all_contacts(self) -> tuple[Json, ...]:
        """Every contact that earlier calls found or made, as the adapter gave it."""
        return tuple(item for found in self.contacts.values() for item in found)

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


def with_secrets(connection: Connection) -> Connection:
    """The connection that goes on masking the tokens that its row has now, whatever a call makes of them."""
    return replace(connection, secrets=connection.known_secrets)


def found_contacts(connection: Connection, request: Request, value: Value) -> Connection:
    """Contacts of the number that was looked up."""
    return replace(connection, contacts=with_found(connection.contacts, _number(request), value))


def named_contacts(connection: Connection, _request: Request, value: Value) -> Connection:
    """Contacts by their own numbers."""
    return replace(connection, contacts=with_named(connection.contacts, value))


def created_contact(connection: Connection, request: Request, value: Value) -> Connection:
    """The new contact of a number."""
    kind = request.get("newContactType")
    return replace(connection, contacts=with_created(connection.contacts, _number(request), kind, value))


def _number(request: Request) -> str:
    """The number of a look-up or of a new contact, its lost plus put back."""
    return str(request.get("phoneNumber") or "").replace(" ", "+", 1)


def oauth_details(connection: Connection, _request: Request, value: Value) -> Connection:
    """The OAuth client."""
    return replace(connection, oauth_info=to_json(value))


def known_appointment(connection: Connection, _request: Request, value: Value) -> Connection:
    """The appointment that later calls are about."""
    known = (
        get_path(value, "appointmentId") or get_path(value, "appointment.id") or get_path(value, "appointments.0.id")
    )
    return replace(connection, appointment_id=str(known)) if known else connection
