"""One judgement on what an adapter gave back, and how several are summed up: every face shows them by this."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workbench.core.values import Json


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
    count: int = 1
    """How often it is so; path and message are of the first time."""

    @property
    def said(self) -> str:
        """What is so, and how often."""
        return self.message if self.count == 1 else f"{self.message} ({self.count} times)"


_GRAVITY: Final = tuple(Severity)
_PLACE: Final = re.compile(r"(?<![^.])\d+(?![^.])")
"""The number of an item in a path."""


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the gravest first; what is said of several items of a list, or several times, is said once."""
    first: dict[tuple[str, Severity, str], Finding] = {}
    for each in findings:
        key = each.rule, each.severity, _PLACE.sub("*", each.path) or each.message
        known = first.get(key)
        first[key] = each if known is None else replace(known, count=known.count + each.count)
    return tuple(sorted(first.values(), key=lambda each: _GRAVITY.index(each.severity)))


def gravest(findings: Sequence[Finding]) -> Finding | None:
    """The finding that sums them up; None without any."""
    return min(findings, key=lambda each: _GRAVITY.index(each.severity), default=None)


def counted(findings: Iterable[Finding]) -> str:
    """How many there are of the gravest kind, such as 2 errors; empty where there are notes alone."""
    severities = [each.severity for each in findings]
    for severity in (Severity.ERROR, Severity.WARNING):
        number = severities.count(severity)
        if number:
            return f"{number} {severity.value}{'' if number == 1 else 's'}"
    return ""


def finding_document(finding: Finding, words: Callable[[str], str]) -> Json:
    """A finding as JSON; `words` masks."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "message": words(finding.message),
        "app_connect_does": words(finding.app_connect_does),
        "mend": words(finding.mend),
        "count": finding.count,
    }
