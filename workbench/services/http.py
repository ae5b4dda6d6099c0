"""The shared HTTP client: sends what proxy configurations and token exchanges ask for, and reports every hop."""

from __future__ import annotations

import asyncio
import time
import uuid
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from workbench.core.run.events import ExchangeFinished, ExchangeStarted
from workbench.core.traffic.encodings import content_encodings
from workbench.core.traffic.exchange import (
    Body,
    Exchange,
    ExchangeError,
    Headers,
    HttpRequest,
    HttpResponse,
    Timing,
    header,
    too_large,
)
from workbench.core.traffic.hosts import map_url
from workbench.core.traffic.outgoing import Capture, HttpFailure, IncomingAnswer, OutgoingRequest
from workbench.core.values.addresses import split_address
from workbench.services.http_decoding import TooLargeError, decoded
from workbench.services.http_failures import CANCELLED, failure_of

if TYPE_CHECKING:
    import httpx

INLINE_BODY: Final = 65_536
"""Bytes of a body that stay in memory; larger ones go to the spool folder."""

_CONNECTIONS: Final = 20
_IDLE: Final = 15.0
"""Seconds that an unused connection is kept."""
_THIS_MACHINE: Final = ("127.0.0.1", "localhost", "[::1]")
"""Hosts that no proxy is asked for."""
_CLIENT: Final = "httpx"
_BODY_HEADERS: Final = "content-"
_PRIVATE_HEADERS: Final = ("authorization", "proxy-authorization", "cookie")


class CapturingClient:
    """One pool of connections for the whole session; made at the first request, or by `warm`."""

    def __init__(self, *, certificate_file: str = "", proxy: str = "") -> None:
        """`certificate_file` holds further certificate authorities to trust, in PEM.

        `proxy` is the address of a proxy for everything but this machine; empty takes the environment's.
        """
        self._certificate_file = certificate_file
        self._proxy = proxy
        self._making = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None
        self._origins: dict[str, httpx.URL] = {}

    async def warm(self) -> None:
        """Make the client and its TLS context ahead of the first request, off the event loop; raises HttpFailure."""
        await self._ready()

    async def close(self) -> None:
        """Close every connection; safe to call twice. A later request opens them again."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def send(self, request: OutgoingRequest, capture: Capture) -> IncomingAnswer:
        """Send and report; raises HttpFailure when no complete answer came, whatever its status."""
        client = self._client or await self._ready()
        hop = _Hop(self, client, request, capture)
        followed = 0
        while True:
            answer = await hop.run()
            location = header(answer.headers, "location")
            if request.redirects == 0 or not location or not 300 <= answer.status < 400:
                return answer
            if followed == request.redirects:
                raise HttpFailure("ERR_FR_TOO_MANY_REDIRECTS", "Maximum number of redirects exceeded")
            followed += 1
            hop = _Hop(self, client, redirected(hop.request, answer.status, location), capture, hop.id)

    def origin(self, address: str) -> httpx.URL:
        """Scheme, host and port as the client wants them; the rest of an address is sent as it stands."""
        known = self._origins.get(address)
        if known is None:
            import httpx

            known = self._origins[address] = httpx.URL(address)
        return known

    def forwards(self, scheme: str, authority: str) -> bool:
        """Whether the proxy forwards a request, as it does with plain HTTP; through HTTPS it lets a tunnel pass."""
        host = authority.rpartition(":")[0] if not authority.endswith("]") and ":" in authority else authority
        return bool(self._proxy) and scheme == "http" and host not in _THIS_MACHINE

    async def _ready(self) -> httpx.AsyncClient:
        async with self._making:
            if self._client is None:
                try:
                    self._client = await asyncio.to_thread(self._make)
                except (OSError, ValueError) as error:
                    raise HttpFailure(
                        "ERR_CERTIFICATES", f"The certificates to trust, or the proxy settings, cannot be used: {error}"
                    ) from error
            return self._client

    def _make(self) -> httpx.AsyncClient:
        # Importing httpx and reading the certificates take 100 ms and more.
        import httpx

        context = httpx.create_ssl_context()
        if self._certificate_file:
            context.load_verify_locations(self._certificate_file)
        limits = httpx.Limits(
            max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=_IDLE
        )
        ways: dict[str, httpx.AsyncBaseTransport | None] = {}
        if self._proxy:
            ways = {f"all://{host}": None for host in _THIS_MACHINE}
            ways["all://"] = httpx.AsyncHTTPTransport(verify=context, limits=limits, proxy=self._proxy)
        return httpx.AsyncClient(
            verify=context,
            mounts=ways,
            http2=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 - every request brings its own
            limits=limits,
            # App Connect's client keeps no cookies between requests.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )


def redirected(request: OutgoingRequest, status: int, location: str) -> OutgoingRequest:
    """The request that follows a redirect, as App Connect's client makes it.

    303 always and 301 or 302 after POST become GET without a body; credentials stay behind when the host
    changes, unless the new one is below the old, and when the connection becomes a plain one.
    """
    url = urljoin(request.url, location)
    old, new = split_address(request.url), split_address(url)
    method, body, headers = request.method, request.body, request.headers
    if (status in (301, 302) and method == "POST") or (status == 303 and method not in ("GET", "HEAD")):
        method, body = "GET", None
        headers = tuple(line for line in headers if not line[0].lower().startswith(_BODY_HEADERS))
    moved = new.netloc != old.netloc and not new.netloc.endswith(f".{old.netloc}")
    if moved or (new.scheme != old.scheme and new.scheme != "https"):
        headers = tuple(line for line in headers if line[0].lower() not in _PRIVATE_HEADERS)
    headers = tuple(line for line in headers if line[0].lower() != "host")
    return OutgoingRequest(method, url, headers, body, request.timeout, request.redirects)


class _Phases:
    """Moments of one hop, noted by the trace extension of the connection pool."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    async def __call__(self, name: str, _details: dict[str, Any]) -> None:
        self.at[name.partition(".")[2]] = time.perf_counter()

    def timing(self, began: float, answered: float, ended: float) -> Timing:
        """The phases in milliseconds; `answered` is when headers were there, or 0."""
        sent = self.at.get("send_request_body.complete", 0.0)
        return Timing(
            connect=self._between("connect_tcp"),
            tls=self._between("start_tls"),
            first_byte=(answered - sent) * 1000 if answered and sent else None,
            body=(ended - answered) * 1000 if answered else None,
            total=(ended - began) * 1000,
        )

    def _between(self, step: str) -> float | None:
        start, end = self.at.get(f"{step}.started"), self.at.get(f"{step}.complete")
        return (end - start) * 1000 if start is not None and end is not None else None


