"""Moments as lists show them."""

from __future__ import annotations

from datetime import datetime


def when(seconds: float) -> str:
    """The time of day, with the date before it when it was not today; `seconds` since the epoch."""
    moment = datetime.fromtimestamp(seconds).astimezone()
    today = datetime.now().astimezone().date()
    return f"{moment:%H:%M:%S}" if moment.date() == today else f"{moment:%d %b %H:%M}"
