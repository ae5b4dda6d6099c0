"""Harbor's REST API: finding, writing, paging, limits, and the shape of each refusal."""

from __future__ import annotations

from typing import Any

import pytest
from builders_harbor import Harbor, running


def error_of(answer: Any) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    assert error["message"].endswith(".")
    assert error["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, error["code"], error.get("field")


@pytest.mark.parametrize(
    "number",
    ["+14155550142", "(415) 555-0142", "1-415-555-0142", "415.555.0142", "0014155550142", "+1 415 555 0142 ext. 9"],
)
async def test_contacts_by_phone_in_any_spelling(harbor: Harbor, number: str) -> None:
    found = (await harbor.get("/v1/contacts", params={"phone": number})).json()["data"]
    assert [contact["name"] for contact in found] == ["Jonas Lindqvist", "Maya Lindqvist"]


@pytest.mark.parametrize("number", ["+44 20 7946 0018", "020 7946 0018", "00442079460018"])
async def test_trunk_and_country_prefixes_do_not_matter(harbor: Harbor, number: str) -> None:
    found = (await harbor.get("/v1/contacts", params={"phone": number})).json()["data"]
    assert [contact["name"] for contact in found] == ["Amelia Grant"]


async def test_contacts_by_name_words_and_wildcards_are_text(harbor: Harbor) -> None:
    found = (await harbor.get("/v1/contacts", params={"name": "lind maya"})).json()["data"]
    assert [contact["id"] for contact in found] == [88213]
    assert found[0]["id_str"] == "88213"
    assert (await harbor.get("/v1/contacts", params={"name": "%"})).json()["data"] == []


async def test_choices_come_on_demand(harbor: Harbor) -> None:
    plain = (await harbor.get("/v1/contacts/88213")).json()["data"]
    assert "choices" not in plain
    rich = (await harbor.get("/v1/contacts/88213", params={"include": "choices"})).json()["data"]
    assert {"const": "7719", "title": "Spring refit, 40 seats"} in rich["choices"]["deal_id"]


async def test_pages_lead_through_everything_once(harbor: Harbor) -> None:
    path: str | None = "/v1/contacts?limit=5"
    seen: list[int] = []
    while path:
        answer = (await harbor.get(path)).json()
        assert answer["paging"]["total"] == 12
        seen += [contact["id"] for contact in answer["data"]]
        path = answer["paging"]["next"]
    assert len(seen) == len(set(seen)) == 12


@pytest.mark.parametrize(
    ("query", "field"), [("limit=0", "limit"), ("limit=201", "limit"), ("offset=-1", "offset"), ("limit=x", "limit")]
)
async def test_bad_paging(harbor: Harbor, query: str, field: str) -> None:
    assert error_of(await harbor.get(f"/v1/contacts?{query}")) == (400, "invalid_parameter", field)


async def test_key_is_taken_as_basic_user_and_as_header(harbor: Harbor) -> None:
    assert (await harbor.get("/v1/users/me")).json()["data"]["name"] == "Dana Reyes"
    by_header = await harbor.http.get("/v1/users/me", headers={"X-Api-Key": harbor.crm.api_key})
    assert by_header.json()["data"]["id"] == 31


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "unauthenticated"),
        ({"X-Api-Key": "no"}, "invalid_api_key"),
        ({"Authorization": "Basic ???"}, "invalid_credentials"),
        ({"Authorization": "Basic bm86"}, "invalid_api_key"),
        ({"Authorization": "Bearer no"}, "invalid_token"),
        ({"Authorization": "Digest x"}, "unauthenticated"),
    ],
)
async def test_no_or_wrong_credentials(harbor: Harbor, headers: dict[str, str], code: str) -> None:
    answer = await harbor.http.get("/v1/contacts", headers=headers)
    assert error_of(answer) == (401, code, None)
    assert "www-authenticate" in answer.headers


async def test_read_only_key_may_not_write(harbor: Harbor) -> None:
    key = ("harbor-read-only-key", "")
    assert (await harbor.get("/v1/activities", auth=key)).status_code == 200
    answer = await harbor.send("POST", "/v1/contacts", {"name": "Nobody"}, auth=key)
    assert error_of(answer) == (403, "insufficient_scope", None)


async def test_contact_is_created_found_changed_and_deleted(harbor: Harbor) -> None:
    body = {"name": "Lee Marchetti", "type": "Lead", "phones": [{"label": "work", "number": "+1 202 555 0163"}]}
    created = await harbor.send("POST", "/v1/contacts", body)
    assert created.status_code == 201
    contact = created.json()["data"]
    assert created.headers["location"] == f"/v1/contacts/{contact['id']}"
    assert contact["owner_id"] == 31
    found = (await harbor.get("/v1/contacts", params={"phone": "2025550163"})).json()["data"]
    assert [item["id"] for item in found] == [contact["id"]]
    path = f"/v1/contacts/{contact['id']}"
    changed = await harbor.send("PATCH", path, {"company": "Marchetti Bros", "phones": ["202-555-0164"]})
    assert changed.json()["data"]["company"] == "Marchetti Bros"
    assert changed.json()["data"]["name"] == "Lee Marchetti"
    assert (await harbor.get("/v1/contacts", params={"phone": "2025550163"})).json()["data"] == []
    assert (await harbor.send("DELETE", path)).status_code == 204
    assert error_of(await harbor.get(path)) == (404, "not_found", None)


