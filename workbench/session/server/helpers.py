"""Interfaces that the server calls on the way to others, or within a login, fired by themselves."""

from __future__ import annotations

from dataclasses import replace

from workbench.core.run.invocation import Answer
from workbench.core.server.answers import need_object
from workbench.core.server.results import answer_of
from workbench.core.values import to_json
from workbench.session.server.operation import Operation


async def helper(operation: Operation) -> Answer | None:
    """Call the target alone; the answer is what it would come to on the way that it is mostly called on, if any."""
    name, user = operation.target, operation.user()
    if name == "getUserInfo":
        context = await operation.authorized(user)
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
