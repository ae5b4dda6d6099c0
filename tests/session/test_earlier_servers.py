"""What the server of June 2025 was recorded to do, and what changed until August 2025 (runtime.md section 12)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from builders_traces import (
    LINKED,
    NOW,
    ROW,
    TOKENS,
    TRACES,
    Replay,
    Setup,
    agrees,
    fired_by,
    saved,
    token_request,
    tokens_left,
)

from workbench.core.server.client_request import ClientRequest

SEED = {scenario["id"]: scenario for scenario in TRACES["seed_2025_06"]}
CALLBACK = "https://apps.example.test/redirect.html?code=CODE1"
SESSION = "901000000001"
NAMED = {"name": "x"}
AT_TOKEN_URL = {"platformAdditionalInfo": {"tokenUrl": "https://t.example.test"}}
NO_EXPIRY = {"access_token": "A", "refresh_token": "R"}


def message(identity: int, **members: Any) -> dict[str, Any]:
    """A message of the recorded conversation."""
    return {
        "id": identity,
        "type": "SMS",
        "direction": "Inbound",
        "subject": f"Hi {identity}",
        "from": {"phoneNumber": "+12025550144"},
        "to": [{"phoneNumber": "+12025550101"}],
        "creationTime": "2025-06-17T18:10:00.000Z",
        **members,
    }


def messages(*each: dict[str, Any]) -> dict[str, Any]:
    """A client's body of some messages."""
    info = {
        "conversationId": "conv-1",
        "conversationLogId": "conv-1/06/17/2025",
        "correspondents": [{"phoneNumber": "+12025550144", "name": "Dana Whitfield"}],
        "messages": list(each),
    }
    return {"logInfo": info, **CONTACT, "additionalSubmission": {"deal": "d1"}}


CONTACT = {"contactId": "C-1", "contactType": "Contact", "contactName": "Dana Whitfield"}
FAX = message(
    602,
    type="Fax",
    attachments=[
        {
            "type": "RenderedDocument",
            "uri": "https://media.example.test/fax/602",
            "link": "https://reader.example.test/fax/602",
        }
    ],
)
CALL = SEED["create-call-log"]["calls"][2]["args"][0]["callLog"]
UPDATE = {
    "sessionId": SESSION,
    "recordingLink": "https://media.example.test/rec/1",
    "recordingDownloadLink": "dl",
    "subject": "New",
    "note": "edited",
    "startTime": "2025-06-17T18:05:10.000Z",
    "duration": 66,
    "result": "Accepted",
    "additionalSubmission": {"deal": "d1"},
}
LOGGED = Setup(call_logs=[LINKED])

RECORDED: dict[str, tuple[str, str, dict[str, Any], Setup]] = {
    "apikey-login": (
        "POST",
        "/apiKeyLogin",
        {
            "platform": "spy",
            "apiKey": "K1",
            "hostname": "acme.crm.example.test",
            "additionalInfo": {"tenantId": "T-9"},
        },
        Setup(),
    ),
    "oauth-login": (
        "GET",
        "/oauth-callback",
        {
            "callbackUri": CALLBACK,
            "state": "platform=spy",
            "hostname": "h",
            "rcAccountId": "rc-9",
            "tokenUrl": "https://t.example.test",
            "apiUrl": "https://a.example.test",
            "username": "priya",
        },
        Setup(token_answers=((200, TOKENS),)),
    ),
    "oauth-login-no-expires": (
        "GET",
        "/oauth-callback",
        {"callbackUri": CALLBACK, "state": "platform=spy", "hostname": "h"},
        Setup(token_answers=((200, NO_EXPIRY),)),
    ),
    "find-contact": (
        "GET",
        "/contact",
        {"phoneNumber": "+12025550144", "overridingFormat": "", "isExtension": "false"},
        Setup(),
    ),
    "find-contact-by-name": ("GET", "/custom/contact/search", {"name": "Dana"}, Setup()),
    "create-contact": (
        "POST",
        "/contact",
        {
            "phoneNumber": "+12025550144",
            "newContactName": "New Person",
            "newContactType": "Lead",
            "additionalSubmission": {"c": 1},
        },
        Setup(),
    ),
    "create-call-log": (
        "POST",
        "/callLog",
        {
            "logInfo": CALL,
            **CONTACT,
            "note": "hello",
            "additionalSubmission": {"deal": "d1"},
            "aiNote": "ai",
            "transcript": "tr",
        },
        Setup(),
    ),
    "get-call-log": ("GET", "/callLog", {"sessionIds": SESSION, "requireDetails": "true"}, LOGGED),
    "update-call-log": ("PATCH", "/callLog", UPDATE, LOGGED),
    "disposition": ("PUT", "/callDisposition", {"sessionId": SESSION, "dispositions": {"deal": 1}}, LOGGED),
    "message-log": ("POST", "/messageLog", messages(message(502), message(501)), Setup()),
    "message-log-fax-without-token": ("POST", "/messageLog", messages(FAX), Setup()),
    "token-refresh": (
        "GET",
        "/custom/contact/search",
        NAMED,
        Setup(user=tokens_left(60, **AT_TOKEN_URL), token_answers=((200, TOKENS),)),
    ),
    "token-refresh-refused": (
        "GET",
        "/custom/contact/search",
        NAMED,
        Setup(
            user=tokens_left(-60, refreshToken="RT2", **AT_TOKEN_URL),
            token_answers=((400, {"error": "invalid_grant"}),),
        ),
    ),
    "token-refresh-null-expiry": (
        "GET",
        "/custom/contact/search",
        NAMED,
        Setup(
            user=tokens_left(None, refreshToken="RT2", **AT_TOKEN_URL),
            token_answers=((200, {**TOKENS, "access_token": "AT5"}),),
        ),
    ),
    "async-getAuthType": ("GET", "/custom/contact/search", NAMED, Setup(promised=("getAuthType",))),
}
"""The requests that lead to the recorded calls, which were made below the HTTP layer."""


