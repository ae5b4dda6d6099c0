"""Answers that look like a fault and are none, a row for every rule: what real adapters do, and the rule keeps quiet.

The other half of the table, what each rule has to be raised by, stands in cases_judging.py and faulty_adapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from builders_around import TOKEN, answered, around, cut, got
from builders_judging import APPOINTMENT, CONTACT, FAILED, NEW_CONTACT, REFUSED, SAID, USER, good, returned, threw

from workbench.core.connection.user import UserChanges, UserOperation
from workbench.core.run.invocation import Outcome
from workbench.core.values import UNDEFINED, Special


@dataclass(frozen=True)
class Fine:
    """An outcome that is right as far as one rule goes."""

    interface: str
    outcome: Outcome
    known: Mapping[str, Any] = field(default_factory=dict)
    """What `judge` is told besides."""


def gives(interface: str, value: Any, *, known: Mapping[str, Any] | None = None, **more: Any) -> Fine:
    """A returned value; `more` are fields of Outcome."""
    return Fine(interface, returned(value, **more), known or {})


def like(interface: str, *, known: Mapping[str, Any] | None = None, **changes: Any) -> Fine:
    """The good answer with members changed."""
    return gives(interface, good(interface, **changes), known=known)


def found(*contacts: Any, **more: Any) -> Fine:
    """A look-up with these contacts."""
    return gives("findContact", {"successful": True, "matchedContactInfo": list(contacts), **more})


def says(**message: Any) -> Fine:
    """A created log with this message."""
    return like("createCallLog", returnMessage=message)


def raises(interface: str, *arguments: Any, known: Mapping[str, Any] | None = None, **more: Any) -> Fine:
    """An outcome that threw."""
    return Fine(interface, threw(*arguments, **more), known or {})


def leaves(interface: str, changes: UserChanges, value: Any = None) -> Fine:
    """A good answer beside what was done to the user."""
    return gives(interface, good(interface) if value is None else value, user_changes=changes)


BIG = Special("bigint", "1152921504606846976")
LOOP = Special("circular", "raw")
DAY = Special("date", "2025-06-17T09:30:00.000Z")
BYTES = Special("buffer", "AAEC")
CLIENT = Special("function", "request")
NAN = Special("number", "NaN")
BY_KEY = {"auth_type": "apiKey", "by_key": True}
BY_FORM = {"auth_type": "oauth", "by_key": True}
OWN_TEXT = {"log_format": "custom"}
REFUSAL = {"around": around(answered(400, {"error": "invalid_grant"}))}
TROUBLE = {"around": around(answered(503))}
SAVED = UserChanges((UserOperation("save", {"accessToken": "", "refreshToken": ""}),))
GONE = UserChanges((UserOperation("destroy"),), unsaved={"accessToken": "", "note": ""})
PLAIN_ENTRY = {"id": 7, "name": "Priya", "raw": BIG}

EVERYWHERE: Final = {
    # A client's whole response beside what App Connect takes of it.
    "returns/big-integer": (
        like("findContact", raw={"id": BIG}),
        like("createCallLog", extraDataTracking={"tookNs": BIG}),
        like("createMessageLog", record=BIG),
        gives("getUserList", [{"id": "7", "name": "Priya", "email": "p@x.test", "raw": BIG}]),
        gives("checkAndRefreshAccessToken", {"accessToken": "a", "issued": BIG}),
        like("updateMessageLog", response={"id": BIG}, known={"variant": "shared"}),
    ),
    "returns/circular": (
        like("findContact", raw={"self": LOOP}),
        like("createContact", response=LOOP),
        like("unAuthorize", response={"request": LOOP}),
        like("authValidation", response=LOOP),
        gives("getOauthInfo", {**good("getOauthInfo"), "agent": LOOP}),
    ),
    "returns/not-json": (
        like("createCallLog", client=CLIENT),
        like("updateCallLog", cache=Special("map", "Map", [])),
        like("getOauthInfo", transform=CLIENT),
        gives("getBasicAuth", BYTES, text="a2V5Og=="),
        like("getUserInfo", platformUserInfo__raw=Special("set", "Set", [])),
    ),
    "returns/not-finite": (
        like("createCallLog", score=NAN),
        like("listAppointments", took=NAN),
        like("getUserInfo", platformUserInfo__score=NAN),
    ),
    "returns/date": (
        like("createCallLog", createdAt=DAY),
        like("refreshUserInfo", refreshedAt=DAY),
        like("getOauthInfo", expires=DAY),
        like("onUpdateUserSettings", savedAt=DAY),
    ),
    "returns/not-an-object": (
        gives("updateMessageLog", UNDEFINED, known={"era": "mid"}),
        gives("updateMessageLog", None, known={"variant": "shared"}),
        gives("getUserList", []),
        gives("getLogFormatType", "text/html"),
        like("createCallLog"),
    ),
    "returns/misspelt-key": (
        like("createCallLog", logIds=["L-1"]),
        like("updateCallLog", updatedNotes=["a"], note="a"),
        like("getCallLog", callLogInfo__subjects=["a"], callLogInfo__body="a"),
        like("createContact", contactInfo__type="Lead", contactInfo__names=["a"]),
    ),
    "returns/wrong-type": (
        like("createCallLog", logId=17),
        like("getCallLog", callLogInfo__fullLogResponse="plain text"),
        like("updateCallLog", updatedNote=None),
        like("getUserInfo", platformUserInfo__timezoneOffset=120),
        like("createCallLog", extraDataTracking=None),
    ),
    "extra-data/not-an-object": (
        like("createCallLog", extraDataTracking={"ratelimitRemaining": 98}),
        like("createCallLog", extraDataTracking=None),
        like("findContact", extraDataTracking={}),
    ),
    "identity/numeric": (like("createCallLog", logId="1042"), like("createContact", contactInfo__id="0017")),
    "identity/large-number": (
        like("createCallLog", logId="5000000000"),
        like("createCallLog", logId=2_147_483_647),
        like("createContact", contactInfo__id="003000000000000001"),
    ),
    "identity/not-an-id": (like("createCallLog", logId=1042), like("createCallLog", logId="[object Object] of mine")),
    "return-message/not-an-object": (
        like("createCallLog", returnMessage=None),
        # App Connect drops it, whatever it is.
        gives("onUpdateUserSettings", {"successful": True, "returnMessage": "Saved"}),
        like("listAppointments", returnMessage="Three appointments"),
        like("getOauthInfo", returnMessage="ready"),
        # Passed on as it is, with members of the adapter's own.
        like("getLicenseStatus", returnMessage="Active"),
        like("getServerLoggingSettings", returnMessage="Welcome"),
    ),
    "return-message/empty": (
        like("createCallLog", returnMessage=None),
        gives("onUpdateUserSettings", {"successful": True, "returnMessage": {}}),
    ),
    "return-message/message-missing": (
        says(message="Logged"),
        gives("onUpdateUserSettings", {"successful": True, "returnMessage": {"messageType": "success"}}),
        like("confirmAppointment", returnMessage={"messageType": "success"}),
    ),
    "return-message/misspelt-key": (
        says(message="Logged", messageType="success", ttl=2000, title="Acme", id="m-1"),
        says(message="Logged", messageType="success", messages=["a"]),
    ),
    "return-message/type-missing": (says(message="Logged", messageType="info"),),
    "return-message/type-unknown": tuple(
        says(message="Logged", messageType=each) for each in ("success", "info", "warning")
    ),
    "return-message/ttl-not-a-number": (
        says(message="Logged", messageType="success"),
        says(message="Logged", messageType="success", ttl=0),
        says(message="Logged", messageType="success", ttl=2500.5),
        says(message="Logged", messageType="success", ttl=None),
    ),
    "return-message/ttl-in-seconds": (
        says(message="Logged", messageType="success", ttl=0),
        says(message="Logged", messageType="success", ttl=500),
    ),
    "return-message/details-shape": (
        says(message="Logged", messageType="success", details=[]),
        says(message="Logged", messageType="success", details=[{"items": [{"type": "text", "text": ""}]}]),
        says(message="Logged", messageType="success", details=None),
    ),
    "return-message/detail-type": (
        says(message="Logged", messageType="success", details=[{"items": [{"type": "text", "text": "a"}]}]),
    ),
    "returns/reported-failure": (
        like("listAppointments", returnMessage={"message": "No more this month", "messageType": "info"}),
        like("listAppointments", returnMessage=None),
    ),
    "arguments/changed": (like("createCallLog"),),
    "call/unhandled-error": (like("createCallLog"), raises("createCallLog", 503)),
    "user/unsaved": (
        leaves("unAuthorize", SAVED),
        leaves("unAuthorize", GONE),
        leaves("refreshUserInfo", UserChanges(unsaved={"additionalInfo": 1})),
        leaves("refreshUserInfo", UserChanges(unsaved={"timezoneName": "UTC"}), {"successful": False}),
    ),
    "user/no-such-column": (
        leaves("refreshUserInfo", UserChanges(unsaved={"timezoneName": "UTC"})),
        leaves("refreshUserInfo", UserChanges(unsaved={"_client": {}})),
        leaves("unAuthorize", GONE),
    ),
    "user/change-lost": (
        leaves("refreshUserInfo", UserChanges((UserOperation("update", {"platformAdditionalInfo": {"a": 1}}),))),
    ),
}

AUTHENTICATION: Final = {
    "get-auth-type/misspelt": tuple(gives("getAuthType", each) for each in ("oauth", "apiKey", "session", "basic")),
    "get-auth-type/unknown-value": (gives("getAuthType", "oauth"), gives("getAuthType", "apikey")),
    "get-auth-type/promise": (
        gives("getAuthType", "oauth", was_promise=True),
        gives("getAuthType", "oauth", known={"era": "seed"}),
    ),
    "get-auth-type/promise-in-capabilities": (
        gives("getAuthType", "oauth"),
        gives("getAuthType", "oauth", was_promise=True, known={"era": "mid"}),
    ),
    "get-oauth-info/returns-nothing": (gives("getOauthInfo", {}, known=BY_KEY), like("getOauthInfo")),
    # Client credentials behind a form: no code is exchanged and nobody is redirected.
    "get-oauth-info/client-id-missing": (
        gives("getOauthInfo", {"accessTokenUri": "https://a.test/t"}, known=BY_FORM),
        gives("getOauthInfo", {}, known=BY_KEY),
        gives("getOauthInfo", {"failMessage": "Give the host name."}),
    ),
    "get-oauth-info/client-secret-missing": (
        gives("getOauthInfo", {"clientId": "c", "accessTokenUri": "https://a.test/t"}, known=BY_FORM),
        gives("getOauthInfo", {}, known=BY_KEY),
    ),
    "get-oauth-info/access-token-uri-missing": (
        gives("getOauthInfo", {"clientId": "c"}, known=BY_FORM),
        gives("getOauthInfo", {"failMessage": "Give the host name."}),
    ),
    "get-oauth-info/redirect-uri-missing": (
        like("getOauthInfo", redirectUri=UNDEFINED, known=BY_FORM),
        like("getOauthInfo", redirectUri=UNDEFINED, known=BY_KEY),
    ),
    "get-oauth-info/address-invalid": (
        # The client opens the manifest's authUrl; nobody reads this one.
        like("getOauthInfo", authorizationUri="/oauth/authorize"),
        like("getOauthInfo", accessTokenUri="http://[::1]:8080/token"),
        like("getOauthInfo", accessTokenUri="https://bücher.example.test/token"),
        like("getOauthInfo", redirectUri="none", known=BY_FORM),
    ),
    "get-oauth-info/fail-message": (like("getOauthInfo", failMessage=""), like("getOauthInfo", failMessage=None)),
    "get-oauth-info/unused": (
        like("getOauthInfo", known={"auth_type": "apiKey"}),
        gives("getOauthInfo", {}),
    ),
    "get-basic-auth/promise": (like("getBasicAuth"), gives("getBasicAuth", "")),
    "get-basic-auth/not-text": (gives("getBasicAuth", BYTES, text="a2V5Og=="), gives("getBasicAuth", "")),
    "get-basic-auth/empty": (gives("getBasicAuth", "a2V5Og=="), gives("getBasicAuth", " ")),
    "get-basic-auth/doubled-scheme": (
        gives("getBasicAuth", "YmFzaWM6a2V5"),
        gives("getBasicAuth", "basically"),
        gives("getBasicAuth", "Bearers"),
    ),
    "get-user-info/returns-nothing": (like("getUserInfo"), gives("getUserInfo", {"successful": False})),
    "get-user-info/successful-missing": (gives("getUserInfo", {"successful": False, "returnMessage": REFUSED}),),
    "get-user-info/refused-without-message": (
        gives("getUserInfo", {"successful": False, "returnMessage": REFUSED}),
        like("getUserInfo", returnMessage=UNDEFINED),
    ),
    "get-user-info/user-missing": (gives("getUserInfo", {"successful": False, "returnMessage": REFUSED}),),
    "get-user-info/id-missing": (
        gives("getUserInfo", {"successful": False, "returnMessage": REFUSED}),
        like("getUserInfo", platformUserInfo__id=4711),
    ),
    "get-user-info/name-missing": (
        gives("getUserInfo", {"successful": False, "returnMessage": REFUSED}),
        like("getUserInfo", platformUserInfo__name="P"),
    ),
    "get-user-info/id-without-platform": (
        like("getUserInfo", platformUserInfo__id="4711", known={"era": "seed"}),
        like("getUserInfo", platformUserInfo__id="4711-eu-acme"),
        like("getUserInfo", platformUserInfo__id="4711", known={"platform": ""}),
    ),
    "get-user-info/time-zone-unreadable": (
        *(like("getUserInfo", platformUserInfo__timezoneOffset=each) for each in (-5, 330, "-480", "+05:30", "", None)),
        # The adapter writes its own text and reads the offset itself.
        like("getUserInfo", platformUserInfo__timezoneOffset="+0530", known=OWN_TEXT),
        like("getUserInfo", platformUserInfo__timezoneOffset="Europe/Madrid", known={"era": "seed"}),
    ),
    "refresh-user-info/returns-nothing": (gives("refreshUserInfo", {}), like("refreshUserInfo")),
    "refresh-user-info/successful-missing": (gives("refreshUserInfo", {"successful": False}),),
    "un-authorize/returns-nothing": (gives("unAuthorize", {}), like("unAuthorize")),
    "un-authorize/tokens-left": (
        # Emptied and saved, destroyed, or none was ever stored.
        like("unAuthorize", known={"user": {**USER, "accessToken": "", "refreshToken": ""}}),
        like("unAuthorize", known={"user": {**USER, "accessToken": None}}),
        like("unAuthorize", known={"user": {**USER, "accessToken": "", "refreshToken": "r"}}),
        like("unAuthorize", known={"user": {}}),
        like("unAuthorize", known={"user": None}),
        like("unAuthorize", returnMessage=REFUSED, known={"user": USER}),
    ),
    "un-authorize/message-missing": (like("unAuthorize"),),
}

WITH_OWN: Final = {
    "id": "C-1",
    "name": "Dana Whitfield",
    "phones": ["+12025550144"],
    "names": ["Dana"],
    "companyId": "A-1",
    "typeName": "Lead",
    "type_id": 4,
    "emails": [],
}
"""A contact with members of the adapter's own."""

