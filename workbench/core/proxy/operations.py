"""The operations of the proxy engine, one row each: inputs, what is missing without them, results (proxy.md section 6).

To add an operation: a row in `OPERATIONS`, a function that gathers its template inputs, and one that reads the
answer, in `mapping`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workbench.core.proxy import mapping
from workbench.core.proxy.paths import member, optional
from workbench.core.proxy.phone import parsed_phone_number
from workbench.core.proxy.throws import type_error
from workbench.core.proxy.times import epoch, later
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.javascript import missing, to_text
from workbench.core.values.times import iso

Inputs = dict[str, Value]
Gather = Callable[[Inputs, Value, datetime], Inputs]
"""Template inputs from the call's arguments, the stored user and the present time."""
Read = Callable[[Value, Inputs, Value], Value]
"""The result from the profile, the call's arguments and the answer's parsed body."""


def _not_supported(**first: Value) -> dict[str, Value]:
    return {**first, "returnMessage": mapping.message("Not supported", "warning", 2000)}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation that asks the CRM."""

    gather: Gather
    read: Read
    not_configured: Value
    """The result when the profile lacks the operation."""
    without_profile: Value = UNDEFINED
    """The result when there is no profile; UNDEFINED where the engine crashes on it."""
    with_auth_header: bool = True
    """False where core prepares no header."""
    user_is_blank: bool = False
    """True where there is no stored user yet."""


def _picked(*names: str) -> Gather:
    def gather(inputs: Inputs, _user: Value, _now: datetime) -> Inputs:
        return {name: inputs.get(name, UNDEFINED) for name in names}

    return gather


def _find_contact(inputs: Inputs, _user: Value, _now: datetime) -> Inputs:
    number = inputs.get("phoneNumber", UNDEFINED)
    if not isinstance(number, str):
        member(number, "replace")
        raise type_error("phoneNumber.replace is not a function")
    return {
        "phoneNumber": number,
        "parsedPhoneNumber": parsed_phone_number(number.replace(" ", "+", 1)),
        "overridingFormat": inputs.get("overridingFormat", UNDEFINED),
        "isExtension": inputs.get("isExtension", UNDEFINED),
    }


_RING_SENSE: Final = (
    "ringSenseTranscript",
    "ringSenseSummary",
    "ringSenseAIScore",
    "ringSenseBulletedSummary",
    "ringSenseLink",
)


def _ring_sense(inputs: Inputs) -> Inputs:
    given = ((name, inputs.get(name, UNDEFINED)) for name in _RING_SENSE)
    return {name: "" if value is UNDEFINED else value for name, value in given}


_CREATED_CALL: Final = _picked(
    "contactInfo",
    "callLog",
    "note",
    "additionalSubmission",
    "aiNote",
    "transcript",
    "voicemailLink",
    "voicemailMessageId",
    "composedLogDetails",
    "hashedAccountId",
    "isFromSSCL",
)


def _create_call_log(inputs: Inputs, user: Value, now: datetime) -> Inputs:
    call = inputs.get("callLog", UNDEFINED)
    subject = member(call, "customSubject")
    if missing(subject):
        direction = member(call, "direction")
        towards = "to" if direction == "Outbound" else "from"
        name = member(inputs.get("contactInfo", UNDEFINED), "name")
        subject = f"{to_text(direction)} Call {towards} {to_text(name)}"
    start = epoch(member(call, "startTime"), now)
    return {
        **_CREATED_CALL(inputs, user, now),
        "subject": subject,
        "startTime": iso(start),
        "endTime": iso(later(start, member(call, "duration"))),
        **_ring_sense(inputs),
    }


def _get_call_log(inputs: Inputs, _user: Value, _now: datetime) -> Inputs:
    return {
        "thirdPartyLogId": inputs.get("callLogId", UNDEFINED),
        "contactId": inputs.get("contactId", UNDEFINED),
    }


_UPDATED_CALL: Final = _picked(
    "existingCallLog",
    "recordingLink",
    "recordingDownloadLink",
    "voicemailLink",
    "voicemailMessageId",
    "subject",
    "note",
)
_UPDATED_REST: Final = _picked(
    "duration",
    "result",
    "aiNote",
    "transcript",
    "legs",
    "additionalSubmission",
    "composedLogDetails",
    "existingCallLogDetails",
    "hashedAccountId",
    "isFromSSCL",
)


def _update_call_log(inputs: Inputs, user: Value, now: datetime) -> Inputs:
    start = epoch(inputs.get("startTime", UNDEFINED), now)
    return {
        "thirdPartyLogId": optional(inputs.get("existingCallLog", UNDEFINED), "thirdPartyLogId"),
        **_UPDATED_CALL(inputs, user, now),
        "startTime": iso(start),
        "endTime": iso(later(start, inputs.get("duration", UNDEFINED))),
        **_UPDATED_REST(inputs, user, now),
        **_ring_sense(inputs),
    }


def _upsert_call_disposition(inputs: Inputs, _user: Value, _now: datetime) -> Inputs:
    existing = inputs.get("existingCallLog", UNDEFINED)
    return {
        "existingCallLog": existing,
        "dispositions": inputs.get("dispositions", UNDEFINED),
        "thirdPartyLogId": optional(existing, "thirdPartyLogId"),
    }


_CREATED_MESSAGE: Final = _picked(
    "contactInfo",
    "message",
    "additionalSubmission",
    "recordingLink",
    "faxDocLink",
    "faxDownloadLink",
    "imageLink",
    "videoLink",
)


def _creation_time(inputs: Inputs, now: datetime) -> Inputs:
    return {"creationTime": iso(epoch(member(inputs.get("message", UNDEFINED), "creationTime"), now))}


def _create_message_log(inputs: Inputs, user: Value, now: datetime) -> Inputs:
    return {**_CREATED_MESSAGE(inputs, user, now), **_creation_time(inputs, now)}


_UPDATED_MESSAGE: Final = _picked("message", "additionalSubmission", "imageLink", "videoLink")


def _update_message_log(inputs: Inputs, user: Value, now: datetime) -> Inputs:
    existing = inputs.get("existingMessageLog", UNDEFINED)
    return {
        "contactInfo": inputs.get("contactInfo", UNDEFINED),
        "existingMessageLog": existing,
        "thirdPartyLogId": optional(existing, "thirdPartyLogId"),
        **_UPDATED_MESSAGE(inputs, user, now),
        **_creation_time(inputs, now),
    }


def _with_user(_inputs: Inputs, user: Value, _now: datetime) -> Inputs:
    return {"user": user}


_NO_USER_INFO: Final = {
    "successful": False,
    "returnMessage": mapping.message(
        "Could not load user information. The platform does not support getUserInfo operation.", "warning", 1000
    ),
}
_NO_CONTACTS: Final = {"successful": True, "matchedContactInfo": []}
_NO_CALL_LOG: Final = _not_supported(callLogInfo=None)

OPERATIONS: Final[dict[str, Operation]] = {
    "getUserInfo": Operation(
        _picked("additionalInfo", "apiKey", "hostname", "platform", "userEmail"),
        mapping.user_info,
        _NO_USER_INFO,
        _NO_USER_INFO,
        user_is_blank=True,
    ),
    "findContact": Operation(_find_contact, mapping.contacts_of("findContact"), _NO_CONTACTS),
    "findContactWithName": Operation(_picked("name"), mapping.contacts_of("findContactWithName"), _NO_CONTACTS),
    "createContact": Operation(
        _picked("phoneNumber", "newContactName", "newContactType", "additionalSubmission"),
        mapping.created_contact,
        _not_supported(contactInfo=None),
    ),
    "createCallLog": Operation(
        _create_call_log, mapping.created_call_log, _not_supported(logId=UNDEFINED), _not_supported(logId=UNDEFINED)
    ),
    "getCallLog": Operation(_get_call_log, mapping.call_log, _NO_CALL_LOG, _NO_CALL_LOG),
    "updateCallLog": Operation(_update_call_log, mapping.updated_call_log, _not_supported(), _not_supported()),
    "upsertCallDisposition": Operation(_upsert_call_disposition, mapping.disposition, _not_supported()),
    "createMessageLog": Operation(_create_message_log, mapping.created_message_log, _not_supported(logId=UNDEFINED)),
    "updateMessageLog": Operation(_update_message_log, mapping.updated_message_log, _not_supported()),
    "getUserList": Operation(_with_user, mapping.user_list, []),
    "getLicenseStatus": Operation(
        _picked("userId", "platform"), mapping.license_status, mapping.BASIC_LICENSE, with_auth_header=False
    ),
    "unAuthorize": Operation(
        _picked(), mapping.logged_out, mapping.LOGGED_OUT, mapping.LOGGED_OUT, with_auth_header=False
    ),
}
"""Every operation that may send a request, by interface name."""
