"""Rows as the REST API shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.services.harbor.records import KINDS, Kind
from workbench.services.harbor.store import Row, Store

_BY_NAME = {kind.name: kind for kind in KINDS}


def show(store: Store, kind: Kind, row: Row) -> dict[str, Any]:
    """The JSON object of one record."""
    shown = {**row, "id": kind.public_id(row["id"])}
    # Long numbers lose digits in some languages, so each record says its id as text too.
    shown = {"id": shown.pop("id"), "id_str": str(kind.public_id(row["id"])), **shown}
    extend = _EXTENSIONS.get(kind.name)
    if extend is not None:
        extend(store, row, shown)
    return shown


def choices(store: Store, contact: int) -> dict[str, Any]:
    """What a form about this contact can offer, as lists of {"const", "title"} by field."""
    deals = store.rows("SELECT id, title FROM deals WHERE contact_id = ? AND stage <> 'won' ORDER BY id", (contact,))
    return {"deal_id": [{"const": str(deal["id"]), "title": deal["title"]} for deal in deals]}


def license_of(user: Row) -> dict[str, Any]:
    """A user's licence."""
    plan, until = user["license_plan"], user["license_until"]
    valid = bool(user["license_valid"])
    sentence = f"{plan}, valid until {until}." if valid else f"The {plan} licence ended on {until}."
    return {"valid": valid, "plan": plan, "until": until, "description": sentence}


def _contact(store: Store, row: Row, shown: dict[str, Any]) -> None:
    phones = store.phones(row["id"])
    shown["phones"] = phones
    shown["phone"] = phones[0]["number"] if phones else None
    shown["last_activity_at"] = store.value(
        "SELECT max(at) FROM (SELECT max(started_at) AS at FROM activities WHERE contact_id = ?1"
        " UNION SELECT max(occurred_at) FROM messages WHERE contact_id = ?1)",
        (row["id"],),
    )


def _with_deal(store: Store, row: Row, shown: dict[str, Any]) -> None:
    deal = row["deal_id"]
    shown.pop("deal_id")
    shown["deal"] = deal and store.row("SELECT id, title FROM deals WHERE id = ?", (deal,))


def _user(_store: Store, row: Row, shown: dict[str, Any]) -> None:
    for column in ("license_plan", "license_valid", "license_until"):
        shown.pop(column)
    shown["license"] = license_of(row)


def _with_contact(store: Store, row: Row, shown: dict[str, Any]) -> None:
    contact = row["contact_id"]
    shown["contact"] = contact and store.row("SELECT id, name, type, email FROM contacts WHERE id = ?", (contact,))


_EXTENSIONS: dict[str, Callable[[Store, Row, dict[str, Any]], None]] = {
    "contacts": _contact,
    "activities": _with_deal,
    "messages": _with_deal,
    "users": _user,
    "appointments": _with_contact,
}
