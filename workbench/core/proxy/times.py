"""Times of the engine's derived inputs: ISO 8601 in UTC with milliseconds (proxy.md section 6)."""

from __future__ import annotations

import math
from datetime import datetime

from workbench.core.values import Value
from workbench.core.values.javascript import to_number, truthy
from workbench.core.values.moments import moment_of


def epoch(value: Value, now: datetime) -> float | None:
    """Milliseconds since the epoch that a given time means, in UTC; None when it means none."""
    moment = moment_of(value, now=lambda: now)
    return None if moment is None else moment.milliseconds


def later(start: float | None, seconds: Value) -> float | None:
    """The time so many seconds later; what is no number adds nothing."""
    if start is None:
        return None
    number = to_number(seconds)
    if math.isnan(number) or not truthy(number):
        return start
    return start + _rounded(number * 1000) if math.isfinite(number) else None


def _rounded(milliseconds: float) -> int:
    """Half away from zero."""
    size = abs(milliseconds)
    whole = math.floor(size)
    return (whole + (size - whole >= 0.5)) * (-1 if milliseconds < 0 else 1)
