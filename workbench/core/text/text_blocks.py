"""Where a text of any size may be cut into blocks so that no secret is cut.

At the end of a line, or, in a line that is very long, at a comma outside of strings, between two tags, or at a place
where masking both sides gives what masking the whole gives.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import Final

from workbench.core.redaction import Redactor
from workbench.core.redaction.in_place import OPAQUE, inside_string
from workbench.core.redaction.names import may_hold_secret

LONGEST_BLOCK: Final = 1024 * 1024
"""Bytes that a block may have where no good place is near."""

_BLOCK: Final = 8 * 1024
_AROUND: Final = 2048
_BACKSLASH: Final = ord("\\")
_TO_COMMA: Final = re.compile(rb'(?:[^",]++|"(?:[^"\\]++|\\.)*+")*+,', re.DOTALL)
_TO_QUOTE: Final = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_TO_STRING: Final = re.compile(rb'[^"]*+("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_ONLY_COLON: Final = re.compile(rb"\s*+:\s*+")


class Form(enum.Enum):
    """What a text is written in, as far as masking has to know."""

    JSON = "json"
    MARKUP = "markup"
    PLAIN = "plain"
    SAFE = "safe"
    """Masked before."""


class Blocks:
    """The blocks of one text, told once from its beginning to its end."""

    def __init__(self, data: bytes, form: Form, redactor: Redactor, content_type: str) -> None:
        self._data, self._form, self._redactor, self._type = data, form, redactor, content_type
        self._in_string = False
        """Whether the next block begins inside of a JSON string, because that is longer than a block may be."""
        self.inside: set[int] = set()
        """Where blocks begin that begin so."""
        self.long_secrets: list[tuple[int, int]] = []
        """Strings longer than a block whose name says that they are secret; start and end in bytes."""

    def bounds(self) -> Iterator[tuple[int, int]]:
        """Start and end of each block in bytes."""
        start = 0
        while start < len(self._data):
            if self._in_string:
                self.inside.add(start)
            end = self._end(start)
            yield start, end
            start = end

    def _end(self, start: int) -> int:
        """Where the block that begins at a place ends."""
        data, wanted = self._data, start + _BLOCK
        if wanted >= len(data):
            return len(data)
        newline = data.rfind(b"\n", start, wanted)
        if newline < 0:
            newline = data.find(b"\n", wanted, wanted + _BLOCK)
        while newline >= 0 and not self._line_may_end(start, newline):
            newline = data.find(b"\n", newline + 1, start + LONGEST_BLOCK)
        if newline < 0:
            return self._border_in_line(start)
        self._in_string = False
        return newline + 1

    def _line_may_end(self, start: int, newline: int) -> bool:
        """Whether nothing that has to be masked can go on in the next line."""
        before = self._data[max(start, newline - 200) : newline].rstrip()
        after = self._data[newline + 1 : newline + 200].lstrip()
        if before.endswith((b":", b"=")) or after.startswith((b":", b"=")):
            return False
        if self._form is Form.MARKUP:
            return after.startswith((b"<", b"--")) or ("form-data" not in self._type and before.endswith(b">"))
        return True

    def _border_in_line(self, start: int) -> int:
        """A border within a line that is longer than a block."""
        data, wanted = self._data, start + _BLOCK
        if self._form is Form.SAFE:
            return whole_character(data, wanted)
        if self._form is Form.JSON:
            return self._border_in_json(start)
        if self._form is Form.MARKUP:
            between = data.rfind(b"><", start + 1, wanted)
            if between > 0:
                return between + 1
        return self._clean_border(start, wanted)

    def _border_in_json(self, start: int) -> int:
        """After a comma that stands outside of strings; inside of a string only when that is longer than a block."""
        data, outside = self._data, start
        if self._in_string:
            closing = _TO_QUOTE.match(data, start, start + LONGEST_BLOCK)
            if closing is None:
                return self._clean_border(start, start + LONGEST_BLOCK // 4)
            outside, self._in_string = closing.end(), False
        border = self._after_comma(outside)
        if border:
            return border
        if outside + LONGEST_BLOCK >= len(data):
            return len(data)
        opening = self._long_string(outside)
        border = self._clean_border(start, max(outside, opening) + LONGEST_BLOCK // 4)
        self._in_string = border > opening
        return border

    def _after_comma(self, outside: int) -> int:
        """A place about a block further that stands after a comma outside of strings; 0 when there is none near."""
        data, wanted = self._data, outside + _BLOCK
        while data[wanted - 1 : wanted] == b"\\":
            wanted -= 1
        if wanted >= len(data):
            return len(data)
        if inside_string(data[outside:wanted]):
            closing = _TO_QUOTE.match(data, wanted, outside + LONGEST_BLOCK)
            if closing is None:
                return 0
            wanted = closing.end()
        comma = _TO_COMMA.match(data, wanted, wanted + LONGEST_BLOCK)
        return comma.end() if comma else 0

    def _long_string(self, outside: int) -> int:
        """Where the text begins that is too long for a block; it is masked as a whole when its name asks for it."""
        place, key, last = outside, b"", outside + LONGEST_BLOCK
        while (found := _TO_STRING.match(self._data, place, last)) is not None:
            place, key = found.end(), found[1]
        opening = self._data.find(b'"', place)
        if opening < 0:
            return len(self._data)
        named = _ONLY_COLON.fullmatch(self._data, place, opening)
        if named and may_hold_secret(key[1:-1].decode("utf-8", "replace")):
            closing = _TO_QUOTE.match(self._data, opening + 1)
            self.long_secrets.append((opening, closing.end() if closing else len(self._data)))
        return opening

    def _clean_border(self, start: int, wanted: int) -> int:
        """A place where masking the two sides gives what masking both at once gives; at blanks if there are any."""
        data = self._data
        if wanted >= len(data):
            return len(data)
        for _ in range(16):
            blank = data.rfind(b" ", start + 1, wanted)
            border = blank if blank > wanted - _AROUND else whole_character(data, wanted)
            left = data[max(start, border - _AROUND) : border].decode("utf-8", "replace")
            right = data[border : border + _AROUND].decode("utf-8", "replace")
            mask = self._redactor.known if OPAQUE.fullmatch(left + right) else self._redactor.text
            if data[border - 1] != _BACKSLASH and mask(left + right) == mask(left) + mask(right):
                return border
            wanted = max(start + _BLOCK // 8, border - 997)
        return min(len(data), start + LONGEST_BLOCK)


def whole_character(data: bytes, place: int) -> int:
    """The nearest place that is not inside of a character."""
    place = min(place, len(data))
    while 0 < place < len(data) and data[place] & 0xC0 == 0x80:
        place -= 1
    return place
