"""One text that is shown in pieces: over line ends, as joined strings of a program, with colours or nothing between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from workbench.core.redaction.unescaping import Places, each_undone

_COLOUR: Final = r"\[[0-9;:?]*+[A-Za-z]"
_ESCAPE: Final = r"(?:x1[bB]|u001[bB]|033|e)"
_NO_WIDTH: Final = "\u200b\u00ad\u2060\ufeff"
_BACKSLASHES: Final = r"\\(?<!\\\\)\\*+"
_STRINGS: Final = r"""(?<!\\)\\*+["'`]\s*+(?:[+.&]\s*+)?\\*+["'`]"""
_JOINT: Final = re.compile(
    rf"(?:[\x1b␛]{_COLOUR}|{_BACKSLASHES}{_ESCAPE}{_COLOUR}|{_STRINGS}|[\\=]?\r?\n[ \t]*+|[{_NO_WIDTH}])++"
)
_LOOKED_AT: Final = {
    **{sign: re.compile(f"(?:{sign}{_COLOUR})++") for sign in "\x1b␛"},
    # Behind these signs lists and blocks go on, and no text does.
    "\n": re.compile(r"\n(?<![,{\[(;>]\n)(?<![,{\[(;>]\r\n)[ \t]*+"),
    "\\": re.compile(rf"{_BACKSLASHES}(?:{_ESCAPE}{_COLOUR}|[nr])"),
    **{sign: re.compile(rf"\{sign}(?<=[\"'`\s]\{sign})\s*+\\*+[\"'`]") for sign in "+.&"},
    **{sign: re.compile(f"{sign}++") for sign in _NO_WIDTH},
}
"""Where a text may be taken apart, by the sign that stands there; each expression begins with it, to be quick."""
_BETWEEN: Final = " \t\r\n\\=+.&\"'`"
_FARTHEST: Final = 24
BESIDE: Final = 4
"""Characters beside a joint by which it is known that a text goes on there: half of the shortest that is looked for."""


def pieces_of(texts: Iterable[str]) -> frozenset[str]:
    """What may stand beside a joint when one of some texts is taken apart there."""
    return frozenset(text[place : place + BESIDE] for text in texts for place in range(len(text) - BESIDE + 1))


def has_joint(text: str) -> bool:
    """Whether it may be in pieces at all."""
    return any(sign in text for sign in _LOOKED_AT)


def joints(text: str, pieces: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a text is in pieces, beside one of those that are looked for."""
    for sign, joint in _LOOKED_AT.items():
        if sign not in text:
            continue
        for found in joint.finditer(text):
            start, end = found.span()
            before = text[max(0, start - _FARTHEST) : start].rstrip(_BETWEEN)[-BESIDE:]
            if before in pieces or text[end : end + _FARTHEST].lstrip(_BETWEEN)[:BESIDE] in pieces:
                yield start, end


def joined(text: str) -> tuple[str, Places]:
    """The text in one piece, and where its characters were."""
    places = Places()
    whole, bare, apart = each_undone(text, _JOINT, lambda _: [])
    places.add(bare, apart)
    return whole, places
