"""The fields of a composed call log, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.composer.date_format import format_moment
from workbench.core.composer.durations import duration_text
from workbench.core.composer.inputs import Given, Server
from workbench.core.composer.javascript import ComposerError, member_or_throw
from workbench.core.composer.journey import journey_text
from workbench.core.composer.settings import date_format
from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import member, to_text, truthy
from workbench.core.values.moments import at_offset, moment_of, read_offset

Value = Callable[[Given, Server], Any]
"""Gives the field's value; UNDEFINED when the field is not to be added."""


@dataclass(frozen=True, slots=True)
class Field:
    """One row of log_composer.md section 3."""

    name: str
    """Key of the layouts; without `value` also the name of the input, which must be truthy."""
    setting: str
    """Id of the user setting that switches it."""
    default: bool
    """Whether it is on when the setting is not stored."""
    value: Value | None = None


def _session_id(given: Given, _server: Server) -> Any:
    return _if_truthy(member(given.get("callLog"), "sessionId"))


def _own_side(given: Given) -> tuple[Any, Any]:
    """The RingCentral user's party and the other one; everything but Inbound counts as outbound."""
    call = given.get("callLog", UNDEFINED)
    own, other = ("to", "from") if member_or_throw(call, "direction") == "Inbound" else ("from", "to")
    return member_or_throw(call, own), member_or_throw(call, other)


def _user_name(given: Given, _server: Server) -> Any:
    return _if_truthy(member(_own_side(given)[0], "name"))


def _number(given: Given, _server: Server) -> Any:
    own, other = _own_side(given)
    phone_number = member(own, "phoneNumber")
    if not truthy(phone_number):
        return UNDEFINED
    # App Connect prints the other party's extension behind the user's number (contradictions.md E10).
    extension = member(other, "extensionNumber")
    return f"{to_text(phone_number)} {'' if extension is None or extension is UNDEFINED else to_text(extension)}"


def _contact_number(given: Given, _server: Server) -> Any:
    return _if_truthy(member(given.get("contactInfo"), "phoneNumber"))


def _date_time(given: Given, server: Server) -> Any:
    """The start time at the user's offset in the user's pattern; "Invalid date" when it is unreadable."""
    start = given.get("startTime")
    if not truthy(start):
        start = member(given.get("callLog"), "startTime")
        if not truthy(start):
            return UNDEFINED
    user = given.get("user", UNDEFINED)
    pattern = date_format(member_or_throw(user, "userSettings"))
    moment = at_offset(
        moment_of(start, server.zone, server.clock), read_offset(member_or_throw(user, "timezoneOffset"))
    )
    if not isinstance(pattern, str) and moment is not None:
        raise ComposerError("format.match is not a function")
    return format_moment(moment, str(pattern))


def _duration(given: Given, _server: Server) -> Any:
    duration = given.get("duration", UNDEFINED)
    return UNDEFINED if duration is UNDEFINED else duration_text(duration)


def _legs(given: Given, _server: Server) -> Any:
    legs = member(given.get("callLog"), "legs")
    if isinstance(legs, (list, tuple)):
        return journey_text(legs) if legs else UNDEFINED
    if truthy(legs):
        raise ComposerError("legs.map is not a function")
    return UNDEFINED


def _if_truthy(value: Any) -> Any:
    return value if truthy(value) else UNDEFINED


FIELDS: Final = (
    Field("note", "addCallLogNote", default=True),
    Field("sessionId", "addCallSessionId", default=False, value=_session_id),
    Field("userName", "addRingCentralUserName", default=False, value=_user_name),
    Field("number", "addRingCentralNumber", default=False, value=_number),
    Field("subject", "addCallLogSubject", default=True),
    Field("contactNumber", "addCallLogContactNumber", default=False, value=_contact_number),
    Field("dateTime", "addCallLogDateTime", default=True, value=_date_time),
    Field("duration", "addCallLogDuration", default=True, value=_duration),
    Field("result", "addCallLogResult", default=True),
    Field("recordingLink", "addCallLogRecording", default=True),
    Field("voicemailLink", "addCallLogRecording", default=True),
    Field("aiNote", "addCallLogAiNote", default=True),
    Field("transcript", "addCallLogTranscript", default=True),
    Field(
        "ringSenseTranscript",
        "addCallLogRingSenseRecordingTranscript",
        default=True,
    ),
    Field("ringSenseSummary", "addCallLogRingSenseRecordingSummary", default=True),
    Field("ringSenseAIScore", "addCallLogRingSenseRecordingAIScore", default=True),
    Field(
        "ringSenseBulletedSummary",
        "addCallLogRingSenseRecordingBulletedSummary",
        default=True,
    ),
    Field("ringSenseLink", "addCallLogRingSenseRecordingLink", default=True),
    Field("legs", "addCallLogLegs", default=True, value=_legs),
)