async def test_activity_is_logged_and_only_what_comes_is_changed(harbor: Harbor) -> None:
    body = {
        "subject": "Inbound call from Maya Lindqvist",
        "contact_id": "88213",
        "started_at": 1_750_183_509_000,
        "duration": 222,
        "body": "- Note: hello\n",
        "deal_id": "7719",
    }
    created = (await harbor.send("POST", "/v1/activities", body)).json()["data"]
    assert created["id"] == "act_1042"
    assert created["started_at"] == "2025-06-17T18:05:09Z"
    assert created["deal"] == {"id": 7719, "title": "Spring refit, 40 seats"}
    changed = (await harbor.send("PATCH", "/v1/activities/act_1042", {"note": "hello"})).json()["data"]
    assert {**changed, "note": "", "updated_at": created["updated_at"]} == created
    disposed = await harbor.send("PUT", "/v1/activities/act_1042/disposition", {"disposition": "callback"})
    assert disposed.json()["data"]["disposition"] == "callback"
    last = (await harbor.get("/v1/contacts/88213")).json()["data"]["last_activity_at"]
    assert last > created["started_at"], "a call in the past is not the latest"


async def test_entries_are_added_to_a_message(harbor: Harbor) -> None:
    before = (await harbor.get("/v1/messages/msg_501")).json()["data"]["body"]
    added = await harbor.send("POST", "/v1/messages/msg_501/entries", {"body": "Maya: Thank you."})
    assert added.json()["data"]["body"] == f"{before}\nMaya: Thank you."
    assert error_of(await harbor.send("POST", "/v1/messages/msg_501/entries", {"body": " "})) == (
        422,
        "required",
        "body",
    )


async def test_appointment_is_made_confirmed_and_cancelled(harbor: Harbor) -> None:
    body = {"title": "Visit", "starts_at": "2027-02-01T10:00:00+01:00", "duration_minutes": 45, "contact_id": 88213}
    made = (await harbor.send("POST", "/v1/appointments", body)).json()["data"]
    assert made["starts_at"] == "2027-02-01T09:00:00Z"
    path = f"/v1/appointments/{made['id']}"
    assert (await harbor.send("POST", f"{path}/confirm")).json()["data"]["status"] == "confirmed"
    assert (await harbor.send("POST", f"{path}/cancel")).json()["data"]["status"] == "cancelled"
    assert error_of(await harbor.send("POST", f"{path}/confirm")) == (409, "already_cancelled", None)
    query = {"from": "2027-02-01", "to": "2027-02-02"}
    assert [item["id"] for item in (await harbor.get("/v1/appointments", params=query)).json()["data"]] == [made["id"]]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/v1/contacts", {"type": "Lead"}, (422, "required", "name")),
        ("/v1/contacts", {"name": ""}, (422, "required", "name")),
        ("/v1/contacts", {"name": 5}, (422, "invalid_field", "name")),
        ("/v1/contacts", {"name": "x" * 201}, (422, "too_long", "name")),
        ("/v1/contacts", {"name": "x", "type": "Person"}, (422, "invalid_field", "type")),
        ("/v1/contacts", {"name": "x", "nickname": "y"}, (422, "unknown_field", "nickname")),
        ("/v1/contacts", {"name": "x", "phones": "202"}, (422, "invalid_field", "phones")),
        ("/v1/contacts", {"name": "x", "phones": ["none"]}, (422, "invalid_field", "phones")),
        ("/v1/contacts", {"name": "x", "email": "MAYA@brightwater.example.test"}, (409, "duplicate_email", "email")),
        ("/v1/activities", {"subject": "x", "contact_id": 1}, (422, "unknown_reference", "contact_id")),
        ("/v1/activities", {"subject": "x", "contact_id": True}, (422, "unknown_reference", "contact_id")),
        ("/v1/activities", {"subject": "x", "contact_id": 88213, "duration": "pending"},
         (422, "invalid_field", "duration")),
        ("/v1/activities", {"subject": "x", "contact_id": 88213, "duration": -1}, (422, "invalid_field", "duration")),
        ("/v1/activities", {"subject": "x", "contact_id": 88213, "started_at": "yesterday"},
         (422, "invalid_field", "started_at")),
        ("/v1/activities", {"subject": "x", "contact_id": 88213, "started_at": "2026-01-01T10:00:00"},
         (422, "invalid_field", "started_at")),
        ("/v1/activities", {"subject": "x", "contact_id": 88213, "recording_url": "javascript:alert(1)"},
         (422, "invalid_field", "recording_url")),
        ("/v1/activities", [], (400, "invalid_body", None)),
        ("/v1/contacts", {}, (422, "required", "name")),
        ("/v1/nothing", {}, (404, "no_such_route", None)),
        ("/v1/deals", {}, (405, "method_not_allowed", None)),
    ],
)  # fmt: skip
async def test_refusals_name_the_field(
    harbor: Harbor, path: str, body: Any, expected: tuple[int, str, str | None]
) -> None:
    assert error_of(await harbor.send("POST", path, body)) == expected


