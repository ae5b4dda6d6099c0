"""How one field stands in the body: what is looked for, what replaces it, and what is added when it is missing."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.composer.javascript import ComposerError, expand, interpreted_sequences
from workbench.core.values.javascript import to_text, trim

Shape = Callable[[Any, str], str]
"""Turns a value into the text that the layout surrounds; the second argument names the value in an error."""

PENDING: Final = "(pending...)"

_TRAILING_NEWLINES = re.compile(r"\n+\Z")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LIST_END: Final = "</ul>"


class Place(enum.Enum):
    """Where a field goes that the body does not hold yet."""

    END = "end"
    FRESH_LINE = "fresh line"
    """At the end, after a newline when the body is not empty and does not end with one."""
    FRONT = "front"
    LIST_END = "list end"
    """Before the first closing list tag of the body, else at its end."""


class Change(enum.Enum):
    """What became of a field."""

    ADDED = "added"
    REPLACED = "replaced"
    KEPT = "kept"


def as_text(value: Any, _name: str) -> str:
    """The value as a template literal shows it."""
    return value if isinstance(value, str) else to_text(value)


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """One row of log_composer.md section 6."""

    marker: str
    """A part of every match, in lower case when `ignores_case`: the search begins at its first place."""
    pattern: re.Pattern[str]
    """The old field; its one group, if any, is what `$1` in a new value stands for."""
    replaced: tuple[str, str]
    """What stands before and after the value when it replaces an old one."""
    added: tuple[str, str]
    """What stands before and after the value when it is added."""
    place: Place = Place.END
    shape: Shape = as_text
    ignores_case: bool = False
    lead: int = 0
    """How many characters of a match may stand before the marker."""
    only_pending: bool = False
    """Whether an old value other than "(pending...)" is left as it is."""
    leading: tuple[str, tuple[str, str]] | None = None
    """A beginning of the body before which other texts are added."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one field did to the body."""

    field: str
    change: Change
    interpreted: tuple[str, ...]
    """Dollar sequences of the new value that were not taken as they stand."""


def apply(body: str, layout: FieldLayout, value: Any, name: str, *, interprets_dollars: bool) -> str:
    """The body with the field replaced or added (log_composer.md sections 5 and 6)."""
    shape = layout.shape
    content = value if shape is as_text and type(value) is str else shape(value, name)
    found = find(body, layout)
    if found is None:
        return _with_field(body, layout, content, interprets_dollars)
    if layout.only_pending and trim(found[1]) != PENDING:
        return body
    before, after = layout.replaced
    replacement = before + content + after
    if interprets_dollars and "$" in replacement:
        replacement = expand(replacement, found)
    return body[: found.start()] + replacement + body[found.end() :]


def find(body: str, layout: FieldLayout) -> re.Match[str] | None:
    """The field's first occurrence in the body."""
    searched = body.lower() if layout.ignores_case else body
    start = searched.find(layout.marker)
    if start < 0:
        return None
    # Lower case may be longer than the original, and then its places are not those of the body.
    is_same_place = len(searched) == len(body)
    return layout.pattern.search(body, max(0, start - layout.lead) if is_same_place else 0)


def step_of(body: str, layout: FieldLayout, value: Any, name: str) -> Step:
    """What `apply` does with the same arguments, told rather than done."""
    content = layout.shape(value, name)
    found = find(body, layout)
    if found is None:
        meets_list_end = layout.place is Place.LIST_END and _LIST_END in body
        return Step(name, Change.ADDED, tuple(interpreted_sequences(content, 0)) if meets_list_end else ())
    if layout.only_pending and trim(found[1]) != PENDING:
        return Step(name, Change.KEPT, ())
    return Step(name, Change.REPLACED, tuple(interpreted_sequences(content, found.re.groups)))


def _with_field(body: str, layout: FieldLayout, content: str, interprets_dollars: bool) -> str:
    before, after = layout.added
    place = layout.place
    if place is Place.FRONT:
        if layout.leading is not None and body.startswith(layout.leading[0]):
            before, after = layout.leading[1]
        return before + content + after + body
    addition = before + content + after
    if place is Place.FRESH_LINE and body and not body.endswith("\n"):
        return body + "\n" + addition
    if place is Place.LIST_END and (found := _FIRST_LIST_END.search(body)) is not None:
        # The real one inserts by a replacement as well, so dollar sequences count here too.
        inserted = expand(addition, found) if interprets_dollars and "$" in addition else addition
        return body[: found.start()] + inserted + body[found.start() :]
    return body + addition


_FIRST_LIST_END = re.compile(re.escape(_LIST_END))


def needs_text(value: Any, name: str) -> str:
    """The text as it is; other types make the composer throw."""
    if not isinstance(value, str):
        raise ComposerError(f"{name}.replace is not a function")
    return value


def trimmed(value: Any, name: str) -> str:
    """The text without the newlines at its very end."""
    return _TRAILING_NEWLINES.sub("", needs_text(value, name))


def broken(value: Any, name: str) -> str:
    """The text with a `<br>` for each line end."""
    return _NEWLINE.sub("<br>", needs_text(value, name))


def trimmed_and_broken(value: Any, name: str) -> str:
    """The text without the newlines at its end and with a `<br>` for each other line end."""
    return _NEWLINE.sub("<br>", trimmed(value, name))
