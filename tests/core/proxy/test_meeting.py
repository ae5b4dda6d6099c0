"""What expressions and paths of a profile met in one call, and what may well be absent."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.proxy.meeting import unmet_expressions, unmet_list, unmet_paths

CALL = {"direction": "Inbound", "startTime": 1750000000000, "duration": 5, "from": {"phoneNumber": "+12025550144"}}
CONTACT = {"id": "C-1", "name": "Dana Whitfield", "type": "Contact", "phoneNumber": "+12025550144"}
ROW = {"id": "row-1", "sessionId": "s-1", "thirdPartyLogId": "L-1"}
USER = {"id": "7-acme", "accessToken": "key", "platformAdditionalInfo": {"team": "North"}}
ARGUMENTS = {
    "user": USER,
    "contactInfo": CONTACT,
    "callLog": CALL,
    "existingCallLog": ROW,
    "additionalSubmission": {"deal_id": "1"},
    "phoneNumber": "+12025550144",
    "callLogId": "L-1",
}


def profile(operation: str, **members: Any) -> Any:
    return {"auth": {"type": "apiKey"}, "operations": {operation: members}}


def expressions(operation: str, **members: Any) -> list[str]:
    return [each.message for each in unmet_expressions(operation, profile(operation, **members), ARGUMENTS)]


@pytest.mark.parametrize(
    ("operation", "members", "said"),
    [
        ("createCallLog", {"body": {"n": "{{callLog.from.number}}"}}, "callLog.from has no number, but phoneNumber"),
        ("createCallLog", {"body": "<n>{{contactInfo.fullName}}</n>"}, "contactInfo has no fullName, but name"),
        ("createCallLog", {"body": [{"n": "{{ contactInfo.email }}"}]}, "contactInfo has no email"),
        ("createCallLog", {"query": {"d": "{{additionalSubmission.dealId}}"}}, "no dealId, but deal_id"),
        ("createCallLog", {"headers": {"X-User": "{{user.email}}"}}, "user has no email"),
        ("updateCallLog", {"url": "/calls/{{existingCallLog.logId}}"}, "but thirdPartyLogId"),
        ("updateCallLog", {"url": "/calls/{{recordingLink}}/notes"}, "{{recordingLink}} met nothing"),
        ("findContact", {"query": {"p": "{{parsedPhoneNumber.e164}}"}}, "parsedPhoneNumber has no e164"),
    ],
)
def test_an_expression_that_became_nothing(operation: str, members: dict[str, Any], said: str) -> None:
    [message] = expressions(operation, **members)
    assert said in message


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("createCallLog", {"body": {"r": "{{callLog.recording.link}}", "s": "{{callLog.result}}", "n": "{{note}}"}}),
        (
            "createCallLog",
            {"body": {"t": "{{user.platformAdditionalInfo.region}}", "c": "{{additionalSubmission.kind}}"}},
        ),
        ("createCallLog", {"body": {"t": "{{unheard.of}}", "p": "{{callLog.from.name}}", "x": "{{callLog.to.name}}"}}),
        ("updateCallLog", {"url": "/calls/{{thirdPartyLogId}}?link={{recordingLink}}"}),
        ("findContact", {"query": {"p": "{{parsedPhoneNumber.number.e164}}", "q": "{{phoneNumber}}"}}),
        ("findContact", {"query": {"f": "{{overridingFormat}}"}}),
    ],
)
def test_what_may_well_be_absent(operation: str, members: dict[str, Any]) -> None:
    assert expressions(operation, **members) == []


@pytest.mark.parametrize(
    ("operation", "mapping", "answer", "said"),
    [
        ("findContact", {"listPath": "body.contacts"}, {"data": [{"id": 1}]}, "stands at body.data"),
        (
            "findContact",
            {},
            {"result": {"rows": [{"id": 1}]}},
            "body met no list in the answer; a list stands at body.result.rows",
        ),
        ("getUserList", {"listPath": "body.users"}, [{"id": 1}], "stands at body."),
        ("findContactWithName", {"listPath": "body.data.items"}, {"data": [{"id": 1}]}, "stands at body.data"),
    ],
)
def test_a_list_path_that_met_no_list(operation: str, mapping: Any, answer: Any, said: str) -> None:
    [finding] = unmet_list(operation, profile(operation, responseMapping=mapping), answer)
    assert said in finding.message


@pytest.mark.parametrize(
    ("operation", "mapping", "answer"),
    [
        ("findContact", {"listPath": "body.contacts"}, {"count": 0}),
        ("findContact", {"listPath": "body.contacts"}, {"contacts": None, "warnings": [{"code": 1}]}),
        ("findContact", {"listPath": "body.contacts"}, {"tags": ["a"], "count": 0}),
        ("findContact", {"listPath": "body.contacts"}, {"contacts": [], "links": [{"rel": "self"}]}),
        ("getUserList", {}, {"users": [{"id": 1}]}),
        ("createContact", {"listPath": "body.contacts"}, {"data": [{"id": 1}]}),
    ],
)
def test_a_list_that_is_there_or_nowhere(operation: str, mapping: Any, answer: Any) -> None:
    assert list(unmet_list(operation, profile(operation, responseMapping=mapping), answer)) == []


@pytest.mark.parametrize(
    ("operation", "mapping", "answer", "said"),
    [
        ("createCallLog", {"idPath": "body.id"}, {"data": {"id": 4}}, "body.data.id is there"),
        ("getCallLog", {"notePath": "body.notes"}, {"note": "x"}, "body.note is there"),
        (
            "getUserInfo",
            {"timezoneNamePath": "body.timezone"},
            {"me": {"timezone_name": "UTC"}},
            "body.me.timezone_name",
        ),
        (
            "getUserInfo",
            {"platformAdditionalInfoPaths": {"e": "body.email"}},
            {"me": {"email": "a@b"}},
            "body.me.email",
        ),
    ],
)
def test_a_path_that_met_nothing(operation: str, mapping: Any, answer: Any, said: str) -> None:
    [finding] = unmet_paths(operation, profile(operation, responseMapping=mapping), answer)
    assert said in finding.message


@pytest.mark.parametrize(
    ("operation", "mapping", "answer"),
    [
        ("getCallLog", {"notePath": "body.note"}, {"note": None, "data": {"note": 1}}),
        ("getCallLog", {"notePath": "body.note"}, {"note_id": 4, "subject": "x"}),
        ("getUserInfo", {"idPath": "hostname", "namePath": "additionalInfo.name"}, {"name": "x"}),
        ("createCallLog", {"idPath": "body.id"}, "<ok/>"),
    ],
)
def test_a_path_that_met_what_there_is(operation: str, mapping: Any, answer: Any) -> None:
    assert list(unmet_paths(operation, profile(operation, responseMapping=mapping), answer)) == []