async def test_body_that_is_not_json(harbor: Harbor) -> None:
    key = (harbor.crm.api_key, "")
    form = await harbor.http.post("/v1/contacts", data={"name": "x"}, auth=key)
    assert error_of(form) == (415, "unsupported_media_type", None)
    json = {"Content-Type": "application/json"}
    broken = await harbor.http.post("/v1/contacts", content=b"{", headers=json, auth=key)
    assert error_of(broken) == (400, "malformed_json", None)
    large = await harbor.http.post("/v1/contacts", content=b" " * 2_000_001, headers=json, auth=key)
    assert error_of(large) == (413, "body_too_large", None)


@pytest.mark.parametrize("identity", ["act_9", "9", "act_x", "act_", "act_99999999999999999999"])
async def test_activity_that_is_not_there(harbor: Harbor, identity: str) -> None:
    assert error_of(await harbor.get(f"/v1/activities/{identity}")) == (404, "not_found", None)


async def test_field_with_a_default_cannot_be_emptied(harbor: Harbor) -> None:
    assert error_of(await harbor.send("PATCH", "/v1/contacts/88213", {"type": None})) == (422, "invalid_field", "type")
    emptied = await harbor.send("PATCH", "/v1/activities/act_1040", {"deal_id": None})
    assert emptied.json()["data"]["deal"] is None


async def test_rate_limit_is_told_and_kept() -> None:
    async with running(rate_limit=2, rate_seconds=30) as harbor:
        first = await harbor.get("/v1/users/me")
        assert first.headers["x-ratelimit-limit"] == "2"
        assert first.headers["x-ratelimit-remaining"] == "1"
        assert first.headers["x-ratelimit-reset"] == str(int(harbor.clock.now) + 30)
        assert (await harbor.get("/v1/users/me")).headers["x-ratelimit-remaining"] == "0"
        harbor.clock.now += 10
        refused = await harbor.get("/v1/users/me")
        assert error_of(refused) == (429, "rate_limited", None)
        assert refused.headers["retry-after"] == "20"
        assert (await harbor.get("/v1/users/me", auth=("harbor-read-only-key", ""))).status_code == 200
        assert (await harbor.http.get("/contacts")).status_code == 200
        harbor.clock.now += 21
        assert (await harbor.get("/v1/users/me")).status_code == 200


async def test_unchanged_record_is_not_sent_again_and_lost_updates_are_refused(harbor: Harbor) -> None:
    etag = (await harbor.get("/v1/contacts/88213")).headers["etag"]
    assert (await harbor.get("/v1/contacts/88213", headers={"If-None-Match": etag})).status_code == 304
    changed = await harbor.send("PATCH", "/v1/contacts/88213", {"title": "Owner"}, headers={"If-Match": etag})
    assert changed.status_code == 200
    stale = await harbor.send("PATCH", "/v1/contacts/88213", {"title": "Clerk"}, headers={"If-Match": etag})
    assert error_of(stale) == (412, "changed_meanwhile", None)


async def test_large_answers_are_compressed_on_demand(harbor: Harbor) -> None:
    packed = await harbor.get("/v1/contacts", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = await harbor.get("/v1/contacts", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


async def test_request_id_is_kept_when_it_is_one(harbor: Harbor) -> None:
    kept = await harbor.get("/v1/users/me", headers={"X-Request-Id": "abc123"})
    assert kept.headers["x-request-id"] == "abc123"
    replaced = await harbor.get("/v1/users/me", headers={"X-Request-Id": "a b<c>"})
    assert replaced.headers["x-request-id"] != "a b<c>"


@pytest.mark.parametrize(("user", "valid", "plan"), [("31", True, "Professional"), ("34", False, "Trial")])
async def test_license(harbor: Harbor, user: str, valid: bool, plan: str) -> None:
    tokens = await harbor.connect(user_id=user)
    answer = await harbor.http.get("/v1/license", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert (answer.json()["data"]["valid"], answer.json()["data"]["plan"]) == (valid, plan)


async def test_lists_of_the_account(harbor: Harbor) -> None:
    assert len((await harbor.get("/v1/users")).json()["data"]) == 4
    assert {"key": "call", "name": "Call"} in (await harbor.get("/v1/users/me/activity-types")).json()["data"]
    assert {"key": "callback", "name": "Call back later"} in (await harbor.get("/v1/dispositions")).json()["data"]
    deals = (await harbor.get("/v1/deals", params={"contact_id": "88215"})).json()["data"]
    assert [deal["id"] for deal in deals] == [7721, 7722]
