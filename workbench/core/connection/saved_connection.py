"""A Connection that outlives the program: what of it is listed and stored in clear, and what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from workbench.core.arguments import CallContext, Contact
from workbench.core.connection.connection import Connection, secrets_of
from workbench.core.values import Json, to_json

CALL: Final = "call"
MESSAGE: Final = "message"

_CONTACT_KEYS: Final = ("id", "name", "type", "phone")


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
    context = connection.context
    part: dict[str, Json] = to_json(
        {
            "user": context.user,
            "login": None if context.login is None else dict(context.login),
            "token_answer": context.token_answer,
            "oauth_info": context.oauth_info,
            "contacts": connection.contacts,
            "secrets": sorted(connection.secrets),
        }
    )
    return part


def merged(before: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    """What to seal when another program may have written meanwhile: of each member theirs, unless it changed here."""
    return {key: value if value != before.get(key) else theirs.get(key, value) for key, value in mine.items()}


def clear_part(connection: Connection) -> dict[str, Json]:
    """What later calls build on and holds no secret; a contact without what the adapter put beside it."""
    context = connection.context
    return {
        "user_name": context.user_name,
        "contact": None if context.contact is None else asdict(context.contact),
        "appointment_id": context.appointment_id,
    }


def linkage_of(connection: Connection) -> tuple[Linkage, ...]:
    """The rows of the calls and messages that were logged last."""
    rows = ((CALL, connection.context.call_log), (MESSAGE, connection.context.message_log))
    return tuple(Linkage(kind, str(row.get("id") or ""), to_json(dict(row))) for kind, row in rows if row is not None)


def restored(
    adapter: str, base: CallContext, clear: Mapping[str, Any], sealed: Mapping[str, Any], rows: Mapping[str, Any]
) -> Connection:
    """The connection as it was. `base` is the adapter's context before a login, `rows` the newest linkage by kind."""
    user = sealed.get("user")
    context = replace(
        base,
        user=user,
        user_name=str(clear.get("user_name") or ""),
        login=sealed.get("login"),
        token_answer=sealed.get("token_answer"),
        oauth_info=sealed.get("oauth_info"),
    )
    connection = Connection(
        adapter=adapter,
        name=context.user_name,
        context=context,
        contacts=tuple(sealed.get("contacts") or ()),
        secrets=frozenset(sealed.get("secrets") or ()) | secrets_of(user or {}),
    )
    return recalled(connection, clear, rows)


def recalled(connection: Connection, clear: Mapping[str, Any], rows: Mapping[str, Any]) -> Connection:
    """The connection with what earlier calls left, where this session has nothing newer: contact, logs, appointment."""
    context, contact = connection.context, clear.get("contact")
    known = Contact(**{key: contact[key] for key in _CONTACT_KEYS}) if isinstance(contact, dict) else None
    return replace(
        connection,
        context=replace(
            context,
            contact=context.contact or known,
            call_log=context.call_log or rows.get(CALL),
            message_log=context.message_log or rows.get(MESSAGE),
            appointment_id=context.appointment_id or str(clear.get("appointment_id") or ""),
        ),
    )
