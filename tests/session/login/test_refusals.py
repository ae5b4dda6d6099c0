"""Every refusal of a login has its own message and mend, fails its own step, and stores nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from builders_login import Bench, PastedRedirect, bench, free_port, key_platform, step

from workbench.core.errors import LoginError, TimedOutError, UnreachableError, UsageError, WorkbenchError
from workbench.core.login import StepState
from workbench.session.browser import BrowserConsent
from workbench.session.login import Credentials, LoginFlow


async def refused(
    made: Bench, flow: LoginFlow, where: str, code: str, kind: type[WorkbenchError] = LoginError
) -> WorkbenchError:
    """Run to the failure that is expected; nothing may be left behind."""
    with pytest.raises(kind) as caught:
        await flow.run_to_end()
    assert caught.value.code == code
    failed = step(flow, where)
    assert failed.state is StepState.FAILED
    (note,) = [each for each in failed.notes if each.severity == "error"]
    assert note.sentence == caught.value.message
    assert note.mend or caught.value.hint
    assert made.told(where)[-1] == "failed"
    assert made.adapter.connection is None
    assert flow.connection is None
    return caught.value


async def unexpected(_: str) -> str:
    raise AssertionError("the address should have been caught")


async def test_another_state() -> None:
    async with bench() as made:

        async def planted(url: str, redirect_uri: str) -> str:
            return f"{redirect_uri}?{urlencode({'code': 'evil', 'state': 'nonce=other&platform=spy'})}"

        flow = made.flow(planted)
        await refused(made, flow, "authorize", "state-mismatch")
        assert step(flow, "exchange").state is StepState.WAITING
        assert "getUserInfo" not in made.runtime.called()


async def test_a_state_that_is_missing() -> None:
    async with bench() as made:

        async def bare(url: str, redirect_uri: str) -> str:
            return f"{redirect_uri}?code=evil"

        await refused(made, made.flow(bare), "authorize", "state-mismatch")


@pytest.mark.parametrize(
    "page", ["file:///tmp/tool.desktop", "javascript:alert(1)", "crm.example.test/authorize", "http://h:99999/", "/a"]
)
async def test_a_consent_page_that_is_no_web_page_is_not_opened(page: str) -> None:
    async def opened(url: str, redirect_uri: str) -> str:
        raise AssertionError(f"{url} was opened")

    async with bench(oauth={"authUrl": page}) as made:
        error = await refused(made, made.flow(opened), "authorize", "consent-page-no-web-page")
        assert f"“{page}”" in error.message


@pytest.mark.parametrize(
    ("tail", "code", "words"),
    [
        ("?code=a&code=b&{state}", "parameter-twice", "carries code twice"),
        ("?code=a&{state}&state=other", "parameter-twice", "carries state twice"),
        ("#access_token=t&{state}", "answer-in-fragment", "access_token behind its #"),
        ("?x=1#code=c&{state}", "answer-in-fragment", "code behind its #"),
        ("#error=access_denied&{state}", "answer-in-fragment", "error behind its #"),
        ("?error=access_denied&error_description=No+way%2C%20really&{state}", "denied", "No way, really"),
        ("?error=server_error&{state}", "crm-unwell", "server_error"),
    ],
)
async def test_each_way_a_redirect_goes_wrong(tail: str, code: str, words: str) -> None:
    async def comes_back(url: str, redirect_uri: str) -> str:
        return redirect_uri + tail.format(state=urlencode({"state": parse_qs(urlsplit(url).query)["state"][0]}))

    async with bench() as made:
        error = await refused(made, made.flow(comes_back), "authorize", code)
        assert words in error.message


@pytest.mark.parametrize(
    "around",
    [
        " {} ",
        "{}\n",
        "\r\n{}\r\n",
        "\t{}",
        "<{}>",
        '"{}"',
        "'{}'",
        "`{}`",
        "“{}”",
        "«{}»",
        "\ufeff{}\u200b",
        " <{}>\u00a0\n",
    ],
)
async def test_what_copying_adds_to_an_address_does_no_harm(around: str) -> None:
    async def pasted(url: str, redirect_uri: str) -> str:
        address = await made.approve(url, redirect_uri)
        return around.format(address[:40] + "\n" + address[40:])

    async with bench() as made:
        assert (await made.flow(pasted).run_to_end()).connected


async def test_the_same_code_twice_is_one_code() -> None:
    async def comes_back(url: str, redirect_uri: str) -> str:
        address = await made.approve(url, redirect_uri)
        return f"{address}&{urlsplit(address).query}#top"

    async with bench() as made:
        assert (await made.flow(comes_back).run_to_end()).connected


async def test_denied_consent() -> None:
    async with bench() as made:
        error = await refused(made, made.flow(made.deny), "authorize", "denied")
        assert "said no" in error.message


async def test_a_redirect_address_that_differs_at_the_exchange() -> None:
    async with bench(oauth={"redirectUri": "https://connect.harborcrm.test/redirect"}) as made:
        flow = made.flow()
        await refused(made, flow, "exchange", "path-differs")
        assert not step(flow, "exchange").exchanges
        assert "redirects-differ" in [note.key for note in step(flow, "authorize").notes]


async def test_a_redirect_address_that_the_crm_refuses() -> None:
    async with bench() as made:
        other = made.redirect.replace("127.0.0.1", "localhost")
        made.runtime.functions["getOauthInfo"] = lambda _: {
            "clientId": "harbor-demo-app",
            "clientSecret": "harbor-demo-app-secret",
            "accessTokenUri": f"{made.crm.url}/oauth/token",
            "redirectUri": other,
        }
        flow = made.flow()
        error = await refused(made, flow, "exchange", "wrong-redirect-uri")
        assert other in error.message
        (exchange,) = step(flow, "exchange").exchanges
        assert exchange.response is not None
        assert exchange.response.status == 400


async def test_a_code_that_was_used() -> None:
    async with bench() as made:

        async def eager(url: str, redirect_uri: str) -> str:
            address = await made.approve(url, redirect_uri)
            code = parse_qs(urlsplit(address).query)["code"][0]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
            async with httpx.AsyncClient(trust_env=False) as other:
                client = made.crm.oauth_client
                await other.post(
                    f"{made.crm.url}/oauth/token", data=form, auth=(client.client_id, client.client_secret)
                )
            return address

        await refused(made, made.flow(eager), "exchange", "code-used-twice")


async def test_a_code_that_is_sent_again() -> None:
    async with bench({"getUserInfo": lambda _: {"successful": False}}) as made:
        flow = made.flow()
        await refused(made, flow, "load-user", "login-refused")
        flow._steps["exchange"] = step(made.flow(), "exchange")
        await refused(made, flow, "exchange", "code-used-twice")
        assert step(flow, "exchange").sent[2].remark.startswith("used 2 times")


async def test_a_code_that_is_too_old() -> None:
    async with bench() as made:

        async def slow(url: str, redirect_uri: str) -> str:
            address = await made.approve(url, redirect_uri)
            made.clock.now += 61
            return address

        error = await refused(made, made.flow(slow), "exchange", "code-too-old")
        assert "expired" in error.message


async def test_pkce_that_does_not_fit() -> None:
    async with bench() as made:

        async def exchanged(url: str, redirect_uri: str) -> str:
            return await made.decide(url, "approve", code_challenge="x" * 43)

        error = await refused(made, made.flow(exchanged, pkce=True), "exchange", "pkce-mismatch")
        assert "code_verifier" in error.message


async def test_a_crm_that_wants_pkce() -> None:
    public = {"clientId": "harbor-public-app"}
    async with bench(oauth=public, info={**public, "clientSecret": None}) as made:

        async def see(url: str, redirect_uri: str) -> str:
            async with httpx.AsyncClient(trust_env=False) as browser:
                return str((await browser.get(url)).headers["location"])

        await refused(made, made.flow(see), "authorize", "pkce-required")
        assert (await made.flow(pkce=True).run_to_end()).name == "Dana Reyes"


async def test_a_port_that_is_taken() -> None:
    async with bench() as made:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", urlsplit(made.redirect).port or 0))
            taken.listen()
            opened: list[str] = []
            flow = made.flow(BrowserConsent(opened.append, unexpected))
            error = await refused(made, flow, "authorize", "port-taken")
            assert str(urlsplit(made.redirect).port) in error.message
            assert not opened


async def test_nobody_comes_back() -> None:
    async with bench() as made:
        consent = BrowserConsent(lambda _: None, unexpected, wait=0.01)
        await refused(made, made.flow(consent), "authorize", "login-timed-out", TimedOutError)


@pytest.mark.parametrize(
    ("change", "headers", "status", "words"),
    [
        ({"state": "nonce=old&platform=spy"}, {}, 409, "another login"),
        ({}, {"Origin": "http://evil.example.test"}, 403, "Only the browser itself"),
        ({}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403, "Only the browser itself"),
        ({}, {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403, "Only the browser itself"),
    ],
    ids=["second-tab", "script", "image", "frame"],
)
async def test_a_request_that_is_no_redirect_of_this_login(
    change: Mapping[str, str], headers: Mapping[str, str], status: int, words: str
) -> None:
    async with bench() as made:
        urls: list[str] = []
        flow = made.flow(BrowserConsent(urls.append, unexpected, wait=20))
        for _ in range(3):
            await flow.run_step()
        async with httpx.AsyncClient(trust_env=False) as browser:
            import asyncio

            running = asyncio.create_task(flow.run_step())
            while not urls:
                await asyncio.sleep(0)
            good = await made.approve(urls[0], made.redirect)
            query = {name: values[0] for name, values in parse_qs(urlsplit(good).query).items()}
            answer = await browser.get(made.redirect, params={**query, **change}, headers=dict(headers))
            assert answer.status_code == status
            assert words in answer.text
            assert not running.done()
            assert (await browser.get(good)).status_code == 200
            assert (await running).state is StepState.DONE


async def test_a_pasted_address_of_another_place() -> None:
    async with bench() as made:
        pasted = PastedRedirect(lambda url: pasted.paste("https://elsewhere.example.test/?code=1"))
        await refused(made, made.flow(pasted), "authorize", "wrong-redirect")


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ({"clientId": None}, "oauth-info-incomplete"),
        ({"accessTokenUri": None}, "oauth-info-incomplete"),
        ({"failMessage": "This tenant is closed."}, "fail-message"),
    ],
)
async def test_details_that_are_not_enough(info: dict[str, Any], code: str) -> None:
    async with bench(info=info) as made:
        error = await refused(made, made.flow(), "details", code)
        assert any(str(each) in error.message for pair in info.items() for each in pair if each)


async def test_getoauthinfo_that_returns_nothing() -> None:
    async with bench({"getOauthInfo": lambda _: None}) as made:
        await refused(made, made.flow(), "details", "oauth-info-empty")


async def test_a_wrong_secret_names_the_other_place() -> None:
    async with bench(info={"clientSecret": "not-the-secret"}) as made:
        flow = made.flow()
        await refused(made, flow, "exchange", "client-in-header")
        assert "getOverridingOAuthOption" in step(flow, "exchange").notes[-1].mend
        await refused(made, made.flow(secret_in_body=True), "exchange", "client-in-body")


async def test_no_secret() -> None:
    async with bench(info={"clientSecret": None}) as made:
        await refused(made, made.flow(), "exchange", "client-without-secret")


async def test_a_token_address_that_is_a_page_or_nobody() -> None:
    async with bench() as made:
        details = made.runtime.functions["getOauthInfo"]
        made.runtime.functions["getOauthInfo"] = lambda _: {**details(_), "accessTokenUri": made.crm.url + "/none"}
        assert (await refused(made, made.flow(), "exchange", "token-address-unknown")).message.startswith(
            "The token address"
        )
        made.runtime.functions["getOauthInfo"] = lambda _: {
            **details(_),
            "accessTokenUri": f"http://127.0.0.1:{free_port()}/token",
        }
        await refused(made, made.flow(), "exchange", "token-endpoint-unreachable", UnreachableError)


@pytest.mark.parametrize(
    ("functions", "where", "code"),
    [
        ({"getUserInfo": lambda _: {"successful": True}}, "load-user", "user-without-id"),
        ({"getUserInfo": lambda _: None}, "load-user", "user-info-empty"),
        ({"postSaveUserInfo": lambda _: None}, "save", "post-save-empty"),
        ({"getAuthType": lambda *_: "magic"}, "exchange", ""),
    ],
)
async def test_the_last_steps(functions: dict[str, Callable[..., Any]], where: str, code: str) -> None:
    async with bench(functions) as made:
        if code:
            await refused(made, made.flow(), where, code)
        else:
            # The manifest says how to log in; App Connect's client does not ask the adapter.
            assert (await made.flow().run_to_end()).auth_type == "magic"


async def test_fields_and_hostnames_that_are_missing() -> None:
    page = key_platform(
        {"const": "apiKey", "title": "API key", "required": True},
        {"const": "dealer", "title": "Dealer ID", "required": True, "managed": True},
        {"const": "info", "required": True, "uiSchema": {"ui:field": "typography"}},
    )
    functions = {"getAuthType": lambda *_: "apiKey", "getBasicAuth": lambda given: given["apiKey"]}
    async with bench(functions, platform=page) as made:
        error = await refused(made, made.flow(fields={"apiKey": "k-1234567"}), "details", "missing-fields")
        assert error.message == "The login needs Dealer ID."
        managed = {"dealer": "D-1"}
        connection = await made.flow(fields={"apiKey": "k", "dealer": "typed"}, managed=managed).run_to_end()
        assert connection.login is not None
        assert connection.login["additionalInfo"] == {"apiKey": "k", "dealer": "D-1"}
    dynamic = {"type": "dynamic", "urlIdentifier": "https://*.acme.test", "instructions": ["Open the CRM"]}
    async with bench(functions, platform=key_platform(environment=dynamic)) as made:
        flow = LoginFlow(made.adapter, Credentials({"apiKey": "k"}, "https://evil.test"), made.approve)
        await refused(made, flow, "hostname", "hostname-needed", UsageError)