CONTACTS: Final = {
    "find-contact/returns-nothing": (found(CONTACT), gives("findContactWithName", {})),
    "find-contact/successful-missing": (
        gives("findContact", {"successful": False, "matchedContactInfo": [], "returnMessage": REFUSED}),
    ),
    "find-contact/matches-missing": (
        gives("findContact", {"successful": False, "returnMessage": REFUSED}),
        found(),
        gives("findContact", {"successful": True, "matchedContactInfo": None, "returnMessage": SAID}),
    ),
    "find-contact/not-a-list": (found(), gives("findContact", {"successful": True, "matchedContactInfo": None})),
    "find-contact/no-match-without-message": (
        found(CONTACT),
        found(NEW_CONTACT, returnMessage=REFUSED),
        found(returnMessage={}),
    ),
    "contact/not-an-object": (found(CONTACT, NEW_CONTACT), found()),
    "contact/id-missing": (found({**CONTACT, "id": 7}), found(NEW_CONTACT)),
    "contact/name-missing": (found({**CONTACT, "name": "?"}), found({"id": "createNewContact", "isNewContact": True})),
    "contact/type-missing": (found(CONTACT), found(NEW_CONTACT)),
    "contact/misspelt-key": (found(WITH_OWN), found({**CONTACT, "title": "Dr.", "company": "Acme"})),
    "contact/created-date-unreadable": tuple(
        found({**CONTACT, "createdDate": each, "mostRecentActivityDate": each})
        for each in (
            *("2025-06-17", "2025-06-17T09:30:00.123+0200", "2025-06-17 09:30:00Z", "20250617"),
            *("/Date(1750152600000+0200)/", 1_750_152_600, 1_750_152_600_000, "1750152600000", DAY, "", None),
        )
    ),
    "contact/created-date-missing": (
        found({"id": "1", "name": "A", "type": "Lead"}),
        found({"id": "1", "name": "A", "type": "Lead"}, NEW_CONTACT),
        found(CONTACT, {**CONTACT, "id": "C-2"}),
    ),
    "contact/additional-info-shape": (
        found({**CONTACT, "additionalInfo": None}),
        found({**CONTACT, "additionalInfo": {"accountName": "Acme", "score": 7, "tags": ["a"], "deal": []}}),
        found({**CONTACT, "additionalInfo": {"deal": [{"const": "D-1", "title": "Refit", "stage": 2}]}}),
    ),
    "contact/new-entry-without-mark": (found(NEW_CONTACT), found({**CONTACT, "id": "createNewContacts"})),
    "contact/new-entry-id": (found(NEW_CONTACT), found({**CONTACT, "isNewContact": False})),
    "contact/new-entry-name-missing": (found(NEW_CONTACT),),
    "create-contact/returns-nothing": (gives("createContact", {"contactInfo": None, "returnMessage": REFUSED}),),
    "create-contact/contact-missing": (gives("createContact", {"contactInfo": None, "returnMessage": REFUSED}),),
    "create-contact/reported-failure": (
        like("createContact", returnMessage=REFUSED),
        gives("createContact", {"contactInfo": None, "returnMessage": SAID}),
    ),
    "create-contact/contact-shape": (like("createContact"), gives("createContact", {"contactInfo": None})),
    "create-contact/id-missing": (like("createContact", contactInfo__id=7),),
    "create-contact/name-missing": (like("createContact", contactInfo__name="N"),),
    "create-contact/failure-ignored": (
        like("createContact", successful=True),
        like("createContact", returnMessage=REFUSED),
        gives("createContact", {"successful": False, "contactInfo": None, "returnMessage": REFUSED}),
    ),
}

