"""JavaScript's view of objects and JSON, which the proxy engine's results depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from workbench.core.proxy.throws import type_error
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.javascript import missing, number_text

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
_INDEX: Final = re.compile(r"0|[1-9]\d{0,9}")
_LARGEST_INDEX: Final = 2**32 - 2


def is_index(key: str) -> bool:
    """Whether a key is an array index in its canonical spelling; such keys come first in an object."""
    return bool(_INDEX.fullmatch(key)) and int(key) <= _LARGEST_INDEX


def entries(value: Value) -> Iterator[tuple[str, Value]]:
    """`Object.entries(value)`, index-like keys first; throws for null and undefined."""
    if missing(value):
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
