"""What reaches the connection: how axios, App Connect's HTTP client, serialises a request (proxy.md section 7)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from workbench.core.proxy.addresses import parse_address
from workbench.core.proxy.javascript import entries, json_text
from workbench.core.proxy.request import ProxyRequest
from workbench.core.proxy.throws import ProxyThrow
from workbench.core.traffic.outgoing import OutgoingRequest
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.javascript import to_text, trim, truthy
from workbench.core.values.json_text import read_json, utf8

CLIENT: Final = "axios/1.21.1"
"""The User-Agent of the client version that the published core resolves to."""
CORE_VERSION: Final = "1.7.41"
ACCEPT: Final = "application/json, text/plain, */*"
ACCEPT_ENCODING: Final = "gzip, compress, deflate, br"
REDIRECTS: Final = 21
"""Redirects that the client follows."""

_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_BOUNDARY: Final = "axios-1.21.1-boundary-workbench"
_COMPONENT: Final = "!*'()"
"""What encodeURIComponent leaves beside letters, digits and `-_.~`."""
_QUERY: Final = _COMPONENT + ":$,"
_CONTROLS: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]+")
_NOT_A_BYTE: Final = re.compile("[^\t\x20-\x7e\x80-\xff]+")
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request after serialisation."""

    method: str
    url: str
    """With its query; a fragment is kept, though it is never sent."""
    body: Value
    """Text, or None when nothing is sent; a number or true, which `outgoing` refuses, stays as it is."""
    content_type: str | None
    headers: dict[str, Value]
    """Text, or a list of texts for a name sent several times; without those that only the connection adds
    (User-Agent, Content-Length, Accept-Encoding)."""


def serialise(request: ProxyRequest) -> WireRequest:
    """Serialise as axios does; raises ProxyThrow for a query that it refuses.

    An address or body that is none is kept as it stands: only `outgoing` has to send it.
    """
    headers = _merged_headers(request.headers)
    body = _body(request.method, request.data, headers)
    url = with_query(to_text(request.url) if truthy(request.url) else "", request.params)
    address = parse_address(url)
    printed = {name: _header_value(value) for name, value in headers.items() if _is_sent(value)}
    content_type = next((value for name, value in printed.items() if name.lower() == "content-type"), None)
    if address and address.scheme in ("http", "https"):
        url = address.href
    return WireRequest(request.method, url, body, content_type, printed)


def outgoing(request: ProxyRequest, *, core_version: str = "") -> OutgoingRequest:
    """The request as it leaves App Connect's server: `serialise` plus what the connection adds.

    `core_version` is announced as a running server does; empty for none. Raises ProxyThrow for an address
    that cannot be called.
    """
    wire = serialise(request)
    if wire.body is not None and not isinstance(wire.body, str):
        message = "Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream"
        raise ProxyThrow("AxiosError", message, code="ERR_BAD_REQUEST")
    address = parse_address(request.url) if isinstance(request.url, str) else None
    if address is None:
        raise ProxyThrow("TypeError", "Invalid URL", code="ERR_INVALID_URL")
    if address.scheme not in ("http", "https"):
        raise ProxyThrow("AxiosError", f"Unsupported protocol {address.scheme}:", code="ERR_BAD_REQUEST")
    headers = dict(wire.headers)
    present = {name.lower() for name in headers} | {
        name.strip().lower() for name, value in request.headers.items() if value is None or value is False
    }
    added = {"User-Agent": CLIENT, "Accept-Encoding": ACCEPT_ENCODING, "Unified-CRM-Extension-Version": core_version}
    headers.update({name: text for name, text in added.items() if text and name.lower() not in present})
    if address.credentials:
        headers = {name: text for name, text in headers.items() if name.lower() != "authorization"}
        headers["Authorization"] = f"Basic {base64.b64encode(unquote(address.credentials).encode()).decode()}"
    for name in headers:
        if not _TOKEN.fullmatch(name):
            raise ProxyThrow(
                "TypeError", f'Header name must be a valid HTTP token ["{name}"]', code="ERR_INVALID_HTTP_TOKEN"
            )
    lines = tuple(
        (name, _NOT_A_BYTE.sub("", to_text(item)).strip(" \t"))
        for name, value in headers.items()
        for item in (value if isinstance(value, list) else [value])
    )
    url = with_query(address.origin + address.target, request.params)
    body = None if wire.body is None else utf8(wire.body)
    return OutgoingRequest(request.method, url, lines, body, request.timeout / 1000, REDIRECTS)


