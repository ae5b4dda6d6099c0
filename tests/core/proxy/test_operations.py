"""Operations: inputs, results and asymmetries (proxy.md section 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from builders_proxy import USER, Crm, fire, profile

from workbench.core.connection.user import UserOperation
from workbench.core.proxy import INTERFACES, ProxyResult, ProxyThrow, parse_body, prepare
from workbench.core.values import UNDEFINED

WARNING = {"message": "Not supported", "messageType": "warning", "ttl": 2000}
CALL = {"direction": "Inbound", "startTime": "2025-06-17T18:05:09.000Z", "duration": 65}


def test_every_interface_of_the_engine_is_there() -> None:
    assert set(INTERFACES) == {
        "getAuthType",
        "getOauthInfo",
        "getBasicAuth",
        "getLogFormatType",
        "getUserInfo",
        "findContact",
        "findContactWithName",
        "createContact",
        "createCallLog",
        "getCallLog",
        "updateCallLog",
        "upsertCallDisposition",
        "createMessageLog",
        "updateMessageLog",
        "getUserList",
        "getLicenseStatus",
        "unAuthorize",
    }


@pytest.mark.parametrize(
    ("interface", "value"),
    [
        ("getAuthType", "apiKey"),
        ("getOauthInfo", {}),
        ("createCallLog", {"logId": UNDEFINED, "returnMessage": WARNING}),
        ("getCallLog", {"callLogInfo": None, "returnMessage": WARNING}),
        ("updateCallLog", {"returnMessage": WARNING}),
    ],
)
def test_without_a_profile(interface: str, value: Any) -> None:
    assert fire(interface, None).value == value


@pytest.mark.parametrize(
    "interface",
    [
        "findContact",
        "findContactWithName",
        "createContact",
        "upsertCallDisposition",
        "createMessageLog",
        "updateMessageLog",
        "getUserList",
        "getLicenseStatus",
    ],
)
def test_crashes_without_a_profile(interface: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        fire(interface, None)
    assert caught.value.message == "Cannot read properties of null (reading 'operations')"


@pytest.mark.parametrize("operations", [{}, {"x": {}}, UNDEFINED])
@pytest.mark.parametrize(
    ("interface", "value"),
    [
        ("findContact", {"successful": True, "matchedContactInfo": []}),
        ("findContactWithName", {"successful": True, "matchedContactInfo": []}),
        ("createContact", {"contactInfo": None, "returnMessage": WARNING}),
        ("createCallLog", {"logId": UNDEFINED, "returnMessage": WARNING}),
        ("upsertCallDisposition", {"returnMessage": WARNING}),
        ("createMessageLog", {"logId": UNDEFINED, "returnMessage": WARNING}),
        ("updateMessageLog", {"returnMessage": WARNING}),
        ("getUserList", []),
        (
            "getLicenseStatus",
            {"isLicenseValid": True, "licenseStatus": "Basic", "licenseStatusDescription": ""},
        ),
    ],
)
def test_not_configured(interface: str, value: Any, operations: Any) -> None:
    crm = Crm()
    assert fire(interface, profile(operations), crm=crm).value == value
    assert crm.requests == []


def test_results_can_be_changed_without_harm() -> None:
    fire("findContact", profile({})).value["matchedContactInfo"].append("changed")
    assert fire("findContact", profile({})).value["matchedContactInfo"] == []


def test_a_profile_given_wins_over_the_loaded_one() -> None:
    given = profile({}, auth={"type": "oauth"})
    assert fire("getAuthType", profile({}), {"proxyConfig": given}).value == "oauth"


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        (UNDEFINED, "Cannot read properties of undefined (reading 'type')"),
        (None, "Cannot read properties of null (reading 'type')"),
    ],
)
def test_no_auth_object(auth: Any, message: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        prepare("getAuthType", ({},), profile={"operations": {}, "auth": auth})
    assert caught.value.message == message


def test_oauth_info() -> None:
    config = profile({}, auth={"clientId": "c", "tokenUrl": "https://t.test"})
    assert fire("getOauthInfo", config, {"tokenUrl": ""}).value == {
        "clientId": "c",
        "clientSecret": UNDEFINED,
        "accessTokenUri": "https://t.test",
        "redirectUri": UNDEFINED,
    }


@pytest.mark.parametrize(
    ("key", "encoded"),
    [("abc", "YWJjOg=="), ("é", "w6k6"), (UNDEFINED, "dW5kZWZpbmVkOg=="), (None, "bnVsbDo="), (5, "NTo=")],
)
def test_basic_auth(key: Any, encoded: str) -> None:
    assert fire("getBasicAuth", None, {"apiKey": key}).value == encoded


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (("acme", {"meta": {"logFormat": "text/html"}}), "text/html"),
        (("acme", {"meta": {}}), UNDEFINED),
        (("acme", {}), UNDEFINED),
        (("acme", None), "custom"),
        (("acme",), "custom"),
    ],
)
def test_log_format(arguments: tuple[Any, ...], value: Any) -> None:
    assert prepare("getLogFormatType", arguments) == ProxyResult(value)


USER_INFO = {"platform": "acme", "apiKey": "k", "hostname": "h", "additionalInfo": {"apiKey": "k", "password": "p"}}


def user_info(mapping: Any, body: Any, **inputs: Any) -> dict[str, Any]:
    config = profile({"getUserInfo": {"url": "/me", "responseMapping": mapping}})
    return fire("getUserInfo", config, USER_INFO | inputs, Crm(body)).value


def test_user_info_paths() -> None:
    mapping = {
        "idPath": "body.id",
        "namePath": "platform",
        "timezoneNamePath": "body.zone",
        "overridingApiKeyPath": "additionalInfo.apiKey",
        "messagePath": "body.said",
        "platformAdditionalInfoPaths": {"region": "body.region", "host": "hostname", "password": "body.region"},
    }
    value = user_info(mapping, {"id": 0, "zone": "", "region": "eu"})
    assert value["platformUserInfo"] == {
        "id": "0-acme",
        "name": "acme",
        "overridingApiKey": "k",
        "platformAdditionalInfo": {"apiKey": "k", "region": "eu", "host": "h", "password": "eu"},
    }
    assert value["returnMessage"] == {"message": "Connected to acme.", "messageType": "success", "ttl": 1000}


def test_user_info_cannot_see_the_email_in_paths() -> None:
    assert user_info({"idPath": "userEmail"}, {}, userEmail="e")["platformUserInfo"]["id"] == "undefined-acme"


@pytest.mark.parametrize(
    ("mapping", "body", "user_id", "name"),
    [
        (None, {"id": 1}, "undefined-acme", UNDEFINED),
        ({"idPath": "body.id"}, {"id": None}, "null-acme", None),
        ({"idPath": "body.id"}, {"id": [1, [2]]}, "1,2-acme", [1, [2]]),
        ({"idPath": "body.id"}, {"id": {}}, "[object Object]-acme", {}),
        ({"idPath": "body"}, "text", "text-acme", "text"),
        ({"idPath": "body.id", "namePath": "body.name"}, {"id": 1}, "1-acme", UNDEFINED),
    ],
)
def test_user_ids(mapping: Any, body: Any, user_id: str, name: Any) -> None:
    user = user_info(mapping, body)["platformUserInfo"]
    assert (user["id"], user["name"]) == (user_id, name)


def test_empty_additional_info_is_left_out() -> None:
    assert "platformAdditionalInfo" not in user_info({}, {}, additionalInfo={"password": "p"})["platformUserInfo"]
    assert "platformAdditionalInfo" not in user_info({}, {}, additionalInfo=UNDEFINED)["platformUserInfo"]


def test_user_info_sees_the_submitted_key_and_no_user() -> None:
    body = {"token": "{{user.accessToken}}", "host": "{{user.hostname}}"}
    crm = Crm({})
    config = profile({"getUserInfo": {"url": "/me", "body": body}}, auth={"type": "oauth"})
    fire("getUserInfo", config, USER_INFO, crm)
    assert crm.requests[0].data == {"token": "k", "host": UNDEFINED}
    assert crm.requests[0].headers == {"Authorization": "Bearer k"}


def contacts(body: Any, mapping: Any) -> Any:
    config = profile({"findContactWithName": {"url": "/c", "responseMapping": mapping}})
    return fire("findContactWithName", config, {"name": "n"}, Crm(body)).value["matchedContactInfo"]


@pytest.mark.parametrize("body", [None, "", 0, False, [], {"contacts": None}])
def test_falsy_lists_are_empty(body: Any) -> None:
    assert contacts(body, {"listPath": "body.contacts"} if isinstance(body, dict) else {}) == []


@pytest.mark.parametrize("body", ["text", 5, True, {"a": 1}])
def test_what_is_not_a_list_crashes(body: Any) -> None:
    with pytest.raises(ProxyThrow) as caught:
        contacts(body, {})
    assert (caught.value.kind, caught.value.message) == ("TypeError", "list.map is not a function")


def test_items_of_any_kind() -> None:
    empty = {
        "id": UNDEFINED,
        "name": "",
        "phone": UNDEFINED,
        "type": "Contact",
        "title": "",
        "company": "",
        "createdDate": UNDEFINED,
        "mostRecentActivityDate": UNDEFINED,
        "additionalInfo": None,
    }
    found = contacts([None, 5, "ab", {"id": 0, "name": 0, "phone": 0}], {"item": {"titlePath": "length"}})
    assert found == [empty, empty, empty | {"title": 2}, empty | {"id": 0}]


def test_an_item_path_may_be_the_item() -> None:
    assert contacts(["a"], {"item": {"namePath": "$"}})[0]["name"] == "a"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (UNDEFINED, "Cannot read properties of undefined (reading 'replace')"),
        (None, "Cannot read properties of null (reading 'replace')"),
        (5, "phoneNumber.replace is not a function"),
    ],
)
def test_phone_numbers_that_are_no_text(number: Any, message: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        fire("findContact", profile({"findContact": {"url": "/c"}}), {"phoneNumber": number})
    assert caught.value.message == message


def test_only_the_first_blank_becomes_a_plus() -> None:
    crm = Crm([])
    body = {"given": "{{phoneNumber}}", "input": "{{parsedPhoneNumber.number.input}}"}
    fire("findContact", profile({"findContact": {"url": "/c", "body": body}}), {"phoneNumber": "1 202 555"}, crm)
    assert crm.requests[0].data == {"given": "1 202 555", "input": "1+202 555"}


@pytest.mark.parametrize(
    ("mapping", "contact"),
    [
        (None, None),
        ({}, None),
        ({"namePath": "body.name"}, None),
        ({"idPath": "body.id"}, {"id": 1, "name": "N", "type": "Contact"}),
        ({"idPath": "body.none", "typePath": "body.kind"}, {"id": UNDEFINED, "name": "N", "type": "Lead"}),
    ],
)
def test_created_contacts(mapping: Any, contact: Any) -> None:
    config = profile({"createContact": {"url": "/c", "responseMapping": mapping}})
    crm = Crm({"id": 1, "name": "N", "kind": "Lead"})
    assert fire("createContact", config, crm=crm).value["contactInfo"] == contact
    assert len(crm.requests) == 1


@pytest.mark.parametrize(
    ("body", "log_id"),
    [
        ({"id": 5}, "5"),
        ({"id": 1e21}, "1e+21"),
        ({"id": [1, 2]}, "1,2"),
        ({"id": []}, ""),
        ({"id": {}}, "[object Object]"),
        ({"id": 0}, UNDEFINED),
        ({"id": ""}, UNDEFINED),
        ({"id": None}, UNDEFINED),
        ("text", UNDEFINED),
        ("", UNDEFINED),
    ],
)
def test_log_ids_are_text(body: Any, log_id: Any) -> None:
    config = profile({"createMessageLog": {"url": "/m"}})
    value = fire("createMessageLog", config, {"message": {"creationTime": 0}}, Crm(body)).value
    assert value["logId"] == log_id


def test_call_logs_need_a_mapping_and_message_logs_do_not() -> None:
    config = profile({"createCallLog": {"url": "/c"}, "createMessageLog": {"url": "/m"}})
    crm = Crm({"id": 5})
    inputs = {"callLog": CALL, "contactInfo": {"name": "N"}, "message": {}}
    assert fire("createCallLog", config, inputs, crm).value["logId"] is UNDEFINED
    assert fire("createMessageLog", config, inputs, crm).value["logId"] == "5"
    assert len(crm.requests) == 2


def created(call: Any, contact: Any = UNDEFINED, **inputs: Any) -> dict[str, Any]:
    crm = Crm({})
    config = profile({"createCallLog": {"url": "/c", "body": "{{$}}"}})
    fire("createCallLog", config, {"callLog": call, "contactInfo": contact} | inputs, crm)
    return crm.requests[0].data


@pytest.mark.parametrize(
    ("call", "subject"),
    [
        (CALL, "Inbound Call from Dana"),
        (CALL | {"direction": "Outbound"}, "Outbound Call to Dana"),
        (CALL | {"direction": "outbound"}, "outbound Call from Dana"),
        (CALL | {"direction": UNDEFINED}, "undefined Call from Dana"),
        (CALL | {"customSubject": None}, "Inbound Call from Dana"),
        (CALL | {"customSubject": ""}, ""),
        (CALL | {"customSubject": 5}, 5),
    ],
)
def test_call_subjects(call: dict[str, Any], subject: Any) -> None:
    assert created(call, {"name": "Dana"})["subject"] == subject


def test_a_custom_subject_needs_no_contact() -> None:
    assert created(CALL | {"customSubject": "S"})["subject"] == "S"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "Cannot read properties of undefined (reading 'customSubject')"),
        ({"callLog": None}, "Cannot read properties of null (reading 'customSubject')"),
        ({"callLog": CALL}, "Cannot read properties of undefined (reading 'name')"),
    ],
)
def test_calls_without_their_parts_crash_before_the_request(inputs: dict[str, Any], message: str) -> None:
    crm = Crm({})
    with pytest.raises(ProxyThrow) as caught:
        fire("createCallLog", profile({"createCallLog": {"url": "/c"}}), inputs, crm)
    assert caught.value.message == message
    assert crm.requests == []


def test_call_inputs() -> None:
    context = created(CALL, {"name": "D"}, note="n", isFromSSCL=False, ringSenseSummary=None, unknown="x")
    assert context["startTime"] == "2025-06-17T18:05:09.000Z"
    assert context["endTime"] == "2025-06-17T18:06:14.000Z"
    assert (context["note"], context["isFromSSCL"], context["aiNote"]) == ("n", False, UNDEFINED)
    assert (context["ringSenseSummary"], context["ringSenseTranscript"]) == (None, "")
    assert "unknown" not in context


@pytest.mark.parametrize(
    ("mapping", "info"),
    [
        (None, ("S", "N", "N")),
        ({"notePath": "body.text"}, ("S", "T", "N")),
        ({"fullBodyPath": "body.text"}, ("S", "N", "T")),
    ],
)
def test_fetched_call_logs(mapping: Any, info: tuple[str, str, str]) -> None:
    config = profile({"getCallLog": {"url": "/a/{{thirdPartyLogId}}", "responseMapping": mapping}})
    body = {"subject": "S", "note": "N", "text": "T"}
    crm = Crm(body)
    value = fire("getCallLog", config, {"callLogId": "A-1"}, crm).value["callLogInfo"]
    assert value == dict(zip(("subject", "note", "fullBody"), info, strict=True)) | {"fullLogResponse": body}
    assert crm.requests[0].url.endswith("/a/A-1")


def test_an_update_without_a_start_means_now() -> None:
    now = datetime(2026, 2, 3, 4, 5, 6, 789000, UTC)
    config = profile({"updateCallLog": {"url": "/c", "body": "{{$}}"}})
    pending = prepare("updateCallLog", ({"duration": 1.5},), profile=config, user=USER, now=now)
    assert not isinstance(pending, ProxyResult)
    data = pending.request.data
    assert (data["startTime"], data["endTime"]) == ("2026-02-03T04:05:06.789Z", "2026-02-03T04:05:08.289Z")
    assert data["thirdPartyLogId"] is UNDEFINED


def test_a_disposition_needs_the_log_only_after_the_request() -> None:
    crm = Crm({})
    with pytest.raises(ProxyThrow, match="reading 'thirdPartyLogId'"):
        fire("upsertCallDisposition", profile({"upsertCallDisposition": {"url": "/d"}}), {}, crm)
    assert len(crm.requests) == 1


def test_shared_sms_crashes() -> None:
    for interface in ("createMessageLog", "updateMessageLog"):
        with pytest.raises(ProxyThrow, match="reading 'creationTime'"):
            fire(interface, profile({interface: {"url": "/m"}}), {"sharedSMSLogContent": {}})


@pytest.mark.parametrize(
    ("mapping", "body", "users"),
    [
        ({}, [{"id": 1}], []),
        ({"listPath": "body"}, None, []),
        ({"listPath": "body"}, [{"id": 1}, None], [(1, UNDEFINED), (UNDEFINED, UNDEFINED)]),
        ({"listPath": "body", "namePath": "n"}, [{"id": 1, "n": "N"}], [(1, "N")]),
    ],
)
def test_user_lists(mapping: Any, body: Any, users: list[Any]) -> None:
    config = profile({"getUserList": {"url": "/u", "responseMapping": mapping}})
    found = fire("getUserList", config, crm=Crm(body)).value
    assert [(user["id"], user["name"]) for user in found] == users


def test_a_user_list_that_is_none_crashes() -> None:
    config = profile({"getUserList": {"url": "/u", "responseMapping": {"listPath": "body"}}})
    with pytest.raises(ProxyThrow) as caught:
        fire("getUserList", config, crm=Crm({"a": 1}))
    assert caught.value.message == "(userList || []).map is not a function"


@pytest.mark.parametrize("user", [UNDEFINED, None, USER | {"accessToken": ""}, USER | {"accessToken": None}])
def test_no_licence_without_a_connected_user(user: Any) -> None:
    prepared = prepare("getLicenseStatus", ({"userId": "x"},), profile=profile({}), user=user)
    assert isinstance(prepared, ProxyResult)
    assert prepared.value["licenseStatus"] == "Invalid (User not found)"


def test_logout_blanks_the_tokens_after_the_request() -> None:
    blanked = (UserOperation("save", {"accessToken": "", "refreshToken": ""}),)
    config = profile({"unAuthorize": {"url": "/logout"}})
    assert fire("unAuthorize", config).user_changes.operations == blanked
    assert fire("unAuthorize", None).user_changes.operations == blanked
    with pytest.raises(ProxyThrow):
        fire("unAuthorize", config, crm=Crm({}, 500))


@pytest.mark.parametrize(
    ("status", "code"), [(400, "ERR_BAD_REQUEST"), (302, "ERR_BAD_RESPONSE"), (503, "ERR_BAD_RESPONSE")]
)
def test_answers_outside_2xx_are_thrown(status: int, code: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        fire("getUserList", profile({"getUserList": {"url": "/u"}}), crm=Crm({"why": "x"}, status))
    error = caught.value
    assert (error.kind, error.status, error.code, error.name) == ("http", status, code, "AxiosError")
    assert error.message == f"Request failed with status code {status}"
    assert error.response_body == {"why": "x"}


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_fine(status: int) -> None:
    assert fire("getUserList", profile({"getUserList": {"url": "/u"}}), crm=Crm("", status)).value == []


def test_nesting_without_end_is_a_stack_overflow() -> None:
    body: Any = []
    for _ in range(100_000):
        body = [body]
    with pytest.raises(ProxyThrow) as caught:
        fire("getUserList", profile({"getUserList": {"url": "/u", "body": body}}))
    assert caught.value.kind == "RangeError"


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"", ""),
        (b"<html>", "<html>"),
        (b'{"a": 1.0, "b": 1.5, "c": -0}', {"a": 1, "b": 1.5, "c": 0}),
        (b"12345678901234567890", 12345678901234567000),
        (b"[1e400]", [float("inf")]),
        (b"NaN", "NaN"),
        (b"[Infinity]", "[Infinity]"),
        (b'\xef\xbb\xbf{"a":"\xc3\xa9"}', {"a": "é"}),
        (b"\xff", "\ufffd"),
        (b"null", None),
        (b' "x" ', "x"),
        (b"{'a': 1}", "{'a': 1}"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_parsing_bodies(raw: bytes, body: Any) -> None:
    parsed = parse_body(raw)
    assert parsed == body
    assert type(parsed) is type(body)
