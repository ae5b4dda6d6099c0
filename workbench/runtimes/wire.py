"""From the wire to the nouns: exchanges, errors, change sets and values (resources/hosts/WIRE.md).

Whatever an adapter's process may write there: each function raises WireError, and nothing else, for what does not fit.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from workbench.core.connection.user import RowChange, UserChanges, UserOperation
from workbench.core.run.invocation import AdapterError
from workbench.core.traffic.exchange import Body, Exchange, ExchangeError, Headers, HttpRequest, HttpResponse, Timing
from workbench.core.traffic.hosts import HostMap
from workbench.core.values import Json, Value, decode
from workbench.runtimes.channel import MESSAGE_LIMIT, WireError, read_json
from workbench.runtimes.spooled import own_file, read_spooled

_NO_CHANGES: Final = UserChanges()
_LARGEST: Final = 1e15
"""No number of the wire's own is larger: milliseconds since the epoch, sizes."""


def as_object(data: Json, where: str) -> dict[str, Any]:
    """An object, empty where nothing stands."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise WireError(f"{where} is no object")
    return data


def as_list(data: Json, where: str) -> list[Any]:
    """A list, empty where nothing stands."""
    if data is None:
        return []
    if not isinstance(data, list):
        raise WireError(f"{where} is no list")
    return data


def as_text(data: Json, where: str) -> str:
    """A text, empty where nothing stands; a number or a truth value counts as one."""
    if data is None or data is False:
        return ""
    if isinstance(data, dict | list):
        raise WireError(f"{where} is no text")
    return str(data)


def as_number(data: Json, where: str) -> float | None:
    """A number that something can be counted or dated with; None where nothing stands."""
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int | float) or not abs(data) < _LARGEST or math.isnan(data):
        raise WireError(f"{where} is no number")
    return data


def as_texts(data: Json, where: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(as_text(each, where) for each in as_list(data, where))


def as_names(data: Json, where: str) -> dict[str, str]:
    """Texts by name; nothing where nothing stands."""
    return {} if data is None else {name: as_text(each, where) for name, each in as_object(data, where).items()}


def read_value(data: Json, where: str = "value") -> Value:
    """A value of the adapter."""
    try:
        return decode(data)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise WireError(f"{where} is no value: {error}") from error


def read_value_file(name: Json, folder: str) -> Value:
    """Read and remove a value that came by file, which lies in the process's own folder; blocks."""
    path = own_file(name, folder) if isinstance(name, str) else ""
    if not path:
        raise WireError("value_file is no file in the folder that the process was given")
    try:
        text = read_spooled(path, MESSAGE_LIMIT)
        Path(path).unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise WireError(f"value_file cannot be read: {error}") from error
    return read_value(read_json(text))


def read_error(data: Json, where: str = "error") -> AdapterError:
    """An exception of the adapter."""
    data = as_object(data, where)
    status = data.get("status")
    return AdapterError(
        name=as_text(data.get("name"), f"{where}.name") or "Error",
        message=as_text(data.get("message"), f"{where}.message"),
        stack=as_text(data.get("stack"), f"{where}.stack"),
        status=status if isinstance(status, int) and not isinstance(status, bool) else None,
        code=as_text(data.get("code"), f"{where}.code"),
        response_body=read_value(data.get("response_body"), f"{where}.response_body"),
        cause=as_text(data.get("cause"), f"{where}.cause"),
    )


def read_errors(data: Json) -> tuple[AdapterError, ...]:
    """Errors that nobody caught."""
    return tuple(read_error(error, "unhandled") for error in as_list(data, "unhandled"))


def read_changes(data: Json) -> UserChanges:
    """What the adapter did to the user."""
    if not data:
        return _NO_CHANGES
    data = as_object(data, "user_changes")
    operations = [as_object(item, "operations") for item in as_list(data.get("operations"), "operations")]
    return UserChanges(
        tuple(UserOperation(as_text(item.get("op"), "op"), _columns(item.get("values"))) for item in operations),
        _columns(data.get("unsaved")),
        _columns(data.get("lost")),
    )


