"""Why a request got no complete answer, in the words that Node and axios have for it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final

from workbench.core.traffic.exchange import ExchangeError

CANCELLED: Final = ExchangeError("ERR_CANCELED", "The request was cancelled.")

_CERTIFICATE_CODES: Final = {
    9: "CERT_NOT_YET_VALID",
    10: "CERT_HAS_EXPIRED",
    18: "DEPTH_ZERO_SELF_SIGNED_CERT",
    19: "SELF_SIGNED_CERT_IN_CHAIN",
    20: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    21: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    23: "CERT_REVOKED",
    62: "ERR_TLS_CERT_ALTNAME_INVALID",
    64: "ERR_TLS_CERT_ALTNAME_INVALID",
}
"""OpenSSL's verification results; any other is CERT_UNTRUSTED."""

_SYSTEM_CODES: Final[tuple[tuple[type[OSError], str], ...]] = (
    (ConnectionRefusedError, "ECONNREFUSED"),
    (ConnectionResetError, "ECONNRESET"),
    (BrokenPipeError, "EPIPE"),
    (ConnectionAbortedError, "ECONNABORTED"),
)


def failure_of(error: Exception, host: str, seconds: float, *, answering: bool) -> ExchangeError:
    """The failure behind an exception of httpx.

    `host` is where the request went, with its port; `answering` is true once headers of an answer have come.
    """
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return ExchangeError("ECONNABORTED", f"timeout of {seconds * 1000:g}ms exceeded")
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            code = _CERTIFICATE_CODES.get(cause.verify_code, "CERT_UNTRUSTED")
            return ExchangeError(code, cause.verify_message or str(cause))
        if isinstance(cause, ssl.SSLError):
            return ExchangeError("EPROTO", f"The TLS handshake with {host} failed: {cause.reason or cause}")
        if isinstance(cause, socket.gaierror):
            code = "EAI_AGAIN" if cause.errno == socket.EAI_AGAIN else "ENOTFOUND"
            return ExchangeError(code, f"getaddrinfo {code} {host.rpartition(':')[0] or host}")
        for kind, code in _SYSTEM_CODES:
            if isinstance(cause, kind):
                return ExchangeError(code, _system_message(code, host, answering=answering))
        if isinstance(cause, OSError) and cause.errno:
            code = _errno_name(cause.errno)
            return ExchangeError(code, f"connect {code} {host}")
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL):
        return ExchangeError("ERR_BAD_REQUEST", f"The request cannot be sent: {error}")
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error) and not answering:
        return ExchangeError("HPE_INVALID_CONSTANT", f"The answer is not HTTP: {error}")
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return ExchangeError("ECONNRESET", "aborted" if answering else "socket hang up")
    return ExchangeError("ERR_NETWORK", str(error) or type(error).__name__)


def _system_message(code: str, host: str, *, answering: bool) -> str:
    if code == "ECONNREFUSED":
        return f"connect ECONNREFUSED {host}"
    return "aborted" if answering else f"read {code}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what caused it, and the members of groups on the way."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(cause for cause in (current.__cause__, current.__context__) if cause is not None)


def _errno_name(number: int) -> str:
    import errno

    return errno.errorcode.get(number, "ERR_NETWORK")
