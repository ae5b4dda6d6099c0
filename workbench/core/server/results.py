"""From an interface's result to the server's answer: one row per interface (runtime.md sections 3, 6 to 8 and 10).

The server's routes answer by these rows, and a single firing shows by them what the client would have got.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.core.arguments.rows import Request
from workbench.core.judging import nothing_is_harmless
from workbench.core.judging.appointments import APPOINTMENTS
from workbench.core.run.invocation import AdapterError, Answer, Outcome, OutcomeKind
from workbench.core.run.shown import shown
from workbench.core.server.answers import (
    AdapterThrew,
    answer,
    bad_request,
    failed,
    message_of,
    need_object,
    revoked,
    stock,
    type_error,
    value_of,
)
from workbench.core.server.appointments import result_answer
from workbench.core.server.capabilities import capabilities
from workbench.core.server.managed import read_options
from workbench.core.server.user_mapping import mapped_users
from workbench.core.values import UNDEFINED, Value, to_json
from workbench.core.values.javascript import member, missing, truthy
from workbench.core.values.paths import get_path


@dataclass(frozen=True, slots=True)
class Asked:
    """What an interface was asked, as far as the answer depends on it."""

    interface: str
    platform: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    """As the adapter received them."""
    request: Request = field(default_factory=dict)
    """The client's request in merged form."""
    era: str = "head"
    by_oauth: bool = False
    """Whether the login goes through /oauth-callback."""
    exports: Collection[str] = ()
    session_token: str = field(default="", repr=False)
    """Given to the client at the end of a login."""
    shared: bool = False
    """Whether messages take the shared path."""


def answer_of(outcome: Outcome, asked: Asked) -> Answer | None:
    """The server's answer to a call that ended so; None when the call crashed or hung, or only led to another."""
    if outcome.kind not in (OutcomeKind.RETURNED, OutcomeKind.THREW):
        return None
    if asked.interface == "getAuthType":
        return _capabilities(outcome, asked)
    try:
        return result_of(value_of(outcome), asked)
    except AdapterThrew as threw:
        return failure_of(threw.error, asked)


def result_of(value: Value, asked: Asked) -> Answer | None:
    """The answer to a returned value; raises AdapterThrew for a value that App Connect fails to read."""
    if asked.interface in APPOINTMENTS:
        return result_answer(asked.interface, value, asked.arguments.get("appointmentId", UNDEFINED))
    return _RESULTS[asked.interface](value, asked)


def failure_of(error: AdapterError, asked: Asked) -> Answer | None:
    """The answer to an exception: an operation's failure, or the route's own way of saying it."""
    if asked.interface in _HELPERS:
        return bad_request(error) if asked.interface == "getOverridingOAuthOption" else None
    if asked.interface in _ANSWERED_400:
        return bad_request(error)
    if asked.interface == "getLicenseStatus":
        return no_license("Connect to get license status")
    if asked.interface == "updateServerLoggingSettings":
        return server_logging_failed()
    return failed(asked.interface, error, asked.platform, asked.era)


def passed_on(value: Value) -> Answer:
    """An adapter's value as the whole body; nothing makes an empty one."""
    return Answer(200, "" if missing(value) else to_json(value))


def no_license(why: str) -> Answer:
    """The licence answer when the adapter gave none; it never fails (section 10)."""
    return answer(isLicenseValid=False, licenseStatus=f"Invalid ({why})", licenseStatusDescription="")


def server_logging_failed() -> Answer:
    """The answer when server-side logging settings could not be passed on."""
    return answer(400, successful=False, returnMessage=stock("Server logging settings update failed"))


def real_matches(contacts: Value) -> list[Value]:
    """Items that are not the placeholder; raises AdapterThrew when it is no list."""
    if missing(contacts):
        return []
    if not isinstance(contacts, list):
        raise type_error("matchedContactInfo.filter is not a function")
    return [contact for contact in contacts if not truthy(member(contact, "isNewContact"))]


def login_answer(message: Value, info: Value, asked: Asked) -> Answer:
    """The end of a login, whose user is stored."""
    if missing(info):
        return answer(200 if asked.by_oauth else 400, returnMessage=message)
    return answer(jwtToken=asked.session_token or UNDEFINED, name=member(info, "name"), returnMessage=message)


def _contacts(value: Value, asked: Asked) -> Answer:
    need_object(value, "successful")
    contacts, message = member(value, "matchedContactInfo"), member(value, "returnMessage")
    if not real_matches(contacts) and missing(message):
        outcome = Outcome(OutcomeKind.RETURNED, value)
        said = shown(asked.interface, outcome, asked.platform, arguments=asked.arguments, era=asked.era)
        message = message_of(said) if said else UNDEFINED
    return answer(successful=member(value, "successful"), returnMessage=message, contact=contacts)


def _created_contact(value: Value, _asked: Asked) -> Answer:
    need_object(value, "contactInfo")
    contact, message = member(value, "contactInfo"), member(value, "returnMessage")
    if missing(contact):
        return answer(successful=False, returnMessage=message)
    return answer(successful=True, returnMessage=message, contact=contact)


def _created_call(value: Value, _asked: Asked) -> Answer:
    need_object(value, "logId")
    log_id, message = member(value, "logId"), member(value, "returnMessage")
    if not truthy(log_id):
        return answer(successful=False, returnMessage=message)
    return answer(successful=True, logId=log_id, returnMessage=message)


def _updated_call(value: Value, asked: Asked) -> Answer:
    need_object(value, "updatedNote")
    return answer(
        successful=True,
        logId=get_path(asked.arguments.get("existingCallLog"), "thirdPartyLogId"),
        updatedNote=member(value, "updatedNote"),
        returnMessage=member(value, "returnMessage"),
    )


