"""Times as core's date library reads and writes them, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.proxy.times import epoch, later
from workbench.core.values import UNDEFINED, Special
from workbench.core.values.times import iso

NOW = datetime(2026, 1, 2, 3, 4, 5, 678900, UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (UNDEFINED, "2026-01-02T03:04:05.678Z"),
        ({}, "2026-01-02T03:04:05.678Z"),
        (None, None),
        ("", None),
        ("pending", None),
        (True, None),
        ({"year": 2025}, None),
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1750183509000.7, "2025-06-17T18:05:09.000Z"),
        (8.65e15, None),
        ("1750183509000", None),
        ("2025-06-17T18:05:09", "2025-06-17T18:05:09.000Z"),
        ("2025-06-17T18:05:09.1239Z", "2025-06-17T18:05:09.123Z"),
        ("2025-06-17T18:05:09+02:00", "2025-06-17T16:05:09.000Z"),
        ("2025-06-17T18:05:09-0330", "2025-06-17T21:35:09.000Z"),
        ("2025-06-17", "2025-06-17T00:00:00.000Z"),
        ("20250617T180509Z", "2025-06-17T18:05:09.000Z"),
        ("2025-168", "2025-06-17T00:00:00.000Z"),
        ("2024-366", "2024-12-31T00:00:00.000Z"),
        ("2025-366", None),
        ("2025", "2025-01-01T00:00:00.000Z"),
        ("2025-06-17T24:00:00Z", "2025-06-18T00:00:00.000Z"),
        ("2025-06-17T24:00:01Z", None),
        ("2025-02-29", None),
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        ("2025-13-01", None),
        ("+012025-06-17", "+012025-06-17T00:00:00.000Z"),
        ("-000001-01-01", "-000001-01-01T00:00:00.000Z"),
        ("Tue, 17 Jun 2025 18:05:09 GMT", "2025-06-17T18:05:09.000Z"),
        ("Tue Jun 17 2025 18:05:09 GMT+0200 (CEST)", "2025-06-17T16:05:09.000Z"),
        ("June 17, 2025", "2025-06-17T00:00:00.000Z"),
        ("6/17/2025 6:05 PM", "2025-06-17T18:05:00.000Z"),
        ("Smarch 17, 2025", None),
        (Special("date", "2025-07-01T00:00:00.000Z"), "2025-07-01T00:00:00.000Z"),
    ],
)
def test_times(value: Any, text: str | None) -> None:
    assert iso(epoch(value, NOW)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (65, "1970-01-01T00:01:05.000Z"),
        ("65", "1970-01-01T00:01:05.000Z"),
        (1.5, "1970-01-01T00:00:01.500Z"),
        (-5, "1969-12-31T23:59:55.000Z"),
        (True, "1970-01-01T00:00:01.000Z"),
        ("pending", "1970-01-01T00:00:00.000Z"),
        ("", "1970-01-01T00:00:00.000Z"),
        (None, "1970-01-01T00:00:00.000Z"),
        (UNDEFINED, "1970-01-01T00:00:00.000Z"),
        ({}, "1970-01-01T00:00:00.000Z"),
        ("Infinity", None),
        (1e300, None),
    ],
)
def test_durations(seconds: Any, text: str | None) -> None:
    assert iso(later(0, seconds)) == text


def test_no_end_without_a_start() -> None:
    assert later(None, 5) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_read_back(moment: datetime) -> None:
    text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert iso(epoch(text, NOW)) == text
