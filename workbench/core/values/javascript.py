"""JavaScript's rules for single values: what is missing, truth, members, text and numbers."""

from __future__ import annotations

import base64
import math
import re
from datetime import UTC
from typing import Any, Final

from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.numbers import LARGEST_EXACT, as_double
from workbench.core.values.times import read_iso

WHITE_SPACE: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `\\s` and `trim()` mean there, as the inside of a character class."""

LINE_END: Final = "\n\r\u2028\u2029"
"""What ends a line there, as the inside of a character class."""

_TRIM: Final = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_DECIMAL: Final = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_RADIX: Final = re.compile(r"0(?:[xX](?P<x>[0-9a-fA-F]+)|[oO](?P<o>[0-7]+)|[bB](?P<b>[01]+))")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def trim(text: str) -> str:
    """`text.trim()`: white space and line ends off both sides."""
    return text.strip(_TRIM)


def missing(value: Value) -> bool:
    """Whether `value == null` holds: undefined or null, what `??` passes over."""
    return value is None or value is UNDEFINED


def truthy(value: Value) -> bool:
    """Whether a condition holds: empty lists and objects count, empty text, zero and NaN do not."""
    if isinstance(value, Special):
        return not (value.kind == "bigint" and value.text == "0") and not (
            value.kind == "number" and value.text == "NaN"
        )
    if value:
        return not (isinstance(value, float) and math.isnan(value))
    return isinstance(value, list | dict | tuple)


def as_object(value: Value) -> dict[str, Value] | None:
    """The members that can be read from a value; None when it is no object at all."""
    if isinstance(value, dict):
        return value
    if isinstance(value, Special) and value.kind not in ("bigint", "symbol", "number", "function"):
        return value.content if value.kind == "object" and isinstance(value.content, dict) else {}
    return None


def member(owner: Value, name: str) -> Value:
    """`owner?.name`: a member that the object has of its own, UNDEFINED when it has none."""
    members = as_object(owner)
    return UNDEFINED if members is None else members.get(name, UNDEFINED)


def to_text(value: Any) -> str:
    """`String(value)`: lists joined by commas with null and undefined empty, objects as `[object Object]`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return ",".join("" if missing(item) else to_text(item) for item in value)
    return _special_text(value) if isinstance(value, Special) else "[object Object]"


def number_text(number: float) -> str:
    """A number as it prints there: the shortest digits that read back the same, no exponent from 1e-6 to below 1e21."""
    if isinstance(number, int) and abs(number) <= LARGEST_EXACT:
        return str(number)
    try:
        number = float(number)
    except OverflowError:
        return "Infinity" if number > 0 else "-Infinity"
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{point - 1:+d}"
    return f"{sign}{digits[0]}{'.' + digits[1:] if count > 1 else ''}{power}"


def to_number(value: Any) -> float:
    """`Number(value)`: NaN where there is none; an empty text, null and false are 0."""
    if isinstance(value, int):
        return as_double(value)
    if isinstance(value, float):
        return value
    if value is None:
        return 0
    if isinstance(value, list | tuple):
        return to_number(to_text(value))
    return _text_number(trim(value)) if isinstance(value, str) else math.nan


def _text_number(text: str) -> float:
    if not text:
        return 0
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) <= LARGEST_EXACT and number else number
    if found := _RADIX.fullmatch(text):
        kind = found.lastgroup or "x"
        return int(found[kind], {"x": 16, "o": 8, "b": 2}[kind])
    return math.nan


def _special_text(value: Special) -> str:
    if value.kind == "date":
        moment = read_iso(value.text)
        if moment is None:
            return "Invalid Date"
        moment = moment.astimezone(UTC)
        day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
        return f"{day} {month} {moment:%d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"
    if value.kind in ("map", "set"):
        return f"[object {value.kind.title()}]"
    if value.kind == "buffer":
        return base64.b64decode(value.text).decode("utf-8", errors="replace")
    return "[object Object]" if value.kind == "object" else value.text
