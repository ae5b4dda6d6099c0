"""/callLog, /callDisposition and the note cache (runtime.md sections 7 and 11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from workbench.core.arguments.calls import contact_info, other_party_number
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import NOT_STORED, STAYS_SHORT, answer, need_object, refused, type_error
from workbench.core.server.findings import passed_over
from workbench.core.server.identity import CallIdentity, best_row, first_row, identity
from workbench.core.server.linkage import new_call_row
from workbench.core.server.results import result_of
from workbench.core.server.store_table import Row
from workbench.core.server.stores import NOTE_LIFETIME, Dated
from workbench.core.values import UNDEFINED, Value, to_json
from workbench.core.values.javascript import member, missing, truthy
from workbench.session.server.composing import with_composed_call
from workbench.session.server.operation import Operation

_SESSIONS: Final = 5
"""Sessions that one look-up may name; further ones are passed over."""


async def create_call_log(operation: Operation) -> Answer:
    """Refuse a second log of a session, then log the call and remember the row."""
    request = operation.merged
    info = request.get("logInfo")
    if operation.is_head and member(info, "sessionId") is UNDEFINED:
        operation.refuse(refused(NOT_STORED))
    session = _text(member(info, "sessionId"))
    if first_row(operation.stores.call_logs, _identity(operation, session)) is not None:
        operation.refuse(refused(f"Existing log for session {session}", STAYS_SHORT))
    user = operation.connected_user(refused("User not found"))
    context = await operation.authorized(user, purpose="createCallLog")
    party = "from" if member(info, "direction") == "Inbound" else "to"
    if missing(member(info, party)):
        operation.refuse(type_error("Cannot read properties of undefined (reading 'phoneNumber')"))
    if not truthy(contact_info(request, context, other_party_number(request)).value["id"]):
        operation.refuse(refused(f"Contact not found for number {_text(other_party_number(request))}"))
    context = await with_composed_call(operation.steps, "createCallLog", request, context)
    value = await operation.call("createCallLog", context, request)
    asked = operation.asked("createCallLog")
    call = operation.steps.calls[-1]
    operation.steps.findings.extend(passed_over("createCallLog", call.outcome, asked.arguments))
    answered = result_of(value, asked)
    log_id = member(value, "logId")
    if truthy(log_id):
        operation.keep(operation.stores.call_logs, new_call_row(request, log_id, context))
    assert answered is not None
    return answered


async def get_call_log(operation: Operation) -> Answer:
    """Say which sessions are logged; with details, ask the adapter for each, one after the other."""
    sessions = str(operation.request.query.get("sessionIds") or "")
    user = operation.connected_user(answer(successful=False))
    if not sessions:
        operation.refuse(answer(successful=False))
    named = sessions.split(",")[: 1 if operation.target else _SESSIONS]
    rows = {
        session: operation.call_row(best_row(operation.stores.call_logs, _identity(operation, session)))
        for session in named
    }
    if operation.request.query.get("requireDetails") != "true" and not operation.target:
        logs = [_entry(session, rows[session]) for session in named]
        return answer(successful=True, logs=logs, returnMessage=None)
    context = await operation.authorized(user)
    message: Value = None
    logs = []
    for session in named:
        row = None if session == "0" and not operation.target else rows[session]
        if row is None and not operation.target:
            logs.append(_entry(session, None))
            continue
        if row is None:
            operation.refuse(answer(successful=True, logs=[_entry(session, None)]))
        value = await operation.call("getCallLog", replace(operation.steps.current(context), call_log=row))
        need_object(value, "callLogInfo")
        message = member(value, "returnMessage")
        logs.append({**_entry(session, row), "logData": member(value, "callLogInfo")})
    return answer(successful=True, logs=logs, returnMessage=message)


async def update_call_log(operation: Operation) -> Answer:
    """Read the log where its text is composed, and pass on what changed."""
    if operation.is_head and "sessionId" not in operation.merged:
        operation.refuse(refused(NOT_STORED))
    session = _text(operation.merged.get("sessionId", UNDEFINED))
    row = operation.call_row(first_row(operation.stores.call_logs, _identity(operation, session)))
    if row is None:
        operation.refuse(answer(successful=False))
    user = operation.connected_user(answer(successful=False))
    context = replace(await operation.authorized(user), call_log=row)
    context = await with_composed_call(operation.steps, "updateCallLog", operation.merged, context)
    return await operation.answer("updateCallLog", context)


async def upsert_call_disposition(operation: Operation) -> Answer:
    """Pass a disposition on for a call that is logged; the id of the extension is not hashed here."""
    if operation.is_head and "sessionId" not in operation.merged:
        operation.refuse(type_error('WHERE parameter "sessionId" has invalid "undefined" value'))
    session = _text(operation.merged.get("sessionId", UNDEFINED))
    row = operation.call_row(first_row(operation.stores.call_logs, _identity(operation, session, hashes=False)))
    if row is None:
        operation.refuse(refused("Cannot find log", STAYS_SHORT))
    user = operation.known_user(refused("Cannot find user", STAYS_SHORT))
    context = replace(await operation.authorized(user), call_log=row)
    return await operation.answer("upsertCallDisposition", context)


async def cache_note(operation: Operation) -> Answer:
    """Keep a typed note for an hour; head reads it at the server-side log and then drops it (section 11)."""
    session = _text(operation.merged.get("sessionId", UNDEFINED))
    until = operation.now + NOTE_LIFETIME
    operation.stores.notes[session] = Dated(operation.merged.get("note"), until)
    return answer(successful=True, returnMessage="Note cache saved")


def _identity(operation: Operation, session: str, *, hashes: bool = True) -> CallIdentity:
    settings = operation.settings
    return identity(operation.merged, session, hash_key=settings.hash_key, hashes=hashes, era=settings.era)


def _entry(session: str, row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"sessionId": session, "matched": False}
    return {"sessionId": session, "matched": True, "logId": row["thirdPartyLogId"]}


def _text(value: Value) -> str:
    """A value inside a sentence, or as the key of a session."""
    return "undefined" if value is UNDEFINED else str(to_json(value))
