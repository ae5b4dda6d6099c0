"""Which of its exports App Connect never calls of an adapter (runtime.md sections 3 to 5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_ALWAYS_ASK_FOR_OAUTH: Final = ("authValidation", "updateServerLoggingSettings")
"""Interfaces before which getOauthInfo is called however users log in (contradictions.md A3, A6)."""


def never_called(interface: str, *, auth_type: str, by_key: bool, exports: Collection[str]) -> str:
    """Why App Connect calls an interface at no time, as a sentence; empty when it does.

    `auth_type` is getAuthType's answer, empty where it is not known; with `by_key` users log in by a form.
    """
    has_tokens = auth_type in ("oauth", "")
    needs_info = any(each in exports for each in _ALWAYS_ASK_FOR_OAUTH)
    match interface:
        case "getBasicAuth":
            if not by_key and auth_type not in ("apiKey", ""):
                return "It asks for it at a login by API key, and where getAuthType answers apiKey."
        case "getOauthInfo":
            if by_key and not has_tokens and not needs_info:
                return "It asks for it at a login by OAuth, and where getAuthType answers oauth."
        case "getOverridingOAuthOption":
            if by_key:
                return "It asks for it when a code is exchanged, and users log in by API key here."
        case "checkAndRefreshAccessToken":
            if not has_tokens and "authValidation" not in exports:
                return "It renews tokens only where getAuthType answers oauth."
    return ""
