"""Argument sets of App Connect's earlier servers, and of helpers called for one purpose (runtime.md section 12).

Every row is a row of head's set with the same name, but for the few that were filled otherwise. They go before
head's own sets in an interface's row. To add a set, name its keys as the contract does; a test holds them equal to
the contract's key sets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.core.arguments import calls, contacts, login, messages
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import ArgumentSet, Filled, Request, Row, from_request, submitted
from workbench.core.contract.eras import MID, SEED
from workbench.core.values import UNDEFINED
from workbench.core.values.paths import get_path

_Applies = Callable[[Request, CallContext], bool]


def _in(*eras: str, purpose: str | None = None) -> _Applies:
    """Holds in these eras, and for one purpose when it is named."""

    def applies(_request: Request, context: CallContext) -> bool:
        return context.era in eras and purpose in (None, context.purpose)

    return applies


def _for(purpose: str) -> _Applies:
    return lambda _request, context: context.purpose == purpose


def _named(rows: tuple[Row, ...], names: str) -> tuple[Row, ...]:
    known = {row.name: row for row in rows}
    return tuple(known[name] for name in names.split())


def _existing_without(*columns: str) -> Row:
    """The linkage row without the columns that a later server added."""

    def fill(_request: Request, context: CallContext) -> Filled:
        if context.call_log is None:
            return Filled(None, "default", "No call was logged yet; App Connect would not call the adapter.")
        row = {name: value for name, value in context.call_log.items() if name not in columns}
        return Filled(row, "earlier call", "The row that links the call to the CRM's log.")

    return Row("existingCallLog", fill)


def _fax(name: str) -> Row:
    """Fax links were made without a look at the token."""

    def fill(request: Request, context: CallContext) -> Filled:
        token = get_path(request, "logInfo.rcAccessToken")
        said = "undefined" if token is UNDEFINED else token
        link = messages.media_links(messages.current_message(request, context), said or "undefined")[name]
        return Filled(link, "server", "Made from the message's attachments, with a token or without.")

    return Row(name, fill)


def _code(request: Request, context: CallContext) -> Filled:
    """Everything after the first code=, further parameters included and still encoded."""
    uri = from_request(request, context, "callbackUri")
    _, separator, after = str(uri.value).partition("code=")
    return Filled(after if separator else UNDEFINED, uri.origin, "What follows the first “code=” in callbackUri.")


def _replaced(rows: tuple[Row, ...], *others: Row) -> tuple[Row, ...]:
    instead = {row.name: row for row in others}
    return tuple(instead.get(row.name, row) for row in rows)


_EXTENSION: Final = ("extensionNumber", "hashedExtensionId")
_SEED_ROW: Final = _existing_without("contactId", *_EXTENSION)
_MID_ROW: Final = _existing_without(*_EXTENSION)

_SEED_CREATE_CALL: Final = "user contactInfo authHeader callLog note additionalSubmission aiNote transcript"
_SEED_UPDATE_CALL: Final = (
    "user existingCallLog authHeader recordingLink recordingDownloadLink subject note startTime duration result "
    "aiNote transcript additionalSubmission"
)
_DISPOSITION: Final = "user existingCallLog authHeader dispositions"
_SEED_CREATE_MESSAGE: Final = _replaced(
    _named(
        messages.CREATE_MESSAGE_LOG,
        "user contactInfo authHeader message additionalSubmission recordingLink faxDocLink faxDownloadLink",
    ),
    _fax("faxDocLink"),
    _fax("faxDownloadLink"),
)
_SEED_UPDATE_MESSAGE: Final = _named(
    messages.UPDATE_MESSAGE_LOG, "user contactInfo existingMessageLog message authHeader additionalSubmission"
)
_SEED_USER_BY_KEY: Final = _replaced(
    _named(login.GET_USER_INFO_BY_KEY, "authHeader hostname additionalInfo apiKey"), submitted("additionalInfo")
)
_SEED_USER_BY_OAUTH: Final = _replaced(
    _named(login.GET_USER_INFO_BY_OAUTH, "authHeader tokenUrl apiUrl hostname username callbackUri query"),
    submitted("tokenUrl"),
    submitted("hostname"),
)


GET_AUTH_TYPE: Final = (
    ArgumentSet((), "seed", _in(SEED)),
    ArgumentSet((), "mid", _in(MID)),
    ArgumentSet((), "head_implementedInterfaces", _for("implementedInterfaces")),
)
GET_OAUTH_INFO: Final = (
    ArgumentSet(
        _named(login.GET_OAUTH_INFO_AT_LOGIN, "tokenUrl hostname rcAccountId"),
        "seed_login",
        lambda request, context: context.era in (SEED, MID) and login.is_login(request, context),
    ),
    ArgumentSet(_named(login.GET_OAUTH_INFO, "tokenUrl hostname"), "seed_operation", _in(SEED, MID)),
    ArgumentSet(
        _named(login.GET_OAUTH_INFO, "tokenUrl hostname proxyId"), "head_authValidation", _for("authValidation")
    ),
    ArgumentSet(
        _named(login.GET_OAUTH_INFO, "tokenUrl hostname"),
        "head_serverLoggingSettings",
        _for("serverLoggingSettings"),
    ),
)
GET_USER_INFO: Final = (
    ArgumentSet(
        _SEED_USER_BY_OAUTH,
        "seed_oauth",
        lambda request, context: context.era in (SEED, MID) and login.is_oauth(request, context),
    ),
    ArgumentSet(_SEED_USER_BY_KEY, "seed_apiKey", _in(SEED, MID)),
)
CREATE_CALL_LOG: Final = (
    ArgumentSet(_named(calls.CREATE_CALL_LOG, _SEED_CREATE_CALL), "seed", _in(SEED)),
    ArgumentSet(_named(calls.CREATE_CALL_LOG, f"{_SEED_CREATE_CALL} composedLogDetails"), "mid", _in(MID)),
)
UPDATE_CALL_LOG: Final = (
    ArgumentSet(_replaced(_named(calls.UPDATE_CALL_LOG, _SEED_UPDATE_CALL), _SEED_ROW), "seed", _in(SEED)),
    ArgumentSet(
        _replaced(
            _named(calls.UPDATE_CALL_LOG, f"{_SEED_UPDATE_CALL} composedLogDetails existingCallLogDetails"),
            _MID_ROW,
        ),
        "mid",
        _in(MID),
    ),
)
GET_CALL_LOG: Final = (
    ArgumentSet(_named(calls.GET_CALL_LOG, "user callLogId authHeader"), "seed", _in(SEED)),
    ArgumentSet(
        _named(calls.GET_CALL_LOG, "user callLogId authHeader"),
        "mid_before_update",
        _in(MID, purpose="updateCallLog"),
    ),
    ArgumentSet(_named(calls.GET_CALL_LOG, "user callLogId contactId authHeader"), "mid_route", _in(MID)),
)
UPSERT_CALL_DISPOSITION: Final = (
    ArgumentSet(_replaced(_named(calls.UPSERT_CALL_DISPOSITION, _DISPOSITION), _SEED_ROW), "seed", _in(SEED)),
    ArgumentSet(_replaced(_named(calls.UPSERT_CALL_DISPOSITION, _DISPOSITION), _MID_ROW), "mid", _in(MID)),
)
CREATE_MESSAGE_LOG: Final = (ArgumentSet(_SEED_CREATE_MESSAGE, "seed", _in(SEED, MID)),)
UPDATE_MESSAGE_LOG: Final = (ArgumentSet(_SEED_UPDATE_MESSAGE, "seed", _in(SEED, MID)),)
GET_LICENSE_STATUS: Final = (ArgumentSet(_named(login.LICENSE_STATUS, "userId"), "mid", _in(MID)),)
GET_OVERRIDING_OAUTH_OPTION: Final = (ArgumentSet((Row("code", _code),), "seed", _in(SEED, MID)),)


def _before_contexts(rows: tuple[Row, ...]) -> tuple[ArgumentSet, ...]:
    """Earlier contact interfaces knew no profile, tracer or cache."""
    names = tuple(row for row in rows if row.name not in ("proxyConfig", "tracer", "isForceRefreshAccountData"))
    return ArgumentSet(names, "seed", _in(SEED)), ArgumentSet(names, "mid", _in(MID))


FIND_CONTACT: Final = _before_contexts(contacts.FIND_CONTACT)
FIND_CONTACT_WITH_NAME: Final = _before_contexts(contacts.FIND_CONTACT_WITH_NAME)
CREATE_CONTACT: Final = _before_contexts(contacts.CREATE_CONTACT)
