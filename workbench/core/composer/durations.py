"""The length of a call in words."""

from __future__ import annotations

import math
from typing import Any

from workbench.core.values.javascript import number_text, to_number, to_text


def duration_text(value: Any) -> str:
    """Hours, minutes and seconds, each left out when not above zero; what is no number stands as it is.

    null counts as 0; 0 and negative numbers give "0 seconds" (log_composer.md section 4). `value` is in seconds.
    """
    seconds = to_number(value)
    if math.isnan(seconds):
        return to_text(value)
    if math.isinf(seconds):
        return "Infinity hours" if seconds > 0 else "0 seconds"
    hours = math.floor(seconds / 3600)
    minutes = math.floor(math.fmod(seconds, 3600) / 60)
    rest = math.fmod(seconds, 60)
    parts = []
    if hours > 0:
        parts.append(f"{number_text(hours)} hour{'s' if hours > 1 else ''}")
    if minutes > 0:
        parts.append(f"{minutes} minute{'s' if minutes > 1 else ''}")
    if rest > 0:
        parts.append(f"{number_text(rest)} second{'' if rest == 1 else 's'}")
    return ", ".join(parts) or "0 seconds"
