"""When App Connect renews a token, and how long one still lives (runtime.md section 5, eras section 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.core.connection.user import StoredUser
from workbench.core.contract.eras import SEED
from workbench.core.values.times import seconds_of

REFRESH_BEFORE: Final = 120.0
"""Seconds before its expiry from which App Connect renews a token."""


@dataclass(frozen=True, slots=True)
class TokenLife:
    """How the stored tokens stand at one moment."""

    expires_at: float | None
    """Seconds since the epoch; None when the CRM gave no lifetime."""
    remaining: float | None
    """Seconds; negative once it has expired."""
    renewed_in: float | None
    """Seconds until the next call renews it; 0 when that call would; None when none ever does."""
    has_refresh_token: bool
    sentence: str


def expiry_of(user: StoredUser) -> float | None:
    """tokenExpiry in seconds since the epoch; None for an absent or unreadable one."""
    return seconds_of(user.get("tokenExpiry"))


def is_due(user: StoredUser, now: float, era: str = "head") -> bool:
    """Whether the built-in rule renews now: both tokens present, and the expiry less than two minutes away.

    Without an expiry the seed's server renews every time, later ones never.
    """
    if not (user.get("accessToken") and user.get("refreshToken")):
        return False
    expiry = expiry_of(user)
    if expiry is None:
        return era == SEED and user.get("tokenExpiry") is None
    return expiry < now + REFRESH_BEFORE


def token_life(user: StoredUser, now: float, era: str = "head") -> TokenLife:
    """The life of a stored user's tokens."""
    expiry, has_refresh = expiry_of(user), bool(user.get("refreshToken"))
    remaining = None if expiry is None else expiry - now
    renewed: float | None = None
    if is_due(user, now, era):
        renewed = 0.0
    elif expiry is not None and has_refresh and user.get("accessToken"):
        renewed = expiry - REFRESH_BEFORE - now
    return TokenLife(expiry, remaining, renewed, has_refresh, _sentence(user, remaining, renewed))


def _sentence(user: StoredUser, remaining: float | None, renewed: float | None) -> str:
    if not user.get("accessToken"):
        return "There is no access token: App Connect treats the user as logged out."
    if remaining is None:
        return (
            "The CRM gave no lifetime, and this server renews such a token at every call."
            if renewed == 0
            else "The CRM gave no lifetime, so App Connect never renews the token."
        )
    life = f"Expired {_words(-remaining)} ago" if remaining <= 0 else f"{_words(remaining)} left"
    if renewed is None:
        return f"{life}; there is no refresh token, so it is never renewed."
    return f"{life}; the next call renews it." if renewed == 0 else f"{life}; renewed in {_words(renewed)}."


def _words(seconds: float) -> str:
    """A span in its largest unit or two."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