BARE_LOG: Final = {"callLogInfo": {"subject": "Call", "note": ""}}
FULL_LOG: Final = {"callLogInfo": {**BARE_LOG["callLogInfo"], "fullBody": "", "fullLogResponse": {}}}

LOGGING: Final = {
    "create-call-log/returns-nothing": (gives("createCallLog", {"returnMessage": REFUSED}),),
    "create-call-log/log-id-missing": (
        gives("createCallLog", {"returnMessage": REFUSED}),
        like("createCallLog", logId=17),
    ),
    "create-call-log/reported-failure": (
        like("createCallLog", returnMessage=REFUSED),
        gives("createCallLog", {"returnMessage": SAID}),
    ),
    "create-call-log/failure-ignored": (
        like("createCallLog", successful=True),
        # The record was made; something lesser was not.
        like("createCallLog", returnMessage={"message": "Logged without its recording", "messageType": "warning"}),
        gives("createCallLog", {"successful": False, "returnMessage": REFUSED}),
    ),
    "update-call-log/returns-nothing": (gives("updateCallLog", {}), like("updateCallLog")),
    "update-call-log/failure-ignored": (
        like("updateCallLog", successful=True),
        like("updateCallLog", returnMessage={"message": "The note was shortened", "messageType": "warning"}),
    ),
    "update-call-log/note-missing": (gives("updateCallLog", {"updatedNote": ""}),),
    "get-call-log/returns-nothing": (gives("getCallLog", FULL_LOG),),
    "get-call-log/info-missing": (gives("getCallLog", {"callLogInfo": None, "returnMessage": REFUSED}),),
    "get-call-log/reported-failure": (like("getCallLog", returnMessage=REFUSED), gives("getCallLog", FULL_LOG)),
    "get-call-log/failure-ignored": (
        like("getCallLog", returnMessage={"message": "An old log", "messageType": "warning"}),
        like("getCallLog", returnMessage={}),
    ),
    "get-call-log/info-shape": (gives("getCallLog", BARE_LOG), gives("getCallLog", {"callLogInfo": None})),
    "get-call-log/subject-missing": (gives("getCallLog", {"callLogInfo": {"subject": "", "note": ""}}),),
    "get-call-log/note-missing": (gives("getCallLog", {"callLogInfo": {"subject": "", "note": ""}}),),
    "get-call-log/full-body-missing": (
        gives("getCallLog", BARE_LOG, known=OWN_TEXT),
        gives("getCallLog", BARE_LOG, known={"era": "seed"}),
        gives("getCallLog", BARE_LOG, known={"era": "mid", "log_format": ""}),
        gives("getCallLog", FULL_LOG),
    ),
    "get-call-log/full-response-missing": (
        gives("getCallLog", BARE_LOG, known=OWN_TEXT),
        gives("getCallLog", BARE_LOG, known={"era": "seed"}),
        gives("getCallLog", FULL_LOG),
    ),
    "get-log-format-type/promise": (gives("getLogFormatType", "text/html"),),
    "get-log-format-type/misspelt": tuple(
        gives("getLogFormatType", each) for each in ("text/html", "text/markdown", "custom", "json", "bbcode")
    ),
    "get-log-format-type/not-text": (gives("getLogFormatType", "custom"), gives("getLogFormatType", "text/plain")),
    "get-log-format-type/not-composed": tuple(
        gives("getLogFormatType", each) for each in ("text/plain", "text/html", "text/markdown")
    ),
    "upsert-call-disposition/returns-nothing": (gives("upsertCallDisposition", {"logId": None}),),
    "upsert-call-disposition/log-id-missing": (
        gives("upsertCallDisposition", {"logId": None}),
        gives("upsertCallDisposition", {"returnMessage": REFUSED}),
    ),
    "upsert-call-disposition/nothing-stored": (
        gives("upsertCallDisposition", {"logId": None, "returnMessage": REFUSED}),
        like("upsertCallDisposition", logId=17),
    ),
    "upsert-call-disposition/reported-failure": (like("upsertCallDisposition", returnMessage=REFUSED),),
    "upsert-call-disposition/failure-ignored": (
        like("upsertCallDisposition", returnMessage=REFUSED),
        gives("upsertCallDisposition", {"logId": None, "returnMessage": FAILED}),
    ),
    "create-message-log/returns-nothing": (gives("createMessageLog", {"returnMessage": REFUSED}),),
    "create-message-log/log-id-missing": (
        like("createMessageLog", logId=17),
        gives("createMessageLog", {"returnMessage": REFUSED}),
    ),
    "create-message-log/failure-ignored": (
        like("createMessageLog", returnMessage={"message": "Without its picture", "messageType": "warning"}),
        like("createMessageLog", successful=True, known={"variant": "shared"}),
    ),
    "create-message-log/failure-linked": (
        like("createMessageLog", returnMessage={"message": "Without its picture", "messageType": "warning"}),
        gives("createMessageLog", {"returnMessage": FAILED}),
    ),
    "update-message-log/returns-nothing": (
        gives("updateMessageLog", UNDEFINED, known={"era": "seed"}),
        gives("updateMessageLog", UNDEFINED, known={"variant": "shared"}),
        gives("updateMessageLog", {}),
    ),
    "update-message-log/failure-ignored": (
        like("updateMessageLog", successful=True),
        like("updateMessageLog", returnMessage={"message": "Without its picture", "messageType": "warning"}),
    ),
}

