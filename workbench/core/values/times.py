"""Instants as ISO 8601 text: written as JavaScript writes them, read as Python reads them."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from workbench.core.values.days import date_of, days_since_epoch

LARGEST_TIME: Final = 8_640_000_000_000_000
"""Milliseconds either side of 1970 that a JavaScript date can hold."""
_DAY: Final = 86_400_000
_FAR: Final = re.compile(r"([+-]\d{6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z", re.ASCII)
"""A year of more than four digits, as JavaScript writes it; Python's calendar does not hold it."""


def iso(milliseconds: float | None) -> str | None:
    """Epoch milliseconds in UTC, e.g. 2025-06-17T18:05:09.000Z; None for None and for what no date can hold."""
    if milliseconds is None or not abs(milliseconds) <= LARGEST_TIME:
        return None
    days, rest = divmod(math.trunc(milliseconds), _DAY)
    year, month, day = date_of(days)
    seconds, thousandths = divmod(rest, 1000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}Z"
    written = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"
    return f"{written}-{month:02d}-{day:02d}T{clock}"


def iso_time(seconds: float | None) -> str | None:
    """The same of epoch seconds."""
    if seconds is None or not math.isfinite(seconds):
        return None
    # To the microsecond first: the float of 1764529147.123 is a little less than that.
    whole = math.floor(seconds)
    return iso(whole * 1000 + round((seconds - whole) * 1_000_000) // 1000)


def read_iso(text: str, zone: tzinfo | None = UTC) -> datetime | None:
    """The instant of an ISO 8601 text, which without a zone of its own is one of `zone`; None for another text.

    A zone of None is this machine's.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    if read.tzinfo is None:
        return read.replace(tzinfo=zone) if zone is not None else read.astimezone()
    return read


def seconds_of(text: object) -> float | None:
    """Epoch seconds of an ISO 8601 text, UTC where it names no zone, in any year; None for anything else."""
    if not isinstance(text, str):
        return None
    if far := _FAR.fullmatch(text):
        year, month, day, hours, minutes = map(int, far.groups()[:5])
        return days_since_epoch(year, month, day) * 86_400 + hours * 3600 + minutes * 60 + float(far[6])
    read = read_iso(text)
    return None if read is None else read.timestamp()
