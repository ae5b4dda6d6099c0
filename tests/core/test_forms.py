"""Forms: generated for every interface, lossless over any payload, and each field reaches the adapter."""

from __future__ import annotations

import json
import re
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from builders_fitting import request_of
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.arguments import CallContext, as_object, build_arguments, message_place
from workbench.core.contract.samples import sample, samples_for
from workbench.core.errors import UsageError
from workbench.core.forms import (
    FieldKind,
    Form,
    build_form,
    duration_text,
    missing,
    moment_text,
    new_payload,
    parse_duration,
    parse_moment,
    read,
    write,
)
from workbench.core.interfaces import rows
from workbench.core.manifest import bound_options, initial_value, parse_manifest
from workbench.core.values import UNDEFINED, to_json

ROOT = Path(__file__).parents[2]
MANIFEST = parse_manifest(json.loads((ROOT / "tests/data/manifest-official.json").read_text("utf-8")))
SAMPLES = [sample(json.loads(each.read_text("utf-8"))) for each in sorted((ROOT / "sample_payloads").glob("*.json"))]

NOT_PASSED = {
    # Identities by which App Connect finds its own rows, and what stays in the server.
    "sessionId", "sessionIds", "requireDetails", "extensionNumber", "hashedExtensionId", "rcExtensionId", "accountId",
    "rcExtensionList", "settingKeysToRemove", "logInfo.conversationId", "logInfo.conversationLogId",
    "logInfo.accountId", "logInfo.owner.name", "logInfo.entities", "logInfo.correspondents",
    "logInfo.correspondents.0.name", "logInfo.rcAccessToken", "headers.User-Agent", "headers.is-debug",
    "direction", "from.phoneNumber", "to.phoneNumber",
}  # fmt: skip


def labels(form: Form, title: str) -> list[str]:
    return [field.label for group in form.groups if group.title == title for field in group.fields]


@pytest.mark.parametrize("interface", rows())
@pytest.mark.parametrize("name", ["", "clio", "bullhorn", "redtail"])
def test_every_interface_has_a_form_in_words(interface: str, name: str) -> None:
    form = build_form(interface, MANIFEST.platform(name) if name else None)
    paths = [field.path for field in form if field.editable]
    assert len(paths) == len(set(paths))
    assert all(paths)
    names = {row.name for each in rows()[interface].arguments for row in each.rows}
    assert {field.path for field in form.filled} <= names
    assert all(field.help for field in form.filled)
    for field in form:
        described = field.page_field is not None or field.path.startswith(("additionalInfo", "userSettings"))
        if field.editable and not described:
            words = re.sub("RingCentral|RingSense", "Ring", field.label)
            assert re.match(r"[A-Z]", words), field
            assert not re.search(r"[a-z][A-Z]", words), field


def test_the_call_form_reads_as_people_speak() -> None:
    form = build_form("createCallLog", MANIFEST.platform("clio"))
    assert labels(form, "Call") == ["Direction", "From", "To", "Started", "Duration", "Result", "Note"]
    assert labels(form, "Fields from the manifest") == ["Matter", "Billable status"]
    assert [field.path for field in form.filled] == [
        "user", "contactInfo", "authHeader", "composedLogDetails", "hashedAccountId", "isFromSSCL", "proxyConfig",
    ]  # fmt: skip
    kinds = {field.path: field.kind for field in form}
    assert kinds["logInfo.from.phoneNumber"] is FieldKind.PHONE
    assert kinds["logInfo.duration"] is FieldKind.DURATION
    assert kinds["additionalSubmission.matters"] is FieldKind.CHOICE


def test_manifests_shape_the_login_the_contact_and_the_settings() -> None:
    login = build_form("getUserInfo", MANIFEST.platform("redtail"))
    fields = {field.path: field for field in login}
    assert [group.title for group in login.groups] == ["Login by API key", "Filled in by App Connect"]
    assert fields["additionalInfo.password"].kind is FieldKind.SECRET
    assert fields["additionalInfo.username"].required
    assert fields[""].kind is FieldKind.NOTICE
    assert build_form("getUserInfo", MANIFEST.platform("clio")).groups[0].title == "Login by OAuth"
    contact = build_form("createContact", MANIFEST.platform("bullhorn"))
    types = contact.field("newContactType")
    assert [choice.value for choice in types.choices] == ["Candidate", "Contact", "Lead"]
    assert not types.custom
    assert contact.field("additionalSubmission.status").required
    settings = build_form("onUpdateUserSettings", MANIFEST.platform("clio"))
    assert settings.field("userSettings.clioDefaultNonBillableTick.value").label
    assert build_form("createCallLog").field("additionalSubmission").kind is FieldKind.OBJECT


@pytest.mark.parametrize("interface", rows())
def test_each_field_reaches_the_adapter(interface: str) -> None:
    form = build_form(interface)
    for field in form:
        if not field.editable or field.path in NOT_PASSED or (interface, field.path) == ("getOauthInfo", "callbackUri"):
            continue
        value: Any = {FieldKind.LIST: ["mark-7"], FieldKind.OBJECT: {"x": "mark-7"}}.get(field.kind, "mark-7")
        if field.kind is FieldKind.CHECKBOX:
            value = field.on
        if field.path == "callbackUri":
            value = "https://redirect.example.test/?code=mark-7"
        payload: Any = {"logInfo": {"messages": [{"id": 1}], "correspondents": [{}], "direction": "Inbound"}}
        if field.path == "logInfo.messages":
            value = [{"id": "mark-7"}]
        if "patch" not in payload and interface == "updateAppointment":
            payload = {"appointmentId": "1", "patch": {}}
        payload = write(form, payload, field.path, value)
        for auth_type in ("oauth", "apiKey"):
            context = CallContext(auth_type=auth_type, edited=frozenset({field.path}))
            passed = json.dumps(to_json(dict(as_object(build_arguments(interface, payload, context)))), default=str)
            if "mark-7" in passed or (field.kind is FieldKind.CHECKBOX and "true" in passed):
                break
        else:
            pytest.fail(f"{interface}: {field.path} is passed nowhere")


