"""Times of day that an adapter writes for people, in another zone than the user's (interfaces.json, timezoneOffset)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.core.judging.around import texts_in
from workbench.core.judging.broken_text import body_texts
from workbench.core.judging.judgement import Judgement
from workbench.core.values import Value, is_number
from workbench.core.values.javascript import member
from workbench.core.values.moments import read_offset
from workbench.core.values.times import read_iso

RULE: Final = "traffic/time-zone-ignored"

_MOMENTS: Final = ("message.creationTime", "callLog.startTime", "startTime")
"""Places of arguments that hold when the call or message was; App Connect gives them in UTC."""
_CLOCK: Final = re.compile(
    r"(?<![\d:.T])(\d{1,2}):(\d{2})(?::\d{2})?(?:\s?([AaPp])\.?[Mm]\b\.?)?(?!:?\d)(?!\s*(?:Z\b|UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z]{2,4}T\b))"
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_DATE_WORDS: Final = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|[ap]m|at|on|utc|gmt",
    re.IGNORECASE,
)
_DAY: Final = 24 * 60


def check_clock_times(judgement: Judgement) -> None:
    """Find a text for people that has the time of the call or message as UTC or the machine has it, not the user.

    Only where those differ, and where no zone stands behind the time; a field that is a time alone has a zone of its
    CRM's.
    """
    around = judgement.around
    user = around.arguments.get("user")
    moments = [moment for each in _MOMENTS if (moment := _moment(_get(around.arguments, each))) is not None]
    zones = list(_own_offsets(user, moments))
    if not moments or not zones:
        return
    right = {_minute(moment, zone) for moment in moments for zone in zones}
    wrong = {_minute(moment, 0): "in UTC" for moment in moments}
    wrong |= {_minute(moment, around.machine_offset): "in the machine's zone" for moment in moments}
    if around.machine_offset == 0:
        wrong = dict.fromkeys(wrong, "in UTC")
    for each in around.exchanges:
        for place, text in body_texts(each):
            if not _is_prose(text):
                continue
            found = [(match.group(), minute) for match in _CLOCK.finditer(text) for minute in _minutes(match)]
            if any(minute in right for _, minute in found):
                continue
            bad = next(((clock, wrong[minute]) for clock, minute in found if minute in wrong), None)
            if bad and not any(bad[0] in known for known in texts_in(around.arguments) if _is_prose(known)):
                offset = member(user, "timezoneOffset")
                told = f"{each.name} was sent with “{bad[0]}” in {place}: the time {bad[1]}, not the user's ({offset})."
                judgement.find(RULE, "", told)
                return


def _own_offsets(user: Value, moments: list[datetime]) -> Iterator[float]:
    """Minutes east of UTC at which the user lives: by the offset, and by the zone's name where there is one."""
    offset = read_offset(member(user, "timezoneOffset"))
    if offset:
        yield offset
        name = member(user, "timezoneName")
        try:
            zone = ZoneInfo(name) if isinstance(name, str) and name else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zone = None
        for moment in moments if zone else ():
            shift = moment.astimezone(zone).utcoffset()
            yield shift.total_seconds() / 60 if shift is not None else offset


def _moment(value: Value) -> datetime | None:
    if is_number(value) and value > 0:
        try:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=float(value))
        except OverflowError:
            return None
    return read_iso(value) if isinstance(value, str) else None


def _minute(moment: datetime, offset: float) -> int:
    """The minute of the day at an offset."""
    shifted = moment.astimezone(UTC) + timedelta(minutes=offset)
    return shifted.hour * 60 + shifted.minute


def _minutes(match: re.Match[str]) -> Iterator[int]:
    """The minutes of the day that a clock's time may mean."""
    hour, minute, half = int(match.group(1)), int(match.group(2)), (match.group(3) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour < 24 and minute < 60:
        yield (hour * 60 + minute) % _DAY


def _is_prose(text: str) -> bool:
    """Whether it is written for people: it has words besides those of a date."""
    return any(not _DATE_WORDS.fullmatch(word.group()) for word in _WORD.finditer(text))


def _get(arguments: Mapping[str, Value], path: str) -> Value:
    value: Value = arguments
    for name in path.split("."):
        value = member(value, name)
    return value
