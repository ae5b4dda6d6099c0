"""What happens to a connection when its token expires, breaks or is revoked, tried on purpose."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from workbench.core.connection.connection import Connection
from workbench.core.errors import LoginError, UsageError
from workbench.core.login import TokenLife, token_life
from workbench.core.run.firing import Firing
from workbench.core.server.answers import AdapterThrew, SessionRevoked
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Json
from workbench.core.values.times import iso_time
from workbench.services.oauth import OAuthClient, revoke
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import new_invocation_id
from workbench.session.server import ServedCall

_CORRUPT: Final = "-corrupted"


@dataclass(frozen=True, slots=True)
class TokenAction:
    """One experiment in words."""

    title: str
    sentence: str


TOKEN_ACTIONS: Final = {
    "renew": TokenAction(
        "Renew the token now",
        "Goes App Connect's way whatever the expiry: the adapter's own hook, else the built-in rule.",
    ),
    "expire": TokenAction(
        "Let the token expire",
        "Puts the stored expiry into the past. The token still works at the CRM; the next call renews it.",
    ),
    "corrupt": TokenAction(
        "Corrupt the access token",
        "Stores one that the CRM does not know. App Connect notices nothing before the CRM refuses it.",
    ),
    "corrupt-refresh": TokenAction(
        "Corrupt the refresh token",
        "Stores one that the CRM does not know. It shows at the next renewal, as a session that was ended.",
    ),
    "revoke": TokenAction(
        "Revoke the tokens at the CRM",
        "Ends them at the CRM's revocation address, behind App Connect's back: the stored user stays as it is.",
    ),
    "restore": TokenAction(
        "Put the tokens back",
        "Stores the user as it was before the first experiment. What was used up since stays used up.",
    ),
}
"""What can be tried; faces offer them in this order."""


@dataclass(frozen=True, slots=True)
class LabResult:
    """What one experiment did."""

    action: str
    """refresh, expire, corrupt, revoke or restore."""
    sentence: str
    before: TokenLife
    after: TokenLife
    calls: tuple[ServedCall, ...] = ()
    """The adapter's functions that ran, in order."""
    exchanges: tuple[Exchange, ...] = ()
    """The workbench's own token traffic and the adapter's."""
    renewed: bool = False
    """Whether the access token is another one now."""
    revoked: bool = False
    """Whether App Connect would end the session."""


