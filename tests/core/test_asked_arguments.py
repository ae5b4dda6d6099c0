"""An argument that App Connect never passes is named; one that some server passes in some way is not."""

from __future__ import annotations

import pytest
from builders_around import around
from builders_judging import GOOD, returned, threw

from workbench.core.judging import judge
from workbench.services.resources import contract

TABLE = contract()


def named(
    interface: str, asked: dict[str, str], *, is_python: bool = False, era: str = "head"
) -> list[tuple[str, str]]:
    outcome = returned(GOOD[interface], asked=asked)
    found = judge(interface, outcome, table=TABLE, platform="acme", era=era, around=around(is_python=is_python))
    return [(each.rule.partition("/")[2], each.message.partition("“")[2].partition("”")[0]) for each in found]


@pytest.mark.parametrize(
    ("interface", "name", "use", "expected"),
    [
        ("upsertCallDisposition", "callDisposition", "needed", "never-passed"),
        ("updateMessageLog", "existingMessageLogDetails", "needed", "never-passed"),
        ("createCallLog", "contactinfo", "tried", "never-passed"),
        ("createCallLog", "aiNotes", "declared", "never-passed"),
        ("listAppointments", "mineOnly", "tried", "declared-in-vain"),
        ("updateMessageLog", "contactNumber", "declared", "declared-in-vain"),
        # Other interfaces get it, so shared code may ask for it.
        ("updateMessageLog", "recordingLink", "needed", "declared-in-vain"),
    ],
)
def test_what_is_never_passed_is_named(interface: str, name: str, use: str, expected: str):
    assert named(interface, {name: use}) == [(expected, name)]


@pytest.mark.parametrize(
    ("interface", "name", "use"),
    [
        ("updateMessageLog", "recordingLink", "tried"),
        ("updateMessageLog", "faxDocLink", "declared"),
        ("updateMessageLog", "sharedSMSLogContent", "needed"),
        ("getOauthInfo", "userEmail", "needed"),
        ("createMessageLog", "assigneeName", "needed"),
        ("checkAndRefreshAccessToken", "anything", "needed"),
    ],
)
def test_what_some_server_passes_in_some_way_is_not(interface: str, name: str, use: str):
    assert named(interface, {name: use}) == []


def test_what_today_s_server_passes_may_be_asked_of_an_earlier_one():
    assert named("createCallLog", {"composedLogDetails": "needed", "hashedAccountId": "needed"}, era="seed") == []


def test_pythons_spelling_is_the_same_name():
    asked = {"shared_sms_log_content": "needed", "call_disposition": "needed"}
    assert named("updateMessageLog", asked, is_python=True) == [("never-passed", "call_disposition")]


def test_it_is_named_behind_a_throw_too():
    outcome = threw(name="TypeError", message="Cannot read properties of undefined (reading 'id')")
    outcome = type(outcome)(outcome.kind, error=outcome.error, asked={"callDisposition": "needed"})
    rules = [each.rule for each in judge("upsertCallDisposition", outcome, table=TABLE)]
    assert rules == ["throws/without-status", "arguments/never-passed"]