def request(method: str, path: str, members: dict[str, Any], token: str) -> ClientRequest:
    """A request of the time: the token in the query."""
    query: dict[str, Any] = {"jwtToken": token} if "Login" not in path and "callback" not in path else {}
    if method == "GET":
        return ClientRequest(method, path, {**query, **members})
    return ClientRequest(method, path, query, body=copy.deepcopy(members))


def answered(result: dict[str, Any], path: str) -> dict[str, Any]:
    """What the route makes of a recorded handler's result."""
    result = result.get("r", result)
    if "userInfo" in result:
        return {"jwtToken": "<jwt>", "name": result["userInfo"]["name"], "returnMessage": result["returnMessage"]}
    dropped = {"extraDataTracking"} | ({"logId"} if path == "/callDisposition" else set())
    return {name: value for name, value in result.items() if name not in dropped and value != "__undefined__"}


@pytest.mark.parametrize("fires", [False, True], ids=["asked", "fired"])
@pytest.mark.parametrize("scenario", SEED)
async def test_the_seed_server_does_as_recorded(scenario: str, fires: bool) -> None:
    recorded = copy.deepcopy(SEED[scenario])
    method, path, members, setup = RECORDED[scenario]
    replay = await Replay.open(scenario, era="seed")
    replay.stand(setup)
    for call in recorded["calls"]:
        if "query" in call["args"][0] if call["args"] and isinstance(call["args"][0], dict) else False:
            call["args"][0]["query"] = members  # the route hands over its whole query
    await replay.prepare(recorded["calls"], setup)
    replay.endpoint.answers = list(setup.token_answers or ())
    sent = request(method, path, members, replay.server.session_token("u1-spy", "spy"))
    target = fired_by(sent, [call["interface"] for call in recorded["calls"]], "seed") if fires else ""
    answer = await replay.answered(sent, target)
    assert not replay.runtime.expected
    assert agrees(answered(recorded["handler_result"], path), answer.body), answer
    wanted = [token_request(each) for each in recorded.get("token_endpoint_requests", [])]
    assert replay.endpoint.requests == wanted
    if scenario == "oauth-login-no-expires":
        assert replay.stores.users["u1-spy"]["tokenExpiry"] == "Invalid Date"


def test_every_recorded_scenario_of_the_seed_server_has_its_request() -> None:
    assert RECORDED.keys() == SEED.keys()


async def ask(replay: Replay, method: str, path: str, members: dict[str, Any], *calls: dict[str, Any]) -> Any:
    """The answer to a request whose calls are given as {interface, args, returned}."""
    await replay.prepare(list(calls), Setup())
    token = replay.server.session_token("u1-spy", "spy")
    served = await replay.server.handle(request(method, path, members, token))
    assert not replay.runtime.expected
    return served.answer