def with_query(url: str, params: Value) -> str:
    """Append parameters to an address, by `&` when it has a query already; a fragment gives way to them."""
    if not truthy(params):
        return url
    if not isinstance(params, dict | list):
        raise ProxyThrow("TypeError", "target must be an object", code="ERR_BAD_REQUEST")
    query = "&".join(f"{_component(name)}={_component(to_text(value))}" for name, value in form_pairs(params))
    if not query:
        return url
    bare = url.partition("#")[0]
    return f"{bare}{'&' if '?' in bare else '?'}{query}"


def form_pairs(members: Value) -> list[tuple[str, Value]]:
    """Names and values of a query or form: lists as `key[]`, nested members as `key[sub]`, null left out."""
    pairs: list[tuple[str, Value]] = []
    listed = isinstance(members, list)
    for name, value in entries(members):
        if value is not None and value is not UNDEFINED:
            _add_top(name if listed else trim(name), name, value, pairs)
    return pairs


def _add_top(key: str, name: str, value: Value, pairs: list[tuple[str, Value]]) -> None:
    if isinstance(value, list | dict):
        if key.endswith("{}"):
            pairs.append((key, json_text(value)))
            return
        flat = isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)
        if flat or (isinstance(value, list) and key.endswith("[]")):
            bare = key.removesuffix("[]")
            pairs.extend((f"{bare}[]", item) for item in value if item is not None and item is not UNDEFINED)
            return
        _add_nested([name], value, pairs)
        return
    pairs.append((key, _plain(value)))


def _add_nested(path: list[str], value: Value, pairs: list[tuple[str, Value]]) -> None:
    for name, item in entries(value):
        if item is None or item is UNDEFINED:
            continue
        if isinstance(item, list | dict):
            _add_nested([*path, name], item, pairs)
            continue
        key = name if isinstance(value, list) else trim(name)
        tokens = [token.removesuffix("[]") for token in (*path, key)]
        pairs.append((tokens[0] + "".join(f"[{token}]" for token in tokens[1:]), _plain(item)))


def _plain(value: Value) -> Value:
    return value.text if isinstance(value, Special) and value.kind == "date" else value


def _component(text: str) -> str:
    try:
        return quote(text, safe=_QUERY).replace("%20", "+")
    except UnicodeEncodeError:
        raise ProxyThrow("URIError", "URI malformed", code="ERR_BAD_REQUEST") from None


def _merged_headers(given: dict[str, Value]) -> dict[str, Value]:
    """The client's defaults under what is given; names that differ by case alone are one header."""
    headers: dict[str, Value] = {"Accept": ACCEPT, "Content-Type": UNDEFINED}
    for name, value in entries(given):
        if name in ("__proto__", "constructor", "prototype") or not name.strip():
            continue
        headers[_spelling(headers, name)] = value
    return {trim(name): value for name, value in headers.items()}


def _spelling(headers: dict[str, Value], name: str) -> str:
    wanted = trim(name).lower()
    return next((known for known in headers if known.strip().lower() == wanted), name)


def _is_sent(value: Value) -> bool:
    return value is not None and value is not UNDEFINED and value is not False


def _header_value(value: Value) -> Value:
    if isinstance(value, list):
        return [_header_value(item) if _is_sent(item) else item for item in value]
    return _CONTROLS.sub("", to_text(value)).strip(" \t")


def _body(method: str, data: Value, headers: dict[str, Value]) -> Value:
    """The body as text; fills in the content type that the client chooses."""
    name = _spelling(headers, "Content-Type")
    given = headers.get(name, UNDEFINED)
    content_type = to_text(_header_value(given)) if _is_sent(given) else ""
    text: Value
    if isinstance(data, list | dict) and _FORM in content_type:
        text = "&".join(f"{_form(key)}={_form(to_text(value))}" for key, value in form_pairs(data))
    elif isinstance(data, list | dict) and "multipart/form-data" in content_type:
        headers[name] = f"multipart/form-data; boundary={_BOUNDARY}"
        text = _multipart(form_pairs(data))
    elif isinstance(data, list | dict) or _JSON in content_type:
        if given is UNDEFINED:
            headers[name] = _JSON
        text = _kept_json(data) if isinstance(data, str) else json_text(data)
    else:
        text = data
    if headers.get(name, UNDEFINED) is UNDEFINED and method.lower() in ("post", "put", "patch"):
        headers[name] = _FORM
    return text if truthy(text) else None


def _kept_json(text: str) -> str | None:
    """Text under a JSON content type: kept when it is JSON already, else quoted."""
    try:
        read_json(text)
    except ValueError:
        return json_text(text)
    return trim(text)


def _form(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="*").replace("%20", "+").replace("~", "%7E")


def _multipart(pairs: list[tuple[str, Value]]) -> str:
    parts = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{to_text(value)}\r\n'
        for name, value in pairs
    )
    return f"{''.join(parts)}--{_BOUNDARY}--\r\n"
