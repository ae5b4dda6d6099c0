"""A single firing does what App Connect's server does around the call, and says what the client would get."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from builders_open_adapter import USER, AdapterThrowsError, open_functions

from workbench.core.contract.eras import SeenEra
from workbench.core.errors import UsageError
from workbench.core.run.consequence import consequence
from workbench.core.run.document import invocation_document, invocation_from_document
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Answer, Invocation, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.core.values.times import iso_time
from workbench.session.open_adapter import OpenAdapter

CALL = {
    "logInfo": {
        "id": "RC-1",
        "sessionId": "91",
        "telephonySessionId": "s-1",
        "direction": "Inbound",
        "from": {"phoneNumber": "+12025550144"},
        "to": {"phoneNumber": "+12025550101"},
        "startTime": "2025-06-17T18:05:09.000Z",
        "duration": 65,
    },
    "contactId": "C-1",
    "note": "hello",
}
SAID = {"message": "ok", "messageType": "success", "ttl": 1}


async def fire(adapter: OpenAdapter, interface: str, request: dict[str, Any] | None = None) -> Invocation:
    """Fire with a request of the user's own."""
    return await adapter.fire(Firing(interface, request=request or {}))


def answers(*_: Any) -> dict[str, Any]:
    """A result that most interfaces may give."""
    return {"successful": True, "logId": "L-1", "returnMessage": SAID}


def throws(status: int | None = None) -> Any:
    """A function that throws with a status of the CRM."""

    def function(*_: Any) -> Any:
        raise AdapterThrowsError("boom", status)

    return function


