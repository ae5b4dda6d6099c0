"""Short stories for both servers: what may go wrong or differently on the way to an adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builders_real_server import Behaviour, ClientStep, Given
from real_server_cases import RESULTS, SAMPLES, TOKENS, adapter, oauth_info, sample_steps, user

from workbench.core.connection.user import StoredUser

SEARCH = ClientStep("GET", "/custom/contact/search", {"name": "Dana"})
FIND = ClientStep("GET", "/contact", {"phoneNumber": "+12025550144", "overridingFormat": "", "isExtension": "false"})
CREATE, READ, UPDATE = sample_steps(SAMPLES["call-inbound"])
MESSAGE_STEP = sample_steps(SAMPLES["sms-inbound"])[0]
MESSAGE = (MESSAGE_STEP.body or {})["logInfo"]["messages"][0]
SHARED = sample_steps(SAMPLES["shared-sms"])[0]
DISPOSITION = sample_steps(SAMPLES["call-disposition"])[-1]
LOGOUT = ClientStep("POST", "/unAuthorize", body={})
VALIDATE = ClientStep("GET", "/authValidation")
REFRESH_INFO = ClientStep("POST", "/user/refreshInfo", body={})
KEY_LOGIN = sample_steps(SAMPLES["login-api-key"])[0]
ACCOUNT = "6f0c-hashed-account"
SETTINGS = ClientStep("GET", "/user/settings", {"rcAccountId": ACCOUNT})
PRELOADED = ClientStep("GET", "/user/preloadSettings", {"rcAccountId": ACCOUNT}, with_token=False)
OAUTH_LOGIN = sample_steps(SAMPLES["login-oauth"])[0]


@dataclass(frozen=True)
class Story:
    """Requests, what stands before them, and what makes the story worth telling."""

    steps: Sequence[ClientStep]
    login: str = "apiKey"
    does: Mapping[str, Sequence[Behaviour] | None] = field(default_factory=dict)
    """Behaviours that differ from a good adapter's; None for an interface that it lacks."""
    users: Callable[[], Sequence[StoredUser]] | None = None
    """Stored users, when it is not the usual one."""
    token_answers: Sequence[tuple[int, Mapping[str, Any]]] = ((200, TOKENS),)
    oauth: Mapping[str, Any] | None = None
    """Members of getOauthInfo's answer that differ."""
    status: int | None = None
    """What the real server answers the last request with."""
    interfaces: Sequence[str] | None = None
    """What the real server calls, in all."""
    admin: Mapping[str, Any] | None = None
    """The settings that an administrator of ACCOUNT decided on."""

    def given(self, endpoint: str) -> Given:
        """How things stand, with the token endpoint's address."""
        does = adapter(self.login, endpoint=endpoint)
        if self.oauth is not None:
            info = {**oauth_info(endpoint), **self.oauth}
            does["getOauthInfo"] = [{"returns": {name: value for name, value in info.items() if value is not None}}]
        for name, behaviours in self.does.items():
            if behaviours is None:
                does.pop(name, None)
            else:
                does[name] = behaviours
        users = (user(self.login),) if self.users is None else self.users()
        configs = () if self.admin is None else ({"id": ACCOUNT, "userSettings": self.admin},)
        return Given(does, users=users, admin_configs=configs, token_answers=self.token_answers)


def nobody() -> Sequence[StoredUser]:
    """No user is stored."""
    return ()


def one(login: str, **columns: Any) -> Callable[[], Sequence[StoredUser]]:
    """A user with some columns of their own."""
    return lambda: (user(login, **columns),)


def changed(step: ClientStep, **members: Any) -> ClientStep:
    """The request with members of its body replaced; None removes one."""
    body = {**(step.body or {}), **members}
    return ClientStep(
        step.method,
        step.path,
        step.query,
        step.headers,
        {name: value for name, value in body.items() if value is not None},
        step.with_token,
    )


def asked(step: ClientStep, **query: Any) -> ClientStep:
    """The request with members of its query replaced; None removes one."""
    merged = {**step.query, **query}
    kept = {name: value for name, value in merged.items() if value is not None}
    return ClientStep(step.method, step.path, kept, step.headers, step.body, step.with_token)


