"""How one argument gets its value: rows, and the ways of filling that many interfaces share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.arguments.context import SERVER_SIDE_LOGGER, CallContext
from workbench.core.contract.routes import HEADERS
from workbench.core.values import UNDEFINED, USER, Json, Value
from workbench.core.values.json_text import utf8
from workbench.core.values.paths import get_path

Request = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Filled:
    """A value and where it came from."""

    value: Value
    origin: str
    source: str


Fill = Callable[[Request, CallContext], Filled]


@dataclass(frozen=True, slots=True)
class Row:
    """One argument of an interface."""

    name: str
    fill: Fill
    path: str = ""
    """Where the client's request holds it; empty for what the server makes."""
    members: Callable[[Request], Mapping[str, str]] = lambda _request: {}
    """For an object that is put together from the request: member to the member's path there."""


@dataclass(frozen=True, slots=True)
class ArgumentSet:
    """The arguments of one variant of an interface, in App Connect's order."""

    rows: tuple[Row, ...]
    variant: str = "head"
    """The name of the key set in the contract."""
    applies: Callable[[Request, CallContext], bool] = lambda _request, _context: True
    positional: bool = False


def header(request: Request, name: str) -> str:
    """A context header of the request, whatever its spelling; empty when absent."""
    headers = request.get(HEADERS)
    if isinstance(headers, Mapping):
        for key, value in headers.items():
            if str(key).lower() == name.lower() and value is not None:
                return str(value)
    return ""


def origin_of(path: str, context: CallContext) -> str:
    """Whose value stands at a path of the request: yours or sample."""
    for edited in context.edited:
        if edited == path or edited.startswith(f"{path}.") or path.startswith(f"{edited}."):
            return "yours"
    return context.request_origin


def is_users(request: Request, path: str, context: CallContext) -> bool:
    """True when the user wrote a value at this path, so that nothing known may replace it."""
    return get_path(request, path) is not UNDEFINED and origin_of(path, context) == "yours"


def from_request(request: Request, context: CallContext, path: str) -> Filled:
    """The request's value at a path, as it stands there; undefined when it is not there."""
    value = get_path(request, path)
    if value is UNDEFINED:
        return Filled(UNDEFINED, "default", f"The request has no {path}, so App Connect passes undefined.")
    return Filled(value, origin_of(path, context), f"{path} of the request.")


def submitted(name: str, path: str = "") -> Row:
    """An argument that is passed as the client sent it."""
    return Row(name, lambda request, context: from_request(request, context, path or name), path or name)


def fixed(name: str, *, value: Value, source: str) -> Row:
    """An argument that is always the same."""
    return Row(name, lambda _request, _context: Filled(value, "default", source))


def _user(_request: Request, context: CallContext) -> Filled:
    if context.user is None:
        return Filled(None, "connection", "Nobody is connected; App Connect would refuse the request.")
    return Filled(USER, "connection", "The stored user, a live object with save, update and destroy.")


def _auth_header(_request: Request, context: CallContext) -> Filled:
    how = {
        "oauth": "“Bearer ” and the stored access token.",
        "apiKey": "“Basic ” and what getBasicAuth made of the stored API key.",
    }.get(context.auth_type, "Empty, since the auth type is neither oauth nor apiKey.")
    return Filled(context.auth_header, "connection", how)


def _proxy_config(_request: Request, context: CallContext) -> Filled:
    if context.proxy_config is None:
        return Filled(None, "default", "The user did not connect through a declarative profile.")
    return Filled(context.proxy_config, "connection", "The declarative profile of the user's proxyId.")


def _call_proxy_config(request: Request, context: CallContext) -> Filled:
    if context.proxy_config is None:
        return Filled(UNDEFINED, "default", "createCallLog alone gets undefined without a declarative profile.")
    return _proxy_config(request, context)


def _helper_proxy_config(request: Request, context: CallContext) -> Filled:
    """On the way to createCallLog the helpers too get undefined."""
    fill = _call_proxy_config if context.purpose == "createCallLog" else _proxy_config
    return fill(request, context)


def _proxy_id(_request: Request, context: CallContext) -> Filled:
    value = get_path(context.user_value("platformAdditionalInfo"), "proxyId") if context.user else UNDEFINED
    if value is UNDEFINED and context.proxy_id:
        value = context.proxy_id
    return Filled(value, "connection", "proxyId in the user's platformAdditionalInfo.")


def _hostname(_request: Request, context: CallContext) -> Filled:
    return Filled(context.user_value("hostname"), "connection", "hostname of the stored user.")


def _platform(_request: Request, context: CallContext) -> Filled:
    return Filled(context.platform or context.user_value("platform"), "connection", "Platform in the session token.")


def _existing_call_log(_request: Request, context: CallContext) -> Filled:
    if context.call_log is None:
        return Filled(None, "default", "No call was logged yet; App Connect would not call the adapter.")
    return Filled(dict(context.call_log), "earlier call", "The row that links the call to the CRM's log.")


def _from_server_side(request: Request, _context: CallContext) -> Filled:
    agent = header(request, "User-Agent")
    return Filled(agent == SERVER_SIDE_LOGGER, "server", f"True when the User-Agent is {SERVER_SIDE_LOGGER}.")


def _composed(_request: Request, context: CallContext) -> Filled:
    return Filled(
        context.composed_log_details, "server", "App Connect's composer; empty when the log format is not composed."
    )


def hashed_account(path: str) -> Row:
    """hashedAccountId: the rc-account-id header, else SHA-256 hex of account id and server key."""

    def fill(request: Request, context: CallContext) -> Filled:
        given = header(request, "rc-account-id") or context.hashed_account_id
        if given:
            return Filled(given, "server", "The rc-account-id header.")
        account = get_path(request, path)
        text = "undefined" if account is UNDEFINED else "null" if account is None else str(account)
        digest = hashlib.sha256(utf8(f"{text}:{context.hash_key}")).hexdigest()
        return Filled(digest, "server", f"SHA-256 of {path} and the server's hash key.")

    return Row("hashedAccountId", fill)


USER_ROW: Final = Row("user", _user)
AUTH_HEADER: Final = Row("authHeader", _auth_header)
PROXY_CONFIG: Final = Row("proxyConfig", _proxy_config)
CALL_PROXY_CONFIG: Final = Row("proxyConfig", _call_proxy_config)
HELPER_PROXY_CONFIG: Final = Row("proxyConfig", _helper_proxy_config)
PROXY_ID: Final = Row("proxyId", _proxy_id)
HOSTNAME: Final = Row("hostname", _hostname)
PLATFORM: Final = Row("platform", _platform)
EXISTING_CALL_LOG: Final = Row("existingCallLog", _existing_call_log)
IS_FROM_SSCL: Final = Row("isFromSSCL", _from_server_side)
COMPOSED: Final = Row("composedLogDetails", _composed)
