"""Numbers as JavaScript has and writes them: every number there is a double."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

LARGEST_EXACT: Final = 2**53
"""The largest whole number up to which each is held exactly."""

_PLAIN_BELOW: Final = 1e21
"""Where JavaScript begins to write whole numbers with an exponent."""


def as_json_number(number: float) -> int | float | None:
    """A number as JSON.stringify writes it: rounded to a double, whole ones without a point, None for no number."""
    if isinstance(number, int) and -LARGEST_EXACT <= number <= LARGEST_EXACT:
        return number
    double = as_double(number)
    if not math.isfinite(double):
        return None
    if double.is_integer() and abs(double) < _PLAIN_BELOW:
        # The shortest digits that give the double back, and noughts after them.
        return int(Decimal(repr(double)))
    return double


def as_double(number: float) -> float:
    """A number as the double that JavaScript holds; whole ones stay whole as long as that is the same."""
    if isinstance(number, int) and -LARGEST_EXACT <= number <= LARGEST_EXACT:
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def is_kept(digits: str) -> bool:
    """Whether a double gives back the number that these digits of JSON are."""
    if len(digits) <= _SURE_DIGITS and "e" not in digits and "E" not in digits:
        return True
    if len(digits) > _MOST_DIGITS:
        return False
    double = float(digits)
    return math.isfinite(double) and Decimal(repr(double)) == Decimal(digits)


_SURE_DIGITS: Final = 15
_MOST_DIGITS: Final = 800
"""More digits than any double has."""
