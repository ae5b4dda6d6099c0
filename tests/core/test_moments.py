"""Moments are written and read as JavaScript's dates, also where the calendar of Python ends."""

from __future__ import annotations

import pytest

from workbench.core.values.moments import LAST, iso_time, seconds_of


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.25, "2023-11-14T22:13:20.250Z"),
        (-1.0, "1969-12-31T23:59:59.000Z"),
        (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800.0, "+010000-01-01T00:00:00.000Z"),
        (LAST, "+275760-09-13T00:00:00.000Z"),
        (-LAST, "-271821-04-20T00:00:00.000Z"),
    ],
)
def test_what_is_written_reads_back(seconds: float, text: str) -> None:
    assert iso_time(seconds) == text
    assert seconds_of(text) == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("seconds", [LAST + 1, float("nan"), float("inf")])
def test_what_no_date_can_tell_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="no date"):
        iso_time(seconds)


@pytest.mark.parametrize("text", [None, "Invalid Date", "", "tomorrow", 5])
def test_what_is_no_moment_has_no_seconds(text: object) -> None:
    assert seconds_of(text) is None


def test_a_text_without_a_zone_is_universal_time() -> None:
    assert seconds_of("2023-11-14T22:13:20") == seconds_of("2023-11-14T23:13:20+01:00")