OTHERS: Final = {
    "get-user-list/not-a-list": (gives("getUserList", []),),
    "get-user-list/id-missing": (gives("getUserList", [{"id": 0, "name": "A", "email": "a@x.test"}]),),
    "get-user-list/name-missing": (gives("getUserList", [{"id": "1", "name": "A", "email": ""}]),),
    "get-user-list/email-missing": (gives("getUserList", [{"id": "1", "name": "", "email": "a@x.test"}]),),
    "get-license-status/returns-nothing": (gives("getLicenseStatus", {}),),
    "get-license-status/valid-missing": (like("getLicenseStatus", isLicenseValid=False),),
    "get-license-status/status-missing": (like("getLicenseStatus", licenseStatus="Expired", isLicenseValid=False),),
    "get-managed-auth-options/not-a-list": (gives("getManagedAuthOptions", []),),
    "get-managed-auth-options/item-shape": (
        gives("getManagedAuthOptions", [{"value": 0, "label": "North"}, {"value": "", "label": ""}]),
    ),
    "get-server-logging-settings/returns-nothing": (gives("getServerLoggingSettings", {}),),
    "update-server-logging-settings/returns-nothing": (gives("updateServerLoggingSettings", {"successful": False}),),
    "update-server-logging-settings/successful-missing": (
        gives("updateServerLoggingSettings", {"successful": False, "returnMessage": REFUSED}),
    ),
    "auth-validation/returns-nothing": (gives("authValidation", {"successful": False}),),
    "auth-validation/successful-missing": (
        gives("authValidation", {"successful": False, "returnMessage": REFUSED, "status": 401}),
    ),
    # Only the CRM can revoke a session; then no user is the right answer.
    "check-and-refresh-access-token/returns-nothing": (
        gives("checkAndRefreshAccessToken", None, known=REFUSAL),
        gives("checkAndRefreshAccessToken", UNDEFINED, known=REFUSAL),
        gives("checkAndRefreshAccessToken", USER),
    ),
    "check-and-refresh-access-token/session-revoked": (
        gives("checkAndRefreshAccessToken", None),
        gives("checkAndRefreshAccessToken", None, known=TROUBLE),
        gives("checkAndRefreshAccessToken", Special("user", "user")),
    ),
    "check-and-refresh-access-token/not-a-user": (
        gives("checkAndRefreshAccessToken", Special("user", "user")),
        gives("checkAndRefreshAccessToken", None, known=REFUSAL),
    ),
    "get-overriding-oauth-option/promise": (gives("getOverridingOAuthOption", {"query": {}}),),
    "get-overriding-oauth-option/returns-nothing": (gives("getOverridingOAuthOption", {}),),
    "post-save-user-info/returns-nothing": (like("postSaveUserInfo"),),
    "post-save-user-info/id-missing": (gives("postSaveUserInfo", {"id": 7, "name": "A"}),),
    "post-save-user-info/name-missing": (gives("postSaveUserInfo", {"id": "7", "name": "A", "more": 1}),),
    "on-update-user-settings/returns-nothing": (gives("onUpdateUserSettings", {"successful": False}),),
    "on-update-user-settings/successful-missing": (gives("onUpdateUserSettings", {"successful": False}),),
    "on-update-user-settings/message-dropped": (gives("onUpdateUserSettings", {"successful": True}),),
    "appointments/returns-nothing": (gives("listAppointments", {"appointments": []}),),
    "appointments/successful-value": (
        gives("listAppointments", {"appointments": []}),
        gives("cancelAppointment", {"successful": False, "returnMessage": REFUSED}),
    ),
    "appointments/failure-without-message": (gives("updateAppointment", {"successful": False, "returnMessage": {}}),),
    "list-appointments/list-missing": (
        gives("listAppointments", {"appointments": []}),
        gives("listAppointments", {"successful": False, "returnMessage": REFUSED}),
    ),
    "create-appointment/id-missing": (
        gives("createAppointment", {"appointmentId": 7, "appointment": APPOINTMENT}),
        gives("createAppointment", {"successful": False, "returnMessage": REFUSED}),
    ),
    "appointments/appointment-missing": (
        gives("updateAppointment", {"successful": False, "returnMessage": REFUSED}),
        gives("refreshAppointment", {"appointment": APPOINTMENT}),
    ),
    "appointments/nothing-to-show": (
        gives("confirmAppointment", {"returnMessage": SAID}),
        gives("cancelAppointment", {"appointment": APPOINTMENT}),
    ),
    "appointment/id-missing": (
        gives("listAppointments", {"appointments": [{**APPOINTMENT, "id": 7}]}),
        gives("confirmAppointment", {"returnMessage": SAID}),
    ),
    "appointment/start-time-unreadable": tuple(
        gives("listAppointments", {"appointments": [{**APPOINTMENT, "startTimeUtc": each}]})
        for each in ("2025-06-18T09:30Z", "2025-06-18T09:30:00.000Z", "2025-06-18T09:30:00+02:00")
    ),
}

