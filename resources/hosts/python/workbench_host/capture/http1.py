"""Reads HTTP/1.1 as it passes by: bodies by length, by chunks or to the end of the connection, and whole answers."""

from __future__ import annotations


class BodyFeed:
    """Passes the payload of a body on, without its framing, and knows when it is complete."""

    def __init__(self, sink, chunked: bool, length) -> None:
        """`sink` takes bytes; `length` is None when only the end of the connection ends the body."""
        self._sink = sink
        self._left = None if chunked else length
        self._chunks = _Chunks(sink) if chunked else None
        self.done = not chunked and length == 0

    def feed(self, data) -> None:
        """Take what came over the wire."""
        if self.done or not data:
            return
        if self._chunks is not None:
            self._chunks.feed(data)
            self.done = self._chunks.done
        elif self._left is None:
            self._sink(data)
        else:
            self._sink(data[: self._left])
            self._left = max(0, self._left - len(data))
            self.done = self._left == 0

    def end(self) -> bool:
        """The connection ended; whether that completes the body."""
        if self._chunks is None and self._left is None:
            self.done = True
        return self.done


class _Chunks:
    """Undoes the chunked transfer encoding."""

    def __init__(self, sink) -> None:
        self._sink = sink
        self._line = b""
        self._left = 0
        self._state = "size"
        self.done = False

    def feed(self, data) -> None:
        data = bytes(data)
        while data and not self.done:
            if self._state == "data":
                piece, data = data[: self._left], data[self._left :]
                self._sink(piece)
                self._left -= len(piece)
                if self._left == 0:
                    self._state = "end"
                continue
            line, found, data = data.partition(b"\n")
            self._line += line
            if not found:
                return
            line, self._line = self._line.strip(), b""
            self._take(line)

    def _take(self, line: bytes) -> None:
        if self._state == "end":
            self._state = "size"
        elif self._state == "trailer":
            self.done = not line
        else:
            try:
                self._left = int(line.split(b";")[0], 16)
            except ValueError:
                self.done = True
                return
            self._state = "data" if self._left else "trailer"


class AnswerFeed:
    """Reads one whole answer: head, then body."""

    def __init__(self, exchange) -> None:
        self._exchange = exchange
        self._head = b""
        self._body: BodyFeed | None = None

    def feed(self, data) -> None:
        """Take what came over the wire; completes the exchange at its end."""
        if self._exchange.is_over:
            return
        while self._body is None:
            self._head += bytes(data)
            head, found, data = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            self._head = b""
            self._read_head(head)
        self._body.feed(data)
        if self._body.done:
            self._exchange.complete()

    def end(self, error=None) -> None:
        """The connection ended."""
        if self._body is not None and self._body.end():
            self._exchange.complete()
        elif error is not None or self._exchange.status is None:
            self._exchange.fail(error or ConnectionResetError("The connection was closed before the answer came"))
        else:
            self._exchange.complete(truncated=True)

    def _read_head(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        _, status, *reason = first.split(" ", 2)
        code = int(status)
        if 100 <= code < 200 and code != 101:
            return
        headers = []
        for line in lines:
            name, _, value = line.partition(":")
            headers.append([name, value.strip()])
        self._exchange.answered(code, reason[0] if reason else "", headers)
        lower = {name.lower(): value for name, value in headers}
        chunked = "chunked" in lower.get("transfer-encoding", "").lower()
        length = int(lower["content-length"]) if lower.get("content-length", "").isdigit() else None
        if self._exchange.method.upper() == "HEAD" or code in (204, 304):
            chunked, length = False, 0
        self._body = BodyFeed(self._exchange.received, chunked, length)
