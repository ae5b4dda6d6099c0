"""The log of a shared SMS thread as App Connect composes it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Final

from workbench.core.composer.date_format import INVALID_DATE, format_moment
from workbench.core.composer.inputs import utc_now
from workbench.core.composer.javascript import ComposerError, is_greater, member_or_throw
from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import member, number_text, to_number, to_text, truthy
from workbench.core.values.moments import Moment, Now, at_offset, moment_of, read_library_offset

END_PATTERN: Final = "dddd, MMMM DD, YYYY [at] hh:mm A"
ENTRY_PATTERN: Final = "YYYY-MM-DD hh:mm A"

_DAY: Final = 86_400_000
_HOUR: Final = 3_600_000
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;"})


def escaped(value: Any) -> str:
    """The text safe inside HTML; nothing for a missing or empty value, an error for what is no text."""
    if not truthy(value):
        return ""
    if not isinstance(value, str):
        raise ComposerError("text.replace is not a function")
    return value.translate(_ESCAPES)


@dataclass(frozen=True, slots=True)
class ThreadLayout:
    """How one format writes a thread (log_composer.md part B); every template is filled by position."""

    show: Callable[[Any], str]
    """How names and texts are shown."""
    subject: str
    summary: str
    """Started, ended and duration."""
    participants: tuple[str, str, str]
    """Before, each name, after."""
    owner: str
    """Role and name."""
    conversation: str
    """Counts."""
    entries_end: str
    after_entry: str
    message: str
    assignment: str
    note: str


_PLAIN: Final = ThreadLayout(
    to_text,
    "{}",
    "Conversation summary\n{}\n{}\n{} \n\n",
    ("Participants\n", "* {}\n", "\n"),
    "{}: {}\n\n",
    "Conversation ({})\nBEGIN\n------------\n",
    "------------\nEND",
    "\n",
    "{} said on {}:\n{}\n",
    "Conversation assigned to {}\n",
    "{} left a note on {}:\n{}\n",
)
_MARKDOWN: Final = ThreadLayout(
    to_text,
    "**{}**",
    "## Conversation summary\n{}\n{}\n{} \n\n",
    ("### Participants\n", "* {}\n", "\n"),
    "{}: **{}**\n\n",
    "### Conversation ({})\nBEGIN\n---\n",
    "---\nEND",
    "\n",
    "**{}** said on {}:\n{}\n",
    "*Conversation assigned to **{}***\n",
    "**{}** left a note on {}:\n{}\n",
)
_HTML: Final = ThreadLayout(
    escaped,
    "{}",
    "<div><b>Conversation summary</b><br>{}<br>{}<br>{}<br></div><br>",
    ("<div><b>Participants</b><ul>", "<li>{}</li>", "</ul></div>"),
    "<div>{}: <b>{}</b></div><br>",
    "<div><b>Conversation ({})</b></div><div>BEGIN</div><hr>",
    "<hr><div>END</div>",
    "",
    "<p><b>{}</b> said on {}:<br>{}</p>",
    "<p><i>Conversation assigned to <b>{}</b></i></p>",
    "<p><b>{}</b> left a note on {}:<br>{}</p>",
)
THREAD_LAYOUTS: Final = {"text/html": _HTML, "text/markdown": _MARKDOWN}
"""Every other format is laid out as plain text."""

ENTRY_KINDS: Final = ("AliveMessage", "ThreadAssignedHint", "AliveNote")
PARTICIPANT_ROLES: Final = ("author", "from", "initiator", "assignee")


def compose_shared_sms(
    inputs: Mapping[str, Any], *, process_zone: tzinfo = UTC, clock: Now = utc_now
) -> dict[str, str]:
    """Subject and body of a shared thread: `{"subject": ..., "body": ...}`.

    `inputs` has logFormat, conversation, contactName and timezoneOffset (log_composer.md part B). `process_zone`
    and `clock` stand for the server's. Raises ComposerError where App Connect's composer throws.
    """
    conversation = inputs.get("conversation", UNDEFINED)
    contact_name = inputs.get("contactName", UNDEFINED)
    log_format = inputs.get("logFormat", UNDEFINED)
    layout = THREAD_LAYOUTS.get(log_format, _PLAIN) if isinstance(log_format, str) else _PLAIN
    offset = read_library_offset(inputs.get("timezoneOffset", UNDEFINED))
    started = moment_of(member_or_throw(conversation, "creationTime"), process_zone, clock)
    ended = moment_of(last_modified(member_or_throw(conversation, "messages")), process_zone, clock)
    entities = member(conversation, "entities")
    entities = entities if truthy(entities) else ()

    def shown(moment: Moment | None, pattern: str) -> str:
        return format_moment(at_offset(moment, offset), pattern)

    def entry_time(value: Any) -> str:
        return shown(moment_of(value, process_zone, clock), ENTRY_PATTERN)

    def day_and_hour(moment: Moment | None) -> str:
        printed = shown(moment, END_PATTERN)
        # Day and hour are printed one by one, so an invalid date is said twice.
        return f"{INVALID_DATE} at {INVALID_DATE}" if printed == INVALID_DATE else printed

    before, participant, after = layout.participants
    body = [
        layout.summary.format(
            f"Started: {day_and_hour(started)}", f"Ended: {day_and_hour(ended)}", f"Duration: {length(started, ended)}"
        ),
        before,
        participant.format(f"{layout.show(contact_name)} (customer)"),
        *[participant.format(layout.show(name)) for name in participants(entities)],
        after,
        _owner_line(member_or_throw(conversation, "owner"), layout),
        layout.conversation.format(counts(entities)),
    ]
    shown_entities = [entity for entity in entities if member_or_throw(entity, "recordType") in ENTRY_KINDS]
    body += [
        _entry(entity, layout, contact_name, entry_time) + layout.after_entry
        for entity in _newest_first(shown_entities)
    ]
    body.append(layout.entries_end)
    return {"subject": layout.subject.format(f"SMS conversation with {to_text(contact_name)}"), "body": "".join(body)}


def last_modified(messages: Any) -> Any:
    """The lastModifiedTime that compares greatest, starting from 0; ISO text never does."""
    if not isinstance(messages, (list, tuple)):
        raise ComposerError(f"Cannot read properties of {to_text(messages)} (reading 'forEach')")
    latest: Any = 0
    for message in messages:
        modified = member_or_throw(message, "lastModifiedTime")
        if is_greater(modified, latest):
            latest = modified
    return latest


def participants(entities: Sequence[Any]) -> list[Any]:
    """Distinct names in order of appearance."""
    names: dict[Any, None] = {}
    for entity in entities:
        for role in PARTICIPANT_ROLES:
            party = member(entity, role)
            if party and truthy(name := member(party, "name")):
                names[name] = None
    return list(names)


def counts(entities: Sequence[Any]) -> str:
    """Messages and notes in words; "0 messages" when there are neither."""
    kinds = [member_or_throw(entity, "recordType") for entity in entities]
    parts = [
        f"{amount} {word}{'' if amount == 1 else 's'}"
        for word, amount in (("message", kinds.count("AliveMessage")), ("note", kinds.count("AliveNote")))
        if amount
    ]
    return ", ".join(parts) or "0 messages"


def length(started: Moment | None, ended: Moment | None) -> str:
    """Whole days and, behind them, all whole hours of the thread; not the hours left over."""
    if started is None or ended is None:
        return "NaN d NaN h"
    between = ended.milliseconds - started.milliseconds
    return f"{number_text(math.trunc(between / _DAY))} d {number_text(math.trunc(between / _HOUR))} h"


def _owner_line(owner: Any, layout: ThreadLayout) -> str:
    if not truthy(owner):
        return ""
    name = member(owner, "name")
    is_queue = member(owner, "extensionType") == "Department" or (isinstance(name, str) and "queue" in name.lower())
    return layout.owner.format("Receiving call queue" if is_queue else "Owner", layout.show(_first(name, "")))


def _newest_first(entities: Sequence[Any]) -> list[Any]:
    """By creationTime; texts compare as equal, so their order is whatever the sorting leaves."""

    def compare(first: Any, second: Any) -> int:
        difference = to_number(member(second, "creationTime")) - to_number(member(first, "creationTime"))
        return (difference > 0) - (difference < 0)

    return sorted(entities, key=functools.cmp_to_key(compare))


def _entry(entity: Any, layout: ThreadLayout, contact_name: Any, entry_time: Callable[[Any], str]) -> str:
    kind = member_or_throw(entity, "recordType")
    created = member_or_throw(entity, "creationTime")
    if kind == "AliveMessage":
        speaker = (
            contact_name
            if member_or_throw(entity, "direction") == "Inbound"
            else _first(_name(entity, "author"), _name(entity, "from"))
        )
        words = _first(member_or_throw(entity, "text"), member_or_throw(entity, "subject"), "")
        return layout.message.format(layout.show(speaker), entry_time(created), layout.show(words))
    if kind == "ThreadAssignedHint":
        return layout.assignment.format(layout.show(_first(_name(entity, "assignee"), "Unknown")))
    words = _first(member_or_throw(entity, "text"), member_or_throw(entity, "body"), "")
    return layout.note.format(
        layout.show(_first(_name(entity, "author"), _name(entity, "initiator"), "Unknown")),
        entry_time(created),
        layout.show(words),
    )


def _name(entity: Any, role: str) -> Any:
    return member(member(entity, role), "name")


def _first(*values: Any) -> Any:
    """The first truthy value, else the last one."""
    for value in values[:-1]:
        if truthy(value):
            return value
    return values[-1]
