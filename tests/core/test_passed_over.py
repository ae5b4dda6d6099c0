"""A request that failed unsaid is told; what was made good, or is an answer in itself, is not."""

from __future__ import annotations

from typing import Any

import pytest
from builders_around import CRM, answered, around, cut, form, got
from builders_judging import FAILED, GOOD, REFUSED, SAID, USER, good, returned, threw

from workbench.core.judging import judge, verdict
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Outcome, Verdict
from workbench.core.traffic.errors_inside import error_inside
from workbench.core.traffic.exchange import Exchange
from workbench.core.traffic.seen import json_in
from workbench.services.resources import contract

TABLE = contract()
RULE = "traffic/failure-passed-over"
TELEMETRY = "https://telemetry.example.net/event"


def passed_over(interface: str, outcome: Any, *exchanges: Exchange, **known: Any) -> list[Finding]:
    judged = outcome if isinstance(outcome, Outcome) else returned(outcome)
    found = judge(interface, judged, table=TABLE, platform="acme", around=around(*exchanges), **known)
    return [each for each in found if each.rule == RULE]


@pytest.mark.parametrize("interface", sorted(set(GOOD) - {"unAuthorize"}))
@pytest.mark.parametrize("failed", [answered(500), got(403), cut("ECONNREFUSED"), cut("ECONNRESET", method="GET")])
def test_a_failed_request_behind_a_good_answer_is_told(interface: str, failed: Exchange):
    (found,) = passed_over(interface, GOOD[interface], failed)
    assert "api.acme.example.test/calls" in found.message
    assert str(failed.response.status if failed.response else failed.error and failed.error.code) in found.message
    assert found.app_connect_does
    outcome = returned(GOOD[interface])
    assert verdict(outcome, [found]) is Verdict.FINDINGS


@pytest.mark.parametrize(
    ("interface", "outcome"),
    [
        ("createCallLog", threw(500)),
        ("createCallLog", good("createCallLog", logId=None, returnMessage=REFUSED)),
        ("updateCallLog", good("updateCallLog", returnMessage=FAILED)),
        (
            "createCallLog",
            good("createCallLog", returnMessage={**SAID, "message": "Logged, but the note was not saved"}),
        ),
        ("createCallLog", good("createCallLog", returnMessage={**SAID, "messageType": "warning"})),
        ("getUserInfo", {"successful": False, "returnMessage": REFUSED}),
        ("authValidation", {"successful": False, "status": 401}),
        ("checkAndRefreshAccessToken", None),
        ("getLicenseStatus", {"isLicenseValid": False, "licenseStatus": "Unknown"}),
    ],
)
def test_what_the_adapter_tells_is_not_told_again(interface: str, outcome: Any):
    assert passed_over(interface, outcome, answered(500)) == []


MADE_GOOD = {
    "sent again": ("createCallLog", [answered(503, sent={"a": 1}), answered(201, sent={"a": 1})]),
    "sent again after a cut": ("createCallLog", [cut("ECONNRESET"), answered(201)]),
    "renewed": (
        "createCallLog",
        [
            answered(401, sent="x"),
            answered(200, url=f"{CRM}/oauth/token", sent="grant_type=refresh_token"),
            answered(201, sent="y"),
        ],
    ),
    "session looked at": (
        "checkAndRefreshAccessToken",
        [got(401, url=f"{CRM}/ping"), answered(200, {"BhRestToken": "t"}, url=f"{CRM}/login")],
    ),
    "made where there is none": ("createCallLog", [got(404, url=f"{CRM}/calls/by-key/1"), answered(201)]),
    "made where there is none to change": (
        "upsertCallDisposition",
        [answered(404, method="PATCH", url=f"{CRM}/calls/1"), answered(201)],
    ),
    "taken where it exists": (
        "createContact",
        [answered(409, url=f"{CRM}/contacts"), got(200, url=f"{CRM}/contacts/4")],
    ),
    "there already, by its id": (
        "createMessageLog",
        [answered(409, {"existingId": GOOD["createMessageLog"]["logId"]}, url=f"{CRM}/notes")],
    ),
    "there already, in the answer": (
        "createContact",
        [
            answered(200, {"data": {"add": {"userErrors": [{"message": "Phone is already taken"}]}}}, sent="add"),
            answered(200, {"data": {"person": {"id": "7"}}}, sent="find"),
        ],
    ),
    "throttled in the answer": (
        "createCallLog",
        [answered(200, {"errors": [{"message": "Throttled"}]}, sent="m"), answered(200, {"data": {}}, sent="m")],
    ),
    "changed meanwhile": (
        "updateCallLog",
        [
            answered(412, method="PATCH", sent={"version": 1}),
            got(200),
            answered(200, method="PATCH", sent={"version": 2}),
        ],
    ),
    "an older version": ("createCallLog", [answered(404, url=f"{CRM}/v2/calls"), answered(201, url=f"{CRM}/v1/calls")]),
    "gone already": ("updateCallLog", [answered(404, method="DELETE", url=f"{CRM}/notes/3"), answered(200)]),
    "nobody has that number": ("findContact", [got(404, url=f"{CRM}/contacts?phone=1")]),
    "nobody, in the answer": ("findContact", [got(200, {"success": False, "message": "No contacts found"})]),
    "somebody else's host": ("createCallLog", [answered(201), answered(500, url=TELEMETRY, headers={})]),
    "stopped on this side": ("createCallLog", [answered(201), cut("unfinished")]),
    "redirected": ("createCallLog", [answered(302), answered(201, url=f"{CRM}/new/calls")]),
    "a session that is over": ("unAuthorize", [answered(401, url=f"{CRM}/oauth/revoke")]),
}


