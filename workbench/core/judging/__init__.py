"""Judges outcomes against the contract: the check of the interface's row, shared checks for what holds everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.core.connection.user import StoredUser
from workbench.core.contract.interfaces import Interface, InterfaceTable
from workbench.core.interfaces import rows
from workbench.core.judging.answers import check_answers
from workbench.core.judging.around import Around
from workbench.core.judging.asked import check_asked
from workbench.core.judging.broken_text import check_returned_texts, check_sent_texts
from workbench.core.judging.clock_times import check_clock_times
from workbench.core.judging.description import judge_description
from workbench.core.judging.elsewhere import check_elsewhere
from workbench.core.judging.everywhere import (
    check_extra_data,
    check_return_message,
    check_surroundings,
)
from workbench.core.judging.failures import check_reported_failure
from workbench.core.judging.judgement import Judgement, readable
from workbench.core.judging.passed_over import check_passed_over
from workbench.core.judging.proxies import check_profile
from workbench.core.judging.requests_made import check_requests
from workbench.core.judging.shapes import check_shape
from workbench.core.judging.throws import check_throw
from workbench.core.judging.travel import check_travel
from workbench.core.run.finding import Finding, Severity, gathered
from workbench.core.run.invocation import Outcome, OutcomeKind, Verdict
from workbench.core.values.javascript import as_object, missing


def judge(
    interface: str | Interface,
    outcome: Outcome,
    *,
    table: InterfaceTable,
    era: str = "head",
    variant: str = "",
    platform: str = "",
    auth_type: str = "",
    log_format: str | None = None,
    by_key: bool = False,
    user: StoredUser | None = None,
    around: Around | None = None,
) -> tuple[Finding, ...]:
    """Judge how one call ended.

    `variant` is the way it was called (shared for shared messages). `platform`, `auth_type` and `log_format` are
    what is known of the adapter: with them ids are compared with the platform's name, an API-key adapter needs no
    OAuth info, and a log format that App Connect does not compose needs no fullBody; empty, or None for the format,
    means unknown. With `by_key` nobody is redirected at a login; `user` is the stored row as the call left it, if
    there is one; `around` is what is known beside the outcome: arguments, traffic, hosts. A call that crashed, timed
    out or was cancelled has no findings: its verdict says enough.
    """
    row = interface if isinstance(interface, Interface) else table[interface]
    judgement = Judgement(
        row, outcome, table, era, variant, platform, auth_type, log_format, by_key, user, around or Around()
    )
    if outcome.kind is OutcomeKind.RETURNED:
        _check_returned(judgement)
        check_surroundings(judgement)
        check_passed_over(judgement)
        _check_traffic(judgement)
    elif outcome.kind is OutcomeKind.THREW:
        check_throw(judgement)
        check_surroundings(judgement)
        _check_traffic(judgement)
    return gathered(judgement.findings)


def verdict(outcome: Outcome, findings: Sequence[Finding]) -> Verdict:
    """meets when it returned with no error and no warning; failed when it did not return."""
    if outcome.kind is not OutcomeKind.RETURNED:
        return Verdict.FAILED
    if any(finding.severity is not Severity.NOTE for finding in findings):
        return Verdict.FINDINGS
    return Verdict.MEETS


def _check_traffic(judgement: Judgement) -> None:
    """What was asked for, what was sent, and to whom."""
    check_answers(judgement)
    check_asked(judgement)
    check_profile(judgement)
    check_sent_texts(judgement)
    check_clock_times(judgement)
    check_elsewhere(judgement)
    check_requests(judgement)


def _check_returned(judgement: Judgement) -> None:
    row, value = rows()[judgement.interface.name], judgement.outcome.value
    if row.gives_object and missing(value):
        if not row.may_give_nothing(judgement.era, judgement.variant):
            judgement.find(row.rule_for_nothing)
        return
    if row.gives_object and as_object(value) is None:
        judgement.find("returns/not-an-object", "", f"The value is {readable(value)}, not an object.")
        return
    if row.check is not None:
        row.check(judgement)
    if row.gives_object:
        check_return_message(judgement, value)
        check_extra_data(judgement, value)
        check_reported_failure(judgement)
    if row.is_sent:
        check_returned_texts(judgement)
        check_travel(judgement)
        check_shape(judgement)


__all__ = ["judge", "judge_description", "verdict"]
