"""Logins that App Connect's servers were recorded to do, walked step by step: same calls, same rows."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from builders_traces import TOKENS, TRACES, Replay, Setup, agrees, token_request, without_dates

from workbench.core.manifest import parse_manifest
from workbench.session.login import Credentials, LoginFlow

HEAD = {scenario["id"]: scenario for scenario in TRACES["head"]}
SEED = {scenario["id"]: scenario for scenario in TRACES["seed_2025_06"]}
REDIRECT = "https://apps.example.test/redirect.html"
OAUTH = {"authUrl": "https://crm.example.test/authorize", "clientId": "cid", "redirectUri": REDIRECT}
PROFILE = {"name": "spy", "auth": {"type": "oauth", "oauth": OAUTH}}
PLATFORM = parse_manifest({"platforms": {"spy": PROFILE}}).platform("spy")
NOBODY = {"rcAccountId": "", "userEmail": ""}
"""What the clients of the recordings did not bring."""


def recorded(era: str, scenario: str) -> dict[str, Any]:
    """The calls, token requests and, of today's server, rows of a login."""
    if era == "seed":
        return copy.deepcopy(SEED[scenario])
    rows = HEAD[scenario]["rows_after"]
    return {**copy.deepcopy(HEAD[scenario]["steps"][0]), "rows": rows.get("users_after_first", rows.get("users"))}


def asked_first(era: str, auth_type: str) -> dict[str, Any]:
    """The call by which the client learns how to log in."""
    given = [] if era == "seed" else [{"proxyId": "__undefined__", "proxyConfig": None}]
    return {"interface": "getAuthType", "args": given, "returned": auth_type}


def compare_rows(replay: Replay, rows: list[dict[str, Any]] | None) -> None:
    """All but the extension, which the workbench brings and the recording's client named otherwise."""
    for wanted in rows or ():
        [stored] = replay.stores.users.values()
        mine = {**without_dates(stored), "hashedRcExtensionId": wanted["hashedRcExtensionId"]}
        assert agrees({**wanted, "rcAccountId": None}, {**mine, "rcAccountId": None})


@pytest.mark.parametrize("era", ["head", "seed"])
async def test_a_login_by_key(era: str) -> None:
    wanted = recorded(era, "apikey-login")
    replay = await Replay.open("apikey-login", era=era)
    replay.stores.users.clear()
    await replay.prepare([asked_first(era, "apiKey"), *wanted["calls"]], Setup())

    async def nobody(url: str, redirect_uri: str) -> str:
        raise AssertionError(url)

    fields = {"apiKey": "K1", "tenantId": "T-9"}
    credentials = Credentials(fields=fields, hostname="acme.crm.example.test", query=NOBODY)
    connection = await LoginFlow(replay.adapter, credentials, nobody).run_to_end()
    assert not replay.runtime.expected
    assert connection.name == "Priya Anand"
    compare_rows(replay, wanted.get("rows"))


@pytest.mark.parametrize(
    ("era", "scenario"), [("head", "oauth-login"), ("seed", "oauth-login"), ("seed", "oauth-login-no-expires")]
)
async def test_a_login_by_code(era: str, scenario: str) -> None:
    wanted = recorded(era, scenario)
    asked, info = (call["args"][0] for call in wanted["calls"][:2])
    query = {name: info[name] for name in ("apiUrl", "username", "userEmail") if name in info}
    query |= {"tokenUrl": asked["tokenUrl"], "rcAccountId": asked["rcAccountId"]}
    query = {name: value for name, value in query.items() if value != "__undefined__"}
    replay = await Replay.open(scenario, PLATFORM, era=era)
    replay.stores.users.clear()
    await replay.prepare([asked_first(era, "oauth"), *wanted["calls"]], Setup())
    lifetime = {} if scenario == "oauth-login-no-expires" else {"expires_in": 3600}
    tokens = {"access_token": "A", "refresh_token": "R"} if not lifetime else TOKENS
    replay.endpoint.answers = [(200, tokens)]

    async def approve(url: str, redirect_uri: str) -> str:
        state = parse_qs(urlsplit(url).query)["state"][0]
        # The recording's client had a state and a query of its own; the workbench's are expected in their place.
        info["callbackUri"] = f"{redirect_uri}?state={quote(state, safe='')}&code=CODE1"
        info["query"] = {**query, "hostname": asked["hostname"], "callbackUri": info["callbackUri"]}
        return str(info["callbackUri"])

    credentials = Credentials(hostname=asked["hostname"], query={**NOBODY, **query})
    connection = await LoginFlow(replay.adapter, credentials, approve).run_to_end()
    assert not replay.runtime.expected
    assert replay.endpoint.requests == [token_request(each) for each in wanted["token_endpoint_requests"]]
    compare_rows(replay, wanted.get("rows"))
    assert (connection.expires_at == "Invalid Date") is (not lifetime)
