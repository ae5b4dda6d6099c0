"""Session tokens of App Connect's server: HS256, the user's id and platform inside (runtime.md section 3.5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.contract.eras import HEAD, MID, SEED
from workbench.core.values.json_text import read_json, utf8, write_json

_DAY: Final = 24 * 3600
LIFETIMES: Final = {SEED: 120 * 365 * _DAY, MID: 120 * 365 * _DAY, HEAD: 14 * _DAY}
"""Seconds that a new token is good for, by era."""

RENEWED_BELOW: Final = 7 * _DAY
"""Seconds of remaining life from which an answer carries a fresh token."""

REFRESHED_HEADER: Final = "x-refreshed-jwt-token"


@dataclass(frozen=True, slots=True)
class SessionToken:
    """What a valid token says."""

    user_id: str
    platform: str
    expires_at: float
    """Seconds since the epoch."""

    def is_due(self, now: float) -> bool:
        """Whether the client should get a fresh one."""
        return self.expires_at - now <= RENEWED_BELOW


def sign(user_id: str, platform: str, *, secret: str, now: float, era: str = "head") -> str:
    """A token for a user of a platform."""
    claims = {"id": user_id, "platform": platform, "iat": int(now), "exp": int(now) + LIFETIMES[era]}
    content = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
    return f"{content}.{_signature(content, secret)}"


def read(token: str, *, secret: str, now: float) -> SessionToken | None:
    """What a token says; None when it is none of ours or has expired."""
    content, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(content, secret), signature):
        return None
    try:
        claims: dict[str, Any] = read_json(_bytes(content.partition(".")[2]))
        found = SessionToken(str(claims["id"]), str(claims["platform"]), float(claims["exp"]))
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.expires_at > now else None


def _encoded(value: object) -> str:
    return _text(write_json(value, separators=(",", ":")).encode())


def _signature(content: str, secret: str) -> str:
    return _text(hmac.new(utf8(secret), content.encode(), hashlib.sha256).digest())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
