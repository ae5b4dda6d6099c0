"""Exchanges as an HTTP archive (HAR 1.2), which browsers' developer tools and many others read."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from workbench.core.redaction import Redactor
from workbench.core.traffic.exchange import Exchange, Headers, HttpRequest, HttpResponse, ReadBody, Timing, header
from workbench.core.traffic.exchange_text import Content, content_of
from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.core.values.times import iso_time

_UNKNOWN: Final = -1
"""What HAR writes for a size or a time that is not known."""
_HTTP: Final = "HTTP/1.1"


def archive(
    exchanges: Sequence[Exchange], redactor: Redactor, read_body: ReadBody, *, title: str, version: str
) -> Json:
    """The archive of one invocation, secrets masked; `title` names its page, `version` the workbench's own.

    An exchange without an answer has the status 0 and says why in `_error`, as browsers write it.
    """
    begin = min((each.started_at for each in exchanges), default=0.0)
    page: Json = {"startedDateTime": iso_time(begin), "id": "invocation", "title": title, "pageTimings": {}}
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "App Connect Workbench", "version": version},
            "pages": [page],
            "entries": [_entry(each, redactor, read_body) for each in exchanges],
        }
    }


def _entry(exchange: Exchange, redactor: Redactor, read_body: ReadBody) -> Json:
    timings = _timings(exchange.timing)
    entry: Json = {
        "pageref": "invocation",
        "startedDateTime": iso_time(exchange.started_at),
        "time": round(sum(length for name, length in timings.items() if length > 0 and name != "ssl"), 3),
        "request": _request(exchange.request, redactor, read_body),
        "response": _no_response() if exchange.response is None else _response(exchange.response, redactor, read_body),
        "cache": {},
        "timings": timings,
    }
    notes = [f"sent to {redactor.url(exchange.request.sent_to)}"] if exchange.request.sent_to else []
    if exchange.client:
        notes.append(f"by {exchange.client}")
    if notes:
        entry["comment"] = ", ".join(notes)
    if exchange.error is not None:
        entry["response"]["_error"] = f"{exchange.error.code}: {redactor.text(exchange.error.message)}"
    return entry


def _request(request: HttpRequest, redactor: Redactor, read_body: ReadBody) -> Json:
    url = redactor.url(request.url)
    made: Json = {
        "method": request.method,
        "url": url,
        "httpVersion": _HTTP,
        "cookies": _cookies(request.headers, "cookie", redactor),
        "headers": _headers(request.headers, redactor),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(split_address(url).query, keep_blank_values=True)
        ],
        "headersSize": _UNKNOWN,
        "bodySize": request.body.size,
    }
    content = content_of(request.body, request.headers, redactor, read_body)
    if content != Content():
        kind = header(request.headers, "content-type")
        posted: Json = {"mimeType": kind, "params": [], "text": content.text}
        if "form-urlencoded" in kind:
            pairs = parse_qsl(content.text, keep_blank_values=True)
            posted["params"] = [{"name": name, "value": value} for name, value in pairs]
        if content.data:
            posted |= {"text": base64.b64encode(content.data).decode(), "comment": "base64"}
        elif content.note:
            posted["comment"] = content.note
        made["postData"] = posted
    return made


def _response(response: HttpResponse, redactor: Redactor, read_body: ReadBody) -> Json:
    content = content_of(response.body, response.headers, redactor, read_body)
    size = len(content.data) or len(content.text.encode(errors="replace"))
    body: Json = {"size": size, "mimeType": header(response.headers, "content-type")}
    if content.text:
        body["text"] = content.text
    if content.data:
        body |= {"text": base64.b64encode(content.data).decode(), "encoding": "base64"}
    if content.note:
        body["comment"] = content.note
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": _HTTP,
        "cookies": _cookies(response.headers, "set-cookie", redactor),
        "headers": _headers(response.headers, redactor),
        "content": body,
        "redirectURL": redactor.url(header(response.headers, "location")),
        "headersSize": _UNKNOWN,
        "bodySize": response.body.size,
    }


def _no_response() -> Json:
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": "",
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }


def _timings(timing: Timing) -> dict[str, float]:
    """Milliseconds of each phase; what no phase explains is waiting, or being blocked where waiting is known."""
    connect = (timing.connect or 0) + (timing.tls or 0)
    phases = (timing.dns or 0) + connect + (timing.first_byte or 0) + (timing.body or 0)
    rest = max((timing.total or 0) - phases, 0.0)
    hidden = timing.first_byte is None
    return {
        "blocked": _UNKNOWN if hidden else round(rest, 3),
        "dns": _known(timing.dns),
        "connect": _UNKNOWN if timing.connect is None and timing.tls is None else round(connect, 3),
        "ssl": _known(timing.tls),
        "send": 0,
        "wait": round(rest if timing.first_byte is None else timing.first_byte, 3),
        "receive": round(timing.body or 0, 3),
    }


def _known(length: float | None) -> float:
    return _UNKNOWN if length is None else round(length, 3)


def _headers(headers: Headers, redactor: Redactor) -> list[Json]:
    return [{"name": name, "value": value} for name, value in redactor.headers(headers)]


def _cookies(headers: Headers, name: str, redactor: Redactor) -> list[Json]:
    """Cookies with their values masked, as the headers are; of a set cookie the attributes are left to the header."""
    pairs: list[str] = []
    for key, value in redactor.headers(headers):
        if key.lower() == name:
            pairs += value.split(";")[: 1 if name == "set-cookie" else None]
    split = (pair.partition("=") for pair in pairs)
    return [{"name": before.strip(), "value": after.strip()} for before, sign, after in split if sign]