def _read_call(value: Value, asked: Asked) -> Answer:
    need_object(value, "callLogInfo")
    session = str(asked.request.get("sessionIds") or "").split(",")[0]
    log = {
        "sessionId": session or UNDEFINED,
        "matched": True,
        "logId": asked.arguments.get("callLogId", UNDEFINED),
        "logData": member(value, "callLogInfo"),
    }
    return answer(successful=True, logs=[log], returnMessage=member(value, "returnMessage"))


def _disposition(value: Value, _asked: Asked) -> Answer:
    need_object(value, "logId")
    return answer(successful=truthy(member(value, "logId")), returnMessage=member(value, "returnMessage"))


def _message(value: Value, asked: Asked) -> Answer:
    if missing(value) and not nothing_is_harmless(asked.interface, asked.era, "shared" if asked.shared else ""):
        need_object(value, "logId")
    logged = truthy(member(value, "logId")) if asked.interface == "createMessageLog" else not asked.shared
    path = "logInfo.conversationLogId" if asked.shared else "id"
    known = get_path(asked.request if asked.shared else asked.arguments.get("message"), path)
    ids = [str(known)] if logged and not missing(known) else []
    return answer(successful=True, logIds=ids, returnMessage=member(value, "returnMessage"))


def _logout(value: Value, asked: Asked) -> Answer:
    need_object(value, "returnMessage")
    message = member(value, "returnMessage")
    if asked.era != "head":
        return answer(returnMessage=message)
    return passed_on(message)


def _user_info(value: Value, asked: Asked) -> Answer:
    need_object(value, "successful")
    message = member(value, "returnMessage")
    if not truthy(member(value, "successful")):
        return answer(200 if asked.by_oauth else 400, returnMessage=message)
    info = member(value, "platformUserInfo")
    if not truthy(member(info, "id")):
        raise type_error("Cannot read properties of undefined (reading 'id')")
    return login_answer(message, info, asked)


def _saved_user(value: Value, asked: Asked) -> Answer:
    return login_answer(UNDEFINED, value, asked)


def _forwarded(value: Value, _asked: Asked) -> Answer:
    need_object(value, "successful")
    return answer(successful=member(value, "successful"), returnMessage=member(value, "returnMessage"))


def _settings(value: Value, _asked: Asked) -> Answer:
    """The hook's message and the settings are dropped, accepted or not."""
    need_object(value, "successful")
    return answer()


def _as_it_is(value: Value, _asked: Asked) -> Answer:
    return passed_on(value)


def _server_logging(value: Value, asked: Asked) -> Answer:
    return server_logging_failed() if missing(value) else _forwarded(value, asked)


def _user_list(value: Value, asked: Asked) -> Answer:
    if not isinstance(value, list):
        raise type_error("the user list is not iterable")
    extensions = asked.request.get("rcExtensionList")
    return Answer(200, to_json(mapped_users(value, extensions if isinstance(extensions, list) else [], ())))


def _options(value: Value, _asked: Asked) -> Answer:
    return Answer(200, to_json(read_options(value)))


def _refreshed(value: Value, _asked: Asked) -> Answer | None:
    return revoked() if missing(value) else None


def _oauth_info(value: Value, _asked: Asked) -> Answer | None:
    refusal = member(value, "failMessage")
    return answer(returnMessage={"messageType": "danger", "message": refusal}) if truthy(refusal) else None


def _step_only(_value: Value, _asked: Asked) -> None:
    return None


def _capabilities(outcome: Outcome, asked: Asked) -> Answer:
    try:
        return Answer(200, capabilities(asked.exports, outcome, caches_notes=False))
    except AdapterThrew as threw:
        return bad_request(threw.error)


_HELPERS: Final = (
    "getAuthType",
    "getOauthInfo",
    "getBasicAuth",
    "getLogFormatType",
    "getOverridingOAuthOption",
    "checkAndRefreshAccessToken",
)
"""Interfaces that run on the way to others, whose failure is answered as the other's."""

_ANSWERED_400: Final = (
    "getUserInfo",
    "postSaveUserInfo",
    "unAuthorize",
    "authValidation",
    "getManagedAuthOptions",
    "onUpdateUserSettings",
    "getServerLoggingSettings",
)
"""Where an exception is answered as 400 {error: its text}, without the mapping of section 9."""

_RESULTS: Final[Mapping[str, Callable[[Value, Asked], Answer | None]]] = {
    "getOauthInfo": _oauth_info,
    "getBasicAuth": _step_only,
    "getLogFormatType": _step_only,
    "getOverridingOAuthOption": _step_only,
    "checkAndRefreshAccessToken": _refreshed,
    "getUserInfo": _user_info,
    "postSaveUserInfo": _saved_user,
    "refreshUserInfo": _forwarded,
    "unAuthorize": _logout,
    "findContact": _contacts,
    "findContactWithName": _contacts,
    "createContact": _created_contact,
    "createCallLog": _created_call,
    "updateCallLog": _updated_call,
    "getCallLog": _read_call,
    "upsertCallDisposition": _disposition,
    "createMessageLog": _message,
    "updateMessageLog": _message,
    "getUserList": _user_list,
    "getLicenseStatus": _as_it_is,
    "getManagedAuthOptions": _options,
    "getServerLoggingSettings": _as_it_is,
    "updateServerLoggingSettings": _server_logging,
    "authValidation": _forwarded,
    "onUpdateUserSettings": _settings,
}
"""Interface to what its result becomes; the six of appointments are in `appointments`."""
