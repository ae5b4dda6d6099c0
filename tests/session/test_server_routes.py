"""Routes of App Connect's server beyond the recorded scenarios."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders_surroundings import surroundings
from builders_traces import NOW, ROW, RecordingTokenEndpoint, Replay, Setup, asked_by

from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.runtimes.protocol import Call
from workbench.session.open_adapter import OpenAdapter
from workbench.session.server import Served


class TableRuntime:
    """An adapter with an account-data table, and whatever else a test gives it."""

    def __init__(self, **values: Any) -> None:
        self.values = {"getAuthType": "apiKey", "getBasicAuth": "b", **values}
        self.calls: list[str] = []

    async def start(self) -> AdapterDescription:
        source = AdapterSource(AdapterKind.NODE, "spy.js", ".", "spy", "spy")
        exports = tuple({"getUserList": 0, **self.values})
        facts = {"proxy_id": "p", "proxy_config": {"meta": {"name": "p"}}}
        return AdapterDescription(source, exports, account_data={"stages": 60_000, "pipelines": None}, facts=facts)

    async def call(self, call: Call) -> Outcome:
        self.calls.append(call.interface)
        value = self.values[call.interface]
        if isinstance(value, AdapterError):
            return Outcome(OutcomeKind.THREW, error=value)
        return Outcome(OutcomeKind.RETURNED, value)

    async def cancel(self, invocation_id: str) -> None:
        """Nothing runs for long."""

    async def stop(self) -> None:
        """There is no process."""


class ServerUnderTest:
    """The server of an open adapter, whose clock the test moves."""

    def __init__(self, adapter: OpenAdapter) -> None:
        self.now = NOW
        self.server, self.stores = adapter.server, adapter.stores
        self.server.settings = replace(self.server.settings, clock=lambda: self.now)
        self.stores.users["u1-spy"] = dict(ROW)

    @classmethod
    async def over(cls, runtime: TableRuntime) -> ServerUnderTest:
        """Open the adapter."""
        adapter = OpenAdapter(runtime=runtime, platform=None, surroundings=surroundings(RecordingTokenEndpoint()))
        await adapter.start()
        return cls(adapter)

    async def ask(self, method: str, path: str, members: dict[str, Any] | None = None, **headers: str) -> Served:
        """One request of the connected user."""
        carried = {"Authorization": f"Bearer {self.server.session_token('u1-spy', 'spy')}"}
        carried |= {name.replace("_", "-"): value for name, value in headers.items()}
        given = members or {}
        query, body = (given, {}) if method == "GET" else ({}, given)
        request = ClientRequest(method, path, query, carried, body)
        return await self.server.handle(request, asked_by(request))


async def test_account_data_is_kept_for_its_time_and_served_stale() -> None:
    adapter = TableRuntime(**{"accountData.stages": ["new"], "accountData.pipelines": [1]})
    served = await ServerUnderTest.over(adapter)
    first = await served.ask("GET", "/accountData", {"keys": "stages,pipelines"})
    assert first.answer.body == {"successful": True, "data": {"stages": ["new"], "pipelines": [1]}}
    adapter.calls.clear()
    await served.ask("GET", "/accountData", {"keys": "stages,pipelines"})
    assert [call for call in adapter.calls if call.startswith("accountData")] == []
    served.now += 61
    adapter.values["accountData.stages"] = AdapterError("Error", "down")
    again = await served.ask("GET", "/accountData", {"keys": "stages"})
    assert again.answer.body["data"] == {"stages": ["new"]}
    forced = await served.ask("GET", "/accountData", {"keys": "pipelines", "forceRefresh": "true"})
    assert adapter.calls.count("accountData.pipelines") == 1
    assert forced.answer.status == 200
    assert (await served.ask("GET", "/accountData", {"keys": "nothing"})).answer.status == 400


async def test_account_data_belongs_to_an_account() -> None:
    served = await ServerUnderTest.over(TableRuntime(**{"accountData.stages": ["new"]}))
    served.stores.users["u1-spy"] = {"rcAccountId": None}
    answered = await served.ask("GET", "/accountData", {"keys": "stages"})
    assert answered.answer.status == 400
    assert answered.answer.body == {"error": "Cannot resolve account data 'stages': user has no rcAccountId"}


async def test_a_note_is_kept_for_an_hour() -> None:
    served = await ServerUnderTest.over(TableRuntime())
    saved = await served.ask("POST", "/callLog/cacheNote", {"sessionId": "91", "note": "typed"})
    assert saved.answer.body == {"successful": True, "returnMessage": "Note cache saved"}
    assert (served.stores.notes["91"].value, served.stores.notes["91"].until) == ("typed", NOW + 3600)


async def test_a_mapping_stays_until_it_is_made_anew() -> None:
    adapter = TableRuntime(getUserList=[{"id": 1, "name": "Ann"}])
    served = await ServerUnderTest.over(adapter)
    people = [{"id": "5", "name": "Ann"}, {"id": "6", "name": "Bob"}]
    await served.ask("POST", "/admin/userMapping", {"rcExtensionList": people}, X_RC_Access_Token="ADMIN")
    adapter.values["getUserList"] = [{"id": 1, "name": "Bob", "email": "b"}]
    kept = await served.ask("POST", "/admin/userMapping", {"rcExtensionList": people}, X_RC_Access_Token="ADMIN")
    anew = await served.ask(
        "POST", "/admin/reinitializeUserMapping", {"rcExtensionList": people}, X_RC_Access_Token="ADMIN"
    )
    assert kept.answer.body[0]["rcUser"][0]["extensionId"] == "5"
    assert anew.answer.body[0]["rcUser"][0]["extensionId"] == "6"
    refused = await served.ask("POST", "/admin/userMapping", {}, X_RC_Access_Token="USER")
    assert (refused.answer.status, refused.answer.body) == (403, "Admin validation failed")


async def test_pending_oauth_values_wait_a_day_and_can_be_dropped() -> None:
    served = await ServerUnderTest.over(TableRuntime())
    values = {"values": {"clientId": "C", "own": "x"}}
    await served.ask("POST", "/admin/managedOAuth/cache", values, X_RC_Access_Token="Bearer ADMIN")
    asked = {"platform": "spy"}
    state = await served.ask("GET", "/oauthManagedAuthState", asked, X_RC_Access_Token="ADMIN")
    assert state.answer.body["pendingValues"] == {"clientId": "C"}
    served.now += 24 * 3600
    late = await served.ask("GET", "/oauthManagedAuthState", asked, X_RC_Access_Token="ADMIN")
    assert late.answer.body["hasPendingOAuth"] is False
    await served.ask("POST", "/admin/managedOAuth/cache", values, X_RC_Access_Token="ADMIN")
    await served.ask("DELETE", "/admin/managedOAuth/cache", {}, X_RC_Access_Token="ADMIN")
    assert served.stores.managed.pending_oauth == {}


async def test_the_profile_of_a_user_is_passed_as_proxy_config() -> None:
    adapter = TableRuntime(getUserList=[])
    served = await ServerUnderTest.over(adapter)
    served.stores.users["u1-spy"] = {"platformAdditionalInfo": {"proxyId": "p"}}
    done = await served.ask("POST", "/admin/userMapping", X_RC_Access_Token="ADMIN")
    passed = {argument.name: argument.value for argument in done.calls[-1].arguments}
    assert passed["proxyConfig"] == {"meta": {"name": "p"}}


async def test_a_platform_without_an_adapter_is_named() -> None:
    served = await ServerUnderTest.over(TableRuntime())
    answer = (await served.ask("POST", "/apiKeyLogin", {"platform": "other", "apiKey": "K"})).answer
    assert (answer.status, answer.body) == (400, {"error": "Connector not found for platform: other"})
    assert (await served.ask("GET", "/nowhere")).answer.status == 404


async def test_the_state_of_a_redirect_may_hide_the_platform() -> None:
    info = {"clientId": "c", "accessTokenUri": "https://t.example.test", "failMessage": "found"}
    adapter = TableRuntime(getOauthInfo=info)
    served = await ServerUnderTest.over(adapter)
    for callback in (
        "https://a.example.test/r?code=1&state=nonce%3D1%26platform%3Dspy",
        "https://a.example.test/r?code=1&state=filler%2Cplatform%3Dspy",
        "https://a.example.test/r?code=1&state=filler,platform=spy",
    ):
        answer = (await served.ask("GET", "/oauth-callback", {"callbackUri": callback})).answer
        assert answer.body["returnMessage"]["message"] == "found", callback
    missing = (await served.ask("GET", "/oauth-callback", {})).answer
    assert (missing.status, missing.body) == (400, "Missing callbackUri")


async def test_destroying_the_row_ends_the_connection() -> None:
    replay = await Replay.open("gone")
    replay.stand(Setup())
    replay.stores.users.clear()
    token = replay.server.session_token("u1-spy", "spy")
    await replay.prepare([], Setup())
    request = ClientRequest("GET", "/hostname", headers={"Authorization": f"Bearer {token}"})
    assert (await replay.server.handle(request)).answer.body == "User not found"
