"""What a step of a login left to judge by, and what a row of causes or warnings is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.core.contract.eras import HEAD
from workbench.core.values import Json
from workbench.core.values.javascript import to_number

_OF_THE_STANDARD: Final = re.compile(r"is invalid,[^.]*?expired,[^.]*?revoked,[^.]*?another client")
"""RFC 6749's own sentence for invalid_grant, which names every reason there may be and so tells none."""

SKEW: Final = 60.0
"""Seconds by which the CRM's clock may differ from this machine's before it is said."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a step left to judge by."""

    step: str
    error: str = ""
    """The OAuth error code of a redirect or an answer."""
    description: str = ""
    """The CRM's, the adapter's or the runtime's own words."""
    status: int = 0
    """Of the token answer; 0 without one."""
    content_type: str = ""
    body: str = field(default="", repr=False)
    data: Json = None
    """The token answer as it was understood."""
    authentication: str = ""
    """How the client proved itself: basic, body or none."""
    pkce: bool = False
    code_age: float | None = None
    """Seconds from the redirect to the exchange; None when it is not known."""
    code_uses: int = 1
    """How often this login sent the code."""
    skew: float | None = None
    """Seconds that the CRM's clock is ahead of this one."""
    asked_redirect: str = ""
    """redirect_uri of the consent page."""
    sent_redirect: str = ""
    """redirect_uri of the exchange."""
    callback: str = ""
    """Address that the browser came back to."""
    registered_redirect: str | None = None
    """redirectUri of getOauthInfo, after the override."""
    asked_scope: str = ""
    """scope of the manifest, a query fragment."""
    fault: str = ""
    """A kebab-case word for what the workbench saw itself, such as state-mismatch."""
    names: tuple[str, ...] = ()
    """Names that a fault is about, such as missing fields."""
    exchanges: int = 0
    """CRM exchanges of the step."""
    is_dated: bool = True
    """Whether the lifetime gives a date that can be stored."""
    renews_itself: bool = False
    """Whether the adapter has a hook that App Connect renews by, in place of its own rule."""
    era: str = HEAD
    """Of the server that logs in."""

    @property
    def lifetime(self) -> float | None:
        """expires_in of the token answer as JavaScript reads a number: NaN for what is none; None without it."""
        has = isinstance(self.data, Mapping) and "expires_in" in self.data
        return to_number(self.data["expires_in"]) if has else None

    def says(self, *words: str) -> bool:
        """Whether the CRM's words hold one of these."""
        text = _OF_THE_STANDARD.sub("", f"{self.error} {self.description} {self.body}".lower())
        return any(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Cause:
    """One row: when it applies, what to say, what to do."""

    key: str
    """Kebab-case; the error code of the failed login."""
    steps: tuple[str, ...]
    applies: Callable[[Evidence], bool]
    title: str
    sentence: Callable[[Evidence], str]
    mend: str | Callable[[Evidence], str]

    def mend_for(self, evidence: Evidence) -> str:
        """What to do about what was seen."""
        return self.mend if isinstance(self.mend, str) else self.mend(evidence)


def skew_words(seen: Evidence) -> str:
    seconds = seen.skew or 0.0
    return f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'}"
