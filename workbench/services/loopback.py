"""The loopback listener that catches an OAuth redirect in the system browser (RFC 8252 section 7.3)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from workbench.core.errors import LoginError, TimedOutError

LOOPBACK_HOSTS: Final = ("127.0.0.1", "::1", "localhost")

_PAGE: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>App Connect Workbench</title>"
    "<style>body{{font:16px system-ui;margin:15vh auto;max-width:32em;padding:0 1em;color:#1b2028}}"
    "p{{color:#5a6473}}</style><h1>{title}</h1><p>{text}</p>"
)


def is_loopback(address: str) -> bool:
    """Whether a redirect address can be caught by a listener on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS


class LoopbackListener:
    """Listens on the port of one redirect address, answers only its path, and gives the address it was called with.

    Use as an async context manager; the port is free again when it ends.
    """

    def __init__(self, redirect_uri: str) -> None:
        """`redirect_uri` is the adapter's, such as http://127.0.0.1:8765/callback."""
        parts = urlsplit(redirect_uri)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path or "/"
        self._port = parts.port or 80
        self._servers: list[asyncio.Server] = []
        self._callback: asyncio.Future[str] | None = None

    async def __aenter__(self) -> Self:
        self._callback = asyncio.get_running_loop().create_future()
        for host in ("127.0.0.1", "::1"):
            try:
                self._servers.append(await asyncio.start_server(self._answer, host, self._port))
            except OSError as error:
                # A machine without IPv6 still has the other address.
                if host == "::1" and error.errno != errno.EADDRINUSE:
                    continue
                await self._close()
                raise LoginError(
                    f"Port {self._port} on {host} is taken, so the CRM's redirect cannot be caught.",
                    code="port-taken",
                    hint=f"Close the program that listens on port {self._port}, or paste the redirected address.",
                ) from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def wait(self, seconds: float) -> str:
        """The complete redirect address once the browser has come back; raises TimedOutError."""
        assert self._callback is not None
        try:
            return await asyncio.wait_for(asyncio.shield(self._callback), seconds)
        except TimeoutError:
            raise TimedOutError(
                f"The browser did not come back within {seconds:.0f} seconds.",
                code="login-timed-out",
                hint="Start the login again and approve it on the CRM's page.",
            ) from None

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()
        if self._callback is not None:
            self._callback.cancel()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, ValueError):
            line = (await asyncio.wait_for(reader.readline(), 5)).decode("latin-1")
            while (await asyncio.wait_for(reader.readline(), 5)).strip():
                pass
            method, _, rest = line.partition(" ")
            target = rest.partition(" ")[0]
            writer.write(self._response(method, target))
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def _response(self, method: str, target: str) -> bytes:
        assert self._callback is not None
        if method != "GET" or urlsplit(target).path != self._path:
            return _page("404 Not Found", "Nothing here", "This address only waits for a CRM's redirect.")
        if self._callback.done():
            return _page("409 Conflict", "Already answered", "This login has its answer. You can close this window.")
        self._callback.set_result(self._origin + target)
        return _page("200 OK", "You can close this window", "The login goes on in App Connect Workbench.")


def _page(status: str, title: str, text: str) -> bytes:
    body = _PAGE.format(title=title, text=text).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