@pytest.mark.parametrize(("interface", "exchanges"), MADE_GOOD.values(), ids=MADE_GOOD.keys())
def test_what_was_made_good_is_not_told(interface: str, exchanges: list[Exchange]):
    known = {"user": {**USER, "accessToken": ""}} if interface == "unAuthorize" else {}
    assert passed_over(interface, GOOD[interface], *exchanges, **known) == []


NOT_MADE_GOOD = {
    "read back": ("getCallLog", [got(404)]),
    "another one was written": (
        "createCallLog",
        [answered(500, url=f"{CRM}/notes"), answered(201, url=f"{CRM}/calls")],
    ),
    "renewed and not sent again": (
        "createCallLog",
        [answered(401), answered(200, url=f"{CRM}/oauth/token", sent="grant_type=refresh_token")],
    ),
    "refused, and something else was asked": (
        "createCallLog",
        [answered(200, {"errors": [{"message": "Forbidden"}]}, sent="m"), answered(200, {"data": {}}, sent="q")],
    ),
    "there already, by another id": (
        "createMessageLog",
        [answered(409, {"existingId": f"{GOOD['createMessageLog']['logId']}0"}, url=f"{CRM}/notes")],
    ),
    "changed meanwhile": ("updateCallLog", [answered(412, method="PATCH"), got(200)]),
    "failed once more": ("createCallLog", [answered(503), answered(503)]),
    "a look-up that broke": ("findContact", [got(500)]),
    "not taken": ("createContact", [answered(422, {"message": "phone is invalid"}, url=f"{CRM}/contacts")]),
    "not revoked": ("unAuthorize", [answered(500, url=f"{CRM}/oauth/revoke")]),
}


@pytest.mark.parametrize(("interface", "exchanges"), NOT_MADE_GOOD.values(), ids=NOT_MADE_GOOD.keys())
def test_what_was_not_made_good_is_told_once(interface: str, exchanges: list[Exchange]):
    assert len(passed_over(interface, GOOD[interface], *exchanges)) == 1


