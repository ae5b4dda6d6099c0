"""Masks secrets in JSON text that keeps its form: as it was sent, whole or a piece of it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from workbench.core.redaction.names import name_is_secret, value_is_secret
from workbench.core.values import Value
from workbench.core.values.json_text import write_json

DOTS: Final = "••••••••"
"""What stands for a leaf of an object that is secret as a whole."""

_HIDDEN: Final = f'"{DOTS}"'.encode()
_SECRET_LOOKING: Final = "a1" * 16
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"'
_PAIR: Final = re.compile(rf"(?P<key>{_STRING})(?P<between>\s*+:\s*+)(?P<value>{_STRING}|-?\d[\d.eE+-]*+)", re.DOTALL)
_LIST: Final = re.compile(rf"(?P<key>{_STRING})\s*+:\s*+\[", re.DOTALL)
_TOKEN: Final = re.compile(rf"(?P<key>{_STRING})\s*+:|{_STRING}|-?\d[\d.eE+-]*+|[\[\]{{}}]", re.DOTALL)
_TEXT: Final = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_TRACES: Final = re.compile(r"[=:]|eyJ|[Bb][Ee][Aa][Rr][Ee][Rr]|[Bb][Aa][Ss][Ii][Cc]")
"""What every secret that is told by its surroundings has: an assignment, an address, a scheme, the start of a JWT."""
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
_CONTENT: Final = re.compile(r'((?:\A|(?<=[^\\]"))[A-Za-z0-9+/=_-]{1024,}+(?=["]|\Z))')
"""A file's content as base64: a text without blanks or signs, in which only a known secret can be told."""


class Masks(Protocol):
    """What is needed of a Redactor."""

    def value(self, value: Value, name: str = "") -> Value:
        """A value with its secrets masked."""
        ...

    def text(self, text: str) -> str:
        """Running text with its secrets masked."""
        ...

    def known(self, text: str) -> str:
        """Text with known secrets alone masked."""
        ...


@functools.lru_cache(maxsize=4096)
def may_hold_secret(name: str) -> bool:
    """Whether a member of this name is secret, always or when its value looks like it."""
    return value_is_secret(name, _SECRET_LOOKING)


def mask_json(text: str, redactor: Masks, *, is_whole: bool = False, within: str = "") -> str:
    """JSON, or a piece of it, masked; all else stays as it is written.

    `is_whole` says that the text is JSON and that it begins and ends outside of strings, so that only what stands in
    strings has to be looked at as running text. `within` is the name of a list in which the piece begins.
    """

    def masked(name: str, written: str) -> str:
        value = _read(written)
        shown = next(iter(redactor.value({name: value}).values()))
        return written if shown == value else write_json(shown)

    def member(match: re.Match[str]) -> str:
        name = str(_read(match["key"]))
        if not may_hold_secret(name):
            return match.group()
        return match["key"] + match["between"] + masked(name, match["value"])

    if within or any(may_hold_secret(str(_read(each["key"]))) for each in _LIST.finditer(text)):
        text = _mask_items(text, within, masked)
    text = _PAIR.sub(member, text)
    text = _TEXT.sub(lambda match: _running(match[1], redactor), redactor.known(text))
    if is_whole:
        return text
    pieces = _CONTENT.split(text)
    return "".join((redactor.known if place % 2 else redactor.text)(piece) for place, piece in enumerate(pieces))


def _mask_items(text: str, within: str, masked: Callable[[str, str], str]) -> str:
    """The texts and numbers of lists masked by the name of the member that holds the list."""
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


def _running(text: str, redactor: Masks) -> str:
    """A string of JSON, masked as running text where anything in it could be more than words."""
    return f'"{redactor.text(text)}"' if _TRACES.search(text) is not None else f'"{text}"'


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
