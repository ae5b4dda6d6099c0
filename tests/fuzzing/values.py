"""What the readers are given: JSON of any shape, and texts made of the signs that each of them looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=6)
"""Half characters too."""
NUMBERS = st.integers() | st.floats() | st.sampled_from((2**53 + 1, -1, 0, 10**400, 1e308))
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def text_of(*pieces: str, longest: int = 24) -> st.SearchStrategy[str]:
    """Texts of these pieces and of anything."""
    return st.lists(st.sampled_from(pieces) | ANY_TEXT, max_size=longest).map("".join)


def members(names: Iterable[str], value: st.SearchStrategy[Any] = JSON) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of these members."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, value))


def known(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Objects of a shape, of which any part may be missing or be something else.

    A shape's values are strategies, shapes, or lists of one shape.
    """
    return st.fixed_dictionaries({}, optional={name: _part(part) for name, part in shape.items()})


def _part(part: Any) -> st.SearchStrategy[Any]:
    if isinstance(part, dict):
        return known(part) | JSON
    if isinstance(part, list):
        return st.lists(_part(part[0]), max_size=3) | JSON
    return part | JSON


def written(value: Any) -> bytes:
    """A value as a JSON file holds it, half characters as escapes."""
    return json.dumps(value).encode()


def as_file(text: str) -> bytes:
    """A text as a file holds it."""
    return text.encode("utf-8", "surrogatepass")
