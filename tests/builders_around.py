"""Exchanges of an adapter and what else is known of its call, for judges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from workbench.core.judging.around import Around
from workbench.core.traffic.exchange import Body, Exchange, ExchangeError, HttpRequest, HttpResponse
from workbench.core.traffic.seen import seen

TOKEN = "acme-access-7f3a"
CRM = "https://api.acme.example.test"


def body(value: Any) -> Body:
    """Text as it is, bytes, or JSON of anything else."""
    data = (
        value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    )
    return Body(len(data), data) if value is not None else Body()


def answered(
    status: int,
    answer: Any = None,
    *,
    sent: Any = None,
    method: str = "",
    url: str = f"{CRM}/calls",
    headers: Mapping[str, str] | None = None,
    kind: str = "application/json",
) -> Exchange:
    """An exchange of the CRM: POST where something was sent or nothing else is said."""
    given = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind} if headers is None else headers
    request = HttpRequest(method or "POST", url, tuple(given.items()), body(sent))
    response = HttpResponse(status, headers=(("Content-Type", "application/json"),), body=body(answer))
    return Exchange("x", "i", request, 0.0, response)


def got(status: int, answer: Any = None, *, url: str = f"{CRM}/calls/7", **more: Any) -> Exchange:
    """An exchange that only read."""
    return answered(status, answer, url=url, method="GET", **more)


def form(url: str = f"{CRM}/calls", **fields: str) -> Exchange:
    """A form that was sent, and taken."""
    return answered(200, sent=urlencode(fields), url=url, kind="application/x-www-form-urlencoded")


def cut(code: str, *, method: str = "POST", url: str = f"{CRM}/calls") -> Exchange:
    """An exchange without an answer."""
    return Exchange("x", "i", HttpRequest(method, url), 0.0, None, ExchangeError(code, "no answer"))


def around(*exchanges: Exchange, **more: Any) -> Around:
    """What is known of a call with these exchanges; `more` are fields of Around."""
    known = {"secrets": {TOKEN: "the access token"}, "hosts": frozenset({"api.acme.example.test"}), **more}
    return Around(exchanges=seen(exchanges, lambda each: each.data or b""), **known)
