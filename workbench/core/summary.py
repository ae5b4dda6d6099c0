"""An invocation in one line, for lists and tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from workbench.core.invocation import Invocation, OutcomeKind
from workbench.core.paths import get_path
from workbench.core.redaction import Redactor
from workbench.core.values import Value, to_json

LONGEST: Final = 160
"""Characters."""


def summary(invocation: Invocation, redactor: Redactor) -> str:
    """What came of it: the log id, the number of contacts, the error; one line, with secrets masked."""
    return _line(redactor.text(_words(invocation, redactor)))


def _words(invocation: Invocation, redactor: Redactor) -> str:
    outcome = invocation.outcome
    if outcome.kind is not OutcomeKind.RETURNED:
        error = f"{outcome.error.name}: {outcome.error.message}" if outcome.error else ""
        return error if outcome.kind is OutcomeKind.THREW else outcome.sentence or error
    if invocation.findings and invocation.verdict != "meets":
        return invocation.findings[0].message
    value = redactor.value(outcome.value)
    return _SUMMARIES.get(invocation.interface, _plain)(value) or _plain(value)


def _log_id(value: Value) -> str:
    log_id = get_path(value, "logId")
    return f"logId {log_id}" if log_id else ""


def _contacts(value: Value) -> str:
    found = get_path(value, "matchedContactInfo")
    if not isinstance(found, list):
        return ""
    real = [item for item in found if isinstance(item, dict) and not item.get("isNewContact")]
    names = ", ".join(str(item.get("name", "")) for item in real[:3])
    return f"{len(real)} found" + (f": {names}" if names else "")


def _contact(value: Value) -> str:
    name = get_path(value, "contactInfo.name")
    return f"contact {name}" if name else ""


def _subject(value: Value) -> str:
    return str(get_path(value, "callLogInfo.subject") or "")


def _message(value: Value) -> str:
    return str(get_path(value, "returnMessage.message") or "")


def _plain(value: Value) -> str:
    message = _message(value)
    if message:
        return message
    plain = to_json(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


_SUMMARIES: Final[Mapping[str, Callable[[Value], str]]] = {
    "createCallLog": _log_id,
    "createMessageLog": _log_id,
    "findContact": _contacts,
    "findContactWithName": _contacts,
    "createContact": _contact,
    "getCallLog": _subject,
}


def _line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
