"""Harbor's OAuth 2.0 rules (RFC 6749, 7009, 7636, 8252): codes, tokens, rotation; no HTTP here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from workbench.services.harbor.access import digest
from workbench.services.harbor.records import SCOPES
from workbench.services.harbor.store import Row, Store

CODE_SECONDS: Final = 60
"""Life of an authorization code."""
REFRESH_SECONDS: Final = 30 * 24 * 3_600
"""Life of a refresh token."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An application registered with Harbor."""

    client_id: str
    client_secret: str
    """Empty for a public client, which then has to use PKCE."""
    name: str
    redirect_uris: tuple[str, ...]
    """Compared exactly; those on a loopback address match with any port (RFC 8252 section 7.3)."""
    scopes: tuple[str, ...] = tuple(SCOPES)
    """What it may ask for; asking for nothing asks for all of it."""
    s256_only: bool = False
    """Refuses requests without a challenge, or with a plain one."""


class OAuthError(Exception):
    """A refusal in the terms of RFC 6749: `error` and `error_description`."""

    def __init__(self, error: str, description: str, *, status: int = 400, redirectable: bool = True) -> None:
        """`redirectable` is False when the redirect address itself cannot be trusted."""
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status
        self.redirectable = redirectable


@dataclass(frozen=True, slots=True)
class Authorization:
    """A valid request for consent."""

    client: OAuthClient
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str
    method: str


