"""Path look-up (proxy.md section 3)."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.proxy import ProxyThrow, look_up
from workbench.core.values import UNDEFINED, Special


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"b": [{"c": 1}]}}, "a.b.0.c", 1),
        ({"a": 1}, "", {"a": 1}),
        ({"a": 1}, "$", {"a": 1}),
        ({"a": 1}, None, {"a": 1}),
        ({"a": 1}, UNDEFINED, {"a": 1}),
        ({"$": 1}, "$.a", UNDEFINED),
        ({"a": 1}, "$.a", UNDEFINED),
        ({"a": None}, "a", None),
        ({"a": None}, "a.b", UNDEFINED),
        (None, "a", UNDEFINED),
        ({"a": 0}, "a.b.c", UNDEFINED),
        ({"a": {"": {"b": 2}}}, "a..b", 2),
        ({"a": 1}, " a", UNDEFINED),
        ({" a": 1}, " a", 1),
        ({"a": [1, 2]}, "a[0]", UNDEFINED),
        ({"a": [1, 2]}, "a.1", 2),
        ({"a": [1, 2]}, "a.2", UNDEFINED),
        ({"a": [1, 2]}, "a.-1", UNDEFINED),
        ({"a": [1, 2]}, "a.01", UNDEFINED),
        ({"a": [1, 2]}, "a.length", 2),
        ({"a": "xyz"}, "a.length", 3),
        ({"a": "😀x"}, "a.length", 3),
        ({"a": "xyz"}, "a.1", "y"),
        ({"a": "xyz"}, "a.3", UNDEFINED),
        ({"a": "xyz"}, "a.1.length", 1),
        ({"a": 5}, "a.length", UNDEFINED),
        ({"a": True}, "a.length", UNDEFINED),
        ({"length": 9}, "length", 9),
        ({}, "length", UNDEFINED),
        ({}, "__proto__", {}),
    ],
)
def test_look_up(value: Any, path: Any, found: Any) -> None:
    result = look_up(value, path)
    assert result == found
    assert type(result) is type(found)


@pytest.mark.parametrize(
    ("value", "path", "text"),
    [
        ({}, "toString", "function toString() { [native code] }"),
        ([], "map", "function map() { [native code] }"),
        ("x", "trim", "function trim() { [native code] }"),
        (1, "toFixed", "function toFixed() { [native code] }"),
        ({}, "constructor", "function Object() { [native code] }"),
    ],
)
def test_members_of_the_language_are_functions(value: Any, path: str, text: str) -> None:
    assert look_up(value, path) == Special("function", text)


def test_name_of_a_function() -> None:
    assert look_up([], "constructor.name") == "Array"


@pytest.mark.parametrize("path", [5, True, ["a"], {"a": 1}])
def test_a_path_that_is_no_text_throws(path: Any) -> None:
    with pytest.raises(ProxyThrow) as caught:
        look_up({}, path)
    assert (caught.value.kind, caught.value.message) == ("TypeError", "path.split is not a function")
