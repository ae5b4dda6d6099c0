"""Live objects among the arguments beside the user: the OAuth client and the tracer."""

from __future__ import annotations

import base64
import datetime
import json

from workbench_host.user import Done, camel


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
    """The OAuth client that App Connect's server hands over, as far as refreshing goes."""

    def __init__(self, options: dict) -> None:
        super().__init__(options)
        self.options = Options(options)

    def create_token(self, access_token=None, refresh_token=None, *_more):
        """A token that can be refreshed."""
        return Token(self, {"access_token": access_token, "refresh_token": refresh_token})

    createToken = create_token  # noqa: N815 - the name in JavaScript


class Token:
    """An access token with its refresh token."""

    def __init__(self, app: OAuthApp, data: dict) -> None:
        self._app = app
        self.data = data
        self.access_token = self.accessToken = data.get("access_token")
        self.refresh_token = self.refreshToken = data.get("refresh_token")
        lifetime = float(data.get("expires_in") or 0)
        self.expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=lifetime)

    def refresh(self, *_options):
        """Ask the token endpoint for a new token; works called plainly (`.data`) and awaited."""
        from urllib.parse import urlencode
        from urllib.request import Request, urlopen

        app = self._app
        form = {"grant_type": "refresh_token", "refresh_token": self.refresh_token or ""}
        pair = f"{app.get('clientId', '')}:{app.get('clientSecret', '')}".encode()
        headers = {
            "Accept": "application/json",
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        request = Request(app.get("accessTokenUri", ""), urlencode(form).encode(), headers, method="POST")
        with urlopen(request, timeout=60) as response:
            data = json.loads(response.read())
        return Refreshed(app, {"refresh_token": self.refresh_token, **data})


class Refreshed(Token, Done):
    """A refreshed token, usable at once and awaitable."""

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

    traceError = trace_error  # noqa: N815
    setContext = set_context  # noqa: N815
