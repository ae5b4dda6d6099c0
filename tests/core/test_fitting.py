"""Samples fitted to an adapter: its manifest's types and fields, its client's ids, and the moment."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders_fitting import NOW, request_of, step_request

from workbench.core.contract.fitting import SESSION_TOKEN, number_of, with_token
from workbench.core.contract.samples import Sample, SampleUse, find_sample, sample
from workbench.core.login.client import ClientIdentity
from workbench.core.manifest import PageFieldKind, Platform, parse_manifest
from workbench.core.values import Json
from workbench.core.values.paths import get_path

ROOT = Path(__file__).parents[2]
OFFICIAL = parse_manifest(json.loads((ROOT / "tests/data/manifest-official.json").read_text("utf-8")))
SAMPLES = [sample(json.loads(each.read_text("utf-8"))) for each in sorted((ROOT / "sample_payloads").glob("*.json"))]
TIMES = ("startTime", "creationTime", "lastModifiedTime", "startTimeUtc", "startDate", "endDate")


def use_of(name: str, interface: str) -> SampleUse:
    return find_sample(name, interface, SAMPLES)


def profile_with(place: str, *fields: dict[str, Any], **members: Any) -> Platform:
    """A platform whose page has some fields at a place: callLog, messageLog or newContact."""
    described = {"name": "quill", "auth": {"type": "apiKey", "apiKey": {"page": {"content": []}}}, **members}
    if fields:
        described["page"] = {place: {"additionalFields": list(fields)}}
    return parse_manifest({"platforms": {"quill": described}}).platform("quill")


def selection(const: str, *values: Json, **members: Any) -> dict[str, Any]:
    options = [{"const": value, "title": str(value).title()} for value in values]
    return {"const": const, "title": const.title(), "type": "selection", "options": options, **members}


def submitted(profile: Platform | None, name: str, interface: str, **to: Any) -> Json:
    return request_of(use_of(name, interface), profile=profile, **to).get("additionalSubmission")


@pytest.mark.parametrize("key", OFFICIAL.names)
@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.id)
def test_official_platforms_are_sent_their_own_types_and_fields_alone(each: Sample, key: str) -> None:
    profile = OFFICIAL.platform(key)
    types = {kind.value for kind in profile.contact_types}
    fields = {
        "/callLog": profile.call_log_fields,
        "/messageLog": profile.message_log_fields,
        "/contact": profile.new_contact_fields,
    }
    cached = {str(rule["id"]) for rule in profile.raw.get("rcAdditionalSubmission") or ()}
    for step in each.steps:
        request = step_request(each, step, key, profile=profile)
        for place in ("contactType", "newContactType"):
            assert place not in request or request[place] in types
        given = request.get("additionalSubmission") or {}
        own = {field.const for field in fields.get(step.path, ()) if field.submits}
        logger = {"isAssignedToUser", "adminAssignedUserToken", "adminAssignedUserRcId"}
        assert set(given) <= own | cached | (logger if each.id == "call-server-side" else set())


@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.id)
def test_without_a_manifest_nothing_is_invented(each: Sample) -> None:
    for step in each.steps:
        request = step_request(each, step)
        assert not {"contactType", "newContactType"} & set(request)
        if each.id != "call-server-side":
            assert not request.get("additionalSubmission")
        assert not request.get("dispositions")
        assert not re.search(r"\{(?!sessionToken)\w+\}", json.dumps(request))


def test_a_contact_type_is_the_manifests_spelling_of_the_samples_else_its_first() -> None:
    netsuite, clio = OFFICIAL.platform("netsuite"), OFFICIAL.platform("clio")
    new = use_of("create-contact", "createContact")
    assert request_of(new, profile=netsuite)["newContactType"] == "lead"
    assert request_of(new, profile=clio)["newContactType"] == "Person"
    assert request_of(use_of("sms-inbound", "createMessageLog"), profile=netsuite)["contactType"] == "contact"
    meeting = request_of(use_of("appointment-new", "createAppointment"), profile=OFFICIAL.platform("insightly"))
    assert meeting["payload"]["contacts"][0]["type"] == "contact"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (selection("room", "r1", "r2", required=True), "r1"),
        (selection("room", "", "r2", required=True), "r2"),
        (selection("room", 7, 9, required=True), 7),
        (selection("room", "r1", "r2", required=True, defaultValue="R2"), "r2"),
        (selection("room", "r1", "r2", defaultValue="r2"), "r2"),
        ({"const": "room", "title": "Room", "type": "inputField", "required": True}, "Sample Room"),
        ({"const": "room", "title": "Room", "type": "string", "required": True}, "Sample Room"),
        ({"const": "room", "title": "Room", "type": "checkbox", "required": True}, True),
        ({"const": "room", "title": "Room", "type": "checkbox", "required": True, "defaultValue": False}, False),
        ({"const": "room", "title": "Room", "type": "date", "required": True}, "2026-03-01"),
        (
            {"const": "room", "title": "Room", "type": "selection", "required": True, "allowCustomValue": True},
            "Sample Room",
        ),
    ],
)
@pytest.mark.parametrize(
    ("place", "name", "interface"),
    [
        ("callLog", "call-outbound", "createCallLog"),
        ("callLog", "call-outbound-transferred", "createCallLog"),
        ("callLog", "call-inbound:3", "updateCallLog"),
        ("messageLog", "fax-inbound", "createMessageLog"),
        ("messageLog", "shared-sms:2", "updateMessageLog"),
        ("newContact", "create-contact", "createContact"),
    ],
)
def test_a_field_has_its_initial_value_or_one_of_its_kind(
    field: dict[str, Any], value: Json, place: str, name: str, interface: str
) -> None:
    assert submitted(profile_with(place, field), name, interface) == {"room": value}


@pytest.mark.parametrize(
    "field",
    [
        selection("room", "r1"),
        {"const": "room", "title": "Room", "type": "inputField"},
        {"const": "room", "title": "Mind the gap", "type": "warning", "required": True},
        {"const": "room", "title": "Room", "type": "selection", "required": True, "contactDependent": True},
        {"const": "room", "title": "Room", "type": "selection", "required": True, "accountDataKey": "rooms"},
    ],
)
def test_a_field_that_nobody_filled_in_or_whose_choices_are_not_known_is_not_sent(field: dict[str, Any]) -> None:
    assert submitted(profile_with("callLog", field), "call-inbound", "createCallLog") == {}


def test_a_field_that_depends_on_the_contact_has_a_choice_of_the_samples_own_contact() -> None:
    field = {"const": "matter", "title": "Matter", "type": "selection", "required": True, "contactDependent": True}
    profile = profile_with("callLog", field)
    contact = {"id": "9", "name": "Dana", "additionalInfo": {"matter": [{"const": 31, "title": "Lease"}]}}
    other = {"id": "8", "name": "Omar", "additionalInfo": {"matter": [{"const": 99, "title": "Other"}]}}
    known = {"+12025550177": (other,), "(202) 555-0144": (contact,)}
    assert submitted(profile, "call-inbound", "createCallLog", contacts=known) == {"matter": 31}
    update = request_of(use_of("call-inbound:3", "updateCallLog"), profile=profile, contacts=known)
    assert update["additionalSubmission"] == {"matter": 31}
    stranger = {"+12025550177": (other,)}
    assert submitted(profile, "call-inbound", "createCallLog", contacts=stranger) == {}


def test_a_field_of_account_data_has_a_choice_of_the_new_contacts_type() -> None:
    bullhorn = OFFICIAL.platform("bullhorn")
    statuses = {"leadStatuses": [{"const": "New Lead", "title": "New"}], "candidateStatuses": [{"const": "Active"}]}
    sent = submitted(bullhorn, "create-contact", "createContact", account_data={"bullhornData": statuses})
    assert sent == {"status": "New Lead"}
    assert submitted(bullhorn, "create-contact", "createContact") == {}


def test_an_initial_value_is_the_users_setting_for_the_situation() -> None:
    redtail = OFFICIAL.platform("redtail")
    field = next(each for each in redtail.message_log_fields if each.kind is PageFieldKind.SELECTION)
    settings = {name: {"value": f"by {name}"} for name in field.default_settings.values()}
    fax = submitted(redtail, "fax-inbound", "createMessageLog", user_settings=settings)
    assert fax == {field.const: f"by {field.default_settings['fax']}"}


def test_a_disposition_has_a_choice_of_every_field_that_offers_some() -> None:
    profile = profile_with("callLog", selection("outcome", "won", "lost"), selection("mood", "glad"))
    use = use_of("call-disposition", "upsertCallDisposition")
    assert request_of(use, profile=profile)["dispositions"] == {"outcome": "won", "mood": "glad"}
    contact = {"id": "9", "additionalInfo": {"deals": [{"const": "d-1", "title": "Deal"}]}}
    known = {number_of(use.sample): (contact,)}
    pipedrive = request_of(use, profile=OFFICIAL.platform("pipedrive"), contacts=known)
    assert pipedrive["dispositions"] == {"deals": "d-1"}


def test_administrators_samples_have_the_manifests_fields() -> None:
    use = use_of("server-logging-settings-saved", "updateServerLoggingSettings")
    values = request_of(use, profile=OFFICIAL.platform("bullhorn"))["additionalFieldValues"]
    assert values == {"apiUsername": "Sample Bullhorn API Username", "apiPassword": "Sample Bullhorn API Password"}


def test_what_the_client_caches_is_sent_where_the_manifest_asks_for_it() -> None:
    freshdesk = OFFICIAL.platform("freshdesk")
    assert submitted(freshdesk, "call-missed", "createCallLog") == {"departmentName": "Sales"}
    assert submitted(freshdesk, "create-contact", "createContact") == {}


@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.id)
def test_a_story_has_just_happened_and_its_differences_stay(each: Sample) -> None:
    texts = [step_request(each, step, now=NOW + later) for step in each.steps for later in (0, 90_061)]
    found = [sorted(moments(request)) for request in texts]
    if not any(found):
        assert not each.told_at
        return
    now = datetime.fromtimestamp(NOW, UTC)
    step = 86_400 if each.kind == "appointment" else 90_061
    for first, later in zip(found[::2], found[1::2], strict=True):
        assert [(b - a).total_seconds() for a, b in zip(first, later, strict=True)] == [step] * len(first)
    if each.kind != "appointment":
        newest = max(moment for some in found[::2] for moment in some)
        assert 0 < (now - newest).total_seconds() <= 400


def moments(value: Json) -> Any:
    """The moments at which the parts of a request ended."""
    if isinstance(value, list):
        for item in value:
            yield from moments(item)
    if isinstance(value, dict):
        lasts = value.get("duration")
        lasts = timedelta(seconds=lasts if isinstance(lasts, int) else 0)
        for name, item in value.items():
            if name in TIMES and isinstance(item, int):
                yield datetime.fromtimestamp(item / 1000, UTC)
            elif name in TIMES and isinstance(item, str):
                yield datetime.fromisoformat(item).replace(tzinfo=UTC) + lasts
            else:
                yield from moments(item)


def test_a_conversation_is_of_the_day_on_which_it_happened() -> None:
    first = request_of(use_of("sms-inbound", "createMessageLog"))["logInfo"]
    second = request_of(use_of("sms-thread", "updateMessageLog"))["logInfo"]
    assert first["conversationLogId"] == second["conversationLogId"] == "8001/2026-03-01"
    assert first["messages"][0]["creationTime"].startswith("2026-03-01T09:5")
    month = request_of(use_of("appointments-month", "listAppointments"))
    assert month["startDate"] < "2026-03-01" < month["endDate"]


def test_the_ids_are_one_clients() -> None:
    client = ClientIdentity(account_id="77", extension_id="5", extension_number="300")
    call = request_of(use_of("call-inbound", "createCallLog"), identity=client, hash_key="salt")
    assert call["logInfo"]["accountId"] == "77"
    assert call["logInfo"]["uri"].startswith("https://platform.example.test/restapi/v1.0/account/77/extension/5/")
    assert call["logInfo"]["to"]["extensionNumber"] == call["extensionNumber"] == "300"
    assert call["hashedExtensionId"] == client.hashed_extension("salt")
    login = request_of(use_of("login-api-key", "getUserInfo"), identity=client, hash_key="salt")
    assert login["headers"]["rc-account-id"] == client.hashed_account("salt")


def test_the_assigned_users_token_is_put_in_when_it_is_fired() -> None:
    request = request_of(use_of("call-server-side", "createCallLog"))
    place = "additionalSubmission.adminAssignedUserToken"
    assert get_path(request, place) == SESSION_TOKEN
    assert get_path(with_token(request, "a.b.c"), place) == "a.b.c"
