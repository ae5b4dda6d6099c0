"""What a step of a login that succeeded has to be told of: a table, to which a row is added."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from workbench.core.contract.eras import SEED
from workbench.core.login.evidence import SKEW, Cause, Evidence, skew_words
from workbench.core.login.refreshing import REFRESH_BEFORE
from workbench.core.values.json_text import write_json


def warnings(evidence: Evidence) -> tuple[Cause, ...]:
    """Every row that a successful step has to be told of."""
    return tuple(row for row in WARNINGS if evidence.step in row.steps and row.applies(evidence))


_NO_RIGHTS: Final = ("offline_access", "offline", "refresh_token", "openid", "profile", "email", "address", "phone")
"""Scopes that ask for tokens or for what stands in them rather than for a right to call something (OpenID Connect).

Servers need not repeat them, or answer with names of their own.
"""
_ALL_THAT_IS_CONSENTED: Final = "/.default"
"""End of a scope for everything that was consented to, which the answer spells out (Microsoft)."""


def missing_scopes(evidence: Evidence) -> tuple[str, ...]:
    """Scopes that the manifest asks for and the CRM left out; none when the CRM does not say what it granted."""
    granted = evidence.data.get("scope") if isinstance(evidence.data, Mapping) else None
    if not granted:
        return ()
    given = [str(each) for each in granted] if isinstance(granted, list) else _scopes(str(granted))
    known = {_plain(each) for each in given}
    asked = _scopes(" ".join(parse_qs(evidence.asked_scope).get("scope", [])))
    return tuple(
        scope
        for scope in asked
        if _plain(scope) not in known
        and scope.lower() not in _NO_RIGHTS
        and not scope.lower().endswith(_ALL_THAT_IS_CONSENTED)
    )


def _plain(scope: str) -> str:
    """A scope without the address of the API that it belongs to, which servers add or leave out."""
    return scope.rstrip("/").rpartition("/")[2].lower() if "://" in scope else scope.lower()


def _scopes(text: str) -> list[str]:
    return text.replace(",", " ").split()


WARNINGS: Final[tuple[Cause, ...]] = (
    Cause(
        "scope-narrower",
        ("exchange",),
        lambda seen: bool(missing_scopes(seen)),
        "Scope is narrower than asked",
        lambda seen: (
            f"The manifest asks for {', '.join(missing_scopes(seen))} as well; the CRM left it out. "
            "A call that needs it is refused, unless another scope that was granted includes it."
        ),
        "Check the application's permissions in the CRM.",
    ),
    Cause(
        "clock-skew",
        ("exchange",),
        lambda seen: seen.skew is not None and abs(seen.skew) > SKEW,
        "The clocks differ",
        lambda seen: (
            f"The CRM's clock is {skew_words(seen)} this machine's. "
            "Moments that one of them tells the other, such as those of signed tokens, are off by as much."
        ),
        "Set this machine's clock.",
    ),
    Cause(
        "no-lifetime",
        ("exchange",),
        lambda seen: _by_rule(seen) and isinstance(seen.data, Mapping) and seen.lifetime is None,
        "No lifetime",
        lambda seen: (
            "The answer has no expires_in, so App Connect renews this token at every call."
            if seen.era == SEED
            else "The answer has no expires_in, so App Connect never renews this token."
        ),
        "Export checkAndRefreshAccessToken if the CRM's tokens expire all the same.",
    ),
    Cause(
        "lifetime-unreadable",
        ("exchange",),
        lambda seen: _by_rule(seen) and seen.lifetime is not None and math.isnan(seen.lifetime),
        "The lifetime is no number",
        lambda seen: (
            f"expires_in is {_given_lifetime(seen)}, which is no number of seconds, so App Connect stores no expiry "
            "and never renews this token."
        ),
        "Export checkAndRefreshAccessToken, and renew there.",
    ),
    Cause(
        "lifetime-beyond",
        ("exchange",),
        lambda seen: (
            _by_rule(seen) and seen.lifetime is not None and not math.isnan(seen.lifetime) and not seen.is_dated
        ),
        "The lifetime is longer than any date",
        lambda seen: (
            f"expires_in is {_given_lifetime(seen)}, which no date can be made of, so App Connect stores no expiry "
            "and never renews this token."
        ),
        "Export checkAndRefreshAccessToken if the CRM's tokens expire all the same.",
    ),
    Cause(
        "lifetime-short",
        ("exchange",),
        lambda seen: (
            _by_rule(seen)
            and seen.lifetime is not None
            and seen.is_dated
            and seen.lifetime <= REFRESH_BEFORE
            and isinstance(seen.data, Mapping)
            and bool(seen.data.get("refresh_token"))
        ),
        "The lifetime is over at once",
        lambda seen: (
            f"expires_in is {_given_lifetime(seen)}. App Connect renews a token {REFRESH_BEFORE:.0f} s before it "
            "expires, so it renews this one at every call."
        ),
        "Check what the CRM means by it: expires_in counts seconds from now.",
    ),
    Cause(
        "no-refresh-token",
        ("exchange",),
        lambda seen: (
            _by_rule(seen)
            and isinstance(seen.data, Mapping)
            and seen.lifetime is not None
            and seen.is_dated
            and not seen.data.get("refresh_token")
        ),
        "No refresh token",
        lambda _: "The token expires, and the answer has no refresh_token to renew it by.",
        "Many CRMs give one only for a scope or parameter such as offline_access or access_type=offline.",
    ),
    Cause(
        "redirects-differ",
        ("authorize",),
        lambda seen: bool(seen.registered_redirect) and seen.asked_redirect != seen.registered_redirect,
        "Two redirect addresses",
        lambda seen: (
            f"The manifest has {seen.asked_redirect}, getOauthInfo has {seen.registered_redirect}. "
            "Most CRMs refuse a code that is exchanged with another address."
        ),
        "Make them equal.",
    ),
    Cause(
        "clients-differ",
        ("authorize",),
        lambda seen: len(set(seen.names)) > 1,
        "Two clients",
        lambda seen: (
            f"The manifest's clientId is {seen.names[0]}, getOauthInfo's {seen.names[1]}. "
            "A code belongs to the client that asked for it."
        ),
        "Make them equal.",
    ),
)
"""What a step that succeeded has to be told of."""


def _by_rule(seen: Evidence) -> bool:
    """Whether App Connect renews by its own rule, which goes by what the answer holds."""
    return not seen.renews_itself


def _given_lifetime(seen: Evidence) -> str:
    given = seen.data.get("expires_in") if isinstance(seen.data, Mapping) else None
    return f"“{given}”" if isinstance(given, str) else write_json(given)
