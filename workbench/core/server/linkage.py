"""The rows by which App Connect knows a log again, as they are handed to the database (runtime.md sections 7 and 8)."""

from __future__ import annotations

from typing import Any

from workbench.core.arguments.calls import contact_info
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.linkage import call_log_row, message_log_row
from workbench.core.arguments.rows import Request
from workbench.core.server.store_table import Row
from workbench.core.values import UNDEFINED, Value, to_json
from workbench.core.values.paths import get_path


def new_call_row(request: Request, log_id: Value, context: CallContext) -> Row:
    """The row stored after createCallLog gave a log id; ids are as they came, and the columns make text of them."""
    return {
        **call_log_row(request, log_id, context),
        "id": to_json(get_path(request, "logInfo.telephonySessionId") or get_path(request, "logInfo.id")),
        "sessionId": to_json(get_path(request, "logInfo.sessionId")),
        "thirdPartyLogId": to_json(log_id),
        "contactId": to_json(contact_info(request, context, UNDEFINED).value["id"]),
    }


def new_message_row(request: Request, log_id: Value, context: CallContext) -> Row:
    """The row stored after a message, or a shared thread, was logged."""
    row: dict[str, Any] = {**message_log_row(request, log_id, context), "thirdPartyLogId": to_json(log_id)}
    for name in ("conversationId", "conversationLogId"):
        if row[name] == "" and get_path(request, f"logInfo.{name}") in (None, UNDEFINED):
            row[name] = None
    return row
