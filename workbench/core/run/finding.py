"""One judgement on what an adapter gave back."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """error and warning keep an invocation from meeting the contract; note does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that something did not keep, or kept in a way worth knowing."""

    rule: str
    """Id of the rule, e.g. create-call-log/log-id-missing."""
    severity: Severity
    path: str
    """Place in the returned value, dotted ("matchedContactInfo.0.id"); empty for the whole value."""
    message: str
    """What is so, in one sentence."""
    app_connect_does: str
    """What App Connect's server makes of it."""
    mend: str
    """How to mend it."""
