"""Texts without their escapes, and where each character of them stood: percent signs, entities, JSON, in any depth."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from html.entities import codepoint2name
from typing import Final

_DEEPEST: Final = 6
"""Escapes within escapes that are undone."""

_ESCAPE: Final = re.compile(
    r"(?P<percent>(?:%(?:25)*[0-9A-Fa-f]{2})++)"
    r"|&(?:amp;)*(?P<entity>#[xX][0-9A-Fa-f]++|#[0-9]++|[A-Za-z][A-Za-z0-9]{0,31}+);"
    r"|(?:\\++|%(?:25)*)(?P<pair>u[dD][89abAB][0-9A-Fa-f]{2}(?:\\++|%(?:25)*)u[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|(?:\\++|%(?:25)*)(?P<unit>u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2})"
    r"|\\++(?P<sign>[\"'/`bfnrt]?+)"
)
_PERCENT: Final = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})")
_UNIT: Final = re.compile(r"u([0-9A-Fa-f]{4})")
_SIGNS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "": "\\"}
_NAMES: Final = {**codepoint2name, ord("'"): "apos"}


_QUOTED: Final = re.compile(r"(?:=[0-9A-Fa-f]{2}|=\r?\n)++")
_QUOTED_BYTE: Final = re.compile(r"=([0-9A-Fa-f]{2})")


class Places:
    """Where the characters of a text without escapes stood in the text with them."""

    def __init__(self) -> None:
        self._rounds: list[tuple[array[int], array[int]]] = []

    def add(self, bare: array[int], escaped: array[int]) -> None:
        """One round: runs that are equal in both texts, by where each begins in the one and in the other."""
        self._rounds.append((bare, escaped))

    def of(self, place: int) -> int:
        """Where what begins at a place began before."""
        for bare, escaped in reversed(self._rounds):
            run = bisect_right(bare, place) - 1
            place = escaped[run] + place - bare[run]
        return place


def unescaped(text: str) -> tuple[str, Places]:
    """The text without escapes, and where its characters were.

    A backslash escaped any number of times is one backslash, so that two texts are the same when one of them is the
    other, escaped.
    """
    places = Places()
    for _ in range(_DEEPEST):
        shorter, bare, escaped = _once(text)
        if shorter == text:
            break
        places.add(bare, escaped)
        text = shorter
    return text, places


def _once(text: str) -> tuple[str, array[int], array[int]]:
    return each_undone(text, _ESCAPE, _meant)


def each_undone(
    text: str, escape: re.Pattern[str], meant: Callable[[re.Match[str]], list[tuple[str, int]]]
) -> tuple[str, array[int], array[int]]:
    """The text with each place of an expression replaced by what it means; its runs, in the new text and in the old."""
    pieces: list[str] = []
    bare, escaped = array("q", [0]), array("q", [0])
    done = length = 0
    for found in escape.finditer(text):
        start, end = found.span()
        pieces.append(text[done:start])
        length += start - done
        for character, place in meant(found):
            pieces.append(character)
            bare.append(length)
            escaped.append(place)
            length += 1
        bare.append(length)
        escaped.append(end)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), bare, escaped


def unquoted(text: str) -> tuple[str, Places]:
    """The text with what quoted-printable makes of bytes and of long lines undone."""
    places = Places()
    shorter, bare, escaped = each_undone(text, _QUOTED, _from_quoted)
    places.add(bare, escaped)
    return shorter, places


def _meant(found: re.Match[str]) -> list[tuple[str, int]]:
    """The characters that an escape stands for, each with the place at which it begins."""
    start = found.start()
    if found["percent"] is not None:
        return _from_bytes(found)
    if found["entity"] is not None:
        character = html.unescape(f"&{found['entity']};")
        known = len(character) <= 2
        return [(each, start) for each in character] if known else _as_it_is(found)
    if found["pair"] is not None:
        high, low = (int(each, 16) for each in _UNIT.findall(found["pair"]))
        return [(chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), start)]
    if found["unit"] is not None:
        code = int(found["unit"][1:].strip("{}"), 16)
        return [(chr(code), start)] if code < 0x110000 else _as_it_is(found)
    return [(_SIGNS.get(found["sign"], found["sign"]), start)]


def _from_bytes(found: re.Match[str]) -> list[tuple[str, int]]:
    """Escaped bytes as UTF-8, and as Latin-1 where they are none."""
    return _decoded(found.start(), list(_PERCENT.finditer(found.group())))


def _from_quoted(found: re.Match[str]) -> list[tuple[str, int]]:
    return _decoded(found.start(), list(_QUOTED_BYTE.finditer(found.group())))


def _decoded(start: int, escapes: list[re.Match[str]]) -> list[tuple[str, int]]:
    data = bytes(int(each[1], 16) for each in escapes)
    meant: list[tuple[str, int]] = []
    place = 0
    for character in data.decode("utf-8", "surrogateescape"):
        shown = chr(ord(character) - 0xDC00) if "\udc80" <= character <= "\udcff" else character
        meant.append((shown, start + escapes[place].start()))
        place += 1 if shown != character else len(character.encode())
    return meant


def _as_it_is(found: re.Match[str]) -> list[tuple[str, int]]:
    return [(each, found.start() + place) for place, each in enumerate(found.group())]


def escapes_of(characters: str) -> dict[str, re.Pattern[str]]:
    """Expressions for each way to escape one of some characters, by their first sign: only there a closer look pays."""
    codes = sorted({ord(each) for each in characters})
    octets = sorted(
        {each for code in codes for each in chr(code).encode("utf-8", "surrogatepass")}
        | {code for code in codes if 0x80 <= code < 0x100}
    )
    percents = "|".join(_either_case(f"{each:02x}") for each in octets)
    units = "|".join(_either_case(f"{each:04x}") for each in sorted({unit for code in codes for unit in _units(code)}))
    shorts = "|".join(_either_case(f"{code:02x}") for code in codes if code < 0x100)
    braced = "|".join(_either_case(f"{code:x}") for code in codes)
    numbers = "|".join(str(code) for code in codes)
    names = "".join(f"|{name}" for code in codes if (name := _NAMES.get(code)))
    signs = "".join(re.escape(each) for each in "\"'/`" if each in characters)
    simple = f"|[{signs}]" if signs else ""
    simple += r"|\\" if "\\" in characters else ""
    simple += "|n" if "\n" in characters else ""
    # Escapes within escapes: the sign that begins the inner one is escaped itself.
    return {
        "%": re.compile(rf"%(?:25)*(?:{percents}|26|5[cC]|u(?:{units}))"),
        "=": re.compile(rf"=(?:{percents}|\r?\n)"),
        "&": re.compile(
            rf"&(?:amp;)*(?:#[xX]0*(?:{braced}|25|26|5[cC])|#0*(?:{numbers}|37|38|92)|bsol|percnt{names});"
        ),
        "\\": re.compile(
            rf"\\(?:\\{{0,15}}+)(?:u(?:{units})|u\{{0*(?:{braced})\}}|u00(?:25|26|5[cC])|x(?:{shorts}){simple})"
        ),
    }


def _units(code: int) -> tuple[int, ...]:
    """The numbers by which JSON escapes a character: one, or two where it is beyond the first plane."""
    if code < 0x10000:
        return (code,)
    return 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)


def _either_case(digits: str) -> str:
    return "".join(each if each.isdecimal() else f"[{each}{each.upper()}]" for each in digits)
