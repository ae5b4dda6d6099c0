"""Who is asking: API keys and access tokens, and what they may do."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.core.values.json_text import utf8
from workbench.services.harbor.problems import Problem
from workbench.services.harbor.records import SCOPES
from workbench.services.harbor.store import Store

_CHALLENGE_KEY = {"WWW-Authenticate": 'Basic realm="Harbor CRM"'}


@dataclass(frozen=True, slots=True)
class Principal:
    """The authenticated caller of one request."""

    user_id: int
    scopes: frozenset[str]
    credential: str
    """Hash of the key or token: what the rate limit counts by."""

    def require(self, scope: str) -> None:
        """Raise 403 when the scope was not granted."""
        if scope not in self.scopes:
            raise Problem(
                403,
                "insufficient_scope",
                f"This needs the scope {scope}, which was not granted.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
            )


def digest(secret: str) -> str:
    """How keys, codes and tokens are kept: never in clear."""
    return hashlib.sha256(utf8(secret)).hexdigest()


def authenticate(store: Store, headers: Mapping[str, str]) -> Principal:
    """The caller by `Authorization: Bearer`, `Authorization: Basic KEY:` or `X-Api-Key`; raises 401."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(store, credentials.strip())
    if scheme.lower() == "basic":
        return _by_key(store, _basic_user(credentials))
    key = headers.get("x-api-key", "")
    if key:
        return _by_key(store, key)
    raise Problem(
        401,
        "unauthenticated",
        "No credentials were sent. Send an API key as the Basic user name or in X-Api-Key, or a Bearer token.",
        headers=_CHALLENGE_KEY,
    )


def add_key(store: Store, key: str, *, label: str, user_id: int, scopes: frozenset[str] = frozenset(SCOPES)) -> None:
    """Make an API key known."""
    store.execute(
        "INSERT OR REPLACE INTO api_keys (hash, label, user_id, scope) VALUES (?, ?, ?, ?)",
        (digest(key), label, user_id, " ".join(sorted(scopes))),
    )


def _basic_user(credentials: str) -> str:
    try:
        decoded = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Problem(
            401, "invalid_credentials", "The Basic credentials are not base64 text.", headers=_CHALLENGE_KEY
        ) from None
    return decoded.partition(":")[0]


def _by_key(store: Store, key: str) -> Principal:
    hashed = digest(key)
    found = store.row("SELECT user_id, scope FROM api_keys WHERE hash = ?", (hashed,))
    if found is None:
        raise Problem(401, "invalid_api_key", "This API key is not known.", headers=_CHALLENGE_KEY)
    return Principal(found["user_id"], frozenset(found["scope"].split()), hashed)


def _by_token(store: Store, token: str) -> Principal:
    hashed = digest(token)
    found = store.row("SELECT * FROM tokens WHERE hash = ? AND kind = 'access'", (hashed,))
    if found is None:
        reason = "This access token is not known."
    elif found["revoked"]:
        reason = "This access token was revoked."
    elif found["expires_at"] <= store.now():
        reason = "This access token has expired."
    else:
        return Principal(found["user_id"], frozenset(found["scope"].split()), hashed)
    raise Problem(
        401,
        "invalid_token",
        reason,
        headers={"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{reason}"'},
    )
