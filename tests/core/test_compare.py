"""What differs between two invocations, at random values and at the cases that are easily got wrong."""

from __future__ import annotations

import copy

import pytest
from builders_invocations import exchange, invocation
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.comparing.compare import Change, compare, compare_exchanges, compare_values, same
from workbench.core.run.document import read_memory
from workbench.core.values import UNDEFINED, Special, Value

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.just(UNDEFINED)
    | st.builds(Special, st.sampled_from(("date", "bigint")), st.text(max_size=3))
)
KEYS = st.text(alphabet="abcd", min_size=1, max_size=2)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=10
)


def changes(before: Value, after: Value) -> list[tuple[str, str]]:
    return [(each.path, str(each.change)) for each in compare_values(before, after) if each.change is not Change.SAME]


@given(VALUES)
def test_a_value_differs_in_nothing_from_its_copy(value: Value) -> None:
    assert changes(value, copy.deepcopy(value)) == []


@given(VALUES, VALUES)
def test_there_is_a_difference_exactly_where_the_values_differ(before: Value, after: Value) -> None:
    assert (changes(before, after) == []) == same(before, after)


@given(VALUES, VALUES)
def test_the_way_back_turns_added_into_removed(before: Value, after: Value) -> None:
    there = [each.change for each in compare_values(before, after)]
    back = [each.change for each in compare_values(after, before)]
    assert any(each is not Change.SAME for each in there) == any(each is not Change.SAME for each in back)


@given(st.dictionaries(KEYS, VALUES, max_size=4), VALUES)
def test_a_member_more_is_the_only_thing_added(value: dict[str, Value], member: Value) -> None:
    assert changes(value, {**value, "new": member}) == [("new", "added")]
    assert changes({**value, "new": member}, value) == [("new", "removed")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": True}, [("a", "changed")]),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": "1"}, {"a": 1}, [("a", "changed")]),
        ({"a": UNDEFINED}, {}, [("a", "removed")]),
        ({"a": UNDEFINED}, {"a": None}, [("a", "changed")]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ([1, 2], [2, 1], [("0", "added"), ("1", "removed")]),
        (["x", "y", "z"], ["x", "z"], [("1", "removed")]),
        ({"l": [{"n": 1}]}, {"l": [{"n": 2}]}, [("l.0.n", "changed")]),
        ({"n": 9007199254740993}, {"n": 9007199254740992}, [("n", "changed")]),
        (Special("date", "a"), Special("date", "b"), [("", "changed")]),
    ],
)
def test_what_counts_as_a_difference(before: Value, after: Value, expected: list[tuple[str, str]]) -> None:
    assert sorted(changes(before, after)) == sorted(expected)


def test_exchanges_are_paired_by_method_and_path() -> None:
    patch = {"method": "PATCH", "url": "https://api.example.test/v1/activities/1"}
    before = [exchange(**patch, request_body=b'{"body": "old"}')]
    after = [
        exchange(url="https://api.example.test/v1/activities/1"),
        exchange(**patch, request_body=b'{"body": "new"}'),
    ]
    added, changed = compare_exchanges(before, after, read_memory)
    assert (added.change, added.before) == (Change.ADDED, None)
    assert changed.change is Change.CHANGED
    parts = dict(changed.parts)
    assert [(each.path, each.change) for each in parts["request body"]] == [("body", Change.CHANGED)]


def test_headers_that_differ_at_every_call_are_passed_over_and_numbers_are_exact() -> None:
    kind = ("Content-Type", "application/json")
    first = exchange(
        response_headers=(kind, ("Date", "a"), ("X-Request-Id", "1")), response_body=b'{"n": 0.12345678901234567890}'
    )
    again = exchange(
        response_headers=(kind, ("Date", "b"), ("X-Request-Id", "2")), response_body=b'{"n": 0.12345678901234567890}'
    )
    other = exchange(response_headers=(kind,), response_body=b'{"n": 0.12345678901234567891}')
    assert compare_exchanges([first], [again], read_memory)[0].change is Change.SAME
    assert compare_exchanges([first], [other], read_memory)[0].change is Change.CHANGED


def test_a_status_and_an_address_are_differences() -> None:
    (found,) = compare_exchanges(
        [exchange(url="https://api.example.test/v1/contacts/1")],
        [exchange(url="https://api.example.test/v1/contacts/2", status=404)],
        read_memory,
    )
    parts = {title: places[0].change for title, places in found.parts}
    assert parts["address"] is parts["status"] is Change.CHANGED


def test_invocations_are_compared_as_a_whole() -> None:
    found = compare(invocation(), invocation(value={"logId": "43"}, findings=()), read_memory)
    assert [(each.path, each.before, each.after) for each in found.outcome] == [("logId", "42", "43")]
    assert [each.change for each in found.findings] == [Change.REMOVED]
    assert [each.change for each in found.exchanges] == [Change.SAME]
    assert [each.change for each in found.arguments] == [Change.SAME]
