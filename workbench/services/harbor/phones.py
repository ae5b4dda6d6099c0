"""Phone numbers as a CRM compares them: by their digits, however people wrote them."""

from __future__ import annotations

import re

_EXTENSION = re.compile(r"(?:\bext\.?|\bx|;ext=|#)\s*\d+\s*$", re.IGNORECASE)
_COMPARED_DIGITS = 10
"""Digits from the right that have to agree; enough to leave country and trunk prefixes aside."""


def digits_of(number: str) -> str:
    """The digits without extension, international prefix or trunk zero: "(202) 555-0144 ext. 7" gives "2025550144"."""
    bare = re.sub(r"\D", "", _EXTENSION.sub("", number).replace("(0)", ""))
    return bare.removeprefix("00").lstrip("0") or bare


def comparable(number: str) -> str:
    """What two spellings of one number have in common; short numbers such as extensions compare whole."""
    return digits_of(number)[-_COMPARED_DIGITS:]
