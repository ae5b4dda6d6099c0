"""Text between a payload and a text widget, which shows some signs as others: what was not typed stays as it was."""

from __future__ import annotations

import re
from typing import Final

_UNIT: Final = re.compile("\r\n|[\\s\\S]")
_NEW_LINES: Final = frozenset(("\r\n", "\r", "\n", "\u2028", "\u2029", "\ufdd0", "\ufdd1"))


def shown_text(value: str, *, lines: bool) -> str:
    """A text as a widget can show it: half a surrogate pair as a replacement sign; with `lines` line ends as \\n."""
    return "".join(_shown(unit, lines=lines) for unit in _UNIT.findall(value))


def retyped(value: str, after: str, *, lines: bool) -> str:
    """The value once its shown text was changed to `after`: only what differs is replaced."""
    units = _UNIT.findall(value)
    before = [_shown(unit, lines=lines) for unit in units]
    if "".join(before) == after:
        return value
    if not all(len(each) == 1 for each in before):
        return after
    start, limit = 0, min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    kept_end = units[len(units) - end :] if end else []
    return "".join(units[:start]) + after[start : len(after) - end] + "".join(kept_end)


def _shown(unit: str, *, lines: bool) -> str:
    if "\ud800" <= unit <= "\udfff" and len(unit) == 1:
        return "\ufffd"
    return "\n" if lines and unit in _NEW_LINES else unit
