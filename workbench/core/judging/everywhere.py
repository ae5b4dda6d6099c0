"""Checks of what holds in every interface: what can travel, the message, ids, the user, arguments."""

from __future__ import annotations

from typing import Final

from workbench.core.connection.user import COLUMNS
from workbench.core.judging.judgement import FAILING_TYPES, Judgement, is_refused, join, readable
from workbench.core.judging.shapes import check_spelling, near_misses
from workbench.core.judging.travel import passes_message
from workbench.core.values import Special, Value, is_number
from workbench.core.values.javascript import as_object, member, missing

MESSAGE_KEYS: Final = ("message", "messageType", "ttl", "details", "missingRequiredFieldConsts")
MESSAGE_TYPES: Final = ("success", "info", *FAILING_TYPES)

_SHORTEST_TTL: Final = 100
"""Milliseconds; whoever gives less meant seconds."""

_LARGEST_INTEGER: Final = 2**31 - 1
"""SQLite's text columns keep whole numbers up to here as they are."""


def check_return_message(judgement: Judgement, result: Value) -> None:
    """The returnMessage of a result (runtime.md section 9)."""
    message = member(result, "returnMessage")
    if missing(message) or not passes_message(judgement):
        return
    path = "returnMessage"
    owner = as_object(message)
    if owner is None:
        judgement.find("return-message/not-an-object", path, f"returnMessage is {readable(message)}, not an object.")
        return
    if not owner:
        judgement.find("return-message/empty", path)
        return
    check_spelling(judgement, owner, MESSAGE_KEYS, path, "return-message/misspelt-key")
    text, kind, ttl = (member(message, name) for name in ("message", "messageType", "ttl"))
    almost = {near for _, near in near_misses(owner, MESSAGE_KEYS)}
    if not (isinstance(text, str) and text.strip()):
        judgement.find("return-message/message-missing", join(path, "message"))
    if missing(kind) and "messageType" not in almost:
        judgement.find("return-message/type-missing", path)
    elif not missing(kind) and kind not in MESSAGE_TYPES:
        judgement.find("return-message/type-unknown", join(path, "messageType"), f"messageType is {readable(kind)}.")
    if not missing(ttl):
        _check_ttl(judgement, ttl, join(path, "ttl"))
    if not missing(member(message, "details")):
        _check_details(judgement, member(message, "details"), join(path, "details"))


def check_extra_data(judgement: Judgement, result: Value) -> None:
    """extraDataTracking is an object when it is there."""
    extra = member(result, "extraDataTracking")
    if not missing(extra) and as_object(extra) is None:
        judgement.find(
            "extra-data/not-an-object", "extraDataTracking", f"extraDataTracking is {readable(extra)}, not an object."
        )


def check_identity(judgement: Judgement, value: Value, path: str) -> None:
    """An id that is there: text is best, numbers come back as text (runtime.md section 2)."""
    if isinstance(value, str) or (isinstance(value, Special) and value.kind == "bigint"):
        return
    if is_number(value):
        large = abs(value) > _LARGEST_INTEGER
        judgement.find("identity/large-number" if large else "identity/numeric", path, f"{path} is the number {value}.")
        return
    judgement.find("identity/not-an-id", path, f"{path} is {readable(value)}, neither text nor a number.")


def check_surroundings(judgement: Judgement) -> None:
    """What happened beside the value: the user's row, the arguments, errors that nobody caught."""
    outcome = judgement.outcome
    changes = outcome.user_changes
    is_gone = any(each.op == "destroy" for each in changes.operations)
    unsaved = () if is_gone else changes.unsaved
    columns = sorted(name for name in unsaved if name in COLUMNS)
    # What begins with an underscore is the adapter's own business, as names go.
    others = sorted(name for name in unsaved if name not in COLUMNS and not name.startswith("_"))
    if columns and not (outcome.error is None and is_refused(outcome.value)):
        judgement.find("user/unsaved", "", f"Assigned and not saved: {', '.join(columns)}.")
    if others:
        judgement.find("user/no-such-column", "", f"The user's row has no column {', '.join(others)}.")
    if changes.lost:
        judgement.find(
            "user/change-lost", "", f"Changed in place and so not stored: {', '.join(sorted(changes.lost))}."
        )
    if outcome.mutated_arguments:
        judgement.find("arguments/changed", "", f"Changed in place: {', '.join(outcome.mutated_arguments)}.")
    if outcome.unhandled:
        error = outcome.unhandled[0]
        judgement.find("call/unhandled-error", "", f"Nobody caught {error.words}")


def _check_ttl(judgement: Judgement, ttl: Value, path: str) -> None:
    if not is_number(ttl) or ttl < 0:
        judgement.find("return-message/ttl-not-a-number", path, f"ttl is {readable(ttl)}.")
    elif 0 < ttl < _SHORTEST_TTL:
        judgement.find(
            "return-message/ttl-in-seconds", path, f"ttl is {readable(ttl)}, less than a blink in milliseconds."
        )


def _check_details(judgement: Judgement, details: Value, path: str) -> None:
    if not isinstance(details, list):
        judgement.find("return-message/details-shape", path, f"details is {readable(details)}, not a list.")
        return
    for place, paragraph in enumerate(details):
        items = member(paragraph, "items")
        if not isinstance(items, list):
            judgement.find("return-message/details-shape", join(path, place), "A paragraph of details has no items.")
            continue
        for number, item in enumerate(items):
            item_path = join(join(join(path, place), "items"), number)
            if not isinstance(member(item, "text"), str):
                judgement.find("return-message/details-shape", item_path, "An item of details has no text.")
            elif member(item, "type") != "text":
                judgement.find(
                    "return-message/detail-type", item_path, f"The item's type is {readable(member(item, 'type'))}."
                )
