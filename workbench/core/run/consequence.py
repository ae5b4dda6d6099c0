"""What App Connect makes of a call that gave no value, in a sentence."""

from __future__ import annotations

from typing import Final

from workbench.core.manifest.model import Platform
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.values import Json, is_number

_OF_THE_END: Final = (
    "get-license-status/throws",
    "server/session-revoked",
    "server/stopped-before",
    "server/never-calls",
)
"""Rules, besides throws/, that tell what App Connect makes of a call that gave no value."""


def consequence(invocation: Invocation, platform: Platform | None = None) -> str:
    """What follows of a call that did not return; empty for one that did, or that the user cancelled.

    Errors are mapped as runtime.md section 9 says, which the finding on them states. The contract names no limit
    for the adapter; the client's is requestConfig.timeout of the manifest (manifest.md section 2), in seconds.
    """
    match invocation.outcome.kind:
        case OutcomeKind.THREW:
            return next((each.app_connect_does for each in invocation.findings if _is_of_the_end(each)), "")
        case OutcomeKind.TIMED_OUT:
            return (
                "Its server goes on waiting for the adapter. Its client gives up after "
                f"{_client_limit(platform)}, shows an error of its own, and never sees what comes later."
            )
        case OutcomeKind.CRASHED:
            return (
                "The adapter runs inside its server: this would end the process for everybody who uses it, "
                "and the client would get no answer."
            )
    return ""


def _is_of_the_end(finding: Finding) -> bool:
    return finding.rule.startswith("throws/") or finding.rule in _OF_THE_END


def _client_limit(platform: Platform | None) -> str:
    settings: Json = platform.raw.get("requestConfig") if platform else None
    seconds = settings.get("timeout") if isinstance(settings, dict) else None
    known = is_number(seconds)
    return f"{seconds:g} s, as the manifest says" if known else "the time that is built into it"
