"""What App Connect's server was recorded to do, done again: same calls of the adapter, same answers, same rows."""

from __future__ import annotations

from typing import Any

import pytest
from builders_traces import (
    LINKED,
    NOW,
    TOKENS,
    TRACES,
    Replay,
    Setup,
    agrees,
    destroyed,
    in_time,
    saved,
    tokens_left,
)

from workbench.core.server.stores import Dated

HEAD = {scenario["id"]: scenario for scenario in TRACES["head"]}

REFUSED = (400, {"error": "invalid_grant"})
NOBODY = Setup(unknown_user=True)


def linked(session: str, log: str, *, number: str = "", hashed: str = "", row: str = "t") -> dict[str, Any]:
    """A row of a call that was logged before."""
    return {
        **LINKED,
        "id": row,
        "sessionId": session,
        "thirdPartyLogId": log,
        "extensionNumber": number,
        "hashedExtensionId": hashed,
    }


EMPTY = Setup(user={"absent": True})
DEFAULT_LOGGED = Setup(user={}, call_logs=[LINKED])

FIRST: dict[str, Setup] = {
    "apikey-login": EMPTY,
    "apikey-login-rejected": EMPTY,
    "oauth-login": EMPTY,
    "oauth-login-overriding-option": EMPTY,
    "oauth-login-failures": EMPTY,
    "stored-types": EMPTY,
    "managed-api-key": EMPTY,
    "managed-oauth": EMPTY,
    "find-contact-no-account": Setup(user={"rcAccountId": None}),
    "get-call-log": Setup(user={}, call_logs=[linked(f"s{n}", f"L{n}", row=f"t{n}") for n in range(1, 7)]),
    "update-call-log": DEFAULT_LOGGED,
    "error-messages-per-operation": DEFAULT_LOGGED,
    "call-log-identity": Setup(
        user={},
        call_logs=[
            linked("S", "HASHED", number="101", hashed="hx-1"),
            linked("S", "LEGACY-101", number="101"),
            linked("S", "LEGACY-EMPTY"),
        ],
    ),
    "message-log-group-sms": Setup(
        user={},
        contacts={
            "+12025550144": [{"id": "C-1", "name": "Dana Whitfield"}],
            "+12025550155": [{"id": "C-7", "name": "Lee Okafor", "phone": "+12025550155"}],
        },
    ),
    "token-refresh-hook": Setup(user=tokens_left(60)),
    "sync-plugin": Setup(user={}),
}
"""How things stood before a scenario; else the usual user and nothing stored."""

