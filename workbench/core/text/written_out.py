"""A text in which nothing is hidden: signs that cannot be seen, or that turn the others around, as their codes."""

from __future__ import annotations

from typing import Final

_PIECE: Final = 40
"""Signs after which a line may break."""
_END: Final = 400
"""Signs of each end that are shown of a very long path."""


def written_out(text: str) -> str:
    """The same text with a code for every sign that is not printed, such as a line end or a change of direction."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def path_to_show(path: str) -> str:
    """A path as a question shows it: nothing hidden in it, and room to break the line wherever it is long."""
    shown = written_out(path)
    if len(shown) > 2 * _END:
        shown = f"{shown[:_END]} … {len(shown) - 2 * _END:,} more signs … {shown[-_END:]}"
    pieces = [shown[place : place + _PIECE] for place in range(0, len(shown), _PIECE)]
    return "\u200b".join(pieces)
