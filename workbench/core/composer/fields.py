"""The fields of a composed call log, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.composer.durations import duration_text
from workbench.core.composer.inputs import CallLogInputs
from workbench.core.composer.javascript import ComposerError, member, optional_member, text, truthy
from workbench.core.composer.journey import journey_text
from workbench.core.values import UNDEFINED

Value = Callable[[CallLogInputs], Any]
"""Gives the field's value; UNDEFINED when the field is not to be added."""


@dataclass(frozen=True, slots=True)
class Field:
    """One row of log_composer.md section 3."""

    name: str
    """Key of the layouts and, for plain inputs, name of the input."""
    setting: str
    """Id of the user setting that switches it."""
    default: bool
    """Whether it is on when the setting is not stored."""
    value: Value


def _input(name: str) -> Value:
    def value(inputs: CallLogInputs) -> Any:
        given = getattr(inputs, name)
        return given if truthy(given) else UNDEFINED

    return value


def _session_id(inputs: CallLogInputs) -> Any:
    session_id = optional_member(inputs.callLog, "sessionId")
    return session_id if truthy(session_id) else UNDEFINED


def _own_side(inputs: CallLogInputs) -> tuple[Any, Any]:
    """The RingCentral user's party and the other one; everything but Inbound counts as outbound."""
    own, other = ("to", "from") if member(inputs.callLog, "direction") == "Inbound" else ("from", "to")
    return member(inputs.callLog, own), member(inputs.callLog, other)


def _user_name(inputs: CallLogInputs) -> Any:
    name = optional_member(_own_side(inputs)[0], "name")
    return name if truthy(name) else UNDEFINED


def _number(inputs: CallLogInputs) -> Any:
    own, other = _own_side(inputs)
    phone_number = optional_member(own, "phoneNumber")
    if not truthy(phone_number):
        return UNDEFINED
    # App Connect prints the other party's extension behind the user's number (contradictions.md E10).
    extension = optional_member(other, "extensionNumber")
    return f"{text(phone_number)} {'' if extension is None or extension is UNDEFINED else text(extension)}"


def _contact_number(inputs: CallLogInputs) -> Any:
    phone_number = optional_member(inputs.contactInfo, "phoneNumber")
    return phone_number if truthy(phone_number) else UNDEFINED


def _date_time(inputs: CallLogInputs) -> Any:
    start = inputs.startTime if truthy(inputs.startTime) else optional_member(inputs.callLog, "startTime")
    return inputs.date_text(start) if truthy(start) else UNDEFINED


def _duration(inputs: CallLogInputs) -> Any:
    return UNDEFINED if inputs.duration is UNDEFINED else duration_text(inputs.duration)


def _legs(inputs: CallLogInputs) -> Any:
    legs = optional_member(inputs.callLog, "legs")
    if isinstance(legs, list | tuple):
        return journey_text(legs) if legs else UNDEFINED
    if isinstance(legs, str) and legs:
        raise ComposerError("legs.map is not a function")
    return UNDEFINED


FIELDS: Final = (
    Field("note", "addCallLogNote", default=True, value=_input("note")),
    Field("sessionId", "addCallSessionId", default=False, value=_session_id),
    Field("userName", "addRingCentralUserName", default=False, value=_user_name),
    Field("number", "addRingCentralNumber", default=False, value=_number),
    Field("subject", "addCallLogSubject", default=True, value=_input("subject")),
    Field("contactNumber", "addCallLogContactNumber", default=False, value=_contact_number),
    Field("dateTime", "addCallLogDateTime", default=True, value=_date_time),
    Field("duration", "addCallLogDuration", default=True, value=_duration),
    Field("result", "addCallLogResult", default=True, value=_input("result")),
    Field("recordingLink", "addCallLogRecording", default=True, value=_input("recordingLink")),
    Field("voicemailLink", "addCallLogRecording", default=True, value=_input("voicemailLink")),
    Field("aiNote", "addCallLogAiNote", default=True, value=_input("aiNote")),
    Field("transcript", "addCallLogTranscript", default=True, value=_input("transcript")),
    Field(
        "ringSenseTranscript",
        "addCallLogRingSenseRecordingTranscript",
        default=True,
        value=_input("ringSenseTranscript"),
    ),
    Field("ringSenseSummary", "addCallLogRingSenseRecordingSummary", default=True, value=_input("ringSenseSummary")),
    Field("ringSenseAIScore", "addCallLogRingSenseRecordingAIScore", default=True, value=_input("ringSenseAIScore")),
    Field(
        "ringSenseBulletedSummary",
        "addCallLogRingSenseRecordingBulletedSummary",
        default=True,
        value=_input("ringSenseBulletedSummary"),
    ),
    Field("ringSenseLink", "addCallLogRingSenseRecordingLink", default=True, value=_input("ringSenseLink")),
    Field("legs", "addCallLogLegs", default=True, value=_legs),
)
