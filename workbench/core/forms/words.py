"""Durations and moments between payload and person: 222 reads 3 min 42 s, and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from workbench.core.errors import UsageError
from workbench.core.values import Json, is_number, is_whole
from workbench.core.values.times import iso_time, read_iso

_UNITS: Final = {"h": 3600, "min": 60, "m": 60, "s": 1, "sec": 1, "hour": 3600, "hours": 3600, "minutes": 60}
_PIECE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)?\s*", re.IGNORECASE)


def duration_text(value: Json) -> str:
    """Seconds in words, e.g. 3 min 42 s; anything else as it stands."""
    if not is_whole(value) or value < 0:
        return "" if value is None else str(value)
    hours, rest = divmod(int(value), 3600)
    minutes, seconds = divmod(rest, 60)
    named = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if number]
    return " ".join(named) or "0 s"


def parse_duration(text: str) -> Json:
    """Seconds of a text such as 222, 3:42, 3 min 42 s or 1.5 h; the word pending stays; raises UsageError."""
    plain = text.strip().lower()
    if plain == "pending":
        return plain
    if re.fullmatch(r"\d+(:\d{1,2}){1,2}", plain):
        total = 0
        for part in plain.split(":"):
            total = total * 60 + int(part)
        return total
    pieces = list(_PIECE.finditer(plain))
    if plain and "".join(piece.group() for piece in pieces) == plain:
        units = [_UNITS.get(piece[2] or "s") for piece in pieces]
        if None not in units:
            seconds = sum(float(piece[1]) * (unit or 1) for piece, unit in zip(pieces, units, strict=True))
            return int(seconds) if seconds == int(seconds) else seconds
    raise UsageError(f"“{text}” is no duration.", code="bad-duration", hint="Write it as 3 min 42 s, 3:42 or 222.")


def moment_text(value: Json, zone: tzinfo = UTC) -> str:
    """A moment as people read it, e.g. 2026-11-24 10:02:11 -08:00; anything else as it stands."""
    moment = _moment(value, zone)
    if moment is None:
        return "" if value is None else str(value)
    local = moment.astimezone(zone)
    fraction = f".{local.microsecond // 1000:03}" if local.microsecond else ""
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S}{fraction} {offset[:3]}:{offset[3:5]}"


def is_moment(value: Json) -> bool:
    """Whether a value can be read as a date and time."""
    return _moment(value) is not None


def parse_moment(text: str, like: Json = None, zone: tzinfo = UTC) -> Json:
    """A typed moment in the form that the payload has: epoch milliseconds where `like` is a number, else ISO 8601.

    A text without an offset is taken in `zone`. Raises UsageError.
    """
    typed = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text.strip())
    moment = _moment(int(typed) if typed.isdecimal() else typed, zone)
    if moment is None:
        raise UsageError(
            f"“{text}” is no date and time.", code="bad-moment", hint="Write it as 2026-11-24 10:02:11 -08:00."
        )
    return as_payload(moment, like)


def as_payload(moment: datetime, like: Json = None) -> Json:
    """A moment as the payload has them: epoch milliseconds where `like` is a number, else ISO 8601 in UTC."""
    if is_number(like):
        return round(moment.timestamp() * 1000)
    return iso_time(moment.timestamp())


def _moment(value: Json, zone: tzinfo = UTC) -> datetime | None:
    try:
        if is_number(value):
            return datetime.fromtimestamp(value / 1000, UTC)
        return read_iso(value, zone) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
