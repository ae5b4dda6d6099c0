"""http.client, and urllib.request, urllib3 and requests which stand on it: an exchange each hop, seen at the socket."""

from __future__ import annotations

import contextvars
import math
import socket
import time

from workbench_host.capture.http1 import BodyFeed
from workbench_host.capture.maps import Address
from workbench_host.capture.phases import CONNECTING, measure_tls
from workbench_host.capture.record import Exchange

_PIECE = 1024 * 1024
_LIBRARY = contextvars.ContextVar("workbench_library", default="")


class _State:
    """What is known of one connection."""

    def __init__(self) -> None:
        self.exchange: Exchange | None = None
        self.prepared: Exchange | None = None
        """An exchange that urllib3 announced before it connected."""
        self.address: Address | None = None
        """Where the current request goes when its host is mapped, else None."""
        self.connected_to: tuple[str, str, int] | None = None
        """The mapped origin of the open socket, else None."""
        self.connecting = False
        self.in_head = False
        self.body: BodyFeed | None = None


def _state(connection) -> _State:
    state: _State | None = getattr(connection, "_workbench", None)
    if state is None:
        state = connection._workbench = _State()
    return state


def patch_http_client(module, recorder) -> None:
    """Instrument the connection classes of the standard library."""
    plain = module.HTTPConnection
    _wrap_requests(plain, recorder)
    _wrap_connect(plain, recorder)
    if hasattr(module, "HTTPSConnection"):
        import ssl

        _wrap_connect(module.HTTPSConnection, recorder)
        measure_tls(ssl.SSLContext)


def patch_urllib3_connection(module, recorder) -> None:
    """Instrument urllib3's own ways to connect."""
    for name in ("HTTPConnection", "HTTPSConnection"):
        kind = getattr(module, name, None)
        if kind is not None and "connect" in vars(kind):
            _wrap_connect(kind, recorder)


def patch_urllib3_pool(module, recorder) -> None:
    """See a request before urllib3 connects for it, so that a refused connection is an exchange too."""
    pool = module.HTTPConnectionPool
    make = pool._make_request

    def _make_request(self, conn, method, url, *args, **keywords):
        state = _state(conn)
        whole = url if "://" in url else f"{self.scheme}://{_netloc(self.host, self.port, self.scheme)}{url}"
        exchange = recorder.begin(_LIBRARY.get() or "urllib3", method, whole)
        state.prepared = exchange
        mapped = recorder.map(whole)
        _aim(conn, state, exchange, mapped)
        try:
            return make(self, conn, method, url, *args, **keywords)
        except BaseException as error:
            exchange.fail(error)
            raise
        finally:
            state.prepared = None

    pool._make_request = _make_request


def patch_requests(module, _recorder) -> None:
    """Name requests as the client of what it sends."""
    send = module.Session.send

    def named(self, request, **keywords):
        token = _LIBRARY.set("requests")
        try:
            return send(self, request, **keywords)
        finally:
            _LIBRARY.reset(token)

    module.Session.send = named


def _netloc(host: str, port, scheme: str) -> str:
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return host if port in (None, {"http": 80, "https": 443}[scheme]) else f"{host}:{port}"


def _origin(connection) -> str:
    """Scheme and host that the requests of a connection are for."""
    scheme = "https" if connection.default_port == 443 or getattr(connection, "_tunnel_host", None) else "http"
    host = getattr(connection, "_tunnel_host", None) or connection.host
    port = connection._tunnel_port if getattr(connection, "_tunnel_host", None) else connection.port
    return f"{scheme}://{_netloc(host, port, scheme)}"


def _aim(connection, state: _State, exchange, mapped: str) -> None:
    """Direct the connection to where the request goes; one that stands elsewhere is closed and opened anew."""
    state.address = Address(mapped) if mapped else None
    exchange.sent_to = mapped
    wanted = state.address.origin if state.address else None
    if connection.sock is not None and state.connected_to != wanted:
        connection.close()


def _wrap_connect(kind, recorder) -> None:
    original = kind.connect

    def connect(self):
        state = _state(self)
        if state.connecting:
            return original(self)
        exchange = state.prepared or (state.exchange if state.in_head else None)
        if exchange is None:  # connected ahead of any request
            mapped = recorder.map(_origin(self) + "/")
            state.address = Address(mapped) if mapped else None
        phases: dict[str, float] = exchange.phases if exchange is not None else {}
        state.connecting = True
        token = CONNECTING.set(phases)
        began = time.perf_counter()
        try:
            if state.address is None:
                original(self)
            else:
                _connect_to(self, state.address, original)
        except BaseException as error:
            if exchange is not None:
                exchange.fail(error)
            raise
        finally:
            CONNECTING.reset(token)
            state.connecting = False
        state.connected_to = state.address.origin if state.address else None
        whole = time.perf_counter() - began
        phases["connect"] = max(0.0, whole - phases.get("dns", 0.0) - phases.get("tls", 0.0))
        return None

    kind.connect = connect


