"""Known defects of the composers are reported when the inputs meet them."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.composer import ComposerError, compose_call_log, compose_shared_sms, composer_findings

START = "2026-02-03T15:01:00Z"


def rules(**inputs: Any) -> set[str]:
    given = {"callLog": {}, "user": {}} | inputs
    try:
        result = compose_call_log(given)
    except ComposerError:
        result = None
    return {finding.rule for finding in composer_findings(given, result)}


def stored(**settings: Any) -> dict[str, Any]:
    return {"userSettings": {setting: {"value": value} for setting, value in settings.items()}}


@pytest.mark.parametrize(
    ("inputs", "rule"),
    [
        ({"existingBody": "- Result: a\n", "result": "$1"}, "composer/dollar-interpreted"),
        ({"user": stored(addCallSessionId="false")}, "composer/setting-text-switches-on"),
        ({"startTime": "1750183509000"}, "composer/invalid-date"),
        ({"user": {"timezoneOffset": "+0530"}, "startTime": START}, "composer/offset-read-as-minutes"),
        ({"user": {"timezoneOffset": "PST"}, "startTime": START}, "composer/offset-unreadable"),
        ({"user": {"timezoneOffset": "5:30"}, "startTime": START}, "composer/offset-ignored"),
        ({"ringSenseAIScore": {"overall": 8}}, "composer/score-is-object"),
        ({"callLog": {"legs": [{}]}}, "composer/throws"),
        ({"logFormat": "custom"}, "composer/format-not-composed"),
        (
            {
                "user": stored(addRingCentralNumber=True),
                "callLog": {
                    "direction": "Inbound",
                    "to": {"phoneNumber": "1", "extensionNumber": "7"},
                    "from": {"extensionNumber": "8"},
                },
            },
            "composer/extension-of-other-party",
        ),
        (
            {
                "existingBody": "- RingCentral user name: Old\n",
                "user": stored(addRingCentralUserName=True),
                "callLog": {"from": {"name": "New"}},
            },
            "composer/user-name-kept",
        ),
    ],
)
def test_a_defect_is_reported(inputs: dict[str, Any], rule: str) -> None:
    assert rules(**inputs) == {rule}


@pytest.mark.parametrize(
    "inputs",
    [
        {"existingBody": "- Result: a\n", "result": "$5 in cash"},
        {"result": "$1"},
        {"existingBody": "- Summary: a\n", "subject": "$1"},
        {"user": stored(addCallLogNote=False), "startTime": 1},
        {"user": {"timezoneOffset": "-420"}, "startTime": START},
        # No time is printed, so no offset is misread.
        {"user": {"timezoneOffset": "PST"}},
        {"user": stored(addCallLogDateTime=False) | {"timezoneOffset": "PST"}, "startTime": START},
        # Words of the user's own.
        {"note": "They said: Invalid date, [object Object]", "startTime": START},
        {"ringSenseAIScore": "[object Object]"},
        {"user": {"timezoneOffset": "+05:30"}, "ringSenseAIScore": 8},
    ],
)
def test_sound_inputs_have_no_findings(inputs: dict[str, Any]) -> None:
    assert rules(**inputs) == set()


def test_findings_of_a_shared_thread() -> None:
    conversation = {"creationTime": "bad", "messages": [{"lastModifiedTime": "2026-02-03T15:01:00Z"}]}
    thread = {"conversation": conversation, "timezoneOffset": "-6", "contactName": "Ann"}
    found = {finding.rule for finding in composer_findings(thread, compose_shared_sms(thread))}
    assert found == {"composer/thread-offset-ignored", "composer/thread-ends-in-1970", "composer/invalid-date"}


def test_a_thread_in_which_somebody_writes_of_dates_has_no_findings() -> None:
    said = {
        "recordType": "AliveMessage",
        "direction": "Inbound",
        "creationTime": 1770130860000,
        "text": "Invalid date?",
    }
    conversation = {"creationTime": 1770130860000, "messages": [{"lastModifiedTime": 1}], "entities": [said]}
    thread = {"conversation": conversation, "timezoneOffset": "+02:00", "contactName": "Invalid date"}
    assert composer_findings(thread, compose_shared_sms(thread)) == ()
    late = {**thread, "conversation": {**conversation, "entities": [{**said, "creationTime": "soon"}]}}
    assert [each.rule for each in composer_findings(late, compose_shared_sms(late))] == ["composer/invalid-date"]
