"""A login goes by steps, in one go or guided, by the key page or the consent page, and as App Connect does it."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from builders_login import ME, PastedRedirect, bench, key_platform, step

from workbench.core.arguments import as_object
from workbench.core.login import Way, platform_in_state
from workbench.core.manifest import parse_manifest
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Verdict
from workbench.session.login import PendingLogins, StepState, login
from workbench.session.login.credentials import Credentials
from workbench.session.login.flow import LoginFlow


async def test_guided_step_by_step() -> None:
    async with bench() as made:
        flow = made.flow()
        seen = []
        while flow.next is not None:
            assert made.adapter.connection is None
            seen.append((await flow.run_step()).key)
        assert seen == ["ask", "hostname", "details", "authorize", "exchange", "load-user", "save"]
        assert made.adapter.connection is flow.connection is not None
        exchange = step(flow, "exchange")
        assert exchange.sentence == "200 from 127.0.0.1"
        assert exchange.duration_ms > 0
        (traffic,) = exchange.exchanges
        assert traffic.request.url.endswith("/oauth/token")
        assert [each.interface for each in step(flow, "load-user").invocations] == ["getUserInfo"]
        received = {each.name: each for each in exchange.received}
        assert received["expires_in"].remark.endswith("renewed 2 min before")
        assert received["access_token"].value == flow.connection.user["accessToken"]
        flow.start_over()
        assert {each.state for each in flow.steps} == {StepState.WAITING}
        assert (await flow.run_to_end()).name == "Dana Reyes"


async def test_a_failed_step_can_be_run_again() -> None:
    async with bench() as made:
        flow = made.flow(made.deny)
        while (await flow.run_step()).state is StepState.DONE:
            pass
        assert flow.next is not None
        assert flow.next.key == "authorize"
        flow.authorize = made.approve
        assert (await flow.run_to_end()).connected


async def test_the_state_carries_a_nonce_and_the_platform_last() -> None:
    for custom, platform in (("", "spy"), ("filler,platform=spy", "spy"), ("tenant=7&platform=spy", "spy")):
        async with bench(oauth={"customState": custom} if custom else {}) as made:
            states = []

            async def approve(url: str, redirect_uri: str) -> str:
                states.append(parse_qs(urlsplit(url).query)["state"][0])  # noqa: B023
                return await made.approve(url, redirect_uri)

            for _ in range(2):
                await made.flow(approve).run_to_end()
            assert states[0] != states[1]
            assert all(state.endswith(custom or "&platform=spy") for state in states)
            assert {platform_in_state(state) for state in states} == {platform}


async def test_the_token_request_is_app_connects() -> None:
    async with bench() as made:
        flow = made.flow()
        await flow.run_to_end()
        (traffic,) = step(flow, "exchange").exchanges
        headers = {name.lower(): value for name, value in traffic.request.headers}
        assert headers["authorization"].startswith("Basic ")
        form = parse_qsl((traffic.request.body.data or b"").decode())
        assert [name for name, _ in form] == ["code", "grant_type", "redirect_uri"]


async def test_an_override_goes_over_every_part() -> None:
    given: list[Any] = []

    def override(asked: dict[str, Any]) -> dict[str, Any]:
        given.append(asked)
        return {
            "headers": {"Authorization": "", "X-App": "mine"},
            "query": {"tenant": "a b"},
            "body": {"client_id": "harbor-demo-app", "client_secret": "harbor-demo-app-secret"},
        }

    async with bench({"getOverridingOAuthOption": override}) as made:
        flow = made.flow()
        await flow.run_to_end()
        (traffic,) = step(flow, "exchange").exchanges
        headers = {name.lower(): value for name, value in traffic.request.headers}
        assert headers["authorization"] == ""
        assert headers["x-app"] == "mine"
        assert traffic.request.url.endswith("/oauth/token?tenant=a%20b")
        form = dict(parse_qsl((traffic.request.body.data or b"").decode()))
        assert form["client_secret"] == "harbor-demo-app-secret"
        assert form["grant_type"] == "authorization_code"
        assert given[0]["code"] == form["code"]


async def test_an_override_that_is_a_promise_is_ignored_and_said() -> None:
    from workbench.core.run.invocation import Outcome, OutcomeKind

    promise = Outcome(OutcomeKind.RETURNED, {"body": {"grant_type": "nonsense"}}, was_promise=True)
    async with bench({"getOverridingOAuthOption": lambda _: promise}) as made:
        flow = made.flow()
        await flow.run_to_end()
        assert [note.title for note in step(flow, "exchange").notes] == ["The override is ignored"]


async def test_a_narrower_scope_is_warned_of() -> None:
    async with bench(oauth={"scope": "scope=users.read contacts.read contacts.write"}) as made:

        async def some(url: str, redirect_uri: str) -> str:
            return await made.decide(url, "approve", choose="1", grant="users.read")

        flow = made.flow(some)
        await flow.run_to_end()
        (note,) = step(flow, "exchange").notes
        assert note.severity == "warning"
        assert note.title == "Scope is narrower than asked"
        assert "contacts.read, contacts.write" in note.sentence


async def test_a_pasted_address_and_one_that_is_brought_later(tmp_path: Path) -> None:
    async with bench() as made:
        urls: list[str] = []
        pasted = PastedRedirect(urls.append)

        async def paste(url: str, redirect_uri: str) -> str:
            pasted.show = lambda shown: urls.append(shown)
            answer = await made.approve(url, redirect_uri)
            pasted.show = lambda _: pasted.paste(f"  {answer} ")
            return await pasted(url, redirect_uri)

        assert (await made.flow(paste).run_to_end()).connected

        pending = PendingLogins(tmp_path / "pending.json")

        async def leave(url: str, redirect_uri: str) -> str:
            urls.append(url)
            raise KeyboardInterrupt

        first = LoginFlow(made.adapter, Credentials(pkce=True), leave, pending=pending)
        with contextlib.suppress(KeyboardInterrupt):
            await first.run_to_end()
        assert (tmp_path / "pending.json").stat().st_mode & 0o777 == 0o600
        address = await made.approve(urls[-1], made.redirect)
        brought = Credentials(callback_url=address)
        later = LoginFlow(made.adapter, brought, leave, pending=PendingLogins(tmp_path / "pending.json"))
        assert (await later.run_to_end()).connected
        again = LoginFlow(made.adapter, brought, leave, pending=PendingLogins(tmp_path / "pending.json"))
        while (last := await again.run_step()).state is StepState.DONE:
            pass
        assert (last.key, last.notes[-1].key) == ("authorize", "state-mismatch")


async def test_another_redirect_address_by_choice() -> None:
    async with bench() as made:
        other = "http://127.0.0.1:1/oauth/callback"
        flow = made.flow(redirect_uri=other)
        await flow.run_to_end()
        sent = {each.name: each.value for each in step(flow, "exchange").sent}
        assert sent["redirect_uri"] == other


async def test_an_adapter_that_answers_oauth_and_exports_getbasicauth() -> None:
    functions = {"getBasicAuth": lambda given: given["apiKey"]}
    async with bench(functions) as made:
        made.adapter.platform = None
        flow = made.flow(fields={"apiKey": "k-1234"})
        connection = await flow.run_to_end()
        assert flow.way is Way.API_KEY
        assert step(flow, "authorize").state is StepState.SKIPPED
        assert step(flow, "ask").notes[0].severity == "warning"
        assert connection.user["accessToken"] == "k-1234"
        assert connection.auth_type == "oauth"


TWO_WAYS = {
    "getBasicAuth": lambda given: f"{given['apiKey']}:",
    "getUserInfo": lambda given: {
        "successful": "dealer" in (given.get("additionalInfo") or {}) or given["authHeader"].startswith("Bearer "),
        "platformUserInfo": {**ME, "overridingApiKey": "another"},
    },
    "postSaveUserInfo": lambda given: given["userInfo"],
    "getManagedAuthOptions": lambda given: [],
    "findContact": lambda given: {"successful": True, "matchedContactInfo": []},
}


async def test_fields_other_than_a_key_log_in_by_key_where_no_consent_page_is_known() -> None:
    async with bench(TWO_WAYS) as made:
        made.adapter.platform = None
        flow = made.flow(fields={"dealer": "7001"})
        await flow.run_to_end()
        assert flow.way is Way.API_KEY
        asked = next(call for call in made.runtime.calls if call.interface == "getUserInfo")
        assert asked.arguments[0]["additionalInfo"] == {"dealer": "7001"}


async def test_interfaces_of_a_login_fired_later_go_by_the_way_of_that_login() -> None:
    async with bench(TWO_WAYS) as made:
        made.adapter.platform = None
        await made.flow(fields={"dealer": "7001", "apiKey": "k-1"}).run_to_end()
        again = await made.adapter.fire(Firing("getUserInfo"))
        given = as_object(again.arguments)
        assert (given["authHeader"], given["additionalInfo"]) == ("Basic k-1:", {"dealer": "7001", "apiKey": "k-1"})
        assert again.verdict is Verdict.MEETS
        made.runtime.functions["getAuthType"] = lambda *_: "apiKey"
        operation = await made.adapter.fire(Firing("findContact", request={"phoneNumber": "+12025550144"}))
        assert as_object(operation.arguments)["authHeader"] == "Basic another:"
        saved = await made.adapter.fire(Firing("postSaveUserInfo"))
        assert as_object(saved.arguments) == {"userInfo": {"id": "31-spy", "name": "Dana Reyes"}}
        options = await made.adapter.fire(Firing("getManagedAuthOptions", request={"fieldConst": "crmUserId"}))
        assert as_object(options.arguments)["accountValues"] == {"dealer": "7001"}


async def test_the_chosen_way_goes_before_the_manifest() -> None:
    async with bench(TWO_WAYS) as made:
        oauth = made.adapter.platform
        assert oauth is not None
        raw = {**oauth.raw, "auth": {**oauth.raw["auth"], "type": "apiKey"}}
        made.adapter.platform = parse_manifest({"platforms": {"spy": raw}}).platform("spy")
        flow = made.flow(way=Way.OAUTH)
        connection = await flow.run_to_end()
        assert flow.way is Way.OAUTH
        assert str(connection.user["accessToken"]) not in ("", "None")
        again = await made.adapter.fire(Firing("getUserInfo"))
        assert as_object(again.arguments)["authHeader"] == f"Bearer {connection.user['accessToken']}"
        by_key = made.flow(way=Way.API_KEY, fields={"apiKey": "k-1", "dealer": "7001"})
        await by_key.run_to_end()
        assert by_key.way is Way.API_KEY


async def test_the_manifest_chooses_the_way_and_its_overrides_the_page() -> None:
    functions = {"getBasicAuth": lambda given: given["apiKey"]}
    async with bench(functions, platform=key_platform({"const": "apiKey", "required": True})) as made:
        made.runtime.functions["getBasicAuth"] = lambda given: f"{given['apiKey']}:"
        await login(made.adapter, Credentials({"apiKey": "secret-key"}), made.approve)
        assert "getOauthInfo" not in made.runtime.called()
        asked = next(call for call in made.runtime.calls if call.interface == "getUserInfo")
        assert asked.arguments[0]["authHeader"] == "Basic secret-key:"
        assert made.adapter.redactor().text("my secret-key") == "my ••••••••"


async def test_the_users_row_and_the_query_are_app_connects() -> None:
    info = {"id": 31, "name": "D", "overridingHostname": "real.test", "timezoneOffset": -6}
    functions = {
        "getUserInfo": lambda _: {"successful": True, "platformUserInfo": info},
        "postSaveUserInfo": lambda given: {**given["userInfo"], "name": "Renamed"},
    }
    async with bench(functions) as made:
        flow = made.flow(query={"userEmail": "dana@example.test"})
        connection = await flow.run_to_end()
        assert connection.name == "Renamed"
        assert connection.user["hostname"] == "real.test"
        assert connection.user["id"] == "31"
        call = next(each for each in made.runtime.calls if each.interface == "getUserInfo")
        (given,) = call.arguments
        assert set(given["query"]) == {"callbackUri", "hostname", "userEmail", "rcAccountId"}
        assert given["userEmail"] == "dana@example.test"
        assert given["data"]["token_type"] == "Bearer"


async def test_a_cancelled_step_can_be_run_again() -> None:
    import asyncio

    async with bench() as made:
        asked = asyncio.Event()

        async def wait(url: str, redirect_uri: str) -> str:
            asked.set()
            await asyncio.Event().wait()
            return ""

        flow = made.flow(wait)
        running = asyncio.create_task(flow.run_to_end())
        await asked.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert step(flow, "authorize").state is StepState.WAITING
        flow.authorize = made.approve
        before = time.time()
        await flow.run_to_end()
        assert step(flow, "authorize").started_at >= before
