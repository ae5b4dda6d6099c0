"""The loopback listener that catches an OAuth redirect in the system browser (RFC 8252 section 7.3)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import html
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs

from workbench.core.errors import LoginError, TimedOutError
from workbench.core.login import fits_state
from workbench.core.values.addresses import split_address
from workbench.core.values.json_text import utf8

LOOPBACK_HOSTS: Final = ("127.0.0.1", "::1", "localhost")

_LONGEST_FORM: Final = 64 * 1024
_LINES: Final = 100
"""Header lines that a request may have."""

_PAGE: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>App Connect Workbench</title>"
    "<style>body{{font:16px system-ui;margin:15vh auto;max-width:32em;padding:0 1em;color:#1b2028}}"
    "p{{color:#5a6473}}</style><h1>{title}</h1><p>{text}</p>"
)

_ANSWERS: Final = {
    "caught": ("200 OK", "You can close this window", "The login goes on in App Connect Workbench."),
    "refused": (
        "200 OK",
        "The CRM refused the login",
        "App Connect Workbench says why. You can close this window.",
    ),
    "empty": (
        "200 OK",
        "This address carries no answer",
        "Browsers keep what stands behind a #: if there is more in the address line, paste all of it.",
    ),
    "posted": (
        "200 OK",
        "The CRM answered with a form",
        "App Connect only reads answers in the address. App Connect Workbench says more; you can close this window.",
    ),
    "answered": ("409 Conflict", "Already answered", "This login has its answer. You can close this window."),
    "other-login": (
        "409 Conflict",
        "This page belongs to another login",
        "It was opened by an earlier login or in a second tab. Use the page opened last; you can close this window.",
    ),
    "web-page": (
        "403 Forbidden",
        "Only the browser itself may come here",
        "A web page asked for this address on its own. Nothing was taken from it.",
    ),
    "other-name": ("421 Misdirected Request", "Another host", "This address only answers by its own name."),
    "elsewhere": ("404 Not Found", "Nothing here", "This address only waits for a CRM's redirect."),
}
"""Status, title and text of each page."""


def is_loopback(address: str) -> bool:
    """Whether a redirect address can be caught by a listener on this machine."""
    parts = split_address(address)
    return parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS


class LoopbackListener:
    """Listens on the port of one redirect address, answers only its path, and gives the address it was called with.

    Only navigation counts: what a web page asks for by itself is refused, and so is the redirect of another login.
    Use as an async context manager; the port is free again when it ends.
    """

    def __init__(self, redirect_uri: str, state: str = "") -> None:
        """`redirect_uri` is the adapter's, such as http://127.0.0.1:8765/callback.

        With a `state` other states are answered with a page of their own and otherwise ignored.
        """
        parts = split_address(redirect_uri)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path or "/"
        port = f":{parts.port}" if parts.port else ""
        self._names = {f"{host}{port}" for host in (*LOOPBACK_HOSTS, "[::1]")}
        self._port = parts.port or 80
        self._state = state
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
        if self._callback is not None and not self._callback.cancel():
            # Nobody may have waited for an error.
            self._callback.exception()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, EOFError, TimeoutError, ValueError):
            line = (await asyncio.wait_for(reader.readline(), 5)).decode("latin-1")
            headers = await _headers(reader)
            method, _, rest = line.partition(" ")
            size = min(int(headers.get("content-length", "0")), _LONGEST_FORM) if method == "POST" else 0
            form = (await asyncio.wait_for(reader.readexactly(size), 5)).decode("latin-1")
            writer.write(self._response(method, rest.partition(" ")[0], headers, form))
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def _response(self, method: str, target: str, headers: Mapping[str, str], form: str) -> bytes:
        assert self._callback is not None
        # A page may have its own host name lead here; the name is the only thing that tells.
        if headers.get("host", self._origin.partition("://")[2]).lower() not in self._names:
            return _page("other-name")
        if split_address(target).path != self._path:
            return _page("elsewhere")
        if method == "POST" and self._is_own_answer(form):
            if not self._callback.done():
                self._callback.set_exception(_posted())
            return _page("posted")
        if method != "GET":
            return _page("elsewhere")
        if _from_a_page(headers):
            return _page("web-page")
        query = parse_qs(split_address(target).query)
        if self._state and not query:
            return _page("empty")
        refused = "error" in query or "error_description" in query
        # Some CRMs leave the state out when they refuse; nothing but an end can come of such an address.
        stateless = refused and not query.get("state")
        if self._state and not stateless and not fits_state(query.get("state", [""])[0], self._state):
            return _page("other-login")
        if self._callback.done():
            return _page("answered")
        self._callback.set_result(self._origin + target)
        return _page("refused" if refused else "caught")

    def _is_own_answer(self, form: str) -> bool:
        """Whether a posted form is this login's answer, which only its state proves."""
        return bool(self._state) and fits_state(parse_qs(form).get("state", [""])[0], self._state)


def _posted() -> LoginError:
    return LoginError(
        "The CRM came back by posting a form (response_mode=form_post), and App Connect only reads the address.",
        code="redirect-by-post",
        hint="Have the CRM answer in the query: leave response_mode out of the manifest's authUrl and scope.",
    )


async def _headers(reader: asyncio.StreamReader) -> dict[str, str]:
    """Header lines by lower-case name; raises ValueError for more than a browser sends."""
    headers: dict[str, str] = {}
    for _ in range(_LINES):
        line = (await asyncio.wait_for(reader.readline(), 5)).decode("latin-1").strip()
        if not line:
            return headers
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    raise ValueError("too many header lines")


def _from_a_page(headers: Mapping[str, str]) -> bool:
    """Whether a page's script, frame or image asks: navigation by GET names no origin and says that it navigates."""
    mode, destination = headers.get("sec-fetch-mode", "navigate"), headers.get("sec-fetch-dest", "document")
    return "origin" in headers or mode != "navigate" or destination != "document"


def _page(kind: str) -> bytes:
    status, title, text = _ANSWERS[kind]
    body = utf8(_PAGE.format(title=html.escape(title), text=html.escape(text)))
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