class OAuthServer:
    """Decides requests for consent and for tokens."""

    def __init__(self, store: Store, clients: tuple[OAuthClient, ...], *, token_seconds: int) -> None:
        """`token_seconds` is the life of an access token."""
        self._store = store
        self._clients = {client.client_id: client for client in clients}
        self._token_seconds = token_seconds

    def read_authorization(self, query: Mapping[str, str]) -> Authorization:
        """Check a request for consent; raises OAuthError, redirectable once client and address are known."""
        client = self._clients.get(query.get("client_id", ""))
        if client is None:
            raise OAuthError(
                "invalid_client",
                f"No application is registered as “{query.get('client_id', '')}”.",
                status=401,
                redirectable=False,
            )
        redirect_uri = query.get("redirect_uri", "")
        if not any(_same_redirect(redirect_uri, registered) for registered in client.redirect_uris):
            raise OAuthError(
                "invalid_request",
                f"The redirect address “{redirect_uri}” is not registered for {client.name}.",
                redirectable=False,
            )
        if query.get("response_type", "") != "code":
            raise OAuthError("unsupported_response_type", "response_type has to be “code”.")
        challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "")
        if challenge:
            method = method or "plain"
            if method not in ("S256", "plain"):
                raise OAuthError("invalid_request", f"“{method}” is not a code challenge method.")
        if client.s256_only and method != "S256":
            raise OAuthError("invalid_request", f"{client.name} has to send an S256 code challenge.")
        asked = tuple(dict.fromkeys(query.get("scope", "").split())) or client.scopes
        unknown = [scope for scope in asked if scope not in client.scopes]
        if unknown:
            raise OAuthError("invalid_scope", f"{client.name} may not ask for {', '.join(unknown)}.")
        return Authorization(client, redirect_uri, asked, query.get("state", ""), challenge, method)

    def grant(self, authorization: Authorization, user_id: int, scopes: tuple[str, ...]) -> str:
        """A code for what the user granted."""
        code = secrets.token_urlsafe(24)
        self._store.insert(
            "codes",
            {
                "hash": digest(code),
                "client_id": authorization.client.client_id,
                "user_id": user_id,
                "redirect_uri": authorization.redirect_uri,
                "scope": " ".join(scope for scope in authorization.scopes if scope in scopes),
                "challenge": authorization.challenge,
                "method": authorization.method,
                "expires_at": self._store.now() + CODE_SECONDS,
                "family": secrets.token_hex(8),
            },
        )
        return code

    def authenticate_client(self, authorization: str, form: Mapping[str, str]) -> OAuthClient:
        """The client by Basic header or by form fields; raises OAuthError when wrong or doubled."""
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() == "basic":
            basic_id, basic_secret = _basic(credentials)
            if secret or (client_id and client_id != basic_id):
                raise OAuthError("invalid_request", "The client authenticated both by header and by form.")
            client_id, secret = basic_id, basic_secret
        client = self._clients.get(client_id)
        if client is None or not hmac.compare_digest(secret.encode(), client.client_secret.encode()):
            raise OAuthError("invalid_client", "The client id or its secret is wrong.", status=401)
        return client

    def exchange(self, client: OAuthClient, form: Mapping[str, str]) -> dict[str, Any]:
        """Answer a token request; raises OAuthError."""
        grant_type = form.get("grant_type", "")
        if not grant_type:
            raise OAuthError("invalid_request", "grant_type is missing.")
        if grant_type == "authorization_code":
            return self._by_code(client, form)
        if grant_type == "refresh_token":
            return self._by_refresh_token(client, form)
        raise OAuthError("unsupported_grant_type", f"“{grant_type}” is not offered.")

    def revoke(self, client: OAuthClient, token: str) -> None:
        """Revoke a token and everything granted with it; unknown tokens are no error (RFC 7009 section 2.2)."""
        found = self._store.row(
            "SELECT family FROM tokens WHERE hash = ? AND client_id = ?", (digest(token), client.client_id)
        )
        if found is not None:
            self._revoke_family(found["family"])

    def _by_code(self, client: OAuthClient, form: Mapping[str, str]) -> dict[str, Any]:
        if not form.get("code"):
            raise OAuthError("invalid_request", "code is missing.")
        code = self._store.row("SELECT * FROM codes WHERE hash = ?", (digest(form["code"]),))
        if code is None or code["client_id"] != client.client_id:
            raise OAuthError("invalid_grant", "The code is not known.")
        if code["used"]:
            # Whoever comes second may be the thief or the owner: what the first one got ends too (RFC 6749 4.1.2).
            self._revoke_family(code["family"])
            raise OAuthError("invalid_grant", "The code was used before; the tokens it gave are revoked.")
        if code["expires_at"] <= self._store.now():
            raise OAuthError("invalid_grant", f"The code has expired; it lives for {CODE_SECONDS} seconds.")
        if form.get("redirect_uri", "") != code["redirect_uri"]:
            raise OAuthError("invalid_grant", "redirect_uri differs from the one that consent was asked with.")
        _check_verifier(code, form.get("code_verifier", ""))
        self._store.execute("UPDATE codes SET used = 1 WHERE hash = ?", (code["hash"],))
        return self._issue(client, code, code["scope"])

    def _by_refresh_token(self, client: OAuthClient, form: Mapping[str, str]) -> dict[str, Any]:
        if not form.get("refresh_token"):
            raise OAuthError("invalid_request", "refresh_token is missing.")
        token = self._store.row(
            "SELECT * FROM tokens WHERE hash = ? AND kind = 'refresh' AND client_id = ?",
            (digest(form["refresh_token"]), client.client_id),
        )
        if token is None:
            raise OAuthError("invalid_grant", "The refresh token is not known.")
        if token["revoked"]:
            raise OAuthError("invalid_grant", "The refresh token was revoked.")
        if token["used"]:
            self._revoke_family(token["family"])
            raise OAuthError(
                "invalid_grant", "The refresh token was used before; everything granted with it is revoked."
            )
        if token["expires_at"] <= self._store.now():
            raise OAuthError("invalid_grant", "The refresh token has expired.")
        granted = token["scope"].split()
        asked = form.get("scope", "").split() or granted
        if not set(asked) <= set(granted):
            raise OAuthError("invalid_scope", "A refresh cannot widen what was granted.")
        self._store.execute("UPDATE tokens SET used = 1 WHERE hash = ?", (token["hash"],))
        return self._issue(client, token, " ".join(asked))

    def _issue(self, client: OAuthClient, grant: Row, scope: str) -> dict[str, Any]:
        now = self._store.now()
        lives = {"access": self._token_seconds, "refresh": REFRESH_SECONDS}
        issued = {kind: f"hbr_{kind}_{secrets.token_urlsafe(24)}" for kind in lives}
        for kind, seconds in lives.items():
            self._store.insert(
                "tokens",
                {
                    "hash": digest(issued[kind]),
                    "kind": kind,
                    "client_id": client.client_id,
                    "user_id": grant["user_id"],
                    # A narrower access token leaves the grant itself as wide as it was.
                    "scope": grant["scope"] if kind == "refresh" else scope,
                    "family": grant["family"],
                    "expires_at": now + seconds,
                },
            )
        return {
            "access_token": issued["access"],
            "token_type": "Bearer",
            "expires_in": self._token_seconds,
            "refresh_token": issued["refresh"],
            "scope": scope,
        }

    def _revoke_family(self, family: str) -> None:
        self._store.execute("UPDATE tokens SET revoked = 1 WHERE family = ?", (family,))


def _same_redirect(given: str, registered: str) -> bool:
    if given == registered:
        return True
    try:
        wanted, offered = urlsplit(registered), urlsplit(given)
        _ = offered.port
    except ValueError:
        return False
    if wanted.scheme != "http" or wanted.hostname not in _LOOPBACK or "@" in offered.netloc:
        return False
    host = f"[{offered.hostname}]" if ":" in (offered.hostname or "") else offered.hostname or ""
    return urlunsplit(offered._replace(netloc=host)) == registered


def _check_verifier(code: Row, verifier: str) -> None:
    if not code["challenge"]:
        if verifier:
            raise OAuthError("invalid_grant", "A code_verifier came for a code that was asked for without a challenge.")
        return
    if not _VERIFIER.fullmatch(verifier):
        raise OAuthError("invalid_grant", "code_verifier is missing, or not 43 to 128 unreserved characters.")
    proof = verifier
    if code["method"] == "S256":
        proof = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(proof.encode(), code["challenge"].encode()):
        raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge.")


def _basic(credentials: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        raise OAuthError("invalid_client", "The Basic credentials are not base64 text.", status=401) from None
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
