"""A real browser walks Harbor CRM's consent page, and the real listener catches where it is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import chromium
import pytest
from builders_login import bench, step

from workbench.core.login import StepState
from workbench.session.browser import BrowserConsent

pytestmark = pytest.mark.skipif(chromium.CHROMIUM is None, reason="Chromium is not installed")


async def unexpected(_: str) -> str:
    raise AssertionError("the address should have been caught")


async def test_chromium_approves_and_comes_back(tmp_path: Path) -> None:
    async with bench() as made, chromium.browser(tmp_path / "profile") as page:
        opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        flow = made.flow(BrowserConsent(opened.set_result, unexpected, wait=60), pkce=True)
        login = asyncio.create_task(flow.run_to_end())
        url = await opened
        state = parse_qs(urlsplit(url).query)["state"][0]

        # A page that smuggles a code in by an image has the right state, and still is no navigation.
        image = f"{made.redirect}?code=evil&state={state.replace('&', '%26').replace('=', '%3D')}"
        await page.go(f"{made.crm.url}/contacts")
        await page.go(f"data:text/html,<img src='{image.replace('%', '%25')}'>")
        # Another tab's login is answered with a page of its own.
        await page.go(f"{made.redirect}?code=other&state=nonce%3Dold%26platform%3Dspy")
        assert "another login" in await page.evaluate("document.body.innerText")
        assert not login.done()

        await page.go(url)
        assert "App Connect" in await page.evaluate("document.body.innerText")
        await page.click("button[value=approve]")
        assert await page.evaluate("location.origin + location.pathname") == made.redirect
        assert "You can close this window" in await page.evaluate("document.body.innerText")
        connection = await login
        assert connection.name == "Dana Reyes"
        assert step(flow, "authorize").state is StepState.DONE
        code = parse_qs(urlsplit(await page.evaluate("location.href")).query)["code"][0]
        sent = {each.name: each.value for each in step(flow, "exchange").sent}
        assert sent["code"] == code


async def test_chromium_denies(tmp_path: Path) -> None:
    async with bench() as made, chromium.browser(tmp_path / "profile") as page:
        opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        flow = made.flow(BrowserConsent(opened.set_result, unexpected, wait=60))
        for _ in range(3):
            await flow.run_step()
        running = asyncio.create_task(flow.run_step())
        await page.go(await opened)
        await page.click("button[value=deny]")
        assert "The CRM refused the login" in await page.evaluate("document.body.innerText")
        assert (await running).notes[-1].key == "denied"
        assert made.adapter.connection is None
