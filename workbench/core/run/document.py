"""An invocation as a JSON document (the shape that the commands print and history keeps), and back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from workbench.core.connection.user import RowChange, UserChanges, UserOperation
from workbench.core.redaction import Redactor
from workbench.core.run.finding import Finding, Severity, finding_document, gathered
from workbench.core.run.firing import firing_document, firing_from_document
from workbench.core.run.invocation import (
    AdapterError,
    Answer,
    Argument,
    ConsoleLine,
    Invocation,
    Outcome,
    OutcomeKind,
    Shown,
    Verdict,
)
from workbench.core.run.trail import TrailStep
from workbench.core.traffic.bodies import as_json, as_text, decoded, looks_binary
from workbench.core.traffic.exchange import (
    Body,
    Exchange,
    ExchangeError,
    ExchangeOrigin,
    Headers,
    HttpRequest,
    HttpResponse,
    ReadBody,
    Timing,
    header,
    read_memory,
)
from workbench.core.values import Json, decode, encode, to_json
from workbench.core.values.json_text import utf8, write_json

_LONGEST_SECRET: Final = 16 * 1024
INLINE_LIMIT: Final = 256 * 1024
"""Decoded bytes of a body that a document carries; longer ones are cut there and say so."""


def invocation_document(
    invocation: Invocation, redactor: Redactor | None, read_body: ReadBody = read_memory, *, wire: bool = False
) -> Json:
    """The invocation as JSON; secrets are masked when a redactor is given.

    With `wire` values keep their tags (undefined, bigint...), so that `invocation_from_document` gives
    back what the adapter returned, and what it was fired with is kept; without it values read as App Connect's
    server would send them.
    """

    def value(item: object, name: str = "") -> Json:
        masked = redactor.value(item, name) if redactor else item
        return encode(masked) if wire else to_json(masked)

    def words(item: str) -> str:
        return redactor.text(item) if redactor else item

    outcome = invocation.outcome
    document: Json = {
        "id": invocation.id,
        "interface": invocation.interface,
        "adapter": invocation.adapter,
        "platform": invocation.platform,
        "connection": invocation.connection,
        "started_at": invocation.started_at,
        "duration_ms": round(invocation.duration_ms, 3),
        "arguments": {argument.name: value(argument.value, argument.name) for argument in invocation.arguments},
        "origins": {argument.name: [argument.origin, argument.source] for argument in invocation.arguments},
        "outcome": {"kind": outcome.kind.value},
        "verdict": invocation.verdict.value,
        "findings": [finding_document(finding, words) for finding in invocation.findings],
        "shown": _shown(invocation.shown, words, value) if invocation.shown else None,
        "answer": {"status": invocation.answer.status, "body": value(invocation.answer.body)}
        if invocation.answer
        else None,
        "exchanges": [_exchange(exchange, redactor, read_body) for exchange in invocation.exchanges],
        "console": [
            {"stream": line.stream, "text": words(line.text), "at_ms": round(line.at_ms, 3)}
            for line in invocation.console
        ],
        "user_changes": _user_changes(outcome.user_changes, value),
        "row_changes": [
            {"table": each.table, "op": each.op, "values": value(each.values)} for each in outcome.row_changes
        ],
    }
    if invocation.trail:
        document["trail"] = [
            {"kind": each.kind, "name": each.name, "columns": value(dict(each.columns)), "result": words(each.result)}
            for each in invocation.trail
        ]
    if invocation.steps:
        document["steps"] = list(invocation.steps)
    if outcome.kind is OutcomeKind.RETURNED:
        document["outcome"]["value"] = value(outcome.value)
    if outcome.error is not None:
        document["outcome"]["error"] = _error(outcome.error, words, value)
    if outcome.sentence:
        document["outcome"]["sentence"] = words(outcome.sentence)
    if wire and invocation.firing is not None:
        document["fired"] = firing_document(invocation.firing, redactor)
    if outcome.unhandled:
        document["outcome"]["unhandled"] = [_error(error, words, value) for error in outcome.unhandled]
    # Names, codes and places are others' words too.
    return redactor.known_in(document) if redactor else document


def _shown(shown: Shown, words: Callable[[str], str], value: Callable[[object], Json]) -> Json:
    return {
        "successful": shown.successful,
        "message": words(shown.message),
        "message_type": shown.message_type,
        "ttl": shown.ttl,
        "details": value(shown.details),
    }


def _error(error: AdapterError, words: Callable[[str], str], value: Callable[[object], Json]) -> Json:
    return {
        "name": error.name,
        "message": words(error.message),
        "stack": words(error.stack),
        "status": error.status,
        "code": error.code,
        "response_body": value(error.response_body),
        "cause": words(error.cause),
    }


def _user_changes(changes: UserChanges, value: Callable[[object], Json]) -> Json:
    if not changes:
        return {}
    return {
        "operations": [{"op": step.op, "values": value(step.values)} for step in changes.operations],
        "unsaved": value(changes.unsaved),
        "lost": value(changes.lost),
    }


def _exchange(exchange: Exchange, redactor: Redactor | None, read_body: ReadBody) -> Json:
    request, response, timing = exchange.request, exchange.response, exchange.timing
    return {
        "id": exchange.id,
        "method": request.method,
        "url": redactor.url(request.url) if redactor else request.url,
        "sent_to": redactor.url(request.sent_to) if redactor else request.sent_to,
        "status": response.status if response else None,
        "started_at": exchange.started_at,
        "request": {
            "headers": _headers(request.headers, redactor),
            **_body(request.body, request.headers, redactor, read_body),
        },
        "response": {
            "reason": response.reason,
            "headers": _headers(response.headers, redactor),
            **_body(response.body, response.headers, redactor, read_body),
        }
        if response
        else None,
        "timing_ms": {
            "dns": timing.dns,
            "connect": timing.connect,
            "tls": timing.tls,
            "first_byte": timing.first_byte,
            "body": timing.body,
            "total": timing.total,
        },
        "origin": exchange.origin.value,
        "client": exchange.client,
        "redirected_from": exchange.redirected_from,
        "error": {
            "code": exchange.error.code,
            "message": redactor.text(exchange.error.message) if redactor else exchange.error.message,
        }
        if exchange.error
        else None,
    }


def _headers(headers: Headers, redactor: Redactor | None) -> list[list[str]]:
    return [[name, value] for name, value in (redactor.headers(headers) if redactor else headers)]


def _body(body: Body, headers: Headers, redactor: Redactor | None, read_body: ReadBody) -> Json:
    """Members of a request or response that describe its body: the decoded content, and its size on the wire."""
    content_type = header(headers, "content-type")
    plain = decoded(body, headers, read_body(body), INLINE_LIMIT + 1).data
    described: Json = {"body": None, "size": body.size}
    if len(plain) > INLINE_LIMIT:
        described["cut_at"] = INLINE_LIMIT
        # What is masked is seen whole: no half of a secret is left at the end.
        plain = plain[: INLINE_LIMIT + _LONGEST_SECRET]
    if not plain:
        return described
    if looks_binary(plain, content_type):
        plain = (redactor.data(plain) if redactor else plain)[:INLINE_LIMIT]
        return {**described, "body": {"base64": base64.b64encode(plain).decode()}}
    text = as_text(plain, content_type)
    if redactor:
        text = redactor.body_text(text, content_type)
    if "cut_at" in described:
        text = text[:INLINE_LIMIT]
    parsed = None if "cut_at" in described else as_json(text)
    return {**described, "body": text if parsed is None else parsed}


def invocation_from_document(document: Json) -> Invocation:
    """Read a document written with `wire=True`; bodies come back decoded, as they are shown."""
    outcome = document["outcome"]
    shown = document["shown"]
    answer = document.get("answer")
    origins = document["origins"]
    changes = document["user_changes"] or {}
    return Invocation(
        id=document["id"],
        interface=document["interface"],
        adapter=document["adapter"],
        platform=document["platform"],
        connection=document["connection"],
        started_at=document["started_at"],
        duration_ms=document["duration_ms"],
        arguments=tuple(
            Argument(name, decode(value), *origins.get(name, ("", ""))) for name, value in document["arguments"].items()
        ),
        outcome=Outcome(
            kind=OutcomeKind(outcome["kind"]),
            value=decode(outcome["value"]) if "value" in outcome else None,
            error=_read_error(outcome["error"]) if "error" in outcome else None,
            sentence=outcome.get("sentence", ""),
            user_changes=UserChanges(
                tuple(UserOperation(step["op"], decode(step["values"])) for step in changes.get("operations", ())),
                decode(changes.get("unsaved", {})),
                decode(changes.get("lost", {})),
            ),
            row_changes=_row_changes(document),
            unhandled=tuple(_read_error(error) for error in outcome.get("unhandled", ())),
        ),
        verdict=Verdict(document["verdict"]),
        findings=gathered(
            Finding(**{**finding, "severity": Severity(finding["severity"])}) for finding in document["findings"]
        ),
        shown=Shown(**shown) if shown else None,
        answer=Answer(answer["status"], decode(answer["body"])) if answer else None,
        exchanges=tuple(_read_exchange(exchange, document["id"]) for exchange in document["exchanges"]),
        console=tuple(ConsoleLine(**line, invocation_id=document["id"]) for line in document["console"]),
        firing=firing_from_document(document.get("fired"), document["interface"]),
        steps=tuple(document.get("steps", ())),
        trail=tuple(TrailStep(**each) for each in document.get("trail", ())),
    )


def _row_changes(document: Json) -> tuple[RowChange, ...]:
    """Earlier histories tell the changed row instead of the operation, and no values where it was destroyed."""
    earlier = (
        {**each, "op": "destroy" if each["values"] is None else "save"} for each in document.get("log_changes", ())
    )
    found = document.get("row_changes", earlier)
    return tuple(RowChange(each["table"], each["op"], decode(each["values"] or {})) for each in found)


def _read_error(error: Json) -> AdapterError:
    return AdapterError(**{**error, "response_body": decode(error["response_body"])})


def _read_exchange(document: Json, invocation_id: str) -> Exchange:
    request, response, error = document["request"], document["response"], document["error"]
    return Exchange(
        id=document["id"],
        invocation_id=invocation_id,
        request=HttpRequest(
            document["method"],
            document["url"],
            _read_headers(request["headers"]),
            _read_body(request),
            document["sent_to"],
        ),
        started_at=document["started_at"],
        response=HttpResponse(
            document["status"], response["reason"], _read_headers(response["headers"]), _read_body(response)
        )
        if response
        else None,
        error=ExchangeError(error["code"], error["message"]) if error else None,
        timing=Timing(**document["timing_ms"]),
        origin=ExchangeOrigin(document["origin"]),
        client=document["client"],
        redirected_from=document["redirected_from"],
    )


def _read_headers(headers: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in headers)


def _read_body(described: Json) -> Body:
    content = described["body"]
    if content is None:
        data = b""
    elif isinstance(content, dict) and content.keys() == {"base64"}:
        data = base64.b64decode(content["base64"])
    elif isinstance(content, str):
        data = utf8(content)
    else:
        data = _dump(content)
    return Body(size=described["size"], data=data, already_decoded=True, truncated="cut_at" in described)


def _dump(content: Json) -> bytes:
    return write_json(content, indent=2).encode()
