"""A Connection that outlives the program: what of it is listed and stored in clear, and what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from workbench.core.connection.connection import Connection
from workbench.core.connection.known_contacts import ContactsByNumber, as_contact
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
    warnings: str = ""
    """What the last login was warned of, one sentence or two a line."""


def sealed_part(connection: Connection) -> dict[str, Json]:
    """What is or may hold a secret and lies in no table: the login, the answers to it, contacts as they came."""
    part: dict[str, Json] = to_json(
        {
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


def restored(
    adapter: str, saved: SavedConnection, stores: Stores, clear: Mapping[str, Any], sealed: Mapping[str, Any]
) -> Connection:
    """The connection as it was; its rows are in the stores."""
    connection = Connection(
        adapter=adapter,
        name=str(clear.get("user_name") or ""),
        user_id=saved.user_id,
        users=stores.users,
        auth_type=saved.auth_type,
        login=sealed.get("login"),
        token_answer=sealed.get("token_answer"),
        oauth_info=sealed.get("oauth_info"),
        contacts=_contacts(sealed.get("contacts")),
        secrets=frozenset(sealed.get("secrets") or ()),
    )
    return recalled(connection, clear)


def recalled(connection: Connection, clear: Mapping[str, Any]) -> Connection:
    """The connection with what earlier calls left, where nothing newer is known: contacts, appointment."""
    return replace(
        connection,
        contacts={**_contacts(clear.get("contacts")), **connection.contacts},
        appointment_id=connection.appointment_id or str(clear.get("appointment_id") or ""),
    )


def _contacts(stored: Json) -> ContactsByNumber:
    """Contacts by number as they were stored; an earlier workbench kept none by number."""
    known = stored if isinstance(stored, dict) else {}
    return {number: tuple(found) for number, found in known.items()}
