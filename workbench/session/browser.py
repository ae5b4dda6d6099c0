"""Approving a login in the system browser, with the loopback listener catching the redirect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from workbench.services.loopback import LoopbackListener, is_loopback

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
        state = parse_qs(urlsplit(url).query).get("state", [""])[0]
        async with LoopbackListener(redirect_uri, state) as listener:
            self.open_page(url)
            return await listener.wait(self.wait)
