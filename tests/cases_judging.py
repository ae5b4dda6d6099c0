"""One faulty outcome for every rule that judges outcomes, with the rules that fire beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builders_around import CRM, TOKEN, answered, around, cut, got
from builders_invocations import exchange
from builders_judging import CONTACT, FAILED, NEW_CONTACT, REFUSED, SAID, USER, good, returned, threw

from workbench.core.connection.user import StoredUser, UserChanges
from workbench.core.judging.around import Around
from workbench.core.run.invocation import AdapterError, Outcome
from workbench.core.traffic.exchange import read_memory, too_large
from workbench.core.traffic.seen import seen
from workbench.core.values import UNDEFINED, Special


@dataclass(frozen=True)
class Case:
    """An outcome that breaks one rule."""

    rule: str
    interface: str
    outcome: Outcome
    consequences: tuple[str, ...] = ()
    """Rules that cannot but fire too."""
    era: str = "head"
    auth_type: str = ""
    user: StoredUser | None = None
    """The stored row as the call left it."""
    around: Around | None = None
    """What is known beside the outcome."""


def value(rule: str, interface: str, result: Any, *consequences: str, **more: Any) -> Case:
    """A case whose returned value is at fault; `more` are fields of Outcome, era, auth_type, user and around."""
    known = {name: more.pop(name) for name in ("era", "auth_type", "user", "around") if name in more}
    return Case(rule, interface, returned(result, **more), consequences, **known)


def message(rule: str, *consequences: str, **changes: Any) -> Case:
    """A case whose returnMessage is at fault."""
    said = {**SAID, **changes}
    said = {key: item for key, item in said.items() if item is not UNDEFINED}
    return value(rule, "createCallLog", good("createCallLog", returnMessage=said), *consequences)


def contact(rule: str, *consequences: str, **changes: Any) -> Case:
    """A case whose first match is at fault."""
    entry = {key: item for key, item in {**CONTACT, **changes}.items() if item is not UNDEFINED}
    return value(rule, "findContact", good("findContact", matchedContactInfo=[entry, NEW_CONTACT]), *consequences)


def nothing(rule: str, interface: str, **more: Any) -> Case:
    """A case that returns undefined."""
    return value(rule, interface, UNDEFINED, **more)


def without(rule: str, interface: str, path: str, *consequences: str, **more: Any) -> Case:
    """A case that lacks one member; a double underscore stands for a dot."""
    return value(rule, interface, good(interface, **{path: UNDEFINED}), *consequences, **more)


def replaced(rule: str, interface: str, path: str, new: Any, *consequences: str, **more: Any) -> Case:
    """A case with another value in one member."""
    return value(rule, interface, good(interface, **{path: new}), *consequences, **more)


def unheard(rule: str, interface: str) -> Case:
    """A case whose own successful: false goes unheard."""
    return value(rule, interface, good(interface, successful=False))


DETAIL = {"id": "1", "type": "text", "text": "Ask for a larger plan."}
ERROR = AdapterError("Error", "nobody waits")

EVERYWHERE = (
    replaced("returns/big-integer", "createCallLog", "logId", Special("bigint", "12")),
    replaced("returns/circular", "getCallLog", "callLogInfo__fullLogResponse", {"self": Special("circular", "")}),
    replaced("returns/not-json", "getCallLog", "callLogInfo__fullLogResponse", {"rows": Special("map", "Map", [])}),
    replaced("returns/not-finite", "getServerLoggingSettings", "limit", Special("number", "NaN")),
    replaced(
        "returns/date", "getCallLog", "callLogInfo__fullLogResponse", {"at": Special("date", "2025-06-17T00:00Z")}
    ),
    value("returns/not-an-object", "updateMessageLog", "M-1"),
    value("returns/misspelt-key", "updateCallLog", {"updatedNote": "", "returnMesage": SAID}),
    replaced("returns/wrong-type", "updateCallLog", "updatedNote", {"text": "Asked for prices."}),
    replaced("extra-data/not-an-object", "createCallLog", "extraDataTracking", "98 left"),
    replaced("identity/numeric", "createCallLog", "logId", 1042),
    replaced("identity/large-number", "createCallLog", "logId", 5000000000),
    replaced("identity/not-an-id", "createCallLog", "logId", {"id": "L-1"}),
    replaced("return-message/not-an-object", "createCallLog", "returnMessage", "Done"),
    replaced("return-message/empty", "getCallLog", "returnMessage", {}),
    message("return-message/message-missing", message=UNDEFINED),
    message("return-message/misspelt-key", detaisl=[{"title": "Details", "items": [DETAIL]}]),
    message("return-message/type-missing", messageType=UNDEFINED),
    message("return-message/type-unknown", messageType="notice"),
    message("return-message/ttl-not-a-number", ttl="2000"),
    message("return-message/ttl-in-seconds", ttl=5),
    message("return-message/details-shape", details="Ask for a larger plan."),
    message("return-message/detail-type", details=[{"title": "Details", "items": [{**DETAIL, "type": "link"}]}]),
    replaced("returns/reported-failure", "listAppointments", "returnMessage", FAILED),
    value("arguments/changed", "createCallLog", good("createCallLog"), mutated_arguments=("contactInfo",)),
    value("arguments/never-passed", "createCallLog", good("createCallLog"), asked={"contactinfo": "tried"}),
    value("arguments/declared-in-vain", "listAppointments", good("listAppointments"), asked={"mineOnly": "tried"}),
    value("call/unhandled-error", "createCallLog", good("createCallLog"), unhandled=(ERROR,)),
    value(
        "user/unsaved",
        "refreshUserInfo",
        good("refreshUserInfo"),
        user_changes=UserChanges(unsaved={"timezoneName": "Europe/Madrid"}),
    ),
    value(
        "user/no-such-column",
        "refreshUserInfo",
        good("refreshUserInfo"),
        user_changes=UserChanges(unsaved={"additionalInfo": {"team": "North"}}),
    ),
    value(
        "user/change-lost",
        "refreshUserInfo",
        good("refreshUserInfo"),
        user_changes=UserChanges(lost={"platformAdditionalInfo": {"team": "South"}}),
    ),
)

AUTHENTICATION = (
    value("get-auth-type/misspelt", "getAuthType", "OAuth"),
    value("get-auth-type/unknown-value", "getAuthType", "session"),
    value("get-auth-type/promise", "getAuthType", "oauth", was_promise=True, era="seed"),
    value("get-auth-type/promise-in-capabilities", "getAuthType", "oauth", was_promise=True),
    nothing("get-oauth-info/returns-nothing", "getOauthInfo"),
    without("get-oauth-info/client-id-missing", "getOauthInfo", "clientId"),
    without("get-oauth-info/client-secret-missing", "getOauthInfo", "clientSecret"),
    without("get-oauth-info/access-token-uri-missing", "getOauthInfo", "accessTokenUri"),
    without("get-oauth-info/redirect-uri-missing", "getOauthInfo", "redirectUri"),
    replaced("get-oauth-info/address-invalid", "getOauthInfo", "accessTokenUri", "acme.example.test/token"),
    value("get-oauth-info/fail-message", "getOauthInfo", {"failMessage": "Give the host name of your Acme."}),
    value("get-oauth-info/unused", "getOauthInfo", {}, auth_type="apiKey"),
    value("get-basic-auth/promise", "getBasicAuth", "a2V5Og==", was_promise=True),
    nothing("get-basic-auth/not-text", "getBasicAuth"),
    value("get-basic-auth/empty", "getBasicAuth", ""),
    value("get-basic-auth/doubled-scheme", "getBasicAuth", "Basic a2V5Og=="),
    nothing("get-user-info/returns-nothing", "getUserInfo"),
    without("get-user-info/successful-missing", "getUserInfo", "successful"),
    value("get-user-info/refused-without-message", "getUserInfo", {"successful": False}),
    without("get-user-info/user-missing", "getUserInfo", "platformUserInfo"),
    without("get-user-info/id-missing", "getUserInfo", "platformUserInfo__id"),
    without("get-user-info/name-missing", "getUserInfo", "platformUserInfo__name"),
    replaced("get-user-info/id-without-platform", "getUserInfo", "platformUserInfo__id", "4711"),
    replaced("get-user-info/time-zone-unreadable", "getUserInfo", "platformUserInfo__timezoneOffset", "Madrid"),
    nothing("refresh-user-info/returns-nothing", "refreshUserInfo"),
    without("refresh-user-info/successful-missing", "refreshUserInfo", "successful"),
    nothing("un-authorize/returns-nothing", "unAuthorize"),
    value("un-authorize/tokens-left", "unAuthorize", good("unAuthorize"), user=USER),
    value("un-authorize/message-missing", "unAuthorize", {"successful": True}),
)

CONTACTS = (
    nothing("find-contact/returns-nothing", "findContactWithName"),
    without("find-contact/successful-missing", "findContact", "successful"),
    value("find-contact/matches-missing", "findContact", {"successful": True, "returnMessage": SAID}),
    replaced("find-contact/not-a-list", "findContact", "matchedContactInfo", CONTACT),
    value("find-contact/no-match-without-message", "findContact", {"successful": True, "matchedContactInfo": []}),
    replaced(
        "contact/not-an-object", "findContact", "matchedContactInfo", [None, CONTACT], "contact/created-date-missing"
    ),
    contact("contact/id-missing", id=UNDEFINED),
    contact("contact/name-missing", name=UNDEFINED),
    contact("contact/type-missing", type=UNDEFINED),
    contact("contact/misspelt-key", mostRecentActivtyDate="2025-06-17T09:30:00Z"),
    contact("contact/created-date-unreadable", createdDate="06/17/2025"),
    value(
        "contact/created-date-missing",
        "findContact",
        good("findContact", matchedContactInfo=[CONTACT, {"id": "C-9", "name": "Dana Wu", "type": "Lead"}]),
    ),
    contact("contact/additional-info-shape", additionalInfo={"deal": [{"id": "D-1", "name": "Spring refit"}]}),
    replaced(
        "contact/new-entry-without-mark",
        "findContact",
        "matchedContactInfo",
        [CONTACT, {"id": "createNewContact", "name": "Create new contact...", "createdDate": "2025-06-17"}],
    ),
    replaced(
        "contact/new-entry-id", "findContact", "matchedContactInfo", [CONTACT, {**NEW_CONTACT, "id": "newContact"}]
    ),
    replaced(
        "contact/new-entry-name-missing",
        "findContact",
        "matchedContactInfo",
        [CONTACT, {"id": "createNewContact", "isNewContact": True}],
    ),
    nothing("create-contact/returns-nothing", "createContact"),
    without("create-contact/contact-missing", "createContact", "contactInfo"),
    value("create-contact/reported-failure", "createContact", {"contactInfo": None, "returnMessage": REFUSED}),
    replaced("create-contact/contact-shape", "createContact", "contactInfo", "C-2"),
    without("create-contact/id-missing", "createContact", "contactInfo__id"),
    without("create-contact/name-missing", "createContact", "contactInfo__name"),
    unheard("create-contact/failure-ignored", "createContact"),
)

LOGGING = (
    nothing("create-call-log/returns-nothing", "createCallLog"),
    without("create-call-log/log-id-missing", "createCallLog", "logId"),
    value("create-call-log/reported-failure", "createCallLog", {"returnMessage": REFUSED}),
    unheard("create-call-log/failure-ignored", "createCallLog"),
    nothing("update-call-log/returns-nothing", "updateCallLog"),
    unheard("update-call-log/failure-ignored", "updateCallLog"),
    replaced("get-call-log/failure-ignored", "getCallLog", "returnMessage", FAILED),
    replaced("upsert-call-disposition/failure-ignored", "upsertCallDisposition", "returnMessage", FAILED),
    replaced("create-message-log/failure-linked", "createMessageLog", "returnMessage", FAILED),
    without("update-call-log/note-missing", "updateCallLog", "updatedNote"),
    nothing("get-call-log/returns-nothing", "getCallLog"),
    without("get-call-log/info-missing", "getCallLog", "callLogInfo"),
    value("get-call-log/reported-failure", "getCallLog", {"callLogInfo": None, "returnMessage": REFUSED}),
    replaced("get-call-log/info-shape", "getCallLog", "callLogInfo", "Asked for prices."),
    without("get-call-log/subject-missing", "getCallLog", "callLogInfo__subject"),
    without("get-call-log/note-missing", "getCallLog", "callLogInfo__note"),
    without("get-call-log/full-body-missing", "getCallLog", "callLogInfo__fullBody"),
    without("get-call-log/full-response-missing", "getCallLog", "callLogInfo__fullLogResponse"),
    value("get-log-format-type/promise", "getLogFormatType", "text/html", was_promise=True),
    value("get-log-format-type/misspelt", "getLogFormatType", "html"),
    nothing("get-log-format-type/not-text", "getLogFormatType"),
    value("get-log-format-type/not-composed", "getLogFormatType", "custom"),
    nothing("upsert-call-disposition/returns-nothing", "upsertCallDisposition"),
    without("upsert-call-disposition/log-id-missing", "upsertCallDisposition", "logId"),
    replaced("upsert-call-disposition/nothing-stored", "upsertCallDisposition", "logId", None),
    value("upsert-call-disposition/reported-failure", "upsertCallDisposition", {"returnMessage": REFUSED}),
    nothing("create-message-log/returns-nothing", "createMessageLog"),
    without("create-message-log/log-id-missing", "createMessageLog", "logId"),
    value("create-message-log/failure-ignored", "createMessageLog", {"returnMessage": REFUSED}),
    nothing("update-message-log/returns-nothing", "updateMessageLog"),
    unheard("update-message-log/failure-ignored", "updateMessageLog"),
)

OTHERS = (
    value("get-user-list/not-a-list", "getUserList", {"users": [{"id": "7", "name": "Priya Anand"}]}),
    without("get-user-list/id-missing", "getUserList", "0__id"),
    without("get-user-list/name-missing", "getUserList", "0__name"),
    without("get-user-list/email-missing", "getUserList", "0__email"),
    nothing("get-license-status/returns-nothing", "getLicenseStatus"),
    without("get-license-status/valid-missing", "getLicenseStatus", "isLicenseValid"),
    without("get-license-status/status-missing", "getLicenseStatus", "licenseStatus"),
    nothing("get-managed-auth-options/not-a-list", "getManagedAuthOptions"),
    without("get-managed-auth-options/item-shape", "getManagedAuthOptions", "0__label"),
    nothing("get-server-logging-settings/returns-nothing", "getServerLoggingSettings"),
    nothing("update-server-logging-settings/returns-nothing", "updateServerLoggingSettings"),
    without("update-server-logging-settings/successful-missing", "updateServerLoggingSettings", "successful"),
    nothing("auth-validation/returns-nothing", "authValidation"),
    without("auth-validation/successful-missing", "authValidation", "successful"),
    nothing("check-and-refresh-access-token/returns-nothing", "checkAndRefreshAccessToken"),
    value(
        "check-and-refresh-access-token/session-revoked",
        "checkAndRefreshAccessToken",
        None,
        around=around(answered(400, {"error": "invalid_grant"})),
    ),
    value("check-and-refresh-access-token/not-a-user", "checkAndRefreshAccessToken", {"successful": True}),
    value("get-overriding-oauth-option/promise", "getOverridingOAuthOption", {"body": {}}, was_promise=True),
    nothing("get-overriding-oauth-option/returns-nothing", "getOverridingOAuthOption"),
    nothing("post-save-user-info/returns-nothing", "postSaveUserInfo"),
    without("post-save-user-info/id-missing", "postSaveUserInfo", "id"),
    without("post-save-user-info/name-missing", "postSaveUserInfo", "name"),
    nothing("on-update-user-settings/returns-nothing", "onUpdateUserSettings"),
    without("on-update-user-settings/successful-missing", "onUpdateUserSettings", "successful"),
    replaced("on-update-user-settings/message-dropped", "onUpdateUserSettings", "returnMessage", SAID),
    nothing("appointments/returns-nothing", "listAppointments"),
    replaced("appointments/successful-value", "listAppointments", "successful", "yes"),
    value("appointments/failure-without-message", "updateAppointment", {"successful": False}),
    without("list-appointments/list-missing", "listAppointments", "appointments"),
    without("create-appointment/id-missing", "createAppointment", "appointmentId"),
    without("appointments/appointment-missing", "refreshAppointment", "appointment"),
    without("appointments/nothing-to-show", "confirmAppointment", "appointment"),
    without("appointment/id-missing", "listAppointments", "appointments__0__id"),
    replaced("appointment/start-time-unreadable", "listAppointments", "appointments__0__startTimeUtc", "18 June, 9:30"),
)

THROWS = (
    Case("throws/rate-limit", "findContact", threw(429)),
    Case("throws/authorization", "findContact", threw(401)),
    Case("throws/mistaken-for-authorization", "createContact", threw(404)),
    Case("throws/other-status", "createCallLog", threw(503)),
    Case("throws/network", "createCallLog", threw(code="ECONNREFUSED")),
    Case("throws/without-status", "createCallLog", threw(name="TypeError")),
    Case("throws/bare-answer", "getUserInfo", threw(401)),
    Case("get-license-status/throws", "getLicenseStatus", threw(500)),
    Case("get-call-log/throws-during-update", "getCallLog", threw(503), ("throws/other-status",)),
)

TRAFFIC = (
    value("traffic/failure-passed-over", "createCallLog", good("createCallLog"), around=around(answered(503))),
    value(
        "traffic/broken-text",
        "createCallLog",
        good("createCallLog"),
        around=around(answered(201, sent={"subject": "Call with undefined"})),
    ),
    value(
        "traffic/secret-elsewhere",
        "createCallLog",
        good("createCallLog"),
        around=around(answered(200, url="https://telemetry.example.net/event", sent={"key": TOKEN}, headers={})),
    ),
    value(
        "traffic/written-twice",
        "createCallLog",
        good("createCallLog"),
        around=around(answered(201, {"id": 7}, sent={"note": "n"}), answered(201, {"id": 8}, sent={"note": "n"})),
    ),
    value("traffic/still-running", "createCallLog", good("createCallLog"), around=around(cut("unfinished"))),
    value(
        "traffic/further-pages",
        "getUserList",
        good("getUserList"),
        around=around(got(200, {"users": [], "paging": {"next": "/users?page=2"}}, url=f"{CRM}/users")),
    ),
    value(
        "traffic/time-zone-ignored",
        "createMessageLog",
        good("createMessageLog"),
        around=around(
            answered(201, sent={"note": "Dana wrote at 06:05 PM"}),
            arguments={"user": {"timezoneOffset": "-04:00"}, "message": {"creationTime": "2025-06-17T18:05:09Z"}},
        ),
    ),
    replaced("returns/broken-text", "createContact", "contactInfo__name", "undefined undefined"),
)

ANSWERS = (
    value(
        "answers/number-rounded",
        "createCallLog",
        good("createCallLog", logId="9007199254740992"),
        around=Around(exchanges=seen([exchange(response_body=b'{"id": 9007199254740993}')], read_memory)),
    ),
    value(
        "answers/too-large",
        "createCallLog",
        good("createCallLog"),
        around=Around(exchanges=seen([exchange(error=too_large(64 * 1024 * 1024))], read_memory)),
    ),
)

CASES: tuple[Case, ...] = (*TRAFFIC, *ANSWERS, *EVERYWHERE, *AUTHENTICATION, *CONTACTS, *LOGGING, *OTHERS, *THROWS)