STEPS: dict[tuple[str, str], Setup] = {
    ("health-and-interfaces", "async getAuthType"): Setup(promised=("getAuthType",)),
    ("apikey-login", "login"): Setup(rows={"users_after_first": "users"}),
    ("apikey-login", "second login"): Setup(rows={"users_after_second": "users"}),
    ("apikey-login-rejected", "hook echoes userInfo"): Setup(rows={"users": "users"}),
    ("oauth-login", "callback"): Setup(rows={"users": "users"}),
    ("oauth-login-overriding-option", "async hook"): Setup(promised=("getOverridingOAuthOption",)),
    ("oauth-login-failures", "token endpoint refuses"): Setup(token_answers=(REFUSED,)),
    ("oauth-login-failures", "no platform anywhere"): Setup(rows={"users": "users"}),
    ("find-contact", "second lookup is served from cache"): Setup(rows={"cache": "contacts"}),
    ("find-contact", "forced refresh with no match removes the cache row"): Setup(
        rows={"cache_after_refresh": "contacts"}
    ),
    ("find-contact-no-account", "lookup with is-debug"): Setup(rows={"cache": "contacts"}),
    ("find-contact-by-name", "unknown user"): NOBODY,
    ("find-contact-by-name", "interface missing"): Setup(missing=("findContactWithName",)),
    ("create-contact", "unknown user"): NOBODY,
    ("create-call-log", "create"): Setup(rows={"callLogs": "call_logs"}),
    ("create-call-log", "logged-out user"): Setup(user={"accessToken": ""}, rows={"callLogs_end": "call_logs"}),
    ("create-call-log-server-side", "SSCL, custom format"): Setup(rows={"callLogs": "call_logs"}),
    ("create-call-log-server-side", "no getLogFormatType"): Setup(missing=("getLogFormatType",)),
    ("create-call-log-server-side", "async getLogFormatType behaves like custom"): Setup(
        promised=("getLogFormatType",)
    ),
    ("create-call-log-server-side", "leg without party crashes composition before the adapter is reached"): Setup(
        promised=("getLogFormatType",)
    ),
    ("update-call-log", "getCallLog not implemented"): Setup(missing=("getCallLog",)),
    ("disposition", "ok"): Setup(call_logs=[LINKED]),
    ("disposition", "interface missing"): Setup(missing=("upsertCallDisposition",)),
    ("message-log-grouping", "two messages"): Setup(rows={"messageLogs": "message_logs"}),
    ("message-log-bad-returns", "create returns nothing"): Setup(rows={"messageLogs": "message_logs"}),
    ("message-log-group-sms", "same messages against C-7"): Setup(rows={"messageLogs": "message_logs"}),
    ("shared-sms", "create"): Setup(rows={"messageLogs": "message_logs"}),
    ("shared-sms", "offset with a colon is applied"): Setup(user={"timezoneOffset": "-06:00"}),
    ("shared-sms", "custom format falls back to the plain layout"): Setup(user={}),
    ("shared-sms", "no getLogFormatType"): Setup(missing=("getLogFormatType",)),
    ("token-refresh", "one hour left: no refresh"): Setup(user=tokens_left(3600)),
    ("token-refresh", "one minute left: refresh"): Setup(
        user=tokens_left(60), token_answers=((200, TOKENS),), rows={"after_refresh": "users"}
    ),
    ("token-refresh", "two and a half minutes left: no refresh"): Setup(user=tokens_left(150, accessToken="AT2")),
    ("token-refresh", "no stored expiry: never refreshed"): Setup(user=tokens_left(None, accessToken="AT2")),
    ("token-refresh", "no refresh token: stale token used"): Setup(
        user=tokens_left(-60, accessToken="AT2", refreshToken=None)
    ),
    ("token-refresh", "answer without refresh_token keeps the old one"): Setup(
        user=tokens_left(-60),
        token_answers=((200, {"access_token": "AT3", "expires_in": 3600}),),
        rows={"after_partial": "users"},
    ),
    ("token-refresh", "invalid_grant: session revoked"): Setup(user=tokens_left(-60), token_answers=(REFUSED,)),
    ("token-refresh", "other refusal: generic failure"): Setup(
        user=tokens_left(-60), token_answers=((400, {"error": "invalid_client"}),)
    ),
    ("token-refresh", "answer without expires_in"): Setup(
        user=tokens_left(-60), token_answers=((200, {"access_token": "AT4"}),), rows={"after_no_expires": "users"}
    ),
    ("token-refresh-hook", "refreshInfo with interface"): Setup(also=("refreshUserInfo",)),
    ("unauthorize", "logout"): Setup(
        changes={"unAuthorize": saved(accessToken="", refreshToken="")}, rows={"users": "users"}
    ),
    ("unauthorize", "destroy"): Setup(changes={"unAuthorize": destroyed()}),
    ("misc-auth", "license, unknown user"): NOBODY,
    ("misc-auth", "auth validation unknown user"): NOBODY,
    ("stored-types", "login with numeric offset 0"): Setup(rows={"users": "users"}),
    ("stored-types", "large numeric logId"): Setup(rows={"callLogs": "call_logs"}),
    ("managed-oauth", "token refresh in an ordinary operation uses the adapter credentials, not the managed ones"): (
        Setup(user={"tokenExpiry": in_time(-60)}, token_answers=((200, TOKENS),))
    ),
    ("managed-oauth", "auth validation uses the managed credentials"): Setup(
        user={"tokenExpiry": in_time(-60)}, token_answers=((200, TOKENS),), rows={"users": "users"}
    ),
    ("sync-plugin", "create"): Setup(plugged={"note": "[plugin] hello"}),
    ("sync-plugin", "update"): Setup(plugged={"note": "[plugin] edited", "aiNote": "plugin ai"}),
}
"""What the recording does not say of a step, by scenario and title."""


@pytest.mark.parametrize("fires", [False, True], ids=["asked", "fired"])
@pytest.mark.parametrize("scenario", HEAD)
async def test_the_server_does_as_recorded(scenario: str, fires: bool) -> None:
    recorded = HEAD[scenario]
    replay = await Replay.open(scenario)
    replay.stand(FIRST.get(scenario, Setup()))
    replay.stores.notes["901000000001"] = Dated("cached, and never passed on", NOW + 60)
    for step in recorded["steps"]:
        setup = STEPS.get((scenario, step["title"]), Setup())
        await replay.step(step, setup, fires=fires)
        for name, store in setup.rows.items():
            assert agrees(recorded["rows_after"][name], replay.rows(store)), (step["title"], name)


def test_every_setup_belongs_to_a_recorded_step() -> None:
    titles = {(name, step["title"]) for name, scenario in HEAD.items() for step in scenario["steps"]}
    assert set(STEPS) <= titles
    assert set(FIRST) <= set(HEAD)
    assert len(HEAD) == 35
