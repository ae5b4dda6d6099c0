"""Build the HTTP request of an operation from its profile (proxy.md section 4)."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import Final

from workbench.core.proxy.javascript import entries
from workbench.core.proxy.paths import member, optional
from workbench.core.proxy.render import Context, render_deep, render_text
from workbench.core.proxy.throws import type_error
from workbench.core.values import UNDEFINED, Special, Value, is_number
from workbench.core.values.javascript import missing, number_text, to_number, to_text, truthy
from workbench.core.values.json_text import utf8

DEFAULT_TIMEOUT: Final = 30
"""Seconds, when the profile says none or 0."""

_USER_MEMBERS: Final = (
    "hostname",
    "timezoneName",
    "timezoneOffset",
    "platform",
    "platformAdditionalInfo",
    "refreshToken",
    "tokenExpiry",
)
"""Columns that templates can read, beside accessToken and id."""


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """What the engine hands to its HTTP client; `wire.serialise` says what reaches the connection."""

    method: str
    url: Value
    headers: dict[str, Value]
    """Values may be UNDEFINED or of any JSON type: the client drops or prints them."""
    params: Value
    data: Value
    timeout: float
    """Milliseconds."""


def build_request(
    profile: Value, operation: Value, inputs: dict[str, Value], user: Value, auth_header: Value
) -> ProxyRequest:
    """Render an operation for its inputs; raises ProxyThrow where App Connect's engine would throw.

    `user` is the stored row, an empty dict for the user-info operation, or UNDEFINED.
    """
    context = template_context(profile, inputs, user, auth_header)
    defaults = member(profile, "requestDefaults")
    url = join_url(optional(defaults, "baseUrl"), render_text(member(operation, "url"), context))
    method = _method(member(operation, "method"))
    headers = _headers(profile, operation, context)
    query, body = member(operation, "query"), member(operation, "body")
    params = render_deep(query if truthy(query) else {}, context)
    data = render_deep(body if truthy(body) else {}, context)
    seconds = optional(defaults, "timeoutSeconds")
    timeout = to_number(seconds if truthy(seconds) else DEFAULT_TIMEOUT) * 1000
    if isinstance(timeout, float) and timeout.is_integer():
        timeout = int(timeout)
    return ProxyRequest(method, url, headers, params, data, timeout)


def join_url(base: Value, path: Value) -> Value:
    """Base and operation address as one; exactly one slash is removed on each side of the joint."""
    if not truthy(base):
        return path
    if not truthy(path):
        return base
    if not isinstance(path, str):
        raise type_error("path.startsWith is not a function")
    if path.startswith(("http://", "https://")):
        return path
    if not isinstance(base, str):
        raise type_error("baseUrl.replace is not a function")
    return f"{base.removesuffix('/')}/{path.removeprefix('/')}"


def base64_text(value: Value) -> str:
    """Base64 of a text's UTF-8, or of a list of byte values; throws a TypeError for anything else."""
    if isinstance(value, str):
        return base64.b64encode(utf8(value)).decode()
    items = _byte_values(value)
    if items is None:
        raise type_error(
            "The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array"
            f" or an Array-like Object. Received {_received(value)}"
        )
    return base64.b64encode(bytes(_byte(item) for item in items)).decode()


def template_context(profile: Value, inputs: dict[str, Value], user: Value, auth_header: Value) -> Context:
    """What an operation's expressions can name, with their values."""
    token = optional(user, "accessToken")
    if missing(token):
        token = inputs.get("apiKey", UNDEFINED)
    if missing(token):
        token = ""
    seen: dict[str, Value] = {"accessToken": token}
    if truthy(user):
        seen["id"] = _bare_id(member(user, "id"))
        seen.update((name, member(user, name)) for name in _USER_MEMBERS)
    return {
        **inputs,
        "user": seen,
        "authHeader": auth_header,
        "apiKey": token,
        "secretKey": member(profile, "secretKey"),
    }


def _bare_id(stored: Value) -> Value:
    """The part before the first hyphen."""
    if missing(stored):
        return UNDEFINED
    if not isinstance(stored, str):
        raise type_error("user.id?.split is not a function")
    return stored.partition("-")[0]


def _method(method: Value) -> str:
    if not truthy(method):
        return "GET"
    if not isinstance(method, str):
        raise type_error('(op.method || "GET").toUpperCase is not a function')
    return method.upper()


def _headers(profile: Value, operation: Value, context: Context) -> dict[str, Value]:
    """Default headers, the operation's over them, the credential over both."""
    defaults = optional(member(profile, "requestDefaults"), "defaultHeaders")
    headers: dict[str, Value] = dict(entries(render_deep(dict(entries(defaults if truthy(defaults) else {})), context)))
    own = member(operation, "headers")
    headers.update(entries(render_deep(own if truthy(own) else {}, context)))
    headers.update(_credential(profile, operation, context))
    return headers


def _credential(profile: Value, operation: Value, context: Context) -> dict[str, Value]:
    """The credential header: the profile's template, else core's header, else the OAuth token."""
    own = member(operation, "auth")
    auth = own if truthy(own) else member(profile, "auth")
    name = optional(auth, "headerName")
    header = to_text(name) if truthy(name) else "Authorization"
    scheme = optional(auth, "scheme")
    template = optional(auth, "credentialTemplate")
    if truthy(template):
        credential = render_text(template, context)
        token = credential if optional(auth, "encode") == "none" else base64_text(credential)
        return {header: f"{to_text(scheme)} {to_text(token)}" if truthy(scheme) else token}
    if truthy(context["authHeader"]):
        return {header: context["authHeader"]}
    if optional(auth, "type") == "oauth":
        token = context["user"]["accessToken"]
        return {header: f"{to_text(scheme) if truthy(scheme) else 'Bearer'} {to_text(token)}"}
    return {}


def _byte_values(value: Value) -> list[Value] | None:
    """The items of what Node accepts for bytes: a list, a serialised buffer, an object with a length."""
    if isinstance(value, list | tuple):
        return list(value)
    if not isinstance(value, dict):
        return None
    if value.get("type") == "Buffer" and isinstance(value.get("data"), list):
        return list(value["data"])
    length = value.get("length")
    if is_number(length):
        return [value.get(str(index), 0) for index in range(max(0, int(length)))]
    return None


def _byte(item: Value) -> int:
    number = to_number(item)
    return int(number) & 255 if math.isfinite(number) else 0


def _received(value: Value) -> str:
    if isinstance(value, bool):
        return f"type boolean ({to_text(value)})"
    if isinstance(value, int | float):
        negative_zero = value == 0 and math.copysign(1, value) < 0
        return f"type number ({'-0' if negative_zero else number_text(value)})"
    if isinstance(value, Special) and value.kind == "function":
        return f"function {value.text.removeprefix('function ').partition('(')[0]}"
    return to_text(value) if missing(value) else "an instance of Object"
