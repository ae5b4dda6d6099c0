"""Values as adapters give and take them: JSON plus what JavaScript and Python add to it."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeGuard

from workbench.core.values.numbers import as_json_number

TAG: Final = "$workbench"
"""The key that marks a tagged object on the wire; see resources/hosts/WIRE.md."""

Json: TypeAlias = Any
"""A JSON value: None, bool, int, float, str, list of Json, dict of str to Json."""


class Undefined(enum.Enum):
    """JavaScript's undefined, which JSON cannot carry. Falsy, like the original."""

    UNDEFINED = "undefined"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = Undefined.UNDEFINED


@dataclass(frozen=True, slots=True)
class Special:
    """A value that JSON cannot carry, by kind and readable text."""

    kind: str
    """A kind of the table in resources/hosts/WIRE.md: bigint, date, buffer, map, set, function, error, circular..."""
    text: str
    """Digits of a bigint, ISO 8601 of a date, base64 of a buffer, the path a circular reference points back to."""
    content: Any = None
    """For map, set and error: the contained values, decoded."""


@dataclass(frozen=True, slots=True)
class Marker:
    """An argument that the runtime replaces by a live object: the stored user, an OAuth client, a tracer."""

    kind: str
    """user, oauthApp or tracer."""
    options: dict[str, Any] | None = None
    """For oauthApp: clientId, clientSecret, accessTokenUri, authorizationUri, redirectUri, scopes."""


USER: Final = Marker("user")


Value: TypeAlias = Any
"""Json, with UNDEFINED, Special and (in arguments) Marker anywhere inside."""


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number of JSON, which Python's truth values are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int | float]:
    """Whether it is a number without a fraction; 2.0 is, infinity is not."""
    return is_number(value) and value % 1 == 0


def decode(wire: Json) -> Value:
    """Read a wire value: tagged objects become UNDEFINED or Special, all else stays as it is."""
    if isinstance(wire, list):
        return [decode(item) for item in wire]
    if isinstance(wire, dict):
        kind = wire.get(TAG)
        if kind is None:
            return {key: decode(item) for key, item in wire.items()}
        if kind == "undefined":
            return UNDEFINED
        if kind == "escaped":
            return {key: decode(item) for key, item in wire["value"].items()}
        return Special(str(kind), str(wire.get("text", "")), decode(wire.get("content")))
    return wire


def encode(value: Value) -> Json:
    """Write a value for the wire; the inverse of `decode`."""
    if value is UNDEFINED:
        return {TAG: "undefined"}
    if isinstance(value, Special):
        return {TAG: value.kind, "text": value.text, "content": encode(value.content)}
    if isinstance(value, Marker):
        return {TAG: value.kind} if value.options is None else {TAG: value.kind, "options": encode(value.options)}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        plain = {key: encode(item) for key, item in value.items()}
        return {TAG: "escaped", "value": plain} if TAG in value else plain
    if isinstance(value, float) and not math.isfinite(value):
        return {TAG: "number", "text": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    return value


def to_json(value: Value) -> Json:
    """The value as App Connect's server would send it: undefined members vanish, specials become text, numbers doubles.

    An undefined at the top or inside a list becomes None, as JSON.stringify does.
    """
    if value is UNDEFINED:
        return None
    if isinstance(value, Special):
        if value.kind in ("map", "set", "error", "object") and value.content is not None:
            return to_json(value.content)
        return value.text
    if isinstance(value, Marker):
        return f"[{value.kind}]"
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items() if item is not UNDEFINED}
    return as_json_number(value) if is_number(value) else value


HEAVY: Final = 20_000
"""Members, or thousands of characters, from which on a value is worked on off the event loop."""


def is_heavy(value: Value) -> bool:
    """Whether looking through a value would take more than a moment; telling it takes less than one."""
    left = HEAVY
    waiting: list[Value] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            left -= len(item) // 1000
        elif isinstance(item, dict):
            left -= len(item)
            if left >= 0:
                waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            left -= len(item)
            if left >= 0:
                waiting.extend(item)
        elif isinstance(item, Special):
            waiting += (item.content, item.text)
        if left < 0:
            return True
    return False
