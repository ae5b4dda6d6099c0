"""A failure that an adapter tells of is not a call that meets the contract; an answer of “nobody” is none."""

from __future__ import annotations

from typing import Any

import pytest
from builders_judging import CONTACT, FAILED, GOOD, NEW_CONTACT, REFUSED, USER, good, returned

from workbench.core.judging import judge, verdict
from workbench.core.run.finding import Severity
from workbench.core.run.invocation import Verdict
from workbench.core.values import Special
from workbench.services.resources import contract

TABLE = contract()
WITH_MESSAGE = sorted(name for name, value in GOOD.items() if isinstance(value, dict) and "returnMessage" in value)


def judged(interface: str, value: Any, **known: Any) -> tuple[Verdict, list[tuple[str, Severity]]]:
    outcome = returned(value)
    findings = judge(interface, outcome, table=TABLE, platform="acme", **known)
    return verdict(outcome, findings), [(each.rule, each.severity) for each in findings]


@pytest.mark.parametrize("kind", ["danger", "error"])
@pytest.mark.parametrize("interface", WITH_MESSAGE)
def test_a_failure_that_is_told_is_not_a_call_that_meets(interface: str, kind: str):
    found, findings = judged(interface, good(interface, returnMessage={**FAILED, "messageType": kind}))
    assert found is Verdict.FINDINGS
    assert len(findings) == 1


@pytest.mark.parametrize("kind", ["success", "info", "warning"])
@pytest.mark.parametrize("interface", WITH_MESSAGE)
def test_a_message_beside_a_success_says_nothing_of_a_failure(interface: str, kind: str):
    found, findings = judged(interface, good(interface, returnMessage={**REFUSED, "messageType": kind}))
    assert (found, findings) == (Verdict.MEETS, [])


@pytest.mark.parametrize("interface", sorted(set(WITH_MESSAGE) - {"authValidation"}))
def test_an_unsuccessful_warning_is_not_a_call_that_meets(interface: str):
    found, _ = judged(interface, good(interface, successful=False, returnMessage=REFUSED))
    assert found is Verdict.FINDINGS


@pytest.mark.parametrize("interface", ["createCallLog", "createMessageLog", "upsertCallDisposition", "createContact"])
@pytest.mark.parametrize("more", [{"returnMessage": FAILED}, {"successful": False, "returnMessage": REFUSED}])
def test_what_is_linked_beside_a_failure_is_an_error(interface: str, more: dict[str, Any]):
    _, findings = judged(interface, good(interface, **more))
    assert [severity for _, severity in findings] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("interface", "value"),
    [
        ("createCallLog", {"successful": False, "returnMessage": FAILED}),
        ("createContact", {"contactInfo": None, "returnMessage": FAILED}),
        ("getCallLog", {"returnMessage": REFUSED}),
        ("updateCallLog", {"returnMessage": FAILED}),
        ("updateMessageLog", {"returnMessage": FAILED}),
        ("findContact", {"successful": False, "matchedContactInfo": [], "returnMessage": FAILED}),
        ("findContact", {"successful": False, "returnMessage": {**REFUSED, "message": "The session is over."}}),
        ("getUserInfo", {"successful": False, "returnMessage": REFUSED}),
        ("createAppointment", {"successful": False, "returnMessage": REFUSED}),
        ("onUpdateUserSettings", {"successful": False}),
    ],
)
def test_a_bare_failure_is_a_warning_at_least(interface: str, value: Any):
    found, findings = judged(interface, value)
    assert found is Verdict.FINDINGS, findings


@pytest.mark.parametrize(
    "value",
    [
        {"successful": False, "matchedContactInfo": [], "returnMessage": {**REFUSED, "message": "No contact found"}},
        {
            "successful": False,
            "matchedContactInfo": [NEW_CONTACT],
            "returnMessage": {**REFUSED, "message": "Not found."},
        },
        {"successful": False, "matchedContactInfo": None},
        {"successful": False, "matchedContactInfo": [], "returnMessage": {**REFUSED, "messageType": "info"}},
        {"successful": False, "matchedContactInfo": Special("set", "Set", [])},
    ],
)
def test_that_nobody_has_a_number_is_an_answer(value: Any):
    _, findings = judged("findContact", value)
    assert "returns/reported-failure" not in [rule for rule, _ in findings]


def test_credentials_that_do_not_work_are_an_answer_of_their_validation():
    assert judged("authValidation", {"successful": False, "returnMessage": REFUSED, "status": 401})[0] is Verdict.MEETS


def test_matches_beside_a_failure_are_no_answer():
    found, _ = judged("findContact", {"successful": False, "matchedContactInfo": [CONTACT]})
    assert found is Verdict.FINDINGS


def test_a_logout_that_warns_and_leaves_the_tokens_did_not_log_out():
    assert judged("unAuthorize", {"returnMessage": REFUSED}, user=USER)[0] is Verdict.FINDINGS
    assert judged("unAuthorize", {"returnMessage": REFUSED}, user={**USER, "accessToken": ""})[0] is Verdict.MEETS
