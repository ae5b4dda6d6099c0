"""An invocation in one line, for lists and tables."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from workbench.core.redaction import Redactor
from workbench.core.run.finding import gravest
from workbench.core.run.invocation import LOGIN, Invocation, OutcomeKind
from workbench.core.values import Value, to_json
from workbench.core.values.json_text import write_json
from workbench.core.values.paths import get_path

LONGEST: Final = 160
"""Characters."""
_MEMBERS: Final = 400
"""Members of a value that are looked at, in their order."""
_CHARACTERS: Final = 4000
"""Characters of a text that are masked; far more than a line shows, so that no secret is cut in two."""
_FINDERS: Final = ("findContact", "findContactWithName")


def summary(invocation: Invocation, redactor: Redactor) -> str:
    """What came of it: the log id, the number of contacts, the error; one line, with secrets masked."""
    return _line(redactor.text(_words(invocation, redactor)))


def _words(invocation: Invocation, redactor: Redactor) -> str:
    outcome = invocation.outcome
    if outcome.kind is not OutcomeKind.RETURNED:
        error = outcome.error.words if outcome.error else ""
        return error if outcome.kind is OutcomeKind.THREW else outcome.sentence or error
    worst = gravest(invocation.findings)
    if worst is not None and invocation.verdict != "meets":
        return worst.said
    if invocation.interface in _FINDERS:
        found = _found(outcome.value)
        if found is not None:
            names = ", ".join(str(redactor.value(_pruned(item.get("name", "")), "name")) for item in found[:3])
            return f"{len(found)} found" + (f": {names}" if names else "")
    value = redactor.value(_pruned(outcome.value))
    return _SUMMARIES.get(invocation.interface, _plain)(value) or _plain(value)


def _pruned(value: Value) -> Value:
    """The beginning of a value: what lies behind it cannot be seen in one line, and may be very much."""
    return _beginning(value, itertools.repeat(None, _MEMBERS))


def _beginning(value: Value, left: Iterator[None]) -> Value:
    """A value as far as `left` lasts, which gives one item a member."""
    if isinstance(value, str):
        return value[:_CHARACTERS]
    if isinstance(value, dict):
        return {key: _beginning(item, left) for _, (key, item) in zip(left, value.items(), strict=False)}
    if isinstance(value, list | tuple):
        return [_beginning(item, left) for _, item in zip(left, value, strict=False)]
    return value


def _log_id(value: Value) -> str:
    log_id = get_path(value, "logId")
    return f"logId {log_id}" if log_id else ""


def _found(value: Value) -> list[dict[str, Value]] | None:
    """The real matches of a look-up; None when there is no list of them."""
    found = get_path(value, "matchedContactInfo")
    if not isinstance(found, list):
        return None
    return [item for item in found if isinstance(item, dict) and not item.get("isNewContact")]


def _contact(value: Value) -> str:
    name = get_path(value, "contactInfo.name")
    return f"contact {name}" if name else ""


def _user(value: Value) -> str:
    name = get_path(value, "name")
    return f"Connected as {name}." if name else ""


def _subject(value: Value) -> str:
    return str(get_path(value, "callLogInfo.subject") or "")


def _message(value: Value) -> str:
    return str(get_path(value, "returnMessage.message") or "")


def _plain(value: Value) -> str:
    message = _message(value)
    if message:
        return message
    plain = to_json(value)
    return plain if isinstance(plain, str) else write_json(plain)


_SUMMARIES: Final[Mapping[str, Callable[[Value], str]]] = {
    "createCallLog": _log_id,
    "createMessageLog": _log_id,
    "createContact": _contact,
    "getCallLog": _subject,
    LOGIN: _user,
}


def _line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
