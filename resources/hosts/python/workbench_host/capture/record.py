"""Exchanges as they happen, and the rules that hold for every client: the cap, host maps, redirects, bodies."""

from __future__ import annotations

import base64
import itertools
import os
import threading
import time
from typing import Any, BinaryIO
from urllib.parse import urldefrag, urljoin

from workbench_host.capture.maps import map_url
from workbench_host.capture.meter import Meter
from workbench_host.codes import RefusedError, error_code
from workbench_host.context import INVOCATION

_REDIRECTS = (301, 302, 303, 307, 308)
_NUMBERS = itertools.count(1)


class Recorder:
    """Keeps the exchanges that are under way."""

    def __init__(self, notify, spool, maps: list, cap: int, inline: int, answer_limit: int) -> None:
        self.notify = notify
        self.spool = spool
        self.inline = inline
        self.answer_limit = answer_limit
        self._maps = maps
        self._cap = cap
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._open: dict[str, dict[str, Exchange]] = {}
        self._redirects: dict[str, dict[str, str]] = {}
        self._refused: set[str] = set()

    def set_maps(self, maps: list) -> None:
        """Replace the host maps."""
        self._maps = maps

    def map(self, url: str) -> str:
        """The address to call instead; empty when no map applies."""
        return map_url(url, self._maps)

    def begin(self, client: str, method: str, url: str) -> Exchange:
        """A new exchange of the running invocation; raises RefusedError before anything leaves the machine."""
        invocation = INVOCATION.get()
        exchange = Exchange(self, invocation, client, method, url)
        with self._lock:
            count = self._counts[invocation] = self._counts.get(invocation, 0) + 1
            previous = self._redirects.get(invocation, {}).pop(urldefrag(url)[0], "")
            self._open.setdefault(invocation, {})[exchange.id] = exchange
        exchange.redirected_from = previous
        refusal = None
        if invocation and count > self._cap:
            message = f"This call has made {self._cap} requests already; the workbench lets no more out"
            refusal = RefusedError("exchange-cap", message)
        elif invocation in self._refused:
            refusal = RefusedError("cancelled", "The call was cancelled")
        if refusal is not None:
            exchange.start()
            exchange.fail(refusal)
            raise refusal
        return exchange

    def redirected(self, exchange: Exchange, location: str) -> None:
        """Remember where an answer pointed, so that the next hop is known as such."""
        with self._lock:
            known = self._redirects.setdefault(exchange.invocation, {})
            known[urldefrag(urljoin(exchange.url, location))[0]] = exchange.id
            if not exchange.invocation and len(known) > 100:
                known.clear()

    def ended(self, exchange: Exchange) -> None:
        """An exchange is complete."""
        with self._lock:
            self._open.get(exchange.invocation, {}).pop(exchange.id, None)

    def refuse(self, invocation: str) -> None:
        """Let no further request of a cancelled invocation out."""
        self._refused.add(invocation)

    def finish(self, invocation: str) -> None:
        """The call is over: report what was not read to its end."""
        if not invocation:
            return
        self._refused.discard(invocation)
        if invocation not in self._counts:
            return
        with self._lock:
            left = list(self._open.pop(invocation, {}).values())
            self._counts.pop(invocation, None)
            self._redirects.pop(invocation, None)
        for exchange in left:
            if exchange.status is None:
                exchange.fail(RefusedError("unfinished", "The call ended before the answer came"))
            else:
                exchange.complete(truncated=True)


class Body:
    """Bytes as they pass by, in memory or, above a size, in a file."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self._path = ""
        self.size = 0
        self.truncated = False

    def add(self, data) -> None:
        """Keep a piece."""
        data = bytes(data)
        self.size += len(data)
        if self._file is None and self.size > self._recorder.inline and not self._path:
            self._path = self._recorder.spool.new_path()
            self._file = self._recorder.spool.open(self._path)  # it stays open until the body has ended
            self._file.write(b"".join(self._parts))
            self._parts.clear()
        if self._file is not None:
            self._file.write(data)
        else:
            self._parts.append(data)

    def to_wire(self) -> dict[str, Any]:
        """The wire's BODY so far."""
        held: dict[str, Any] = {"size": self.size, "already_decoded": False, "truncated": self.truncated}
        if self._path:
            if self._file is not None and not self._file.closed:
                self._file.flush()
            held["file"] = self._path
        else:
            held["base64"] = base64.b64encode(b"".join(self._parts)).decode()
        return held

    def close(self) -> None:
        """Nothing more comes."""
        if self._file is not None:
            self._file.close()


