"""The CRM's contacts that earlier calls found or made, by the phone number that they were found for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.core.values import Json, Value, to_json
from workbench.core.values.paths import get_path

ContactsByNumber = Mapping[str, tuple[Json, ...]]
"""A phone or extension number to its contacts as the adapter gave them, the one to log for first.

Under the empty text stand contacts whose number nobody told.
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that an earlier call found or made."""

    id: Json
    name: str = ""
    type: str = ""
    phone: str = ""


def as_contact(item: Mapping[str, Json]) -> Contact:
    """A matched or created contact, as a later call refers to it."""
    texts = {key: str(item.get(key) or "") for key in ("name", "type", "phone")}
    return Contact(id=item.get("id", ""), **texts)


def same_number(one: str, other: str) -> bool:
    """Whether two spellings are one number: "(202) 555-0144" is +12025550144; an extension is only itself."""
    if one == other or _digits(one) == _digits(other):
        return _digits(one) != ""
    # The library costs 50 ms to import, and most numbers are spelt alike.
    import phonenumbers

    match = phonenumbers.is_number_match(one, other)
    return match in (phonenumbers.MatchType.EXACT_MATCH, phonenumbers.MatchType.NSN_MATCH)


def contacts_for(known: ContactsByNumber, number: str) -> tuple[Json, ...]:
    """The contacts that are known for a number, however it is written."""
    return known.get(_key(known, number), ()) if number else ()


def contact_for(known: ContactsByNumber, number: str) -> Contact | None:
    """The contact to log for, when one is known for the number."""
    found = contacts_for(known, number)
    return as_contact(found[0]) if found else None


def with_found(known: ContactsByNumber, number: str, value: Value) -> ContactsByNumber:
    """After a look-up by number: its real matches, if any, are the number's contacts."""
    found = real_matches(value)
    return {**known, _key(known, number): found} if found else known


def with_named(known: ContactsByNumber, value: Value) -> ContactsByNumber:
    """After a look-up by name: each match is known by its own number, behind those that the number is known for."""
    for item in real_matches(value):
        known = _with(known, str(item.get("phone") or ""), item, first=False)
    return known


def with_created(known: ContactsByNumber, number: str, kind: Json, value: Value) -> ContactsByNumber:
    """After a contact was created, as `kind`: it is its number's first contact."""
    made = get_path(value, "contactInfo")
    if not isinstance(made, dict) or not made.get("id"):
        return known
    return _with(known, number, {"phone": number, "type": kind or "", **to_json(made)}, first=True)


def real_matches(value: Value) -> tuple[Json, ...]:
    """The contacts of a look-up's answer, without the placeholder for a new one."""
    found = get_path(value, "matchedContactInfo")
    items: Iterable[Value] = found if isinstance(found, list) else ()
    return tuple(to_json(item) for item in items if isinstance(item, dict) and not item.get("isNewContact"))


def _with(known: ContactsByNumber, number: str, item: Json, *, first: bool) -> ContactsByNumber:
    key = _key(known, number)
    others = tuple(each for each in known.get(key, ()) if str(each.get("id")) != str(item.get("id")))
    if not first and len(others) < len(known.get(key, ())):
        return known
    return {**known, key: (item, *others) if first else (*others, item)}


def _key(known: ContactsByNumber, number: str) -> str:
    """The spelling under which a number is known, else its own."""
    if number in known or not number:
        return number
    return next((each for each in known if each and same_number(each, number)), number)


def _digits(number: str) -> str:
    """The digits; a plus that stands for another country's number stays."""
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if number.lstrip().startswith("+") else digits