@pytest.mark.parametrize(
    ("interface", "function", "request_", "answer"),
    [
        ("createCallLog", answers, CALL, Answer(200, {"successful": True, "logId": "L-1", "returnMessage": SAID})),
        (
            "createCallLog",
            lambda _: {"logId": None, "returnMessage": SAID},
            CALL,
            Answer(200, {"successful": False, "returnMessage": SAID}),
        ),
        (
            "createContact",
            lambda _: {"contactInfo": {"id": "C-2"}},
            {},
            Answer(200, {"successful": True, "contact": {"id": "C-2"}}),
        ),
        ("unAuthorize", lambda _: {"returnMessage": SAID}, {}, Answer(200, SAID)),
        ("unAuthorize", throws(), {}, Answer(400, {"error": "boom"})),
        (
            "getUserInfo",
            lambda _: {"successful": False, "returnMessage": SAID},
            {"apiKey": "K"},
            Answer(400, {"returnMessage": SAID}),
        ),
        ("getLogFormatType", lambda *_: "text/plain", {}, None),
        (
            "getLicenseStatus",
            throws(500),
            {},
            Answer(
                200,
                {
                    "isLicenseValid": False,
                    "licenseStatus": "Invalid (Connect to get license status)",
                    "licenseStatusDescription": "",
                },
            ),
        ),
        (
            "listAppointments",
            lambda _: {"appointments": [{"id": "7"}]},
            {},
            Answer(200, {"successful": True, "appointments": [{"id": "7"}]}),
        ),
        ("checkAndRefreshAccessToken", lambda *_: None, {}, 401),
        ("onUpdateUserSettings", answers, {"userSettings": {}}, Answer(200, {})),
        ("getUserList", lambda _: [{"id": 1, "name": "A"}], {"rcExtensionList": []}, 200),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_invocation_says_what_the_client_gets(
    interface: str, function: Any, request_: dict[str, Any], answer: Answer | int | None
) -> None:
    adapter, _, _ = await open_functions({interface: function})
    invocation = await fire(adapter, interface, request_)
    if isinstance(answer, int):
        assert invocation.answer is not None
        assert invocation.answer.status == answer
    else:
        assert invocation.answer == answer


async def test_a_status_of_the_crm_becomes_the_users_message_and_the_clients_answer() -> None:
    adapter, _, _ = await open_functions({"createContact": throws(404)})
    invocation = await fire(adapter, "createContact")
    assert invocation.shown is not None
    assert invocation.answer is not None
    assert invocation.answer.body["returnMessage"]["message"] == invocation.shown.message == "Authorization error"
    assert invocation.answer.body["returnMessage"]["details"] == invocation.shown.details


async def test_the_answer_is_part_of_the_document_and_read_back() -> None:
    adapter, _, _ = await open_functions({"createCallLog": answers})
    invocation = await fire(adapter, "createCallLog", CALL)
    document = invocation_document(invocation, adapter.redactor(), wire=True)
    assert document["answer"]["status"] == 200
    assert invocation_from_document(json.loads(json.dumps(document))).answer == invocation.answer
    del document["answer"]
    assert invocation_from_document(document).answer is None


async def test_an_update_tells_that_the_log_could_not_be_read_and_goes_on() -> None:
    functions = {"createCallLog": answers, "updateCallLog": answers, "getCallLog": throws(404)}
    adapter, runtime, _ = await open_functions(functions)
    await fire(adapter, "createCallLog", CALL)
    runtime.calls.clear()
    invocation = await fire(adapter, "updateCallLog", {"note": "new"})
    assert runtime.called() == ["getAuthType", "getBasicAuth", "getCallLog", "updateCallLog"]
    assert "server/read-before-update-failed" in [finding.rule for finding in invocation.findings]
    assert invocation.outcome.kind is OutcomeKind.RETURNED


async def test_an_update_tells_that_its_text_starts_from_the_note() -> None:
    functions = {
        "createCallLog": answers,
        "updateCallLog": answers,
        "getCallLog": lambda _: {"callLogInfo": {"note": "only a note"}},
    }
    adapter, runtime, _ = await open_functions(functions)
    await fire(adapter, "createCallLog", CALL)
    invocation = await fire(adapter, "updateCallLog", {"note": "new"})
    assert "server/base-text-missing" in [finding.rule for finding in invocation.findings]
    assert runtime.calls[-1].arguments[0]["composedLogDetails"] == "- Note: new\nonly a note"


async def test_defects_of_the_composer_are_attached() -> None:
    read = {"callLogInfo": {"fullBody": "- Note: old\n"}}
    functions = {"createCallLog": answers, "updateCallLog": answers, "getCallLog": lambda _: read}
    user = {**USER, "userSettings": {"addCallLogDuration": {"value": "false"}}}
    adapter, _, _ = await open_functions(functions, user=user)
    await fire(adapter, "createCallLog", CALL)
    invocation = await fire(adapter, "updateCallLog", {"note": "costs $& more", "duration": 5})
    rules = [finding.rule for finding in invocation.findings]
    assert "composer/dollar-interpreted" in rules
    assert "composer/setting-text-switches-on" in rules


async def test_a_call_record_that_the_composer_throws_at_never_reaches_the_adapter() -> None:
    adapter, runtime, _ = await open_functions({"createCallLog": answers})
    call = {**CALL, "logInfo": {**CALL["logInfo"], "legs": [{"direction": "Inbound", "from": {}}]}}
    invocation = await fire(adapter, "createCallLog", call)
    assert "createCallLog" not in runtime.called()
    assert invocation.outcome.kind is OutcomeKind.THREW
    assert "stops before it calls createCallLog" in invocation.outcome.sentence
    assert invocation.answer is not None
    assert invocation.answer.body["returnMessage"]["message"] == "Error creating call log"


async def test_a_call_record_without_an_id_cannot_be_tied_to_its_log() -> None:
    adapter, _, _ = await open_functions({"createCallLog": answers})
    info = {key: value for key, value in CALL["logInfo"].items() if key not in ("id", "telephonySessionId")}
    invocation = await fire(adapter, "createCallLog", {**CALL, "logInfo": info})
    assert "server/linkage-without-id" in [finding.rule for finding in invocation.findings]
    token = adapter.server.session_token("u1-spy", "spy")
    request = ClientRequest(
        "POST", "/callLog", headers={"Authorization": f"Bearer {token}"}, body={**CALL, "logInfo": info}
    )
    served = await adapter.server.handle(request)
    assert served.answer.body["returnMessage"]["message"] == "Database operation failed"


def expired() -> dict[str, Any]:
    """A user whose access token ended a minute ago."""
    return {**USER, "accessToken": "OLD", "refreshToken": "R1", "tokenExpiry": iso_time(time.time() - 60)}


async def test_twenty_calls_with_an_expired_token_renew_it_once() -> None:
    def contacts(given: dict[str, Any]) -> dict[str, Any]:
        return {"successful": True, "matchedContactInfo": [], "returnMessage": {**SAID, "message": given["authHeader"]}}

    adapter, _, endpoint = await open_functions({"findContact": contacts}, user=expired(), auth_type="oauth")
    endpoint.answers = [(200, {"access_token": "NEW-ACCESS-TOKEN-1", "refresh_token": "R2", "expires_in": 3600})]
    fired = await asyncio.gather(*(fire(adapter, "findContact", {"phoneNumber": "+1"}) for _ in range(20)))
    assert len(endpoint.requests) == 1
    assert {invocation.outcome.value["returnMessage"]["message"] for invocation in fired} == {
        "Bearer NEW-ACCESS-TOKEN-1"
    }
    assert adapter.connection is not None
    assert adapter.connection.user["refreshToken"] == "R2"
    assert "NEW-ACCESS" not in adapter.redactor().text("it is NEW-ACCESS-TOKEN-1")


async def test_a_refused_refresh_token_ends_the_session() -> None:
    adapter, runtime, endpoint = await open_functions({"findContact": answers}, user=expired(), auth_type="oauth")
    endpoint.answers = [(400, {"error": "invalid_grant"})]
    invocation = await fire(adapter, "findContact", {"phoneNumber": "+1"})
    assert "findContact" not in runtime.called()
    assert invocation.answer is not None
    assert invocation.answer.status == 401
    assert invocation.answer.body["errorCode"] == "CRM_SESSION_REVOKED"
    assert invocation.shown is not None
    assert invocation.shown.message == "User session expired. Please connect again."
    assert adapter.connection is not None
    assert adapter.connection.user["accessToken"] == "OLD"
    # App Connect handles it, so the adapter is not told to mend anything.
    (found,) = invocation.findings
    assert (found.rule, found.severity.value) == ("server/session-revoked", "note")
    assert consequence(invocation) == found.app_connect_does


async def test_a_session_that_the_adapters_own_hook_ends_is_no_fault_of_the_interface() -> None:
    functions = {"findContact": answers, "checkAndRefreshAccessToken": lambda *_: None}
    adapter, runtime, _ = await open_functions(functions, user=expired(), auth_type="oauth")
    invocation = await fire(adapter, "findContact", {"phoneNumber": "+1"})
    assert "findContact" not in runtime.called()
    (found,) = invocation.findings
    assert found.rule == "server/session-revoked"
    assert "checkAndRefreshAccessToken gave no user" in found.message


async def test_a_token_that_the_crm_does_not_renew_is_no_throw_of_the_adapter() -> None:
    adapter, _, endpoint = await open_functions({"findContact": answers}, user=expired(), auth_type="oauth")
    endpoint.answers = [(503, {"error": "busy"})]
    (found,) = (await fire(adapter, "findContact", {"phoneNumber": "+1"})).findings
    assert (found.rule, found.severity.value) == ("server/stopped-before", "note")


async def test_a_helper_that_throws_fails_the_operation_by_its_status() -> None:
    adapter, runtime, _ = await open_functions({"findContact": answers, "getBasicAuth": throws(401)})
    invocation = await fire(adapter, "findContact", {"phoneNumber": "+1"})
    assert "findContact" not in runtime.called()
    assert invocation.outcome.sentence.startswith("getBasicAuth, which App Connect calls first, did not answer")
    assert invocation.answer is not None
    assert invocation.answer.body["returnMessage"]["message"] == "Authorization error"


async def test_an_era_changes_what_is_passed_and_called() -> None:
    adapter, runtime, _ = await open_functions(
        {"createCallLog": answers, "updateCallLog": answers, "getCallLog": answers, "getLogFormatType": answers}
    )
    adapter.called_as = SeenEra("seed")
    await fire(adapter, "createCallLog", CALL)
    assert list(runtime.calls[-1].arguments[0]) == [
        "user",
        "contactInfo",
        "authHeader",
        "callLog",
        "note",
        "additionalSubmission",
        "aiNote",
        "transcript",
    ]
    assert runtime.calls[0].arguments == ()
    runtime.calls.clear()
    await fire(adapter, "updateCallLog", {"note": "n"})
    assert runtime.called() == ["getAuthType", "getBasicAuth", "updateCallLog"]


async def test_an_interface_that_a_server_did_not_know_is_not_fired() -> None:
    adapter, _, _ = await open_functions({"getUserList": answers})
    adapter.called_as = SeenEra("seed")
    with pytest.raises(UsageError, match="seed server"):
        await fire(adapter, "getUserList")


async def test_a_firing_and_a_clients_request_go_through_one_server() -> None:
    functions = {"createCallLog": answers, "updateCallLog": lambda _: {"updatedNote": "n"}}
    adapter, _, _ = await open_functions(functions)
    server = adapter.server
    headers = {"Authorization": f"Bearer {server.session_token('u1-spy', 'spy')}"}
    made = await server.handle(ClientRequest("POST", "/callLog", headers=headers, body=CALL))
    again = await server.handle(ClientRequest("POST", "/callLog", headers=headers, body=CALL))
    changed = await server.handle(
        ClientRequest("PATCH", "/callLog", headers=headers, body={"sessionId": "91", "note": "n"})
    )
    assert made.answer.body["logId"] == "L-1"
    assert again.answer.body["returnMessage"]["message"] == "Existing log for session 91"
    assert again.calls == ()
    assert [call.interface for call in changed.calls][-1] == "updateCallLog"
    assert changed.answer.body == {"successful": True, "logId": "L-1", "updatedNote": "n"}
    assert [row["thirdPartyLogId"] for row in adapter.stores.call_logs] == ["L-1"]
