"""Interfaces that the server calls on the way to others, or within a login, fired by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbench.core.arguments import CallContext
from workbench.core.connection.user import StoredUser
from workbench.core.login import Way, way_gone
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import need_object
from workbench.core.server.results import answer_of
from workbench.core.values import to_json
from workbench.session.server.authorization import by_key, by_token
from workbench.session.server.operation import Operation

_WITHIN_LOGIN: Final = ("getUserInfo", "postSaveUserInfo")
"""Interfaces that are called within a login alone."""


async def helper(operation: Operation) -> Answer | None:
    """Call the target alone; the answer is what it would come to on the way that it is mostly called on, if any."""
    name, user = operation.target, operation.user()
    if name in _WITHIN_LOGIN:
        context = await _as_at_login(operation, user)
    elif name == "checkAndRefreshAccessToken":
        info = need_object(await operation.call("getOauthInfo", operation.context(user)), "clientId")
        context = replace(operation.context(user), oauth_info=to_json(info))
    else:
        context = operation.context(user)
    outcome = await operation.steps.outcome(name, context, operation.merged)
    asked = operation.asked(
        name,
        by_oauth=context.auth_type == "oauth",
        exports=operation.steps.adapter.exports,
        session_token=operation.session_token(operation.user_id),
    )
    return answer_of(outcome, asked)


async def _as_at_login(operation: Operation, user: StoredUser | None) -> CallContext:
    """The context as the login had it that made the connection: it goes by its own way, whatever getAuthType says."""
    context = operation.context(user)
    if context.login is None or not user:
        return await operation.authorized(user)
    context = replace(context, auth_type=way_gone(context.login))
    if operation.target == "postSaveUserInfo":
        return context
    if context.auth_type == Way.OAUTH:
        return await by_token(operation.steps, context)
    # The key that was submitted, which need not be the one that was stored.
    return replace(await by_key(operation.steps, replace(context, user=None)), user=user)
