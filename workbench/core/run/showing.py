"""The ways in which a result or an exception is shown to App Connect's user; an interface's row names its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.core.judging.appointments import appointment_faults
from workbench.core.run.invocation import AdapterError, Shown
from workbench.core.values import UNDEFINED, Json, Value, is_number, to_json
from workbench.core.values.javascript import as_object, member, missing, truthy

STOCK_TTL: Final = 5000
"""Milliseconds that App Connect's own messages stay."""


class Unreadable(Exception):  # noqa: N818 - what the adapter gave, carried to where it is shown
    """A result that App Connect stumbles over; it is shown as an exception of the interface."""


@dataclass(frozen=True, slots=True)
class Shows:
    """What a message depends on besides the result."""

    interface: str
    platform: str
    """Named in details."""
    arguments: Mapping[str, Value] = field(default_factory=dict)
    """The interface's own, by name, for stock messages."""


ShowResult = Callable[[Value, Shows], Shown | None]
ShowError = Callable[[AdapterError], Shown | None]


def logged(value: Value, _shows: Shows) -> Shown:
    """A truthy logId is success."""
    return with_message(truthy(member(value, "logId")), member(value, "returnMessage"))


def not_throwing(value: Value, _shows: Shows) -> Shown:
    """Not throwing is success."""
    return with_message(successful=True, message=member(value, "returnMessage"))


def forwarded(value: Value, _shows: Shows) -> Shown:
    """The adapter's successful and returnMessage are passed on as they are."""
    return with_message(truthy(member(value, "successful")), member(value, "returnMessage"))


def created_contact(value: Value, _shows: Shows) -> Shown:
    """A contact is success."""
    return with_message(not missing(member(value, "contactInfo")), member(value, "returnMessage"))


def found_contacts(value: Value, shows: Shows) -> Shown:
    """The adapter's message, or App Connect's own when nobody has the number; raises Unreadable for no list."""
    number = _text(shows.arguments.get("phoneNumber", "")) or "this number"
    text = f"{shows.platform} has no contact for {number}. Check how the number is written there, or create a contact."
    return _found(value, "Contact not found", details_of("1", text))


def found_by_name(value: Value, shows: Shows) -> Shown:
    """The adapter's message, or App Connect's own when nobody has the name; raises Unreadable for no list."""
    return _found(value, f"No contact found with name {_text(shows.arguments.get('name', ''))} ")


def _found(value: Value, nobody: str, details: Json = None) -> Shown:
    contacts = member(value, "matchedContactInfo")
    if not missing(contacts) and not isinstance(contacts, list):
        raise Unreadable
    found = any(not truthy(member(contact, "isNewContact")) for contact in contacts or ())
    message = member(value, "returnMessage")
    successful = truthy(member(value, "successful"))
    if found or not missing(message):
        return with_message(successful, message)
    return Shown(successful, nobody, "warning", STOCK_TTL, details)


def welcome(value: Value, _shows: Shows) -> Shown:
    """A login needs the id of the user too."""
    successful = truthy(member(value, "successful")) and truthy(member(member(value, "platformUserInfo"), "id"))
    return with_message(successful, member(value, "returnMessage"))


def saved_user(value: Value, _shows: Shows) -> Shown | None:
    """Nothing, or a login that failed at its end."""
    return None if truthy(member(value, "id")) else failed()


def licence(value: Value, _shows: Shows) -> Shown:
    """The status in the adapter's words."""
    return Shown(truthy(member(value, "isLicenseValid")), _text(member(value, "licenseStatus")))


def accepted(value: Value, _shows: Shows) -> Shown:
    """Settings are stored, or not, without a word."""
    return Shown(member(value, "successful") is True)


def oauth_refusal(value: Value, _shows: Shows) -> Shown | None:
    """getOauthInfo may refuse a login."""
    refusal = member(value, "failMessage")
    return failed(str(to_json(refusal)), "danger") if truthy(refusal) else None


def session_over(value: Value, _shows: Shows) -> Shown | None:
    """No user after a renewal ends the session."""
    return stock("User session expired. Please connect again.") if missing(value) else None


def appointments(value: Value, shows: Shows) -> Shown:
    """A refused answer shows a bare failure."""
    interface = shows.interface
    if next(appointment_faults(interface, value), None):
        return failed()
    message = member(value, "returnMessage")
    is_failure = member(value, "successful") is False
    if interface == "listAppointments" and not is_failure:
        message = UNDEFINED
    if interface in ("confirmAppointment", "cancelAppointment") and not missing(member(value, "appointment")):
        message = UNDEFINED
    return with_message(not is_failure, message)


def error_text(error: AdapterError) -> Shown:
    """Answered as 400 {error: its text}, without the mapping of runtime.md section 9."""
    return failed(error.message)


def no_word(_error: AdapterError) -> None:
    """A step of another operation, which shows its own failure."""
    return


def bare_failure(_error: AdapterError) -> Shown:
    """A failure without a message."""
    return failed()


def no_licence(_error: AdapterError) -> Shown:
    """The licence counts as invalid."""
    return failed("Invalid")


def server_logging_failed(_error: AdapterError) -> Shown:
    """App Connect's own message for its administrator's page."""
    return stock("Server logging settings update failed")


def with_message(successful: bool, message: Value) -> Shown:
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


def stock(message: str, details: Json = None) -> Shown:
    """A message of App Connect's own."""
    return failed(message, "warning", STOCK_TTL, details)


def failed(message: str = "", message_type: str = "", ttl: int | None = None, details: Json = None) -> Shown:
    """A failure."""
    return Shown(successful=False, message=message, message_type=message_type, ttl=ttl, details=details)


def details_of(identity: str | int, text: str) -> Json:
    """Details of a message: one text."""
    return [{"title": "Details", "items": [{"id": identity, "type": "text", "text": text}]}]


def _text(value: Value) -> str:
    return "" if missing(value) else str(to_json(value))
