"""Each sample lives a whole life against Harbor, and keeps the whole contract."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from builders_samples import ELEVEN, Sample, opened

from workbench.core.manifest import Platform, check_contact_fields, check_manifest, parse_manifest
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import UNDEFINED
from workbench.runtimes.protocol import USER, Call
from workbench.services.resources import sample_adapters

SAMPLES = ("harbor-python", "harbor-node", "harbor-typescript", "harbor-proxy")
CODE = SAMPLES[:3]
CALL = {
    "id": "Q9x01AAEg",
    "sessionId": "910000000001",
    "telephonySessionId": "s-a0d17fbc01",
    "direction": "Inbound",
    "result": "Accepted",
    "startTime": "2025-06-17T18:05:09.000Z",
    "duration": 125,
    "from": {"phoneNumber": "+12025550144", "name": "Dana Whitfield"},
    "to": {"phoneNumber": "+12025550102", "name": "Priya Anand"},
    "recording": {"link": "(pending...)"},
}
MESSAGE = {
    "id": 7101,
    "type": "SMS",
    "direction": "Inbound",
    "subject": "Running late",
    "creationTime": "2025-06-17T18:05:09.000Z",
    "from": {"phoneNumber": "+12025550144", "name": "Dana Whitfield"},
    "to": [{"phoneNumber": "+12025550102"}],
}


@pytest.fixture(params=SAMPLES)
async def sample(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sample]:
    """Each sample, not logged in."""
    async with opened(request.param, tmp_path) as started:
        yield started


@pytest.fixture
async def connected(sample: Sample) -> Sample:
    """Each sample, logged in."""
    await sample.login()
    return sample


def log_contact(contact: dict[str, Any]) -> dict[str, Any]:
    return {"id": contact["id"], "name": contact["name"], "phoneNumber": "+12025550144", "type": contact["type"]}


def platform_of(sample: Sample) -> Platform:
    source = sample.description.source
    manifest = json.loads(Path(source.manifest_path).read_text(encoding="utf-8"))
    return parse_manifest(manifest).platform(source.platform)


async def find(sample: Sample, number: str = "+12025550144") -> dict[str, Any]:
    answered = await sample.fire(
        "findContact", phoneNumber=number, overridingFormat="", isExtension="false", isForceRefreshAccountData=False
    )
    return answered["matchedContactInfo"][0]


def linkage(log_id: str) -> dict[str, Any]:
    return {"id": "s-a0d17fbc01", "sessionId": "910000000001", "thirdPartyLogId": log_id, "contactId": "88215"}


async def test_exports_the_eleven_and_their_optional_companions(sample: Sample) -> None:
    exported = set(sample.description.exports)
    assert set(ELEVEN) <= exported
    assert {"getUserInfo", "getLogFormatType", "upsertCallDisposition", "getUserList", "getLicenseStatus"} <= exported
    assert sample.description.auth_type == ("oauth" if "typescript" in sample.description.source.name else "apiKey")
    assert await sample.fire("getLogFormatType") == "text/plain"


async def test_login_knows_the_user(sample: Sample) -> None:
    who = await sample.login()
    assert who["id"] == f"31-{sample.description.source.platform}"
    assert who["name"] == "Dana Reyes"
    assert await sample.fire("getOauthInfo") is not None


async def test_contacts_are_found_by_number_and_name_with_their_deals(connected: Sample) -> None:
    contact = await find(connected)
    assert (contact["id"], contact["name"], contact["type"]) == ("88215", "Dana Whitfield", "Contact")
    assert contact["createdDate"].endswith("Z")
    assert {"const": "7721", "title": "Renewal, front office"} in contact["additionalInfo"]["deal_id"]
    assert check_contact_fields(platform_of(connected), [contact]) == ()
    named = await connected.fire("findContactWithName", name="lindqvist")
    real = [item["name"] for item in named["matchedContactInfo"] if not item.get("isNewContact")]
    assert real == ["Jonas Lindqvist", "Maya Lindqvist"]
    if connected.description.source.name in CODE:
        assert named["matchedContactInfo"][-1]["id"] == "createNewContact"


async def test_contact_is_created_and_then_found(connected: Sample) -> None:
    created = await connected.fire(
        "createContact",
        phoneNumber="+12025550163",
        newContactName="Lee Marchetti",
        newContactType="Lead",
        additionalSubmission={"status": "customer"},
    )
    assert created["contactInfo"]["name"] == "Lee Marchetti"
    assert (await find(connected, "+12025550163"))["id"] == created["contactInfo"]["id"]
    stored = (await connected.harbor.get(f"/v1/contacts/{created['contactInfo']['id']}")).json()["data"]
    assert (stored["status"], stored["type"]) == ("customer", "Lead")


async def test_call_is_logged_read_updated_and_disposed(connected: Sample) -> None:
    contact = await find(connected)
    log_id = (
        await connected.fire(
            "createCallLog",
            contactInfo=log_contact(contact),
            callLog=CALL,
            note="Asked about the renewal.",
            additionalSubmission={"deal_id": "7721"},
            composedLogDetails="- Note: Asked about the renewal.\n",
            isFromSSCL=False,
        )
    )["logId"]
    stored = (await connected.harbor.get(f"/v1/activities/{log_id}")).json()["data"]
    assert stored["subject"].lower() == "inbound call from dana whitfield"
    assert stored["body"] == "- Note: Asked about the renewal.\n"
    assert stored["deal"]["id"] == 7721
    assert stored["recording_url"] == ""
    info = (await connected.fire("getCallLog", callLogId=log_id, contactId="88215"))["callLogInfo"]
    assert info["note"] == "Asked about the renewal."
    assert info["fullBody"] == "- Note: Asked about the renewal.\n"
    await connected.fire(
        "updateCallLog",
        existingCallLog=linkage(log_id),
        recordingLink="https://media.example.test/rec/1",
        composedLogDetails="- Note: Asked about the renewal.\n- Call recording link: https://media.example.test/rec/1\n",
        existingCallLogDetails=info["fullLogResponse"],
        legs=[],
    )
    after = (await connected.harbor.get(f"/v1/activities/{log_id}")).json()["data"]
    assert after["recording_url"] == "https://media.example.test/rec/1"
    for kept in ("subject", "note", "result", "deal", "started_at", "duration"):
        assert after[kept] == stored[kept], kept
    disposed = await connected.fire(
        "upsertCallDisposition", existingCallLog=linkage(log_id), dispositions={"outcome": "interested"}
    )
    assert disposed["logId"] == log_id
    assert (await connected.harbor.get(f"/v1/activities/{log_id}")).json()["data"]["disposition"] == "interested"


async def test_messages_of_a_conversation_share_a_log(connected: Sample) -> None:
    contact = log_contact(await find(connected))
    nothing = {"recordingLink": None, "faxDocLink": None, "imageLink": None, "videoLink": None}
    log_id = (await connected.fire("createMessageLog", contactInfo=contact, message=MESSAGE, **nothing))["logId"]
    await connected.fire(
        "updateMessageLog",
        contactInfo=contact,
        existingMessageLog={"id": "7101", "thirdPartyLogId": log_id},
        message={**MESSAGE, "id": 7102, "subject": "Here now"},
        imageLink="https://media.example.test/i/1",
    )
    stored = (await connected.harbor.get(f"/v1/messages/{log_id}")).json()["data"]
    assert stored["contact_id"] == 88215
    first, second = stored["body"].index("Running late"), stored["body"].index("Here now")
    assert first < second
    assert "https://media.example.test/i/1" in stored["body"]
    assert "null" not in stored["body"]
    assert "undefined" not in stored["body"]


async def test_lists_and_licence(connected: Sample) -> None:
    users = await connected.fire("getUserList")
    assert {"id": "32", "name": "Priya Anand", "email": "priya.anand@harborcrm.test"} in users
    status = await connected.fire(
        "getLicenseStatus", userId=connected.user["id"], platform=connected.description.source.platform
    )
    assert (status["isLicenseValid"], status["licenseStatus"]) == (True, "Professional")


async def test_logging_out_blanks_the_stored_tokens(connected: Sample) -> None:
    token = connected.user["accessToken"]
    answered = await connected.fire("unAuthorize")
    assert answered["returnMessage"]["messageType"] == "success"
    assert connected.user["accessToken"] == ""
    assert connected.user["refreshToken"] == ""
    if connected.description.auth_type == "oauth":
        assert (await connected.harbor.me(token)).status_code == 401, "the grant is revoked at the CRM"


async def test_calls_go_to_the_fixed_hosts_and_are_recorded_as_such(connected: Sample) -> None:
    await find(connected)
    method, address, status = connected.requests()[-1]
    assert (method, status) == ("GET", 200)
    assert address.startswith("https://api.harborcrm.test/v1/contacts?")


async def test_refusal_of_the_crm_reaches_app_connect_with_its_status(connected: Sample) -> None:
    arguments = {
        "user": USER, "callLogId": "act_9", "contactId": "1", "authHeader": connected.auth_header,
        "telephonySessionId": "s", "proxyConfig": connected.description.facts.get("proxy_config"),
    }  # fmt: skip
    outcome = await connected.runtime.call(Call("refused", "getCallLog", (arguments,), connected.user))
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert outcome.error.status == 404


@pytest.mark.parametrize("name", CODE)
async def test_code_samples_beyond_the_shared_life(name: str, tmp_path: Path) -> None:
    async with opened(name, tmp_path) as sample:
        await sample.login()
        contact = log_contact(await find(sample))
        refused = await sample.fire("findContact", phoneNumber="101", isExtension="true", overridingFormat="")
        assert (refused["successful"], refused["matchedContactInfo"]) == (False, [])
        assert (await sample.fire("authValidation"))["successful"] is True
        sample.user = {**sample.user, "timezoneName": "", "platformAdditionalInfo": {"kept": 1, "role": "old"}}
        await sample.fire("refreshUserInfo")
        assert sample.user["timezoneName"] == "America/Los_Angeles"
        assert sample.user["platformAdditionalInfo"]["kept"] == 1
        assert sample.user["platformAdditionalInfo"]["role"] == "admin"
        shared = {"subject": "SMS conversation with Dana Whitfield", "body": "BEGIN\nIs my order ready?\nEND"}
        made = await sample.fire("createMessageLog", contactInfo=contact, sharedSMSLogContent=shared)
        await sample.fire(
            "updateMessageLog",
            contactInfo=contact,
            existingMessageLog={"id": "th-1", "thirdPartyLogId": made["logId"]},
            sharedSMSLogContent={**shared, "body": "BEGIN\nIs my order ready?\nYes.\nEND"},
        )
        stored = (await sample.harbor.get(f"/v1/messages/{made['logId']}")).json()["data"]
        assert stored["body"] == "BEGIN\nIs my order ready?\nYes.\nEND"
        running = {**CALL, "duration": "pending", "startTime": 1_750_183_509_000, "direction": "Outbound"}
        logged = await sample.fire("createCallLog", contactInfo=contact, callLog=running, isFromSSCL=True)
        before = len(sample.requests())
        await sample.fire("updateCallLog", existingCallLog=linkage(logged["logId"]), legs=[])
        assert len(sample.requests()) == before, "nothing came, so nothing is written"
        sample.user = {**sample.user, "accessToken": "wrong"}
        assert (await sample.fire("authValidation"))["successful"] is False


@pytest.mark.parametrize("name", ["harbor-python", "harbor-node"])
async def test_unknown_key_is_a_warning_and_no_login(name: str, tmp_path: Path) -> None:
    async with opened(name, tmp_path) as sample:
        await sample.use_key("not-a-key")
        answered = await sample.user_info("not-a-key", is_refused=True)
        assert answered["successful"] is False
        assert answered["returnMessage"]["messageType"] == "warning"


async def test_hooks_of_single_samples(tmp_path: Path) -> None:
    async with opened("harbor-node", tmp_path) as sample:
        who = {"id": "31-harbor-node", "name": "Dana Reyes"}
        assert await sample.fire("postSaveUserInfo", userInfo=who, oauthApp=UNDEFINED) == who
    async with opened("harbor-python", tmp_path) as sample:
        saved = await sample.fire("onUpdateUserSettings", userSettings={}, updatedSettings={})
        assert saved["successful"] is True


async def test_appointments_live_their_life(tmp_path: Path) -> None:
    async with opened("harbor-typescript", tmp_path) as sample:
        await sample.login()
        payload = {
            "title": "Strategy call", "summary": "", "startTimeUtc": "2027-02-20T19:00:00Z", "durationMinutes": 30,
            "contacts": [{"id": "88215", "type": "Contact"}],
        }  # fmt: skip
        made = await sample.fire("createAppointment", payload=payload)
        identity = made["appointmentId"]
        assert made["appointment"]["participantName"] == "Dana Whitfield"
        moved = await sample.fire("updateAppointment", appointmentId=identity, patchBody={"title": "Short call"})
        assert (moved["appointment"]["title"], moved["appointment"]["durationMinutes"]) == ("Short call", 30)
        confirmed = await sample.fire("confirmAppointment", appointmentId=identity)
        assert confirmed["appointment"]["status"] == "confirmed"
        listed = await sample.fire("listAppointments", range={"startDate": "2027-02-20", "endDate": "2027-02-20"})
        assert [item["id"] for item in listed["appointments"]] == [identity]
        assert (await sample.fire("cancelAppointment", appointmentId=identity))["appointment"]["status"] == "cancelled"
        assert (await sample.fire("refreshAppointment", appointmentId=identity))["appointment"]["status"] == "cancelled"


@pytest.mark.parametrize("name", SAMPLES)
def test_manifest_agrees_with_its_adapter(name: str) -> None:
    folder = sample_adapters()[name]
    manifest = json.loads(next(folder.rglob("manifest.json")).read_text(encoding="utf-8"))
    [(key, platform)] = manifest["platforms"].items()
    assert check_manifest(parse_manifest(manifest).platform(key)) == ()
    if platform["auth"]["type"] == "oauth":
        shared = platform["auth"]["oauth"]
        environment = (folder / ".env").read_text(encoding="utf-8")
        assert f"HARBOR_CLIENT_ID={shared['clientId']}" in environment
        assert f"HARBOR_REDIRECT_URI={shared['redirectUri']}" in environment
