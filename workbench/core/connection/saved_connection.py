"""A Connection that outlives the program: what of it is listed and stored in clear, and what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from workbench.core.connection.connection import Connection, secrets_of
from workbench.core.connection.known_contacts import ContactsByNumber, as_contact
from workbench.core.connection.user import StoredUser
from workbench.core.server.stores import Stores
from workbench.core.values import Json, to_json

CALL: Final = "call"
MESSAGE: Final = "message"


@dataclass(frozen=True, slots=True)
class SavedConnection:
    """One stored connection, without anything secret; its id is the name of its secrets in the vault."""

    id: str
    adapter: str
    """Where the adapter lies: the resolved path of its folder, or sample:NAME."""
    adapter_name: str
    """What the user calls the adapter."""
    platform: str
    name: str
    """What the user calls the connection; unique among those of one adapter and platform."""
    user_name: str
    """The CRM user's name as getUserInfo gave it."""
    user_id: str
    hostname: str
    auth_type: str
    expires_at: str | None
    """When the access token expires, ISO 8601; None when it does not."""
    simulated: bool
    """Made with Harbor CRM, which forgets its users when the program ends: it is never restored."""
    logged_in: bool
    """Whether App Connect would treat the user as connected."""
    created_at: float
    """Seconds since the epoch."""
    used_at: float


@dataclass(frozen=True, slots=True)
class Linkage:
    """One row that ties a call or message to the CRM's log."""

    kind: str
    """call or message."""
    id: str
    """The call's or message's id."""
    row: Mapping[str, Json]


def sealed_part(connection: Connection) -> dict[str, Json]:
    """Everything that is or may hold a secret: the user's row, the login, the answers to it, contacts as they came."""
    part: dict[str, Json] = to_json(
        {
            "user": connection.user or None,
            "login": None if connection.login is None else dict(connection.login),
            "token_answer": connection.token_answer,
            "oauth_info": connection.oauth_info,
            "contacts": {number: list(found) for number, found in connection.contacts.items()},
            "secrets": sorted(connection.known_secrets),
        }
    )
    return part


def merged(before: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    """What to seal when another program may have written meanwhile: of each member theirs, unless it changed here."""
    return {key: value if value != before.get(key) else theirs.get(key, value) for key, value in mine.items()}


def clear_part(connection: Connection) -> dict[str, Json]:
    """What later calls build on and holds no secret; contacts without what the adapter put beside them."""
    return {
        "user_name": connection.name,
        "contacts": {
            number: [asdict(as_contact(item)) for item in found[:1]] for number, found in connection.contacts.items()
        },
        "appointment_id": connection.appointment_id,
    }


def linkage_of(stores: Stores) -> tuple[Linkage, ...]:
    """The rows of the calls and messages that were logged last."""
    rows = (
        (CALL, next(reversed(stores.call_logs), None)),
        (MESSAGE, next(reversed(stores.message_logs), None)),
    )
    return tuple(Linkage(kind, str(row.get("id") or ""), to_json(dict(row))) for kind, row in rows if row is not None)


def restored(
    adapter: str, auth_type: str, stores: Stores, clear: Mapping[str, Any], sealed: Mapping[str, Any]
) -> Connection:
    """The connection as it was; its user's row goes into the stores."""
    user: StoredUser = sealed.get("user") or {}
    user_id = str(user.get("id") or "")
    if user:
        stores.users[user_id] = user
    connection = Connection(
        adapter=adapter,
        name=str(clear.get("user_name") or ""),
        user_id=user_id,
        users=stores.users,
        auth_type=auth_type,
        login=sealed.get("login"),
        token_answer=sealed.get("token_answer"),
        oauth_info=sealed.get("oauth_info"),
        contacts=_contacts(sealed.get("contacts")),
        secrets=frozenset(sealed.get("secrets") or ()) | secrets_of(user),
    )
    return recalled(connection, clear)


def recalled(connection: Connection, clear: Mapping[str, Any]) -> Connection:
    """The connection with what earlier calls left, where this session has nothing newer: contacts, appointment."""
    return replace(
        connection,
        contacts={**_contacts(clear.get("contacts")), **connection.contacts},
        appointment_id=connection.appointment_id or str(clear.get("appointment_id") or ""),
    )


def with_rows(stores: Stores, rows: Mapping[str, Any]) -> None:
    """Put the newest linkage rows of earlier sessions before those of this one; `rows` are by kind."""
    for kind, table in ((CALL, stores.call_logs), (MESSAGE, stores.message_logs)):
        if rows.get(kind) and rows[kind] not in table:
            table.insert(0, dict(rows[kind]))


def _contacts(stored: Json) -> ContactsByNumber:
    """Contacts by number as they were stored; an earlier workbench kept none by number."""
    known = stored if isinstance(stored, dict) else {}
    return {number: tuple(found) for number, found in known.items()}
