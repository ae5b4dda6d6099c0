"""Arguments of the contact interfaces (runtime.md section 6)."""

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
    header,
    submitted,
)
from workbench.core.values import UNDEFINED, Marker


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


FIND_CONTACT: Final = (
    USER_ROW,
    AUTH_HEADER,
    Row("phoneNumber", _phone_number, "phoneNumber"),
    submitted("overridingFormat"),
    Row("isExtension", _is_extension, "isExtension"),
    PROXY_CONFIG,
    Row("tracer", _tracer),
    Row("isForceRefreshAccountData", _force_refresh),
)

FIND_CONTACT_WITH_NAME: Final = (USER_ROW, AUTH_HEADER, submitted("name"), PROXY_CONFIG)

CREATE_CONTACT: Final = (
    USER_ROW,
    AUTH_HEADER,
    submitted("phoneNumber"),
    submitted("newContactName"),
    submitted("newContactType"),
    submitted("additionalSubmission"),
    PROXY_CONFIG,
)
