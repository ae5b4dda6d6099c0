"""Decisions of App Connect's server that need no adapter."""

from __future__ import annotations

from typing import Any

import pytest
from builders_stores import stores_of

from workbench.core.interfaces import rows
from workbench.core.manifest import LoginField, LoginFieldKind
from workbench.core.server.answers import AdapterThrew
from workbench.core.server.app_settings import merged_settings
from workbench.core.server.appointments import result_answer
from workbench.core.server.identity import CallIdentity, best_row, first_row, hashed_id, identity
from workbench.core.server.managed import Person, keep, missing_fields, read_options, stored_values
from workbench.core.server.session_tokens import read, sign
from workbench.core.server.user_mapping import kept_mappings, mapped_users
from workbench.core.server.users import stored_user
from workbench.core.values import UNDEFINED

DAY = 24 * 3600


def row(log: str, number: str = "", hashed: str = "") -> dict[str, Any]:
    return {"id": log, "sessionId": "S", "thirdPartyLogId": log, "extensionNumber": number, "hashedExtensionId": hashed}


def test_a_token_is_good_for_its_era_and_for_nobody_elses_secret() -> None:
    token = sign("u1", "spy", secret="a", now=0)
    found = read(token, secret="a", now=DAY)
    assert found is not None
    assert (found.user_id, found.platform, found.is_due(DAY), found.is_due(7 * DAY)) == ("u1", "spy", False, True)
    assert read(token, secret="b", now=DAY) is None
    assert read(token, secret="a", now=14 * DAY) is None
    assert read(sign("u1", "spy", secret="a", now=0, era="seed"), secret="a", now=3650 * DAY) is not None
    assert read("junk", secret="a", now=0) is None
    head, _, _ = token.split(".")
    assert read(f"{head}.e30.", secret="a", now=0) is None


@pytest.mark.parametrize(
    ("number", "hashed", "first", "best"),
    [
        ("101", "hx", "NUMBER", "HASH"),
        ("101", "other", "NUMBER", "NUMBER"),
        ("", "other", "EMPTY", "EMPTY"),
        ("101", "", "NUMBER", "NUMBER"),
        ("", "", "NUMBER", "EMPTY"),
        ("999", "", None, None),
    ],
)
def test_rows_are_matched_by_hash_then_number(number: str, hashed: str, first: str | None, best: str | None) -> None:
    given = [row("NUMBER", "101"), row("EMPTY"), row("HASH", "101", "hx"), {**row("X"), "sessionId": "T"}]
    rows = stores_of(call_logs=given).call_logs
    call = CallIdentity("S", number, hashed)
    taken, preferred = first_row(rows, call), best_row(rows, call)
    assert (taken and taken["thirdPartyLogId"]) == first
    assert (preferred and preferred["thirdPartyLogId"]) == best


def test_an_identity_is_read_from_body_then_log_then_hashed() -> None:
    request = {"rcExtensionId": "555", "logInfo": {"extensionNumber": "101"}}
    found = identity(request, "S", hash_key="hash-key")
    assert found == CallIdentity("S", "101", hashed_id("555", "hash-key"))
    assert identity(request, "S", hash_key="hash-key", hashes=False).hashed_extension_id == ""
    assert identity(request, "S", hash_key="hash-key", era="mid") == CallIdentity("S")


def test_large_numbers_come_back_with_a_tail() -> None:
    logs = stores_of().call_logs
    for number, value in enumerate((900, 2**31 - 1, 5_000_000_000, "7", True, None)):
        logs.append({"id": str(number), "sessionId": "S", "thirdPartyLogId": value})
    stored = [each["thirdPartyLogId"] for each in logs]
    assert stored == ["900", "2147483647", "5000000000.0", "7", "1", None]


def test_storing_a_user_skips_what_is_undefined_and_merges_additional_info() -> None:
    before = stored_user(
        None,
        {"id": 7, "timezoneOffset": -6, "platformAdditionalInfo": {"a": 1}},
        platform="spy",
        columns={"accessToken": "A", "refreshToken": "R", "rcAccountId": "rc"},
        proxy_id="p",
    )
    assert (before["id"], before["timezoneOffset"], before["userSettings"]) == ("7", "-6", {})
    info = {"id": 7, "platformAdditionalInfo": {"b": 2}}
    after = stored_user(before, info, platform="spy", columns={"accessToken": "B", "refreshToken": UNDEFINED})
    assert (after["accessToken"], after["refreshToken"], after["timezoneOffset"]) == ("B", "R", "-6")
    # proxyId is stamped in at every login, and an undefined one is not stored.
    assert after["platformAdditionalInfo"] == {"a": 1, "b": 2}
    seed = stored_user(before, info, platform="spy", columns={"rcAccountId": "other"}, era="seed")
    assert seed["platformAdditionalInfo"] == {"b": 2}
    assert seed["rcAccountId"] == "rc"
    # A column of JSON may hold anything, by an adapter's hand or a failing disk's.
    for strange in ("x", 7, [1], True):
        odd = stored_user(
            {**before, "platformAdditionalInfo": strange},
            {"id": 7, "platformAdditionalInfo": strange},
            platform="spy",
            columns={},
            proxy_id="q",
        )
        assert odd["platformAdditionalInfo"] == {"proxyId": "q"}
        assert merged_settings({"a": strange}, strange) == {"a": strange}