def carrying(step: ClientStep, **headers: str) -> ClientStep:
    """The request with further headers; underscores become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ClientStep(step.method, step.path, step.query, {**step.headers, **named}, step.body, step.with_token)


def without_token(step: ClientStep) -> ClientStep:
    """The request without a session token."""
    return ClientStep(step.method, step.path, step.query, step.headers, step.body, with_token=False)


def call_info(step: ClientStep, **members: Any) -> ClientStep:
    """The request with members of its logInfo replaced; None removes one."""
    info = {**(step.body or {})["logInfo"], **members}
    return changed(step, logInfo={name: value for name, value in info.items() if value is not None})


PROMISE = {"promise": True}
GOOD_INFO = RESULTS["getUserInfo"]
OAUTH_CALLS = ["getAuthType", "getOauthInfo"]


def info_of(**members: Any) -> list[Behaviour]:
    """getUserInfo with members of platformUserInfo replaced."""
    return [{"returns": {**GOOD_INFO, "platformUserInfo": {**GOOD_INFO["platformUserInfo"], **members}}}]


DUE = {"login": "oauth", "users": one("oauth", minutes=1)}
"""A user whose access token is about to expire."""

TOKEN_STORIES = {
    "renewed before a call": Story([SEARCH, SEARCH], **DUE, status=200),
    "renewed before a log": Story([CREATE, UPDATE], **DUE),
    "renewed before a message": Story([MESSAGE_STEP], **DUE),
    "renewed before validation": Story([VALIDATE], **DUE),
    "not renewed without a refresh token": Story(
        [SEARCH], login="oauth", users=one("oauth", minutes=-9, refreshToken=None)
    ),
    "not renewed without an expiry": Story([SEARCH], login="oauth", users=one("oauth", tokenExpiry=None)),
    "not renewed in time": Story([SEARCH], login="oauth", users=one("oauth", minutes=3)),
    "no new refresh token": Story(
        [SEARCH, SEARCH], **DUE, token_answers=((200, {"access_token": "AT2", "expires_in": 3600}),)
    ),
    "revoked": Story([SEARCH], **DUE, token_answers=((400, {"error": "invalid_grant"}),), status=401),
    "revoked at a log": Story([CREATE], **DUE, token_answers=((400, {"error": "invalid_grant"}),), status=401),
    "revoked at an update": Story(
        [CREATE, UPDATE],
        **DUE,
        token_answers=((200, {**TOKENS, "expires_in": 30}), (401, {"error": "INVALID_GRANT"})),
        status=401,
    ),
    "revoked at refresh-info": Story(
        [REFRESH_INFO], **DUE, token_answers=((400, {"error": "invalid_grant"}),), status=200
    ),
    "revoked at validation": Story([VALIDATE], **DUE, token_answers=((400, {"error": "invalid_grant"}),)),
    "the endpoint fails": Story([SEARCH], **DUE, token_answers=((500, {"error": "server_error"}),), status=200),
    "refused for another reason": Story([SEARCH], **DUE, token_answers=((400, {"error": "invalid_client"}),)),
    "no client secret": Story([SEARCH], **DUE, oauth={"clientSecret": None}),
    "the adapter's own hook": Story(
        [SEARCH],
        **DUE,
        does={
            "checkAndRefreshAccessToken": [
                {"returns": "__user__", "save": {"accessToken": "AT9", "refreshToken": "R9"}}
            ]
        },
        interfaces=[*OAUTH_CALLS, "checkAndRefreshAccessToken", "findContactWithName"],
    ),
    "the hook gives nobody": Story(
        [SEARCH], **DUE, does={"checkAndRefreshAccessToken": [{"returns": None, "promise": True}]}, status=401
    ),
    "the hook throws": Story(
        [SEARCH], **DUE, does={"checkAndRefreshAccessToken": [{"throws": {"message": "Request failed", "status": 403}}]}
    ),
}

SESSION_STORIES = {
    "no session token": Story([without_token(SEARCH), without_token(CREATE), without_token(LOGOUT)], status=400),
    "an invalid token": Story([carrying(SEARCH, Authorization="Bearer nonsense")], status=400),
    "an unknown user": Story([SEARCH, FIND, CREATE, READ, UPDATE, MESSAGE_STEP, DISPOSITION, LOGOUT], users=nobody),
    "a user who logged out": Story(
        [SEARCH, FIND, CREATE, READ, UPDATE, MESSAGE_STEP, SHARED, REFRESH_INFO], users=one("apiKey", accessToken="")
    ),
    "logged out in between": Story(
        [SEARCH, LOGOUT, SEARCH, CREATE],
        does={
            "unAuthorize": [{"returns": RESULTS["unAuthorize"], "save": {"accessToken": "", "refreshToken": ""}}],
        },
    ),
    "a row destroyed": Story(
        [LOGOUT, SEARCH, LOGOUT], does={"unAuthorize": [{"returns": RESULTS["unAuthorize"], "destroy": True}]}
    ),
    "settings written by the adapter": Story(
        [SEARCH, SEARCH],
        does={"findContactWithName": [{"returns": RESULTS["findContactWithName"], "save": {"timezoneOffset": "-7"}}]},
    ),
    "a debugging client": Story([carrying(FIND, is_debug="true"), carrying(SEARCH, is_debug="true")]),
}


def with_settings(settings: Any) -> Callable[[], Sequence[StoredUser]]:
    """The usual user, with settings of their own."""
    return lambda: ({**user("apiKey"), "userSettings": settings},)


def writing(settings: Mapping[str, Any], *gone: str) -> ClientStep:
    """The request by which a client stores settings."""
    return ClientStep("POST", "/user/settings", body={"userSettings": settings, "settingKeysToRemove": list(gone)})


def _plugin(**config: Any) -> dict[str, Any]:
    return {"value": {"isAsync": False, "config": config}}


OWN = {"tint": {"value": "teal", "defaultValue": "grey", "extra": 1}, "pace": {"value": 2, "options": [1, 2]}}
SETTINGS_STORIES = {
    "settings without an account": Story([ClientStep("GET", "/user/settings")], users=with_settings(OWN)),
    "settings of an account without a configuration": Story([SETTINGS, PRELOADED], users=with_settings(OWN)),
    "settings an administrator leaves open": Story(
        [SETTINGS, PRELOADED],
        users=with_settings(OWN),
        admin={"tint": {"value": "red", "customizable": True}, "font": {"value": "mono", "customizable": True}},
    ),
    "settings an administrator locks": Story(
        [SETTINGS],
        users=with_settings(OWN),
        admin={"tint": {"value": "red"}, "pace": {"value": 1, "customizable": False}},
    ),
    "settings an administrator removes": Story(
        [SETTINGS], users=with_settings(OWN), admin={"tint": {"value": "red", "isRemoved": True, "customizable": True}}
    ),
    "settings of a user without any": Story([SETTINGS], users=with_settings(None), admin={"tint": {"value": "red"}}),
    "settings with nothing from the administrator": Story([SETTINGS], users=with_settings(OWN), admin={}),
    "plugins": Story(
        [SETTINGS],
        users=with_settings(
            {
                "plugin_a": _plugin(
                    one={"value": "mine"}, two={"value": "mine"}, three={"value": ""}, four={"value": 4}
                ),
                "plugin_b": _plugin(),
                "plugin_c": _plugin(),
                "plugin_d": _plugin(one={"value": "mine"}),
            }
        ),
        admin={
            "plugin_a": {
                "customizable": True,
                **_plugin(
                    one={"value": "locked"},
                    two={"value": "free", "customizable": True},
                    three={"value": "filled", "customizable": True},
                ),
            },
            "plugin_b": {"customizable": True, **_plugin(one={"value": "theirs"})},
        },
    ),
    "a plugin without a config": Story(
        [SETTINGS], users=with_settings({"plugin_a": {"value": {}}}), admin={}, status=400
    ),
    "settings stored, removed and read": Story(
        [writing({"tint": {"value": "red"}, "new": {"value": [1]}}, "pace"), SETTINGS],
        users=with_settings(OWN),
        does={"onUpdateUserSettings": None},
    ),
    "settings that the adapter refuses": Story(
        [writing({"tint": {"value": "red"}}), SETTINGS],
        users=with_settings(OWN),
        does={
            "onUpdateUserSettings": [
                {"returns": {"successful": False, "returnMessage": RESULTS["unAuthorize"]["returnMessage"]}}
            ]
        },
        interfaces=["onUpdateUserSettings"],
    ),
    "settings that make the adapter throw": Story(
        [writing({"tint": {"value": "red"}})],
        does={"onUpdateUserSettings": [{"throws": {"message": "No such field"}}]},
        status=400,
    ),
}

HELPER_STORIES = {
    "getAuthType gives a promise": Story([SEARCH, CREATE], does={"getAuthType": [{"returns": "apiKey", **PROMISE}]}),
    "getAuthType gives another word": Story([SEARCH, CREATE], does={"getAuthType": [{"returns": "token"}]}),
    "getAuthType throws": Story([SEARCH], does={"getAuthType": [{"throws": {"message": "No such field"}}]}),
    "getBasicAuth gives a promise": Story([SEARCH], does={"getBasicAuth": [{"returns": "a2V5Og==", **PROMISE}]}),
    "getBasicAuth gives nothing": Story([SEARCH], does={"getBasicAuth": [{"returns": "__undefined__"}]}),
    "getBasicAuth throws": Story([CREATE], does={"getBasicAuth": [{"throws": {"message": "No such field"}}]}),
    "getOauthInfo gives nothing": Story([SEARCH], login="oauth", does={"getOauthInfo": [{"returns": "__undefined__"}]}),
    "getOauthInfo throws": Story(
        [SEARCH, MESSAGE_STEP], login="oauth", does={"getOauthInfo": [{"throws": {"message": "No such field"}}]}
    ),
    "getLogFormatType gives a promise": Story(
        [CREATE, UPDATE], does={"getLogFormatType": [{"returns": "text/plain", **PROMISE}]}
    ),
    "getLogFormatType is missing": Story([CREATE, UPDATE, SHARED], does={"getLogFormatType": None}),
    "getLogFormatType throws": Story([CREATE], does={"getLogFormatType": [{"throws": {"message": "No such field"}}]}),
    "getCallLog fails before an update": Story(
        [CREATE, UPDATE], does={"getCallLog": [{"throws": {"message": "Request failed", "status": 404}}]}
    ),
    "getCallLog has no full body": Story(
        [CREATE, UPDATE], does={"getCallLog": [{"returns": {"callLogInfo": {"subject": "S", "note": "N"}}}]}
    ),
    "interfaces are missing": Story(
        [SEARCH, FIND, READ, MESSAGE_STEP, LOGOUT],
        does=dict.fromkeys(
            ("findContact", "findContactWithName", "getCallLog", "createMessageLog", "unAuthorize"),
        ),
    ),
}

LOG_STORIES = {
    "a session logged twice": Story([CREATE, CREATE], status=200),
    "the same session on another extension": Story(
        [CREATE, changed(CREATE, extensionNumber="102", hashedExtensionId="other"), READ]
    ),
    "an extension by its number only": Story(
        [changed(CREATE, hashedExtensionId=None), changed(UPDATE, hashedExtensionId=None)]
    ),
    "an extension to be hashed": Story(
        [
            changed(CREATE, hashedExtensionId=None, rcExtensionId="62000101"),
            changed(UPDATE, hashedExtensionId=None, rcExtensionId="62000101"),
        ]
    ),
    "no identity of an extension": Story(
        [
            changed(CREATE, hashedExtensionId=None, extensionNumber=None),
            changed(UPDATE, hashedExtensionId=None, extensionNumber=None),
            asked(READ, hashedExtensionId=None, extensionNumber=None),
        ]
    ),
    "large numbers as ids": Story(
        [changed(CREATE, contactId=5000000000), READ, UPDATE, DISPOSITION],
        does={"createCallLog": [{"returns": {"logId": 5000000000}}]},
    ),
    "small numbers as ids": Story(
        [changed(CREATE, contactId=77), READ, UPDATE], does={"createCallLog": [{"returns": {"logId": 900}}]}
    ),
    "an outbound call": Story([call_info(CREATE, direction="Outbound")]),
    "no other party": Story([call_info(CREATE, **{"from": None})]),
    "no contact": Story([changed(CREATE, contactId=None)]),
    "no log id": Story([CREATE, READ], does={"createCallLog": [{"returns": {"successful": True}}]}),
    "only an id of the call": Story([call_info(CREATE, telephonySessionId=None), READ]),
    "no id of the call": Story([call_info(CREATE, telephonySessionId=None, id=None), READ]),
    "many sessions": Story([CREATE, asked(READ, sessionIds="0,910000000001,1,2,3,910000000001")]),
    "no sessions": Story([CREATE, asked(READ, sessionIds=None)]),
    "sessions without details": Story([CREATE, asked(READ, requireDetails=None)]),
    "an update without a log": Story([UPDATE]),
    "a disposition without a log": Story([DISPOSITION]),
    "an update that says almost nothing": Story(
        [CREATE, ClientStep("PATCH", "/callLog", body={"sessionId": "910000000001"})]
    ),
    "server-side logging": Story([carrying(CREATE, User_Agent="SSCL"), carrying(UPDATE, User_Agent="SSCL")]),
    "a hashed account": Story(
        [carrying(CREATE, rc_account_id="hashed"), carrying(MESSAGE_STEP, rc_account_id="hashed")]
    ),
    "messages logged twice": Story([MESSAGE_STEP, MESSAGE_STEP]),
    "no messages": Story([call_info(MESSAGE_STEP, messages=[])]),
    "messages without a contact": Story([changed(MESSAGE_STEP, contactId=None)]),
    "a message without a log id": Story(
        [MESSAGE_STEP, MESSAGE_STEP], does={"createMessageLog": [{"returns": {"returnMessage": None}}]}
    ),
    "large numbers as ids of messages": Story(
        [call_info(MESSAGE_STEP, messages=[{**MESSAGE, "id": 7000000000001}]), MESSAGE_STEP],
        does={"createMessageLog": [{"returns": {"logId": 5000000000}}]},
    ),
    "a contact found twice": Story([FIND, FIND, asked(FIND, isForceRefreshAccountData="true")]),
    "a contact whose cache goes": Story(
        [FIND, asked(FIND, isForceRefreshAccountData="true"), FIND],
        does={"findContact": [{"returns": RESULTS["findContact"]}, {"returns": {"matchedContactInfo": []}}]},
    ),
    "a contact without an account": Story([FIND, FIND], users=one("apiKey", rcAccountId=None)),
    "a lost plus sign": Story([asked(FIND, phoneNumber=" 12025550144")]),
    "a contact without a number": Story([asked(FIND, phoneNumber=None)], status=400),
    "an extension is looked up": Story([asked(FIND, isExtension="true"), asked(FIND, isExtension=None)]),
}

LOGIN_STORIES = {
    "by key, then again": Story(
        [KEY_LOGIN, changed(KEY_LOGIN, apiKey="second", hostname="other.example.test")],
        users=nobody,
        does={"getUserInfo": [*info_of(), *info_of(platformAdditionalInfo={"more": 1}, timezoneOffset=90)]},
    ),
    "by key with only apiKey": Story([changed(KEY_LOGIN, additionalInfo=None)], users=nobody),
    "by key with only additionalInfo": Story([changed(KEY_LOGIN, apiKey=None)], users=nobody),
    "by key without a key": Story([changed(KEY_LOGIN, apiKey=None, additionalInfo={"tenant": "9"})], users=nobody),
    "by key without a platform": Story([changed(KEY_LOGIN, platform=None)], users=nobody, status=400),
    "by key at an unknown platform": Story([changed(KEY_LOGIN, platform="acme")], users=nobody, status=400),
    "by key, overridden": Story([KEY_LOGIN], users=nobody, does={"getUserInfo": info_of(overridingApiKey="better")}),
    "by key, hostname overridden": Story(
        [KEY_LOGIN], users=nobody, does={"getUserInfo": info_of(overridingHostname="better.example.test")}
    ),
    "by key, no id": Story([KEY_LOGIN], users=nobody, does={"getUserInfo": [{"returns": {"successful": True}}]}),
    "by key, a number as id": Story([KEY_LOGIN], users=nobody, does={"getUserInfo": info_of(id=4711)}),
    "by key, a hook": Story(
        [KEY_LOGIN], users=nobody, does={"postSaveUserInfo": [{"returns": {"id": "u1-spy", "name": "Renamed"}}]}
    ),
    "by key, a hook that gives nothing": Story(
        [KEY_LOGIN], users=nobody, does={"postSaveUserInfo": [{"returns": "__undefined__"}]}, status=400
    ),
    "by key, getBasicAuth gives a promise": Story(
        [KEY_LOGIN], users=nobody, does={"getBasicAuth": [{"returns": "a2V5Og==", **PROMISE}]}
    ),
    "by key, through a profile": Story([changed(KEY_LOGIN, proxyId="")], users=nobody),
    "by code, a hook": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        does={"postSaveUserInfo": [{"returns": {"id": "u1-spy", "name": "Renamed"}}]},
        interfaces=["getOauthInfo", "getUserInfo", "postSaveUserInfo"],
    ),
    "by code, a hook that gives nothing": Story(
        [OAUTH_LOGIN], login="oauth", users=nobody, does={"postSaveUserInfo": [{"returns": "__undefined__"}]}
    ),
    "by code, options overridden": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        does={
            "getOverridingOAuthOption": [
                {
                    "returns": {
                        "headers": {"Authorization": "", "X-Extra": "1"},
                        "query": {"tenant": "9"},
                        "body": {"client_id": "client-1", "client_secret": "secret-1"},
                    }
                }
            ]
        },
    ),
    "by code, options promised": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        does={"getOverridingOAuthOption": [{"returns": {"body": {"scope": "all"}}, **PROMISE}]},
    ),
    "by code, a failure said": Story(
        [OAUTH_LOGIN], login="oauth", users=nobody, oauth={"failMessage": "No such tenant"}
    ),
    "by code, no secret": Story([OAUTH_LOGIN], login="oauth", users=nobody, oauth={"clientSecret": None}),
    "by code, no client id": Story([OAUTH_LOGIN], login="oauth", users=nobody, oauth={"clientId": None}, status=400),
    "by code, no redirect": Story([OAUTH_LOGIN], login="oauth", users=nobody, oauth={"redirectUri": None}),
    "by code, another path": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        oauth={"redirectUri": "https://redirect.example.test/other"},
        status=400,
    ),
    "by code, the adapter's hostname": Story(
        [OAUTH_LOGIN], login="oauth", users=nobody, oauth={"hostname": "tenant.example.test"}
    ),
    "by code, hostname overridden": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        does={"getUserInfo": info_of(overridingHostname="better.example.test")},
    ),
    "by code, refused by the endpoint": Story(
        [OAUTH_LOGIN], login="oauth", users=nobody, token_answers=((400, {"error": "invalid_grant"}),), status=400
    ),
    "by code, an error in a 200": Story(
        [OAUTH_LOGIN], login="oauth", users=nobody, token_answers=((200, {"error": "invalid_grant"}),), status=400
    ),
    "by code, no lifetime": Story(
        [OAUTH_LOGIN, SEARCH], login="oauth", users=nobody, token_answers=((200, {"access_token": "AT2"}),)
    ),
    "by code, consent denied": Story(
        [
            asked(
                OAUTH_LOGIN,
                callbackUri="https://redirect.example.test/index.html?error=access_denied&state=platform%3Dspy",
            )
        ],
        login="oauth",
        users=nobody,
        status=400,
    ),
    "by code, state beside": Story(
        [
            asked(
                OAUTH_LOGIN,
                callbackUri="https://redirect.example.test/index.html?code=CODE-2",
                state="platform=spy&hostname=state.example.test",
                hostname=None,
            )
        ],
        login="oauth",
        users=nobody,
    ),
    "by code, code beside": Story(
        [
            asked(
                OAUTH_LOGIN,
                callbackUri="https://redirect.example.test/index.html?state=platform%3Dspy",
                code="CODE-3",
            )
        ],
        login="oauth",
        users=nobody,
    ),
    "by code, no platform": Story(
        [asked(OAUTH_LOGIN, callbackUri="https://redirect.example.test/index.html?code=CODE-1")],
        login="oauth",
        users=nobody,
        status=400,
    ),
    "by code, no info of the user": Story(
        [OAUTH_LOGIN],
        login="oauth",
        users=nobody,
        does={"getUserInfo": [{"returns": {"successful": True}}]},
        status=200,
    ),
    "by code, no address": Story([asked(OAUTH_LOGIN, callbackUri="CODE-1")], login="oauth", users=nobody, status=400),
    "by code, a state without a platform": Story(
        [asked(OAUTH_LOGIN, callbackUri="https://redirect.example.test/index.html?code=CODE-1&state=none")],
        login="oauth",
        users=nobody,
        status=400,
    ),
    "by code, no callback": Story([asked(OAUTH_LOGIN, callbackUri=None)], login="oauth", users=nobody, status=400),
    "by code, without an account": Story([asked(OAUTH_LOGIN, rcAccountId=None)], login="oauth", users=nobody),
    "by code, over a user by key": Story([OAUTH_LOGIN], login="oauth", users=one("apiKey")),
    "by key, over a user by code": Story([KEY_LOGIN], users=one("oauth")),
}

STORIES: dict[str, Story] = {
    f"{kind}: {name}": story
    for kind, stories in (
        ("token", TOKEN_STORIES),
        ("session", SESSION_STORIES),
        ("settings", SETTINGS_STORIES),
        ("helper", HELPER_STORIES),
        ("log", LOG_STORIES),
        ("login", LOGIN_STORIES),
    )
    for name, story in stories.items()
}
"""Every story by name."""
