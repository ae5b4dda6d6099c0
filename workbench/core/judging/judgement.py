"""What a check works on: the outcome, what is known of the adapter, and the findings so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.core.contract.interfaces import Interface, InterfaceTable
from workbench.core.rules import rule
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Outcome
from workbench.core.values import UNDEFINED, Special, Value

FAILING_TYPES = ("warning", "error", "danger")
"""messageType values by which an adapter tells of a failure."""


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
    findings: list[Finding] = field(default_factory=list)

    def find(self, rule_id: str, path: str = "", message: str = "", *, once: bool = False) -> None:
        """Add a finding of a rule at a place; with `once` only when the rule has none yet."""
        if once and any(finding.rule == rule_id for finding in self.findings):
            return
        row = rule(rule_id)
        self.findings.append(Finding(row.id, row.severity, path, message or row.title, row.app_connect_does, row.mend))

    def judged(self, path: str) -> bool:
        """Whether a place already has a finding, so that a general check need not repeat it."""
        return any(finding.path == path for finding in self.findings)


def missing(value: Value) -> bool:
    """Whether a value is undefined or null: what JavaScript's ?? passes over."""
    return value is UNDEFINED or value is None


def truthy(value: Value) -> bool:
    """JavaScript's truth: empty objects and lists are true; 0, NaN, empty text, null and undefined are false."""
    if isinstance(value, Special):
        return not (value.kind == "bigint" and value.text == "0") and value.text != "NaN"
    if isinstance(value, dict | list):
        return True
    return bool(value) and value == value  # NaN differs from itself


def as_object(value: Value) -> dict[str, Value] | None:
    """The members that App Connect can read from a value; None when it is no object at all."""
    if isinstance(value, dict):
        return value
    if isinstance(value, Special) and value.kind not in ("bigint", "symbol", "number", "function"):
        return value.content if value.kind == "object" and isinstance(value.content, dict) else {}
    return None


def member(owner: Value, name: str) -> Value:
    """A member of an object, UNDEFINED when it has none."""
    members = as_object(owner)
    return UNDEFINED if members is None else members.get(name, UNDEFINED)


def reports_failure(result: Value) -> bool:
    """Whether the adapter says in its returnMessage that something failed."""
    message = member(result, "returnMessage")
    return truthy(member(message, "message")) and member(message, "messageType") in FAILING_TYPES


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
        return {"bigint": f"BigInt {value.text}", "date": f"the date {value.text}"}.get(value.kind, f"a {value.kind}")
    return "a list" if isinstance(value, list) else "an object"


def join(path: str, name: str | int) -> str:
    """The dotted path of a member or item."""
    return f"{path}.{name}" if path else str(name)
