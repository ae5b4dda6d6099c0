"""Known defects of App Connect's composers, reported when the inputs meet them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.core.composer.call_log import compose_steps, layouts_of
from workbench.core.composer.date_format import INVALID_DATE, format_moment
from workbench.core.composer.fields import FIELDS
from workbench.core.composer.inputs import CallLogInputs, Given, as_object
from workbench.core.composer.javascript import ComposerError, is_greater
from workbench.core.composer.layout import Change
from workbench.core.composer.settings import is_on, stored_value
from workbench.core.run.finding import Finding, Severity
from workbench.core.values.javascript import member, to_number, to_text, truthy
from workbench.core.values.moments import at_offset, moment_of, offset_in_text, read_library_offset, read_offset

SWITCH_OFF_WORDS = frozenset({"false", "off", "no", "0"})
"""Texts that someone stored to switch a field off, and that switch it on."""


def composer_findings(
    inputs: CallLogInputs | Mapping[str, Any], result: str | Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Where the composed text is not what its makers meant; paths are places in the inputs.

    `inputs` are those of `compose_call_log`, or of `compose_shared_sms` when they hold a conversation; `result` is
    what was composed, None when the composer threw. Warnings are for what the adapter or a setting can mend, notes
    for what App Connect does of itself.
    """
    given = as_object(inputs)
    if "conversation" in given:
        return tuple(_thread_findings(given, result))
    return tuple(_call_findings(given, result))


def _call_findings(given: Given, result: str | Mapping[str, str] | None) -> Iterator[Finding]:
    if layouts_of(given) is None:
        yield Finding(
            "composer/format-not-composed",
            Severity.NOTE,
            "logFormat",
            f"App Connect composes no text for the log format {to_text(given.get('logFormat'))}.",
            "It hands the adapter an empty composedLogDetails, and does not read the log before an update.",
            "Give text/plain, text/html or text/markdown in getLogFormatType, or build the text in the adapter.",
        )
        return
    settings = member(given.get("user"), "userSettings")
    yield from _setting_findings(settings)
    try:
        steps = compose_steps(given)
    except ComposerError as error:
        yield Finding(
            "composer/throws",
            Severity.WARNING,
            "callLog",
            f"The composer throws: {error.message}.",
            "It stops before the adapter is called, so the call is not logged at all.",
            "Give the call record, its legs and its texts the members and types that App Connect reads.",
        )
        return
    for step in steps:
        if step.interpreted:
            yield Finding(
                "composer/dollar-interpreted",
                Severity.NOTE,
                step.field,
                f"The new value holds {', '.join(step.interpreted)}, which is not taken as it stands.",
                "It replaces the old text by JavaScript's String.replace, where $1 and $& stand for the old text.",
                "Write two dollar signs for one in values that replace an old text.",
            )
        if step.change is Change.KEPT:
            yield Finding(
                "composer/user-name-kept",
                Severity.NOTE,
                step.field,
                "The body holds another user name, which stays.",
                "It replaces the user name only where the old one is (pending...).",
                "Change the name in the CRM if the old one is wrong.",
            )
    names = {step.field for step in steps}
    if "dateTime" in names:
        yield from _offset_findings(member(given.get("user"), "timezoneOffset"))
    yield from _value_findings(given, names)


def _is_unreadable(time: Any, offset: float | None) -> bool:
    """Whether a time is printed as Invalid date; a note of the user's may hold these words and be none."""
    return format_moment(at_offset(moment_of(time), offset), "YYYY") == INVALID_DATE


def _value_findings(given: Given, names: set[str]) -> Iterator[Finding]:
    call = given.get("callLog")
    start = given.get("startTime")
    start = start if truthy(start) else member(call, "startTime")
    if "dateTime" in names and _is_unreadable(start, read_offset(member(given.get("user"), "timezoneOffset"))):
        yield Finding(
            "composer/invalid-date",
            Severity.WARNING,
            "startTime",
            "The start time is printed as Invalid date.",
            "It reads ISO 8601 text and numbers of epoch milliseconds; digits in a text are no number to it.",
            "Give the start time as ISO 8601 text or as a number.",
        )
    is_inbound = member(call, "direction") == "Inbound"
    other = member(call, "from" if is_inbound else "to")
    own = member(call, "to" if is_inbound else "from")
    if "number" in names and member(own, "extensionNumber") != member(other, "extensionNumber"):
        yield Finding(
            "composer/extension-of-other-party",
            Severity.NOTE,
            f"callLog.{'from' if is_inbound else 'to'}.extensionNumber",
            "The extension behind the RingCentral number is not the user's.",
            "It prints the extension of the other party, or none when the other party has none.",
            "Do not rely on the extension in the text; the call record has the user's.",
        )
    score = given.get("ringSenseAIScore")
    if "ringSenseAIScore" in names and not isinstance(score, str) and "[object Object]" in to_text(score):
        yield Finding(
            "composer/score-is-object",
            Severity.NOTE,
            "ringSenseAIScore",
            "The call score is an object and is printed as [object Object].",
            "It prints the score as JavaScript turns it into text.",
            "Send the score as a number.",
        )


