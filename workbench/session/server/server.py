"""App Connect's server, rebuilt: a client's request in, the calls of the adapter and the answer out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import (
    NOT_CONNECTED,
    AdapterThrew,
    SessionRevoked,
    failed,
    revoked,
    uncaught,
)
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.results import server_logging_failed
from workbench.core.server.session_tokens import REFRESHED_HEADER, SessionToken, read, sign
from workbench.core.server.settings import ServerSettings
from workbench.core.server.stores import Stores
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.core.values import Json
from workbench.session.server.operation import Operation
from workbench.session.server.outside import Plugins, RingCentral, ServedAdapter
from workbench.session.server.routes import ServerRoute, route_of
from workbench.session.server.steps import ServedCall, Steps


@dataclass(frozen=True, slots=True)
class Served:
    """What came of one request."""

    answer: Answer
    calls: tuple[ServedCall, ...] = ()
    """Calls of the adapter, in order."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer that clients look at."""
    findings: tuple[Finding, ...] = ()
    """What the server passed over in silence."""


class AppConnectServer:
    """One connector server. Its stores live as long as it does; requests may be handled at the same time."""

    def __init__(
        self,
        adapters: Mapping[str, ServedAdapter],
        *,
        http: HttpClient,
        capture: Capture,
        stores: Stores | None = None,
        settings: ServerSettings | None = None,
        ringcentral: RingCentral | None = None,
        plugins: Plugins | None = None,
        profiles: Mapping[str, Json] | None = None,
    ) -> None:
        """`adapters` are by platform; `http` exchanges codes and renews tokens, which `capture` reports.

        Without `ringcentral` nobody is an administrator and no login value is managed.
        """
        self.stores = stores or Stores()
        self.settings = settings or ServerSettings()
        self._adapters = adapters
        self._http = http
        self._capture = capture
        self._ringcentral = ringcentral
        self._plugins = plugins
        self._profiles = profiles or {}
        self._refreshing = asyncio.Lock()

    def session_token(self, user_id: str, platform: str) -> str:
        """A session token, as a login gives it."""
        now, settings = self.settings.clock(), self.settings
        return sign(user_id, platform, secret=settings.token_secret, now=now, era=settings.era)

    async def handle(self, request: ClientRequest) -> Served:
        """Do what a request asks for. Whatever the adapter does is part of the answer."""
        route = route_of(request.method, request.path, self.settings.era)
        if route is None:
            return Served(Answer(404, f"Cannot {request.method} {request.path}"))
        token = self._token(request)
        if route.session and token is None:
            return Served(self._no_session(request))
        operation = self._operation(request, route, token)
        answered = await self._answered(operation, route)
        steps = operation.steps
        return Served(
            _debugged(answered, steps) if request.debug and self.settings.era == "head" else answered,
            tuple(steps.calls),
            self._headers(token),
            tuple(steps.findings),
        )

    def _operation(self, request: ClientRequest, route: ServerRoute, token: SessionToken | None) -> Operation:
        steps = Steps(
            adapter=next(iter(self._adapters.values())),
            users=self.stores.users,
            http=self._http,
            capture=self._capture,
            settings=self.settings,
            refreshing=self._refreshing,
        )
        return Operation(
            request,
            self.stores,
            self.settings,
            steps,
            self._adapters,
            user_id=token.user_id if token else "",
            platform=token.platform if token else "",
            name=route.fails_as,
            ringcentral=self._ringcentral,
            plugins=self._plugins,
            profiles=self._profiles,
        )

    async def _answered(self, operation: Operation, route: ServerRoute) -> Answer:
        try:
            if route.platform:
                given = operation.request.body if route.platform == "body" else operation.request.query
                if not given.get("platform"):
                    return Answer(400, _MISSING_PLATFORM.get(route.path, "Missing platform name"))
                operation.serve(str(given["platform"]))
            elif operation.platform:
                operation.serve(operation.platform)
            return await route.handler(operation)
        except SessionRevoked:
            return revoked()
        except AdapterThrew as threw:
            return self._failure(route, threw, operation.platform)

    def _failure(self, route: ServerRoute, threw: AdapterThrew, platform: str) -> Answer:
        if route.fails_as == "updateServerLoggingSettings":
            return server_logging_failed()
        if route.fails_as:
            return failed(route.fails_as, threw.error, platform, self.settings.era)
        return uncaught(threw.error, self.settings.era)

    def _token(self, request: ClientRequest) -> SessionToken | None:
        """The header wins, even when it is invalid; earlier servers look at the query only."""
        carried = str(request.query.get("jwtToken") or "")
        header = request.header("Authorization")
        if header.startswith("Bearer ") and self.settings.era == "head":
            carried = header.removeprefix("Bearer ")
        return read(carried, secret=self.settings.token_secret, now=self.settings.clock()) if carried else None

    def _no_session(self, request: ClientRequest) -> Answer:
        if self.settings.era != "head" and request.query.get("jwtToken"):
            return Answer(400, {})
        return Answer(400, NOT_CONNECTED)

    def _headers(self, token: SessionToken | None) -> dict[str, str]:
        if token is None or self.settings.era != "head" or not token.is_due(self.settings.clock()):
            return {}
        return {REFRESHED_HEADER: self.session_token(token.user_id, token.platform)}


_MISSING_PLATFORM: Mapping[str, str] = {"/implementedInterfaces": "Please provide platform."}


def _debugged(answer: Answer, steps: Steps) -> Answer:
    """The answer with a trace; texts become an object of characters, lists one of indexes (server_api.md section 1)."""
    body: dict[str, Any]
    if isinstance(answer.body, dict):
        body = dict(answer.body)
    elif isinstance(answer.body, str | list):
        body = {str(place): item for place, item in enumerate(answer.body)}
    else:
        body = {}
    traces: list[Json] = [
        {"methodName": call.interface, "level": "error" if call.outcome.error else "info", "data": {}}
        for call in steps.calls
    ]
    trace = {"requestId": secrets.token_hex(8), "traceCount": len(traces), "traces": traces, "sum": []}
    return Answer(answer.status, {**body, "_debug": trace})
