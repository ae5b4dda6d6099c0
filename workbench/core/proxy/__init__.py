"""App Connect's declarative proxy engine: interfaces as requests rendered from a profile (contract: proxy.md)."""

from workbench.core.proxy.engine import (
    INTERFACES,
    SYNCHRONOUS,
    PendingOperation,
    ProxyResponse,
    ProxyResult,
    finish,
    parse_body,
    prepare,
    run,
)
from workbench.core.proxy.lint import lint
from workbench.core.proxy.lint_names import unknown_fields
from workbench.core.proxy.paths import look_up
from workbench.core.proxy.profile import ReadProfile, read_profile
from workbench.core.proxy.request import ProxyRequest
from workbench.core.proxy.secrets import decode_stored_profile
from workbench.core.proxy.throws import ProxyThrow
from workbench.core.proxy.wire import WireRequest, outgoing, serialise

__all__ = [
    "INTERFACES",
    "SYNCHRONOUS",
    "PendingOperation",
    "ProxyRequest",
    "ProxyResponse",
    "ProxyResult",
    "ProxyThrow",
    "ReadProfile",
    "WireRequest",
    "decode_stored_profile",
    "finish",
    "lint",
    "look_up",
    "outgoing",
    "parse_body",
    "prepare",
    "read_profile",
    "run",
    "serialise",
    "unknown_fields",
]
