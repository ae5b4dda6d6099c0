"""A text of any size as rows: the bytes stay as they are, and only blocks that are looked at are decoded and masked.

A block is a piece of the text that begins and ends where no secret can be cut; see text_blocks.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from workbench.core.redaction import Redactor
from workbench.core.redaction.in_place import DOTS, mask_json, mask_leaves, secret_spans
from workbench.core.text.text_blocks import LONGEST_BLOCK, Blocks, Form, whole_character
from workbench.core.values.json_text import is_too_deep, utf8

LONGEST_ROW: Final = 160
"""Bytes up to which a line is one row."""
CUT: Final = 80
"""Bytes of the rows into which a longer line is cut."""

_PROBE: Final = "a1" * 8
_KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is shown."""

    text: str
    ends_line: bool = True
    """False when the line goes on in the next row."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where something was found: rows and columns of its first character and of the one after its last."""

    start: tuple[int, int]
    end: tuple[int, int]


class TextPages:
    """Rows of a UTF-8 text. Building one takes about a quarter of a second for 50 MB; use another thread."""

    def __init__(self, data: bytes, form: Form, redactor: Redactor, content_type: str = "") -> None:
        if redactor.value(_PROBE, "password") == _PROBE:
            form = Form.SAFE
        self._data, self._form, self._redactor, self._type = data, form, redactor, content_type
        self._inside: set[int] = set()
        """Where blocks begin that begin inside of a string."""
        found = list(secret_spans(data)) if form is Form.JSON else []
        self._spans = [(each.start, each.end) for each in found if each.is_certain]
        self._lists = [each for each in found if not each.is_certain]
        self._starts = array("Q")
        self._before = array("Q")
        """Rows before each block."""
        self._kept: OrderedDict[int, list[Row]] = OrderedDict()
        self.row_count = 0
        self.longest = 0
        """Bytes of the longest row."""
        self._build()

    @property
    def size(self) -> int:
        """Bytes of the text."""
        return len(self._data)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self._starts)

    def row(self, number: int) -> Row:
        """One row, masked."""
        block = bisect_right(self._before, number) - 1
        return self._rows(block)[number - self._before[block]]

    def text(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """What stands between two places, masked. Reads every block on the way and keeps none of them."""
        if end <= start:
            return ""
        pieces: list[str] = []
        first, last = bisect_right(self._before, start[0]) - 1, bisect_right(self._before, end[0]) - 1
        for block in range(first, last + 1):
            number = self._before[block]
            for row in self._read(block):
                if start[0] <= number <= end[0]:
                    cut = row.text[: end[1]] if number == end[0] else row.text
                    pieces.append(cut[start[1] :] if number == start[0] else cut)
                    if number < end[0] and row.ends_line:
                        pieces.append("\n")
                number += 1
        return "".join(pieces)

    def end(self) -> tuple[int, int]:
        """The place after the last character."""
        last = self.row_count - 1
        return (last, len(self.row(last).text)) if last >= 0 else (0, 0)

    def may_hold(self, wanted: str, block: int) -> bool:
        """Whether the bytes of a block hold a text, in either case, before masking."""
        piece = self._piece(block)
        if wanted.isascii():
            return utf8(wanted.lower()) in piece.lower()
        return wanted.casefold() in piece.decode("utf-8", "replace").casefold()

    def find(self, wanted: str, block: int) -> list[Match]:
        """Where a block holds a text as it is shown, in either case."""
        rows = self._read(block)
        shown = "".join(row.text + ("\n" if row.ends_line else "") for row in rows)
        sought, text = (wanted.lower(), shown.lower())
        if len(text) != len(shown):
            text = shown
        starts = []
        place = text.find(sought)
        while place >= 0:
            starts.append(place)
            place = text.find(sought, place + len(sought))
        return list(self._matches(starts, len(wanted), rows, self._before[block])) if starts else []

    @staticmethod
    def _matches(starts: list[int], length: int, rows: list[Row], first_row: int) -> Iterator[Match]:
        offsets, place = [], 0
        for row in rows:
            offsets.append(place)
            place += len(row.text) + row.ends_line

        def at(offset: int) -> tuple[int, int]:
            number = bisect_right(offsets, offset) - 1
            return first_row + number, offset - offsets[number]

        for start in starts:
            ends = at(start + length - 1)
            yield Match(at(start), (ends[0], ends[1] + 1))

    def _rows(self, block: int) -> list[Row]:
        rows = self._kept.get(block)
        if rows is None:
            rows = self._kept[block] = self._read(block)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return rows

    def _bounds(self, block: int) -> tuple[int, int]:
        end = self._starts[block + 1] if block + 1 < len(self._starts) else len(self._data)
        return self._starts[block], end

    def _piece(self, block: int) -> bytes:
        start, end = self._bounds(block)
        return self._data[start:end]

    def _read(self, block: int) -> list[Row]:
        """The rows of a block: as many as were counted when the bytes were read."""
        piece = self._piece(block)
        counts = [_rows_of(line) for line in _lines(piece)]
        text = self._masked(block, piece)
        ends = text.endswith("\n")
        lines = text.removesuffix("\n").split("\n")
        rows: list[Row] = []
        if len(lines) != len(counts):
            # Something that was masked held line breaks.
            counts = [1] * len(lines) + [0] * (len(counts) - len(lines))
        wanted = self._row_count(block)
        for line, count in zip(lines, counts, strict=False):
            rows += _cut(line.removesuffix("\r"), count)
        rows = rows[:wanted] + [Row("")] * (wanted - len(rows))
        if not ends and rows and block + 1 < len(self._starts):
            rows[-1] = Row(rows[-1].text, ends_line=False)
        return rows

    def _row_count(self, block: int) -> int:
        after = self._before[block + 1] if block + 1 < len(self._before) else self.row_count
        return int(after - self._before[block])

    def _masked(self, block: int, piece: bytes) -> str:
        if self._form is Form.JSON:
            text = self._covered(block, piece).decode("utf-8", "replace")
            return mask_json(text, self._redactor, within=self._list_at(self._starts[block]))
        text = piece.decode("utf-8", "replace")
        if self._form is Form.SAFE:
            return text
        return self._redactor.body_text(text, self._type) if self._form is Form.MARKUP else self._redactor.text(text)

    def _covered(self, block: int, piece: bytes) -> bytes:
        """The block with the leaves of secret objects masked."""
        begin, end = self._bounds(block)
        place = max(0, bisect_right(self._spans, (begin, 0)) - 1)
        pieces, done = [], begin
        for start, stop in self._spans[place:]:
            if start >= end:
                break
            if stop <= done:
                continue
            start = max(start, done)
            inner = piece[start - begin : stop - begin]
            hidden = DOTS.encode() if start == begin and begin in self._inside else mask_leaves(inner)
            pieces += [piece[done - begin : start - begin], hidden]
            done = min(stop, end)
        return b"".join(pieces) + piece[done - begin :] if pieces else piece

    def _list_at(self, place: int) -> str:
        """The name of the list with items that may be secret in which a place lies; empty when there is none."""
        number = bisect_right(self._lists, place, key=lambda each: each.start) - 1
        return self._lists[number].name if number >= 0 and place < self._lists[number].end else ""

    def _build(self) -> None:
        blocks = Blocks(self._data, self._form, self._redactor, self._type)
        for start, end in blocks.bounds():
            self._starts.append(start)
            self._before.append(self.row_count)
            lengths = list(map(len, _lines(self._data[start:end])))
            longest = max(lengths)
            if longest <= LONGEST_ROW:
                self.row_count += len(lengths)
                self.longest = max(self.longest, longest)
            else:
                self.row_count += sum(map(_rows_of_length, lengths))
                self.longest = max(self.longest, CUT, *(each for each in lengths if each <= LONGEST_ROW), 0)
        self._inside = blocks.inside
        self._spans = _joined(self._spans + blocks.long_secrets)


def form_of(data: bytes, content_type: str) -> Form:
    """What a text is written in, by its first character, else by its type."""
    head = data[:200].lstrip()
    if head.startswith((b"{", b"[")) or (head.startswith(b'"') and _is_json(data)):
        return Form.JSON
    return Form.MARKUP if head.startswith(b"<") or "multipart/" in content_type else Form.PLAIN


def text_pages(data: bytes, content_type: str, redactor: Redactor, decode: Callable[[bytes, str], str]) -> TextPages:
    """Pages of a body: JSON and long texts masked where they are looked at, short ones of another form as a whole."""
    data = as_utf8(data, content_type, decode)
    form = form_of(data, content_type)
    if form is not Form.JSON and len(data) <= LONGEST_BLOCK:
        masked = redactor.body_text(data.decode("utf-8", "replace"), content_type)
        return TextPages(utf8(masked), Form.SAFE, redactor)
    return TextPages(data, form, redactor, content_type)


def plain_pages(text: str) -> TextPages:
    """Pages of a text that holds no secrets."""
    return TextPages(utf8(text), Form.SAFE, Redactor())


def _is_json(data: bytes) -> bool:
    if is_too_deep(data):
        return False
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def as_utf8(data: bytes, content_type: str, decode: Callable[[bytes, str], str]) -> bytes:
    """The text as UTF-8: the bytes themselves where they are that, and no other charset is named."""
    named = "charset" in content_type.lower() and not re.search(r"utf-?8|ascii", content_type, re.IGNORECASE)
    return data if not named and _is_utf8(data) else utf8(decode(data, content_type))


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8; looked through in pieces, so that no copy of the whole is made."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return False
    start = 0
    while start < len(data):
        end = whole_character(data, start + LONGEST_BLOCK)
        try:
            data[start:end].decode("utf-8")
        except UnicodeDecodeError as error:
            # A last character that is cut is no sign of another charset.
            return end >= len(data) and error.reason == "unexpected end of data"
        start = end
    return True


def _lines(piece: bytes) -> list[bytes]:
    return piece.removesuffix(b"\n").split(b"\n")


def _rows_of(line: bytes) -> int:
    return _rows_of_length(len(line))


def _rows_of_length(length: int) -> int:
    return 1 if length <= LONGEST_ROW else -(-length // CUT)


def _cut(line: str, count: int) -> Iterator[Row]:
    """A line in so many rows of one length."""
    if count <= 1:
        if count:
            yield Row(line)
        return
    width = max(1, -(-len(line) // count))
    for number in range(count):
        yield Row(line[number * width : (number + 1) * width], ends_line=number == count - 1)
