"""JSON as a person edits it: read strictly, so that nothing is lost unseen, and written so that every sign shows."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from workbench.core.errors import UsageError
from workbench.core.values import Json
from workbench.core.values.json_text import read_json, write_json

_UNSEEN: Final = re.compile(
    "[\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ufeff\uffa0\ufdd0\ufdd1\ufff0-\uffff\ud800-\udfff]"
)
"""Signs that a text widget changes, or that nobody can tell from another or from none: they are shown by number."""


def json_text(value: Json, *, indent: int | None = 2) -> str:
    """A value as JSON text; signs that cannot be seen stand as \\u escapes, so a text widget gives them back."""
    return _UNSEEN.sub(_escaped, write_json(value, indent=indent))


def parse_json(text: str) -> Json:
    """The value of a JSON text. Raises UsageError with the place, also for what would be lost unseen:

    a member that stands twice, of which readers take the last, and a number that no reader can hold.
    """
    try:
        return read_json(text, object_pairs_hook=_members, parse_float=_float)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise _bad(f"{what}, in line {error.lineno}, column {error.colno}") from error
    except ValueError as error:
        raise _bad(str(error)) from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _bad(f"“{twice}” stands twice in one object, and only the last would be sent")
    return members


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _bad(f"{text} is larger than any number that JavaScript knows")
    return number


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _bad(why: str) -> UsageError:
    return UsageError(f"This is not JSON yet: {why}.", code="bad-json", hint="")
