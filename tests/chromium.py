"""A headless Chromium driven over its DevTools protocol, for tests that walk real pages."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def send(self, method: str, **parameters: Any) -> Any:
        """A command's result; events on the way are dropped."""
        number = next(self._numbers)
        await self._socket.send_str(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(await self._socket.receive_str())
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    async def go(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        await self.send("Page.enable")
        await self.send("Page.navigate", url=address)
        await self._event("Page.loadEventFired")

    async def click(self, selector: str) -> None:
        """Click what leads to another page, and wait until that is loaded."""
        await self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        await self._event("Page.loadEventFired")

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        result = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def _event(self, name: str) -> None:
        while json.loads(await self._socket.receive_str()).get("method") != name:
            pass


@contextlib.asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Page]:
    """Start Chromium with a profile of its own; one page of it."""
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *_FLAGS,
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    drain: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(60):
            line = b""
            while b"DevTools listening on" not in line:
                line = await process.stderr.readline()
                assert line, "Chromium ended before it listened"
        drain = asyncio.create_task(process.stderr.read())
        origin = line.decode().partition("ws://")[2].partition("/")[0]
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://{origin}/json/list") as answer:
                target = next(each for each in await answer.json() if each["type"] == "page")
            async with asyncio.timeout(60), http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        if drain is not None:
            await drain