def _connect_to(connection, address: Address, connect) -> None:
    """Open the socket to the mapped address, encrypted only where that address says so."""
    encrypts = connection.default_port == 443
    if encrypts == (address.scheme == "https") and not getattr(connection, "_tunnel_host", None):
        asked = connection.host, connection.port
        connection.host, connection.port = address.host, address.port
        try:
            connect(connection)  # with the certificates and options that the client was given
        finally:
            connection.host, connection.port = asked
        return
    timeout = getattr(connection, "timeout", None)
    if timeout is not None and not isinstance(timeout, (int, float)):
        timeout = socket.getdefaulttimeout()
    sock = socket.create_connection((address.host, address.port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.scheme == "https":
        import ssl

        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=address.host)
    connection.sock = sock
    if hasattr(connection, "is_verified"):
        connection.is_verified = True


def _wrap_requests(kind, recorder) -> None:
    putrequest, putheader, endheaders = kind.putrequest, kind.putheader, kind.endheaders
    send, getresponse = kind.send, kind.getresponse

    def begun(self, method, url, *args, **keywords):
        state = _state(self)
        exchange, state.prepared = state.prepared, None
        if exchange is None:
            whole = url if "://" in url else _origin(self) + url
            exchange = recorder.begin("http.client", method, whole)
            _aim(self, state, exchange, recorder.map(whole))
        state.exchange, state.body, state.in_head = exchange, None, True
        target = state.address.target if state.address else url
        return putrequest(self, method, target, *args, **keywords)

    def headed(self, header, *values):
        state = _state(self)
        name = header.decode("latin-1") if isinstance(header, bytes) else str(header)
        if state.address is not None and name.lower() == "host":
            values = (state.address.netloc,)
        if state.exchange is not None and state.in_head:
            texts = [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in values]
            state.exchange.request_headers.append([name, "\r\n\t".join(texts)])
        return putheader(self, header, *values)

    def headers_ended(self, *args, **keywords):
        state = _state(self)
        exchange = state.exchange
        if exchange is None:
            return endheaders(self, *args, **keywords)
        chunked = any(
            name.lower() == "transfer-encoding" and "chunked" in value.lower()
            for name, value in exchange.request_headers
        )
        state.body = BodyFeed(exchange.request_body.add, chunked, None)
        exchange.start()
        try:
            return endheaders(self, *args, **keywords)
        except BaseException as error:
            exchange.fail(error)
            raise

    def sent(self, data):
        state = _state(self)
        exchange = state.exchange
        if exchange is None or state.connecting or state.body is None:
            return send(self, data)
        try:
            if state.in_head:
                send(self, data)
                state.in_head = False
            elif hasattr(data, "read"):
                _send_file(self, data, state.body, send)
            elif isinstance(data, (bytes, bytearray, memoryview)):
                state.body.feed(bytes(data))
                send(self, data)
            else:
                for part in data:
                    state.body.feed(bytes(part))
                    send(self, part)
        except BaseException as error:
            exchange.fail(error)
            raise
        exchange.sent()
        return None

    def answered(self, *args, **keywords):
        state = _state(self)
        exchange = state.exchange
        if exchange is None or args or keywords:  # urllib3 1 first tries an argument that Python 2 had
            return getresponse(self, *args, **keywords)
        state.exchange, state.in_head = None, False
        try:
            response = getresponse(self, *args, **keywords)
        except BaseException as error:
            exchange.fail(error)
            raise
        _watch(response, exchange)
        return response

    kind.putrequest, kind.putheader, kind.endheaders = begun, headed, headers_ended
    kind.send, kind.getresponse = sent, answered


def _send_file(connection, file, feed: BodyFeed, send) -> None:
    while True:
        part = file.read(65536)
        if not part:
            return
        if isinstance(part, str):
            part = part.encode("iso-8859-1")
        feed.feed(part)
        send(connection, part)


def _watch(response, exchange) -> None:
    """See the answer of http.client, or of urllib3 around one of http.client."""
    inner = response if hasattr(response, "fp") and hasattr(response, "chunked") else None
    if inner is None or not hasattr(inner, "length") or not hasattr(inner, "msg"):
        exchange.complete()
        return
    headers = [[str(name), str(value)] for name, value in inner.headers.items()]
    exchange.answered(inner.status, inner.reason or "", headers)
    feed = BodyFeed(exchange.received, bool(inner.chunked), inner.length)
    if feed.done or inner.fp is None:
        exchange.complete()
    else:
        inner.fp = _Watched(inner.fp, feed, exchange)


class _Watched:
    """The buffered file of a socket; what is read from it is seen."""

    def __init__(self, file, feed: BodyFeed, exchange) -> None:
        self._file = file
        self._feed = feed
        self._exchange = exchange

    def __getattr__(self, name):
        return getattr(self._file, name)

    @property
    def closed(self) -> bool:
        return bool(self._file.closed)

    def read(self, *size):
        wanted = size[0] if size and size[0] is not None and size[0] >= 0 else math.inf
        if wanted <= _PIECE:
            return self._seen(self._call(self._file.read, *size), size)
        # In pieces, so that an answer without end is seen to be one.
        parts = []
        while wanted > 0:
            piece = int(min(wanted, _PIECE))
            data = self._call(self._file.read, piece)
            is_last = len(data) < piece
            parts.append(self._seen(data, size if is_last else (piece,)))
            if is_last:
                break
            wanted -= piece
        return b"".join(parts)

    def read1(self, *size):
        return self._seen(self._call(self._file.read1, *size), size)

    def readline(self, *size):
        return self._seen(self._call(self._file.readline, *size), size)

    def readinto(self, buffer):
        count = self._call(self._file.readinto, buffer)
        self._seen(bytes(memoryview(buffer)[:count]), (len(buffer),))
        return count

    def peek(self, *size):
        return self._call(self._file.peek, *size)

    def close(self) -> None:
        self._file.close()
        self._exchange.complete(truncated=not self._feed.done)

    def _call(self, function, *args):
        try:
            return function(*args)
        except BaseException as error:
            self._exchange.fail(error)
            raise

    def _seen(self, data, size):
        if data:
            self._feed.feed(data)
        if self._feed.done or ((not data or size in ((), (-1,), (None,))) and self._feed.end()):
            self._exchange.complete()
        elif not data and size != (0,):
            self._exchange.fail(ConnectionResetError("The connection was closed in the middle of the answer"))
        return data
