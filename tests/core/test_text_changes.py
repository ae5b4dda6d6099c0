"""Which pieces of two lines differ, at examples and at random lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.text.text_changes import changed_spans, in_sight


def pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    left, right = changed_spans(before, after)
    return [before[begin:end] for begin, end in left], [after[begin:end] for begin, end in right]


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("same", "same", [], []),
        ("- Note: call back", "Reviewed by Sam. - Note: call back", [], ["Reviewed by Sam. "]),
        ("act_1042", "act_1043", ["act_1042"], ["act_1043"]),
        ("a red car and a tree", "a blue car and a bush", ["red", "tree"], ["blue", "bush"]),
        ("one two three", "one three", ["two "], []),
        ("", "all new", [], ["all new"]),
    ],
)
def test_the_pieces_that_changed(before: str, after: str, left: list[str], right: list[str]) -> None:
    assert pieces(before, after) == (left, right)


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_left_without_the_pieces_is_the_same(before: str, after: str) -> None:
    left, right = changed_spans(before, after)

    def rest(text: str, spans: tuple[tuple[int, int], ...]) -> str:
        return "".join(letter for place, letter in enumerate(text) if not any(a <= place < b for a, b in spans))

    assert rest(before, left).split() == rest(after, right).split()


def test_long_lines_change_from_the_first_to_the_last_difference() -> None:
    same = "word " * 700
    assert pieces(f"{same}x{same}", f"{same}yy{same}") == (["x"], ["yy"])


def test_a_change_far_back_comes_into_sight() -> None:
    before, after = in_sight("x" * 200 + "old", "x" * 200 + "new")
    assert (before, after) == ("…" + "x" * 30 + "old", "…" + "x" * 30 + "new")
    assert in_sight("short old", "short new") == ("short old", "short new")
