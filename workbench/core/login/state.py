"""The state of an OAuth login: a nonce that can be checked, and the platform where App Connect looks for it."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import parse_qs, unquote

from workbench.core.manifest import Platform, default_state

_NONCE: Final = "nonce="


def login_state(platform: Platform, nonce: str) -> str:
    """The state to open the consent page with: the nonce first, then the manifest's own state unchanged.

    The platform comes last, since App Connect's fallback keeps everything after the first “platform=”
    (manifest.md section 4.1).
    """
    return f"{_NONCE}{nonce}&{default_state(platform)}"


def fits_state(given: str, sent: str) -> bool:
    """Whether a redirect's state is the one sent; one that the CRM encoded once more counts as well."""
    return any(hmac.compare_digest(each.encode(), sent.encode()) for each in (given, unquote(given)))


def platform_in_state(state: str) -> str:
    """The platform as App Connect's server finds it: a pair of the query string, else all after “platform=”."""
    pairs = parse_qs(state).get("platform")
    return pairs[0] if pairs else state.partition("platform=")[2]
