"""What App Connect's server was seen to pass, passed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.core.arguments import (
    CallContext,
    Contact,
    apply_overrides,
    arguments_from_input,
    as_object,
    bare_arguments,
    build_arguments,
    call_log_row,
    message_log_row,
    parse_override,
    positional,
)
from workbench.core.contract.routes import merged
from workbench.core.errors import UsageError
from workbench.core.interfaces import rows
from workbench.core.values import UNDEFINED, USER, Marker

DATA = Path(__file__).parent.parent / "data"
CONTRACT = json.loads((Path(__file__).parents[2] / "resources/contract/interfaces.json").read_text("utf-8"))
TRACED = json.loads((DATA / "traced_arguments.json").read_text("utf-8"))
USER_ROW = {
    "id": "u1-spy",
    "platform": "spy",
    "hostname": "acme.crm.example.test",
    "accessToken": "AK",
    "platformAdditionalInfo": {},
    "userSettings": {},
}


def with_undefined(value: Any) -> Any:
    """The recording's spelling of undefined, as the workbench spells it."""
    if value == "__undefined__":
        return UNDEFINED
    if isinstance(value, dict):
        return {key: with_undefined(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_undefined(item) for item in value]
    return value


def comparable(value: Any) -> Any:
    """Undefined members and live objects by name, as in the recording."""
    if value == USER:
        return "<user>"
    if isinstance(value, Marker):
        return f"<{value.kind}>"
    return value


def recorded(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("<user row"):
        return "<user>"
    return (
        {"<oauth app>": "<oauthApp>", "<debug tracer>": "<tracer>"}.get(value, value)
        if isinstance(value, str)
        else value
    )


@pytest.mark.parametrize(
    "case", TRACED, ids=[f"{number}-{case['scenario']}-{case['interface']}" for number, case in enumerate(TRACED)]
)
def test_the_arguments_are_those_that_the_server_passed(case: dict[str, Any]) -> None:
    wanted = with_undefined(case["arguments"])
    asked = case["request"]
    request = merged(asked["path"], asked.get("query", {}), asked.get("body", {}), asked.get("headers", {}))
    by_oauth = asked["path"] == "/oauth-callback"
    stored = {} if "updatedSettings" not in wanted else {"addCallLogResult": {"value": False}, "x": {"value": 1}}
    context = CallContext(
        user=None if case["interface"] in ("getOauthInfo", "getUserInfo") else USER_ROW | {"userSettings": stored},
        user_name="Priya Anand",
        auth_header=wanted.get("authHeader", ""),
        auth_type="oauth" if by_oauth else "apiKey",
        platform="spy",
        token_answer=wanted.get("data"),
        oauth_info=oauth_info_of(wanted),
        call_log=wanted.get("existingCallLog") or linkage_of(wanted),
        call_log_details=wanted.get("existingCallLogDetails"),
        message_log=wanted.get("existingMessageLog"),
        message_index=position_of(request, wanted),
        composed_log_details=wanted.get("composedLogDetails", ""),
        shared_sms_content=wanted.get("sharedSMSLogContent"),
        hash_key="hash-key",
        account_contacts={item[0].get("phone", "+12025550144"): item for item in wanted.get("correspondents", [])},
    )
    built = build_arguments(case["interface"], request, context)
    assert {each.name: comparable(each.value) for each in built} == {
        name: recorded(value) for name, value in wanted.items()
    }
    assert [each.name for each in built] == list(wanted)
    assert {each.origin for each in built} <= {"sample", "connection", "server", "earlier call", "default"}
    assert all(each.source.endswith(".") for each in built)


def oauth_info_of(wanted: dict[str, Any]) -> dict[str, Any] | None:
    """What getOauthInfo must have given before a recorded getUserInfo."""
    if wanted.get("data"):
        return {"accessTokenUri": wanted["tokenUrl"], "hostname": wanted["hostname"]}
    found: dict[str, Any] | None = wanted.get("oauthInfo")
    return found


def position_of(request: dict[str, Any], wanted: dict[str, Any]) -> int:
    """Which message, by age, a recorded call was about."""
    ids = [str(each.get("id")) for each in reversed(request.get("logInfo", {}).get("messages", []))]
    message = wanted.get("message") or {}
    return next((index for index, each in enumerate(ids) if str(message.get("id", "")).startswith(each)), 0)


def linkage_of(wanted: dict[str, Any]) -> dict[str, Any]:
    """The row that the recorded getCallLog arguments were read from."""
    return {
        "id": wanted.get("telephonySessionId"),
        "thirdPartyLogId": wanted.get("callLogId"),
        "contactId": wanted.get("contactId"),
    }


@pytest.mark.parametrize("interface", [each["name"] for each in CONTRACT["interfaces"]])
def test_the_sets_are_those_of_the_contract(interface: str) -> None:
    row = next(each for each in CONTRACT["interfaces"] if each["name"] == interface)
    for each in rows()[interface].arguments:
        names = [argument.name for argument in each.rows]
        positions = row.get("positional_arguments", {}).get("head")
        assert each.positional == (positions is not None)
        assert names == (positions or row["key_sets"][each.variant])


def test_a_known_contact_goes_before_a_samples_but_not_before_the_users() -> None:
    request = {"logInfo": {"direction": "Outbound", "to": {"phoneNumber": "+12025550144"}}, "contactId": "C-77"}
    known = CallContext(user=USER_ROW, contact=Contact("p-1", "Maya Lindqvist", "Person", "+14155550142"))
    info = {each.name: each for each in build_arguments("createCallLog", request, known)}["contactInfo"]
    assert info.value == {"id": "p-1", "phoneNumber": "+12025550144", "type": "Person", "name": "Maya Lindqvist"}
    assert info.origin == "earlier call"
    edited = CallContext(user=USER_ROW, contact=known.contact, edited=frozenset({"contactId"}))
    info = {each.name: each for each in build_arguments("createCallLog", request, edited)}["contactInfo"]
    assert info.value["id"] == "C-77"
    assert info.origin == "yours"
    own = CallContext(user=USER_ROW, contact=known.contact, request_origin="yours")
    assert as_object(build_arguments("createCallLog", request, own))["contactInfo"]["id"] == "C-77"
    del request["contactId"]
    assert as_object(build_arguments("createCallLog", request, own))["contactInfo"]["id"] == "p-1"


def test_an_appointment_is_with_the_known_contact_unless_the_user_says_otherwise() -> None:
    nested: dict[str, Any] = {"payload": {"title": "Call", "contacts": [{"id": 77}]}}
    for request in (nested, nested["payload"]):
        sample = CallContext(user=USER_ROW, contact=Contact("88213", type="Person"))
        payload = as_object(build_arguments("createAppointment", request, sample))["payload"]
        assert payload == {"title": "Call", "contacts": [{"id": "88213", "type": "Person"}]}
        own = CallContext(user=USER_ROW, contact=sample.contact, request_origin="yours")
        assert as_object(build_arguments("createAppointment", request, own))["payload"]["contacts"] == [{"id": 77}]


def test_the_connections_login_goes_before_a_samples() -> None:
    request = {"apiKey": "demo-key-123", "hostname": "sample.test", "additionalInfo": {"apiKey": "demo-key-123"}}
    login = {"apiKey": "real", "hostname": "acme.harborcrm.test", "additionalInfo": {"apiKey": "real", "site": "7"}}
    context = CallContext(auth_type="apiKey", auth_header="Basic x", platform="harbor", login=login)
    built = as_object(build_arguments("getUserInfo", request, context))
    assert built["apiKey"] == "real"
    assert built["hostname"] == "acme.harborcrm.test"
    assert built["additionalInfo"] == {"apiKey": "real", "site": "7"}
    assert as_object(build_arguments("getBasicAuth", request, CallContext(user=USER_ROW)))["apiKey"] == "AK"


def test_call_logging_alone_gets_an_undefined_profile() -> None:
    context = CallContext(user=USER_ROW)
    assert as_object(build_arguments("createCallLog", {}, context))["proxyConfig"] is UNDEFINED
    assert as_object(build_arguments("updateCallLog", {}, context))["proxyConfig"] is None
    profiled = CallContext(user=USER_ROW, proxy_config={"meta": {}})
    assert as_object(build_arguments("createCallLog", {}, profiled))["proxyConfig"] == {"meta": {}}


def test_positional_interfaces_get_several_values() -> None:
    context = CallContext(user=USER_ROW, platform="spy", oauth_info={"clientId": "c"})
    built = build_arguments("checkAndRefreshAccessToken", {}, context)
    assert positional("checkAndRefreshAccessToken", built) == (Marker("oauthApp", {"clientId": "c"}), USER, 20)
    assert positional("getLogFormatType", build_arguments("getLogFormatType", {}, context)) == ("spy", None)
    assert positional("unAuthorize", build_arguments("unAuthorize", {}, context)) == ({"user": USER},)


def test_rows_hold_text_and_group_ids_carry_the_contact() -> None:
    context = CallContext(user=USER_ROW, platform="spy")
    call = {"logInfo": {"id": "Q1", "sessionId": 91, "direction": "Inbound", "from": {}}, "contactId": 7}
    row = call_log_row(call | {"rcExtensionId": "62000101"}, 5000000000, context)
    assert row["id"] == "Q1"
    assert (row["sessionId"], row["thirdPartyLogId"], row["contactId"]) == ("91", "5000000000", "7")
    assert len(row["hashedExtensionId"]) == 64
    info = {"conversationId": "c", "conversationLogId": "c/1", "correspondents": [{}, {}], "messages": [{"id": 1}]}
    group = message_log_row({"logInfo": info, "contactId": "C-1"}, "M-1", context)
    assert (group["id"], group["conversationId"], group["conversationLogId"]) == ("1-C-1", "c-C-1", "c/1-C-1")


def test_set_replaces_values_at_dotted_paths() -> None:
    built = build_arguments("createCallLog", {"logInfo": {"duration": 1, "to": {}}, "note": "n"}, CallContext())
    changed = as_object(apply_overrides(built, [("callLog.duration", 65), ("note", "Hello"), ("extra.deep", True)]))
    assert changed["callLog"] == {"duration": 65, "to": {}}
    assert changed["note"] == "Hello"
    assert changed["extra"] == {"deep": True}
    assert as_object(built)["callLog"]["duration"] == 1
    with pytest.raises(UsageError, match="does not set a value"):
        parse_override("note")
    assert parse_override("note=a=b") == ("note", "a=b")
    assert as_object(apply_overrides(built, [("note", "65")]))["note"] == "65"
    with pytest.raises(UsageError, match="part of a live object"):
        apply_overrides(build_arguments("unAuthorize", {}, CallContext(user=USER_ROW)), [("user.hostname", "x")])
    with pytest.raises(UsageError) as caught:
        apply_overrides(build_arguments("unAuthorize", {}, CallContext(user=USER_ROW)), [("user.userSettings.a", 1)])
    assert "--setting a=" in caught.value.hint


def test_overrides_of_the_context_win_over_the_server() -> None:
    built = {
        each.name: each
        for each in build_arguments("unAuthorize", {}, CallContext(overrides={"user": None, "authHeader": "X"}))
    }
    assert (built["user"].value, built["user"].origin) == (None, "yours")
    assert built["authHeader"].value == "X"


def test_input_replaces_and_bare_gives_no_more() -> None:
    context = CallContext(user=USER_ROW, auth_header="Basic x", auth_type="apiKey")
    full = as_object(arguments_from_input("findContact", {"phoneNumber": "+1", "own": 1}, context))
    assert full["phoneNumber"] == "+1"
    assert full["own"] == 1
    assert full["isForceRefreshAccountData"] is False
    bare = as_object(bare_arguments("findContact", {"phoneNumber": "+1"}, context))
    assert bare == {"user": USER, "authHeader": "Basic x", "phoneNumber": "+1"}
    assert as_object(bare_arguments("getBasicAuth", {"apiKey": "k"}, context)) == {"apiKey": "k"}
    with pytest.raises(UsageError, match="holds no arguments"):
        arguments_from_input("findContact", ["x"], context)
    with pytest.raises(UsageError, match="not an interface"):
        build_arguments("findContacts", {}, context)
