"""The OAuth 2.0 code exchange and refresh as App Connect's server makes them (contract: runtime.md 3.2 and 5)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from workbench.core.errors import LoginError, UnreachableError
from workbench.core.outgoing import Capture, HttpClient, HttpFailure, OutgoingRequest
from workbench.core.values import Json

FORM: Final = "application/x-www-form-urlencoded"
_REFUSED: Final = 399


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """What getOauthInfo says of the adapter's registration at the CRM."""

    client_id: str
    client_secret: str
    access_token_uri: str
    redirect_uri: str = ""

    @classmethod
    def from_oauth_info(cls, info: Json) -> OAuthClient:
        """Read a getOauthInfo result; raises LoginError naming what is missing."""
        missing = [key for key in ("clientId", "accessTokenUri") if not info.get(key)]
        if missing:
            raise LoginError(
                f"getOauthInfo gives no {' and no '.join(missing)}.",
                code="oauth-info-incomplete",
                hint="Return it from getOauthInfo; it often comes from the adapter's .env file.",
            )
        return cls(
            str(info["clientId"]),
            str(info.get("clientSecret") or ""),
            str(info["accessTokenUri"]),
            str(info.get("redirectUri") or ""),
        )


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token answer."""

    access_token: str
    refresh_token: str
    expires_at: float | None
    """Seconds since the epoch; None when the CRM gave no lifetime."""
    data: Json
    """The raw answer, which getUserInfo receives."""


def authorization_code(callback_url: str, state: str) -> str:
    """The code in a redirect address; raises LoginError for a refusal, a missing code or another login's state."""
    query = dict(parse_qsl(urlsplit(callback_url).query))
    if "error" in query:
        why = query.get("error_description") or query["error"]
        raise LoginError(
            f"The CRM refused the login: {why}",
            code="login-denied",
            hint="Approve the access on the CRM's page, or check what the app may ask for.",
        )
    if query.get("state") != state:
        raise LoginError(
            "The redirect carries another login's state.",
            code="state-mismatch",
            hint="Start the login again and use the page that it opens.",
        )
    if not query.get("code"):
        raise LoginError(
            "The redirected address carries no code.",
            code="code-missing",
            hint="Give the complete address the browser ended on, with everything after the question mark.",
        )
    return query["code"]


async def exchange_code(http: HttpClient, client: OAuthClient, code: str, override: Json, capture: Capture) -> Tokens:
    """Turn a code into tokens: Basic with a client secret, `client_id` in the form without one (runtime.md 3.2, 11).

    `override` is what getOverridingOAuthOption gave: its headers, query and body go over App Connect's own.
    """
    from authlib.oauth2.rfc6749.parameters import prepare_token_request

    override = override if isinstance(override, dict) else {}
    fields: dict[str, str] = {"code": code, "redirect_uri": client.redirect_uri}
    if not client.client_secret:
        fields["client_id"] = client.client_id
    fields |= {key: str(value) for key, value in (override.get("body") or {}).items()}
    form = prepare_token_request(fields.pop("grant_type", "authorization_code"), **fields)
    headers = _headers(client if client.client_secret else None)
    headers |= {key: str(value) for key, value in (override.get("headers") or {}).items()}
    address = client.access_token_uri
    if override.get("query"):
        address += ("&" if "?" in address else "?") + urlencode(override["query"])
    return await _ask(http, address, form, headers, capture)


async def refresh(http: HttpClient, client: OAuthClient, refresh_token: str, capture: Capture) -> Tokens:
    """Renew tokens, always with Basic (runtime.md 5); the old refresh token stays if none comes."""
    from authlib.oauth2.rfc6749.parameters import prepare_token_request

    form = prepare_token_request("refresh_token", refresh_token=refresh_token)
    tokens = await _ask(http, client.access_token_uri, form, _headers(client), capture)
    return Tokens(tokens.access_token, tokens.refresh_token or refresh_token, tokens.expires_at, tokens.data)


def _headers(client: OAuthClient | None) -> dict[str, str]:
    headers = {"Accept": f"application/json, {FORM}", "Content-Type": FORM}
    if client is not None:
        from authlib.oauth2.auth import ClientAuth

        _, headers, _ = ClientAuth(client.client_id, client.client_secret).prepare("POST", "", headers, "")
    return headers


async def _ask(http: HttpClient, address: str, form: str, headers: dict[str, str], capture: Capture) -> Tokens:
    request = OutgoingRequest("POST", address, tuple(headers.items()), form.encode())
    try:
        answer = await http.send(request, capture)
    except HttpFailure as failure:
        raise UnreachableError(
            f"The token address {address} did not answer: {failure.message}",
            code="token-endpoint-unreachable",
            hint="Check accessTokenUri in getOauthInfo, and the network.",
        ) from failure
    data = _read(answer.body)
    if answer.status >= _REFUSED or "error" in data or not data.get("access_token"):
        said = data.get("error_description") or data.get("error") or answer.body[:200].decode(errors="replace")
        raise LoginError(
            f"The token address answered {answer.status}: {said or 'nothing'}",
            code=str(data.get("error") or "no-token").replace("_", "-"),
            hint="Check clientId, clientSecret and redirectUri; a code can be used once and only for a short time.",
        )
    lifetime = data.get("expires_in")
    expires_at = time.time() + float(lifetime) if lifetime is not None else None
    return Tokens(str(data["access_token"]), str(data.get("refresh_token") or ""), expires_at, data)


def _read(body: bytes) -> dict[str, Json]:
    """A token answer, which may be JSON or form-encoded."""
    text = body.decode("utf-8", errors="replace")
    try:
        data = json.loads(text)
    except ValueError:
        return dict(parse_qsl(text))
    return data if isinstance(data, dict) else {}
