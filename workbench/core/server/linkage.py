"""Linkage rows as the database gives them back: text, and large numbers with a decimal tail (runtime.md section 2)."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.arguments import CallContext, call_log_row, message_log_row, stored_text
from workbench.core.arguments.calls import contact_info
from workbench.core.arguments.rows import Request
from workbench.core.server.stores import Row
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.paths import get_path

_LARGEST_INTEGER: Final = 2**31 - 1

_SEED_COLUMNS: Final = ("id", "sessionId", "platform", "thirdPartyLogId", "userId")
_COLUMNS: Final = {"seed": _SEED_COLUMNS, "mid": (*_SEED_COLUMNS, "contactId")}
"""Columns of earlier servers' call rows; head has the extension's too."""


def column_text(value: Value) -> str:
    """A value as SQLite's text column reads back: integers beyond 32 bits come back as 5000000000.0."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST_INTEGER:
        return f"{value}.0"
    return stored_text(value)


def new_call_row(request: Request, log_id: Value, context: CallContext) -> Row:
    """The row stored after createCallLog gave a log id."""
    row: dict[str, Any] = {
        **call_log_row(request, log_id, context),
        "thirdPartyLogId": column_text(log_id),
        "contactId": column_text(contact_info(request, context, UNDEFINED).value["id"]),
    }
    columns = _COLUMNS.get(context.era, tuple(row))
    return {name: row[name] for name in columns}


def new_message_row(request: Request, log_id: Value, context: CallContext) -> Row:
    """The row stored after a message, or a shared thread, was logged."""
    row: dict[str, Any] = {**message_log_row(request, log_id, context), "thirdPartyLogId": column_text(log_id)}
    for name in ("conversationId", "conversationLogId"):
        if row[name] == "" and get_path(request, f"logInfo.{name}") in (None, UNDEFINED):
            row[name] = None
    return row
