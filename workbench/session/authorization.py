"""The authorization header as App Connect's server builds it before every call (contract: runtime.md 4 and 5)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from workbench.core.arguments import CallContext, build_arguments
from workbench.core.errors import WorkbenchError
from workbench.core.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.stored_login import iso_time
from workbench.core.user import StoredUser
from workbench.core.values import to_json
from workbench.services.oauth import OAuthClient, refresh

if TYPE_CHECKING:
    from workbench.session.open_adapter import OpenAdapter

REFRESH_BEFORE: Final = 120.0
"""Seconds before its expiry from which App Connect renews a token."""


class AuthorizationFailed(Exception):  # noqa: N818, it is not an error of ours but an outcome of the call
    """The header could not be built, so the interface is not called; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.sentence)
        self.outcome = outcome


async def auth_header(adapter: OpenAdapter, context: CallContext, invocation_id: str) -> tuple[str, StoredUser]:
    """The header, and the user, whose tokens may have been renewed; raises AuthorizationFailed."""
    user = context.user or {}
    auth_type = await _ask(adapter, "getAuthType", context, invocation_id)
    if auth_type == "oauth":
        info = await _ask(adapter, "getOauthInfo", context, invocation_id)
        user = await _renewed(adapter, to_json(info), user, invocation_id)
        return f"Bearer {user.get('accessToken')}", user
    if auth_type == "apiKey":
        return f"Basic {await _ask(adapter, 'getBasicAuth', context, invocation_id)}", user
    return "", user


async def _ask(adapter: OpenAdapter, name: str, context: CallContext, invocation_id: str) -> object:
    outcome = await adapter.ask(name, build_arguments(name, {}, context), invocation_id)
    if outcome.kind is OutcomeKind.RETURNED:
        return outcome.value
    why = outcome.sentence or (f"{outcome.error.name}: {outcome.error.message}" if outcome.error else outcome.kind)
    raise AuthorizationFailed(
        replace(outcome, sentence=f"{name}, which App Connect calls first, did not answer: {why}")
    )


async def _renewed(adapter: OpenAdapter, info: object, user: StoredUser, invocation_id: str) -> StoredUser:
    """Renew the tokens by App Connect's rule: both present, and the expiry less than two minutes away."""
    if not (user.get("accessToken") and user.get("refreshToken") and _expires_soon(user.get("tokenExpiry"))):
        return user
    try:
        client = OAuthClient.from_oauth_info(info)
        surroundings = adapter.surroundings
        tokens = await refresh(surroundings.http, client, user["refreshToken"], surroundings.capture(invocation_id))
    except WorkbenchError as error:
        raise AuthorizationFailed(
            Outcome(
                OutcomeKind.THREW,
                error=AdapterError("RefreshFailed", error.message),
                sentence=f"The access token could not be renewed: {error.message}",
            )
        ) from error
    renewed = {
        **user,
        "accessToken": tokens.access_token,
        "refreshToken": tokens.refresh_token,
        "tokenExpiry": iso_time(tokens.expires_at),
    }
    adapter.adopt(renewed)
    return renewed


def _expires_soon(expiry: object) -> bool:
    if not isinstance(expiry, str):
        return False
    try:
        moment = datetime.fromisoformat(expiry)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() < time.time() + REFRESH_BEFORE
