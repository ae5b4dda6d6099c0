"""The authorization header as App Connect's server builds it before every call (runtime.md sections 4 and 5)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Final

from workbench.core.arguments import CallContext
from workbench.core.connection.user import StoredUser
from workbench.core.errors import LoginError, WorkbenchError
from workbench.core.login.refreshing import is_due
from workbench.core.run.invocation import AdapterError, Outcome
from workbench.core.server.answers import RENEWAL_FAILED, AdapterThrew, SessionRevoked, need_object, value_of
from workbench.core.server.cells import INVALID_DATE
from workbench.core.server.findings import renewal_findings
from workbench.core.values import Json, to_json
from workbench.core.values.javascript import missing, to_text
from workbench.core.values.times import iso_time
from workbench.services.oauth import OAuthClient, Tokens, refresh
from workbench.session.server.steps import Steps

_REFRESHES: Final[set[asyncio.Task[CallContext]]] = set()
"""Refreshes under way: a task that nobody holds may be lost."""


async def authorized(steps: Steps, context: CallContext) -> CallContext:
    """The context with the header, and the user whose tokens may have been renewed.

    Raises AdapterThrew when a helper fails, SessionRevoked when the session is over.
    """
    outcome = await steps.outcome("getAuthType", context)
    auth_type = value_of(outcome, "getAuthType")
    if outcome.was_promise and steps.settings.era != "head":
        auth_type = None
    context = replace(steps.current(context), auth_type=auth_type if isinstance(auth_type, str) else "")
    if auth_type == "oauth":
        return await by_token(steps, context)
    if auth_type == "apiKey":
        return await by_key(steps, context)
    return replace(context, auth_header="")


async def by_token(steps: Steps, context: CallContext) -> CallContext:
    """The context with the user's access token as its header, which may have been renewed."""
    context = await renewed(steps, context, await steps.value("getOauthInfo", context))
    return replace(context, auth_header=f"Bearer {to_text((context.user or {}).get('accessToken'))}")


async def by_key(steps: Steps, context: CallContext) -> CallContext:
    """The context with the header that getBasicAuth makes."""
    header = basic_header(await steps.outcome("getBasicAuth", context))
    return replace(steps.current(context), auth_header=header)


def basic_header(outcome: Outcome) -> str:
    """The header that App Connect makes of getBasicAuth's result, as a template writes any value into text.

    Raises AdapterThrew when it did not return.
    """
    value = value_of(outcome, "getBasicAuth")
    if outcome.text is not None:
        return f"Basic {outcome.text}"
    return f"Basic {'[object Promise]' if outcome.was_promise else to_text(value)}"


async def renewed(steps: Steps, context: CallContext, info: Json) -> CallContext:
    """The context with tokens that are good for a while, by the adapter's own hook or by App Connect's rule."""
    context = replace(steps.current(context), oauth_info=to_json(need_object(info, "clientId")))
    if steps.exports("checkAndRefreshAccessToken") and steps.settings.era != "seed":
        value = await steps.value("checkAndRefreshAccessToken", context)
        if missing(value):
            raise SessionRevoked("checkAndRefreshAccessToken gave no user.")
        context = steps.current(context)
        columns = value if isinstance(value, dict) else {}
        return replace(context, user={**(context.user or {}), **to_json(columns)})
    if not _is_due(steps, context):
        return context
    # It goes on when this call is cancelled: the CRM may have rotated the refresh token by then, and others wait.
    task = asyncio.create_task(_renewed_once(steps, context), name="token-refresh")
    _REFRESHES.add(task)
    task.add_done_callback(_ended)
    return await asyncio.shield(task)


def _ended(task: asyncio.Task[CallContext]) -> None:
    _REFRESHES.discard(task)
    if not task.cancelled():
        # Whoever waited has it; of a cancelled call nobody asks any more.
        task.exception()


async def _renewed_once(steps: Steps, context: CallContext) -> CallContext:
    async with steps.refreshing:
        context = steps.current(context)
        if _is_due(steps, context):
            return replace(context, user=await _refreshed(steps, context.oauth_info, context.user or {}))
        return context


def _is_due(steps: Steps, context: CallContext) -> bool:
    return is_due(context.user or {}, steps.settings.clock(), steps.settings.era)


async def _refreshed(steps: Steps, info: Any, user: StoredUser) -> StoredUser:
    try:
        client = OAuthClient.from_oauth_info(info)
        held = Tokens(user["accessToken"], user["refreshToken"])
        tokens = await refresh(steps.http, client, held, steps.capture)
    except LoginError as error:
        if error.code.lower() != "invalid-grant" or steps.settings.era != "head":
            raise _failure(error) from error
        # Another process may have used the refresh token first; its new one is in the row then.
        stored = steps.users.get(user["id"])
        if stored is not None and stored.get("refreshToken") != user["refreshToken"]:
            return stored
        raise SessionRevoked("The CRM refused the refresh token.") from error
    except WorkbenchError as error:
        raise _failure(error) from error
    row: StoredUser = {
        **user,
        "accessToken": None if missing(tokens.access_token) else to_text(tokens.access_token),
        "refreshToken": tokens.refresh_token,
        "tokenExpiry": iso_time(tokens.expires_at) or INVALID_DATE,
    }
    steps.users[user["id"]] = row
    steps.findings.extend(renewal_findings(user, row))
    return row


def _failure(error: WorkbenchError) -> AdapterThrew:
    """The OAuth library's error has no response.status, so the operation fails with its own title."""
    return AdapterThrew(AdapterError(RENEWAL_FAILED, f"The access token could not be renewed: {error.message}"))
