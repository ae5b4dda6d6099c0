"""Moments as App Connect's server stores them: JavaScript dates as ISO 8601 text, also beyond the year 9999."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final

from workbench.core.values.days import date_of, days_since_epoch

LAST: Final = 8.64e12
"""Seconds on both sides of the epoch that a JavaScript date can tell; one beyond is “Invalid Date”."""

_DAY: Final = 86_400
_FAR: Final = re.compile(r"([+-]\d{6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z", re.ASCII)


def iso_time(seconds: float | None) -> str | None:
    """Epoch seconds as ISO 8601 in UTC with milliseconds, as a date column reads in JSON; None stays None.

    Years of more than four digits are written as JavaScript writes them, such as +010056; raises ValueError for a
    moment that no date can tell.
    """
    if seconds is None:
        return None
    if not math.isfinite(seconds) or abs(seconds) > LAST:
        raise ValueError(f"no date lies {seconds} s from the epoch")
    milliseconds = round(seconds * 1000)
    days, rest = divmod(milliseconds, _DAY * 1000)
    year, month, day = date_of(days)
    minutes, rest = divmod(rest, 60_000)
    hours, minutes = divmod(minutes, 60)
    written = f"{year:04}" if 0 <= year <= 9999 else f"{year:+07}"
    return f"{written}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}Z"


def seconds_of(text: object) -> float | None:
    """Epoch seconds of an ISO 8601 text, UTC where it names no zone; None for anything else."""
    if not isinstance(text, str):
        return None
    if far := _FAR.fullmatch(text):
        year, month, day, hours, minutes = map(int, far.groups()[:5])
        return days_since_epoch(year, month, day) * _DAY + hours * 3600.0 + minutes * 60 + float(far[6])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