class TokenLab:
    """Experiments on the tokens of an adapter's connection. Each gives what it did; none is undone by itself."""

    def __init__(self, adapter: OpenAdapter, clock: Callable[[], float] = time.time) -> None:
        self._adapter = adapter
        self._clock = clock
        self._kept = dict(self._connection().user)

    def life(self) -> TokenLife:
        """How long the access token still lives, and when it is renewed; raises LoginError without a connection."""
        return token_life(self._connection().user, self._clock(), self._adapter.era)

    async def refresh(self) -> LabResult:
        """Renew now whatever the expiry, by the adapter's own hook or App Connect's rule.

        The expiry is put into the past first, so that the very way is taken that a real call takes; where nothing
        was renewed it is put back.
        """
        expiry = self._connection().user.get("tokenExpiry")

        async def run(invocation_id: str) -> tuple[str, bool]:
            self._change(tokenExpiry=iso_time(self._clock() - 1))
            try:
                await self._adapter.authorize(invocation_id)
            except SessionRevoked:
                return "The CRM renews no token: App Connect ends the session.", True
            except AdapterThrew as threw:
                return f"The token was not renewed: {threw.error.message}", False
            return "The token was renewed.", False

        result = await self._watched("refresh", run)
        if not result.renewed:
            self._change(tokenExpiry=expiry)
            if result.sentence == "The token was renewed.":
                why = (
                    "Nothing renewed the token: there is no refresh token, the adapter's hook left it as it is, or the "
                    "token address gave no new one."
                )
                return self._with(result, why)
        return self._with(result, result.sentence)

    async def expire(self) -> LabResult:
        """Let the stored expiry be over; the token itself still works at the CRM."""

        async def run(_: str) -> tuple[str, bool]:
            self._change(tokenExpiry=iso_time(self._clock() - 1))
            return "The stored expiry lies in the past; the next call renews the token.", False

        return await self._watched("expire", run)

    async def corrupt(self, column: str = "accessToken") -> LabResult:
        """Make the accessToken or the refreshToken one that the CRM does not know; raises UsageError for others."""
        if column not in ("accessToken", "refreshToken") or not self._connection().user.get(column):
            raise UsageError(
                f"There is no {column} to corrupt.", code="no-token", hint="Name accessToken or refreshToken."
            )

        async def run(_: str) -> tuple[str, bool]:
            self._change(**{column: f"{self._connection().user[column]}{_CORRUPT}"})
            return f"The stored {column} is one that the CRM does not know.", False

        return await self._watched("corrupt", run)

    async def revoke(self, address: str = "") -> LabResult:
        """End the tokens at the CRM: at its revocation address (RFC 7009), else by the adapter's unAuthorize.

        At an address the stored row stays as it is, as after a revocation that App Connect did not hear of.
        Raises UnreachableError, or UsageError when there is neither.
        """
        if not address:
            self._adapter.interface("unAuthorize")

        async def run(invocation_id: str) -> tuple[str, bool]:
            if not address:
                found = await self._adapter.fire(Firing("unAuthorize"), invocation_id)
                traffic.extend(found.exchanges)
                return f"unAuthorize {found.outcome.kind.value.replace('_', ' ')}.", not self._connection().connected
            info = (await self._adapter.authorize(invocation_id)).oauth_info
            user = self._connection().user
            surroundings = self._adapter.surroundings
            status = await revoke(
                surroundings.http,
                OAuthClient.from_oauth_info(info),
                address,
                str(user.get("refreshToken") or user.get("accessToken")),
                surroundings.capture(invocation_id),
            )
            return f"The revocation address answered {status}; the stored tokens are as they were.", False

        traffic: list[Exchange] = []
        return await self._watched("revoke", run, traffic)

    async def restore(self) -> LabResult:
        """Put back the row as it was when the lab was opened; tokens that were used up since stay used up."""

        async def run(_: str) -> tuple[str, bool]:
            self._adapter.adopt(dict(self._kept))
            return "The stored tokens are those that the lab began with.", False

        return await self._watched("restore", run)

    async def _watched(
        self, action: str, run: Callable[[str], Awaitable[tuple[str, bool]]], traffic: list[Exchange] | None = None
    ) -> LabResult:
        adapter, invocation_id = self._adapter, new_invocation_id()
        before, calls, watch = self.life(), list[ServedCall](), adapter.watch
        token = self._connection().user.get("accessToken")
        adapter.watch = calls.append
        try:
            sentence, revoked = await run(invocation_id)
        finally:
            adapter.watch = watch
        exchanges, _ = adapter.surroundings.recorder.take(invocation_id)
        return LabResult(
            action,
            sentence,
            before,
            self.life(),
            tuple(calls),
            (*(traffic or ()), *exchanges),
            renewed=self._connection().user.get("accessToken") != token,
            revoked=revoked,
        )

    def _with(self, result: LabResult, sentence: str) -> LabResult:
        return LabResult(
            result.action,
            sentence,
            result.before,
            self.life(),
            result.calls,
            result.exchanges,
            renewed=result.renewed,
            revoked=result.revoked,
        )

    def _change(self, **columns: Json) -> None:
        self._adapter.adopt({**self._connection().user, **columns})

    def _connection(self) -> Connection:
        connection = self._adapter.connection
        if connection is None:
            raise LoginError("Nobody is logged in.", code="login-needed", hint="Log in first.")
        return connection
