"""Arguments of the appointment interfaces (runtime.md section 10)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import (
    AUTH_HEADER,
    PROXY_CONFIG,
    USER_ROW,
    Filled,
    Request,
    Row,
    from_request,
    is_users,
    origin_of,
)
from workbench.core.contract.routes import HEADERS
from workbench.core.values import UNDEFINED, Json
from workbench.core.values.paths import get_path


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

LIST_APPOINTMENTS: Final = (
    USER_ROW,
    AUTH_HEADER,
    Row("range", _range, members=lambda _request: {"startDate": "startDate", "endDate": "endDate"}),
    PROXY_CONFIG,
)
CREATE_APPOINTMENT: Final = (USER_ROW, AUTH_HEADER, Row("payload", _payload, "payload"), PROXY_CONFIG)
UPDATE_APPOINTMENT: Final = (USER_ROW, AUTH_HEADER, _APPOINTMENT_ID, Row("patchBody", _patch, "patch"), PROXY_CONFIG)
ONE_APPOINTMENT: Final = (USER_ROW, AUTH_HEADER, _APPOINTMENT_ID, PROXY_CONFIG)