def read_row_changes(data: Json) -> tuple[RowChange, ...]:
    """What the adapter did to the rows of logs that it was given."""
    rows = [as_object(item, "row_changes") for item in as_list(data, "row_changes")]
    return tuple(
        RowChange(as_text(item.get("table"), "table"), as_text(item.get("op"), "op"), _columns(item.get("values")))
        for item in rows
    )


def read_exchange(data: Json, folder: str = "") -> Exchange:
    """An exchange, at its start or complete; `folder` is where the process may put bodies."""
    data = as_object(data, "exchange")
    request, response = as_object(data.get("request"), "request"), data.get("response")
    error = data.get("error")
    return Exchange(
        id=as_text(data.get("id"), "id"),
        invocation_id=read_invocation(data),
        request=HttpRequest(
            method=as_text(data.get("method"), "method"),
            url=as_text(data.get("url"), "url"),
            headers=_headers(request.get("headers")),
            body=_body(request.get("body"), folder),
            sent_to=as_text(data.get("sent_to"), "sent_to"),
        ),
        started_at=(as_number(data.get("started_at"), "started_at") or 0) / 1000,
        response=None if response is None else _response(as_object(response, "response"), folder),
        error=None if error is None else _exchange_error(as_object(error, "error")),
        timing=_timing(data.get("timing_ms")),
        client=as_text(data.get("client"), "client"),
        redirected_from=as_text(data.get("redirected_from"), "redirected_from"),
    )


def wire_maps(maps: Sequence[HostMap]) -> list[dict[str, str]]:
    """Host maps as a host reads them."""
    return [{"host": each.plain_host, "target": each.target} for each in maps]


def read_invocation(data: dict[str, Any]) -> str:
    """Whose it is; empty when it cannot be tied to a call."""
    return as_text(data.get("invocation"), "invocation")


def read_printed(data: dict[str, Any], now: float) -> tuple[str, str, str, float]:
    """Invocation, stream, text and moment (seconds since the epoch, `now` where it has none) of a console line."""
    at = as_number(data.get("at"), "at")
    stream, text = as_text(data.get("stream"), "stream"), as_text(data.get("text"), "text")
    return read_invocation(data), stream or "log", text, now if at is None else at / 1000


def _response(data: dict[str, Any], folder: str) -> HttpResponse:
    return HttpResponse(
        status=int(as_number(data.get("status"), "status") or 0),
        reason=as_text(data.get("reason"), "reason"),
        headers=_headers(data.get("headers")),
        body=_body(data.get("body"), folder),
    )


def _exchange_error(data: dict[str, Any]) -> ExchangeError:
    return ExchangeError(as_text(data.get("code"), "code"), as_text(data.get("message"), "message"))


def _columns(data: Json) -> dict[str, Any]:
    columns = read_value(data or {}, "values")
    if not isinstance(columns, dict):
        raise WireError("values is no object")
    return columns


def _headers(data: Json) -> Headers:
    pairs = [as_texts(each, "headers") for each in as_list(data, "headers")]
    if any(len(pair) != 2 for pair in pairs):
        raise WireError("headers is no list of names and values")
    return tuple((name, value) for name, value in pairs)


def _timing(data: Json) -> Timing:
    data = as_object(data, "timing_ms")
    return Timing(
        **{name: as_number(data.get(name), name) for name in ("dns", "connect", "tls", "first_byte", "body", "total")}
    )


def _body(data: Json, folder: str) -> Body:
    if not data:
        return Body()
    data = as_object(data, "body")
    encoded, named = data.get("base64"), data.get("file")
    try:
        raw = None if encoded is None else base64.b64decode(as_text(encoded, "base64"))
    except ValueError as error:
        raise WireError("base64 is no base64") from error
    file = own_file(as_text(named, "file"), folder) if named else ""
    if named and not file:
        raise WireError("file is no file in the folder that the process was given")
    size = int(as_number(data.get("size"), "size") or 0)
    return Body(
        size=size,
        data=b"" if raw is None and not file and size == 0 else raw,
        file=file,
        already_decoded=bool(data.get("already_decoded")),
        truncated=bool(data.get("truncated")),
    )
