"""Good answers of every interface, and outcomes made from them with one thing changed."""

from __future__ import annotations

import copy
from typing import Any

from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.values import UNDEFINED

SAID = {"message": "Done", "messageType": "success", "ttl": 2000}
FAILED = {"message": "The CRM is on fire.", "messageType": "danger", "ttl": 5000}
REFUSED = {"message": "The CRM is closed today.", "messageType": "warning", "ttl": 5000}
CONTACT = {
    "id": "C-1",
    "name": "Dana Whitfield",
    "phone": "+12025550144",
    "type": "Contact",
    "createdDate": "2025-06-17T09:30:00Z",
}
NEW_CONTACT = {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True}
APPOINTMENT = {"id": "A-1", "title": "Call back", "startTimeUtc": "2025-06-18T09:30:00Z", "durationMinutes": 30}
USER = {"id": "4711-acme", "platform": "acme", "accessToken": "token", "refreshToken": "refresh"}

GOOD: dict[str, Any] = {
    "getAuthType": "oauth",
    "getOauthInfo": {
        "clientId": "acme-client",
        "clientSecret": "acme-secret",
        "accessTokenUri": "https://acme.example.test/token",
        "redirectUri": "https://app.example.test/callback",
    },
    "getBasicAuth": "a2V5Og==",
    "getUserInfo": {
        "successful": True,
        "platformUserInfo": {
            "id": "4711-acme",
            "name": "Priya Anand",
            "timezoneName": "America/New_York",
            "timezoneOffset": "-05:00",
            "platformAdditionalInfo": {"team": "North"},
        },
        "returnMessage": SAID,
    },
    "refreshUserInfo": {"successful": True, "returnMessage": SAID},
    "unAuthorize": {"returnMessage": SAID},
    "findContact": {"successful": True, "matchedContactInfo": [CONTACT, NEW_CONTACT]},
    "findContactWithName": {"successful": True, "matchedContactInfo": [CONTACT]},
    "createContact": {"contactInfo": {"id": "C-2", "name": "Noa Ferrer"}, "returnMessage": SAID},
    "createCallLog": {"logId": "L-1", "returnMessage": SAID},
    "updateCallLog": {"updatedNote": "Asked for prices.", "returnMessage": SAID},
    "getCallLog": {
        "callLogInfo": {
            "subject": "Call with Dana Whitfield",
            "note": "Asked for prices.",
            "fullBody": "- Note: Asked for prices.",
            "fullLogResponse": {"id": "L-1"},
        },
    },
    "getLogFormatType": "text/html",
    "upsertCallDisposition": {"logId": "L-1", "returnMessage": SAID},
    "createMessageLog": {"logId": "M-1", "returnMessage": SAID},
    "updateMessageLog": {"returnMessage": SAID},
    "getUserList": [{"id": "7", "name": "Priya Anand", "email": "priya@example.test"}],
    "getLicenseStatus": {"isLicenseValid": True, "licenseStatus": "Active", "licenseStatusDescription": ""},
    "getManagedAuthOptions": [{"value": "north", "label": "North"}],
    "getServerLoggingSettings": {"apiUsername": "acme"},
    "updateServerLoggingSettings": {"successful": True, "returnMessage": SAID},
    "authValidation": {"successful": True, "returnMessage": SAID, "status": 200},
    "checkAndRefreshAccessToken": USER,
    "getOverridingOAuthOption": {"headers": {"Authorization": ""}, "body": {"audience": "acme"}},
    "postSaveUserInfo": {"id": "4711-acme", "name": "Priya Anand"},
    "onUpdateUserSettings": {"successful": True},
    "listAppointments": {"successful": True, "appointments": [APPOINTMENT]},
    "createAppointment": {"successful": True, "appointmentId": "A-1", "appointment": APPOINTMENT},
    "updateAppointment": {"successful": True, "appointment": APPOINTMENT},
    "refreshAppointment": {"successful": True, "appointment": APPOINTMENT},
    "confirmAppointment": {"successful": True, "appointment": APPOINTMENT},
    "cancelAppointment": {"successful": True, "returnMessage": SAID},
}
"""One answer an interface that gives no finding at all, not even a note."""


def changed(value: Any, path: str, new: Any) -> Any:
    """A copy with the member at a dotted path replaced; UNDEFINED removes it."""
    result = copy.deepcopy(value)
    owner = result
    *names, last = path.split(".")
    for name in names:
        owner = owner[int(name) if isinstance(owner, list) else name]
    if new is UNDEFINED and isinstance(owner, dict):
        owner.pop(last, None)
    else:
        owner[int(last) if isinstance(owner, list) else last] = new
    return result


def good(interface: str, **changes: Any) -> Any:
    """The good answer, with members changed; a double underscore in a name stands for a dot, UNDEFINED removes."""
    value = copy.deepcopy(GOOD[interface])
    for path, new in changes.items():
        value = changed(value, path.replace("__", "."), new)
    return value


def returned(value: Any, **more: Any) -> Outcome:
    """An outcome that returned; `more` are further fields of Outcome."""
    return Outcome(OutcomeKind.RETURNED, value, **more)


def good_outcome(interface: str) -> Outcome:
    """An outcome of an adapter that does everything right."""
    return returned(GOOD[interface])


def threw(status: int | None = None, *, name: str = "Error", message: str = "No", code: str = "") -> Outcome:
    """An outcome that threw, as an HTTP client's error when a status is given."""
    return Outcome(OutcomeKind.THREW, error=AdapterError(name, message, status=status, code=code))
