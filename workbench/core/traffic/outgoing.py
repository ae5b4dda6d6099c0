"""HTTP as the workbench itself asks for it: what to send, what came back, and what was seen on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from workbench.core.run.events import Emit
from workbench.core.traffic.exchange import ANSWER_LIMIT, Headers
from workbench.core.traffic.hosts import HostMap


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """One request, with everything that goes over the wire except Host and Content-Length."""

    method: str
    url: str
    """Absolute and already percent-encoded: it is sent as it stands, without its fragment."""
    headers: Headers = ()
    body: bytes | None = None
    timeout: float = 30.0
    """Seconds that connecting, or waiting for the next bytes, may take."""
    redirects: int = 0
    """Redirects that are followed at most; 0 gives the redirect itself as the answer."""


@dataclass(frozen=True, slots=True)
class IncomingAnswer:
    """The last answer of a request, decoded."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    """Content encoding undone."""
    url: str
    """The address that gave it."""


class HttpFailure(Exception):  # noqa: N818 - it carries a code for the caller to judge by
    """No (complete) answer: the code is Node's word for it, so that findings read alike in every runtime."""

    def __init__(self, code: str, message: str) -> None:
        """`code` is ECONNREFUSED, ENOTFOUND, ECONNRESET, ECONNABORTED for a timeout, a CERT code, exchange-cap..."""
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def timed_out(self) -> bool:
        """Whether it took longer than the request allows."""
        return self.code == "ECONNABORTED"


@dataclass(slots=True)
class Capture:
    """Where the exchanges of one invocation go, and how many it may still start."""

    emit: Emit
    invocation_id: str = ""
    """Empty for traffic that no invocation caused."""
    spool: str = ""
    """Folder for large bodies; without one they stay in memory."""
    maps: tuple[HostMap, ...] = ()
    cap: int = 200
    """Exchanges that may be started."""
    answer_limit: int = ANSWER_LIMIT
    """Bytes of an answer, decoded, that are read."""
    started: int = field(default=0)


class HttpClient(Protocol):
    """What sends a request and reports every hop as an exchange."""

    async def warm(self) -> None:
        """Do ahead what the first request would wait for; raises HttpFailure when that cannot be done."""
        ...

    async def send(self, request: OutgoingRequest, capture: Capture) -> IncomingAnswer:
        """Send and report; raises HttpFailure when no complete answer came, whatever its status."""
        ...
