"""Live objects among the arguments beside the user: the OAuth client and the tracer."""

from __future__ import annotations

import base64
import datetime
import json
from typing import Any

from workbench_host.row import Done, camel


class Options:
    """Reads members in camelCase and snake_case, as attributes and as items."""

    def __init__(self, options: dict) -> None:
        self.__dict__.update(options)

    def __getattr__(self, name):
        try:
            return self.__dict__[camel(name)]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name):
        return getattr(self, name)

    def get(self, name, default=None):
        """A member, or the default."""
        return getattr(self, name, default)


class OAuthApp(Options):
    """The OAuth client that App Connect's server hands over: tokens that can be refreshed, and the code flow."""

    def __init__(self, options: dict) -> None:
        super().__init__(options)
        self.options = Options(options)
        self.code = CodeFlow(self)

    def create_token(self, access_token=None, refresh_token=None, token_type=None, data=None):
        """A token that can be refreshed; the first argument may be the data itself."""
        given = dict(access_token) if isinstance(access_token, dict) else {"access_token": access_token}
        known = {"refresh_token": refresh_token, "token_type": token_type}
        return Token(self, {**(data or {}), **given, **{name: value for name, value in known.items() if value}})

    createToken = create_token

    def ask(self, form: dict, more: dict, basic: bool) -> dict:
        """Post a form to the token endpoint; `more` holds headers, query and body that go over the defaults."""
        from urllib.error import HTTPError
        from urllib.parse import parse_qsl, urlencode
        from urllib.request import Request, urlopen

        options = {**vars(self.options), **more}
        address = str(options.get("accessTokenUri", ""))
        if options.get("query"):
            address += ("&" if "?" in address else "?") + urlencode(options["query"])
        headers = {
            "Accept": "application/json, application/x-www-form-urlencoded",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if basic:
            pair = f"{options.get('clientId') or ''}:{options.get('clientSecret') or ''}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        headers.update(options.get("headers") or {})
        body = urlencode({**form, **(options.get("body") or {})}).encode()
        try:
            with urlopen(Request(address, body, headers, method="POST"), timeout=60) as response:  # noqa: S310, the adapter names it
                status, text = response.status, response.read().decode("utf-8", "replace")
        except HTTPError as error:
            status, text = error.code, error.read().decode("utf-8", "replace")
        try:
            answer: dict[str, Any] = json.loads(text)
        except (ValueError, RecursionError):
            answer = dict(parse_qsl(text, keep_blank_values=True))
        if answer.get("error") or answer.get("error_description"):
            raise OAuthError(str(answer.get("error_description") or answer["error"]), "EAUTH", answer)
        if status >= 399:
            raise OAuthError(f"HTTP status {status}", "ESTATUS", text)
        return answer


class OAuthError(Exception):
    """The token endpoint refused; like the server's library it carries no response."""

    def __init__(self, message: str, code: str, body) -> None:
        super().__init__(message)
        self.code = code
        self.body = body


class CodeFlow:
    """The authorization code flow."""

    def __init__(self, app: OAuthApp) -> None:
        self._app = app

    def get_uri(self, more=None):
        """The consent page's address."""
        from urllib.parse import urlencode

        options = {**vars(self._app.options), **(more or {})}
        query = {
            "client_id": options.get("clientId") or "",
            "redirect_uri": options.get("redirectUri") or "",
            "response_type": "code",
            "state": options.get("state") or "",
        }
        scopes = options.get("scopes")
        if scopes:
            query["scope"] = " ".join(scopes) if isinstance(scopes, list) else scopes
        page = str(options.get("authorizationUri") or "")
        return page + ("&" if "?" in page else "?") + urlencode({**query, **(options.get("query") or {})})

    def get_token(self, uri, more=None):
        """Exchange the code in a redirect address; works called plainly and awaited."""
        from urllib.parse import parse_qsl, urlsplit

        options = {**vars(self._app.options), **(more or {})}
        address, redirect = urlsplit(str(uri)), options.get("redirectUri")
        if isinstance(redirect, str) and (address.path or "/") != (urlsplit(redirect).path or "/"):
            raise TypeError(f"Redirected path should match configured path, but got: {address.path}")
        query = dict(parse_qsl(address.query))
        if "error" in query:
            raise OAuthError(query.get("error_description", query["error"]), "EAUTH", query)
        if options.get("state") is not None and query.get("state") != options["state"]:
            raise TypeError(f"Invalid state: {query.get('state')}")
        if not query.get("code"):
            raise TypeError("Missing code, unable to request token")
        form = {"code": query["code"], "grant_type": "authorization_code", "redirect_uri": redirect or ""}
        if not options.get("clientSecret"):
            form["client_id"] = options.get("clientId") or ""
        return Refreshed(self._app, self._app.ask(form, more or {}, bool(options.get("clientSecret"))))

    getUri = get_uri
    getToken = get_token


class Token:
    """An access token with its refresh token."""

    def __init__(self, app: OAuthApp, data: dict) -> None:
        self._app = app
        self.data = data
        self.access_token = self.accessToken = data.get("access_token")
        self.refresh_token = self.refreshToken = data.get("refresh_token")
        self.token_type = self.tokenType = str(data.get("token_type") or "").lower()
        self.expires = _expiry(data)

    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and datetime.datetime.now(datetime.timezone.utc) > self.expires

    def refresh(self, more=None):
        """Ask the token endpoint for a new token; works called plainly (`.data`) and awaited."""
        if not self.refresh_token:
            raise ValueError("No refresh token")
        form = {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        return Refreshed(self._app, {**self.data, **self._app.ask(form, more or {}, basic=True)})


def _expiry(data: dict):
    """When a token with this answer expires; None, as the server's library has no valid date, for no number."""
    if "expires_in" not in data:
        return None
    try:
        seconds = int(float(data["expires_in"] or 0))
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    except (TypeError, ValueError, OverflowError):
        return None


class Refreshed(Token, Done):
    """A token that was just given, usable at once and awaitable."""

    def __init__(self, app: OAuthApp, data: dict) -> None:
        Token.__init__(self, app, data)
        Done.__init__(self, self)


class Tracer:
    """An object whose methods do nothing."""

    def trace(self, *_, **__):
        """Nothing."""

    def trace_error(self, *_, **__):
        """Nothing."""

    def set_context(self, *_, **__):
        """Nothing."""

    traceError = trace_error
    setContext = set_context
