"""Builders of invocations and exchanges; a test names only what it is about."""

from __future__ import annotations

from typing import Any

from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Argument, ConsoleLine, Invocation, Outcome, OutcomeKind, Shown, Verdict
from workbench.core.traffic.exchange import Body, Exchange, Headers, HttpRequest, HttpResponse, Timing
from workbench.core.values import Value

JSON: Headers = (("Content-Type", "application/json"),)


def exchange(
    *,
    url: str = "https://api.example.test/v1/contacts",
    method: str = "GET",
    status: int = 200,
    request_headers: Headers = (),
    request_body: bytes = b"",
    response_headers: Headers = JSON,
    response_body: bytes = b'{"ok": true}',
    **changes: Any,
) -> Exchange:
    fields: dict[str, Any] = {
        "id": "x1",
        "invocation_id": "i1",
        "request": HttpRequest(method, url, request_headers, Body(len(request_body), request_body)),
        "started_at": 1_780_000_000.0,
        "response": HttpResponse(status, "OK", response_headers, Body(len(response_body), response_body)),
        "timing": Timing(total=12.5),
    }
    return Exchange(**{**fields, **changes})


def invocation(*, value: Value = None, **changes: Any) -> Invocation:
    fields: dict[str, Any] = {
        "id": "i1",
        "interface": "createCallLog",
        "adapter": "harbor-node",
        "platform": "harbor",
        "started_at": 1_780_000_000.0,
        "duration_ms": 21.0,
        "arguments": (Argument("note", "Call back", "yours", "Set by you."),),
        "outcome": Outcome(OutcomeKind.RETURNED, value={"logId": "42"} if value is None else value),
        "verdict": Verdict.MEETS,
        "findings": (Finding("rule/one", Severity.NOTE, "logId", "A note.", "Nothing.", "Nothing."),),
        "shown": Shown(successful=True, message="Call logged", message_type="success", ttl=2000),
        "exchanges": (exchange(),),
        "console": (ConsoleLine("log", "hello", 1.5, "i1"),),
    }
    return Invocation(**{**fields, **changes})
