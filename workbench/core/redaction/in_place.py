"""Masks secrets in JSON text that keeps its form: as it was sent, whole or a piece of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from workbench.core.redaction.names import may_hold_secret, name_is_secret
from workbench.core.values import Value
from workbench.core.values.json_text import write_json

DOTS: Final = "••••••••"
"""What stands for a leaf of an object that is secret as a whole."""

_HIDDEN: Final = f'"{DOTS}"'.encode()
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"'
_TOKEN: Final = re.compile(rf"(?P<key>{_STRING})\s*+:|{_STRING}|-?\d[\d.eE+-]*+|[\[\]{{}}]", re.DOTALL)
_LEAF: Final = re.compile(rf"(?P<key>{_STRING}\s*+:)|{_STRING}|-?\d[\d.eE+-]*+".encode(), re.DOTALL)
_OPENS: Final = re.compile(rb":\s*+[\[{]")
_BRACKETS: Final = re.compile(_STRING.encode() + rb"|[\[\]{}]", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\.", re.DOTALL)
_LONGEST_KEY: Final = 200
_BLANKS: Final = b" \t\r\n"
_DECODE: Final[Callable[[str], Any]] = json.JSONDecoder(strict=False).decode
_BRACE: Final = ord("{")
_MOST_NAMES: Final = 20_000
"""Names of one text that are remembered."""
OPAQUE: Final = re.compile(r"[A-Za-z0-9+/=_-]*+")


class Masks(Protocol):
    """What is needed of a Redactor."""

    def value(self, value: Value, name: str = "") -> Value:
        """A value with its secrets masked."""
        ...

    def text(self, text: str) -> str:
        """Running text with its secrets masked."""
        ...


def mask_json(text: str, redactor: Masks, *, within: str = "") -> str:
    """JSON, or a piece of it, masked; all else stays as it is written.

    `within` is the name of a list in which the piece begins.
    """
    return redactor.text(_mask_items(text, within, redactor) if within else text)


def _mask_items(text: str, within: str, redactor: Masks) -> str:
    """The texts and numbers of lists masked by the name of the member that holds the list."""

    def masked(name: str, written: str) -> str:
        value = _read(written)
        shown = next(iter(redactor.value({name: value}).values()))
        return written if shown == value else write_json(shown)

    levels: list[str | None] = [within or None]
    """For each open list its name, for each open object None."""
    name: str | None = None
    pieces: list[str] = []
    done = 0
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if token["key"] is not None:
            name = str(_read(token["key"]))
            continue
        if sign == "[":
            levels.append(name if name is not None else levels[-1])
        elif sign == "{":
            levels.append(None)
        elif sign in ("]", "}"):
            levels.pop()
            levels = levels or [None]
        elif name is None and (holder := levels[-1]) and len(sign) > len('""') and may_hold_secret(holder):
            pieces += [text[done : token.start()], masked(holder, sign)]
            done = token.end()
        name = None
    return "".join(pieces) + text[done:]


@dataclass(frozen=True, slots=True)
class Span:
    """An object or list whose name asks for masking what is inside; start and end in bytes."""

    start: int
    end: int
    name: str
    is_certain: bool
    """Whether all inside is secret; else only items that look like it."""


def secret_spans(data: bytes) -> Iterator[Span]:
    """Objects and lists whose name says that all inside is secret, and lists in which some items may be."""
    ends = {True: 0, False: 0}
    known: dict[bytes, bool | None] = {}
    for found in _OPENS.finditer(data):
        colon = found.start()
        while data[colon - 1] in _BLANKS and colon:
            colon -= 1
        quote = data.rfind(b'"', max(0, colon - _LONGEST_KEY), colon - 1)
        key = data[quote + 1 : colon]
        if key in known:
            is_certain = known[key]
        else:
            is_certain = _certainty(_name(key))
            if len(known) < _MOST_NAMES:
                known[key] = is_certain
        opening = found.end() - 1
        if is_certain is None or opening < ends[is_certain] or (not is_certain and data[opening] == _BRACE):
            continue
        ends[is_certain] = _closing(data, opening)
        yield Span(opening, ends[is_certain], _name(key), is_certain)


def _certainty(name: str) -> bool | None:
    """True when all of this name is secret, False when what looks like it is, None when nothing is."""
    if name_is_secret(name):
        return True
    return False if may_hold_secret(name) else None


def _name(key: bytes) -> str:
    """The name in a key that ends with its quote; empty when it is no key."""
    return key[:-1].decode("utf-8", "replace") if key.endswith(b'"') and not key.endswith(b'\\"') else ""


def mask_leaves(piece: bytes) -> bytes:
    """Every text and number of a piece of JSON masked, names left."""
    if inside_string(piece):
        return DOTS.encode()
    return _LEAF.sub(lambda match: match.group() if match["key"] or match.group() == b'""' else _HIDDEN, piece)


def inside_string(piece: bytes) -> bool:
    """Whether JSON that begins outside of strings ends inside of one."""
    plain = _ESCAPED.sub(b"", piece) if b"\\" in piece else piece
    return plain.count(b'"') % 2 == 1


def _closing(data: bytes, start: int) -> int:
    """The end of the object or list that opens at a place; the end of all when it does not close."""
    depth = 0
    for found in _BRACKETS.finditer(data, start):
        sign = found.group()
        if sign in (b"{", b"["):
            depth += 1
        elif sign in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                return found.end()
    return len(data)


def _read(text: str) -> Any:
    """A string or number of JSON; what cannot be read is given as it stands."""
    if text[0] == '"' and "\\" not in text:
        return text[1:-1]
    try:
        return _DECODE(text)
    except ValueError:
        return text
