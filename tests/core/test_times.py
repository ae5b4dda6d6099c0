"""Instants as text, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.values import is_number, is_whole
from workbench.core.values.times import iso, iso_time, read_iso, seconds_of


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert read_iso(iso((whole - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)) or "") == whole


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1764529147.123, "2025-11-30T18:59:07.123Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"),
        (400_000_000_000, "+014645-06-30T15:06:40.000Z"),
        (1e15, None),
        (float("inf"), None),
        (None, None),
    ],
)
def test_seconds_as_a_date_column_reads_in_json(seconds: float | None, text: str | None) -> None:
    assert iso_time(seconds) == text


def test_a_text_without_a_zone_is_of_the_zone_that_counts() -> None:
    zone = timezone(timedelta(hours=-8))
    assert read_iso("2026-11-24T10:02:11") == datetime(2026, 11, 24, 10, 2, 11, tzinfo=UTC)
    assert read_iso("2026-11-24T10:02:11", zone) == datetime(2026, 11, 24, 18, 2, 11, tzinfo=UTC)
    assert read_iso("2026-11-24T10:02:11Z", zone) == datetime(2026, 11, 24, 10, 2, 11, tzinfo=UTC)
    assert read_iso("next Tuesday") is None


@pytest.mark.parametrize("seconds", [0.0, 1764529147.123, 400_000_000_000.5, -70_000_000_000.0])
def test_seconds_are_read_again_in_any_year(seconds: float) -> None:
    assert seconds_of(iso_time(seconds)) == seconds


@pytest.mark.parametrize(
    ("value", "number", "whole"),
    [(1, True, True), (2.0, True, True), (1.5, True, False), (float("inf"), True, False), (float("nan"), True, False),
     (10**400, True, True), (True, False, False), ("1", False, False), (None, False, False)],
)  # fmt: skip
def test_numbers(value: object, number: bool, whole: bool) -> None:
    assert (is_number(value), is_whole(value)) == (number, whole)
