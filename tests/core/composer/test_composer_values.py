"""Durations, dates, offsets and the text of JavaScript values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workbench.core.composer.date_format import format_moment
from workbench.core.composer.durations import duration_text
from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import number_text, to_number, to_text
from workbench.core.values.moments import at_offset, moment_of, read_library_offset, read_offset

MORNING = "2025-06-07T08:05:09.123Z"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 seconds"),
        (None, "0 seconds"),
        ("", "0 seconds"),
        (-5, "0 seconds"),
        (1, "1 second"),
        (0.5, "0.5 seconds"),
        (65.5, "1 minute, 5.5 seconds"),
        (3600, "1 hour"),
        (7322, "2 hours, 2 minutes, 2 seconds"),
        ("65", "1 minute, 5 seconds"),
        ("0x10", "16 seconds"),
        ("65s", "65s"),
        ("pending", "pending"),
        ("Infinity", "Infinity hours"),
        (3600.0000001, "1 hour, 9.999985195463523e-8 seconds"),
    ],
)
def test_durations(value: Any, words: str) -> None:
    assert duration_text(value) == words


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [
        ("YYYY YY Y YYYYYY", "2025 25 2025 +002025"),
        ("M MM MMM MMMM Mo", "6 06 Jun June 6th"),
        ("D DD Do DDD DDDD DDDo", "7 07 7th 158 158 158th"),
        ("d do dd ddd dddd e E", "6 6th Sa Sat Saturday 6 6"),
        ("w ww wo W WW Wo gg gggg GG GGGG", "23 23 23rd 23 23 23rd 25 2025 25 2025"),
        ("H HH h hh k kk a A", "8 08 8 08 8 08 am AM"),
        ("m mm s ss S SS SSS SSSS", "5 05 9 09 1 12 123 1230"),
        ("Q Qo X x", "2 2nd 1749283509 1749283509123"),
        ("L | LT | LTS", "06/07/2025 | 8:05 AM | 8:05:09 AM"),
        ("LL | LLL", "June 7, 2025 | June 7, 2025 8:05 AM"),
        ("l | llll", "6/7/2025 | Sat, Jun 7, 2025 8:05 AM"),
        ("[at] H \\H [[x] N NNNN y", "at 8 H [x AD Anno Domini 2025"),
        ("Hmm hmmss", "805 80509"),
        ("YYYY\nMM", "202506"),
        ("Z ZZ z", "+00:00 +0000 "),
    ],
)
def test_pattern_tokens(pattern: str, printed: str) -> None:
    assert format_moment(moment_of(MORNING), pattern) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1749283509123, "2025-06-07 08:05:09.123"),
        (-1.5, "1969-12-31 23:59:59.999"),
        ("2025-06-07", "2025-06-07 00:00:00.000"),
        ("20250607T080509+0200", "2025-06-07 06:05:09.000"),
        ("2025-W23-6", "2025-06-07 00:00:00.000"),
        ("2025-158", "2025-06-07 00:00:00.000"),
        ("2025-06-07T24:00", "2025-06-08 00:00:00.000"),
        ("2025-06-07 08:05:09,9999 Z", "2025-06-07 08:05:09.999"),
        ("+012345-01-01", "12345-01-01 00:00:00.000"),
        ("Sat, 07 Jun 2025 08:05:09 -0700", "2025-06-07 15:05:09.000"),
        ("6/7/25 6:05 pm", "2025-06-07 18:05:00.000"),
        ("June 7, 2025", "2025-06-07 00:00:00.000"),
        ("2025-06-07t08:05:09z", "2025-06-07 08:05:09.000"),
        ("Fri, 07 Jun 2025 08:05:09 GMT", "Invalid date"),
        ("1749283509123", "Invalid date"),
        ("2025-02-30", "Invalid date"),
        ("2025-06-07T08:05:09+15:00", "Invalid date"),
        ("2025-06-07T25:00", "Invalid date"),
        ("soon", "Invalid date"),
        (True, "Invalid date"),
        (8.65e15, "Invalid date"),
    ],
)
def test_start_times(value: Any, printed: str) -> None:
    assert format_moment(moment_of(value), "YYYY-MM-DD HH:mm:ss.SSS") == printed


def test_undefined_is_now() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert format_moment(moment_of(UNDEFINED, UTC, lambda: now), "x") == str(int(now.timestamp() * 1000))


@pytest.mark.parametrize(
    ("stored", "minutes"),
    [
        (None, None), ("", None), (0, None), ("0", 0), ("-7", -420), (5.5, 330), ("15.9", 954), ("16", 16),
        ("+0530", 530), ("PST", 0), ("+05:30", 330), ("-03:30", -210), ("5:30", None), ("+15:00", None), (" ", 0),
    ],
)  # fmt: skip
def test_offsets_of_the_call_log(stored: Any, minutes: float | None) -> None:
    assert read_offset(stored) == minutes


@pytest.mark.parametrize(
    ("stored", "minutes"), [("-6", None), ("+0530", 330), ("-05:00", -300), ("Z", 0), (-7, -420), (330, 330)]
)
def test_offsets_of_the_shared_thread(stored: Any, minutes: float | None) -> None:
    assert read_library_offset(stored) == minutes


def test_a_given_offset_and_the_process_zone_differ_in_the_zone_name() -> None:
    berlin = moment_of(MORNING, ZoneInfo("Europe/Berlin"))
    assert format_moment(berlin, "HH:mm Z [z]z") == "10:05 +02:00 z"
    assert format_moment(at_offset(berlin, -90), "HH:mm Z z") == "06:35 -01:30 UTC"


def test_text_without_offset_is_local_to_the_process() -> None:
    moment = moment_of("2025-06-07T08:05:09", ZoneInfo("America/New_York"))
    assert moment is not None
    assert moment.milliseconds == 1749297909000


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"), (-0.0, "0"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e-7, "1.5e-7"),
        (0.000001, "0.000001"), (123.456, "123.456"), (2**60, "1152921504606847000"), (-2.5e30, "-2.5e+30"),
    ],
)  # fmt: skip
def test_numbers_as_text(value: float, shown: str) -> None:
    assert number_text(value) == shown


def test_values_as_text() -> None:
    assert to_text([1, None, "a", [True]]) == "1,,a,true"
    assert (to_text({}), to_text(None), to_text(UNDEFINED)) == ("[object Object]", "null", "undefined")


def test_texts_as_numbers() -> None:
    assert [to_number(value) for value in (" 12 ", "1e3", ".5", "0b11", [7], None)] == [12, 1000, 0.5, 3, 7, 0]
    assert all(to_number(value) != to_number(value) for value in ("1,5", "5abc", {}, UNDEFINED, "1_0"))
