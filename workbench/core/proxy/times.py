"""Times of the engine's derived inputs: ISO 8601 in UTC with milliseconds (proxy.md section 6)."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Final

from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.days import date_of, days_since_epoch
from workbench.core.values.javascript import to_number, truthy

_LARGEST: Final = 8.64e15
"""Milliseconds from the epoch that a JavaScript date can be away."""
_DAY: Final = 86_400_000
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(
    r"\s*(?P<year>[+-]\d{6}|\d{4})"
    r"(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?|-?(?P<ordinal>\d{3}))?"
    r"(?:[Tt ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?:(?P<sign>[+-])(?P<offset_hour>\d\d)(?::?(?P<offset_minute>\d\d))?|\s*[Zz])?)?"
)
_WRITTEN: Final = re.compile(
    r"\s*(?:(?:(?P<first>\d{4})[/-](?P<second>\d\d?)[/-](?P<third>\d\d?)"
    r"|(?P<month>\d\d?)[/-](?P<day>\d\d?)[/-](?P<year>\d{4})"
    r"|(?:[A-Za-z]{3,9},?\s+)?(?:(?P<name>[A-Za-z]{3,9})\s+(?P<name_day>\d\d?)"
    r"|(?P<day_name>\d\d?)\s+(?P<late_name>[A-Za-z]{3,9})),?\s+(?P<name_year>\d{4}))"
    r"(?:,?\s+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<clock_second>\d\d))?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?:(?:GMT|UTC|Z)?(?P<offset>[+-]\d\d:?\d\d)?)?)?(?:\s*\([^)]*\))?)\s*"
)


def epoch(value: Value, now: datetime) -> float | None:
    """Milliseconds since the epoch that a given time means; None when it means none.

    Undefined, `{}` and `[]` mean now; a number is milliseconds; text without a zone is UTC.
    """
    if value is UNDEFINED or (isinstance(value, list | dict) and not value):
        return _checked(math.floor(now.timestamp() * 1000))
    if isinstance(value, Special) and value.kind == "date":
        return _from_text(value.text)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _checked(value)
    return _from_text(value) if isinstance(value, str) else None


def later(start: float | None, seconds: Value) -> float | None:
    """The time so many seconds later; what is no number adds nothing."""
    if start is None:
        return None
    number = to_number(seconds)
    if math.isnan(number) or not truthy(number):
        return start
    return _checked(start + _rounded(number * 1000)) if math.isfinite(number) else None


def iso(milliseconds: float | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, e.g. 2025-06-17T18:05:09.000Z; None stays None."""
    if milliseconds is None:
        return None
    days, rest = divmod(int(milliseconds), _DAY)
    year, month, day = date_of(days)
    seconds, thousandths = divmod(rest, 1000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}Z"
    written = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"
    return f"{written}-{month:02d}-{day:02d}T{clock}"


def _checked(milliseconds: float) -> float | None:
    if not math.isfinite(milliseconds) or abs(milliseconds) > _LARGEST:
        return None
    return math.trunc(milliseconds)


def _rounded(milliseconds: float) -> int:
    """Half away from zero."""
    size = abs(milliseconds)
    whole = math.floor(size)
    return (whole + (size - whole >= 0.5)) * (-1 if milliseconds < 0 else 1)


def _from_text(text: str) -> float | None:
    match = _ISO.fullmatch(text)
    return _from_iso(match) if match else _from_written(text)


def _from_iso(match: re.Match[str]) -> float | None:
    part = match.groupdict()
    year, month, day = int(part["year"]), int(part["month"] or 1), int(part["day"] or 1)
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if part["ordinal"]:
        ordinal = int(part["ordinal"])
        if not 1 <= ordinal <= 365 + leap:
            return None
        days = days_since_epoch(year, 1, 1) + ordinal - 1
    else:
        if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
            return None
        days = days_since_epoch(year, month, day)
    thousandths = int(((part["fraction"] or "") + "000")[:3])
    midnight = hour == 24 and not minute and not second and not thousandths
    if (hour > 23 and not midnight) or minute > 59 or second > 59:
        return None
    offset = int(part["offset_hour"] or 0) * 60 + int(part["offset_minute"] or 0)
    minutes = hour * 60 + minute - (-offset if part["sign"] == "-" else offset)
    return _checked(days * _DAY + minutes * 60_000 + second * 1000 + thousandths)


def _from_written(text: str) -> float | None:
    """A date as people and mail headers write it: 6/17/2025, June 17, 2025, Tue, 17 Jun 2025 18:05:09 GMT."""
    match = _WRITTEN.fullmatch(text)
    if not match:
        return None
    part = match.groupdict()
    name = part["name"] or part["late_name"]
    if name:
        known = name[:3].lower()
        if known not in _MONTH_NAMES:
            return None
        month = _MONTH_NAMES.index(known) + 1
        year, day = int(part["name_year"]), int(part["name_day"] or part["day_name"])
    else:
        year, month = int(part["first"] or part["year"]), int(part["second"] or part["month"])
        day = int(part["third"] or part["day"])
    hour, minute, second = (int(part[key] or 0) for key in ("hour", "minute", "clock_second"))
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
    if not 1 <= month <= 12 or not 1 <= day <= 31 or hour > 24 or minute > 59 or second > 59:
        return None
    offset = (part["offset"] or "+00:00").replace(":", "")
    minutes = hour * 60 + minute - (int(offset[1:3]) * 60 + int(offset[3:])) * (-1 if offset[0] == "-" else 1)
    return _checked(days_since_epoch(year, month, day) * _DAY + minutes * 60_000 + second * 1000)
