"""From the wire to the nouns: exchanges, errors, change sets and values (resources/hosts/WIRE.md)."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Final

from workbench.core.connection.user import RowChange, UserChanges, UserOperation
from workbench.core.run.invocation import AdapterError
from workbench.core.traffic.exchange import Body, Exchange, ExchangeError, Headers, HttpRequest, HttpResponse, Timing
from workbench.core.values import Value, decode
from workbench.runtimes.channel import read_json

_NO_CHANGES: Final = UserChanges()


def read_value_file(path: str) -> Value:
    """Read and remove a value that came by file; blocks, so call it off the loop."""
    file = Path(path)
    try:
        return decode(read_json(file.read_bytes()))
    finally:
        file.unlink(missing_ok=True)


def read_error(data: dict[str, Any]) -> AdapterError:
    """An exception of the adapter."""
    status = data.get("status")
    return AdapterError(
        name=str(data.get("name") or "Error"),
        message=str(data.get("message") or ""),
        stack=str(data.get("stack") or ""),
        status=status if isinstance(status, int) and not isinstance(status, bool) else None,
        code=str(data["code"]) if data.get("code") not in (None, "") else "",
        response_body=decode(data.get("response_body")),
    )


def read_errors(data: list[dict[str, Any]] | None) -> tuple[AdapterError, ...]:
    """Errors that nobody caught."""
    return tuple(read_error(error) for error in data) if data else ()


def read_changes(data: dict[str, Any] | None) -> UserChanges:
    """What the adapter did to the user."""
    if not data:
        return _NO_CHANGES
    return UserChanges(
        tuple(UserOperation(item["op"], decode(item.get("values") or {})) for item in data.get("operations") or ()),
        decode(data.get("unsaved") or {}),
        decode(data.get("lost") or {}),
    )


def read_row_changes(data: list[dict[str, Any]] | None) -> tuple[RowChange, ...]:
    """What the adapter did to the rows of logs that it was given."""
    return tuple(RowChange(item["table"], item["op"], decode(item.get("values") or {})) for item in data or ())


def read_exchange(data: dict[str, Any]) -> Exchange:
    """An exchange, at its start or complete."""
    request = data.get("request") or {}
    response = data.get("response")
    error = data.get("error")
    return Exchange(
        id=str(data["id"]),
        invocation_id=str(data.get("invocation") or ""),
        request=HttpRequest(
            method=str(data.get("method", "")),
            url=str(data.get("url", "")),
            headers=_headers(request.get("headers")),
            body=_body(request.get("body")),
            sent_to=str(data.get("sent_to") or ""),
        ),
        started_at=float(data.get("started_at") or 0) / 1000,
        response=None
        if response is None
        else HttpResponse(
            status=int(response.get("status") or 0),
            reason=str(response.get("reason") or ""),
            headers=_headers(response.get("headers")),
            body=_body(response.get("body")),
        ),
        error=None if error is None else ExchangeError(str(error.get("code") or ""), str(error.get("message") or "")),
        timing=_timing(data.get("timing_ms")),
        client=str(data.get("client") or ""),
        redirected_from=str(data.get("redirected_from") or ""),
    )


def _headers(data: list[list[Any]] | None) -> Headers:
    return tuple((str(name), str(value)) for name, value in data or ())


def _timing(data: dict[str, float | None] | None) -> Timing:
    data = data or {}
    return Timing(
        dns=data.get("dns"),
        connect=data.get("connect"),
        tls=data.get("tls"),
        first_byte=data.get("first_byte"),
        body=data.get("body"),
        total=data.get("total"),
    )


def _body(data: dict[str, Any] | None) -> Body:
    if not data:
        return Body()
    encoded = data.get("base64")
    raw = base64.b64decode(encoded) if encoded is not None else None
    file = str(data.get("file") or "")
    size = int(data.get("size") or 0)
    return Body(
        size=size,
        data=b"" if raw is None and not file and size == 0 else raw,
        file=file,
        already_decoded=bool(data.get("already_decoded")),
        truncated=bool(data.get("truncated")),
    )
