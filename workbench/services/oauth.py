"""The OAuth 2.0 code exchange and refresh as App Connect's server makes them (contract: runtime.md 3.2 and 5).

Authlib does what the RFCs fix: reading the redirect with its state, and PKCE. The token request's parts are core's,
since getOverridingOAuthOption is merged into them.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl

from workbench.core.errors import LoginError, UnreachableError
from workbench.core.login import (
    ClientOptions,
    TokenRequest,
    fits_state,
    merged_options,
    refresh_request,
)
from workbench.core.traffic.exchange import header
from workbench.core.traffic.outgoing import Capture, HttpClient, HttpFailure
from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.core.values.javascript import to_number
from workbench.core.values.json_text import read_json, write_json
from workbench.core.values.times import LARGEST_TIME

_OK: Final = 200
_REFUSED: Final = 399


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """What getOauthInfo says of the adapter's registration at the CRM."""

    client_id: str
    client_secret: str = field(repr=False)
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

    def options(self, override: Json = None) -> ClientOptions:
        """The client with an override merged over it."""
        info = {
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
            "accessTokenUri": self.access_token_uri,
            "redirectUri": self.redirect_uri or None,
        }
        return merged_options(info, override)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a session is kept up with, as a CRM gave it."""

    access_token: Json = field(repr=False)
    refresh_token: Json = field(repr=False)
    expires_at: float | None = None
    """Seconds since the epoch; None when the CRM gave no lifetime."""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token address said, understood as App Connect understands it."""

    status: int
    content_type: str
    body: str = field(repr=False)
    data: dict[str, Json] = field(repr=False)
    """JSON or a form as members; empty when it is neither."""
    skew: float | None
    """Seconds that the CRM's clock is ahead of this one; None without a Date."""
    received_at: float
    """Seconds since the epoch."""

    @property
    def error(self) -> str:
        """The OAuth error code, or empty."""
        said = self.data.get("error")
        return said if isinstance(said, str) else ""

    @property
    def description(self) -> str:
        """The CRM's words for a refusal, or empty; of a page or a text, its beginning."""
        for name in ("error_description", "error", "message", "errors"):
            said = self.data.get(name)
            if said:
                return said if isinstance(said, str) else write_json(said)
        return "" if self.ok or not self.body.strip() else self.body.strip()[:200]

    @property
    def refused(self) -> bool:
        """Whether App Connect's OAuth library takes it for a refusal."""
        said = self.data.get("error") or self.data.get("error_description")
        return not _OK <= self.status < _REFUSED or bool(said)

    @property
    def ok(self) -> bool:
        """Whether it gives an access token."""
        return not self.refused and bool(self.data.get("access_token"))

    @property
    def expires_at(self) -> float | None:
        """When the token expires, in seconds since the epoch; None for a lifetime that no date can be made of."""
        lifetime = self.lifetime
        if lifetime is None or not math.isfinite(lifetime):
            return None
        # The library counts whole seconds.
        moment = self.received_at + math.trunc(lifetime)
        return moment if abs(moment) * 1000 <= LARGEST_TIME else None

    @property
    def lifetime(self) -> float | None:
        """expires_in in seconds, read as JavaScript reads a number; None where there is none, NaN for what is none."""
        return to_number(self.data["expires_in"]) if "expires_in" in self.data else None


class TokenRefusedError(LoginError):
    """The token address gave no tokens; `answer` is what it said instead."""

    def __init__(self, answer: TokenAnswer) -> None:
        super().__init__(
            f"The token address answered {answer.status}: {answer.description or 'nothing'}",
            code=(answer.error or "no-token").replace("_", "-"),
            hint="Check clientId and clientSecret; a refresh token may be used up, expired or revoked.",
        )
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Redirect:
    """What a redirect address says."""

    code: str = field(default="", repr=False)
    error: str = ""
    description: str = ""
    fault: str = ""
    """state-mismatch, code-missing, parameter-twice or answer-in-fragment, else empty."""
    names: tuple[str, ...] = ()
    """Parameters that a fault is about."""
    is_stateless: bool = False
    """Whether it is a refusal that came back without its state, as some CRMs send it; it proves nothing."""


