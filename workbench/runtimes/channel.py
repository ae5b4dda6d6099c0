"""JSON-RPC 2.0 with a host, one message a line, over a socket that nothing else writes to (resources/hosts/WIRE.md)."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
import socket
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from workbench.core.values import Json
from workbench.core.values.json_text import DEEPEST, is_too_deep, json_bytes

MESSAGE_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of one message; more than that without a line end means that the host is no longer speaking the wire."""

_SLICE: Final = 0.008
"""Seconds of work on messages after which everything else on the loop gets its turn."""

_SHOWN: Final = 60
"""Bytes of a line that are shown of what is no message."""

_BEGINS: Final = b'{"jsonrpc"'
"""How every message of a host begins."""

_DECODER: Final = msgspec.json.Decoder()

_DEEPEST: Final = DEEPEST + 50
"""Levels of a message: those of a value, and what carries it."""

OnReply = Callable[[Json, Exception | None], None]
"""Called with the result, or with RemoteError or ChannelClosedError."""

OnNotification = Callable[[str, dict[str, Any]], None]
"""Called with method and params of every notification, in the order of the wire, on the loop."""

OnRequest = Callable[[str, dict[str, Any]], Json]
"""Called with method and params of every request of the host, in the order of the wire, on the loop; gives the result.

What it raises is answered as an error; an exception's `data`, where it has one, goes along.
"""


class RemoteError(Exception):
    """The host answered a request with an error; `data` is the wire's `data` object."""

    def __init__(self, message: str, data: dict[str, Any]) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class ChannelClosedError(Exception):
    """The host went away before it answered."""


class WireError(Exception):
    """A message that does not have the wire's form; says where, as the rest of a sentence."""


