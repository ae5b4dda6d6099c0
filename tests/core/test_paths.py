"""Dotted paths read and write without touching anything else."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.values import UNDEFINED
from workbench.core.values.paths import get_path, set_path


def test_reading_goes_through_objects_and_lists() -> None:
    value = {"to": [{"name": "Dana"}], "none": None}
    assert get_path(value, "to.0.name") == "Dana"
    assert get_path(value, "none") is None
    assert get_path(value, "") == value
    for missing in ("to.1.name", "to.x", "none.a", "away"):
        assert get_path(value, missing) is UNDEFINED


@pytest.mark.parametrize(
    ("before", "path", "new", "after"),
    [
        ({"a": 1, "b": 2}, "a", 3, {"a": 3, "b": 2}),
        ({"b": {"c": None, "d": 1}}, "b.d", 2, {"b": {"c": None, "d": 2}}),
        ({}, "a.b", 1, {"a": {"b": 1}}),
        ({"to": [{"n": 1}]}, "to.0.n", 2, {"to": [{"n": 2}]}),
        ({"to": []}, "to.1", "x", {"to": [None, "x"]}),
        ({}, "to.0.n", 1, {"to": [{"n": 1}]}),
        ({"to": {"0": 1}}, "to.0", 2, {"to": {"0": 2}}),
        ({"a": 1, "b": 2}, "a", UNDEFINED, {"b": 2}),
        ({"a": 1}, "b.c", UNDEFINED, {"a": 1}),
        ({"to": [1, 2]}, "to.0", UNDEFINED, {"to": [2]}),
        ({"a": "text"}, "a.b", 1, {"a": {"b": 1}}),
    ],
)
def test_writing_changes_one_place(before: dict[str, Any], path: str, new: Any, after: Any) -> None:
    kept = repr(before)
    changed = set_path(before, path, new)
    assert changed == after
    assert list(changed) == list(after)
    assert repr(before) == kept
