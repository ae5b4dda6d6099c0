"""Times name look-ups and TLS handshakes for the exchange that causes them."""

from __future__ import annotations

import contextvars
import socket
import time
from typing import Any

CONNECTING: contextvars.ContextVar[Any] = contextvars.ContextVar("workbench_connecting", default=None)
"""Phases (a dict of seconds) of the connection that is being made, or None."""


def install() -> None:
    """Measure look-ups; executors inherit the context, so those of event loops count too."""
    look_up = socket.getaddrinfo

    def getaddrinfo(*args, **keywords):
        phases = CONNECTING.get()
        if phases is None:
            return look_up(*args, **keywords)
        began = time.perf_counter()
        try:
            return look_up(*args, **keywords)
        finally:
            phases["dns"] = phases.get("dns", 0.0) + time.perf_counter() - began

    socket.getaddrinfo = getaddrinfo


def measure_tls(context_class) -> None:
    """Measure handshakes that `wrap_socket` makes."""
    wrap = context_class.wrap_socket

    def wrap_socket(self, *args, **keywords):
        phases = CONNECTING.get()
        if phases is None:
            return wrap(self, *args, **keywords)
        began = time.perf_counter()
        try:
            return wrap(self, *args, **keywords)
        finally:
            phases["tls"] = phases.get("tls", 0.0) + time.perf_counter() - began

    context_class.wrap_socket = wrap_socket