class Channel(asyncio.Protocol):
    """One end of the wire."""

    def __init__(
        self, on_notification: OnNotification, on_request: OnRequest | None = None, *, token: str = ""
    ) -> None:
        """`token`: what a connecting host must send as its first line; empty where the socket was inherited."""
        self._on_notification = on_notification
        self._on_request = on_request or _no_method
        self._token = token.encode()
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._held = 0
        self._lines: deque[bytes] = deque()
        """Messages that came faster than they could be worked on."""
        self._waiting: dict[int, OnReply] = {}
        self._next = 0
        self._loop = asyncio.get_running_loop()
        self.on_connected: Callable[[], object] | None = None
        self.on_closed: Callable[[], object] | None = None
        self.connected = asyncio.Event()
        """Set when a host that knows the token is there, or when none can come any more."""
        self.closed = asyncio.Event()
        self.fault = ""
        """What was written there that is no message, as a sentence: nothing of it can be trusted then."""

    def request(self, method: str, params: dict[str, Any]) -> asyncio.Future[Any]:
        """Send a request; the future gives the result, or raises RemoteError or ChannelClosedError."""
        future: asyncio.Future[Any] = self._loop.create_future()

        def replied(result: Json, error: Exception | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.send_request(method, params, replied)
        return future

    def send_request(self, method: str, params: dict[str, Any], on_reply: OnReply) -> None:
        """Send a request; `on_reply` is called on the loop as soon as the reply is read, exactly once."""
        if self._transport is None or self.closed.is_set():
            self._loop.call_soon(on_reply, None, ChannelClosedError(method))
            return
        self._next += 1
        self._waiting[self._next] = on_reply
        self._send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification; it is dropped when the host is gone."""
        if self._transport is not None and not self.closed.is_set():
            self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def close(self) -> None:
        """Close at once; waiting requests end with ChannelClosedError."""
        if self._transport is not None:
            self._transport.abort()
        elif not self.closed.is_set():
            self.connection_lost(None)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._transport is not None
        self._transport.write(json_bytes(message) + b"\n")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._transport is not None:
            transport.abort()  # one host, one connection
            return
        self._transport = transport
        if not self._token:
            self._is_connected()

    def data_received(self, data: bytes) -> None:
        if not self._parts and not self._lines and not self._token and data.find(b"\n") == len(data) - 1:
            self._receive(data)  # one whole message, as nearly always
            return
        end = data.rfind(b"\n")
        if end < 0:
            self._hold(data)
            return
        self._parts.append(data[:end])
        lines = b"".join(self._parts).split(b"\n")
        self._parts.clear()
        self._held = 0
        if end + 1 < len(data):
            self._hold(data[end + 1 :])
        behind = bool(self._lines)
        self._lines.extend(lines)
        if not behind:
            self._work()

    def _work(self) -> None:
        """Work on what has come; what takes longer than a slice goes on in the loop's next turn, and reading waits."""
        assert self._transport is not None
        until = self._loop.time() + _SLICE
        while self._lines:
            self._take(self._lines.popleft())
            if self._lines and self._loop.time() > until:
                if not self._transport.is_closing():
                    self._transport.pause_reading()
                self._loop.call_soon(self._work)
                return
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _take(self, line: bytes) -> None:
        if self._token:
            if not hmac.compare_digest(line.strip(), self._token):
                self._lines.clear()
                self.close()
                return
            self._token = b""
            self._is_connected()
        elif line:
            self._receive(line)

    def _is_connected(self) -> None:
        self.connected.set()
        if self.on_connected is not None:
            self.on_connected()

    def _hold(self, data: bytes) -> None:
        self._parts.append(data)
        self._held += len(data)
        if self._held > MESSAGE_LIMIT:
            self._refuse(f"a message has more than {MESSAGE_LIMIT // 1024 // 1024} MiB", b"")

    def connection_lost(self, exc: Exception | None) -> None:
        while self._lines:
            self._take(self._lines.popleft())
        self.closed.set()
        self.connected.set()
        if self.on_closed is not None:
            self.on_closed()
        waiting, self._waiting = self._waiting, {}
        for on_reply in waiting.values():
            on_reply(None, ChannelClosedError())

    def _receive(self, line: bytes) -> None:
        try:
            self._understand(line)
        except WireError as error:
            self._refuse(str(error), line)

    def _refuse(self, why: str, line: bytes) -> None:
        """Somebody else than the host writes here: no call may wait for an answer that is lost."""
        line = line.rstrip()
        begins = line[:_SHOWN].decode("utf-8", "replace")
        shown = f" (“{begins}{'…' if len(line) > _SHOWN else ''}”)" if begins else ""
        self.fault = f"The adapter's process wrote into its channel to the workbench: {why}{shown}."
        self._lines.clear()
        self.close()

    def _understand(self, line: bytes) -> None:
        message = read_json(line)
        if not isinstance(message, dict):
            if _BEGINS in line:
                raise WireError("a message is torn apart")
            return  # a stray line of somebody else harms nothing
        method, number = message.get("method"), message.get("id")
        if method is not None:
            params = message.get("params") or {}
            if not isinstance(method, str) or not isinstance(params, dict):
                raise WireError("a message has no method with parameters")
            if "id" in message:
                self._answer(number, method, params)
            else:
                self._on_notification(method, params)
            return
        if not isinstance(number, int) or number not in self._waiting:
            return
        result, error = message.get("result"), message.get("error")
        data = error.get("data") or {} if isinstance(error, dict) else None
        if error is None and isinstance(result, dict):
            self._waiting.pop(number)(result, None)
        elif isinstance(error, dict) and isinstance(data, dict):
            self._waiting.pop(number)(None, RemoteError(str(error.get("message", "")), data))
        else:
            raise WireError("an answer has neither a result nor an error")

    def _answer(self, request: Json, method: str, params: dict[str, Any]) -> None:
        """Do what the host asks for at once, so that its requests are answered in their order."""
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": request}
        try:
            answer["result"] = self._on_request(method, params)
        except Exception as error:  # noqa: BLE001 -- whatever fails is the host's to hear of
            answer["error"] = {"code": -32000, "message": str(error), "data": getattr(error, "data", {})}
        if not self.closed.is_set():
            self._send(answer)


def _no_method(method: str, _params: dict[str, Any]) -> Json:
    raise ValueError(f"There is no method {method}.")


def read_json(text: bytes) -> Json:
    """JSON as hosts write it; None when it is none, or nested deeper than a host writes."""
    if is_too_deep(text, _DEEPEST):
        return None
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Half characters, which that reader does not take.
        try:
            return json.loads(text.decode("utf-8", "replace"))
        except ValueError:
            return None


class Endpoint(Protocol):
    """A place where one host can connect."""

    address: str
    """The value of WORKBENCH_CHANNEL."""
    pass_fds: tuple[int, ...]
    """Descriptors that the child inherits."""
    channel: Channel

    def child_started(self) -> None:
        """The child has its descriptors; let go of ours."""
        ...

    def close(self) -> None:
        """Let go of everything; safe to call twice."""
        ...


class InheritedEndpoint:
    """A connected socket pair, one end of it inherited by the child."""

    def __init__(self, channel: Channel, theirs: socket.socket) -> None:
        self.channel = channel
        self._theirs = theirs
        self.address = f"fd:{theirs.fileno()}"
        self.pass_fds: tuple[int, ...] = (theirs.fileno(),)

    def child_started(self) -> None:
        """Close the child's end here, so that its death is seen as the end of the stream."""
        self._theirs.close()

    def close(self) -> None:
        """Close both ends."""
        self._theirs.close()
        self.channel.close()


class LoopbackEndpoint:
    """A listening port on 127.0.0.1 that takes one connection which knows the token."""

    pass_fds: tuple[int, ...] = ()

    def __init__(self, channel: Channel, server: asyncio.Server, token: str) -> None:
        self.channel = channel
        self._server = server
        port = server.sockets[0].getsockname()[1]
        self.address = f"tcp:{port}:{token}"
        channel.on_connected = server.close

    def child_started(self) -> None:
        """Nothing is inherited."""

    def close(self) -> None:
        """Stop listening and close the connection."""
        self._server.close()
        self.channel.close()


async def open_endpoint(
    on_notification: OnNotification, transport: str = "", *, on_request: OnRequest | None = None
) -> Endpoint:
    """An endpoint for one child. `transport` is fd or tcp; by default fd where descriptors can be inherited."""
    loop = asyncio.get_running_loop()
    if (transport or ("fd" if os.name == "posix" else "tcp")) == "tcp":
        token = secrets.token_hex(32)
        listening = Channel(on_notification, on_request, token=token)
        server = await loop.create_server(lambda: listening, "127.0.0.1", 0)
        return LoopbackEndpoint(listening, server, token)
    ours, theirs = socket.socketpair()
    ours.settimeout(0)
    try:
        _, channel = await loop.create_connection(lambda: Channel(on_notification, on_request), sock=ours)
    except BaseException:
        theirs.close()
        raise
    return InheritedEndpoint(channel, theirs)
