"""When two values of different documents are likely the same one: texts, numbers, phone numbers, moments, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.core.redaction import MASK
from workbench.core.values import Special, Value
from workbench.core.values.times import seconds_of

NOT_ALIKE: Final = 2
"""See `alike`."""

_ID: Final = re.compile(r"([a-z_]Id|^id|_id|ID)$")
_PHONE: Final = re.compile(r"\+?[\d\s().\-/]{7,24}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_EPOCH: Final = re.compile(r"\d{10}|\d{13}")
_BETWEEN: Final = re.compile(r"""[\s"'<>()\[\]{},;|]+""")
_INSIDE: Final = re.compile(r"[/?&=#:]+")
_FEWEST_DIGITS: Final = 7
_COUNTRY_CODE: Final = 3
_PIECES: Final = 60
_SHORTEST_WORD: Final = 4
_SHORTEST_MIXED: Final = 3


def text_of(value: Value) -> str | None:
    """A leaf as it would stand in text; None for truth values, nothing, and masked secrets."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Special):
        return value.text if value.kind in ("bigint", "date", "number") else None
    return value if isinstance(value, str) and MASK not in value else None


def is_trivial(text: str, name: str = "") -> bool:
    """Whether a value says too little to be traced: nothing, one digit, a word of up to three letters.

    One digit under a `name` that says it is an id is traced: young CRMs count from one.
    """
    stripped = text.strip()
    if stripped.isdigit() and _ID.search(name):
        return False
    if any(map(str.isdigit, stripped)):
        return len(stripped.lstrip("-+")) < 2 or float_is_small(stripped)
    return len(stripped) < _SHORTEST_WORD


def float_is_small(text: str) -> bool:
    """Whether a text is a number from -9 to 9, such as 1.0."""
    try:
        return abs(float(text)) < 10
    except ValueError:
        return False


def needs_a_name(text: str) -> bool:
    """Whether a value is so ordinary that only a member of a like name makes it the same one."""
    stripped = text.strip()
    return stripped.isalpha() or (stripped.isdigit() and len(stripped) <= 2)


def plain(text: str) -> str:
    """Without differences of capitals and blanks."""
    return " ".join(text.split()).casefold()


def phone_digits(text: str) -> str:
    """The digits of what looks like a phone number; empty for anything else."""
    if not _PHONE.fullmatch(text.strip()) or _DATE.match(text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def same_phone(first: str, second: str) -> bool:
    """Whether two phone numbers are one, also when only one names its country; bare digits alone are no phone."""
    if first.isdigit() and second.isdigit():
        return False
    short, long = sorted((phone_digits(first), phone_digits(second)), key=len)
    return bool(short) and long.endswith(short) and len(long) - len(short) <= _COUNTRY_CODE


def moment(text: str) -> float | None:
    """Seconds since the epoch of an ISO 8601 text with time, or of epoch seconds or milliseconds; else None."""
    if _MOMENT.match(text):
        return seconds_of(text)
    if _EPOCH.fullmatch(text):
        return int(text) / (1000 if len(text) == 13 else 1)
    return None


def pieces(text: str) -> Iterator[str]:
    """Pieces of a text that could be values of their own: parts of an address, ids, words of a name; not the whole."""
    seen: set[str] = {text}
    few_words = len(text.split()) <= 4
    for word in _BETWEEN.split(text):
        for piece in (word.strip(".!?:"), *_INSIDE.split(word)):
            piece = piece.strip(".!?:")
            if piece in seen or not _says_something(piece, few_words=few_words):
                continue
            seen.add(piece)
            yield piece
            if len(seen) > _PIECES:
                return


def _says_something(piece: str, *, few_words: bool) -> bool:
    if any(map(str.isdigit, piece)):
        return len(piece) >= _SHORTEST_MIXED
    return few_words and len(piece) >= _SHORTEST_WORD


def alike(first: str, second: str) -> int:
    """0 for members of the same name, 1 when one name ends in the other (logId and id), NOT_ALIKE for others."""
    one, two = _letters(first), _letters(second)
    if one == two:
        return 0
    short, long = sorted((one, two), key=len)
    return 1 if len(short) >= 2 and long.endswith(short) else NOT_ALIKE


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")
