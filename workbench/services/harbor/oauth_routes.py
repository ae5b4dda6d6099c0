"""The OAuth 2.0 addresses: consent page, token and revocation."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from workbench.services.harbor.oauth import Authorization, OAuthError, OAuthServer
from workbench.services.harbor.pages import Pages
from workbench.services.harbor.store import Store

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthRoutes:
    """Requests in, decisions of OAuthServer out."""

    def __init__(self, server: OAuthServer, store: Store, pages: Pages) -> None:
        self._server = server
        self._store = store
        self._pages = pages

    def routes(self) -> list[Route]:
        """What is mounted at the root."""
        return [
            Route("/oauth/authorize", self.ask, methods=["GET"]),
            Route("/oauth/authorize", self.decide, methods=["POST"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Show the consent page."""
        query = dict(request.query_params)
        try:
            authorization = self._server.read_authorization(query)
        except OAuthError as error:
            return self._refuse(error, query)
        return self._pages.consent(authorization, query)

    async def decide(self, request: Request) -> Response:
        """Take the decision of the consent page's form.

        Fields: those of the authorization request, `decision` (approve or deny), `user_id` (default: the first
        user), and `grant` once for each scope kept when `choose` is sent; without `choose` all are granted.
        """
        if not _from_own_page(request):
            return self._pages.problem(403, "This form was sent from another page.", "Open the consent page itself.")
        pairs = await _form_pairs(request)
        form = dict(pairs)
        try:
            authorization = self._server.read_authorization(form)
        except OAuthError as error:
            return self._refuse(error, form)
        granted = authorization.scopes
        if form.get("choose"):
            granted = tuple(value for name, value in pairs if name == "grant" and value in authorization.scopes)
        if form.get("decision") != "approve" or not granted:
            return _back(authorization, {"error": "access_denied", "error_description": "The user said no."})
        user_id = self._store.value(
            "SELECT id FROM users WHERE ? = '' OR id = ? ORDER BY id",
            (form.get("user_id", ""), form.get("user_id", "")),
        )
        if user_id is None:
            return self._pages.problem(400, "There is no such user.", "Choose one of those on the consent page.")
        return _back(authorization, {"code": self._server.grant(authorization, user_id, granted)})

    async def token(self, request: Request) -> Response:
        """Give tokens for a code or a refresh token."""
        form = dict(await _form_pairs(request))
        client = self._server.authenticate_client(request.headers.get("authorization", ""), form)
        return JSONResponse(self._server.exchange(client, form), headers=_NO_STORE)

    async def revoke(self, request: Request) -> Response:
        """Revoke a token."""
        form = dict(await _form_pairs(request))
        client = self._server.authenticate_client(request.headers.get("authorization", ""), form)
        if not form.get("token"):
            raise OAuthError("invalid_request", "token is missing.")
        self._server.revoke(client, form["token"])
        return Response(status_code=200, headers=_NO_STORE)

    def _refuse(self, error: OAuthError, query: dict[str, str]) -> Response:
        if not error.redirectable:
            # An address that is not registered must never be sent anything (RFC 6749 section 4.1.2.1).
            return self._pages.problem(error.status, error.description, "Check the application’s settings.")
        fields = {"error": error.error, "error_description": error.description}
        return _redirect(query["redirect_uri"], fields, query.get("state", ""))


def _from_own_page(request: Request) -> bool:
    """Whether the form is our own page's: browsers name the origin, programs name none."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _back(authorization: Authorization, fields: dict[str, str]) -> Response:
    return _redirect(authorization.redirect_uri, fields, authorization.state)


def _redirect(address: str, fields: dict[str, str], state: str) -> Response:
    if state:
        fields["state"] = state
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(fields))))
    return RedirectResponse(urlunsplit(parts._replace(query=query)), status_code=303, headers=_NO_STORE)


async def _form_pairs(request: Request) -> list[tuple[str, str]]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "The body has to be application/x-www-form-urlencoded.")
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise OAuthError("invalid_request", "The form cannot be read.") from None
    return pairs


async def error_json(_request: Request, error: Exception) -> Response:
    """A refusal in the JSON of RFC 6749 section 5.2."""
    assert isinstance(error, OAuthError)
    headers: dict[str, str] = dict(_NO_STORE)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Harbor CRM"'
    body: dict[str, Any] = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, error.status, headers=headers)
