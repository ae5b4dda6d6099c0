"""Which places of a request differ from the sample it began as."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.core.values import Json


def changed_paths(before: Json, after: Json) -> frozenset[str]:
    """Dotted paths at which two JSON values differ, as deep as both have the same shape.

    A member that only one of them has is a difference; lists of different length differ as a whole.
    """
    return frozenset(_changes(before, after, ""))


def _changes(before: Json, after: Json, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            place = f"{path}.{key}" if path else str(key)
            if key in before and key in after:
                yield from _changes(before[key], after[key], place)
            else:
                yield place
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, f"{path}.{index}" if path else str(index))
    elif type(before) is not type(after) or before != after:
        yield path