_ANSWERS: Final = frozenset({"code", "access_token", "id_token", "error", "error_description"})
"""Parameters by which a redirect answers."""


def read_redirect(callback_url: str, state: str) -> Redirect:
    """Read the address that the browser came back to; the state is checked before anything else counts.

    A refusal without any state is taken as one: there is nothing in it that could be planted but an end.
    """
    from authlib.oauth2.rfc6749.errors import MissingCodeException
    from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response

    parts = split_address(callback_url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    query = dict(given)
    twice = tuple(
        name for name in ("code", "state", "error") if len({value for key, value in given if key == name}) > 1
    )
    if twice:
        return Redirect(fault="parameter-twice", names=twice)
    behind = dict(parse_qsl(parts.fragment, keep_blank_values=True))
    if not _ANSWERS.intersection(query) and (names := tuple(name for name in behind if name in _ANSWERS)):
        return Redirect(fault="answer-in-fragment", names=names)
    error, description = query.get("error", ""), query.get("error_description", "")
    stateless = not query.get("state") and bool(error or description)
    if not stateless and (not state or not fits_state(query.get("state", ""), state)):
        return Redirect(fault="state-mismatch")
    if error or description:
        return Redirect(error=error, description=description, is_stateless=stateless)
    try:
        return Redirect(code=str(parse_authorization_code_response(callback_url)["code"]))
    except MissingCodeException:
        return Redirect(fault="code-missing")


def pkce_challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    return str(create_s256_code_challenge(verifier))


async def refresh(http: HttpClient, client: OAuthClient, held: Tokens, capture: Capture) -> Tokens:
    """Renew tokens, always with Basic (runtime.md 5); of those that an answer does not name the old ones stay."""
    answer = await _send(http, refresh_request(client.options(), held.refresh_token), capture)
    if answer.refused:
        raise TokenRefusedError(answer)
    # The library lays the answer over what it had: only a member that is not there leaves the old token.
    given = {"access_token": held.access_token, "refresh_token": held.refresh_token, **answer.data}
    return Tokens(given["access_token"], given["refresh_token"], answer.expires_at)


async def revoke(http: HttpClient, client: OAuthClient, address: str, token: str, capture: Capture) -> int:
    """Ask a revocation address to end a token (RFC 7009); the status of its answer. Raises UnreachableError."""
    request = refresh_request(client.options({"accessTokenUri": address}), "")
    form = {"token": token}
    return (await _send(http, TokenRequest(address, request.headers, form), capture)).status


async def ask_for_tokens(http: HttpClient, request: TokenRequest, capture: Capture) -> TokenAnswer:
    """Send a token request and read the answer, good or not; raises UnreachableError when there is none."""
    return await _send(http, request, capture)


async def _send(http: HttpClient, request: TokenRequest, capture: Capture) -> TokenAnswer:
    sent_at = time.time()
    try:
        answer = await http.send(request.outgoing(), capture)
    except HttpFailure as failure:
        raise UnreachableError(
            f"The token address {request.url.partition('?')[0]} did not answer: {failure.message}",
            code="token-endpoint-unreachable",
            hint="Check accessTokenUri in getOauthInfo, and the network.",
        ) from failure
    received_at = time.time()
    text = answer.body.decode("utf-8", errors="replace")
    return TokenAnswer(
        status=answer.status,
        content_type=header(answer.headers, "content-type"),
        body=text,
        data=_read(text),
        skew=_skew(header(answer.headers, "date"), (sent_at + received_at) / 2),
        received_at=received_at,
    )


def _read(text: str) -> dict[str, Json]:
    """A token answer, which may be JSON or form-encoded."""
    try:
        data = read_json(text)
    except ValueError:
        return {} if text.lstrip().startswith("<") else dict(parse_qsl(text, keep_blank_values=True))
    return data if isinstance(data, dict) else {}


def _skew(date: str, now: float) -> float | None:
    """How far a Date header is from now, in seconds."""
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (TypeError, ValueError):
        return None
