"""JSON read one level at a time: what a level holds, how a value looks in one line, and where a text stands in it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from workbench.core.redaction import Redactor
from workbench.core.redaction.in_place import mask_leaves
from workbench.core.text.text_blocks import Form
from workbench.core.text.text_pages import TextPages
from workbench.core.values import UNDEFINED, Marker, Special, Value, to_json
from workbench.core.values.json_text import is_too_deep, read_json, write_json

Mask = Callable[[Value, tuple[str, ...]], Value]
"""Masks what is secret of one value, by the names of the members that hold it, the outermost first."""

Place = tuple[int, ...]
"""The way to a value: its position in each level, from the top."""

_LONGEST: Final = 400
"""Characters of a text that one line shows."""
_ORDINARY: Final = "ordinary"
"""A text that is masked only where everything is."""
_SMALL: Final = 64 * 1024
_LARGE: Final = 1024 * 1024
_TICK: Final = 256


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the digits that were sent, which a float would not keep."""

    text: str


def open_level(value: Value) -> Value:
    """Decode one level of `msgspec.Raw` bytes: its members stay bytes; anything else is given as it is.

    Bytes that are no JSON after all, which is not known before they are opened, become a Special.
    """
    if not isinstance(value, msgspec.Raw):
        return value
    try:
        return _decoded(value)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        # Half a character, in a text or a name, is what the other reader takes.
        with contextlib.suppress(ValueError):
            return read_json(bytes(value))
        return Special("unreadable", bytes(memoryview(value)[:_LONGEST]).decode("utf-8", "replace"))


def _decoded(value: msgspec.Raw) -> Value:
    first = bytes(memoryview(value)[:1])
    if first == b"{":
        return msgspec.json.decode(value, type=dict[str, msgspec.Raw])
    if first == b"[":
        return msgspec.json.decode(value, type=list[msgspec.Raw])
    if first in b"-0123456789":
        return Number(bytes(value).decode())
    return msgspec.json.decode(value)


def open_document(data: bytes) -> Value:
    """The first level of a JSON object or list, and those of its members that are large; None when it is neither.

    Large members are opened here so that showing them later does not take long.
    """
    start = next((place for place in range(min(len(data), _SMALL)) if data[place] not in b" \t\r\n"), 0)
    if data[start : start + 1] not in (b"{", b"[") or is_too_deep(data):
        return None
    level = open_level(msgspec.Raw(memoryview(data)[start:] if start else data))
    if not isinstance(level, dict | list):
        return None
    for key, item in list(level.items() if isinstance(level, dict) else enumerate(level)):
        if isinstance(item, msgspec.Raw) and memoryview(item).nbytes > _LARGE:
            level[key] = open_level(item)
    return level


def members(level: Value) -> Iterator[tuple[str, Value]]:
    """Keys and values of an opened level; positions are the keys of a list."""
    if isinstance(level, dict):
        return iter(level.items())
    return ((str(place), item) for place, item in enumerate(level))


def kind_of(value: Value) -> str:
    """What sort of value it is, for its colour."""
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "list"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float | Number) and not isinstance(value, bool):
        return "number"
    return "special" if isinstance(value, Special | Marker) else "word"


def describe(value: Value) -> str:
    """A value in one line: texts quoted, lists and objects by their size."""
    match value:
        case dict():
            return f"{{{len(value):,}}}"
        case list():
            return f"[{len(value):,}]"
        case str():
            return write_json(value[:_LONGEST]) + ("…" if len(value) > _LONGEST else "")
        case Number():
            return value.text[:_LONGEST]
        case Special():
            return f"{value.kind} {value.text[:_LONGEST]}".strip()
        case Marker():
            return f"live {value.kind}"
    return "undefined" if value is UNDEFINED else write_json(to_json(value))


def mask_by(redactor: Redactor) -> Mask:
    """Masks single values as the redactor would mask the whole."""

    def mask(value: Value, names: tuple[str, ...]) -> Value:
        given: Any = _judged(value.text) if isinstance(value, Number) else value
        held: Any = given
        for name in reversed(names):
            held = {name: held}
        masked = redactor.value(held)
        for _ in names:
            masked = next(iter(masked.values()))
        return value if masked == given else masked

    return mask


