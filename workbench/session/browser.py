"""Approving a login in the system browser, with the loopback listener catching the redirect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from workbench.core.errors import WorkbenchError
from workbench.core.login import ConsentWay
from workbench.core.values.addresses import split_address
from workbench.services.loopback import LoopbackListener, is_loopback
from workbench.session.login.credentials import Authorize

WAIT = 300.0
"""Seconds that the user has on the CRM's page."""


@dataclass(frozen=True, slots=True)
class BrowserConsent:
    """An `Authorize`: opens the consent page and waits for the redirect, or asks for the redirected address.

    The port is that of the redirect address, which a login may replace (`Credentials.redirect_uri`).
    """

    open_page: Callable[[str], object]
    """Shows an address in the browser."""
    ask_for_address: Callable[[str], Awaitable[str]]
    """Asks the user for the address the browser ended on; gets the redirect address that was expected."""
    wait: float = WAIT

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """The complete address the browser was sent back to."""
        if not is_loopback(redirect_uri):
            self.open_page(url)
            return await self.ask_for_address(redirect_uri)
        state = parse_qs(split_address(url).query).get("state", [""])[0]
        async with LoopbackListener(redirect_uri, state) as listener:
            self.open_page(url)
            return await listener.wait(self.wait)


@dataclass(frozen=True, slots=True)
class BrowserOrPaste:
    """An `Authorize` that takes whichever comes first: the browser's redirect, or an address that somebody pastes."""

    open_page: Callable[[str], object]
    """Shows an address in the browser."""
    pasted: Callable[[str], Awaitable[str]]
    """Gives the address that is pasted; gets the redirect address that was expected."""
    wait: float = WAIT
    on_port_taken: Callable[[WorkbenchError], object] | None = None
    """Told that the redirect cannot be caught, so that only pasting is left."""

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """The complete address the browser was sent back to. Where the port is taken, only pasting is left."""
        if not is_loopback(redirect_uri):
            return await BrowserConsent(self.open_page, self.pasted, self.wait)(url, redirect_uri)
        ways = {
            asyncio.create_task(BrowserConsent(self.open_page, self.pasted, self.wait)(url, redirect_uri)),
            asyncio.create_task(_text(self.pasted(redirect_uri))),
        }
        try:
            while ways:
                done, ways = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in done:
                    error = way.exception()
                    if error is None:
                        return way.result()
                    if not ways or not isinstance(error, WorkbenchError) or error.code != "port-taken":
                        raise error
                    if self.on_port_taken is not None:
                        self.on_port_taken(error)
                    self.open_page(url)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        raise AssertionError("one of the ways gives an answer or an error")


@dataclass(slots=True)
class ChosenWay:
    """An `Authorize` that goes by the way that is chosen, also when another is chosen while it waits."""

    ways: Mapping[ConsentWay, Authorize]
    chosen: ConsentWay = ConsentWay.BROWSER
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def choose(self, way: ConsentWay) -> None:
        """Go by this way from now on; a wait by another ends, and the page is opened anew."""
        if way is not self.chosen:
            self.chosen = way
            self._changed.set()

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """The complete address that the chosen way gives."""
        while True:
            self._changed.clear()
            way = asyncio.create_task(_text(self.ways[self.chosen](url, redirect_uri)))
            changed = asyncio.create_task(self._changed.wait())
            try:
                await asyncio.wait({way, changed}, return_when=asyncio.FIRST_COMPLETED)
                if way.done():
                    return way.result()
            finally:
                for each in (way, changed):
                    each.cancel()
                await asyncio.gather(way, changed, return_exceptions=True)


async def _text(answer: Awaitable[str]) -> str:
    return await answer
