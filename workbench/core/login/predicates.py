"""What rows of causes ask of a step's evidence, and the words they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.core.login.evidence import Evidence

BROKEN: Final = 500
"""Status from which a server says that it failed itself."""


def fault(word: str) -> Callable[[Evidence], bool]:
    """Whether the workbench saw this itself."""
    return lambda evidence: evidence.fault == word


def error(*codes: str) -> Callable[[Evidence], bool]:
    """Whether the CRM gave one of these OAuth error codes."""
    return lambda evidence: evidence.error.lower() in codes


def said(evidence: Evidence) -> str:
    """The CRM's words, or what there is in their place."""
    return evidence.description or evidence.error or (f"status {evidence.status}" if evidence.status else "nothing")


def pkce(evidence: Evidence) -> bool:
    """Whether it speaks of PKCE."""
    return evidence.says("code_verifier", "code verifier", "code_challenge", "code challenge", "pkce")


def unwell(evidence: Evidence) -> bool:
    """Whether the CRM failed by itself, for no reason that it names."""
    codes = ("server_error", "temporarily_unavailable")
    return evidence.error.lower() in codes or (evidence.status >= BROKEN and not evidence.error)
