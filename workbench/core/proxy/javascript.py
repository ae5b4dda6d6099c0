"""JavaScript's view of values: truth, text, numbers and JSON, which the proxy engine's results depend on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from workbench.core.proxy.throws import type_error
from workbench.core.values import UNDEFINED, Special, Value

SPACES: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `\\s` and `trim()` mean there, as the inside of a character class."""

_TRIM: Final = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_SAFE: Final = 2**53
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ESCAPED: Final = re.compile('["\\\\\x00-\x1f\ud800-\udfff]')
_SHORT_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_RADIX: Final = re.compile(r"0(?:[xX]([0-9a-fA-F]+)|[oO]([0-7]+)|[bB]([01]+))")
_INDEX: Final = re.compile(r"0|[1-9]\d{0,9}")
_LARGEST_INDEX: Final = 2**32 - 2
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def trim(text: str) -> str:
    """`text.trim()`."""
    return text.strip(_TRIM)


def nullish(value: Value) -> bool:
    """Whether `value == null` holds."""
    return value is None or value is UNDEFINED


def truthy(value: Value) -> bool:
    """Truth as JavaScript has it: empty lists and objects count, empty text, zero and NaN do not."""
    if isinstance(value, list | tuple | dict | Special):
        return not (isinstance(value, Special) and value.kind == "number" and value.text == "NaN")
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def is_index(key: str) -> bool:
    """Whether a key is an array index in its canonical spelling; such keys come first in an object."""
    return bool(_INDEX.fullmatch(key)) and int(key) <= _LARGEST_INDEX


def entries(value: Value) -> Iterator[tuple[str, Value]]:
    """`Object.entries(value)`, index-like keys first; throws for null and undefined."""
    if nullish(value):
        raise type_error("Cannot convert undefined or null to object")
    if isinstance(value, dict):
        indexes = sorted((key for key in value if is_index(key)), key=int)
        if indexes:
            yield from ((key, value[key]) for key in indexes)
            yield from ((key, item) for key, item in value.items() if not is_index(key))
        else:
            yield from value.items()
    elif isinstance(value, list | tuple):
        yield from ((str(index), item) for index, item in enumerate(value))
    elif isinstance(value, str):
        yield from ((str(index), unit) for index, unit in enumerate(code_units(value)))


def code_units(text: str) -> list[str]:
    """The UTF-16 units that JavaScript counts and indexes by; halves of a pair are lone surrogates."""
    if text.isascii():
        return list(text)
    raw = text.encode("utf-16-le", "surrogatepass")
    return [chr(int.from_bytes(raw[at : at + 2], "little")) for at in range(0, len(raw), 2)]


def well_formed(text: str) -> str:
    """Lone surrogates replaced, as they are when text becomes UTF-8."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def number_text(number: float) -> str:
    """A number as JavaScript prints it: shortest digits, no exponent from 1e-6 up to below 1e21."""
    if isinstance(number, int) and abs(number) <= _SAFE:
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


def to_text(value: Value) -> str:
    """`String(value)`: lists joined by commas with null and undefined empty, objects as `[object Object]`."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return ",".join("" if nullish(item) else to_text(item) for item in value)
    if isinstance(value, Special):
        return _special_text(value)
    return "[object Object]"


def _special_text(value: Special) -> str:
    if value.kind == "date":
        moment = _moment(value.text)
        if moment is None:
            return "Invalid Date"
        day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
        return f"{day} {month} {moment:%d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"
    if value.kind in ("map", "set"):
        return f"[object {value.kind.title()}]"
    return "[object Object]" if value.kind == "object" else value.text


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def to_number(value: Value) -> float:
    """`Number(value)`; NaN where there is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        return _text_number(trim(value))
    if isinstance(value, list | tuple):
        return _text_number(trim(to_text(value)))
    return math.nan


def _text_number(text: str) -> float:
    if not text:
        return 0
    if _NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) <= _SAFE else number
    if text in ("Infinity", "+Infinity", "-Infinity"):
        return -math.inf if text[0] == "-" else math.inf
    if match := _RADIX.fullmatch(text):
        hexadecimal, octal, binary = match.groups()
        return int(hexadecimal or octal or binary, 16 if hexadecimal else 8 if octal else 2)
    return math.nan


def json_text(value: Value) -> str | None:
    """`JSON.stringify(value)`; None where that gives undefined."""
    parts: list[str] = []
    return "".join(parts) if _write(value, parts) else None


def _write(value: Value, parts: list[str]) -> bool:
    """Append the JSON text; False when the value has none."""
    if isinstance(value, str):
        parts.append(f'"{_ESCAPED.sub(_escape, value)}"')
    elif value is None:
        parts.append("null")
    elif value is UNDEFINED:
        return False
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif isinstance(value, int | float):
        text = number_text(value)
        parts.append(text if text[-1].isdigit() else "null")
    elif isinstance(value, list | tuple):
        _write_list(value, parts)
    elif isinstance(value, dict):
        _write_object(value, parts)
    elif isinstance(value, Special):
        return _write_special(value, parts)
    else:
        return False
    return True


def _write_list(items: Any, parts: list[str]) -> None:
    parts.append("[")
    for position, item in enumerate(items):
        if position:
            parts.append(",")
        if not _write(item, parts):
            parts.append("null")
    parts.append("]")


def _write_object(members: dict[str, Value], parts: list[str]) -> None:
    parts.append("{")
    first = len(parts)
    for key, item in entries(members):
        mark = len(parts)
        parts.append(f'{"," if mark > first else ""}"{_ESCAPED.sub(_escape, key)}":')
        if not _write(item, parts):
            del parts[mark:]
    parts.append("}")


def _write_special(value: Special, parts: list[str]) -> bool:
    if value.kind in ("function", "symbol"):
        return False
    if value.kind == "date":
        return _write(None if value.text == "Invalid Date" else value.text, parts)
    if value.kind == "number":
        parts.append("null")
        return True
    if value.kind in ("object", "error"):
        return _write(value.content or {}, parts)
    return _write({}, parts)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"