class _Hop:
    """One exchange on its way: sent once, reported when it starts and when it ends."""

    def __init__(
        self,
        owner: CapturingClient,
        client: httpx.AsyncClient,
        request: OutgoingRequest,
        capture: Capture,
        origin: str = "",
    ) -> None:
        self.id = uuid.uuid4().hex
        self.request = request
        self._owner = owner
        self._client = client
        self._capture = capture
        self._redirected_from = origin
        self._phases = _Phases()
        self._raw = bytearray()
        self._answered = 0.0
        self._response: httpx.Response | None = None
        self._began = 0.0
        self._started_at = 0.0
        self._sent = HttpRequest(request.method, request.url)

    async def run(self) -> IncomingAnswer:
        """Send, read the whole answer and report both."""
        capture, asked = self._capture, self.request
        address = map_url(asked.url, capture.maps) if capture.maps else asked.url
        self._started_at, self._began = time.time(), time.perf_counter()
        try:
            prepared = self._prepare(address)
        except Exception as error:
            await self._start(asked.headers, address)
            raise await self._failed(failure_of(error, address, asked.timeout, answering=False)) from error
        lines = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in prepared.headers.raw)
        await self._start(lines, address)
        if capture.started >= capture.cap:
            raise await self._failed(_too_many(capture.cap))
        capture.started += 1
        try:
            response = self._response = await self._client.send(prepared, stream=True)
            self._answered = time.perf_counter()
            try:
                async for chunk in response.aiter_raw():
                    self._raw += chunk[: capture.answer_limit + 1 - len(self._raw)]
                    if len(self._raw) > capture.answer_limit:
                        break
            finally:
                await response.aclose()
        except asyncio.CancelledError:
            self._finish(await self._body(self._raw, "response", truncated=True), CANCELLED)
            raise
        except Exception as error:
            host = split_address(address).netloc.rpartition("@")[2]
            failure = failure_of(error, host, asked.timeout, answering=self._response is not None)
            raise await self._failed(failure) from error
        lines = _lines(response)
        bare = response.status_code == 204 or asked.method == "HEAD"
        encodings = () if bare else content_encodings(lines)
        if len(self._raw) > capture.answer_limit:
            raise await self._failed(too_large(capture.answer_limit))
        raw, self._raw = bytes(self._raw), bytearray()
        try:
            body = await _content(raw, encodings, capture.answer_limit)
        except TooLargeError:
            self._raw += raw
            raise await self._failed(too_large(capture.answer_limit)) from None
        except HttpFailure:
            self._finish(await self._body(raw, "response"), None)
            raise
        self._finish(await self._body(raw, "response"), None)
        return IncomingAnswer(response.status_code, response.reason_phrase, lines, body, asked.url)

    def _prepare(self, address: str) -> httpx.Request:
        import httpx

        scheme, _, rest = address.partition("://")
        end = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
        authority, target = rest[:end].rpartition("@")[2], rest[end:].partition("#")[0]
        target = target if target.startswith("/") else f"/{target}"
        if self._owner.forwards(scheme, authority):
            # A proxy that is given a plain request has to be told where to.
            target = f"{scheme}://{authority}{target}"
        headers = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in self.request.headers
            if address == self.request.url or name.lower() != "host"
        ]
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.request.timeout)
        return httpx.Request(
            self.request.method,
            self._owner.origin(f"{scheme}://{authority}"),
            headers=headers,
            content=self.request.body,
            extensions={"timeout": timeout, "trace": self._phases, "target": target.encode("utf-8")},
        )

    async def _start(self, lines: Headers, address: str) -> None:
        asked = self.request
        mapped = "" if address == asked.url else address
        self._sent = HttpRequest(asked.method, asked.url, lines, await self._body(asked.body or b"", "request"), mapped)
        self._capture.emit(ExchangeStarted(self._exchange(None, None, Timing())))

    async def _failed(self, failure: ExchangeError) -> HttpFailure:
        self._finish(await self._body(self._raw, "response", truncated=True), failure)
        return HttpFailure(failure.code, failure.message)

    def _finish(self, body: Body, failure: ExchangeError | None) -> None:
        got = self._response
        response = HttpResponse(got.status_code, got.reason_phrase, _lines(got), body) if got is not None else None
        timing = self._phases.timing(self._began, self._answered, time.perf_counter())
        self._capture.emit(ExchangeFinished(self._exchange(response, failure, timing)))

    def _exchange(self, response: HttpResponse | None, failure: ExchangeError | None, timing: Timing) -> Exchange:
        return Exchange(
            self.id,
            self._capture.invocation_id,
            self._sent,
            self._started_at,
            response,
            failure,
            timing,
            client=_CLIENT,
            redirected_from=self._redirected_from,
        )

    async def _body(self, raw: bytes | bytearray, part: str, *, truncated: bool = False) -> Body:
        if len(raw) <= INLINE_BODY or not self._capture.spool:
            return Body(len(raw), bytes(raw), truncated=truncated)
        file = Path(self._capture.spool) / f"{self.id}-{part}"
        try:
            await asyncio.shield(asyncio.to_thread(file.write_bytes, raw))
        except OSError:
            return Body(len(raw), bytes(raw), truncated=truncated)
        return Body(len(raw), None, str(file), truncated=truncated)


async def _content(raw: bytes, encodings: tuple[str, ...], limit: int) -> bytes:
    """The body without its content encoding; raises TooLargeError, or HttpFailure where it is not so encoded."""
    if len(raw) <= INLINE_BODY // 1024:
        return decoded(raw, encodings, limit)
    # Little can become much.
    return await asyncio.to_thread(decoded, raw, encodings, limit) if encodings else raw


def _lines(response: httpx.Response) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)


def _too_many(cap: int) -> ExchangeError:
    return ExchangeError("exchange-cap", f"The invocation already made {cap} requests, which is its limit.")