THROWS: Final = {
    "throws/rate-limit": (raises("findContact", 503), raises("findContact", 403)),
    "throws/authorization": (raises("findContact", 404), raises("findContact", 410), raises("findContact")),
    "throws/mistaken-for-authorization": tuple(raises("findContact", each) for each in (401, 403, 410, 422, 500)),
    "throws/other-status": (raises("findContact", 409), raises("findContact", 429), raises("findContact")),
    "throws/network": (
        raises("findContact", code="ERR_INVALID_ARG_TYPE"),
        raises("findContact", 503, code="ERR_BAD_RESPONSE"),
        raises("findContact", name="TypeError", known=TROUBLE),
    ),
    "throws/without-status": (
        raises("findContact", code="ECONNRESET"),
        raises("findContact", code="ERR_TLS_CERT_ALTNAME_INVALID"),
        raises("findContact", 404),
    ),
    "throws/bare-answer": (raises("createCallLog"), raises("findContact", 401)),
    "get-license-status/throws": (raises("getUserList", 500), gives("getLicenseStatus", {"isLicenseValid": False})),
    "get-call-log/throws-during-update": (raises("updateCallLog", 503), gives("getCallLog", FULL_LOG)),
}

LOGGED = good("createCallLog")
WROTE = {"message": {"body": "It says undefined, and [object Object]"}}
NEW_YORK = {"user": {"timezoneOffset": "-04:00"}, "message": {"creationTime": "2025-06-17T18:05:09Z"}}
ELSEWHERE = "https://telemetry.example.net/event"


