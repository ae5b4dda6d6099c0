"""What App Connect would show its user after a call: success, message, details (runtime.md sections 3 and 5 to 10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.core.judging import nothing_is_harmless
from workbench.core.judging.appointments import APPOINTMENTS, appointment_faults
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind, Shown
from workbench.core.values import UNDEFINED, Json, Value, is_number, to_json
from workbench.core.values.javascript import as_object, member, missing, truthy

_STOCK_TTL: Final = 5000
"""Milliseconds that App Connect's own messages stay."""

_TITLES: Final = {
    "createCallLog": "Error creating call log",
    "updateCallLog": "Error updating call log",
    "getCallLog": "Error getting call log",
    "createMessageLog": "Error creating message log",
    "updateMessageLog": "Error creating message log",
    "findContact": "Error finding contact",
    "createContact": "Error creating contact",
    "findContactWithName": "Error searching contacts",
    "createAppointment": "Error creating appointment",
    "updateAppointment": "Error updating appointment",
}
"""Titles of section 9; every other operation is “Error performing <its name>”."""

_EARLIER_TITLES: Final = {
    "findContact": "Error finding contacts",
    "findContactWithName": "Error finding contacts",
    "upsertCallDisposition": "Error dispositioning call log",
}
"""Titles that seed and mid have otherwise (section 12)."""

_UNMAPPED: Final = (
    "getUserInfo",
    "getOverridingOAuthOption",
    "postSaveUserInfo",
    "unAuthorize",
    "authValidation",
    "getManagedAuthOptions",
)
"""Where an error is answered as 400 {error: its text}, without the mapping of section 9."""

_WITHIN_OTHERS: Final = ("getAuthType", "getOauthInfo", "getBasicAuth", "getLogFormatType", "getOverridingOAuthOption")
"""Helpers of other operations: what they return shows nothing by itself."""

_FORWARDED: Final = ("refreshUserInfo", "updateServerLoggingSettings", "authValidation")
"""Operations that pass successful and returnMessage on as they are."""

_LISTS: Final = ("getUserList", "getManagedAuthOptions", "getServerLoggingSettings")
"""Read by administrators' pages; no message belongs to them."""


def shown(
    interface: str,
    outcome: Outcome,
    platform: str,
    *,
    arguments: Mapping[str, Value] | None = None,
    era: str = "head",
    variant: str = "",
) -> Shown | None:
    """What the user of App Connect's client would see, or None when nothing would be shown.

    `platform` is named in details; `arguments` (the interface's own, by name) in stock messages. A call that
    crashed, hung or was cancelled shows nothing: the server gave no answer.
    """
    if outcome.kind is OutcomeKind.THREW:
        return thrown(interface, outcome.error or AdapterError("Error", ""), platform, era=era)
    if outcome.kind is not OutcomeKind.RETURNED:
        return None
    value = outcome.value
    if interface in _WITHIN_OTHERS:
        refusal = member(value, "failMessage") if interface == "getOauthInfo" else UNDEFINED
        return _failed(str(to_json(refusal)), "danger") if truthy(refusal) else None
    if interface == "checkAndRefreshAccessToken":
        return _stock("User session expired. Please connect again.") if missing(value) else None
    if interface in _LISTS:
        return None
    if missing(value) and not nothing_is_harmless(interface, era, variant):
        return thrown(interface, AdapterError("TypeError", ""), platform, era=era)
    return _returned(interface, value, platform, arguments or {})


def thrown(interface: str, error: AdapterError, platform: str, *, era: str = "head") -> Shown | None:
    """The mapping of section 9, and its exceptions."""
    if interface in _UNMAPPED:
        return _failed(error.message)
    if interface in _WITHIN_OTHERS:
        return None
    if interface == "getLicenseStatus":
        return _failed("Invalid")
    if interface == "onUpdateUserSettings":
        return _failed()
    if interface == "updateServerLoggingSettings":
        return _stock("Server logging settings update failed")
    if error.status == 429:
        text = f"{platform} accepts only so many requests in a while. Wait a little and try again."
        return _stock("Rate limit exceeded", _details("1", text))
    if error.status is not None and 400 <= error.status < 410:
        text = f"{platform} did not accept the connection. Disconnect the account and connect it again."
        return _stock("Authorization error", _details("1", text))
    earlier = {} if era == "head" else _EARLIER_TITLES
    title = earlier.get(interface) or _TITLES.get(interface) or f"Error performing {interface}"
    if earlier and interface == "findContactWithName":
        return _stock(title)
    text = "Check that the account has the permissions this needs; if it does, ask whoever looks after the adapter."
    return _stock(title, _details(1, text))


