"""The token request as App Connect's server makes it, override merged (runtime.md section 3.2 step 11, section 5).

It is built here rather than by an OAuth library because getOverridingOAuthOption is merged into its very parts,
names and defaults, as the server's JavaScript client does; libraries offer no such seam.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from workbench.core.traffic.outgoing import OutgoingRequest
from workbench.core.values import UNDEFINED, Json
from workbench.core.values.json_text import utf8, well_formed

FORM: Final = "application/x-www-form-urlencoded"
_DEFAULT_HEADERS: Final = {"Accept": f"application/json, {FORM}", "Content-Type": FORM}
_UNESCAPED: Final = "-_.!~*'()"


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """The OAuth client after the override: what getOauthInfo gave, replaced by name."""

    client_id: str
    access_token_uri: str
    client_secret: str = field(default="", repr=False)
    redirect_uri: str | None = None
    """None when getOauthInfo gives none: the path of the callback is not compared then."""
    headers: Mapping[str, Json] = field(default_factory=dict, repr=False)
    query: Mapping[str, Json] = field(default_factory=dict, repr=False)
    body: Mapping[str, Json] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to the token address, in parts."""

    url: str
    """With the query appended."""
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, Json] = field(repr=False)

    @property
    def authentication(self) -> str:
        """How the client proves itself: basic, body or none."""
        if self.headers.get("Authorization"):
            return "basic"
        return "body" if self.form.get("client_secret") else "none"

    def outgoing(self) -> OutgoingRequest:
        """As it is sent."""
        return OutgoingRequest("POST", self.url, tuple(self.headers.items()), querystring(self.form).encode())


def merged_options(info: Mapping[str, Json], override: Json = None) -> ClientOptions:
    """getOauthInfo's values with the override's of the same name over them."""
    given = {**info, **(override if isinstance(override, dict) else {})}
    redirect = given.get("redirectUri")
    return ClientOptions(
        client_id=_text(given.get("clientId")),
        access_token_uri=_text(given.get("accessTokenUri")),
        client_secret=_text(given.get("clientSecret")),
        redirect_uri=redirect if isinstance(redirect, str) else None,
        **{part: _members(given.get(part)) if override else {} for part in ("headers", "query", "body")},
    )


def code_request(options: ClientOptions, code: str, *, verifier: str = "", in_body: bool = False) -> TokenRequest:
    """The request that turns a code into tokens.

    Basic when there is a secret, else client_id in the form. `verifier` is PKCE's, which App Connect never
    sends; `in_body` puts the secret into the form instead, to find out where a CRM wants it.
    """
    headers: dict[str, Json] = dict(_DEFAULT_HEADERS)
    form: dict[str, Json] = {
        "code": code,
        "grant_type": "authorization_code",
        "redirect_uri": "" if options.redirect_uri is None else options.redirect_uri,
    }
    if not options.client_secret:
        form["client_id"] = options.client_id
    elif in_body:
        form |= {"client_id": options.client_id, "client_secret": options.client_secret}
    else:
        headers["Authorization"] = _basic(options)
    if verifier:
        form["code_verifier"] = verifier
    return _request(options, headers, form)


def refresh_request(options: ClientOptions, refresh_token: str, *, in_body: bool = False) -> TokenRequest:
    """The request that renews tokens: always Basic, with an empty password when there is no secret."""
    form: dict[str, Json] = {"refresh_token": refresh_token, "grant_type": "refresh_token"}
    headers: dict[str, Json] = dict(_DEFAULT_HEADERS)
    if in_body:
        form |= {"client_id": options.client_id, "client_secret": options.client_secret}
    else:
        headers["Authorization"] = _basic(options)
    return _request(options, headers, form)


def querystring(members: Mapping[str, Json]) -> str:
    """Members as a form or query, encoded and turned into text as Node's querystring does."""
    return "&".join(
        f"{_quoted(name)}={_quoted(_primitive(each))}"
        for name, value in members.items()
        for each in (value if isinstance(value, list) else [value])
    )


def _quoted(text: str) -> str:
    return quote(well_formed(text), safe=_UNESCAPED)


def _request(options: ClientOptions, headers: Mapping[str, Json], form: Mapping[str, Json]) -> TokenRequest:
    url = options.access_token_uri
    query = querystring(options.query)
    if query:
        url += ("&" if "?" in url else "?") + query
    lines = {name: _text(value) for name, value in {**headers, **options.headers}.items()}
    return TokenRequest(url, lines, {**form, **options.body})


def _basic(options: ClientOptions) -> str:
    pair = utf8(f"{options.client_id}:{options.client_secret}")
    return "Basic " + base64.b64encode(pair).decode()


def _members(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str:
    return "" if value is None or value is UNDEFINED else str(value)


def _primitive(value: Json) -> str:
    """Texts, finite numbers and truth values have a text; anything else is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value) if math.isfinite(value) else ""
    return str(value) if isinstance(value, str | int) else ""
