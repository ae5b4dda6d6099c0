"""A login says what happened: refusals with their reasons, token answers as they stood, lifetimes, a row of history."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from builders_login import ME, Bench, bench, key_platform, step

from workbench.core.errors import LoginError, UsageError
from workbench.core.run.events import ConsolePrinted, Progress
from workbench.core.run.invocation import ConsoleLine, Invocation
from workbench.core.traffic.outgoing import Capture, IncomingAnswer, OutgoingRequest
from workbench.core.values import UNDEFINED
from workbench.session.browser import BrowserConsent
from workbench.session.firing_again import firing_of
from workbench.session.login import Credentials, LoginFlow, login

KEY = {"getAuthType": lambda *_: "apiKey", "getBasicAuth": lambda given: given["apiKey"]}
PAGE = key_platform({"const": "apiKey", "title": "Key", "required": True})


class TokenAddress:
    """Answers every request with these bytes."""

    def __init__(self, body: bytes, status: int = 200, kind: str = "application/json") -> None:
        self.body, self.status, self.kind = body, status, kind

    async def warm(self) -> None:
        """Nothing to do ahead."""

    async def send(self, request: OutgoingRequest, capture: Capture) -> IncomingAnswer:
        return IncomingAnswer(self.status, "", (("Content-Type", self.kind),), self.body, request.url)


def answering(made: Bench, body: bytes, status: int = 200, kind: str = "application/json") -> None:
    """Let the token address say this."""
    made.adapter.surroundings = replace(made.adapter.surroundings, http=TokenAddress(body, status, kind))


async def rows(made: Bench) -> list[Invocation]:
    """What history keeps, newest first."""
    history = made.adapter.surroundings.history
    found = [await history.invocation(row.id) for row in await history.rows()]
    return [each for each in found if each is not None]


async def refusal(made: Bench, flow: LoginFlow) -> LoginError:
    """The error with which the login ends."""
    with pytest.raises(LoginError) as caught:
        await flow.run_to_end()
    return caught.value


async def test_a_login_is_one_row_of_history_with_every_exchange() -> None:
    async with bench() as made:
        flow = made.flow()
        await flow.run_to_end()
        (row,) = await rows(made)
        assert (row.interface, row.verdict, row.connection) == ("login", "meets", "Dana Reyes")
        assert [each.request.url.rpartition("/")[2] for each in row.exchanges] == ["token"]
        assert [each["key"] for each in row.steps] == [each.key for each in flow.steps]
        assert row.answer is not None
        assert set(row.answer.body) >= {"jwtToken", "name"}
        with pytest.raises(UsageError, match="not fired again"):
            firing_of(row)
        found = await made.adapter.surroundings.history.rows(text="interface:login verdict:meets")
        assert [each.id for each in found] == [row.id]
        secret = str(made.adapter.connection.user["accessToken"]) if made.adapter.connection else ""
        assert secret
        assert secret not in json.dumps(await made.adapter.surroundings.history.document(row.id))


async def test_a_login_that_fails_is_a_row_too_and_so_is_the_next_try() -> None:
    async with bench() as made:
        flow = made.flow(made.deny)
        await refusal(made, flow)
        flow.authorize = made.approve
        await flow.run_to_end()
        good, bad = await rows(made)
        assert (bad.interface, bad.verdict, bad.outcome.kind) == ("login", "failed", "threw")
        assert bad.outcome.error is not None
        assert bad.outcome.error.name == "denied"
        assert [each["state"] for each in bad.steps][-1] == "failed"
        assert (good.verdict, len(good.exchanges)) == ("meets", 1)


async def test_the_row_judges_what_the_adapter_gave() -> None:
    odd = {"id": "31-spy", "timezoneOffset": 0}
    async with bench({"getUserInfo": lambda _: {"successful": True, "platformUserInfo": odd}}) as made:
        await made.flow().run_to_end()
        (row,) = await rows(made)
        assert row.verdict == "findings"
        assert any(each.path.startswith("getUserInfo.") for each in row.findings)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            {"message": "No seat.", "details": [{"items": [{"text": "Ask Kim."}, {"text": "Or Lee."}]}]},
            "Ask Kim. Or Lee.",
        ),
        ({"message": "Trial is over", "messageType": "warning"}, "Trial is over"),
        ({"details": [{"title": "Why", "items": [{"id": 1, "type": "text", "text": "Region EU only."}]}]}, "Region EU"),
        (None, "without a word"),
    ],
)
async def test_a_refusal_shows_message_and_details_and_the_console(message: Any, said: str) -> None:
    async with bench(platform=PAGE) as made:

        def refuse(_: Any) -> Any:
            line = ConsoleLine("error", "TENANT is empty", 1.0, made.runtime.calls[-1].invocation_id)
            made.adapter.surroundings.recorder(ConsolePrinted(line))
            return {"successful": False, "returnMessage": message}

        made.runtime.functions.update({**KEY, "getUserInfo": refuse})
        await made.adapter.start()
        flow = made.flow(fields={"apiKey": "k-12345"})
        error = await refusal(made, flow)
        assert error.code == "login-refused"
        assert said in error.message
        assert "exchanges" not in error.hint
        assert [line.text for line in step(flow, "load-user").console] == ["TENANT is empty"]
        (row,) = await rows(made)
        assert [line.text for line in row.console] == ["TENANT is empty"]
        with pytest.raises(LoginError):
            await login(made.adapter, Credentials({"apiKey": "k-12345"}), made.approve)
        told = [each.sentence for each in made.events if isinstance(each, Progress)]
        assert told == ["The adapter printed: TENANT is empty"]


async def test_a_refusal_with_exchanges_sends_the_reader_there() -> None:
    async with bench(platform=PAGE) as made:

        async def refuse(_: Any) -> Any:
            http, identity = made.adapter.surroundings.http, made.runtime.calls[-1].invocation_id
            request = OutgoingRequest("GET", f"{made.crm.url}/nothing", (), b"")
            await http.send(request, made.adapter.surroundings.capture(identity))
            return {"successful": False, "returnMessage": {"message": "No."}}

        made.runtime.functions.update({**KEY, "getUserInfo": refuse})
        await made.adapter.start()
        flow = made.flow(fields={"apiKey": "k-12345"})
        assert "exchanges of this step" in (await refusal(made, flow)).hint
        assert len(step(flow, "load-user").exchanges) == 1


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ({"id": "4", "name": "Lou"}, "user-info-without-successful", "earlier server"),
        ({"platformUserInfo": ME}, "user-info-without-successful", "no “successful”"),
        ({"succesful": True, "platformUserInfo": ME}, "user-info-without-successful", "no “successful”"),
        ({"successful": None, "platformUserInfo": ME}, "user-info-without-successful", "no “successful”"),
        ({"returnMessage": {"message": "half"}}, "user-info-without-successful", "It says: half"),
        (UNDEFINED, "user-info-empty", "returned nothing"),
        (None, "user-info-empty", "returned nothing"),
        ({"successful": True, "platformUserInfo": {"name": "Lou"}}, "user-without-id", "platformUserInfo.id"),
        ({"successful": True}, "user-without-id", "platformUserInfo.id"),
    ],
)
async def test_an_answer_of_another_shape_is_no_wrong_credential(answer: Any, code: str, words: str) -> None:
    async with bench({"getUserInfo": lambda _: answer}) as made:
        error = await refusal(made, made.flow())
        assert error.code == code
        assert words in error.message
        assert "credentials" not in error.hint


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("error=access_denied&error_description=Not+today", "denied"),
        ("error_description=Not+today", "consent-refused"),
        ("state=&error=server_error&error_description=Not+today", "crm-unwell"),
    ],
)
async def test_a_refusal_without_its_state_ends_the_wait_with_the_crms_reason(query: str, code: str) -> None:
    async with bench() as made:
        opened: list[str] = []

        async def paste(_: str) -> str:
            raise AssertionError("the address should have been caught")

        flow = made.flow(BrowserConsent(opened.append, paste, wait=20))
        running = asyncio.create_task(refusal(made, flow))
        while not opened:
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(trust_env=False) as browser:
            page = await browser.get(f"{made.redirect}?{query}")
        assert "refused" in page.text
        error = await running
        assert (error.code, "Not today" in error.message) == (code, True)
        assert "refusal-without-state" in [note.key for note in step(flow, "authorize").notes]


async def test_a_code_without_its_state_is_still_ignored() -> None:
    async with bench() as made:
        opened: list[str] = []

        async def paste(_: str) -> str:
            raise AssertionError("the address should have been caught")

        flow = made.flow(BrowserConsent(opened.append, paste, wait=20))
        running = asyncio.create_task(flow.run_to_end())
        while not opened:
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(f"{made.redirect}?code=planted")).status_code == 409
            assert (await browser.get(await made.approve(opened[0], made.redirect))).status_code == 200
        assert (await running).connected


@pytest.mark.parametrize("around", ["{} ", "\n{}\r\n", "\t{}", "<{}>", '"{}"', "\u00a0{}\u200b"])
async def test_what_copying_adds_to_an_address_does_no_harm(around: str) -> None:
    async with bench() as made:

        async def paste(url: str, redirect_uri: str) -> str:
            return around.format(await made.approve(url, redirect_uri))

        assert (await made.flow(paste).run_to_end()).connected


async def test_an_address_that_a_terminal_wrapped_is_taken() -> None:
    async with bench() as made:

        async def paste(url: str, redirect_uri: str) -> str:
            address = await made.approve(url, redirect_uri)
            return f"{address[:40]}\n{address[40:]}"

        assert (await made.flow(paste).run_to_end()).connected


@pytest.mark.parametrize(
    ("given", "warned", "dated"),
    [
        (3600, set(), True),
        ("7200", set(), True),
        (253_402_300_800, set(), True),
        (2**63 - 1, {"lifetime-beyond"}, False),
        ("1h", {"lifetime-unreadable"}, False),
        ("3600 seconds", {"lifetime-unreadable"}, False),
        ({"seconds": 5}, {"lifetime-unreadable"}, False),
        (-1, {"lifetime-short"}, True),
        (0, {"lifetime-short"}, True),
        (60, {"lifetime-short"}, True),
        (None, {"lifetime-short"}, True),
        (UNDEFINED, {"no-lifetime"}, False),
    ],
)
async def test_lifetimes_of_every_kind_log_in_and_are_told(given: Any, warned: set[str], dated: bool) -> None:
    async with bench() as made:
        tokens = {"access_token": "access-1", "refresh_token": "refresh-1", "scope": "users.read"}
        body = tokens if given is UNDEFINED else {**tokens, "expires_in": given}
        answering(made, json.dumps(body).encode())
        flow = made.flow()
        connection = await flow.run_to_end()
        found = {note.key for note in step(flow, "exchange").notes if note.severity == "warning"}
        assert found == warned
        assert (connection.user["tokenExpiry"] is not None) == dated
        assert len(connection.warnings or ()) == len(warned)


async def test_every_way_to_log_in_tells_of_its_warnings() -> None:
    async with bench() as made:
        answering(made, json.dumps({"access_token": "access-1", "expires_in": "soon"}).encode())
        await login(made.adapter, Credentials(), made.approve)
        told = [each.sentence for each in made.events if isinstance(each, Progress)]
        assert any("“soon”" in sentence and "never renews" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("scope", "missing"),
    [("crm.read offline_access", ""), ("openid crm.read", ""), ("crm.read crm.write offline_access", "crm.write")],
)
async def test_scopes_that_only_ask_for_tokens_are_not_missed(scope: str, missing: str) -> None:
    async with bench(oauth={"scope": f"scope={scope}"}) as made:
        tokens = {"access_token": "a-1", "refresh_token": "r-1", "expires_in": 3600, "scope": "crm.read"}
        answering(made, json.dumps(tokens).encode())

        async def approve(url: str, redirect_uri: str) -> str:
            state = parse_qs(urlsplit(url).query)["state"][0]
            return f"{redirect_uri}?{urlencode({'code': 'c-1', 'state': state})}"

        flow = made.flow(approve)
        await flow.run_to_end()
        notes = [note for note in step(flow, "exchange").notes if note.key == "scope-narrower"]
        assert [missing in note.sentence for note in notes] == ([True] if missing else [])
        assert not any("offline_access" in note.sentence for note in notes)


@pytest.mark.parametrize(
    ("body", "status", "kind", "code", "words"),
    [
        (b"Back at noon", 200, "text/plain", "no-token", "Back at noon"),
        (b"<html><title>Sign in</title></html>", 200, "text/html", "html-answer", "Sign in"),
        (
            b"\xef\xbb\xbf" + b'{"access_token": "hidden-token-77"}',
            200,
            "application/json",
            "byte-order-mark",
            "\ufeff",
        ),
        (b'{"token": {"value": "abc"}, "note": "v2"}', 200, "application/json", "no-token", "v2"),
        (b'["nothing"]', 200, "application/json", "no-token", "nothing"),
        (b"", 200, "application/json", "no-token", ""),
        (b"upstream timed out", 504, "text/plain", "crm-unwell", "upstream timed out"),
        (b'{"fault": {"code": 900901}}', 403, "application/json", "token-refused", "900901"),
    ],
)
async def test_a_token_answer_can_be_read_where_the_login_failed(
    body: bytes, status: int, kind: str, code: str, words: str
) -> None:
    async with bench() as made:
        answering(made, body, status, kind)
        flow = made.flow()
        assert (await refusal(made, flow)).code == code
        received = {each.name: each.value for each in step(flow, "exchange").received}
        assert received["status"] == status
        assert words in str(received["answer"])
        shown = str(made.adapter.redactor().value(received["answer"], "answer"))
        assert "hidden-token-77" not in shown
        assert "getUserInfo" not in made.runtime.called()


async def test_the_adapters_own_redirect_address_counts_again_after_a_login_with_another() -> None:
    own = "https://portal.example.test/back"
    async with bench(info={"redirectUri": own}) as made:
        saved: list[Mapping[str, Any]] = []
        made.runtime.functions["postSaveUserInfo"] = lambda given: saved.append(given) or given["userInfo"]
        await made.adapter.start()
        flow = made.flow(redirect_uri=made.redirect)
        connection = await flow.run_to_end()
        assert {each.name: each.value for each in step(flow, "exchange").sent}["redirect_uri"] == made.redirect
        assert connection.oauth_info["redirectUri"] == own


@pytest.mark.parametrize("functions", [{}, {"getOverridingOAuthOption": lambda _: {"state": "another"}}])
async def test_a_state_that_the_override_asks_for_has_to_fit(functions: dict[str, Callable[..., Any]]) -> None:
    async with bench(functions) as made:
        flow = made.flow()
        if functions:
            assert (await refusal(made, flow)).code == "state-mismatch"
            assert not step(flow, "exchange").exchanges
        else:
            assert (await flow.run_to_end()).connected


async def test_a_custom_state_without_a_platform_ends_as_on_the_server() -> None:
    async with bench(oauth={"customState": "tenant=7"}) as made:
        assert (await refusal(made, made.flow())).code == "state-without-platform"


def test_a_lifetime_that_is_no_number_reads_so() -> None:
    from workbench.core.login import Evidence

    lifetime = Evidence("exchange", data={"expires_in": "PT1H"}).lifetime
    assert lifetime is not None
    assert math.isnan(lifetime)