def _judged(digits: str) -> float:
    """A number as it is looked at for secrets."""
    return int(digits) if digits.lstrip("-").isdigit() and len(digits) < _LONGEST else float(digits)


def as_written(value: Value, names: tuple[str, ...] = (), redactor: Redactor | None = None) -> str:
    """A value as text for the clipboard: texts plain, all else as indented JSON with its digits kept.

    With a redactor it is masked as the whole would be, by the names of the members that hold it.
    """
    if _holds_raw(value):
        data = bytes(value) if isinstance(value, msgspec.Raw) else msgspec.json.encode(value)
        if redactor is not None:
            hides_all = mask_by(redactor)(_ORDINARY, names) != _ORDINARY
            pages = TextPages(mask_leaves(data) if hides_all else data, Form.JSON, redactor)
            data = pages.text((0, 0), pages.end()).encode()
        return msgspec.json.format(data, indent=2).decode()
    shown = value if redactor is None else mask_by(redactor)(value, names)
    if isinstance(shown, Number):
        return shown.text
    plain = to_json(shown)
    return plain if isinstance(plain, str) else write_json(plain, indent=2)


def decoded_whole(value: Value) -> Value:
    """An opened value with everything in it decoded; numbers as Python has them."""
    if isinstance(value, Number):
        return read_json(value.text)
    if _holds_raw(value):
        return read_json(bytes(value) if isinstance(value, msgspec.Raw) else msgspec.json.encode(value))
    return value


def _holds_raw(value: Value) -> bool:
    """Whether a value is raw bytes, or a level whose members are."""
    if isinstance(value, dict | list):
        return any(isinstance(item, msgspec.Raw) for _, item in members(value))
    return isinstance(value, msgspec.Raw)


def find(value: Value, wanted: str, mask: Mask | None = None) -> Iterator[Place | None]:
    """The places of members whose key or shown value holds a text, in either case, in the order of the tree.

    None stands in between where nothing was found for a while, so that whoever asks can stop.
    """
    sought = wanted.lower()
    plain = sought.isascii() and sought.isprintable() and not set(sought) & set('"\\/')
    return _Search(sought, sought.encode() if plain else None, mask).inside(value, (), ())


@dataclass(slots=True)
class _Search:
    sought: str
    raw: bytes | None
    """What raw bytes hold if they hold the text and nothing is escaped; None when that cannot be said."""
    mask: Mask | None

    def inside(self, value: Value, names: tuple[str, ...], place: Place) -> Iterator[Place | None]:
        level = open_level(value)
        if not isinstance(level, dict | list):
            if not place and self._shown_holds(level, names):
                yield (0,)
            return
        named = isinstance(level, dict)
        for position, (key, item) in enumerate(members(level)):
            if position % _TICK == 0:
                yield None
            here = (*place, position)
            below = (*names, key) if named else names
            found = named and self._key_holds(key)
            if not self._may_hold(item):
                if found:
                    yield here
                continue
            opened = open_level(item)
            if isinstance(opened, dict | list):
                if found:
                    yield here
                yield from self.inside(opened, below, here)
            elif found or self._shown_holds(opened, below):
                yield here

    def _may_hold(self, item: Value) -> bool:
        """Whether it is worth decoding: small pieces of bytes are looked through first."""
        if not isinstance(item, msgspec.Raw) or self.raw is None or memoryview(item).nbytes > _SMALL:
            return True
        data = bytes(item)
        return b"\\" in data or self.raw in data.lower()

    def _key_holds(self, key: str) -> bool:
        if self.sought not in key.lower():
            return False
        return self.mask is None or self.sought in shown_key(key, self.mask).lower()

    def _shown_holds(self, value: Value, names: tuple[str, ...]) -> bool:
        text = value if isinstance(value, str) else describe(value)
        if self.sought not in text.lower():
            return False
        if self.mask is None:
            return True
        shown = self.mask(value, names)
        return self.sought in (shown if isinstance(shown, str) else describe(shown)).lower()


def shown_key(key: str, mask: Mask) -> str:
    """A member's name with known secrets in it masked."""
    return str(next(iter(mask({key: None}, ()))))