def _returned(interface: str, value: Value, platform: str, arguments: Mapping[str, Value]) -> Shown | None:
    message = member(value, "returnMessage")
    if interface in APPOINTMENTS:
        return _appointments(interface, value)
    match interface:
        case "findContact" | "findContactWithName":
            return _contacts(interface, value, platform, arguments)
        case "createContact":
            return _with(not missing(member(value, "contactInfo")), message)
        case "createCallLog" | "upsertCallDisposition":
            return _with(truthy(member(value, "logId")), message)
        case "updateCallLog" | "getCallLog" | "createMessageLog" | "updateMessageLog" | "unAuthorize":
            return _with(successful=True, message=message)
        case "getUserInfo":
            welcome = truthy(member(value, "successful"))
            return _with(welcome and truthy(member(member(value, "platformUserInfo"), "id")), message)
        case "postSaveUserInfo":
            return None if truthy(member(value, "id")) else _failed()
        case "getLicenseStatus":
            return Shown(truthy(member(value, "isLicenseValid")), _text(member(value, "licenseStatus")))
        case "onUpdateUserSettings":
            return Shown(member(value, "successful") is True)
    if interface in _FORWARDED:
        return _with(truthy(member(value, "successful")), message)
    return None


def _contacts(interface: str, value: Value, platform: str, arguments: Mapping[str, Value]) -> Shown | None:
    contacts = member(value, "matchedContactInfo")
    if not missing(contacts) and not isinstance(contacts, list):
        return thrown(interface, AdapterError("TypeError", ""), platform)
    found = any(not truthy(member(contact, "isNewContact")) for contact in contacts or ())
    message = member(value, "returnMessage")
    successful = truthy(member(value, "successful"))
    if found or not missing(message):
        return _with(successful, message)
    if interface == "findContactWithName":
        return Shown(
            successful, f"No contact found with name {_text(arguments.get('name', ''))} ", "warning", _STOCK_TTL
        )
    number = _text(arguments.get("phoneNumber", "")) or "this number"
    text = f"{platform} has no contact for {number}. Check how the number is written there, or create a contact."
    return Shown(successful, "Contact not found", "warning", _STOCK_TTL, _details("1", text))


def _appointments(interface: str, value: Value) -> Shown:
    if next(appointment_faults(interface, value), None):
        return _failed()
    message = member(value, "returnMessage")
    failed = member(value, "successful") is False
    if interface == "listAppointments" and not failed:
        message = UNDEFINED
    if interface in ("confirmAppointment", "cancelAppointment") and not missing(member(value, "appointment")):
        message = UNDEFINED
    return _with(not failed, message)


def _with(successful: bool, message: Value) -> Shown:
    """The adapter's own message, as far as it is one."""
    if as_object(message) is None:
        return Shown(successful)
    ttl = member(message, "ttl")
    details = member(message, "details")
    return Shown(
        successful,
        _text(member(message, "message")),
        _text(member(message, "messageType")),
        int(ttl) if is_number(ttl) else None,
        None if missing(details) else to_json(details),
    )


def _stock(message: str, details: Json = None) -> Shown:
    return _failed(message, "warning", _STOCK_TTL, details)


def _failed(message: str = "", message_type: str = "", ttl: int | None = None, details: Json = None) -> Shown:
    return Shown(successful=False, message=message, message_type=message_type, ttl=ttl, details=details)


def _details(identity: str | int, text: str) -> Json:
    return [{"title": "Details", "items": [{"id": identity, "type": "text", "text": text}]}]


def _text(value: Value) -> str:
    return "" if missing(value) else str(to_json(value))
