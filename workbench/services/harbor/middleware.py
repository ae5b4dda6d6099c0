"""What every request passes through: request ids, its own names, the rate limit.

Each is a small ASGI wrapper; `app.py` lists them from the outside in, and another one is one more line there.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.core.traffic.hosts import HostMap
from workbench.services.harbor.access import digest
from workbench.services.harbor.hosts import HARBOR_HOSTS
from workbench.services.harbor.problems import Problem

_OWN_HOSTS: Final = ("127.0.0.1", "localhost", *HARBOR_HOSTS)


class RequestIds:
    """Gives each request an id, keeps one that came along, and answers with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if given.isalnum() and len(given) <= 64 else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, answer)


class OwnNames:
    """Refuses requests for any other host: a page elsewhere may have its own name lead to this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            name = Headers(scope=scope).get("host", "")
            if not any(HostMap(own, "").matches(_without_port(name), 0) for own in _OWN_HOSTS):
                words = f"Harbor CRM answers {', '.join(_OWN_HOSTS)} and no other host, such as “{name[:200]}”."
                problem = Problem(421, "another_host", words)
                answer = JSONResponse(problem.body(scope["state"]["request_id"]), problem.status)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _without_port(host: str) -> str:
    return re.sub(r":\d*$", "", host.strip())


@dataclass(slots=True)
class _Window:
    ends_at: float
    count: int = 0


@dataclass(slots=True)
class RateLimiter:
    """Counts requests by credential in fixed windows."""

    limit: int
    """Requests in one window."""
    seconds: float
    clock: Callable[[], float]
    _windows: dict[str, _Window] = field(default_factory=dict)

    def count(self, credential: str) -> tuple[int, float]:
        """Count one request: what remains (below zero: refuse), and when the window ends."""
        now = self.clock()
        window = self._windows.get(credential)
        if window is None or window.ends_at <= now:
            self._windows = {key: kept for key, kept in self._windows.items() if kept.ends_at > now}
            window = self._windows[credential] = _Window(now + self.seconds)
        window.count += 1
        return self.limit - window.count, window.ends_at


class RateLimit:
    """Says how many API requests remain, and refuses those above the limit with 429."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        credential = headers.get("authorization") or headers.get("x-api-key") or ""
        remaining, ends_at = self._limiter.count(digest(credential))
        shown = {
            "X-RateLimit-Limit": str(self._limiter.limit),
            "X-RateLimit-Remaining": str(max(remaining, 0)),
            "X-RateLimit-Reset": str(math.ceil(ends_at)),
        }
        if remaining < 0:
            wait = max(1, math.ceil(ends_at - self._limiter.clock()))
            problem = Problem(429, "rate_limited", f"Too many requests. Try again in {wait} s.")
            response = JSONResponse(
                problem.body(scope["state"]["request_id"]), 429, headers={**shown, "Retry-After": str(wait)}
            )
            await response(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(shown)
            await send(message)

        await self._app(scope, receive, answer)