def test_users_are_mapped_by_stored_rows_then_by_mail_or_name() -> None:
    people = [{"id": "1", "firstName": "Priya", "lastName": "Anand", "email": "p@example.test"}, {"id": "2"}]
    users = [{"id": 1, "name": "Priya Anand"}, {"id": 2, "name": "Nobody"}, {"id": 3, "name": "x", "email": "y"}]
    found = mapped_users(users, people, [])
    assert [[each["extensionId"] for each in row["rcUser"]] for row in found] == [["1"], ["2"], []]
    assert kept_mappings([], found) == [
        {"crmUserId": "1", "rcExtensionId": ["1"]},
        {"crmUserId": "2", "rcExtensionId": ["2"]},
    ]
    kept = mapped_users(users, people, [{"crmUserId": "1", "rcExtensionId": ["2"]}])
    assert [each["extensionId"] for each in kept[0]["rcUser"]] == ["2"]


def test_what_is_mapped_stays_mapped_when_others_join() -> None:
    people = [{"id": "101", "name": "Ola", "email": "o@x.test"}, {"id": "1", "name": "Ivo", "email": "i@x.test"}]
    stored = [{"crmUserId": 9, "rcExtensionId": ["77"]}, {"crmUserId": "4", "rcExtensionId": "101"}]
    answered = mapped_users([{"id": 4, "name": "Ivo"}, {"id": 5, "name": "Ivo"}], people, stored)
    assert [[each["extensionId"] for each in row["rcUser"]] for row in answered] == [["101"], ["1"]]
    assert kept_mappings(stored, answered) == [
        {"crmUserId": 9, "rcExtensionId": ["77"]},
        {"crmUserId": "4", "rcExtensionId": ["101"]},
        {"crmUserId": "5", "rcExtensionId": ["1"]},
    ]


PAYLOAD = {"title": "t", "summary": "s", "startTimeUtc": "2025-06-17T18:00:00Z", "durationMinutes": 30}


@pytest.mark.parametrize(
    ("interface", "request_", "refused"),
    [
        ("createAppointment", {"payload": PAYLOAD}, False),
        ("createAppointment", PAYLOAD, False),
        ("createAppointment", {"payload": {**PAYLOAD, "contacts": [12, "13", {"id": "14"}]}}, False),
        ("createAppointment", {"payload": {**PAYLOAD, "contacts": [{"id": "0"}]}}, True),
        ("createAppointment", {"payload": {**PAYLOAD, "own": 1}}, True),
        ("createAppointment", {"payload": {**PAYLOAD, "title": ""}}, True),
        ("createAppointment", {"payload": {**PAYLOAD, "durationMinutes": 0}}, True),
        ("createAppointment", {"payload": {**PAYLOAD, "startTimeUtc": "2025-06-17 18:00"}}, True),
        ("createAppointment", {"payload": {"title": "t"}}, True),
        ("createAppointment", {"payload": None}, True),
        ("updateAppointment", {"patch": {"title": "t"}}, False),
        ("updateAppointment", {"patch": {}}, True),
        ("updateAppointment", {"patch": {"startTimeUtc": "2025-06-17T18:00:00Z", "durationMinutes": 5}}, False),
        ("updateAppointment", {"patch": {"durationMinutes": 5}}, True),
        ("listAppointments", {}, False),
        ("listAppointments", {"startDate": "2025-06-01", "endDate": "June"}, True),
        ("cancelAppointment", {}, False),
    ],
)
def test_appointment_requests_are_checked(interface: str, request_: dict[str, Any], refused: bool) -> None:
    refuses = rows()[interface].refuses
    answer = refuses(request_, rows()[interface].route.path) if refuses else None
    assert (answer is not None) == refused
    if answer is not None:
        assert answer.status == 400
        assert answer.body["details"]


def test_appointment_results_are_checked() -> None:
    assert result_answer("refreshAppointment", {"appointment": {"id": 9}}, "9").body == {
        "successful": True,
        "appointmentId": "9",
        "appointment": {"id": 9},
    }
    for result in ({"appointment": {"id": ""}}, {}, {"appointment": {"id": 9, "durationMinutes": -1}}):
        assert result_answer("refreshAppointment", result, "9").status == 400
    for result in ([], {"successful": "yes"}):
        with pytest.raises(AdapterThrew):
            result_answer("refreshAppointment", result, "9")


def test_managed_values_are_kept_where_their_scope_says() -> None:
    fields = (
        LoginField("site", "Site", LoginFieldKind.TEXT, required=True, managed=True, managed_scope="account"),
        LoginField("me", "Me", LoginFieldKind.TEXT, required=True, managed=True, managed_scope="user"),
        LoginField("own", "Own", LoginFieldKind.TEXT, required=True),
        LoginField("text", "Text", LoginFieldKind.PARAGRAPH, required=True),
    )
    store, admin = stores_of().managed, Person("rc", "1", is_admin=True)
    keep(store, admin, "spy", fields, {"site": "S", "me": "M", "own": "O"})
    assert stored_values(store, admin, "spy") == {"site": "S", "me": "M"}
    assert stored_values(store, Person("rc", "2"), "spy") == {"site": "S"}
    assert missing_fields(fields, {"site": "S", "own": ""}) == ["me", "own"]


def test_options_are_read_as_text_or_refused() -> None:
    assert read_options([{"value": 11, "label": "Jane"}]) == [{"value": "11", "label": "Jane"}]
    for value in ({}, [{"value": 1}], [{"value": True, "label": "x"}], ["x"]):
        with pytest.raises(AdapterThrew):
            read_options(value)
