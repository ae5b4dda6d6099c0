"""The connected CRM user, and what App Connect remembers from one call to the next (runtime.md sections 2, 6-8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from workbench.core.arguments import CallContext, Contact, call_log_row, message_log_row
from workbench.core.connection.logged import CALL_LOGS, MESSAGE_LOGS, LogRow, changed_row
from workbench.core.connection.user import StoredUser, apply_changes
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
    context: CallContext
    """What the next call is made from: the stored user, the contact and the logs of earlier calls."""
    contacts: tuple[Json, ...] = ()
    """Real matches of the last contact look-up."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Values of this connection that must not be shown or stored in clear."""
    warnings: tuple[str, ...] | None = None
    """What its login was warned of; None where it was restored, and they are as they were stored."""

    @property
    def user(self) -> StoredUser:
        """The stored row; empty once it was destroyed."""
        return self.context.user or {}

    @property
    def connected(self) -> bool:
        """App Connect treats a user without an access token as logged out."""
        return bool(self.user.get("accessToken"))

    @property
    def expires_at(self) -> str | None:
        """When the access token expires, ISO 8601; None when the CRM gave no lifetime."""
        return self.user.get("tokenExpiry")


def logged_rows(connection: Connection) -> dict[str, tuple[LogRow, ...]]:
    """The rows of the logs that App Connect knows of the connection, by table."""
    rows = {CALL_LOGS: connection.context.call_log, MESSAGE_LOGS: connection.context.message_log}
    return {table: (row,) for table, row in rows.items() if row is not None}


def secrets_of(user: StoredUser) -> frozenset[str]:
    """The secret values of a stored row."""
    return frozenset(str(user[key]) for key in ("accessToken", "refreshToken") if user.get(key))


def secrets_in(interface: str, value: Value) -> frozenset[str]:
    """What must be masked of a result whose very purpose is a secret."""
    found = value if interface == "getBasicAuth" else get_path(value, _SECRET_MEMBERS.get(interface, "-"))
    return frozenset({found}) if isinstance(found, str) and found else frozenset()


def remember(connection: Connection, interface: str, request: Request, outcome: Outcome) -> Connection:
    """The connection after a call: what was done to the user, and what the result leaves for later calls."""
    user = apply_changes(connection.user, outcome.user_changes) if connection.user else None
    connection = replace(
        connection,
        context=replace(
            connection.context,
            user=user,
            call_log=changed_row(connection.context.call_log, CALL_LOGS, outcome.log_changes),
            message_log=changed_row(connection.context.message_log, MESSAGE_LOGS, outcome.log_changes),
        ),
        secrets=connection.secrets | secrets_of(user or {}),
    )
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
    return replace(connection, contacts=contacts, context=replace(connection.context, contact=as_contact(contacts[0])))


def _created_contact(connection: Connection, request: Request, value: Value) -> Connection:
    made = get_path(value, "contactInfo")
    if not isinstance(made, dict) or not made.get("id"):
        return connection
    contact = {"phone": request.get("phoneNumber", ""), "type": request.get("newContactType", ""), **to_json(made)}
    return replace(connection, contacts=(contact,), context=replace(connection.context, contact=as_contact(contact)))


def _logged_call(connection: Connection, request: Request, value: Value) -> Connection:
    log_id = get_path(value, "logId")
    if not log_id:
        return connection
    row = call_log_row(request, log_id, connection.context)
    return replace(connection, context=replace(connection.context, call_log=row))


def _read_call(connection: Connection, _request: Request, value: Value) -> Connection:
    details = get_path(value, "callLogInfo.fullLogResponse")
    return replace(connection, context=replace(connection.context, call_log_details=details))


def _logged_message(connection: Connection, request: Request, value: Value) -> Connection:
    log_id = get_path(value, "logId")
    if not log_id:
        return connection
    row = message_log_row(request, log_id, connection.context)
    return replace(connection, context=replace(connection.context, message_log=row))


def _oauth_details(connection: Connection, _request: Request, value: Value) -> Connection:
    return replace(connection, context=replace(connection.context, oauth_info=to_json(value)))


def _appointment(connection: Connection, _request: Request, value: Value) -> Connection:
    known = (
        get_path(value, "appointmentId") or get_path(value, "appointment.id") or get_path(value, "appointments.0.id")
    )
    if not known:
        return connection
    return replace(connection, context=replace(connection.context, appointment_id=str(known)))


_SECRET_MEMBERS: Final = {"getOauthInfo": "clientSecret", "getUserInfo": "platformUserInfo.overridingApiKey"}

_LESSONS: Final[Mapping[str, Callable[[Connection, Request, Value], Connection]]] = {
    "findContact": _found_contacts,
    "findContactWithName": _found_contacts,
    "createContact": _created_contact,
    "createCallLog": _logged_call,
    "getCallLog": _read_call,
    "createMessageLog": _logged_message,
    "getOauthInfo": _oauth_details,
    "listAppointments": _appointment,
    "createAppointment": _appointment,
}
"""What the result of an interface leaves for later calls."""


def as_contact(item: Mapping[str, Json]) -> Contact:
    """A matched or created contact, as a later call refers to it."""
    texts = {key: str(item.get(key) or "") for key in ("name", "type", "phone")}
    return Contact(id=item.get("id", ""), **texts)
