"""Where two lines of text differ: the pieces that changed, and lines cut so that the first change is in sight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

Span = tuple[int, int]
"""Begin and end of a piece, in characters."""

_WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_WORDS: Final = 600
"""Words up to which changes in the middle are told apart; longer lines change from the first to the last difference."""
_BEFORE: Final = 30
"""Characters that stay in sight before the first change."""
_CUT_FROM: Final = 60


def changed_spans(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The pieces that differ, of each line; empty for lines that are the same."""
    if before == after:
        return (), ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return _between(before, after)
    starts, ends = _offsets(old), _offsets(new)
    left: list[Span] = []
    right: list[Span] = []
    for tag, begin, end, other, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            left.append((starts[begin], starts[end]))
            right.append((ends[other], ends[other_end]))
    return _joined(left, before), _joined(right, after)


def in_sight(before: str, after: str) -> tuple[str, str]:
    """Both lines without what is the same in front of the first change, where that is long."""
    same = _common(before, after)
    if before == after or same < _CUT_FROM:
        return before, after
    begin = same - _BEFORE
    return f"…{before[begin:]}", f"…{after[begin:]}"


def _between(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    begin = _common(before, after)
    end = _common(before[begin:][::-1], after[begin:][::-1])
    spans = ((begin, len(before) - end), (begin, len(after) - end))
    left, right = (((first, last),) if last > first else () for first, last in spans)
    return left, right


def _common(first: str, second: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _offsets(words: Sequence[str]) -> list[int]:
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _joined(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Spans without the empty ones; those that only blanks part become one."""
    joined: list[Span] = []
    for begin, end in spans:
        if begin == end:
            continue
        if joined and not text[joined[-1][1] : begin].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return tuple(joined)
