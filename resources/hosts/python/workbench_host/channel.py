"""The socket to the workbench: one JSON message a line, written whole whichever thread writes."""

from __future__ import annotations

import json
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_parse: Callable[[str], tuple[dict[str, Any], int]] = json.JSONDecoder().raw_decode


class Channel:
    """Reads requests, sends replies and notifications."""

    def __init__(self, address: str) -> None:
        """`address`: the value of WORKBENCH_CHANNEL."""
        kind, _, rest = address.partition(":")
        if kind == "fd":
            self._socket = socket.socket(fileno=int(rest))
            self._socket.set_inheritable(False)
        else:
            port, _, token = rest.partition(":")
            self._socket = socket.create_connection(("127.0.0.1", int(port)))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(token.encode() + b"\n")
        self._socket.settimeout(None)
        self._write_lock = threading.Lock()
        self._buffer = bytearray()
        self._searched = 0

    def read(self) -> dict | None:
        """The next message; None at the end. One thread at a time."""
        buffer = self._buffer
        while True:
            end = buffer.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(buffer[:end])
                del buffer[: end + 1]
                self._searched = 0
                if line:
                    return _parse(line.decode())[0]
                continue
            self._searched = len(buffer)
            try:
                data = self._socket.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                return None
            if not buffer and data.find(b"\n") == len(data) - 1 > 0:
                return _parse(data.decode())[0]  # one whole message, as nearly always
            buffer += data

    def is_at_end(self) -> bool:
        """Wait until something can be read, and leave it there; whether it is the end."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def reply_text(self, number: int, result: str) -> None:
        """Answer a request with a result that is JSON text already."""
        self._write(f'{{"jsonrpc":"2.0","id":{number},"result":{result}}}')

    def reply(self, number: int, result: object) -> None:
        """Answer a request."""
        self.reply_text(number, _ENCODER.encode(result))

    def fail(self, number: int, message: str, data: dict) -> None:
        """Answer a request with an error."""
        error = {"code": -32000, "message": message, "data": data}
        self._write(_ENCODER.encode({"jsonrpc": "2.0", "id": number, "error": error}))

    def request(self, number: str, method: str, params: dict) -> None:
        """Ask the workbench for something; the answer is read like every message."""
        self._write(_ENCODER.encode({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))

    def notify(self, method: str, params: dict) -> None:
        """Tell the workbench something."""
        self._write(_ENCODER.encode({"jsonrpc": "2.0", "method": method, "params": params}))

    def _write(self, text: str) -> None:
        # The texts inside are JSON, where an escape stands for half a character.
        data = text.encode("utf-8", "backslashreplace") + b"\n"
        with self._write_lock:
            try:
                self._socket.sendall(data)
            except OSError:
                os._exit(0)  # the workbench is gone
