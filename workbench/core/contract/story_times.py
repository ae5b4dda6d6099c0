"""A sample's times, moved so that its story has just happened; all differences between them stay."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from workbench.core.values import Json

_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z")
_DAY: Final = re.compile(r"((?:.*/)?)(\d{4}-\d\d-\d\d)")
"""A day, alone or at the end of an id such as 8001/2025-06-17."""

_MILLISECONDS: Final = range(10**12, 10**13)
"""Numbers that are moments: the years 2001 to 2286 in milliseconds since the epoch."""


def moved(value: Json, told_at: str, now: float, *, whole_days: bool = False) -> Json:
    """A value of a story that was told at a moment, as it is told now (seconds since the epoch).

    Moments in ISO 8601 or in milliseconds keep their spelling; so do days. With `whole_days` hours stay what they are.
    """
    told = datetime.fromisoformat(told_at)
    by = timedelta(seconds=math.floor(now)) - (told - datetime.fromtimestamp(0, UTC))
    return _moved(value, told, timedelta(days=by.days) if whole_days else by)


def _moved(value: Json, told: datetime, by: timedelta) -> Json:
    if isinstance(value, dict):
        return {key: _moved(item, told, by) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, told, by) for item in value]
    if isinstance(value, int) and value in _MILLISECONDS:
        return value + by // timedelta(milliseconds=1)
    if isinstance(value, str):
        return _moved_text(value, told, by)
    return value


def _moved_text(text: str, told: datetime, by: timedelta) -> str:
    if found := _MOMENT.fullmatch(text):
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) + by
        return f"{moment:%Y-%m-%dT%H:%M:%S}{found[2] or ''}Z"
    if found := _DAY.fullmatch(text):
        # The day's distance from the day on which the story is told.
        distance = datetime.fromisoformat(found[2]).date() - told.date()
        return f"{found[1]}{(told + by).date() + distance}"
    return text
