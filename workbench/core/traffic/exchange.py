"""One CRM HTTP exchange: request, response or error, phases, and where it came from."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order and spelling of the wire; names may repeat."""


MIB: Final = 1024 * 1024
ANSWER_LIMIT: Final = 64 * MIB
"""Bytes of one answer, decoded, that are read of a CRM where nothing else is set."""


def size_words(size: int) -> str:
    """A number of bytes for a sentence."""
    return f"{size / MIB:.4g} MiB" if size >= MIB else f"{size:,} bytes"


class ExchangeOrigin(enum.StrEnum):
    """Where a response came from."""

    LIVE = "live"
    REPLAYED = "replayed"
    STUBBED = "stubbed"
    FAULTED = "faulted"


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a request or response as they went over the wire."""

    size: int = 0
    """Bytes on the wire."""
    data: bytes | None = b""
    """The bytes, or None when they are in `file` or only counted."""
    file: str = ""
    """Path of a spool file that holds the bytes of a large body."""
    already_decoded: bool = False
    """True when the client had undone the content encoding before it could be seen."""
    truncated: bool = False
    """True when the stream broke off or was not read to its end."""


ReadBody = Callable[[Body], bytes]
"""Gives the wire bytes of a body, from memory or from its spool file."""


def read_memory(body: Body) -> bytes:
    """The bytes of a body that is in memory; empty when they are elsewhere."""
    return body.data or b""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of each phase; None where the client hides it or the phase did not happen (a reused connection)."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    """From the request being sent to the first byte of the answer."""
    body: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What was sent."""

    method: str
    url: str
    """As the adapter asked for it, before any host mapping."""
    headers: Headers = ()
    body: Body = field(default_factory=Body)
    sent_to: str = ""
    """The address that was really called when the host was mapped, else empty."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: Body = field(default_factory=Body)


@dataclass(frozen=True, slots=True)
class ExchangeError:
    """Why there is no (complete) response."""

    code: str
    """The client's own word: ECONNREFUSED, ECONNRESET, CERT_HAS_EXPIRED, exchange-cap..."""
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One hop over HTTP; a redirect is two exchanges."""

    id: str
    invocation_id: str
    """Empty for traffic that no invocation caused (module load, timers)."""
    request: HttpRequest
    started_at: float
    """Seconds since the epoch."""
    response: HttpResponse | None = None
    error: ExchangeError | None = None
    timing: Timing = field(default_factory=Timing)
    origin: ExchangeOrigin = ExchangeOrigin.LIVE
    client: str = ""
    """The HTTP client seen: http, fetch, undici, httpx, urllib3, aiohttp, http.client..."""
    redirected_from: str = ""
    """Id of the exchange whose redirect this one follows."""


def header(headers: Headers, name: str) -> str:
    """The first value of a header by case-insensitive name, or an empty string."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), "")


TOO_LARGE: Final = "answer-limit"
"""The error of an answer that was larger than is read."""


def too_large(limit: int) -> ExchangeError:
    """Why an answer was not read to its end."""
    words = f"The answer is larger than {size_words(limit)}; the workbench reads no more of one (setting answer_limit)."
    return ExchangeError(TOO_LARGE, words)


NOT_THE_CRM: Final = ("exchange-cap", "cancelled", "unfinished", TOO_LARGE)
"""Errors that say nothing of the CRM: the request was stopped on this side."""


def unanswered(exchanges: Iterable[Exchange]) -> Exchange | None:
    """The last exchange, when it could not reach the CRM or got no answer; None when the CRM answered."""
    last = next(reversed(tuple(exchanges)), None)
    if last is None or last.response is not None or last.error is None or last.error.code in NOT_THE_CRM:
        return None
    return last
