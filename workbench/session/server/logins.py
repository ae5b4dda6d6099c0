"""/apiKeyLogin, and what both logins do at their end (runtime.md sections 3.1 and 3.4).

A login is an object whose phases follow each other. A phase gives the answer that ends the login, or None to go on;
it raises AdapterThrew for what ends as an exception. A route runs them in one go, a dialog one at a time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.core.arguments import CallContext, stored_text
from workbench.core.connection.user import StoredUser
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import NOT_STORED, answer, need_object, stock, type_error
from workbench.core.server.managed import (
    TTL,
    Person,
    effective_values,
    has_failed,
    keep,
    managed_fields,
    mark,
    missing_fields,
    stored_values,
)
from workbench.core.server.result_answers import login_answer
from workbench.core.server.users import bare_id, stored_user
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.core.values.javascript import member, missing, truthy
from workbench.session.server.authorization import basic_header
from workbench.session.server.operation import Operation

Phase = Callable[[], Awaitable[Answer | None]]


async def in_one_go(*phases: Phase) -> Answer:
    """Run the phases of a login until one of them answers, as the last always does."""
    for phase in phases:
        ended = await phase()
        if ended is not None:
            return ended
    raise AssertionError("the last phase of a login answers")


async def api_key_login(operation: Operation) -> Answer:
    """Fill in managed values, ask who the key belongs to, store the user."""
    login = ApiKeyLogin(operation)
    return await in_one_go(login.details, login.basic_auth, login.user_info, login.save)


@dataclass(slots=True)
class ApiKeyLogin:
    """One login by key; what a phase found is there for the next."""

    operation: Operation
    person: Person | None = None
    """Whose RingCentral token came along."""
    request: dict[str, Any] = field(default_factory=dict)
    """The client's request with the values that count: managed ones put in."""
    key: Value = UNDEFINED
    context: CallContext = field(default_factory=CallContext)
    result: Value = UNDEFINED
    """What getUserInfo returned."""
    row: StoredUser | None = None
    """The user as it was stored; there also where postSaveUserInfo then failed."""
    saved: Value = UNDEFINED
    """{id, name}, or what postSaveUserInfo made of it."""
    _submitted: dict[str, Json] = field(default_factory=dict)

    async def details(self) -> Answer | None:
        """Put the submitted and the managed values together; refuse what lacks a required field (3.1, 2 to 4)."""
        operation = self.operation
        body, head = operation.merged, operation.is_head
        if not head and not body.get("apiKey"):
            return Answer(400, "Missing api key")
        self.context = replace(operation.context(None), auth_type="apiKey")
        self.person = operation.person if head else None
        fields = operation.settings.login_fields
        given = body.get("additionalInfo")
        self._submitted = dict(given) if isinstance(given, dict) else {}
        self.key = body.get("apiKey", UNDEFINED)
        absent = "apiKey" not in self._submitted and self.key is not UNDEFINED
        info = {**self._submitted, "apiKey": self.key} if absent else self._submitted
        if self.person is not None:
            managed, person, platform = operation.managed, self.person, operation.platform
            wins = has_failed(managed, person, platform)
            info = effective_values(fields, info, stored_values(managed, person, platform), submitted_wins=wins)
            if lacking := missing_fields(fields, info):
                return answer(400, returnMessage=_missing_message(lacking))
            self.key = info.get("apiKey") or self.key
        self.request = {**body, "additionalInfo": info, "apiKey": self.key} if head else body
        return None

    async def basic_auth(self) -> Answer | None:
        """Make the header of getBasicAuth's result."""
        await self.operation.call("getBasicAuth", self.context, self.request)
        self.context = replace(self.context, auth_header=basic_header(self.operation.steps.calls[-1].outcome))
        return None

    async def user_info(self) -> Answer | None:
        """Ask getUserInfo; a refusal by managed values is remembered."""
        operation, person = self.operation, self.person
        self.result = await operation.call("getUserInfo", self.context, self.request)
        need_object(self.result, "successful")
        managed, platform = operation.managed, operation.platform
        if not truthy(member(self.result, "successful")):
            if person is not None and managed_fields(operation.settings.login_fields):
                mark(managed, person, platform, refused=True)
            return answer(400, returnMessage=member(self.result, "returnMessage"))
        if person is not None:
            mark(managed, person, platform, refused=False)
        if missing(member(self.result, "platformUserInfo")):
            return answer(400, returnMessage=stock(NOT_STORED))
        return None

    async def save(self) -> Answer:
        """Store the user, run the hook, keep what an administrator submitted."""
        operation, person = self.operation, self.person
        columns = {
            "accessToken": member(member(self.result, "platformUserInfo"), "overridingApiKey") or self.key,
            "hostname": operation.merged.get("hostname", UNDEFINED),
            "rcAccountId": person.account_id if person else None,
        }
        self.row = store_user(operation, self.result, columns)
        self.saved = await after_save(operation, self.context, self.result)
        if person is not None and person.is_admin and self._submitted and not missing(self.saved):
            fields = operation.settings.login_fields
            keep(operation.managed, person, operation.platform, fields, self._submitted)
        return ended(operation, self.result, self.saved, by_oauth=False)


def store_user(operation: Operation, result: Value, columns: dict[str, Any]) -> StoredUser:
    """Store the user of a getUserInfo result; raises AdapterThrew for one without platformUserInfo or its id."""
    info = member(result, "platformUserInfo")
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
    row = stored_user(existing, to_json(info), platform=operation.platform, columns=columns, proxy_id=proxy, era=era)
    users[identity] = row
    return row


async def after_save(operation: Operation, context: CallContext, result: Value) -> Value:
    """{id, name} of the user that was stored; where the hook is exported, its result instead."""
    info = member(result, "platformUserInfo")
    saved: Value = {"id": member(info, "id"), "name": member(info, "name")}
    if operation.settings.era == "seed" or not operation.steps.exports("postSaveUserInfo"):
        return saved
    return await operation.call("postSaveUserInfo", replace(context, user=None), {"userInfo": saved})


def ended(operation: Operation, result: Value, saved: Value, *, by_oauth: bool) -> Answer:
    """The login's answer: a session token for the stored user."""
    identity = stored_text(member(member(result, "platformUserInfo"), "id"))
    asked = operation.asked("getUserInfo", by_oauth=by_oauth, session_token=operation.session_token(identity))
    return login_answer(member(result, "returnMessage"), saved, asked)


def _missing_message(absent: list[str]) -> dict[str, Json]:
    return {
        "messageType": "warning",
        "message": "Missing required authentication fields.",
        "ttl": TTL,
        "missingRequiredFieldConsts": absent,
    }
