"""Dotted paths into JSON values: `logInfo.from.phoneNumber`, `messages.0.subject`."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.values import UNDEFINED, Json, Value

LARGEST_INDEX: Final = 9999
"""A list is filled up to an index; no argument has more items."""
DEEPEST: Final = 100


def path_fault(path: str) -> str:
    """Why a typed path names no place, as the rest of a sentence; empty when it does."""
    found = parts(path)
    if not path or "" in found:
        return "it names no member"
    if len(found) > DEEPEST:
        return f"it is deeper than {DEEPEST} levels"
    # More digits than these are not even read.
    if any(_is_index(part) and (len(part) > 9 or int(part) > LARGEST_INDEX) for part in found):
        return f"an index is at most {LARGEST_INDEX}"
    return ""


def get_path(value: Value, path: str) -> Value:
    """The value at a dotted path, list items by index; UNDEFINED when any part of the way is missing."""
    for part in parts(path):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and _is_index(part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return UNDEFINED
    return value


def set_path(value: Json, path: str, new: Value) -> Json:
    """A copy with the value at a dotted path replaced; everything else, its order included, stays as it is.

    Missing objects on the way are made, and missing lists where the path has an index. UNDEFINED removes
    a member or an item. An index one past the end of a list appends; one further out fills the gap with None.
    """
    return _set(value, parts(path), new)


def parts(path: str) -> list[str]:
    """The members of a dotted path; the empty path has none."""
    return path.split(".") if path else []


def _set(value: Json, way: list[str], new: Value) -> Json:
    if not way:
        return new
    part, rest = way[0], way[1:]
    if _is_index(part) and not isinstance(value, dict):
        return _set_item(value if isinstance(value, list) else [], int(part), rest, new)
    copy: dict[str, Any] = dict(value) if isinstance(value, dict) else {}
    if not rest and new is UNDEFINED:
        copy.pop(part, None)
        return copy
    if new is UNDEFINED and part not in copy:
        return copy
    copy[part] = _set(copy.get(part), rest, new)
    return copy


def _set_item(value: list[Json], index: int, rest: list[str], new: Value) -> list[Json]:
    items = list(value)
    if new is UNDEFINED and not rest:
        return items[:index] + items[index + 1 :]
    if new is UNDEFINED and index >= len(items):
        return items
    items.extend([None] * (index + 1 - len(items)))
    items[index] = _set(items[index], rest, new)
    return items


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdecimal()
