"""Which values are worked on off the event loop."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.values import HEAVY, Special, is_heavy


@pytest.mark.parametrize(
    "value",
    [
        list(range(HEAVY + 1)),
        {"a": [{"b": number} for number in range(HEAVY)]},
        "x" * (HEAVY + 1) * 1000,
        {"a": {"b": ["x" * HEAVY * 600, "y" * HEAVY * 600]}},
        Special("map", "", {str(number): number for number in range(HEAVY + 1)}),
    ],
)
def test_a_value_of_many_members_or_long_texts_is_heavy(value: Any) -> None:
    assert is_heavy(value)


@pytest.mark.parametrize("value", [None, 1, "x" * 1000, list(range(1000)), {"a": [{"b": []}] * 1000}])
def test_an_ordinary_value_is_not(value: Any) -> None:
    assert not is_heavy(value)
