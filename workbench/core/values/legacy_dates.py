"""Dates in words and slashes, as JavaScript's Date reads them when a text is not ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from workbench.core.values.days import days_in_month, days_since_epoch, weekday

ZoneOffset = Callable[[int], float]
"""Minutes east of UTC at a wall-clock time given in milliseconds since 1970-01-01T00:00 of that clock."""

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_WEEKDAYS: Final = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_ZONE_HOURS: Final = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_HALVES: Final = {"am": 0, "pm": 12}

_TOKEN = re.compile(r"\([^()]*\)|\d+|[A-Za-z]+|[^\d\sA-Za-z]|\s+", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?(?P<day>\d{1,2})\s(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep"
    r"|Oct|Nov|Dec)\s(?P<year>\d{2,4})\s\d\d:\d\d(?::\d\d)?\s(?:UT|GMT|[ECMP][SD]T|[Zz]|[+-]\d{4})",
    re.ASCII,
)
_ASP_NET = re.compile(r"/?Date\((-?\d+)", re.ASCII | re.IGNORECASE)
_DATE_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?T(?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII | re.IGNORECASE,
)


class _Reading:
    """What has been read of a date so far."""

    __slots__ = (
        "awaits_zone_minutes",
        "dates",
        "half",
        "has_number",
        "month",
        "time_is_over",
        "times",
        "zone",
        "zone_sign",
    )

    def __init__(self) -> None:
        self.dates: list[int] = []
        self.times: list[int] = []
        self.month: int | None = None
        self.half: int | None = None
        self.zone: int | None = None
        self.zone_sign = 1
        self.awaits_zone_minutes = False
        self.time_is_over = False
        self.has_number = False


def legacy_milliseconds(value: str, zone: ZoneOffset) -> float | None:
    """Epoch milliseconds of a text such as "06/17/2025 6:05 PM" or "Tue, 17 Jun 2025 18:05:09 GMT".

    None when it cannot be read so.
    """
    if found := _ASP_NET.match(value):
        return int(found[1])
    if _contradicts_itself(value):
        return None
    if found := _DATE_TIME.fullmatch(value):
        # A month with a time, or letters in lower case: JavaScript's own ISO form, which is wider than the library's.
        value = f"{found['year']}-{found['month'] or 1}-{found['day'] or 1} {found['time']} {found['zone'] or ''}"
    reading = _Reading()
    tokens = _TOKEN.findall(value)
    index = 0
    while index < len(tokens):
        taken = _take(reading, tokens, index)
        if taken == 0:
            return None
        index += taken
    return _composed(reading, zone)


def _contradicts_itself(value: str) -> bool:
    """Whether an RFC 2822 date names a weekday that it does not fall on; moment.js refuses those."""
    found = _RFC_2822.fullmatch(" ".join(value.split()))
    if found is None or found["weekday"] is None:
        return False
    year = int(found["year"])
    if year <= 49:
        year += 2000
    elif year <= 999:
        year += 1900
    days = days_since_epoch(year, _MONTHS[found["month"].lower()], int(found["day"]))
    return _WEEKDAYS[weekday(days)] != found["weekday"]


def _take(reading: _Reading, tokens: list[str], index: int) -> int:
    """Read one token and what belongs to it; gives how many were used, 0 when the text is no date."""
    piece = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if piece.isdigit():
        return _take_number(reading, piece, following, tokens[index + 2 : index + 3])
    if piece.isalpha():
        return _take_word(reading, piece[:3].lower() if len(piece) > 3 else piece.lower(), following)
    if piece in "+-" and (reading.zone is not None or reading.times):
        return _take_zone(reading, piece, following, tokens[index + 2 : index + 3])
    if piece in "+-)" and reading.has_number:
        return 0
    return 1


def _take_number(reading: _Reading, digits: str, following: str, after: list[str]) -> int:
    reading.has_number = True
    amount = int(digits)
    time_continues = bool(reading.times) and not reading.time_is_over
    if following == ":" and not reading.awaits_zone_minutes:
        if reading.time_is_over or len(reading.times) > 2:
            return 0
        reading.times.append(amount)
        return 2
    if following == "." and time_continues and amount < 60:
        if not after or not after[0].isdigit():
            return 0
        reading.times.append(amount)
        reading.times += [0] * (3 - len(reading.times)) + [int(after[0][:3].ljust(3, "0"))]
        reading.time_is_over = True
        return 3
    if reading.awaits_zone_minutes and amount < 60:
        reading.zone = (reading.zone or 0) + reading.zone_sign * amount
        reading.awaits_zone_minutes = False
        return 1
    if time_continues and amount < 60:
        reading.times.append(amount)
        reading.time_is_over = True
        is_apart = not following or following.isspace() or following in "+-zZ"
        return 1 if is_apart else 0
    if len(reading.dates) == 3:
        return 0
    reading.dates.append(amount)
    return 2 if following == "-" or (following == "." and not time_continues) else 1


def _take_word(reading: _Reading, word: str, following: str) -> int:
    if word in _HALVES and reading.times:
        reading.half = _HALVES[word]
    elif word in _MONTHS:
        reading.month = _MONTHS[word]
        return 2 if following == "-" else 1
    elif word in _ZONE_HOURS and reading.has_number:
        reading.zone = _ZONE_HOURS[word] * 60
    elif reading.has_number or following.isdigit():
        return 0
    return 1


def _take_zone(reading: _Reading, sign: str, following: str, after: list[str]) -> int:
    reading.zone_sign = -1 if sign == "-" else 1
    reading.has_number = True
    digits = following if following.isdigit() else ""
    amount = int(digits or 0)
    if digits and after == [":"]:
        reading.zone = reading.zone_sign * amount * 60
        reading.awaits_zone_minutes = True
        return 3
    if len(digits) in (1, 2):
        reading.zone = reading.zone_sign * amount * 60
    elif len(digits) in (3, 4):
        reading.zone = reading.zone_sign * (amount // 100 * 60 + amount % 100)
    else:
        return 0
    return 2


def _composed(reading: _Reading, zone: ZoneOffset) -> float | None:
    date = _date_of(reading)
    hour, minute, second, millisecond = [*reading.times, 0, 0, 0, 0][:4]
    if reading.half is not None:
        if hour > 12:
            return None
        hour = hour % 12 + reading.half
    is_midnight = hour == 24 and not (minute or second or millisecond)
    if date is None or (hour > 23 and not is_midnight) or minute > 59 or second > 59:
        return None
    year, month, day = date
    days = days_since_epoch(year, month, min(day, days_in_month(year, month))) + max(
        0, day - days_in_month(year, month)
    )
    local = days * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond
    offset = reading.zone if reading.zone is not None else zone(local)
    return local - offset * 60_000


def _date_of(reading: _Reading) -> tuple[int, int, int] | None:
    """Year, month and day: with a named month the day comes first if it can be one, else months come before days."""
    if not reading.dates:
        return None
    first, second, third = [*reading.dates, 1, 1][:3]
    is_day = 1 <= first <= 31
    if reading.month is not None:
        month = reading.month
        day, year = (first, second) if is_day else (second, first)
    elif is_day:
        month, day, year = first, second, third
    else:
        year, month, day = first, second, third
    if 0 <= year <= 49:
        year += 2000
    elif year <= 99:
        year += 1900
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
