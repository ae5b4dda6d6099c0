"""httpx and everything else that stands on httpcore: the hop is seen where the connection pool takes it."""

from __future__ import annotations

import time

from workbench_host.capture.maps import Address
from workbench_host.capture.phases import CONNECTING


def patch(httpcore, recorder) -> None:
    """Instrument both connection pools."""
    send, send_async = httpcore.ConnectionPool.handle_request, httpcore.AsyncConnectionPool.handle_async_request

    def handle_request(self, request):
        exchange = _begin(httpcore, recorder, request)
        trace = _Trace(exchange, request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace.sync}
        request.stream = _Sent(request.stream, exchange)
        token = CONNECTING.set(exchange.phases)
        try:
            response = send(self, request)
        except BaseException as error:
            exchange.fail(error)
            raise
        finally:
            CONNECTING.reset(token)
        _answered(exchange, response)
        response.stream = _Received(response.stream, exchange)
        return response

    async def handle_async_request(self, request):
        exchange = _begin(httpcore, recorder, request)
        trace = _Trace(exchange, request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace.asynchronous}
        request.stream = _Sent(request.stream, exchange)
        token = CONNECTING.set(exchange.phases)
        try:
            response = await send_async(self, request)
        except BaseException as error:
            exchange.fail(error)
            raise
        finally:
            CONNECTING.reset(token)
        _answered(exchange, response)
        response.stream = _Received(response.stream, exchange)
        return response

    httpcore.ConnectionPool.handle_request = handle_request
    httpcore.AsyncConnectionPool.handle_async_request = handle_async_request


def _begin(httpcore, recorder, request):
    client = "httpx" if "httpx" in type(request.stream).__module__ else "httpcore"
    url = _text(request.url)
    exchange = recorder.begin(client, request.method.decode(), url)
    mapped = recorder.map(url)
    if mapped:
        address = Address(mapped)
        exchange.sent_to = mapped
        request.url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        others = [(name, value) for name, value in request.headers if name.lower() != b"host"]
        request.headers = [(b"Host", address.netloc.encode()), *others]
        request.extensions = {key: value for key, value in request.extensions.items() if key != "sni_hostname"}
    exchange.request_headers = _pairs(request.headers)
    exchange.start()
    return exchange


def _text(url) -> str:
    host = url.host.decode()
    host = f"[{host}]" if ":" in host else host
    default = {b"http": 80, b"https": 443}.get(url.scheme)
    port = f":{url.port}" if url.port not in (None, default) else ""
    return f"{url.scheme.decode()}://{host}{port}{url.target.decode()}"


def _pairs(headers) -> list:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def _answered(exchange, response) -> None:
    reason = response.extensions.get("reason_phrase", b"")
    exchange.answered(response.status, reason.decode("latin-1", "replace"), _pairs(response.headers))


class _Trace:
    """Listens to httpcore's trace events, and passes them to whoever listened before."""

    def __init__(self, exchange, previous) -> None:
        self._exchange = exchange
        self._previous = previous
        self._since: dict[str, float] = {}

    def sync(self, name, info):
        self._note(name)
        if self._previous is not None:
            self._previous(name, info)

    async def asynchronous(self, name, info):
        self._note(name)
        if self._previous is not None:
            await self._previous(name, info)

    def _note(self, name: str) -> None:
        part, _, moment = name.rpartition(".")
        now = time.perf_counter()
        step = part.rpartition(".")[2]
        phases = self._exchange.phases
        if moment == "started":
            self._since[step] = now
        elif moment == "complete":
            if step == "connect_tcp":
                phases["connect"] = max(0.0, now - self._since.get(step, now) - phases.get("dns", 0.0))
            elif step == "start_tls":
                phases["tls"] = now - self._since.get(step, now)
            elif step in ("send_request_headers", "send_request_body"):
                self._exchange.sent()


class _Sent:
    """A request's body, seen as it is sent."""

    def __init__(self, stream, exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def __iter__(self):
        for part in self._stream:
            self._exchange.request_body.add(part)
            yield part

    async def __aiter__(self):
        async for part in self._stream:
            self._exchange.request_body.add(part)
            yield part


class _Received:
    """A response's body as it came over the wire, seen as it is read."""

    def __init__(self, stream, exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def __iter__(self):
        try:
            for part in self._stream:
                self._exchange.received(part)
                yield part
        except GeneratorExit:
            raise
        except BaseException as error:
            self._exchange.fail(error)
            raise
        self._exchange.complete()

    async def __aiter__(self):
        try:
            async for part in self._stream:
                self._exchange.received(part)
                yield part
        except GeneratorExit:
            raise
        except BaseException as error:
            self._exchange.fail(error)
            raise
        self._exchange.complete()

    def close(self) -> None:
        try:
            if hasattr(self._stream, "close"):
                self._stream.close()
        finally:
            self._exchange.complete(truncated=True)

    async def aclose(self) -> None:
        try:
            if hasattr(self._stream, "aclose"):
                await self._stream.aclose()
        finally:
            self._exchange.complete(truncated=True)