def _setting_findings(settings: Any) -> Iterator[Finding]:
    for setting, default in {field.setting: field.default for field in FIELDS}.items():
        value = stored_value(settings, setting)
        if isinstance(value, str) and value.strip().lower() in SWITCH_OFF_WORDS and is_on(settings, setting, default):
            yield Finding(
                "composer/setting-text-switches-on",
                Severity.WARNING,
                f"user.userSettings.{setting}.value",
                f'The stored text "{value}" switches the field on.',
                "It judges a stored setting by truthiness, and a text that is not empty is true.",
                "Store true or false, not text.",
            )


def _offset_findings(offset: Any) -> Iterator[Finding]:
    if not isinstance(offset, str) or not offset:
        return
    path, amount = "user.timezoneOffset", to_number(offset)
    if ":" in offset:
        if offset_in_text(offset) is None:
            yield Finding(
                "composer/offset-ignored",
                Severity.WARNING,
                path,
                f'The offset "{offset}" has no sign or lies outside -12:00 to +14:00, and is ignored.',
                "It prints times in the server's own zone.",
                "Give getUserInfo's timezoneOffset as +HH:MM or -HH:MM.",
            )
    elif amount != amount:
        yield Finding(
            "composer/offset-unreadable",
            Severity.WARNING,
            path,
            f'The offset "{offset}" is no number.',
            "It prints times in UTC.",
            "Give getUserInfo's timezoneOffset as +HH:MM or -HH:MM.",
        )
    elif abs(amount) >= 16 and len(offset.lstrip("+-")) == 4 and offset[0] in "+-":
        yield Finding(
            "composer/offset-read-as-minutes",
            Severity.WARNING,
            path,
            f'The offset "{offset}" is read as {to_text(amount)} minutes, not as hours and minutes.',
            "It converts an offset without a colon to a number: below 16 are hours, all else minutes.",
            "Put a colon between hours and minutes.",
        )


def _thread_findings(given: Given, result: str | Mapping[str, str] | None) -> Iterator[Finding]:
    offset = given.get("timezoneOffset")
    if isinstance(offset, str) and offset and offset_in_text(offset) is None:
        yield Finding(
            "composer/thread-offset-ignored",
            Severity.WARNING,
            "timezoneOffset",
            f'The offset "{offset}" has no effect on a shared thread.',
            "It hands the text to its date library, which understands only +HH:MM and its short forms.",
            "Give getUserInfo's timezoneOffset as +HH:MM or -HH:MM.",
        )
    messages = member(given.get("conversation"), "messages")
    times = [member(message, "lastModifiedTime") for message in messages or () if isinstance(messages, list)]
    if times and not any(is_greater(time, 0) for time in times):
        yield Finding(
            "composer/thread-ends-in-1970",
            Severity.NOTE,
            "conversation.messages",
            "No message has a numeric lastModifiedTime, so the thread ends in 1970.",
            "It takes the greatest number, starting from 0; ISO text never compares greater.",
            "Send lastModifiedTime as epoch milliseconds.",
        )
    entities = member(given.get("conversation"), "entities")
    printed = [
        member(given.get("conversation"), "creationTime"),
        *(
            member(entity, "creationTime")
            for entity in (entities if isinstance(entities, list) else ())
            if member(entity, "recordType") in ("AliveMessage", "AliveNote")
        ),
    ]
    if result is not None and any(_is_unreadable(time, read_library_offset(offset)) for time in printed):
        yield Finding(
            "composer/invalid-date",
            Severity.WARNING,
            "conversation",
            "A time of the thread is printed as Invalid date.",
            "It reads ISO 8601 text and numbers of epoch milliseconds.",
            "Give creationTime and lastModifiedTime as numbers.",
        )
