"""The state of each interface, and what has changed in a sample."""

from __future__ import annotations

import pytest
from builders_invocations import invocation

from workbench.core.comparing.changes import changed_paths
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Outcome, OutcomeKind, Verdict
from workbench.core.run.readiness import InterfaceState, readiness, remark, state_of

MEETS = invocation()
NOTE = Finding("a/note", Severity.NOTE, "", "A note.", "", "")
WARNING = Finding("a/warning", Severity.WARNING, "", "A warning.", "", "")
ERROR = Finding("an/error", Severity.ERROR, "", "An error.", "", "")
THREW = invocation(verdict=Verdict.FAILED, outcome=Outcome(OutcomeKind.THREW))


def test_the_state_of_an_interface() -> None:
    assert state_of("createCallLog", (), MEETS) is InterfaceState.MISSING
    assert state_of("createCallLog", ("createCallLog",), None) is InterfaceState.NOT_FIRED
    assert state_of("createCallLog", ("createCallLog",), MEETS) is InterfaceState.MEETS
    assert state_of("createCallLog", ("createCallLog",), MEETS, running=True) is InterfaceState.RUNNING
    assert state_of("createCallLog", ("createCallLog",), THREW) is InterfaceState.FAILED


def test_the_word_beside_it() -> None:
    assert remark(None) == ""
    assert remark(MEETS) == "21 ms"
    assert remark(THREW) == "threw"
    findings = Verdict.FINDINGS
    assert remark(invocation(verdict=findings, findings=(NOTE, WARNING, NOTE))) == "1 warning"
    assert remark(invocation(verdict=findings, findings=(NOTE, WARNING, ERROR, ERROR))) == "2 errors"


def test_the_sum_of_an_adapter() -> None:
    exports = ("createCallLog", "findContact", "getUserList")
    ready = readiness(exports, {"createCallLog": MEETS, "findContact": THREW, "updateCallLog": MEETS})
    assert (ready.exported, ready.required) == (2, 11)
    assert ready.sentence == "1 meets the contract, 1 failed"
    assert readiness(exports, {}).sentence == "Nothing fired yet"


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1}, {"a": 1}, set()),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3, "c": 2}}, {"a.b"}),
        ({"a": 1}, {"b": 1}, {"a", "b"}),
        ({"a": [1, 2]}, {"a": [1, 3]}, {"a.1"}),
        ({"a": [1, 2]}, {"a": [1]}, {"a"}),
        ({"a": 1}, {"a": True}, {"a"}),
        ({"a": None}, {}, {"a"}),
    ],
)
def test_places_that_differ(before: object, after: object, paths: set[str]) -> None:
    assert changed_paths(before, after) == paths
