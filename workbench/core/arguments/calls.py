"""Arguments of call logging (runtime.md section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import (
    AUTH_HEADER,
    CALL_PROXY_CONFIG,
    COMPOSED,
    EXISTING_CALL_LOG,
    IS_FROM_SSCL,
    PROXY_CONFIG,
    USER_ROW,
    Filled,
    Request,
    Row,
    from_request,
    hashed_account,
    is_users,
    origin_of,
    submitted,
)
from workbench.core.connection.known_contacts import Contact
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.paths import get_path


def other_party_number(request: Request) -> Value:
    """The number that is not the user's own: from for inbound calls, else to; UNDEFINED for internal calls."""
    return get_path(request, _number_place(request))


def _number_place(request: Request) -> str:
    party = "from" if get_path(request, "logInfo.direction") == "Inbound" else "to"
    return f"logInfo.{party}.phoneNumber"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a call or a conversation is with."""

    number: str
    """A phone number, or an extension's inside the company."""
    name: str = ""
    is_extension: bool = False


def parties(request: Request) -> tuple[Party, ...]:
    """The other people of a call or a conversation, the one that it is logged for first."""
    info = request.get("logInfo", request)
    people = get_path(info, "correspondents")
    if not isinstance(people, list):
        people = [get_path(info, "from" if get_path(info, "direction") == "Inbound" else "to")]
    found = ((get_path(each, "phoneNumber"), get_path(each, "extensionNumber"), each) for each in people)
    return tuple(
        Party(str(phone or extension), str(get_path(each, "name") or ""), is_extension=not phone)
        for phone, extension, each in found
        if phone or extension
    )


def contact_number(request: Request) -> str:
    """The number that a call or a conversation is about, by which its contact is known; empty when there is none."""
    return next((each.number for each in parties(request)), "")


def known_contact(request: Request, context: CallContext) -> Contact | None:
    """The contact of an earlier call that goes before the request's own, which is a sample's."""
    if is_users(request, "contactId", context):
        return None
    return context.contact_of(contact_number(request))


CONTACT_MEMBERS: Final = {"id": "contactId", "type": "contactType", "name": "contactName"}
"""Members of contactInfo beside the number, and where the client's request holds them."""


def contact_info(request: Request, context: CallContext, phone_number: Value) -> Filled:
    """The contact that a log belongs to: id, phoneNumber, type and name (runtime.md sections 7.2 and 8.1)."""
    contact = known_contact(request, context)
    if contact is not None:
        known: dict[str, Any] = {
            "id": contact.id,
            "phoneNumber": phone_number,
            "type": contact.type,
            "name": contact.name,
        }
        own = {
            name: get_path(request, path) for name, path in CONTACT_MEMBERS.items() if is_users(request, path, context)
        }
        source = "The contact that earlier calls gave for this number, and the other party's number."
        return Filled({**known, **own}, "yours" if own else "earlier call", source)
    chosen = {
        "id": get_path(request, "contactId"),
        "phoneNumber": phone_number,
        "type": _or_empty(get_path(request, "contactType")),
        "name": _or_empty(get_path(request, "contactName")),
    }
    return Filled(
        chosen,
        origin_of("contactId", context),
        "contactId, contactType and contactName of the request, and the other party's number.",
    )


def _or_empty(value: Value) -> Value:
    return "" if value is UNDEFINED or value is None else value


def _call_contact(request: Request, context: CallContext) -> Filled:
    return contact_info(request, context, other_party_number(request))


def _contact_places(request: Request) -> Mapping[str, str]:
    return {**CONTACT_MEMBERS, "phoneNumber": _number_place(request)}


def _voicemail(name: str, member: str) -> Row:
    """The body's own value, else the call record's."""

    def fill(request: Request, context: CallContext) -> Filled:
        given = get_path(request, name)
        if given is UNDEFINED or given is None:
            return from_request(request, context, f"logInfo.voicemail.{member}")
        return from_request(request, context, name)

    return Row(name, fill, name)


def _legs(request: Request, context: CallContext) -> Filled:
    if not get_path(request, "legs"):
        return Filled([], "default", "The request has no legs; App Connect passes an empty list.")
    return from_request(request, context, "legs")


def _existing_details(_request: Request, context: CallContext) -> Filled:
    if context.call_log_details is None:
        return Filled(None, "default", "The log was not read before this update.")
    return Filled(context.call_log_details, "earlier call", "fullLogResponse of the getCallLog before this update.")


def _linkage(name: str, column: str) -> Row:
    def fill(_request: Request, context: CallContext) -> Filled:
        if context.call_log is None:
            return Filled(UNDEFINED, "default", "No call was logged yet; App Connect would not call the adapter.")
        value = context.call_log.get(column, UNDEFINED)
        return Filled(value, "earlier call", f"{column} of the row that links the call to the CRM's log.")

    return Row(name, fill)


_RING_SENSE: Final = tuple(
    submitted(name)
    for name in (
        "ringSenseTranscript",
        "ringSenseSummary",
        "ringSenseAIScore",
        "ringSenseBulletedSummary",
        "ringSenseLink",
    )
)

CREATE_CALL_LOG: Final = (
    USER_ROW,
    Row("contactInfo", _call_contact, members=_contact_places),
    AUTH_HEADER,
    submitted("callLog", "logInfo"),
    submitted("note"),
    submitted("additionalSubmission"),
    submitted("aiNote"),
    submitted("transcript"),
    _voicemail("voicemailLink", "link"),
    _voicemail("voicemailMessageId", "messageId"),
    *_RING_SENSE,
    COMPOSED,
    hashed_account("logInfo.accountId"),
    IS_FROM_SSCL,
    CALL_PROXY_CONFIG,
)

UPDATE_CALL_LOG: Final = (
    USER_ROW,
    EXISTING_CALL_LOG,
    AUTH_HEADER,
    submitted("recordingLink"),
    submitted("recordingDownloadLink"),
    submitted("voicemailLink"),
    submitted("voicemailMessageId"),
    submitted("subject"),
    submitted("note"),
    submitted("startTime"),
    submitted("duration"),
    submitted("result"),
    submitted("aiNote"),
    submitted("transcript"),
    Row("legs", _legs, "legs"),
    *_RING_SENSE,
    submitted("additionalSubmission"),
    COMPOSED,
    Row("existingCallLogDetails", _existing_details),
    hashed_account("accountId"),
    IS_FROM_SSCL,
    PROXY_CONFIG,
)

GET_CALL_LOG: Final = (
    USER_ROW,
    _linkage("telephonySessionId", "id"),
    _linkage("callLogId", "thirdPartyLogId"),
    _linkage("contactId", "contactId"),
    AUTH_HEADER,
    PROXY_CONFIG,
)

UPSERT_CALL_DISPOSITION: Final = (
    USER_ROW,
    EXISTING_CALL_LOG,
    AUTH_HEADER,
    submitted("dispositions"),
    PROXY_CONFIG,
)
