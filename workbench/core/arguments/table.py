"""The table of argument sets: for each interface its variants, for each variant its rows, in App Connect's order.

To add an argument, add a row to its set; a test holds the sets equal to the contract's `head` key sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.core.arguments import calls, login, messages
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.eras import earlier_sets
from workbench.core.arguments.rows import (
    AUTH_HEADER,
    HELPER_PROXY_CONFIG,
    PLATFORM,
    PROXY_CONFIG,
    PROXY_ID,
    USER_ROW,
    ArgumentSet,
    Filled,
    Request,
    Row,
    from_request,
    header,
    is_users,
    origin_of,
    submitted,
)
from workbench.core.contract.routes import HEADERS
from workbench.core.values import UNDEFINED, Json, Marker
from workbench.core.values.paths import get_path


def _phone_number(request: Request, context: CallContext) -> Filled:
    filled = from_request(request, context, "phoneNumber")
    if isinstance(filled.value, str):
        return Filled(
            filled.value.replace(" ", "+", 1), filled.origin, "phoneNumber, its first blank turned into a plus."
        )
    return filled


def _query_text(request: Request, context: CallContext, path: str) -> Filled:
    """Query members arrive as text, also where a form holds a truth value."""
    filled = from_request(request, context, path)
    if isinstance(filled.value, bool):
        return Filled("true" if filled.value else "false", filled.origin, f"{filled.source[:-1]}, as query text.")
    return filled


def _is_extension(request: Request, context: CallContext) -> Filled:
    filled = _query_text(request, context, "isExtension")
    if filled.value is UNDEFINED:
        return Filled(value=False, origin="default", source="Absent, so App Connect passes false and not the text.")
    return filled


def _force_refresh(request: Request, context: CallContext) -> Filled:
    value = _query_text(request, context, "isForceRefreshAccountData").value
    return Filled(value == "true", "server", "True when the query says “true”.")


def _tracer(request: Request, _context: CallContext) -> Filled:
    if header(request, "is-debug") == "true":
        return Filled(Marker("tracer"), "server", "A live tracer, since the request has is-debug: true.")
    return Filled(None, "default", "Null unless the request has is-debug: true.")


def _range(request: Request, context: CallContext) -> Filled:
    start, end = get_path(request, "startDate"), get_path(request, "endDate")
    if start is UNDEFINED and end is UNDEFINED:
        return Filled(UNDEFINED, "default", "The request has no dates, so App Connect passes undefined.")
    return Filled(
        {"startDate": start, "endDate": end}, origin_of("startDate", context), "startDate and endDate of the request."
    )


def _appointment_id(request: Request, context: CallContext) -> Filled:
    if context.appointment_id and not is_users(request, "appointmentId", context):
        return Filled(context.appointment_id, "earlier call", "The appointment of an earlier call.")
    filled = from_request(request, context, "appointmentId")
    value = filled.value if filled.value is UNDEFINED or isinstance(filled.value, str) else str(filled.value)
    return Filled(value, filled.origin, "The id in the request's path.")


def _bare_body(request: Request) -> dict[str, Json]:
    return {name: value for name, value in request.items() if name not in (HEADERS, "appointmentId")}


def _payload(request: Request, context: CallContext) -> Filled:
    body = request.get("payload", _bare_body(request))
    source = "payload of the request, or the whole body."
    # An appointment names no number: whoever is known of the CRM is invited.
    contact = context.contact or context.any_contact
    written = any(is_users(request, path, context) for path in ("payload.contacts", "contacts"))
    if isinstance(body, dict) and body.get("contacts") and contact and not written:
        # A sample's contact lives in no real CRM.
        body = {**body, "contacts": [{"id": contact.id, "type": contact.type}]}
        source = "payload of the request, with the contact of an earlier call."
    return Filled(body, origin_of("payload", context), source)


def _patch(request: Request, context: CallContext) -> Filled:
    body = request.get("patch", _bare_body(request))
    if isinstance(body, dict) and isinstance(body.get("status"), str):
        body = {**body, "status": body["status"].lower()}
    return Filled(body, origin_of("patch", context), "patch of the request, or the whole body; a status in lower case.")


_APPOINTMENT_ID: Final = Row("appointmentId", _appointment_id)
_ONE_APPOINTMENT: Final = (ArgumentSet((USER_ROW, AUTH_HEADER, _APPOINTMENT_ID, PROXY_CONFIG)),)
_USER_ONLY: Final = (ArgumentSet((USER_ROW,)),)
_USER_AND_AUTH: Final = (ArgumentSet((USER_ROW, AUTH_HEADER, PROXY_CONFIG)),)

_HEAD: Final[Mapping[str, tuple[ArgumentSet, ...]]] = {
    "getAuthType": (ArgumentSet((PROXY_ID, HELPER_PROXY_CONFIG)),),
    "getOauthInfo": (
        ArgumentSet(login.GET_OAUTH_INFO_AT_LOGIN, "head_login", login.is_login),
        ArgumentSet(login.GET_OAUTH_INFO, "head_operation"),
    ),
    "getBasicAuth": (ArgumentSet(login.GET_BASIC_AUTH),),
    "getUserInfo": (
        ArgumentSet(login.GET_USER_INFO_BY_OAUTH, "head_oauth", login.is_oauth),
        ArgumentSet(login.GET_USER_INFO_BY_KEY, "head_apiKey"),
    ),
    "refreshUserInfo": _USER_AND_AUTH,
    "unAuthorize": _USER_ONLY,
    "findContact": (
        ArgumentSet(
            (
                USER_ROW,
                AUTH_HEADER,
                Row("phoneNumber", _phone_number, "phoneNumber"),
                submitted("overridingFormat"),
                Row("isExtension", _is_extension, "isExtension"),
                PROXY_CONFIG,
                Row("tracer", _tracer),
                Row("isForceRefreshAccountData", _force_refresh),
            )
        ),
    ),
    "findContactWithName": (ArgumentSet((USER_ROW, AUTH_HEADER, submitted("name"), PROXY_CONFIG)),),
    "createContact": (
        ArgumentSet(
            (
                USER_ROW,
                AUTH_HEADER,
                submitted("phoneNumber"),
                submitted("newContactName"),
                submitted("newContactType"),
                submitted("additionalSubmission"),
                PROXY_CONFIG,
            )
        ),
    ),
    "createCallLog": (ArgumentSet(calls.CREATE_CALL_LOG),),
    "updateCallLog": (ArgumentSet(calls.UPDATE_CALL_LOG),),
    "getCallLog": (ArgumentSet(calls.GET_CALL_LOG),),
    "getLogFormatType": (ArgumentSet((PLATFORM, HELPER_PROXY_CONFIG), positional=True),),
    "upsertCallDisposition": (ArgumentSet(calls.UPSERT_CALL_DISPOSITION),),
    "createMessageLog": (
        ArgumentSet(messages.CREATE_SHARED_LOG, "head_shared", messages.is_shared),
        ArgumentSet(messages.CREATE_MESSAGE_LOG, "head_normal"),
    ),
    "updateMessageLog": (
        ArgumentSet(messages.UPDATE_SHARED_LOG, "head_shared", messages.is_shared),
        ArgumentSet(messages.UPDATE_MESSAGE_LOG, "head_normal"),
    ),
    "getUserList": _USER_AND_AUTH,
    "getLicenseStatus": (ArgumentSet(login.LICENSE_STATUS),),
    "getManagedAuthOptions": (ArgumentSet(login.MANAGED_OPTIONS),),
    "getServerLoggingSettings": _USER_ONLY,
    "updateServerLoggingSettings": (ArgumentSet(login.SERVER_LOGGING),),
    "authValidation": _USER_ONLY,
    "checkAndRefreshAccessToken": (ArgumentSet(login.CHECK_AND_REFRESH, positional=True),),
    "getOverridingOAuthOption": (ArgumentSet(login.OVERRIDING_OAUTH_OPTION),),
    "postSaveUserInfo": (
        ArgumentSet(login.POST_SAVE_BY_OAUTH, "head_oauth", login.is_oauth),
        ArgumentSet(login.POST_SAVE_BY_KEY, "head_apiKey"),
    ),
    "onUpdateUserSettings": (ArgumentSet(login.USER_SETTINGS),),
    "listAppointments": (
        ArgumentSet(
            (
                USER_ROW,
                AUTH_HEADER,
                Row("range", _range, members=lambda _request: {"startDate": "startDate", "endDate": "endDate"}),
                PROXY_CONFIG,
            )
        ),
    ),
    "createAppointment": (ArgumentSet((USER_ROW, AUTH_HEADER, Row("payload", _payload, "payload"), PROXY_CONFIG)),),
    "updateAppointment": (
        ArgumentSet((USER_ROW, AUTH_HEADER, _APPOINTMENT_ID, Row("patchBody", _patch, "patch"), PROXY_CONFIG)),
    ),
    "refreshAppointment": _ONE_APPOINTMENT,
    "confirmAppointment": _ONE_APPOINTMENT,
    "cancelAppointment": _ONE_APPOINTMENT,
}
"""Interface to head's own sets."""

_CONTACTS: Final = {name: _HEAD[name][0].rows for name in ("findContact", "findContactWithName", "createContact")}
_EARLIER: Final = earlier_sets(_CONTACTS)

SETS: Final[Mapping[str, tuple[ArgumentSet, ...]]] = {
    name: (*_EARLIER.get(name, ()), *sets) for name, sets in _HEAD.items()
}
"""Interface to its sets; the first that applies is taken."""
