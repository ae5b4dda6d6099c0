"""Adapters and users for the comparison with App Connect's server, and the requests of the sample payloads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from builders_real_server import Behaviour, ClientStep, Given

from workbench.core.connection.user import StoredUser
from workbench.core.contract.samples import Sample, SampleStep
from workbench.services.resources import sample_payloads

PLATFORM = "spy"
USER_ID = "u1-spy"
MESSAGE = {"message": "From the CRM", "messageType": "success", "ttl": 2000}

RESULTS: Mapping[str, Any] = {
    "getUserInfo": {
        "successful": True,
        "platformUserInfo": {
            "id": USER_ID,
            "name": "Priya Anand",
            "timezoneName": "America/Denver",
            "timezoneOffset": -6,
            "platformAdditionalInfo": {"team": "west"},
        },
        "returnMessage": MESSAGE,
    },
    "postSaveUserInfo": {"id": USER_ID, "name": "Priya A."},
    "refreshUserInfo": {"successful": True, "returnMessage": MESSAGE},
    "unAuthorize": {"returnMessage": MESSAGE},
    "findContact": {
        "successful": True,
        "matchedContactInfo": [
            {"id": "C-77", "name": "Dana Whitfield", "type": "Contact", "phone": "+12025550144", "extra": None},
            {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True},
        ],
        "returnMessage": MESSAGE,
        "extraDataTracking": {"ratelimitRemaining": 9},
    },
    "findContactWithName": {
        "successful": True,
        "matchedContactInfo": [{"id": "C-77", "name": "Dana Whitfield", "type": "Contact"}],
        "returnMessage": MESSAGE,
    },
    "createContact": {"contactInfo": {"id": "C-78", "name": "Lee Okafor"}, "returnMessage": MESSAGE},
    "createCallLog": {"logId": "L-1", "returnMessage": MESSAGE, "extraDataTracking": {}},
    "updateCallLog": {"updatedNote": "As stored", "returnMessage": MESSAGE},
    "getCallLog": {
        "callLogInfo": {
            "subject": "Inbound call",
            "note": "The note",
            "fullBody": "- Note: The note\n- Duration: 2 minutes\n",
            "fullLogResponse": {"data": {"id": 900}},
        },
        "returnMessage": MESSAGE,
    },
    "upsertCallDisposition": {"logId": "L-1", "returnMessage": MESSAGE},
    "createMessageLog": {"logId": "M-1", "returnMessage": MESSAGE},
    "updateMessageLog": {"logId": "M-1", "returnMessage": MESSAGE},
    "getLicenseStatus": {"isLicenseValid": True, "licenseStatus": "Pro", "licenseStatusDescription": ""},
    "getServerLoggingSettings": {"loggedBy": "admin"},
    "updateServerLoggingSettings": {"successful": True, "returnMessage": MESSAGE},
    "authValidation": {"successful": True, "returnMessage": MESSAGE},
    "onUpdateUserSettings": {"successful": True, "returnMessage": MESSAGE},
    "listAppointments": {"successful": True, "appointments": [{"thirdPartyAppointmentId": "A-1", "id": "A-1"}]},
    "createAppointment": {"successful": True, "appointmentId": "A-2", "returnMessage": MESSAGE},
    "updateAppointment": {"successful": True, "appointment": {"id": "A-1"}, "returnMessage": MESSAGE},
    "refreshAppointment": {"successful": True, "appointment": {"id": "A-1"}},
    "confirmAppointment": {"successful": True, "appointment": {"id": "A-1"}},
    "cancelAppointment": {"successful": True, "returnMessage": MESSAGE},
}
"""What a good adapter returns."""

ENDINGS: Mapping[str, Behaviour | None] = {
    "as a good adapter": None,
    "nothing": {"returns": "__undefined__"},
    "null": {"returns": None},
    "an empty object": {"returns": {}},
    "refused": {"returns": {"successful": False, "returnMessage": MESSAGE}},
    "throws without a status": {"throws": {"message": "No such field"}},
    "throws 401": {"throws": {"message": "Request failed", "status": 401}},
    "throws 404": {"throws": {"message": "Request failed", "status": 404}},
    "throws 410": {"throws": {"message": "Request failed", "status": 410}},
    "throws 429": {"throws": {"message": "Request failed", "status": 429}},
    "throws 500": {"throws": {"message": "Request failed", "status": 500}},
}
"""How every interface but the helpers ends."""

LOGINS = ("apiKey", "oauth")
FORMATS = ("text/plain", "text/html", "text/markdown", "custom")

HELPERS = ("getAuthType", "getBasicAuth", "getOauthInfo", "getLogFormatType")

NEEDS_RINGCENTRAL = {
    "user-mapping": "RingCentral's directory says who is an administrator",
    "managed-auth-options": "RingCentral's directory says who is an administrator; published 1.7.41 lacks the route",
}
"""Samples left out, and why."""

SAMPLES = {sample.id: sample for sample in sample_payloads()}


def adapter(login: str, *, endpoint: str, ending: str = "as a good adapter", log_format: str = "text/plain") -> Any:
    """What an adapter does, by interface."""
    behaviour = ENDINGS[ending]
    return {
        "getAuthType": [{"returns": login}],
        "getBasicAuth": [{"returns": "a2V5Og=="}],
        "getOauthInfo": [{"returns": oauth_info(endpoint)}],
        "getLogFormatType": [{"returns": log_format}],
        **{name: [behaviour or {"returns": value}] for name, value in RESULTS.items() if name != "postSaveUserInfo"},
    }


def oauth_info(endpoint: str) -> dict[str, Any]:
    """The client of a CRM whose token endpoint is on loopback."""
    return {
        "clientId": "client-1",
        "clientSecret": "secret-1",
        "accessTokenUri": f"{endpoint}/token",
        "redirectUri": "https://redirect.example.test/index.html",
    }


def user(login: str, *, minutes: float = 60, **columns: Any) -> StoredUser:
    """A connected user; by OAuth with a token that lasts some minutes."""
    expiry = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
    tokens = {"refreshToken": "RT1", "tokenExpiry": expiry.replace("+00:00", "Z")} if login == "oauth" else {}
    return {
        "id": USER_ID,
        "rcAccountId": "rc-9",
        "hostname": "acme.crm.example.test",
        "timezoneName": "America/Denver",
        "timezoneOffset": "-6",
        "platform": PLATFORM,
        "accessToken": "AT1",
        "refreshToken": None,
        "tokenExpiry": None,
        "platformAdditionalInfo": {"team": "west", "tokenUrl": "https://t.example.test"},
        "hashedRcExtensionId": None,
        "userSettings": {"color": {"value": "red"}},
        **tokens,
        **columns,
    }


TOKENS = {"access_token": "AT2", "refresh_token": "RT2", "expires_in": 3600, "token_type": "bearer"}


def client_step(step: SampleStep) -> ClientStep:
    """A sample's request for this platform."""
    filled = json.loads(
        json.dumps({"query": step.query, "headers": step.headers, "body": step.body}).replace("{platform}", PLATFORM)
    )
    body = filled["body"] if step.method != "GET" else None
    path = step.path.replace("{appointmentId}", "A-1")
    return ClientStep(step.method, path, filled["query"], filled["headers"], body)


def sample_steps(sample: Sample) -> list[ClientStep]:
    """The requests of a sample, those of the sample before it first."""
    before = sample_steps(SAMPLES[sample.after]) if sample.after else []
    return [*before, *(client_step(step) for step in sample.steps)]


def given_for(sample: Sample, does: Mapping[str, Sequence[Behaviour]], who: StoredUser) -> Given:
    """How things stand before a sample."""
    return Given(
        does,
        users=() if sample.id.startswith("login-") else (who,),
        contacts=sample.account_contacts,
        token_answers=((200, TOKENS),),
    )
