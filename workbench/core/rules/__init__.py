"""The table of rules, one row each. To add one: a row in its area's file, a check in core/judging, a faulty adapter."""

from __future__ import annotations

from workbench.core.rules.authentication import AUTHENTICATION_RULES
from workbench.core.rules.contacts import CONTACT_RULES
from workbench.core.rules.everywhere import EVERYWHERE_RULES
from workbench.core.rules.exports import EXPORT_RULES
from workbench.core.rules.lifecycle import LIFECYCLE_RULES
from workbench.core.rules.logging import LOGGING_RULES
from workbench.core.rules.rule import EVERYWHERE, Rule
from workbench.core.rules.throws import THROW_RULES
from workbench.core.rules.traffic import TRAFFIC_RULES

RULES: tuple[Rule, ...] = (
    *EVERYWHERE_RULES,
    *AUTHENTICATION_RULES,
    *CONTACT_RULES,
    *LOGGING_RULES,
    *LIFECYCLE_RULES,
    *THROW_RULES,
    *TRAFFIC_RULES,
    *EXPORT_RULES,
)

_BY_ID = {row.id: row for row in RULES}


def rule(rule_id: str) -> Rule:
    """The rule of that id; raises KeyError."""
    return _BY_ID[rule_id]


def rules_for(interface: str) -> tuple[Rule, ...]:
    """The rules of one interface, those that hold everywhere last."""
    own = [row for row in RULES if interface in row.interfaces]
    return (*own, *(row for row in RULES if row.interfaces == EVERYWHERE))


__all__ = ["EVERYWHERE", "RULES", "Rule", "rule", "rules_for"]
