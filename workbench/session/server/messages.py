"""/messageLog: single messages, groups, and shared threads (runtime.md section 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.core.arguments import CallContext, is_shared, messages_in_order, stored_text
from workbench.core.arguments.calls import contact_info
from workbench.core.arguments.messages import group_suffix
from workbench.core.interfaces import rows
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import STAYS_SHORT, answer, need_object, refused, type_error
from workbench.core.server.findings import calls_instead
from workbench.core.server.linkage import new_message_row
from workbench.core.server.store_table import Row
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.javascript import as_object, member, missing, truthy
from workbench.core.values.paths import get_path
from workbench.session.server.composing import with_shared_text
from workbench.session.server.operation import Operation


async def log_messages(operation: Operation) -> Answer:
    """Log what is not logged yet, oldest first."""
    info = operation.merged.get("logInfo")
    messages = member(info, "messages")
    if isinstance(messages, list | str) and not messages:
        operation.refuse(refused("No message to log.", STAYS_SHORT))
    if not isinstance(messages, list):
        operation.refuse(type_error("Cannot read properties of undefined (reading 'length')"))
        messages = []
    if missing(get_path(info, "correspondents.0")):
        operation.refuse(type_error("Cannot read properties of undefined (reading 'phoneNumber')"))
    user = operation.connected_user(refused("Contact not found"))
    context = await operation.authorized(user)
    number = get_path(info, "correspondents.0.phoneNumber")
    if not truthy(contact_info(operation.merged, context, number).value["id"]):
        said = "undefined" if number is UNDEFINED else number
        operation.refuse(refused(f"Contact not found for number {said}"))
    if any(missing(member(each, "id")) for each in messages):
        operation.refuse(type_error("Cannot read properties of undefined (reading 'toString')"))
    is_group = group_suffix(operation.merged, context) != ""
    if operation.is_head and member(info, "conversationLogId") is UNDEFINED and not is_group:
        operation.refuse(type_error('WHERE parameter "conversationLogId" has invalid "undefined" value'))
    if operation.is_head and is_shared(operation.merged):
        return await _log_thread(operation, context)
    return await _log_each(operation, context)


async def _log_each(operation: Operation, context: CallContext) -> Answer:
    request, logs = operation.merged, operation.stores.message_logs
    if not operation.is_head:
        request = without_group(request)
    log = stored_text(get_path(request, "logInfo.conversationLogId")) + group_suffix(request, context)
    logged: list[str] = []
    message: Value = None
    for place, each in _unlogged(operation, messages_in_order(request, context)):
        if operation.is_head:
            _check_attachments(operation, each)
        existing = operation.message_row(logs.find(conversationLogId=log))
        interface = _interface(operation, existing)
        context = replace(operation.steps.current(context), message_index=place, message_log=existing)
        value = await operation.call(interface, context, request)
        if missing(value) and not rows()[interface].may_give_nothing(operation.settings.era, ""):
            need_object(value, "logId")
        message = member(value, "returnMessage")
        third = member(value, "logId") if existing is None else existing["thirdPartyLogId"]
        if truthy(third):
            logged.append(operation.keep(logs, new_message_row(request, third, context))["id"])
        if operation.target:
            break
    return answer(successful=True, returnMessage=message, logIds=logged)


async def _log_thread(operation: Operation, context: CallContext) -> Answer:
    """A shared thread has one log, composed anew from the whole thread each time (section 8.4)."""
    request, logs = operation.merged, operation.stores.message_logs
    log = stored_text(get_path(request, "logInfo.conversationLogId"))
    existing = operation.message_row(logs.find(conversationLogId=log))
    if not operation.steps.walk.bare:
        context = await with_shared_text(operation.steps, request, context)
    interface = _interface(operation, existing)
    value = await operation.call(interface, replace(context, message_log=existing))
    logged: list[str] = []
    if interface == "createMessageLog":
        need_object(value, "logId")
        if truthy(member(value, "logId")):
            operation.keep(logs, new_message_row(request, member(value, "logId"), context))
            logged.append(log)
    return answer(successful=True, returnMessage=member(value, "returnMessage"), logIds=logged)


def _interface(operation: Operation, existing: Row | None) -> str:
    """What is called for a conversation: a firing's own interface, noted where the server would call the other."""
    chosen = "createMessageLog" if existing is None else "updateMessageLog"
    if operation.target and operation.target != chosen:
        operation.steps.findings.append(calls_instead(operation.target, chosen))
    return operation.target or chosen


def _unlogged(operation: Operation, messages: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """The messages that are not logged yet, with their places by age; a firing takes the newest when none is left."""
    logs = operation.stores.message_logs
    ids = (stored_text(each.get("id", UNDEFINED)) for each in messages)
    new = [(place, messages[place]) for place, known in enumerate(ids) if logs.find(id=known) is None]
    if operation.target and not new:
        operation.refuse(answer(successful=True, logIds=[], returnMessage=None))
        return [(len(messages) - 1, messages[-1] if messages else {})]
    return new


def without_group(request: dict[str, Any]) -> dict[str, Any]:
    """The request as earlier servers see it, which know one correspondent only."""
    info = request["logInfo"]
    people = info.get("correspondents")
    return {**request, "logInfo": {**info, "correspondents": people[:1] if isinstance(people, list) else people}}


def _check_attachments(operation: Operation, message: dict[str, Any]) -> None:
    """Looking for a picture or a video, the server stumbles over an attachment without a content type."""
    attachments = message.get("attachments")
    for kind in ("image/", "video/"):
        for item in attachments if isinstance(attachments, list) else []:
            if missing(item):
                operation.refuse(type_error("Cannot read properties of null (reading 'type')"))
            if as_object(item) is None or item.get("type") != "MmsAttachment":
                continue
            content = item.get("contentType")
            if not isinstance(content, str):
                operation.refuse(type_error("Cannot read properties of undefined (reading 'startsWith')"))
                continue
            if content.startswith(kind):
                break
