"""Days and weeks of the calendar that JavaScript dates use: Gregorian in both directions, with a year 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

_EPOCH_ORDINAL: Final = 719163
_LAST_ORDINAL: Final = date.max.toordinal()
_DAYS_IN_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class WeekRule:
    """How weeks are numbered."""

    first_day: int
    """Day a week begins with; 0 is Sunday."""
    anchor: int
    """The day of January that always lies in week 1 is 7 + first_day - anchor."""


LOCALE_WEEKS: Final = WeekRule(0, 6)
ISO_WEEKS: Final = WeekRule(1, 4)


def is_leap(year: int) -> bool:
    """Whether the year has 366 days."""
    return (year % 4 == 0 and year % 100 != 0) or year % 400 == 0


def days_in_year(year: int) -> int:
    """365 or 366."""
    return 366 if is_leap(year) else 365


def days_in_month(year: int, month: int) -> int:
    """28 to 31; months count from 1."""
    return 29 if month == 2 and is_leap(year) else _DAYS_IN_MONTH[month - 1]


def days_since_epoch(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01; `day` may lie outside its month."""
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, 1).toordinal() - _EPOCH_ORDINAL + day - 1
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01."""
    ordinal = days + _EPOCH_ORDINAL
    if 0 < ordinal <= _LAST_ORDINAL:
        common = date.fromordinal(ordinal)
        return common.year, common.month, common.day
    era, day_of_era = divmod(days + 719468, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted_month + 2) // 5 + 1


def weekday(days: int) -> int:
    """Day of the week, 0 is Sunday."""
    return (days + 4) % 7


def week_of(days: int, rule: WeekRule) -> tuple[int, int]:
    """The year of weeks and the week in it."""
    year = date_of(days)[0]
    day_of_year = days - days_since_epoch(year, 1, 1) + 1
    week = (day_of_year - _offset_of_first_week(year, rule) - 1) // 7 + 1
    if week < 1:
        return year - 1, week + weeks_in_year(year - 1, rule)
    if week > weeks_in_year(year, rule):
        return year + 1, week - weeks_in_year(year, rule)
    return year, week


def weeks_in_year(year: int, rule: WeekRule) -> int:
    """52 or 53."""
    return (days_in_year(year) - _offset_of_first_week(year, rule) + _offset_of_first_week(year + 1, rule)) // 7


def day_in_week(year: int, week: int, day: int, rule: WeekRule) -> int:
    """Days since 1970-01-01 of the day (0 is the week's first) in a week of a year of weeks."""
    return days_since_epoch(year, 1, 1) + _offset_of_first_week(year, rule) + 7 * (week - 1) + day


def _offset_of_first_week(year: int, rule: WeekRule) -> int:
    """Days from 1 January to the first day of week 1; may be negative."""
    anchor = 7 + rule.first_day - rule.anchor
    into_week = (weekday(days_since_epoch(year, 1, anchor)) - rule.first_day) % 7
    return anchor - 1 - into_week
