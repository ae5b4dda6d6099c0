"""The rows that tie a RingCentral call or message to the CRM's log (runtime.md sections 7.2 and 8.2)."""

from __future__ import annotations

import hashlib
from typing import Any

from workbench.core.arguments.calls import contact_info, other_party_number
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.messages import current_message, group_suffix, is_shared
from workbench.core.arguments.rows import Request
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.json_text import utf8
from workbench.core.values.paths import get_path


def call_log_row(request: Request, log_id: Value, context: CallContext) -> dict[str, Any]:
    """The row stored after createCallLog gave a log id; all columns are text."""
    contact = contact_info(request, context, other_party_number(request)).value
    number, hashed = extension_identity(request, context)
    return {
        "id": stored_text(get_path(request, "logInfo.telephonySessionId") or get_path(request, "logInfo.id")),
        "sessionId": stored_text(get_path(request, "logInfo.sessionId")),
        "extensionNumber": number,
        "hashedExtensionId": hashed,
        "platform": context.platform,
        "thirdPartyLogId": stored_text(log_id),
        "userId": stored_text(context.user_value("id")),
        "contactId": stored_text(contact["id"]),
    }


def message_log_row(request: Request, log_id: Value, context: CallContext) -> dict[str, Any]:
    """The row stored after a message was logged; a shared thread is known by its conversationLogId."""
    group = group_suffix(request, context)
    log = stored_text(get_path(request, "logInfo.conversationLogId")) + group
    return {
        "id": log if is_shared(request) else stored_text(get_path(current_message(request, context), "id")),
        "platform": context.platform,
        "conversationId": stored_text(get_path(request, "logInfo.conversationId")) + group,
        "conversationLogId": log,
        "thirdPartyLogId": stored_text(log_id),
        "userId": stored_text(context.user_value("id")),
    }


def extension_identity(request: Request, context: CallContext) -> tuple[str, str]:
    """Extension number and hashed extension id of a call request; empty texts where missing (section 7.1)."""
    number = get_path(request, "extensionNumber") or get_path(request, "logInfo.extensionNumber")
    hashed = get_path(request, "hashedExtensionId") or get_path(request, "logInfo.hashedExtensionId")
    raw = get_path(request, "rcExtensionId") or get_path(request, "logInfo.rcExtensionId")
    if not hashed and raw:
        hashed = hashlib.sha256(utf8(f"{raw}:{context.hash_key}")).hexdigest()
    return stored_text(number), stored_text(hashed)


def stored_text(value: Value) -> str:
    """A value as a text column gives it back: numbers without a fraction lose their point, nothing is empty."""
    if value is UNDEFINED or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
