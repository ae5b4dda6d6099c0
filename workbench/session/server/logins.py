"""/apiKeyLogin, and what both logins do at their end (runtime.md sections 3.1 and 3.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.core.arguments import CallContext, stored_text
from workbench.core.judging.judgement import member, missing, truthy
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import NOT_STORED, answer, need_object, stock, type_error
from workbench.core.server.managed import (
    TTL,
    effective_values,
    has_failed,
    keep,
    managed_fields,
    mark,
    missing_fields,
    stored_values,
)
from workbench.core.server.results import login_answer
from workbench.core.server.users import bare_id, stored_user
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.session.server.operation import Operation


async def api_key_login(operation: Operation) -> Answer:
    """Fill in managed values, ask who the key belongs to, store the user."""
    body, head = operation.merged, operation.is_head
    if not head and not body.get("apiKey"):
        return Answer(400, "Missing api key")
    person = await operation.person() if head else None
    fields = operation.settings.login_fields
    given = body.get("additionalInfo")
    submitted: dict[str, Json] = dict(given) if isinstance(given, dict) else {}
    key: Value = body.get("apiKey", UNDEFINED)
    info = submitted if "apiKey" in submitted or key is UNDEFINED else {**submitted, "apiKey": key}
    managed, platform = operation.stores.managed, operation.platform
    if person is not None:
        wins = has_failed(managed, person, platform)
        info = effective_values(fields, info, stored_values(managed, person, platform), submitted_wins=wins)
        absent = missing_fields(fields, info)
        if absent:
            return answer(400, returnMessage=_missing_message(absent))
        key = info.get("apiKey") or key
    request = {**body, "additionalInfo": info, "apiKey": key} if head else body
    context = replace(operation.context(None), auth_type="apiKey")
    basic = await operation.call("getBasicAuth", context, request)
    context = replace(context, auth_header=f"Basic {'[object Promise]' if _was_promise(operation) else basic}")
    value = need_object(await operation.call("getUserInfo", context, request), "successful")
    is_managed = person is not None and bool(managed_fields(fields))
    if not truthy(member(value, "successful")):
        if person is not None and is_managed:
            mark(managed, person, platform, refused=True)
        return answer(400, returnMessage=member(value, "returnMessage"))
    if person is not None:
        mark(managed, person, platform, refused=False)
    if missing(member(value, "platformUserInfo")):
        return answer(400, returnMessage=stock(NOT_STORED))
    columns = {
        "accessToken": member(member(value, "platformUserInfo"), "overridingApiKey") or key,
        "hostname": body.get("hostname", UNDEFINED),
        "rcAccountId": person.account_id if person else None,
    }
    saved = await save_user(operation, context, value, columns)
    if head and person is not None and person.is_admin and submitted and not missing(saved):
        keep(managed, person, platform, fields, submitted)
    return ended(operation, value, saved, by_oauth=False)


async def save_user(operation: Operation, context: CallContext, value: Value, columns: dict[str, Any]) -> Value:
    """Store the user of a getUserInfo result and run the hook, whose result replaces {id, name}.

    Raises AdapterThrew for a result without platformUserInfo or its id.
    """
    info = member(value, "platformUserInfo")
    if not truthy(member(info, "id")):
        raise type_error("Cannot read properties of undefined (reading 'id')")
    era, users = operation.settings.era, operation.stores.users
    identity = stored_text(member(info, "id"))
    existing = users.get(identity)
    if existing is None and era == "mid":
        earlier = users.pop(bare_id(identity, operation.platform), None)
        existing = {"userSettings": earlier.get("userSettings")} if earlier else None
    columns = {"hashedRcExtensionId": operation.request.header("rc-extension-id") or UNDEFINED, **columns}
    proxy = operation.merged.get("proxyId", UNDEFINED)
    user = stored_user(existing, to_json(info), platform=operation.platform, columns=columns, proxy_id=proxy, era=era)
    users[identity] = user
    saved: Value = {"id": member(info, "id"), "name": member(info, "name")}
    if era == "seed" or not operation.steps.exports("postSaveUserInfo"):
        return saved
    return await operation.call("postSaveUserInfo", replace(context, user=None), {"userInfo": saved})


def ended(operation: Operation, value: Value, saved: Value, *, by_oauth: bool) -> Answer:
    """The login's answer: a session token for the stored user."""
    identity = stored_text(member(member(value, "platformUserInfo"), "id"))
    asked = operation.asked("getUserInfo", by_oauth=by_oauth, session_token=operation.session_token(identity))
    return login_answer(member(value, "returnMessage"), saved, asked)


def _was_promise(operation: Operation) -> bool:
    return operation.steps.calls[-1].outcome.was_promise


def _missing_message(absent: list[str]) -> dict[str, Json]:
    return {
        "messageType": "warning",
        "message": "Missing required authentication fields.",
        "ttl": TTL,
        "missingRequiredFieldConsts": absent,
    }
