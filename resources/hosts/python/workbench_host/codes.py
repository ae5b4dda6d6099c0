"""Words for what went wrong on the network, found in an exception or in those behind it."""

from __future__ import annotations

import errno
import socket
import sys

_MOST = 30


class RefusedError(ConnectionError):
    """A request that was not let out, or an answer not let in: too many, too large, or its call was cancelled."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def error_code(error: BaseException) -> str:
    """A word for an exchange that failed, the exception's class where there is no better one."""
    found = network_code(error)
    if found:
        return found
    name = type(error).__name__
    if "Timeout" in name:
        return "ETIMEDOUT"
    return "ECONNRESET" if "Disconnected" in name or "RemoteProtocol" in name else name


def network_code(error: BaseException) -> str:
    """ECONNREFUSED, ENOTFOUND, CERTIFICATE_VERIFY_FAILED, exchange-cap...; empty for what is no network error."""
    ssl = sys.modules.get("ssl")
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < _MOST:
        each = waiting.pop(0)
        if any(each is known for known in seen):
            continue
        seen.append(each)
        if isinstance(each, RefusedError):
            return each.code
        reason = getattr(each, "reason", None)
        if ssl is not None and isinstance(each, ssl.SSLError) and isinstance(reason, str):
            return reason
        if isinstance(each, socket.gaierror):
            return "ENOTFOUND"
        if isinstance(each, OSError) and each.errno is not None and each.errno in errno.errorcode:
            return errno.errorcode[each.errno]
        if isinstance(each, (TimeoutError, socket.timeout)):
            return "ETIMEDOUT"
        behind = [each.__cause__, each.__context__, reason, getattr(each, "os_error", None), *each.args]
        waiting += [one for one in behind if isinstance(one, BaseException)]
    return ""