@pytest.mark.parametrize("interface", rows())
def test_reading_and_writing_back_changes_no_sample(interface: str) -> None:
    form = build_form(interface, MANIFEST.platform("clio"))
    for use in samples_for(interface, SAMPLES):
        payload = request_of(use, "clio")
        text = json.dumps(payload)
        for path, value in read(form, payload).items():
            assert json.dumps(write(form, payload, path, value)) == text
            assert json.dumps(write(form, write(form, payload, path, "other"), path, value)) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(extra=JSON, note=st.text(), info=st.dictionaries(st.sampled_from(["duration", "from", "x"]), JSON))
def test_unknown_members_nulls_and_order_survive(extra: Any, note: str, info: dict[str, Any]) -> None:
    form = build_form("createCallLog")
    payload = {"zeta": extra, "note": None, "logInfo": info, "alpha": None}
    changed = write(form, payload, "note", note)
    assert list(changed) == list(payload)
    assert changed == payload | {"note": note}
    assert read(form, changed)["note"] == note


@pytest.mark.parametrize(
    ("known", "place", "text"), [("7101", 1, "No problem, see you soon"), ("7001", 2, "Running ten minutes late")]
)
def test_a_message_form_is_about_the_message_that_is_logged(known: str, place: int, text: str) -> None:
    (use,) = (each for each in samples_for("updateMessageLog", SAMPLES) if each.sample.id == "sms-thread")
    payload = request_of(use, "clio")
    context = CallContext(message_log={"id": known})
    assert message_place(payload, context) == place
    field = build_form("updateMessageLog", message=place).field(f"logInfo.messages.{place}.subject")
    passed = as_object(build_arguments("updateMessageLog", payload, context))["message"]["subject"]
    assert read(build_form("updateMessageLog", message=place), payload)[field.path] == passed == text


def test_taking_a_value_away_removes_the_member_alone() -> None:
    form = build_form("createCallLog")
    payload = {"logInfo": {"direction": "Inbound", "result": "Missed"}, "note": "x"}
    assert write(form, payload, "logInfo.result", UNDEFINED) == {"logInfo": {"direction": "Inbound"}, "note": "x"}
    with pytest.raises(UsageError, match="no field “user”"):
        write(form, payload, "user", {})


def test_a_new_payload_has_the_defaults_and_says_what_is_missing() -> None:
    form = build_form("createAppointment")
    payload = new_payload(form)
    assert payload == {"payload": {"summary": "", "durationMinutes": 30}}
    assert [field.label for field in missing(form, payload)] == ["Title", "Starts"]
    with pytest.raises(UsageError, match="not an interface"):
        build_form("createCalls")


def test_choices_come_from_the_contact_the_field_or_the_account() -> None:
    matters, billable = MANIFEST.platform("clio").call_log_fields
    contact = {"additionalInfo": {"matters": [{"const": "m-1", "title": "Lease"}]}}
    assert [option.title for option in bound_options(matters, contact)] == ["Lease"]
    assert bound_options(matters, {"additionalInfo": None}) == ()
    assert len(bound_options(billable, contact)) == 2
    status = MANIFEST.platform("bullhorn").new_contact_fields[0]
    data = {"bullhornData": {"leadStatuses": [{"const": 1, "title": "New"}]}}
    assert [option.value for option in bound_options(status, None, data, "Lead")] == [1]
    assert bound_options(status, None, data, "Candidate") == ()
    settings = {"clioDefaultNonBillableTick": {"value": "non-billable"}}
    assert initial_value(billable, "inboundCall", settings) == "non-billable"
    assert initial_value(billable, "message", settings) is UNDEFINED
    copy = MANIFEST.platform("bullhorn").call_log_fields[1]
    assert initial_value(copy, "inboundCall") is False


@pytest.mark.parametrize(
    ("value", "text"), [(222, "3 min 42 s"), (0, "0 s"), (3600, "1 h"), (3725, "1 h 2 min 5 s"), ("pending", "pending")]
)
def test_durations_are_words_and_back(value: Any, text: str) -> None:
    assert duration_text(value) == text
    assert parse_duration(text) == value


def test_durations_are_read_as_people_type_them() -> None:
    typed = ("3:42", "1:02:05", "222", "1.5 h", "3MIN 42S")
    assert [parse_duration(text) for text in typed] == [222, 3725, 222, 5400, 222]
    for text in ("", "soon", "3 fortnights"):
        with pytest.raises(UsageError, match="no duration"):
            parse_duration(text)


def test_moments_keep_the_form_of_the_payload() -> None:
    west = timezone(timedelta(hours=-8))
    assert moment_text("2026-11-24T18:02:11.000Z", west) == "2026-11-24 10:02:11 -08:00"
    assert moment_text(1795543331000, west) == moment_text("2026-11-24T18:02:11Z", west)
    assert parse_moment("2026-11-24 10:02:11 -08:00") == "2026-11-24T18:02:11.000Z"
    assert parse_moment("2026-11-24 10:02:11", zone=west) == "2026-11-24T18:02:11.000Z"
    assert parse_moment("2026-11-24 10:02:11 -08:00", like=1) == 1795543331000
    assert moment_text("pending") == "pending"
    with pytest.raises(UsageError, match="no date and time"):
        parse_moment("tomorrow")