KEY_CALLS = (
    {"interface": "getAuthType", "args": [], "returned": "apiKey"},
    {"interface": "getBasicAuth", "args": [{"apiKey": "AK"}], "returned": "B64(AK)"},
)
WHO = {"user": "<user row u1-spy>", "authHeader": "Basic B64(AK)"}


async def test_the_mid_server_reads_and_composes_before_an_update() -> None:
    replay = await Replay.open("mid", era="mid", log_format="text/plain")
    replay.stand(LOGGED)
    kept = {name: value for name, value in LINKED.items() if name not in ("extensionNumber", "hashedExtensionId")}
    sent = {name: UPDATE[name] for name in ("recordingLink", "recordingDownloadLink", "subject", "note")}
    sent |= {name: UPDATE[name] for name in ("startTime", "duration", "result", "additionalSubmission")}
    text = "- Note: edited\n- Summary: New\n- Date/Time: 2025-06-17 12:05:10 PM\n- Duration: 1 minute, 6 seconds\n"
    read = {"callLogInfo": {"fullBody": "- Note: old\n", "fullLogResponse": {"raw": 1}}}
    answer = await ask(
        replay,
        "PATCH",
        "/callLog",
        UPDATE,
        *KEY_CALLS,
        {"interface": "getCallLog", "args": [{**WHO, "callLogId": "900"}], "returned": read},
        {
            "interface": "updateCallLog",
            "args": [
                {
                    **WHO,
                    **sent,
                    "existingCallLog": kept,
                    "aiNote": "__undefined__",
                    "transcript": "__undefined__",
                    "composedLogDetails": f"{text}- Result: Accepted\n- Call recording link: "
                    "https://media.example.test/rec/1\n",
                    "existingCallLogDetails": {"raw": 1},
                }
            ],
            "returned": {"updatedNote": "N2"},
        },
    )
    assert answer.body == {"successful": True, "logId": "900", "updatedNote": "N2"}


async def test_the_route_of_a_mid_server_passes_the_contact_to_get_call_log() -> None:
    replay = await Replay.open("mid", era="mid")
    replay.stand(LOGGED)
    answer = await ask(
        replay,
        "GET",
        "/callLog",
        {"sessionIds": SESSION, "requireDetails": "true"},
        *KEY_CALLS,
        {
            "interface": "getCallLog",
            "args": [{**WHO, "callLogId": "900", "contactId": "C-1"}],
            "returned": {"callLogInfo": {"note": "n"}},
        },
    )
    assert answer.body["logs"][0]["logData"] == {"note": "n"}


@pytest.mark.parametrize(
    ("era", "body"), [("seed", {"returnMessage": {"message": "bye"}}), ("head", {"message": "bye"})]
)
async def test_logout_wraps_its_message_in_earlier_servers(era: str, body: dict[str, Any]) -> None:
    replay = await Replay.open("logout", era=era)
    call = {
        "interface": "unAuthorize",
        "args": [{"user": "<user row u1-spy>"}],
        "returned": {"returnMessage": {"message": "bye"}},
    }
    assert (await ask(replay, "POST", "/unAuthorize", {}, call)).body == body


async def test_a_mid_login_takes_over_the_settings_of_a_row_under_the_bare_id() -> None:
    replay = await Replay.open("mid", era="mid")
    replay.stores.users.clear()
    replay.stores.users["7"] = {**ROW, "id": "7", "userSettings": {"addCallLogResult": {"value": False}}}
    info = {"id": "7-spy", "name": "Priya", "platformAdditionalInfo": {}}
    answer = await ask(
        replay,
        "POST",
        "/apiKeyLogin",
        {"platform": "spy", "apiKey": "K"},
        {"interface": "getBasicAuth", "args": [{"apiKey": "K"}], "returned": "B"},
        {
            "interface": "getUserInfo",
            "args": [
                {
                    "authHeader": "Basic B",
                    "hostname": "__undefined__",
                    "additionalInfo": "__undefined__",
                    "apiKey": "K",
                }
            ],
            "returned": {"successful": True, "platformUserInfo": info},
        },
    )
    assert answer.status == 200
    assert list(replay.stores.users) == ["7-spy"]
    assert replay.stores.users["7-spy"]["userSettings"] == {"addCallLogResult": {"value": False}}


