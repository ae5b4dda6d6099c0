"""What is said beside a field about the value that stands in it. It never forbids: App Connect sends what it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from workbench.core.forms.model import Field, FieldKind
from workbench.core.forms.words import is_moment
from workbench.core.values import UNDEFINED, Json, Value, is_number
from workbench.core.values.paths import parts

_WORDS: Final = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}
_EXTENSION: Final = re.compile(r"\d{1,6}")


def complaint(field: Field, value: Value) -> str:
    """What is unusual about a field's value, as a sentence; empty when nothing is.

    A required field without a value is said too. The value itself always stays as it is.
    """
    if value is UNDEFINED or value is None or value == "":
        if not field.required:
            return ""
        return "Required: a client does not send the request without it."
    check = _CHECKS.get(field.kind)
    return check(field, value) if check else ""


def blocked(payload: Json, path: str) -> str:
    """Why a payload has no room for a field's value: something on the way is no object or list. Empty when it has."""
    way = parts(path)
    for place, part in enumerate(way):
        if payload is None or payload is UNDEFINED:
            return ""
        fits = isinstance(payload, dict) or (isinstance(payload, list) and part.isdecimal())
        if not fits:
            where = ".".join(way[:place]) or "The request"
            return f"{where} is {named(payload)} here, so its fields cannot be filled in. Mend it in the JSON."
        if isinstance(payload, dict):
            payload = payload.get(part, UNDEFINED)
        else:
            payload = payload[int(part)] if int(part) < len(payload) else UNDEFINED
    return ""


def named(value: Json) -> str:
    """The JSON type of a value in words."""
    return "null" if value is None else _WORDS.get(type(value), "no JSON value")


@lru_cache(maxsize=512)
def phone_complaint(text: str) -> str:
    """What is unusual about a phone number, as a sentence; empty when it can exist or is an extension."""
    if _EXTENSION.fullmatch(text):
        return ""
    # The library costs 50 ms to import, and many forms hold no number.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == error.INVALID_COUNTRY_CODE and not text.strip().startswith("+"):
            return "Not in international form, such as +12025550144; RingCentral sends numbers so."
        return "No phone number: " + _PARSING.get(error.error_type, "it cannot be read") + "."
    reason = phonenumbers.is_possible_number_with_reason(number)
    said = _POSSIBLE.get(reason, "")
    return f"No phone number that can exist: it {said}." if said else ""


_PARSING: Final = {
    0: "its country code is unknown",
    1: "it holds no digits",
    2: "it is too short after its prefix",
    3: "it is too short",
    4: "it is too long",
}
"""By the kind of the library's error."""

_POSSIBLE: Final = {
    1: "has an unknown country code",
    2: "is too short",
    3: "is too long",
    5: "has a length that its country does not use",
}
"""By the library's reason; 0 is possible, 4 is possible within its area."""


def _of_type(wanted: str, *types: type) -> Callable[[Field, Json], str]:
    def check(_field: Field, value: Json) -> str:
        fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        return "" if fits else f"This is {named(value)}; {wanted} is expected here."

    return check


def _text(_field: Field, value: Json) -> str:
    if isinstance(value, str) or is_number(value):
        return ""
    return f"This is {named(value)}; text is expected here."


def _phone(_field: Field, value: Json) -> str:
    if not isinstance(value, str):
        return f"This is {named(value)}; clients send a phone number as text."
    return phone_complaint(value)


def _moment(_field: Field, value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return f"This is {named(value)}; a date and time is expected here."
    return "" if is_moment(value) else "No date and time that a CRM could read."


def _date(_field: Field, value: Json) -> str:
    if not isinstance(value, str):
        return f"This is {named(value)}; a date such as 2026-11-24 is expected here."
    try:
        date.fromisoformat(value)
    except ValueError:
        return "No date such as 2026-11-24."
    return ""


def _duration(_field: Field, value: Json) -> str:
    if value == "pending" or (is_number(value) and value >= 0):
        return ""
    return f"This is {named(value)}; seconds, or the word pending, are expected here."


def _choice(field: Field, value: Json) -> str:
    if field.custom or not field.choices:
        return ""
    if any(type(choice.value) is type(value) and choice.value == value for choice in field.choices):
        return ""
    return "None of the choices; it is sent as it is."


def _choices(field: Field, value: Json) -> str:
    if not isinstance(value, list):
        return f"This is {named(value)}; a list is expected here."
    return next(filter(None, (_choice(field, each) for each in value)), "")


def _box(field: Field, value: Json) -> str:
    known = (field.on, field.off, True, False, "true", "false")
    if any(type(value) is type(each) and value == each for each in known):
        return ""
    return f"This is {named(value)}; yes or no is expected here."


_K = FieldKind
_CHECKS: Final[Mapping[FieldKind, Callable[[Field, Json], str]]] = {
    _K.TEXT: _text,
    _K.MULTILINE: _text,
    _K.SECRET: _text,
    _K.NUMBER: _of_type("a number", int, float),
    _K.DATETIME: _moment,
    _K.DATE: _date,
    _K.DURATION: _duration,
    _K.PHONE: _phone,
    _K.CHOICE: _choice,
    _K.CHOICES: _choices,
    _K.CHECKBOX: _box,
    _K.LIST: _of_type("a list", list),
    _K.OBJECT: _of_type("an object", dict),
}
"""A row a kind that has a value."""
