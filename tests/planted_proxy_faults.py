"""Faults of a declarative profile: what is changed in the sample's, and the rule that has to tell it, in its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

GONE: Final = object()
"""Stands for a member that is taken out."""
THROWS: Final = "throws"
"""In place of a rule: the call fails, and its error has the words."""
LOGIN: Final = "login"
"""In place of a rule: the login fails, and what is said of it has the words."""


@dataclass(frozen=True)
class ProxyFault:
    """One fault."""

    name: str
    rule: str
    """The rule that has to tell it, as a warning or an error; or THROWS, or LOGIN."""
    says: str
    """A part of what it says: the cause."""
    changes: dict[str, Any]
    """New values by their place in the profile; GONE takes a member out."""

    def plant(self, profile: dict[str, Any]) -> None:
        """Change a profile."""
        for place, value in self.changes.items():
            *way, last = place.split(".")
            parent: Any = profile
            for step in way:
                parent = parent[step]
            if value is GONE:
                del parent[last]
            else:
                parent[last] = value


def _in(operation: str, **changes: Any) -> dict[str, Any]:
    """Changes of one operation; a double underscore stands for a dot."""
    return {f"operations.{operation}.{name.replace('__', '.')}": value for name, value in changes.items()}


def _mapped(operation: str, **paths: Any) -> dict[str, Any]:
    return _in(operation, **{f"responseMapping__{name}": path for name, path in paths.items()})


UNREAD: Final = "proxy/member-unread"
NOTHING: Final = "proxy/expression-meets-nothing"
UNKNOWN: Final = "proxy/expression-unknown"
NO_LIST: Final = "proxy/list-path-meets-no-list"
NO_PATH: Final = "proxy/path-meets-nothing"
ELSEWHERE: Final = "traffic/secret-elsewhere"

PROXY_FAULTS: Final = (
    # Requests that the CRM refuses
    ProxyFault("a wrong path", THROWS, "404", _in("createCallLog", url="/activity")),
    ProxyFault("a wrong path of a search", THROWS, "404", _in("findContact", url="/people")),
    ProxyFault("a wrong method of an update", THROWS, "405", _in("updateCallLog", method="PUT")),
    ProxyFault("a logout that goes nowhere", "throws/bare-answer", "404", _in("unAuthorize", url="/session")),
    ProxyFault("no contact in a log", THROWS, "422", _in("createCallLog", body__contact_id=GONE)),
    ProxyFault("no body in a create", THROWS, "422", _in("createContact", body=GONE)),
    ProxyFault("a wrong field of a body", THROWS, "422", _in("createContact", body={"fullName": "{{newContactName}}"})),
    ProxyFault(
        "a wrong disposition", THROWS, "422", _in("upsertCallDisposition", body__disposition="{{dispositions.result}}")
    ),
    ProxyFault("a wrong content type", THROWS, "415", _in("createContact", headers={"Content-Type": "text/plain"})),
    ProxyFault(
        "a form's content type",
        THROWS,
        "415",
        _in("createCallLog", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    ),
    ProxyFault("another header for the key", LOGIN, "401", {"auth.headerName": "X-Api-Key"}),
    ProxyFault("another scheme", LOGIN, "401", {"auth.scheme": "Bearer"}),
    ProxyFault("the key without Basic", LOGIN, "401", {"auth.scheme": GONE}),
    ProxyFault("the key is not encoded", LOGIN, "401", {"auth.encode": "none"}),
    ProxyFault(
        "a wrong version of the base", LOGIN, "404", {"requestDefaults.baseUrl": "https://api.harborcrm.test/v2"}
    ),
    ProxyFault("no operation for the user", LOGIN, "getUserInfo", {"operations.getUserInfo": GONE}),
    # Methods and bodies
    ProxyFault("a create with GET", "proxy/body-on-get", "sent with GET", _in("createContact", method="GET")),
    ProxyFault("no method on a create", "proxy/body-on-get", "names no method", _in("createCallLog", method=GONE)),
    # Paths into answers
    ProxyFault("contacts elsewhere", NO_LIST, "stands at body.data", _mapped("findContact", listPath="body.contacts")),
    ProxyFault(
        "contacts by name elsewhere", NO_LIST, "body.data", _mapped("findContactWithName", listPath="body.rows")
    ),
    ProxyFault("users elsewhere", NO_LIST, "stands at body.data", _mapped("getUserList", listPath="body.users")),
    ProxyFault("no place for the contacts", NO_LIST, "body met no list", _mapped("findContact", listPath=GONE)),
    ProxyFault("no place for the users", "proxy/list-path-missing", "listPath", _mapped("getUserList", listPath=GONE)),
    ProxyFault("a log's id elsewhere", NO_PATH, "body.data.id is there", _mapped("createCallLog", idPath="body.id")),
    ProxyFault("a message's id elsewhere", NO_PATH, "body.data.id", _mapped("createMessageLog", idPath="body.id")),
    ProxyFault("a user's id elsewhere", NO_PATH, "body.data.id", _mapped("getUserInfo", idPath="body.id")),
    ProxyFault("a user's name elsewhere", NO_PATH, "body.data.name", _mapped("getUserInfo", namePath="body.name")),
    ProxyFault(
        "a time zone elsewhere",
        NO_PATH,
        "body.data.timezone_name is there",
        _mapped("getUserInfo", timezoneNamePath="body.data.timezone"),
    ),
    ProxyFault("a new contact's id elsewhere", NO_PATH, "body.data.id", _mapped("createContact", idPath="body.id")),
    ProxyFault("no id of a new contact", "proxy/id-path-missing", "idPath", _mapped("createContact", idPath=GONE)),
    ProxyFault("a note elsewhere", NO_PATH, "body.data.note is", _mapped("getCallLog", notePath="body.data.notes")),
    ProxyFault("a subject elsewhere", NO_PATH, "body.data.subject", _mapped("getCallLog", subjectPath="body.subject")),
    ProxyFault(
        "no text of a log", "get-call-log/full-body-missing", "fullBody", _mapped("getCallLog", fullBodyPath=GONE)
    ),
    ProxyFault(
        "a licence elsewhere", NO_PATH, "body.data.valid", _mapped("getLicenseStatus", isLicenseValidPath="body.valid")
    ),
    ProxyFault("no id of contacts", "contact/id-missing", "no id", _mapped("findContact", item__idPath="contact_id")),
    ProxyFault("an id that is a list", "identity/not-an-id", "neither", _mapped("findContact", item__idPath="choices")),
    ProxyFault(
        "no name of contacts", "contact/name-missing", "no name", _mapped("findContact", item__namePath="full_name")
    ),
    ProxyFault(
        "a date that is none",
        "contact/created-date-unreadable",
        "manager",
        _mapped("findContact", item__createdDatePath="title"),
    ),
    # Names of members
    ProxyFault(
        "paths of an item beside it",
        UNREAD,
        "item.idPath is",
        _in("findContact", responseMapping={"listPath": "body.data", "idPath": "id_str", "namePath": "name"}),
    ),
    ProxyFault(
        "a path under another name", UNREAD, "subjectPath is", _in("getCallLog", responseMapping={"titlePath": "x"})
    ),
    ProxyFault(
        "a path in snake case", UNREAD, "idPath is", _in("createCallLog", responseMapping={"id_path": "body.data.id"})
    ),
    ProxyFault(
        "a mapping under another name",
        UNREAD,
        "responseMapping is",
        _in("createCallLog", responseMapping=GONE, mapping={}),
    ),
    ProxyFault("a body under another name", UNREAD, "body is", _in("createCallLog", body=GONE, data={"type": "call"})),
    ProxyFault(
        "a query under another name",
        UNREAD,
        "query is",
        _in("findContact", query=GONE, params={"phone": "{{phoneNumber}}"}),
    ),
    ProxyFault("an address under another name", UNREAD, "url is", _in("findContact", url=GONE, path="/contacts")),
    ProxyFault(
        "a base under another name",
        UNREAD,
        "baseUrl is",
        {"requestDefaults.baseUrl": GONE, "requestDefaults.baseURL": "https://api.harborcrm.test/v1"},
    ),
    ProxyFault("no base", "proxy/address-incomplete", "no base address", {"requestDefaults.baseUrl": GONE}),
    ProxyFault(
        "an expression in the base",
        "proxy/base-url-template",
        "base address",
        {"requestDefaults.baseUrl": "https://{{hostname}}/v1"},
    ),
    ProxyFault(
        "a time-out in milliseconds",
        "proxy/timeout-in-milliseconds",
        "30000",
        {"requestDefaults.timeoutSeconds": 30000},
    ),
    # Expressions
    ProxyFault(
        "an expression that nothing gives",
        UNKNOWN,
        "no compositeLogDetails",
        _in("createCallLog", body__body="{{compositeLogDetails}}"),
    ),
    ProxyFault(
        "an expression of another operation",
        UNKNOWN,
        "no callLog",
        _in("updateCallLog", body__duration="{{callLog.duration}}"),
    ),
    ProxyFault(
        "an unknown expression in an address", UNKNOWN, "no logId", _in("getCallLog", url="/activities/{{logId}}")
    ),
    ProxyFault("a search for nothing", UNKNOWN, "no phone", _in("findContact", query__phone="{{phone}}")),
    ProxyFault("a default in an expression", UNKNOWN, "note ||", _in("createCallLog", body__note="{{note || 'none'}}")),
    ProxyFault("a misspelt credential", UNKNOWN, "api_key", {"auth.credentialTemplate": "{{api_key}}:"}),
    ProxyFault(
        "a misspelt member",
        NOTHING,
        "but phoneNumber",
        _in("createCallLog", body__from_number="{{callLog.from.number}}"),
    ),
    ProxyFault(
        "a misspelt member within a text",
        NOTHING,
        "no fullName",
        _in("createCallLog", body__subject="Call with {{contactInfo.fullName}}"),
    ),
    ProxyFault(
        "a misspelt member in an address",
        NOTHING,
        "no logId",
        _in("updateCallLog", url="/activities/{{existingCallLog.logId}}"),
    ),
    ProxyFault(
        "a wrong phone format", NOTHING, "no e164", _in("findContact", query__phone="{{parsedPhoneNumber.e164}}")
    ),
    ProxyFault(
        "a field that no form has",
        "proxy/field-unknown",
        "deal_id",
        _in("createCallLog", body__deal_id="{{additionalSubmission.dealId}}"),
    ),
    ProxyFault("single braces", "proxy/single-braces", "{note}", _in("createCallLog", body__note="{note}")),
    ProxyFault(
        "a template of JavaScript", "traffic/broken-text", "${note}", _in("createCallLog", body__note="${note}")
    ),
    ProxyFault(
        "single braces in an address",
        "traffic/broken-text",
        "{thirdPartyLogId}",
        _in("getCallLog", url="/activities/{thirdPartyLogId}"),
    ),
    ProxyFault(
        "an object in a text",
        "traffic/broken-text",
        "[object Object]",
        _in("createCallLog", body__note="From {{callLog.from}}"),
    ),
    # Secrets, pages, operations
    ProxyFault(
        "a key in the query of another host",
        ELSEWHERE,
        "hooks.example.net",
        _in("createContact", url="https://hooks.example.net/contacts?key={{apiKey}}"),
    ),
    ProxyFault(
        "a token in the body for another host",
        ELSEWHERE,
        "hooks.example.net",
        _in("updateMessageLog", url="https://hooks.example.net/x", body={"token": "{{user.accessToken}}"}),
    ),
    ProxyFault("only the first page", "traffic/further-pages", "there is more", _in("getUserList", query__limit=2)),
    ProxyFault(
        "no operation for logs", "create-call-log/reported-failure", "Not supported", {"operations.createCallLog": GONE}
    ),
    ProxyFault(
        "no operation for reading logs",
        "get-call-log/reported-failure",
        "Not supported",
        {"operations.getCallLog": GONE},
    ),
    ProxyFault(
        "no operation for updates", "proxy/operation-missing", "no updateCallLog", {"operations.updateCallLog": GONE}
    ),
    ProxyFault(
        "no operation for contacts", "proxy/operation-missing", "no findContact", {"operations.findContact": GONE}
    ),
    ProxyFault(
        "no operation for new contacts",
        "create-contact/reported-failure",
        "Not supported",
        {"operations.createContact": GONE},
    ),
    ProxyFault(
        "no operation for messages",
        "create-message-log/failure-ignored",
        "Not supported",
        {"operations.createMessageLog": GONE},
    ),
    ProxyFault(
        "no operation for further messages",
        "proxy/operation-missing",
        "no updateMessageLog",
        {"operations.updateMessageLog": GONE},
    ),
    ProxyFault(
        "a misspelt operation",
        "proxy/operation-unknown",
        "createCalllog",
        {"operations.createCallLog": GONE, "operations.createCalllog": {"url": "/activities"}},
    ),
    ProxyFault("no log format", "proxy/log-format-missing", "no log format", {"meta.logFormat": GONE}),
    ProxyFault("a misspelt log format", "proxy/log-format-unknown", "not a log format", {"meta.logFormat": "text"}),
    ProxyFault("a misspelt type of auth", "get-auth-type/misspelt", "apiKey", {"auth.type": "api_key"}),
    ProxyFault(
        "half an auth of an operation's own",
        "proxy/operation-auth-incomplete",
        "credentialTemplate",
        _in("findContact", auth={"headerName": "Authorization"}),
    ),
)
