"""JavaScript's texts, truths and numbers."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.proxy.javascript import entries, json_text
from workbench.core.values import UNDEFINED, Special
from workbench.core.values.javascript import number_text, to_number, to_text, truthy

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5.0, "5"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1e+21"),
        (1.5e21, "1.5e+21"),
        (1e20, "100000000000000000000"),
        (123456789012345680000, "123456789012345680000"),
        (12345678901234567890, "12345678901234567000"),
        (1e16, "10000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.23e-10, "1.23e-10"),
        (123456.789, "123456.789"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (10**400, "Infinity"),
    ],
)
def test_numbers_print_as_in_javascript(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_printed_numbers_read_back(number: float) -> None:
    assert float(number_text(number)) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (UNDEFINED, "undefined"),
        (True, "true"),
        (False, "false"),
        ("", ""),
        ([], ""),
        ([1, [2, 3]], "1,2,3"),
        ([None, 1, UNDEFINED], ",1,"),
        ([[], [[]]], ","),
        ([{"a": 1}, True, 1e21], "[object Object],true,1e+21"),
        ({}, "[object Object]"),
        ({"toString": "x"}, "[object Object]"),
        (Special("date", "2025-07-01T12:03:04.000Z"), "Tue Jul 01 2025 12:03:04 GMT+0000 (Coordinated Universal Time)"),
        (Special("date", "Invalid Date"), "Invalid Date"),
        (Special("bigint", "12"), "12"),
    ],
)
def test_text_forms(value: Any, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize("value", ["", 0, -0.0, math.nan, None, False, UNDEFINED, Special("number", "NaN")])
def test_what_is_false(value: Any) -> None:
    assert truthy(value) is False


@pytest.mark.parametrize("value", [[], {}, "0", "false", " ", -1, math.inf, True, Special("function", "f")])
def test_what_is_true(value: Any) -> None:
    assert truthy(value) is True


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("", 0),
        (" 5 ", 5),
        ("\u00a05\ufeff", 5),
        ("1e2", 100),
        (".5", 0.5),
        ("5.", 5),
        ("0x10", 16),
        ("0b11", 3),
        ("0o17", 15),
        ("-Infinity", -math.inf),
        (None, 0),
        (True, 1),
        ([], 0),
        (["7"], 7),
    ],
)
def test_conversion_to_numbers(value: Any, number: float) -> None:
    assert to_number(value) == number


@pytest.mark.parametrize("value", ["pending", "1,5", "5 s", "1_000", "-0x10", "infinity", UNDEFINED, {}, [1, 2]])
def test_what_is_not_a_number(value: Any) -> None:
    assert math.isnan(to_number(value))


def test_json_drops_undefined_members_and_nulls_undefined_items() -> None:
    assert json_text({"a": UNDEFINED, "b": None, "c": [UNDEFINED, 1], "d": UNDEFINED, "e": 2}) == (
        '{"b":null,"c":[null,1],"e":2}'
    )


def test_json_of_numbers_that_json_lacks() -> None:
    assert json_text([math.nan, math.inf, -0.0, 1e21, 5.0]) == "[null,null,0,1e+21,5]"


def test_json_escapes() -> None:
    assert json_text('é😀"\\\n\x01\ud800/\u2028') == '"é😀\\"\\\\\\n\\u0001\\ud800/\u2028"'


def test_json_orders_index_keys_first() -> None:
    assert json_text({"b": 1, "10": 2, "2": 3, "01": 4, "-1": 5}) == '{"2":3,"10":2,"b":1,"01":4,"-1":5}'


def test_json_of_dates_and_functions() -> None:
    value = {
        "at": Special("date", "2025-07-01T00:00:00.000Z"),
        "f": Special("function", "f"),
        "g": [Special("function", "f")],
    }
    assert json_text(value) == '{"at":"2025-07-01T00:00:00.000Z","g":[null]}'
    assert json_text(UNDEFINED) is None


@given(JSON)
def test_json_reads_back(value: Any) -> None:
    text = json_text(value)
    assert text is not None

    def finite(item: Any) -> Any:
        if isinstance(item, float) and not math.isfinite(item):
            return None
        if isinstance(item, list):
            return [finite(inner) for inner in item]
        return {key: finite(inner) for key, inner in item.items()} if isinstance(item, dict) else item

    assert json.loads(text, parse_int=float) == finite(value)


def test_entries_of_text_are_its_code_units() -> None:
    assert list(entries("a😀")) == [("0", "a"), ("1", "\ud83d"), ("2", "\ude00")]
