"""JSON and text on their way in and out: any text, any number, any depth."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.traffic.bodies import as_json
from workbench.core.values import UNDEFINED, Special, decode, encode, to_json
from workbench.core.values.json_text import (
    DEEPEST,
    TOO_DEEP,
    TooDeepError,
    cut_deep,
    is_too_deep,
    json_bytes,
    read_json,
    utf8,
    well_formed,
    write_json,
)
from workbench.core.values.numbers import as_json_number, is_kept
from workbench.runtimes import channel

TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)
"""Every character of JavaScript's texts, halves of pairs too."""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read_again_and_can_stand_in_every_file(value: Any) -> None:
    text = write_json(value)
    assert text.encode("utf-8")
    assert read_json(text) == value
    assert read_json(json_bytes(value)) == value


@given(VALUES)
def test_a_value_comes_over_the_wire_as_it_was(value: Any) -> None:
    line = json_bytes({"method": "x", "params": {"value": encode(value)}})
    message = channel.read_json(line)
    assert isinstance(message, dict)
    assert decode(message["params"]["value"]) == value


@given(st.text(st.sampled_from('[]{}",\\ a1:\ud83d'), max_size=40), st.integers(0, 4))
def test_depth_is_told_as_a_reader_finds_it(text: str, deepest: int) -> None:
    try:
        value = json.loads(text)
    except ValueError:
        return
    level, depth = [value], 0
    while any(isinstance(each, list | dict) for each in level):
        depth += 1
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
    assert is_too_deep(text, deepest) == is_too_deep(text.encode("utf-8", "surrogatepass"), deepest)
    assert is_too_deep(text, deepest) == (depth > deepest)


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, '{"a":' * 5_000 + "1" + "}" * 5_000, "[" * 201])
def test_what_is_too_deep_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(TooDeepError, match=f"nested deeper than {DEEPEST} levels"):
        read_json(text)
    assert as_json(text) is None


def test_the_deepest_is_read_and_everything_can_walk_it() -> None:
    value = read_json("[" * DEEPEST + "]" * DEEPEST)
    assert to_json(decode(encode(value))) == value


def test_deep_json_is_cut_where_it_is_too_deep_and_nowhere_else() -> None:
    text = '{"id": "1", "deep": ' + "[" * 300 + '"]]["' + "]" * 300 + ', "name": "Ann [x] {"}'
    value = read_json(cut_deep(text))
    assert (value["id"], value["name"]) == ("1", "Ann [x] {")
    assert TOO_DEEP in json.dumps(value)
    assert cut_deep("[[1]]") == "[[1]]"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (9007199254740993, "9007199254740992"),
        (992.0, "992"),
        (-0.0, "0"),
        (1e21, "1e+21"),
        (123456789012345683968, "123456789012345680000"),
        (1e-7, "1e-7"),
        (1.5e-5, "0.000015"),
        (0.1, "0.1"),
        (10**400, "null"),
        (math.inf, "null"),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(number: float, written: str) -> None:
    assert write_json(to_json({"n": [number]})) == f'{{"n": [{written}]}}'


def test_small_numbers_inside_texts_stay() -> None:
    assert write_json(["1e-07", 1e-07, 'a"1e-05']) == '["1e-07", 1e-7, "a\\"1e-05"]'


@given(st.floats())
def test_a_json_number_is_the_same_double(number: float) -> None:
    written = as_json_number(number)
    assert written is None if not math.isfinite(number) else float(written or 0) == number


@pytest.mark.parametrize(
    ("digits", "kept"),
    [
        ("1.10", True),
        ("9007199254740993.0", False),
        ("0.1", True),
        ("1e400", False),
        ("0.12345678901234567890", False),
        ("1" * 5000 + ".5", False),
        ("0.10000000000000000", True),
    ],
)
def test_numbers_that_a_double_would_change_are_told(digits: str, kept: bool) -> None:
    assert is_kept(digits) is kept
    assert (as_json(f"[{digits}]") is not None) is kept


def test_half_characters_are_kept_in_json_and_replaced_in_plain_text() -> None:
    assert read_json('["\\ud83d", "a\\udc00"]') == ["\ud83d", "a\udc00"]
    assert write_json("é\ud83d😀") == '"é\\ud83d😀"'
    assert well_formed("a\ud83d") == "a\ufffd"
    assert utf8("a\ud83d") == b"a\xef\xbf\xbd"


def test_no_number_is_null_and_travels_tagged() -> None:
    assert write_json([math.nan, 1.0]) == "[null, 1.0]"
    assert encode([math.inf, math.nan]) == [
        {"$workbench": "number", "text": "Infinity"},
        {"$workbench": "number", "text": "NaN"},
    ]
    assert decode(encode(-math.inf)) == Special("number", "-Infinity")
    assert to_json({"a": UNDEFINED, "b": math.nan}) == {"b": None}
