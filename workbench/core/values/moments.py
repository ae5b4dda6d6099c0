"""Instants read from what adapters and RingCentral give: ISO 8601 text, RFC 2822 text or epoch milliseconds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

from workbench.core.values import UNDEFINED, Special, is_number
from workbench.core.values.days import (
    ISO_WEEKS,
    date_of,
    day_in_week,
    days_in_month,
    days_in_year,
    days_since_epoch,
    weeks_in_year,
)
from workbench.core.values.javascript import WHITE_SPACE, to_number, truthy
from workbench.core.values.legacy_dates import legacy_milliseconds
from workbench.core.values.times import LARGEST_TIME


class Moment(NamedTuple):
    """An instant, seen at an offset from UTC."""

    milliseconds: int
    """Since 1970-01-01T00:00:00Z."""
    offset: float
    """Minutes east of UTC; fractions allowed."""
    is_fixed: bool
    """Whether the offset was given, rather than being the process's own zone; decides what `z` prints."""


Now = Callable[[], datetime]
"""The clock: gives the present instant with a zone."""

WESTERNMOST: Final = -12 * 60
EASTERNMOST: Final = 14 * 60
"""Offsets in text that lie beyond these minutes, the date library takes for none."""

_DAY: Final = 86_400_000

_ISO = re.compile(
    rf"[{WHITE_SPACE}]*([+-]\d{{6}}|\d{{4}})(?:"
    r"-(?:(\d\d)-(\d\d)|W(\d\d)-(\d)|(\d{3}))"
    r"|-(?:W(\d\d)|(\d\d))"
    r")(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?"
    rf"([+-]\d\d(?::?\d\d)?|[{WHITE_SPACE}]*Z)?)?",
    re.ASCII,
)
_BASIC_ISO = re.compile(
    rf"[{WHITE_SPACE}]*([+-]\d{{6}}|\d{{4}})(?:"
    r"(\d\d)(\d\d)|W(\d\d)(\d)|(\d{3})"
    r"|W(\d\d)|(\d\d)|"
    r")(?:[T ](\d\d)(?:(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)?"
    rf"([+-]\d\d(?::?\d\d)?|[{WHITE_SPACE}]*Z)?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"Z|[+-]\d\d(?::?\d\d)?", re.ASCII | re.IGNORECASE)
_FALL_BACK: Final = object()

_USUAL_LENGTHS: Final = (20, 24)
"""Of YYYY-MM-DDTHH:MM:SSZ without and with milliseconds, which Python reads faster and no differently."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_EARLIEST: Final = -62_135_510_400
_LATEST: Final = 253_402_214_400
"""Seconds since 1970 that lie a day inside what datetime can hold."""


def moment_of(value: Any, zone: tzinfo = UTC, now: Now = lambda: datetime.now(UTC)) -> Moment | None:
    """The moment that moment.js makes of a value, in the process's zone; None when it is an invalid date.

    Numbers are epoch milliseconds, texts are ISO 8601 or something JavaScript's Date reads; undefined and what is
    empty is now.
    A text without an offset is local to the zone (log_composer.md section 4).
    """
    milliseconds: float | None
    if isinstance(value, Special) and value.kind == "date":
        value = value.text
    if isinstance(value, str):
        read = _iso_milliseconds(value, zone)
        milliseconds = (
            legacy_milliseconds(value, lambda local: local_offset(local, zone)) if read is _FALL_BACK else read
        )
    elif value is UNDEFINED or (isinstance(value, list | dict) and not value):
        milliseconds = math.floor(now().timestamp() * 1000)
    elif not is_number(value):
        milliseconds = None
    else:
        milliseconds = value
    if milliseconds is None or not abs(milliseconds) <= LARGEST_TIME:
        return None
    whole = math.trunc(milliseconds)
    return Moment(whole, zone_offset(whole, zone), is_fixed=False)


def at_offset(moment: Moment | None, offset: float | None) -> Moment | None:
    """The same instant seen at an offset in minutes; unchanged when the offset is None."""
    if moment is None or offset is None:
        return moment
    return Moment(moment.milliseconds, offset, is_fixed=True)


def read_offset(stored: Any) -> float | None:
    """Minutes east of UTC that the call-log composer makes of `user.timezoneOffset`; None for the process's zone.

    Text with a colon needs a sign; magnitudes below 16 are hours, others minutes (log_composer.md section 4).
    """
    if not truthy(stored):
        return None
    if isinstance(stored, str) and ":" in stored:
        return offset_in_text(stored)
    amount = to_number(stored)
    if math.isnan(amount):
        return 0
    return amount * 60 if abs(amount) < 16 else amount


def read_library_offset(stored: Any) -> float | None:
    """Minutes east of UTC that the date library itself makes of an offset, as the shared-SMS composer hands it over."""
    if not truthy(stored):
        return None
    if isinstance(stored, str):
        return offset_in_text(stored)
    amount = to_number(stored)
    return amount * 60 if abs(amount) < 16 else amount


def offset_in_text(stored: str) -> float | None:
    """Minutes of the last `+HH:MM`, `+HHMM`, `+HH` or `Z` inside the text; None when there is none on Earth."""
    if stored == "Z":
        return 0
    found = _OFFSET.findall(stored)
    if not found:
        return None
    last = found[-1]
    if last in "zZ":
        return 0
    hours, minutes = int(last[1:3]), int(last[3:].lstrip(":") or 0)
    offset = (hours * 60 + minutes) * (-1 if last[0] == "-" else 1)
    return offset if minutes < 60 and WESTERNMOST <= offset <= EASTERNMOST else None


def zone_offset(milliseconds: int, zone: tzinfo) -> float:
    """Minutes east of UTC of the zone at an instant; years that Python cannot name count as the nearest it can."""
    if zone is UTC:
        return 0
    seconds = min(max(milliseconds // 1000, _EARLIEST), _LATEST)
    offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    return (offset or timedelta()).total_seconds() / 60


def local_offset(local_milliseconds: int, zone: tzinfo) -> float:
    """Minutes east of UTC at a wall-clock time; in a gap or overlap, the offset before the change."""
    if zone is UTC:
        return 0
    year, month, day = date_of(local_milliseconds // _DAY)
    is_nameable = MINYEAR < year < MAXYEAR
    day_start = datetime(year if is_nameable else 2000, month, day if is_nameable else 1, tzinfo=zone)
    offset = (day_start + timedelta(milliseconds=local_milliseconds % _DAY)).utcoffset()
    return (offset or timedelta()).total_seconds() / 60


def _iso_milliseconds(value: str, zone: tzinfo) -> Any:
    """Epoch milliseconds; None when it is ISO with an impossible part, _FALL_BACK when it is not ISO."""
    if len(value) in _USUAL_LENGTHS and value[-1] == "Z" and value[10] == "T":
        try:
            return (datetime.fromisoformat(value) - _EPOCH) // _MILLISECOND
        except ValueError:
            pass  # Hour 24, year 0 and the like are for the patterns below.
    found = _ISO.fullmatch(value) or _BASIC_ISO.fullmatch(value)
    if found is None:
        return _FALL_BACK
    *date_parts, hour_text, minute_text, second_text, fraction, zone_text = found.groups()
    year, month, day, week, week_day, day_of_year, bare_week, bare_month = date_parts
    if hour_text is not None and (day or week_day or day_of_year) is None:
        # A time needs a day: the library leaves such texts to JavaScript's Date.
        return _FALL_BACK
    days = _iso_days(int(year), month or bare_month, day, week or bare_week, week_day, day_of_year)
    hour, minute, second = int(hour_text or 0), int(minute_text or 0), int(second_text or 0)
    thousandths = math.trunc(float(f"0.{fraction}") * 1000) if fraction else 0
    at_midnight = hour == 24 and not (minute or second or thousandths)
    if days is None or minute > 59 or second > 59 or (hour > 23 and not at_midnight):
        return None
    local = days * _DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + thousandths
    if zone_text is None:
        return local - local_offset(local, zone) * 60_000
    offset = offset_in_text(zone_text)
    return None if offset is None else local - offset * 60_000


def _iso_days(
    year: int, month: str | None, day: str | None, week: str | None, week_day: str | None, day_of_year: str | None
) -> int | None:
    """Days since 1970-01-01 of the date part; None when there is no such day."""
    if day_of_year is not None:
        nth = int(day_of_year)
        return days_since_epoch(year, 1, nth) if 1 <= nth <= days_in_year(year) else None
    if week is not None:
        in_week = int(week_day or 1)
        if not 1 <= int(week) <= weeks_in_year(year, ISO_WEEKS) or not 1 <= in_week <= 7:
            return None
        return day_in_week(year, int(week), in_week - 1, ISO_WEEKS)
    month_number, day_number = int(month or 1), int(day or 1)
    if not 1 <= month_number <= 12 or not 1 <= day_number <= days_in_month(year, month_number):
        return None
    return days_since_epoch(year, month_number, day_number)
