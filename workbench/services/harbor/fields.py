"""Reading what a client wants written: every field checked by its row in records.py."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from workbench.core.values import is_number, is_whole
from workbench.services.harbor.phones import digits_of
from workbench.services.harbor.problems import Problem, invalid
from workbench.services.harbor.records import CONTACTS, DEALS, USERS, Field, Kind
from workbench.services.harbor.store import Row, Store, iso

_REFERENCES = {"contact": CONTACTS, "deal": DEALS, "user": USERS}
_MILLISECONDS = 100_000_000_000
"""Times above this are epoch milliseconds, below it seconds."""


def read_fields(store: Store, kind: Kind, body: Any, *, partial: bool) -> Row:
    """Column values for a new record, or for a change when `partial`; raises 400 or 422."""
    if not isinstance(body, dict):
        raise Problem(400, "invalid_body", f"The body has to be a JSON object with the fields of the {kind.singular}.")
    known = {field.name: field for field in kind.fields}
    values: Row = {}
    for name, value in body.items():
        if name not in known:
            raise invalid(name, f"A {kind.singular} has no field “{name}”.", code="unknown_field")
        values[name] = _read(store, known[name], value)
    for field in kind.fields:
        missing = values.get(field.name) in (None, "")
        if field.required and missing and (not partial or field.name in values):
            raise invalid(field.name, f"{field.name} is required.", code="required")
    if not values:
        raise Problem(400, "invalid_body", "The body names no field.")
    return values


def _read(store: Store, field: Field, value: Any) -> Any:
    if field.type == "phones":
        return _phones(value)
    if value is None:
        return None if field.type not in ("text", "url") else ""
    if field.type == "integer":
        return _integer(field, value)
    if field.type == "time":
        return _time(field.name, value)
    if field.type in _REFERENCES:
        return _reference(store, field, value)
    if not isinstance(value, str):
        raise invalid(field.name, f"{field.name} has to be text.")
    if field.type == "choice":
        if value not in field.choices:
            raise invalid(field.name, f"{field.name} has to be one of {', '.join(field.choices)}.")
    elif len(value) > field.limit:
        raise invalid(field.name, f"{field.name} is longer than {field.limit} characters.", code="too_long")
    elif field.type == "url" and value and urlsplit(value).scheme not in ("http", "https"):
        raise invalid(field.name, f"{field.name} has to be an http or https address.")
    return value


def _integer(field: Field, value: Any) -> int:
    if not is_whole(value):
        raise invalid(field.name, f"{field.name} has to be a whole number.")
    if not 0 <= value <= field.limit:
        raise invalid(field.name, f"{field.name} has to lie between 0 and {field.limit}.")
    return int(value)


def _time(name: str, value: Any) -> str:
    try:
        if is_number(value):
            return iso(value / 1000 if value > _MILLISECONDS else value)
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError, OSError):
        raise invalid(name, f"{name} has to be ISO 8601 text with a zone, such as 2026-11-24T10:02:11Z.") from None
    if moment.tzinfo is None:
        raise invalid(name, f"{name} lacks its zone; end it with Z or an offset.")
    return iso(moment.timestamp())


def _reference(store: Store, field: Field, value: Any) -> int:
    kind = _REFERENCES[field.type]
    number = kind.number(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    # The table's name comes from records.py.
    if number is None or store.value(f"SELECT 1 FROM {kind.name} WHERE id = ?", (number,)) is None:  # noqa: S608
        raise invalid(field.name, f"There is no {kind.singular} {value}.", code="unknown_reference")
    return number


def _phones(value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise invalid("phones", "phones has to be a list of {label, number}.")
    phones = []
    for item in value:
        phone = {"number": item} if isinstance(item, str) else item
        if not isinstance(phone, dict) or not isinstance(phone.get("number"), str):
            raise invalid("phones", "Each phone is text, or an object with label and number.")
        if not digits_of(phone["number"]):
            raise invalid("phones", f"“{phone['number']}” holds no digits.")
        phones.append({"label": str(phone.get("label") or "work")[:40], "number": phone["number"][:60]})
    return phones
