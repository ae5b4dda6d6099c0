"""App Connect's server, rebuilt: a client's request in, the calls of the adapter and the answer out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import (
    NOT_CONNECTED,
    AdapterThrew,
    SessionRevoked,
    revoked,
    uncaught,
)
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.result_answers import server_logging_failed
from workbench.core.server.results import failed, failure_of
from workbench.core.server.session_tokens import REFRESHED_HEADER, SessionToken, read, sign
from workbench.core.server.settings import ServerSettings
from workbench.core.server.store_table import noted
from workbench.core.server.stores import Stores
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.core.values import Json
from workbench.session.server.operation import Operation, Refused
from workbench.session.server.outside import ServedAdapter
from workbench.session.server.routes import ServerRoute, firing_route, route_of
from workbench.session.server.steps import ServedCall, Steps, Walk

_FREELY: Final = Walk()
"""A client's request, gone through as it is."""


@dataclass(frozen=True, slots=True)
class Served:
    """What came of one request."""

    answer: Answer | None
    """None where a firing's interface only leads to another's answer."""
    calls: tuple[ServedCall, ...] = ()
    """Calls of the adapter, in order."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer that clients look at."""
    findings: tuple[Finding, ...] = ()
    """What the server passed over in silence."""
    stop: AdapterThrew | SessionRevoked | None = None
    """Why it ended early, or failed with what the adapter gave."""
    steps: Steps | None = None
    """How far it came; None when no adapter was concerned."""


class AppConnectServer:
    """One connector server. Its stores live as long as it does; requests may be handled at the same time."""

    def __init__(
        self,
        adapters: Mapping[str, ServedAdapter],
        *,
        http: HttpClient,
        capture: Callable[[str], Capture],
        stores: Stores,
        settings: ServerSettings,
        profiles: Mapping[str, Json],
    ) -> None:
        """`adapters` are by platform; `http` exchanges codes and renews tokens; `capture` reports it by invocation.

        `profiles` are declarative ones by proxyId.
        """
        self._settings = settings
        self.stores = stores
        self._adapters = adapters
        self._http = http
        self._capture = capture
        self._profiles = profiles
        self._refreshing = asyncio.Lock()

    @property
    def stores(self) -> Stores:
        """Everything that it keeps."""
        return self._stores

    @stores.setter
    def stores(self, stores: Stores) -> None:
        self._stores = stores
        stores.settings = self._settings

    @property
    def settings(self) -> ServerSettings:
        """How it is set up."""
        return self._settings

    @settings.setter
    def settings(self, settings: ServerSettings) -> None:
        self._settings = self._stores.settings = settings

    def session_token(self, user_id: str, platform: str) -> str:
        """A session token, as a login gives it."""
        now, settings = self.settings.clock(), self.settings
        return sign(user_id, platform, secret=settings.token_secret, now=now, era=settings.era)

    async def handle(self, request: ClientRequest, walk: Walk = _FREELY) -> Served:
        """Do what a request asks for, as `walk` says. Whatever the adapter does is part of the answer."""
        era = self.settings.era
        route = firing_route(walk.target) if walk.target else route_of(request.method, request.path, era)
        if route is None:
            return Served(Answer(404, f"Cannot {request.method} {request.path}"))
        token = self._token(request)
        if route.session and token is None and not walk.target:
            return Served(self._no_session(request))
        operation = self.operation(request, walk, route=route, token=token)
        steps = operation.steps
        with noted(steps.trail.append):
            answered, stop = await self._answered(operation, route)
        return Served(
            _debugged(answered, steps) if answered and request.debug and era == "head" else answered,
            tuple(steps.calls),
            self._headers(token),
            tuple(steps.findings),
            stop,
            steps,
        )

    def operation(
        self,
        request: ClientRequest,
        walk: Walk = _FREELY,
        *,
        route: ServerRoute | None = None,
        token: SessionToken | None = None,
        settings: ServerSettings | None = None,
    ) -> Operation:
        """A request about to be handled; a login walks one step by step, set up as its host asks for."""
        settings = settings or self.settings
        first = next(iter(self._adapters))
        steps = Steps(
            adapter=self._adapters[first],
            users=self.stores.users,
            http=self._http,
            capture=self._capture(walk.invocation_id),
            walk=walk,
            settings=settings,
            refreshing=asyncio.Lock() if walk.renews_alone else self._refreshing,
        )
        return Operation(
            request,
            self.stores,
            settings,
            steps,
            self._adapters,
            user_id=token.user_id if token else walk.user_id,
            platform=token.platform if token else first if walk.target else "",
            name=walk.target or (route.fails_as if route else ""),
            profiles=self._profiles,
        )

    async def _answered(
        self, operation: Operation, route: ServerRoute
    ) -> tuple[Answer | None, AdapterThrew | SessionRevoked | None]:
        try:
            if route.platform and not operation.target:
                given = operation.request.body if route.platform == "body" else operation.request.query
                if not given.get("platform"):
                    return Answer(400, _MISSING_PLATFORM.get(route.path, "Missing platform name")), None
                operation.serve(str(given["platform"]))
            elif operation.platform:
                operation.serve(operation.platform)
            return await route.handler(operation), None
        except Refused as refused:
            return refused.answer, None
        except SessionRevoked as stop:
            return revoked(route.revoked), stop
        except AdapterThrew as stop:
            return self._failure(route, stop, operation), stop

    def _failure(self, route: ServerRoute, threw: AdapterThrew, operation: Operation) -> Answer | None:
        era = self.settings.era
        if route.fails_as == "updateServerLoggingSettings":
            return server_logging_failed()
        if route.is_helper:
            return failure_of(threw.error, operation.asked(operation.target))
        if route.fails_as:
            return failed(route.fails_as, threw.error, operation.platform, era)
        return uncaught(threw.error, era)

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