def test_a_warning_where_nothing_was_written_is_a_failure():
    known = {"table": TABLE, "platform": "acme"}
    outcome = returned(good("updateCallLog", returnMessage=REFUSED))
    rules = [each.rule for each in judge("updateCallLog", outcome, around=around(answered(500)), **known)]
    assert rules == ["update-call-log/failure-ignored"]
    assert judge("updateCallLog", outcome, around=around(got(404), answered(200)), **known) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"message": "Field 'x' doesn't exist"}], "data": None},
        {"data": {"createCall": {"userErrors": [{"field": ["subject"], "message": "is too long"}], "call": None}}},
        {"data": {"createCall": {"success": False}}},
        {"success": False, "error": "bad subject"},
        {"success": "false"},
        {"ok": False, "error": "not_authed"},
        {"error": {"code": 100, "message": "Odoo Session Expired"}, "jsonrpc": "2.0", "id": 7},
        {"error": "invalid_request"},
        {"errorCode": "INVALID", "errorMessage": "No such user"},
        {"status": "error", "message": "Bad input"},
        {"data": [{"code": "INVALID_DATA", "message": "invalid data", "status": "error"}]},
        {"compositeResponse": [{"httpStatusCode": 201}, {"httpStatusCode": 400, "body": [{"message": "No"}]}]},
        [{"errorCode": "REQUIRED_FIELD_MISSING", "message": "Subject"}],
        {"errors": {"subject": ["is too long"]}},
        {"hasErrors": True, "results": [{"statusCode": 400, "result": [{"message": "No"}]}]},
        {"results": [{"statusCode": 201}, {"statusCode": 400, "message": "No"}]},
        {"responses": [{"id": "1", "status": 404, "body": {"error": {"message": "No"}}}]},
        {"status": {"code": "INVALID_SESSION", "success": "false", "description": "expired"}},
        {"response": {"success": False, "message": "name too long"}},
        {"data": {"success": False}},
        {"code": 401, "message": "Token expired", "data": None},
        {"statusCode": "500", "message": "Internal"},
        {"result": "error", "reason": "locked"},
        {"responseCode": "ERROR", "errorDetails": ["x is wrong"]},
        {"status": "FAILURE", "message": "No"},
    ],
    ids=range(25),
)
def test_an_error_inside_a_good_status_is_one(answer: Any):
    (found,) = passed_over("createCallLog", GOOD["createCallLog"], answered(200, answer))
    assert "error inside" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "<soap:Envelope><soap:Body><soap:Fault><faultstring>Bad key</faultstring></soap:Fault></soap:Body>",
        '<SOAP-ENV:Envelope xmlns="x"><Body><SOAP-ENV:Fault><Reason><Text>No</Text></Reason></SOAP-ENV:Fault>',
        "<methodResponse><fault><value><struct><member><string>Bad</string></member></struct></value></fault></methodResponse>",
        '<?xml version="1.0"?>\n<errors><error>Subject is missing</error></errors>',
        "<response><status>error</status><error><message>No access</message></error></response>",
        '<rsp stat="fail"><err code="100" msg="Bad key"/></rsp>',
        "<result><Success>false</Success></result>",
        '<!DOCTYPE html><html><form action="/login"><input name="p" type="password"></form></html>',
    ],
)
def test_a_fault_in_xml_is_an_error(text: str):
    assert error_inside(text, json_in(text))


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 7, "status": "failed", "message": "The line was busy"},
        {"id": 7, "error": "text of a field"},
        {"success": True, "error": None, "errors": []},
        {"data": [{"id": 1, "status": "error", "code": "A-1"}]},
        {"data": {"call": {"id": 1, "errors": ["was busy"]}}},
        {"error": "", "result": "ok"},
        {"results": [{"ok": True}]},
        [],
        {"errors": {}},
        {"hasErrors": False, "results": [{"statusCode": 201}]},
        {"id": 7, "status": {"success": False}},
        {"data": {"id": 7, "ok": False}},
        {"code": 0, "message": "ok"},
        {"code": 200, "message": "ok"},
        {"statusCode": 404},
        {"result": "failed", "duration": 0},
        {"results": [{"id": 1, "status": 500}]},
    ],
    ids=range(17),
)
def test_a_record_with_such_members_is_no_error(answer: Any):
    assert passed_over("createCallLog", GOOD["createCallLog"], answered(200, answer)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>Error</body></html>",
        "<calls><call><id>7</id><status>failed</status><message>busy</message></call></calls>",
        "<response><status>ok</status><message>Done</message></response>",
        "<result><success>true</success></result>",
    ],
)
def test_words_of_a_page_or_record_are_no_error(text: str):
    assert error_inside(text, None) == ""


def test_the_same_failure_is_told_once():
    many = [got(500, url=f"{CRM}/owners/{number}") for number in range(9)]
    (found,) = passed_over("getUserList", GOOD["getUserList"], *many)
    assert found.count == 9


def test_a_form_that_was_taken_is_no_failure():
    assert passed_over("createCallLog", GOOD["createCallLog"], form(subject="Call")) == []


def test_a_warning_beside_a_batch_of_which_a_part_was_written_is_none():
    batch = answered(200, {"hasErrors": True, "results": [{"status": 201}, {"statusCode": 400, "message": "No"}]})
    refused = answered(200, {"hasErrors": True, "results": [{"statusCode": 400, "message": "No"}]})
    outcome = returned(good("updateCallLog", returnMessage=REFUSED))
    assert judge("updateCallLog", outcome, around=around(batch), table=TABLE, platform="acme") == ()
    assert judge("updateCallLog", outcome, around=around(refused), table=TABLE, platform="acme") != ()
