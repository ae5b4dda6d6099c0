"""Puts Harbor together: routes, refusals, and the middleware in its order."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from workbench.services.harbor.api import Api, http_problem, problem_answer
from workbench.services.harbor.middleware import OwnNames, RateLimit, RateLimiter, RequestIds
from workbench.services.harbor.oauth import OAuthError, OAuthServer
from workbench.services.harbor.oauth_routes import OAuthRoutes, error_json
from workbench.services.harbor.pages import Pages
from workbench.services.harbor.problems import Problem
from workbench.services.harbor.store import Store

_WORTH_COMPRESSING = 1_024
"""Bytes."""


def build(
    store: Store, oauth: OAuthServer, *, rate_limit: int, rate_seconds: float, clock: Callable[[], float]
) -> Starlette:
    """The ASGI application over an open store."""
    pages = Pages(store)

    async def no_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        if path.startswith(("/v1/", "/oauth/")):
            return await problem_answer(request, http_problem(error, path))
        return pages.problem(error.status_code, "There is no such page.", "The start page lists what there is.")

    return Starlette(
        routes=[*Api(store).routes(), *OAuthRoutes(oauth, store, pages).routes(), *pages.routes()],
        exception_handlers={Problem: problem_answer, OAuthError: error_json, HTTPException: no_route},
        # From the outside in.
        middleware=[
            Middleware(RequestIds),
            Middleware(OwnNames),
            Middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING),
            Middleware(RateLimit, limiter=RateLimiter(rate_limit, rate_seconds, clock)),
        ],
    )
