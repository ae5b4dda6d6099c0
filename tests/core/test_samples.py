"""Every sample payload is well shaped, and the arguments made from it keep the contract's schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders_fitting import request_of, step_request

from workbench.core.arguments import CallContext, as_object, build_arguments, call_log_row, message_log_row
from workbench.core.contract.samples import Sample, find_sample, sample, samples_for
from workbench.core.errors import UsageError
from workbench.core.values import UNDEFINED, Marker

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "sample_payloads").glob("*.json"))
CONTRACT = json.loads((ROOT / "resources/contract/interfaces.json").read_text("utf-8"))
SCHEMAS = {each["name"]: each["parameters_schema"] | {"$defs": CONTRACT["$defs"]} for each in CONTRACT["interfaces"]}
SAMPLES = [sample(json.loads(file.read_text("utf-8"))) for file in FILES]
USER = {
    "id": "4711-harbor",
    "platform": "harbor",
    "hostname": "acme.harborcrm.test",
    "accessToken": "token-1",
    "refreshToken": None,
    "tokenExpiry": None,
    "platformAdditionalInfo": {"proxyId": "profile-1"},
    "userSettings": {},
}


def context(auth_type: str, each: Sample) -> CallContext:
    """A connected user with one logged call and one logged message."""
    call = step_request(sample_named("call-inbound"), sample_named("call-inbound").steps[0])
    message = step_request(sample_named("sms-inbound"), sample_named("sms-inbound").steps[0])
    bare = CallContext(user=USER, platform="harbor", auth_type=auth_type)
    return CallContext(
        user=USER,
        user_name="Priya Anand",
        platform="harbor",
        auth_type=auth_type,
        auth_header="Bearer token-1",
        token_answer={"access_token": "token-1"},
        oauth_info={"clientId": "client", "accessTokenUri": "https://acme.harborcrm.test/token"},
        call_log=call_log_row(call, 1042, bare),
        message_log=message_log_row(message, 950, bare),
        account_contacts=each.account_contacts,
    )


def sample_named(name: str) -> Sample:
    return next(each for each in SAMPLES if each.id == name)


def plain(value: Any) -> Any:
    """Arguments without undefined members, the user row in the user's place."""
    if isinstance(value, Marker):
        return USER if value.kind == "user" else {}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not UNDEFINED}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_named_by_its_id_and_is_for_any_platform(file: Path) -> None:
    data = json.loads(file.read_text("utf-8"))
    assert data["id"] == file.stem
    assert list(data)[:4] == ["id", "kind", "title", "platform"]
    assert data["platform"] == "{platform}"
    for step in data["steps"]:
        assert set(step) <= {"title", "fires", "request"}
        assert set(step["request"]) <= {"method", "path", "query", "headers", "body"}
        assert set(step["fires"]) <= set(SCHEMAS)


def test_ids_are_unique_and_continued_samples_exist() -> None:
    ids = [each.id for each in SAMPLES]
    assert len(ids) == len(set(ids))
    assert {each.after for each in SAMPLES if each.after} <= set(ids)


@pytest.mark.parametrize("interface", SCHEMAS)
def test_every_interface_has_a_sample(interface: str) -> None:
    assert samples_for(interface, SAMPLES)


@pytest.mark.parametrize("auth_type", ["apiKey", "oauth"])
@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.id)
def test_arguments_made_from_a_sample_keep_the_schema(each: Sample, auth_type: str) -> None:
    for step in each.steps:
        for interface in step.fires:
            built = plain(as_object(build_arguments(interface, step_request(each, step), context(auth_type, each))))
            if (each.id, interface) == ("call-internal", "createCallLog"):
                assert "phoneNumber" not in built["contactInfo"]
                built["contactInfo"]["phoneNumber"] = ""
            jsonschema.Draft202012Validator(SCHEMAS[interface]).validate(built)


def test_the_steps_about_an_interface_come_first() -> None:
    uses = samples_for("getCallLog", SAMPLES)
    assert uses[0].step.fires == ("getCallLog",)
    assert {use.step.method for use in uses[1:]} == {"PATCH"}


def test_a_sample_is_found_by_name_and_step() -> None:
    use = find_sample("call-inbound", "updateCallLog", SAMPLES)
    assert use.name == "call-inbound:3"
    assert use.title == "Inbound call, answered: Subject and note are edited"
    assert find_sample("call-inbound:3", "updateCallLog", SAMPLES) == use
    with pytest.raises(UsageError, match="no sample “nothing”") as caught:
        find_sample("nothing", "findContact", SAMPLES)
    assert "find-contact-phone" in caught.value.hint


def test_the_platform_and_the_path_are_put_into_the_request() -> None:
    request = request_of(find_sample("login-api-key", "getUserInfo", SAMPLES))
    assert request["platform"] == "harbor"
    assert len(request["headers"]["rc-account-id"]) == 64
    assert request_of(find_sample("appointment-moved", "updateAppointment", SAMPLES))["appointmentId"] == "9"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "not an object"),
        ({"id": "x", "kind": "call", "title": "T"}, "“steps” is missing"),
        ({"id": "x", "kind": "call", "title": "T", "steps": [{"fires": ["findContact"]}]}, "no request"),
        ({"id": "x", "kind": "call", "title": "T", "steps": [{"request": {"method": "GET", "path": "/"}}]}, "fires"),
    ],
)
def test_a_bad_sample_says_what_is_missing(data: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        sample(data)
