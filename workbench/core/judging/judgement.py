"""What a check works on: the outcome, what is known of the adapter, and the findings so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from workbench.core.connection.user import StoredUser
from workbench.core.contract.interfaces import Interface, InterfaceTable
from workbench.core.judging.around import Around
from workbench.core.rules import rule
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Outcome
from workbench.core.traffic.seen import Seen
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.javascript import as_object, member, missing, truthy

FORMATS: Final = ("text/plain", "text/html", "text/markdown")
"""Formats that App Connect composes."""

BAD_TYPES: Final = ("error", "danger")
"""messageType values that tell of a failure, whatever stands beside them."""

FAILING_TYPES: Final = ("warning", *BAD_TYPES)
"""messageType values by which an adapter tells of a failure where it gives nothing else; warning is also for less."""


@dataclass(slots=True)
class Judgement:
    """One outcome being judged; checks read it and add to its findings."""

    interface: Interface
    outcome: Outcome
    table: InterfaceTable
    era: str = "head"
    variant: str = ""
    platform: str = ""
    auth_type: str = ""
    log_format: str | None = None
    by_key: bool = False
    user: StoredUser | None = None
    around: Around = field(default_factory=Around)
    findings: list[Finding] = field(default_factory=list)

    def find(self, rule_id: str, path: str = "", message: str = "", *, count: int = 1, does: str = "") -> None:
        """Add a finding of a rule at a place, where it is so for the first of `count` times.

        `does` says more exactly than the rule what App Connect makes of it.
        """
        row = rule(rule_id)
        said = message or row.title
        self.findings.append(Finding(row.id, row.severity, path, said, does or row.app_connect_does, row.mend, count))

    def judged(self, path: str) -> bool:
        """Whether a place already has a finding, so that a general check need not repeat it."""
        return any(finding.path == path for finding in self.findings)


def composes(judgement: Judgement) -> bool:
    """Whether App Connect composes texts of logs for this adapter; it does where nothing is known of its format."""
    return judgement.era != "seed" and (judgement.log_format is None or judgement.log_format in FORMATS)


def reports_failure(result: Value) -> bool:
    """Whether the adapter says in its returnMessage that something failed."""
    message = member(result, "returnMessage")
    return truthy(member(message, "message")) and member(message, "messageType") in FAILING_TYPES


def tells_failure(result: Value) -> bool:
    """Whether the adapter says of its whole work that it failed: by successful: false, or a message of a bad type."""
    message = member(result, "returnMessage")
    is_bad = truthy(member(message, "message")) and member(message, "messageType") in BAD_TYPES
    return is_bad or member(result, "successful") is False


def failure_told(result: Value) -> tuple[str, str]:
    """Where the adapter tells of its failure, and the sentence for it."""
    message = member(result, "returnMessage")
    kind, text = member(message, "messageType"), member(message, "message")
    if kind in FAILING_TYPES and truthy(text):
        return "returnMessage", f"The returnMessage of type {kind} says {readable(text)}"
    return "successful", f"successful is {readable(member(result, 'successful'))}"


def is_refused(result: Value) -> bool:
    """Whether the adapter says that it did not do what was asked for."""
    return member(result, "successful") is False or reports_failure(result)


def refused_by_crm(exchanges: Iterable[Seen]) -> bool:
    """Whether the CRM refused one of these requests for what the client is or sent, rather than for its own trouble."""
    return any(400 <= each.status < 500 and each.status not in (408, 429) for each in exchanges)


def check_heard(judgement: Judgement, rule_id: str, beside: str = "") -> None:
    """Find a failure that is told where App Connect goes by something else: by `beside`, or by any result at all."""
    result = judgement.outcome.value
    is_nothing_done = reports_failure(result) and judgement.around.wrote_nothing
    if not (tells_failure(result) or is_nothing_done) or (beside and not truthy(member(result, beside))):
        return
    path, told = failure_told(result)
    judgement.find(rule_id, path, f"{told}, beside the {beside}." if beside else f"{told}.")


def promised_object(judgement: Judgement, name: str, area: str, what: str) -> Value:
    """The object that the result has to hold under `name`; None when it does not, which is a finding then.

    The rules are `area`/reported-failure, `area`/`what`-missing and `area`/`what`-shape.
    """
    result = judgement.outcome.value
    value = member(result, name)
    if missing(value) and reports_failure(result):
        path, told = failure_told(result)
        judgement.find(f"{area}/reported-failure", path, f"{told}, and there is no {name}.")
        return None
    if missing(value):
        judgement.find(f"{area}/{what}-missing", name)
        return None
    if as_object(value) is None:
        judgement.find(f"{area}/{what}-shape", name, f"{name} is {readable(value)}, not an object.")
        return None
    return value


def readable(value: Value) -> str:
    """A value as short text for a sentence."""
    if value is UNDEFINED:
        return "undefined"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 60 else f"“{value[:57]}…”"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Special):
        article = "an" if value.kind.startswith(("array", "error", "object")) else "a"
        known = {"bigint": f"BigInt {value.text}", "date": f"the date {value.text}"}
        return known.get(value.kind, f"{article} {value.kind}")
    return "a list" if isinstance(value, list) else "an object"


def join(path: str, name: str | int) -> str:
    """The dotted path of a member or item."""
    return f"{path}.{name}" if path else str(name)