class Exchange:
    """One hop. Clients call start, answered, and complete or fail, in that order; what comes twice is ignored."""

    def __init__(self, recorder: Recorder, invocation: str, client: str, method: str, url: str) -> None:
        self._recorder = recorder
        self.id = f"{os.getpid()}-{next(_NUMBERS)}"
        self.invocation = invocation
        self.client = client
        self.method = method
        self.url = url
        self.sent_to = ""
        self.redirected_from = ""
        self.request_headers: list[Any] = []
        self.request_body = Body(recorder)
        self.response_headers: list[Any] = []
        self.response_body = Body(recorder)
        self.status: int | None = None
        self.reason = ""
        self.error: dict[str, str] | None = None
        self.phases: dict[str, float] = {}
        """Seconds of dns, connect and tls."""
        self._started_at = time.time()
        self._began = time.perf_counter()
        self._sent: float | None = None
        self._answered: float | None = None
        self._ended: float | None = None
        self._meter: Meter | None = None
        self._cut: RefusedError | None = None
        """Why no more of the answer is given to the client."""
        self._announced = False

    @property
    def is_over(self) -> bool:
        """Whether it is complete."""
        return self._ended is not None

    def start(self) -> None:
        """The request's headers are known; it is about to leave."""
        if not self._announced:
            self._announced = True
            self._recorder.notify("exchange_started", self._wire())

    def sent(self) -> None:
        """A piece of the request has left."""
        self._sent = time.perf_counter()

    def answered(self, status: int, reason: str, headers: list) -> None:
        """The head of the answer is there; headers as pairs of text."""
        self._answered = time.perf_counter()
        self.status, self.reason, self.response_headers = status, reason, headers
        encodings = [value for name, value in headers if name.lower() == "content-encoding"]
        self._meter = Meter(self._recorder.answer_limit, ",".join(encodings))
        if status in _REDIRECTS:
            for name, value in headers:
                if name.lower() == "location":
                    self._recorder.redirected(self, value)

    def received(self, data) -> None:
        """A piece of the answer's body; raises RefusedError when the answer is larger than is read."""
        if self._ended is not None:
            if self._cut is not None:
                raise self._cut
            return
        self.response_body.add(data)
        if self._meter is not None and self._meter.exceeds(bytes(data)):
            size = f"{self._recorder.answer_limit / 1048576:.4g} MiB"
            self._cut = RefusedError(
                "answer-limit",
                f"The answer is larger than {size}; the workbench reads no more of one (setting answer_limit).",
            )
            self.fail(self._cut)
            raise self._cut

    def complete(self, truncated: bool = False) -> None:
        """The answer is there, or nobody reads on."""
        if self._ended is None:
            self._ended = time.perf_counter()
            self.response_body.truncated = truncated
            self._report()

    def fail(self, error: BaseException) -> None:
        """There is no answer, or it broke off."""
        if self._ended is None:
            self._ended = time.perf_counter()
            self.error = {"code": error_code(error), "message": str(error) or type(error).__name__}
            self.response_body.truncated = self.status is not None
            self._report()

    def _report(self) -> None:
        self.start()
        self._recorder.ended(self)
        self.request_body.close()
        self.response_body.close()
        self._recorder.notify("exchange_finished", self._wire())

    def _wire(self) -> dict:
        response = None
        if self.status is not None:
            response = {
                "status": self.status,
                "reason": self.reason,
                "headers": self.response_headers,
                "body": self.response_body.to_wire(),
            }
        return {
            "id": self.id,
            "invocation": self.invocation,
            "method": self.method,
            "url": self.url,
            "sent_to": self.sent_to,
            "started_at": self._started_at * 1000,
            "client": self.client,
            "redirected_from": self.redirected_from,
            "request": {"headers": self.request_headers, "body": self.request_body.to_wire()},
            "response": response,
            "error": self.error,
            "timing_ms": self._timing(),
        }

    def _timing(self) -> dict:
        def between(start, end):
            return None if start is None or end is None else round((end - start) * 1000, 3)

        phases = {name: round(value * 1000, 3) for name, value in self.phases.items()}
        return {
            "dns": phases.get("dns"),
            "connect": phases.get("connect"),
            "tls": phases.get("tls"),
            "first_byte": between(self._sent, self._answered),
            "body": between(self._answered, self._ended),
            "total": between(self._began, self._ended),
        }
