"""JavaScript's rules for members, comparisons and replacements, as far as the composers' output depends on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.core.errors import WorkbenchError
from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import to_number, to_text

_REFERENCE = re.compile(r"\$(\$|&|`|'|\d{1,2})", re.ASCII)


class ComposerError(WorkbenchError):
    """The composer throws on these values, as App Connect's does; that aborts the logging of the call."""

    exit_code = 1
    kind = "TypeError"

    def __init__(self, message: str) -> None:
        """`message` is what the JavaScript engine says, without the kind."""
        super().__init__(
            message,
            code="composer-threw",
            hint="Give the call record the members that the text is made of; App Connect stops here as well.",
        )


def member_or_throw(value: Any, name: str) -> Any:
    """`value.name`: UNDEFINED when there is none; raises ComposerError when the value is null or undefined."""
    if type(value) is dict:
        return value.get(name, UNDEFINED)
    if value is None or value is UNDEFINED:
        raise ComposerError(f"Cannot read properties of {to_text(value)} (reading '{name}')")
    return value.get(name, UNDEFINED) if isinstance(value, Mapping) else UNDEFINED


def is_greater(first: Any, second: Any) -> bool:
    """`first > second`: texts by their characters, all else as numbers."""
    if isinstance(first, str) and isinstance(second, str):
        return first > second
    return to_number(first) > to_number(second)


def interpreted_sequences(template: str, captures: int) -> list[str]:
    """The dollar sequences of a replacement template that JavaScript would not leave as they stand."""
    return [
        found[0]
        for found in _REFERENCE.finditer(template)
        if not found[1].isdigit() or _group(found[1], captures) is not None
    ]


def expand(template: str, found: re.Match[str]) -> str:
    """What `String.prototype.replace` puts in place of a match, dollar sequences interpreted."""
    captures = found.re.groups

    def referred(reference: re.Match[str]) -> str:
        name = reference[1]
        if name == "$":
            return "$"
        if name == "&":
            return found[0]
        if name == "`":
            return found.string[: found.start()]
        if name == "'":
            return found.string[found.end() :]
        group = _group(name, captures)
        if group is None:
            return reference[0]
        index, rest = group
        return (found[index] or "") + rest

    return _REFERENCE.sub(referred, template)


def _group(digits: str, captures: int) -> tuple[int, str] | None:
    """The group that one or two digits name and the digits left over: two digits when there is such a group."""
    if 1 <= int(digits) <= captures:
        return int(digits), ""
    if len(digits) == 2 and 1 <= int(digits[0]) <= captures:
        return int(digits[0]), digits[1]
    return None
