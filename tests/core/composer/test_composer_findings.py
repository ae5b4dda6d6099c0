"""Known defects of the composers are reported when the inputs meet them."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.composer import ComposerError, compose_call_log, compose_shared_sms, composer_findings


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
        ({"user": {"timezoneOffset": "+0530"}}, "composer/offset-read-as-minutes"),
        ({"user": {"timezoneOffset": "PST"}}, "composer/offset-unreadable"),
        ({"user": {"timezoneOffset": "5:30"}}, "composer/offset-ignored"),
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
        {"user": {"timezoneOffset": "-420"}},
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
