"""How App Connect's server words its answers: stock messages, failures by operation, revoked sessions."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.run.invocation import AdapterError, Answer, Outcome, OutcomeKind, Shown
from workbench.core.values import UNDEFINED, Json, Value, to_json

NOT_CONNECTED: Final = "Please go to Settings and authorize CRM platform"
ADMIN_REFUSED: Final = "Admin validation failed"
SESSION_REVOKED: Final = "CRM_SESSION_REVOKED"
STAYS: Final = 5000
"""Milliseconds that most of App Connect's own messages are shown."""

STAYS_SHORT: Final = 3000


RENEWAL_FAILED: Final = "RefreshFailed"
"""Name of the error of a token that could not be renewed, for another reason than a revoked session."""

NOT_STORED: Final = "Database operation failed"
"""What App Connect says when it could not write a row."""


class AdapterThrew(Exception):  # noqa: N818 - what the adapter did, carried to where the server answers for it
    """A call ended without a value, or a value that App Connect cannot read; `error` is what it sees."""

    def __init__(self, error: AdapterError, outcome: Outcome | None = None, interface: str = "") -> None:
        """`outcome` and `interface` tell which call it was, where it was one."""
        super().__init__(error.message)
        self.error = error
        self.outcome = outcome
        self.interface = interface


class SessionRevoked(Exception):  # noqa: N818 - an answer on its way
    """The CRM refused the refresh token, or the adapter's own hook gave no user, as the message says."""


def answer(status: int = 200, /, **members: Value) -> Answer:
    """An answer with an object; undefined members vanish, as JSON has it."""
    return Answer(status, to_json(members))


def stock(text: str, ttl: int = STAYS) -> dict[str, Json]:
    """A message of App Connect's own."""
    return {"message": text, "messageType": "warning", "ttl": ttl}


def refused(text: str, ttl: int = STAYS) -> Answer:
    """A failure that App Connect states without asking the adapter."""
    return answer(successful=False, returnMessage=stock(text, ttl))


def message_of(shown: Shown) -> dict[str, Json]:
    """A message as it travels."""
    message: dict[str, Any] = {"message": shown.message, "messageType": shown.message_type, "ttl": shown.ttl}
    return message if shown.details is None else {**message, "details": shown.details}


def bad_request(error: AdapterError) -> Answer:
    """An exception's message as the answer; earlier servers serialise it to nothing (see `uncaught`)."""
    return answer(400, error=error.message)


def uncaught(error: AdapterError, era: str) -> Answer:
    """What a route without handling of its own answers to an exception."""
    return bad_request(error) if era == "head" else Answer(400, {})


def revoked(status: int = 401) -> Answer:
    """The session is over; the client should drop it. Only 401 carries the code."""
    message = stock("User session expired. Please connect again.")
    if status != 401:
        return answer(status, successful=False, returnMessage=message)
    return answer(status, successful=False, returnMessage=message, errorCode=SESSION_REVOKED)


def value_of(outcome: Outcome, interface: str = "") -> Value:
    """What a call returned; raises AdapterThrew when it did not return."""
    if outcome.kind is OutcomeKind.RETURNED:
        return outcome.value
    raise AdapterThrew(outcome.error or AdapterError(outcome.kind.value, outcome.sentence), outcome, interface)


def type_error(message: str) -> AdapterThrew:
    """What JavaScript throws at a value that is not what the server takes it for."""
    return AdapterThrew(AdapterError("TypeError", message))


def not_a_function(interface: str) -> AdapterThrew:
    """What happens when an interface is called that the adapter does not export."""
    return type_error(f"platformModule.{interface} is not a function")


def need_object(value: Value, first: str) -> Value:
    """The value, unless App Connect fails taking it apart: null and undefined have no members."""
    if value is UNDEFINED or value is None:
        what = "undefined" if value is UNDEFINED else "null"
        raise type_error(f"Cannot destructure property '{first}' of '(intermediate value)' as it is {what}.")
    return value
