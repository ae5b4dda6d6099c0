"""Dates printed by a pattern in moment.js token syntax, in English."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Final

from workbench.core.composer.javascript import ComposerError
from workbench.core.values.days import (
    ISO_WEEKS,
    LOCALE_WEEKS,
    date_of,
    days_since_epoch,
    week_of,
    weekday,
)
from workbench.core.values.javascript import LINE_END
from workbench.core.values.moments import Moment
from workbench.core.values.times import LARGEST_TIME

INVALID_DATE: Final = "Invalid date"

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

LONG_FORMS: Final = {
    "LTS": "h:mm:ss A",
    "LT": "h:mm A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}

_TOKEN = re.compile(
    r"\[[^\[]*\]|\\?(?:[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[o|w]?|W[o|W]?|Qo?|N{1,5}"
    r"|YYYYYY|YYYYY|YYYY|YY|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?"
    rf"|[^{LINE_END}])"
)
_LONG_FORM = re.compile(r"\[[^\[]*\]|\\?(?:LTS|LT|LL?L?L?|l{1,4})")


class LocalTime:
    """A moment taken apart: what the tokens print."""

    __slots__ = ("day", "days", "hour", "millisecond", "minute", "moment", "month", "second", "year")

    def __init__(self, moment: Moment) -> None:
        """Reads the moment at its offset."""
        self.moment = moment
        shifted = moment.milliseconds + math.floor(moment.offset * 60_000 + 0.5)
        self.days, rest = divmod(shifted, 86_400_000)
        self.hour, rest = divmod(rest, 3_600_000)
        self.minute, rest = divmod(rest, 60_000)
        self.second, self.millisecond = divmod(rest, 1000)
        self.year, self.month, self.day = date_of(self.days)

    @property
    def day_of_year(self) -> int:
        """1 to 366."""
        return self.days - days_since_epoch(self.year, 1, 1) + 1

    @property
    def weekday(self) -> int:
        """0 is Sunday."""
        return weekday(self.days)


Printer = Callable[[LocalTime], str]


def format_moment(moment: Moment | None, pattern: str) -> str:
    """The moment printed by the pattern; `Invalid date` when there is none (log_composer.md section 4).

    Raises ComposerError for a pattern of line ends alone.
    """
    if moment is None or not abs(moment.milliseconds + moment.offset * 60_000) <= LARGEST_TIME:
        return INVALID_DATE
    local = LocalTime(moment)
    return "".join([part if isinstance(part, str) else part(local) for part in _compiled(pattern)])


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[str | Printer, ...]:
    """Literal texts and token printers in order; line ends outside brackets vanish, as they do in moment."""
    long_form = _LONG_FORM.sub(lambda found: LONG_FORMS.get(found[0], found[0]), pattern)
    tokens = _TOKEN.findall(long_form)
    if not tokens:
        raise ComposerError("Cannot read properties of null (reading 'length')")
    parts: list[str | Printer] = []
    for token in tokens:
        part = _PRINTERS.get(token) or _literal(token)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return tuple(parts)


def _literal(token: str) -> str:
    if token[0] == "[" and len(token) > 1:
        return token[1:].removesuffix("]")
    return token.replace("\\", "")


def _padded(number: int, width: int) -> str:
    digits = str(abs(number)).rjust(width, "0")
    return f"-{digits}" if number < 0 else digits


def _ordinal(number: int) -> str:
    if number // 10 % 10 == 1:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _truncated_rest(number: int, divisor: int) -> int:
    return int(math.fmod(number, divisor))


def _offset_printer(separator: str) -> Printer:
    def printer(local: LocalTime) -> str:
        offset = local.moment.offset
        sign = "+" if offset >= 0 else "-"
        minutes = math.floor(abs(offset))
        return f"{sign}{minutes // 60:02d}{separator}{minutes % 60:02d}"

    return printer


def _fraction_printer(width: int) -> Printer:
    def printer(local: LocalTime) -> str:
        return f"{local.millisecond:03d}"[:width].ljust(width, "0")

    return printer


def _hour_12(local: LocalTime) -> int:
    return local.hour % 12 or 12


def _year(local: LocalTime) -> str:
    return _padded(local.year, 4) if local.year <= 9999 else f"+{local.year}"


def _long_year(local: LocalTime) -> str:
    return f"{'-' if local.year < 0 else '+'}{abs(local.year):06d}"


def _era_year(local: LocalTime) -> int:
    return local.year if local.year > 0 else 1 - local.year


def _era(common: str, before: str) -> Printer:
    return lambda local: common if local.year > 0 else before


_NUMBERS: Final[dict[str, tuple[Callable[[LocalTime], int], tuple[int, ...]]]] = {
    "M": (attrgetter("month"), (1, 2)),
    "D": (attrgetter("day"), (1, 2)),
    "H": (attrgetter("hour"), (1, 2)),
    "h": (_hour_12, (1, 2)),
    "k": (lambda local: local.hour or 24, (1, 2)),
    "m": (attrgetter("minute"), (1, 2)),
    "s": (attrgetter("second"), (1, 2)),
    "w": (lambda local: week_of(local.days, LOCALE_WEEKS)[1], (1, 2)),
    "W": (lambda local: week_of(local.days, ISO_WEEKS)[1], (1, 2)),
    "y": (_era_year, (1, 2, 3, 4)),
    "Y": (attrgetter("year"), (4, 5)),
    "g": (lambda local: week_of(local.days, LOCALE_WEEKS)[0], (4, 5)),
    "G": (lambda local: week_of(local.days, ISO_WEEKS)[0], (4, 5)),
    "Q": (lambda local: (local.month + 2) // 3, (1,)),
    "d": (lambda local: local.weekday, (1,)),
    "e": (lambda local: local.weekday, (1,)),
    "E": (lambda local: local.weekday or 7, (1,)),
}
"""Numbers by letter, with the lengths of token that print them padded to that length."""

_ORDINALS: Final[dict[str, Callable[[LocalTime], int]]] = {
    "Mo": _NUMBERS["M"][0],
    "Do": _NUMBERS["D"][0],
    "DDDo": lambda local: local.day_of_year,
    "do": _NUMBERS["d"][0],
    "wo": _NUMBERS["w"][0],
    "Wo": _NUMBERS["W"][0],
    "Qo": _NUMBERS["Q"][0],
    "yo": _NUMBERS["y"][0],
}


def _number_printer(read: Callable[[LocalTime], int], width: int) -> Printer:
    if width == 1:
        return lambda local: str(read(local))
    if width == 2:
        return lambda local: f"{read(local):02d}"
    return lambda local: _padded(read(local), width)


def _ordinal_printer(read: Callable[[LocalTime], int]) -> Printer:
    return lambda local: _ordinal(read(local))


def _hour_and_minute(hour: Callable[[LocalTime], int], with_seconds: bool) -> Printer:
    if with_seconds:
        return lambda local: f"{hour(local)}{local.minute:02d}{local.second:02d}"
    return lambda local: f"{hour(local)}{local.minute:02d}"


_PRINTERS: Final[dict[str, Printer]] = {
    **{letter * width: _number_printer(read, width) for letter, (read, widths) in _NUMBERS.items() for width in widths},
    **{token: _ordinal_printer(read) for token, read in _ORDINALS.items()},
    **{"S" * width: _fraction_printer(width) for width in range(1, 10)},
    "MMM": lambda local: MONTHS[local.month - 1][:3],
    "MMMM": lambda local: MONTHS[local.month - 1],
    "DDD": lambda local: str(local.day_of_year),
    "DDDD": lambda local: f"{local.day_of_year:03d}",
    "dd": lambda local: WEEKDAYS[local.weekday][:2],
    "ddd": lambda local: WEEKDAYS[local.weekday][:3],
    "dddd": lambda local: WEEKDAYS[local.weekday],
    "Y": _year,
    "YY": lambda local: _padded(_truncated_rest(local.year, 100), 2),
    "YYYY": lambda local: f"{local.year:04d}" if local.year >= 0 else _padded(local.year, 4),
    "YYYYYY": _long_year,
    "gg": lambda local: _padded(_truncated_rest(week_of(local.days, LOCALE_WEEKS)[0], 100), 2),
    "GG": lambda local: _padded(_truncated_rest(week_of(local.days, ISO_WEEKS)[0], 100), 2),
    "a": lambda local: "pm" if local.hour > 11 else "am",
    "A": lambda local: "PM" if local.hour > 11 else "AM",
    "Hmm": _hour_and_minute(lambda local: local.hour, with_seconds=False),
    "Hmmss": _hour_and_minute(lambda local: local.hour, with_seconds=True),
    "hmm": _hour_and_minute(_hour_12, with_seconds=False),
    "hmmss": _hour_and_minute(_hour_12, with_seconds=True),
    "N": _era("AD", "BC"),
    "NN": _era("AD", "BC"),
    "NNN": _era("AD", "BC"),
    "NNNN": _era("Anno Domini", "Before Christ"),
    "NNNNN": _era("AD", "BC"),
    "Z": _offset_printer(":"),
    "ZZ": _offset_printer(""),
    "z": lambda local: "UTC" if local.moment.is_fixed else "",
    "zz": lambda local: "Coordinated Universal Time" if local.moment.is_fixed else "",
    "X": lambda local: str(local.moment.milliseconds // 1000),
    "x": lambda local: str(local.moment.milliseconds),
}