async def test_earlier_servers_lack_routes_and_say_little_of_errors() -> None:
    seed, mid, head = [await Replay.open("routes", era=era) for era in ("seed", "mid", "head")]
    assert (await ask(seed, "GET", "/is-alive", {})).body == "OK"
    assert (await ask(seed, "GET", "/isAlive", {})).status == 404
    assert (await ask(mid, "GET", "/isAlive", {})).body == "OK"
    assert (await ask(mid, "GET", "/implementedInterfaces", {"platform": "spy"})).status == 404
    assert (await ask(mid, "GET", "/licenseStatus", {})).status == 200
    logout = {"interface": "unAuthorize", "args": [{"user": "<user row u1-spy>"}], "threw": "boom"}
    assert (await ask(seed, "POST", "/unAuthorize", {}, logout)).body == {}
    assert (await ask(head, "POST", "/unAuthorize", {}, logout)).body == {"error": "boom"}
    invalid = ClientRequest("GET", "/hostname", {"jwtToken": "junk"})
    assert (await seed.server.handle(invalid)).answer.body == {}
    assert "authorize" in (await head.server.handle(invalid)).answer.body


async def test_only_head_takes_an_invalid_grant_for_the_end_of_the_session() -> None:
    for era, status in (("mid", 200), ("head", 401)):
        replay = await Replay.open("revoked", era=era)
        replay.stand(Setup(user=tokens_left(-60)))
        replay.endpoint.answers = [(400, {"error": "INVALID_GRANT"})]
        profile = {} if era == "mid" else {"proxyId": "__undefined__", "proxyConfig": None}
        answer = await ask(
            replay,
            "GET",
            "/custom/contact/search",
            NAMED,
            {"interface": "getAuthType", "args": [profile] if profile else [], "returned": "oauth"},
            {
                "interface": "getOauthInfo",
                "args": [{"tokenUrl": "__undefined__", "hostname": "acme.crm.example.test", **profile}],
                "returned": {"clientId": "c", "accessTokenUri": "https://t.example.test"},
            },
        )
        assert answer.status == status


async def test_another_refresh_that_won_is_used() -> None:
    replay = await Replay.open("race")
    replay.stand(Setup(user=tokens_left(-60)))
    profile = {"proxyId": "__undefined__", "proxyConfig": None}
    won = {**tokens_left(3600), "accessToken": "WON", "refreshToken": "RT9"}

    async def refused(request: Any, capture: Any) -> Any:
        replay.stores.users["u1-spy"] = {**ROW, **won}
        replay.endpoint.answers = [(400, {"error": "invalid_grant"})]
        return await original(request, capture)

    original = replay.endpoint.send
    replay.endpoint.send = refused  # type: ignore[method-assign]
    answer = await ask(
        replay,
        "GET",
        "/custom/contact/search",
        NAMED,
        {"interface": "getAuthType", "args": [profile], "returned": "oauth"},
        {
            "interface": "getOauthInfo",
            "args": [{"tokenUrl": "__undefined__", "hostname": "acme.crm.example.test", **profile}],
            "returned": {"clientId": "c", "accessTokenUri": "https://t.example.test"},
        },
        {
            "interface": "findContactWithName",
            "args": [{"user": "<user row u1-spy>", "authHeader": "Bearer WON", "name": "x", "proxyConfig": None}],
            "returned": {"successful": True, "matchedContactInfo": []},
        },
    )
    assert answer.body["successful"] is True


async def test_a_token_near_its_end_is_renewed_in_a_header() -> None:
    replay = await Replay.open("session")
    token = replay.server.session_token("u1-spy", "spy")
    request_ = ClientRequest("GET", "/hostname", headers={"Authorization": f"Bearer {token}"})
    assert (await replay.server.handle(request_)).headers == {}
    days = 8
    late = await Replay.open("late", clock=lambda: NOW + days * 86400)
    served = await late.server.handle(request_)
    assert served.answer.body == "acme.crm.example.test"
    assert served.headers["x-refreshed-jwt-token"].count(".") == 2
    days = 15
    assert (await late.server.handle(request_)).answer.status == 400


async def test_what_the_adapter_saves_is_stored_and_read_back() -> None:
    replay = await Replay.open("saved")
    token = replay.server.session_token("u1-spy", "spy")
    calls = [{"interface": "unAuthorize", "args": [{"user": "<user row u1-spy>"}], "returned": {}}]
    await replay.prepare(calls, Setup(changes={"unAuthorize": saved(timezoneOffset=-6, accessToken="")}))
    await replay.server.handle(request("POST", "/unAuthorize", {}, token))
    assert replay.stores.users["u1-spy"]["timezoneOffset"] == "-6"
    assert replay.stores.users["u1-spy"]["accessToken"] == ""
