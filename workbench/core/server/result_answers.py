"""What the result of an interface becomes as the server's answer; an interface's row names its own.

See runtime.md sections 3, 6 to 8 and 10.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.core.judging.logging import update_may_give_nothing
from workbench.core.run.invocation import AdapterError, Answer, Shown
from workbench.core.run.showing import Shows, found_by_name, found_contacts
from workbench.core.server.answers import answer, message_of, need_object, revoked, stock, type_error
from workbench.core.server.appointments import result_answer
from workbench.core.server.asked import Asked
from workbench.core.server.managed import read_options
from workbench.core.server.user_mapping import mapped_users
from workbench.core.values import UNDEFINED, Value, to_json
from workbench.core.values.javascript import member, missing, truthy
from workbench.core.values.paths import get_path

AnswerResult = Callable[[Value, Asked], Answer | None]
"""None where the interface only leads to another; raises AdapterThrew for a value that App Connect fails to read."""

AnswerError = Callable[[AdapterError], Answer | None]


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


def contacts(value: Value, asked: Asked) -> Answer:
    """The contacts; App Connect's own message when nobody has the number."""
    return _contacts(value, asked, found_contacts)


def named_contacts(value: Value, asked: Asked) -> Answer:
    """The contacts; App Connect's own message when nobody has the name."""
    return _contacts(value, asked, found_by_name)


def _contacts(value: Value, asked: Asked, show: Callable[[Value, Shows], Shown]) -> Answer:
    need_object(value, "successful")
    found, message = member(value, "matchedContactInfo"), member(value, "returnMessage")
    if not real_matches(found) and missing(message):
        message = message_of(show(value, Shows(asked.interface, asked.platform, asked.arguments)))
    return answer(successful=member(value, "successful"), returnMessage=message, contact=found)


def created_contact(value: Value, _asked: Asked) -> Answer:
    """A contact is success."""
    need_object(value, "contactInfo")
    contact, message = member(value, "contactInfo"), member(value, "returnMessage")
    if missing(contact):
        return answer(successful=False, returnMessage=message)
    return answer(successful=True, returnMessage=message, contact=contact)


def created_call(value: Value, _asked: Asked) -> Answer:
    """A truthy logId alone is success."""
    need_object(value, "logId")
    log_id, message = member(value, "logId"), member(value, "returnMessage")
    if not truthy(log_id):
        return answer(successful=False, returnMessage=message)
    return answer(successful=True, logId=log_id, returnMessage=message)


def updated_call(value: Value, asked: Asked) -> Answer:
    """Any object is success."""
    need_object(value, "updatedNote")
    return answer(
        successful=True,
        logId=get_path(asked.arguments.get("existingCallLog"), "thirdPartyLogId"),
        updatedNote=member(value, "updatedNote"),
        returnMessage=member(value, "returnMessage"),
    )


def read_call(value: Value, asked: Asked) -> Answer:
    """The log of the session that was asked for."""
    need_object(value, "callLogInfo")
    session = str(asked.request.get("sessionIds") or "").split(",")[0]
    log = {
        "sessionId": session or UNDEFINED,
        "matched": True,
        "logId": asked.arguments.get("callLogId", UNDEFINED),
        "logData": member(value, "callLogInfo"),
    }
    return answer(successful=True, logs=[log], returnMessage=member(value, "returnMessage"))


def disposition(value: Value, _asked: Asked) -> Answer:
    """A truthy logId is success."""
    need_object(value, "logId")
    return answer(successful=truthy(member(value, "logId")), returnMessage=member(value, "returnMessage"))


def appointment(value: Value, asked: Asked) -> Answer:
    """App Connect checks the answers of appointments itself."""
    return result_answer(asked.interface, value, asked.arguments.get("appointmentId", UNDEFINED))


def created_message(value: Value, asked: Asked) -> Answer:
    """A truthy logId links the message."""
    need_object(value, "logId")
    return _message(value, asked, is_logged=truthy(member(value, "logId")))


def updated_message(value: Value, asked: Asked) -> Answer:
    """Not throwing is success."""
    if missing(value) and not update_may_give_nothing(asked.era, "shared" if asked.shared else ""):
        need_object(value, "logId")
    return _message(value, asked, is_logged=not asked.shared)


def _message(value: Value, asked: Asked, *, is_logged: bool) -> Answer:
    path = "logInfo.conversationLogId" if asked.shared else "id"
    known = get_path(asked.request if asked.shared else asked.arguments.get("message"), path)
    ids = [str(known)] if is_logged and not missing(known) else []
    return answer(successful=True, logIds=ids, returnMessage=member(value, "returnMessage"))


def logout(value: Value, asked: Asked) -> Answer:
    """The message by itself."""
    need_object(value, "returnMessage")
    message = member(value, "returnMessage")
    if asked.era != "head":
        return answer(returnMessage=message)
    return passed_on(message)


def user_info(value: Value, asked: Asked) -> Answer:
    """The session token, or the adapter's refusal."""
    need_object(value, "successful")
    message = member(value, "returnMessage")
    if not truthy(member(value, "successful")):
        return answer(200 if asked.by_oauth else 400, returnMessage=message)
    info = member(value, "platformUserInfo")
    if not truthy(member(info, "id")):
        raise type_error("Cannot read properties of undefined (reading 'id')")
    return login_answer(message, info, asked)


def saved_user(value: Value, asked: Asked) -> Answer:
    """The end of a login."""
    return login_answer(UNDEFINED, value, asked)


def forwarded(value: Value, _asked: Asked) -> Answer:
    """successful and returnMessage as they are."""
    need_object(value, "successful")
    return answer(successful=member(value, "successful"), returnMessage=member(value, "returnMessage"))


def settings(value: Value, _asked: Asked) -> Answer:
    """The hook's message and the settings are dropped, accepted or not."""
    need_object(value, "successful")
    return answer()


def as_it_is(value: Value, _asked: Asked) -> Answer:
    """The value itself."""
    return passed_on(value)


def server_logging(value: Value, asked: Asked) -> Answer:
    """Forwarded; nothing is a failure."""
    return server_logging_failed() if missing(value) else forwarded(value, asked)


def user_list(value: Value, asked: Asked) -> Answer:
    """The extensions with the users that they are mapped to."""
    if not isinstance(value, list):
        raise type_error("the user list is not iterable")
    extensions = asked.request.get("rcExtensionList")
    return Answer(200, to_json(mapped_users(value, extensions if isinstance(extensions, list) else [], ())))


def options(value: Value, _asked: Asked) -> Answer:
    """The choices of a managed field."""
    return Answer(200, to_json(read_options(value)))


def refreshed(value: Value, _asked: Asked) -> Answer | None:
    """No user ends the session."""
    return revoked() if missing(value) else None


def oauth_info(value: Value, _asked: Asked) -> Answer | None:
    """A refusal of the login, if any."""
    refusal = member(value, "failMessage")
    return answer(returnMessage={"messageType": "danger", "message": refusal}) if truthy(refusal) else None


def step_only(_value: Value, _asked: Asked) -> None:
    """No answer by itself."""
    return


def no_answer(_error: AdapterError) -> None:
    """An exception on the way to another interface is answered as that one's."""
    return


def license_failed(_error: AdapterError) -> Answer:
    """A licence that cannot be read is none."""
    return no_license("Connect to get license status")


def settings_failed(_error: AdapterError) -> Answer:
    """App Connect's own failure for its administrator's page."""
    return server_logging_failed()
