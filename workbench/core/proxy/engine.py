"""Run an operation in two pure steps: `prepare` gives the request or the result, `finish` reads the answer.

Between them the caller sends the request; nothing here does. Behaviour follows proxy.md in all its asymmetries.
"""

from __future__ import annotations

import codecs
import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from workbench.core.connection.user import UserChanges, UserOperation
from workbench.core.proxy import mapping
from workbench.core.proxy.operations import OPERATIONS, Operation
from workbench.core.proxy.paths import member, optional
from workbench.core.proxy.request import ProxyRequest, base64_text, build_request
from workbench.core.proxy.throws import ProxyThrow, type_error
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.javascript import to_text, truthy
from workbench.core.values.json_text import cut_deep, read_json
from workbench.core.values.numbers import as_json_number

SYNCHRONOUS: Final = ("getBasicAuth", "getLogFormatType")
"""Interfaces that give a plain value; all others give a promise."""

INTERFACES: Final = ("getAuthType", "getOauthInfo", *SYNCHRONOUS, *OPERATIONS)
"""Every interface that the engine offers."""

_LOGGED_OUT: Final = UserChanges((UserOperation("save", {"accessToken": "", "refreshToken": ""}),))


@dataclass(frozen=True, slots=True)
class ProxyResult:
    """What an interface gives back, and what it did to the stored user."""

    value: Value
    user_changes: UserChanges = field(default_factory=UserChanges)


@dataclass(frozen=True, slots=True)
class PendingOperation:
    """An operation whose request has to be sent before it can be finished."""

    name: str
    request: ProxyRequest
    profile: Value
    inputs: dict[str, Value]


@dataclass(frozen=True, slots=True)
class ProxyResponse:
    """An answer of the CRM with its body parsed; see `parse_body`."""

    status: int
    body: Json = ""


def prepare(
    name: str,
    arguments: tuple[Value, ...],
    *,
    profile: Value = None,
    user: Value = UNDEFINED,
    now: datetime | None = None,
) -> PendingOperation | ProxyResult:
    """Prepare a call of an interface.

    `arguments` are as core passes them: one dict, or (platform, profile) for getLogFormatType. A profile among
    them wins over `profile`, which is what a look-up by proxyId would find. `user` is the stored row. Raises
    ProxyThrow where App Connect's engine would throw, KeyError for an interface that it does not offer.
    """
    if name == "getLogFormatType":
        return ProxyResult(mapping.log_format(arguments[1] if len(arguments) > 1 else UNDEFINED))
    inputs = _inputs(name, arguments)
    given = inputs.get("proxyConfig", UNDEFINED)
    loaded = given if truthy(given) else profile
    if name == "getBasicAuth":
        return ProxyResult(base64_text(f"{to_text(inputs.get('apiKey', UNDEFINED))}:"))
    if name == "getAuthType":
        return ProxyResult(mapping.auth_type(loaded))
    if name == "getOauthInfo":
        return ProxyResult(mapping.oauth_info(loaded, inputs.get("tokenUrl", UNDEFINED)))
    if name in ("getLicenseStatus", "unAuthorize"):
        loaded = profile
    if name == "getLicenseStatus" and not truthy(optional(user, "accessToken")):
        return ProxyResult(dict(mapping.NO_LICENSE))
    try:
        return _prepare(name, OPERATIONS[name], loaded, inputs, user, now or datetime.now(UTC))
    except RecursionError:
        raise ProxyThrow("RangeError", "Maximum call stack size exceeded") from None


def finish(pending: PendingOperation, response: ProxyResponse) -> ProxyResult:
    """Read the answer; raises ProxyThrow for a status outside 2xx and where the engine would crash on the body."""
    if not 200 <= response.status < 300:
        raise ProxyThrow(
            "http",
            f"Request failed with status code {response.status}",
            status=response.status,
            code="ERR_BAD_REQUEST" if 400 <= response.status < 500 else "ERR_BAD_RESPONSE",
            response_body=response.body,
        )
    value = OPERATIONS[pending.name].read(pending.profile, pending.inputs, response.body)
    if pending.name == "unAuthorize":
        return ProxyResult(copy.deepcopy(value), _LOGGED_OUT)
    return ProxyResult(value)


def run(
    name: str,
    arguments: tuple[Value, ...],
    respond: Callable[[ProxyRequest], ProxyResponse],
    *,
    profile: Value = None,
    user: Value = UNDEFINED,
    now: datetime | None = None,
) -> ProxyResult:
    """Both steps at once, for callers that can answer a request right away."""
    prepared = prepare(name, arguments, profile=profile, user=user, now=now)
    return prepared if isinstance(prepared, ProxyResult) else finish(prepared, respond(prepared.request))


def parse_body(raw: bytes) -> Json:
    """A body as the client parses it: JSON with JavaScript's numbers, else text; nothing is an empty string."""
    text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if not text:
        return ""
    try:
        return read_json(cut_deep(text), parse_int=_number, parse_float=_number)
    except ValueError:
        return text


def _prepare(
    name: str, operation: Operation, profile: Value, inputs: dict[str, Value], user: Value, now: datetime
) -> PendingOperation | ProxyResult:
    if not truthy(profile) and operation.without_profile is not UNDEFINED:
        return _unasked(name, operation.without_profile)
    configured = optional(member(profile, "operations"), name)
    if not truthy(configured):
        return _unasked(name, operation.not_configured)
    request = build_request(
        profile,
        configured,
        operation.gather(inputs, user, now),
        {} if operation.user_is_blank else user,
        inputs.get("authHeader", UNDEFINED) if operation.with_auth_header else UNDEFINED,
    )
    return PendingOperation(name, request, profile, inputs)


def _unasked(name: str, value: Value) -> ProxyResult:
    """A result without a request; the tables' values are copied, since callers may change what they get."""
    return ProxyResult(copy.deepcopy(value), _LOGGED_OUT if name == "unAuthorize" else UserChanges())


def _inputs(name: str, arguments: tuple[Value, ...]) -> dict[str, Value]:
    first = arguments[0] if arguments else UNDEFINED
    if isinstance(first, dict):
        return first
    if first is UNDEFINED and name in ("getAuthType", "getOauthInfo", "getUserInfo"):
        return {}
    if first is UNDEFINED or first is None:
        text = to_text(first)
        raise type_error(f"Cannot destructure property of '{text}' as it is {text}.")
    return {}


def _number(digits: str) -> int | float:
    double = float(digits)
    if double == 0 and digits.startswith("-"):
        return -0.0
    written = as_json_number(double)
    return double if written is None else written