def beside(interface: str, *exchanges: Any, value: Any = None, **more: Any) -> Fine:
    """A good answer, or this one, beside these exchanges; `more` are other facts around the call."""
    answer = good(interface) if value is None else value
    return gives(interface, answer, known={"around": around(*exchanges, **more)})


TRAFFIC: Final = {
    "traffic/failure-passed-over": (
        # Tried again, told, or an answer in itself: a look-up that finds nobody.
        beside("createCallLog", answered(503), answered(201, {"id": 7})),
        beside("createCallLog", cut("ECONNRESET"), answered(201, {"id": 7})),
        beside("createCallLog", answered(500), value={"logId": "", "returnMessage": FAILED}),
        beside("findContact", got(404), value={"successful": True, "matchedContactInfo": []}),
        beside("createCallLog", answered(201, {"id": 7, "errors": []})),
    ),
    "traffic/broken-text": (
        beside("createMessageLog", answered(201, sent={"note": WROTE["message"]["body"]}), arguments=WROTE),
        beside("createCallLog", answered(201, sent={"owner": None, "subject": "Call with Nan Undine"})),
        beside("createCallLog", answered(201, sent="The contract is annulled, nanny undecided", kind="text/plain")),
    ),
    "traffic/written-twice": (
        # A search, the same record again, and two records.
        beside("createCallLog", *(answered(200, {"results": []}, sent={"phone": "1"}) for _ in range(2))),
        beside("createCallLog", *(answered(201, {"id": 7}, sent={"note": "n"}) for _ in range(2))),
        beside("createCallLog", *(answered(201, {"id": each}, sent={"note": each}) for each in (7, 8))),
    ),
    "traffic/still-running": (
        beside("createCallLog", answered(201, {"id": 7})),
        beside("createCallLog", cut("unfinished", url=ELSEWHERE)),
    ),
    "traffic/further-pages": (
        beside("getUserList", got(200, {"users": [], "paging": {"next": None}, "has_more": False})),
        beside("getUserList", got(200, {"next": "/2"}), got(200, {"next": None})),
        beside("findContact", got(200, {"next": "/2"}), value={"successful": True, "matchedContactInfo": []}),
    ),
    "traffic/time-zone-ignored": (
        beside("createMessageLog", answered(201, sent={"note": "Dana wrote at 02:05 PM"}), arguments=NEW_YORK),
        beside("createMessageLog", answered(201, sent={"at": "2025-06-17T18:05:09Z"}), arguments=NEW_YORK),
    ),
    "traffic/secret-elsewhere": (
        beside("createCallLog", answered(200, sent={"key": TOKEN})),
        beside("createCallLog", answered(200, url=ELSEWHERE, sent={"event": "call-logged"}, headers={})),
    ),
    "returns/broken-text": (
        like("createContact", contactInfo__name="Nan Undine"),
        like("createContact", contactInfo__name="Null & Sons"),
    ),
    "answers/number-rounded": (
        beside("createCallLog", answered(200, b'{"id": 9007199254740992}'), value={**LOGGED, "logId": "42"}),
        beside("createCallLog", answered(200, b'{"id": "9007199254740993"}'), value={**LOGGED, "logId": "42"}),
    ),
    "answers/too-large": (beside("createCallLog", cut("ECONNRESET"), answered(201, {"id": 7})),),
    "arguments/never-passed": (
        gives("createCallLog", LOGGED, asked={}),
        gives("listAppointments", good("listAppointments"), asked={"mineOnly": "tried"}),
    ),
    "arguments/declared-in-vain": (gives("createCallLog", LOGGED, asked={"contactinfo": "tried"}),),
}

FINE: Final[Mapping[str, tuple[Fine, ...]]] = {
    **EVERYWHERE,
    **TRAFFIC,
    **AUTHENTICATION,
    **CONTACTS,
    **LOGGING,
    **OTHERS,
    **THROWS,
}
"""By rule, what must not raise it."""
