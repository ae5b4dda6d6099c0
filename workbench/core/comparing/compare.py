"""What differs between two invocations: value by value, exchange by exchange, finding by finding."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final
from urllib.parse import urlsplit

from workbench.core.run.invocation import Invocation, Outcome, OutcomeKind
from workbench.core.traffic.bodies import as_text, decoded
from workbench.core.traffic.exchange import Body, Exchange, Headers, header
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.json_text import read_json

ReadBody = Callable[[Body], bytes]

_ALIGNED: Final = 500
"""Items of a list up to which moved items are sought; longer lists are compared place by place."""
_IGNORED: Final = frozenset(
    (
        *("age", "alt-svc", "cf-ray", "connection", "content-length", "date", "etag", "expires", "keep-alive"),
        *("last-modified", "report-to", "server-timing", "traceparent", "tracestate", "x-amzn-requestid"),
        *("x-correlation-id", "x-request-id", "x-runtime", "x-trace-id", "x-ratelimit-remaining", "x-ratelimit-reset"),
    )
)
"""Headers that differ from one call to the next without meaning anything."""


class Change(enum.StrEnum):
    """What became of a place."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of two values; a place whose whole content is the same is one entry."""

    path: str
    """Dotted; in the later value, or in the earlier one where it was removed."""
    change: Change
    before: Value = UNDEFINED
    """Meaningless where it was added."""
    after: Value = UNDEFINED
    """Meaningless where it was removed."""


@dataclass(frozen=True, slots=True)
class ExchangeDifference:
    """Two exchanges of the same method and path, or one that the other invocation lacks."""

    change: Change
    before: Exchange | None
    after: Exchange | None
    parts: tuple[tuple[str, tuple[Difference, ...]], ...] = ()
    """Title and places of each part of a pair that holds anything: query, headers and bodies."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two invocations can be held against each other by."""

    outcome: tuple[Difference, ...]
    exchanges: tuple[ExchangeDifference, ...]
    findings: tuple[Difference, ...]
    arguments: tuple[Difference, ...]


def compare(before: Invocation, after: Invocation, read_body: ReadBody) -> Comparison:
    """Compare two invocations that are masked alike, such as two that history keeps."""
    return Comparison(
        outcome=compare_values(_result(before.outcome), _result(after.outcome)),
        exchanges=compare_exchanges(before.exchanges, after.exchanges, read_body),
        findings=compare_values(_findings(before), _findings(after)),
        arguments=compare_values(
            {each.name: each.value for each in before.arguments}, {each.name: each.value for each in after.arguments}
        ),
    )


def compare_values(before: Value, after: Value) -> tuple[Difference, ...]:
    """Every place of two values, in the later one's order; members of equal objects and lists are not listed.

    The members of the two values themselves are always listed. The order of an object's members means nothing,
    that of a list does; 1 and 1.0 are the same number, 1 and true are not; UNDEFINED is a value.
    """
    if type(before) is type(after) and isinstance(before, dict | list) and (before or after):
        return tuple(_inside(before, after, ""))
    return tuple(_places(before, after, ""))


def compare_exchanges(
    before: Sequence[Exchange], after: Sequence[Exchange], read_body: ReadBody
) -> tuple[ExchangeDifference, ...]:
    """Exchanges paired by method and path in their order; where the path alone differs, by method."""
    found: list[ExchangeDifference] = []
    for old, new in _paired(before, after):
        if old is None or new is None:
            found.append(ExchangeDifference(Change.REMOVED if new is None else Change.ADDED, old, new))
            continue
        parts = tuple(_parts(old, new, read_body))
        same = all(each.change is Change.SAME for _, places in parts for each in places)
        found.append(ExchangeDifference(Change.SAME if same else Change.CHANGED, old, new, parts))
    return tuple(found)


def same(before: Value, after: Value) -> bool:
    """Whether two values are the same, exactly."""
    return _key(before) == _key(after)


def _places(before: Value, after: Value, path: str) -> Iterator[Difference]:
    if same(before, after):
        yield Difference(path, Change.SAME, before, after)
    elif type(before) is type(after) and isinstance(before, dict | list) and before and after:
        yield from _inside(before, after, path)
    else:
        yield Difference(path, Change.CHANGED, before, after)


def _inside(before: Value, after: Value, path: str) -> Iterator[Difference]:
    start = f"{path}." if path else ""
    if isinstance(before, dict):
        for key in dict.fromkeys((*after, *before)):
            yield from _member(before.get(key, _NONE), after.get(key, _NONE), f"{start}{key}")
        return
    for old, new in _aligned([_key(item) for item in before], [_key(item) for item in after]):
        yield from _member(
            _NONE if old is None else before[old],
            _NONE if new is None else after[new],
            f"{start}{old if new is None else new}",
        )


_NONE: Final = object()
"""Stands for a member that is not there, which UNDEFINED is not."""


def _member(old: Value, new: Value, path: str) -> Iterator[Difference]:
    if old is _NONE:
        yield Difference(path, Change.ADDED, after=new)
    elif new is _NONE:
        yield Difference(path, Change.REMOVED, before=old)
    else:
        yield from _places(old, new, path)


def _aligned(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[tuple[int | None, int | None]]:
    """Places that belong together; what stands between equal ones is paired in its order."""
    if max(len(before), len(after)) > _ALIGNED:
        for place in range(max(len(before), len(after))):
            yield place if place < len(before) else None, place if place < len(after) else None
        return
    for _, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for step in range(max(old_end - old, new_end - new)):
            yield (old + step if old + step < old_end else None, new + step if new + step < new_end else None)


def _key(value: Value) -> Hashable:
    """Equal for values that are the same."""
    if isinstance(value, dict):
        return ("object", frozenset((key, _key(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return ("list", tuple(_key(item) for item in value))
    if isinstance(value, Special):
        return ("special", value.kind, value.text, _key(value.content))
    if isinstance(value, bool) or value is None or value is UNDEFINED:
        return ("word", repr(value))
    if isinstance(value, int | float):
        return ("number", repr(value) if value != value else value)
    return (type(value).__name__, value if isinstance(value, str) else repr(value))


def _paired(before: Sequence[Exchange], after: Sequence[Exchange]) -> Iterator[tuple[Exchange | None, Exchange | None]]:
    matcher = SequenceMatcher(None, [_address(x) for x in before], [_address(x) for x in after], autojunk=False)
    for tag, old, old_end, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(before[old:old_end], after[new:new_end], strict=True)
            continue
        methods = SequenceMatcher(
            None,
            [each.request.method for each in before[old:old_end]],
            [each.request.method for each in after[new:new_end]],
            autojunk=False,
        )
        for inner, first, first_end, second, second_end in methods.get_opcodes():
            olds, news = before[old + first : old + first_end], after[new + second : new + second_end]
            if inner == "equal":
                yield from zip(olds, news, strict=True)
            else:
                yield from ((each, None) for each in olds)
                yield from ((None, each) for each in news)


def _address(exchange: Exchange) -> tuple[str, str, str]:
    parts = urlsplit(exchange.request.url)
    return exchange.request.method, parts.netloc, parts.path


def _parts(old: Exchange, new: Exchange, read_body: ReadBody) -> Iterator[tuple[str, tuple[Difference, ...]]]:
    for title, before, after in (
        ("address", old.request.url, new.request.url),
        ("request headers", _headers(old.request.headers), _headers(new.request.headers)),
        (
            "request body",
            _content(old.request.body, old.request.headers, read_body),
            _content(new.request.body, new.request.headers, read_body),
        ),
        ("status", _status(old), _status(new)),
        ("response headers", _response_headers(old), _response_headers(new)),
        ("response body", _response_content(old, read_body), _response_content(new, read_body)),
    ):
        if before not in (None, {}) or after not in (None, {}):
            yield title, compare_values(before, after)


def _status(exchange: Exchange) -> Value:
    if exchange.response is not None:
        return exchange.response.status
    return exchange.error.code if exchange.error else None


def _headers(headers: Headers) -> dict[str, Value]:
    """Values by lower-case name, repeated ones as a list; without those that mean nothing."""
    kept: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _IGNORED:
            kept.setdefault(name.lower(), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in kept.items()}


def _response_headers(exchange: Exchange) -> dict[str, Value]:
    return _headers(exchange.response.headers) if exchange.response else {}


def _response_content(exchange: Exchange, read_body: ReadBody) -> Value:
    response = exchange.response
    return None if response is None else _content(response.body, response.headers, read_body)


def _content(body: Body, headers: Headers, read_body: ReadBody) -> Value:
    """A body as a value: JSON with its numbers as exact as they were sent, else text; None when there is none."""
    data = decoded(body, headers, read_body(body)).data
    if not data:
        return None
    text = as_text(data, header(headers, "content-type"))
    try:
        return read_json(text, parse_float=_exact)
    except ValueError:
        return text


def _exact(digits: str) -> Value:
    number = float(digits)
    try:
        kept = Decimal(repr(number)) == Decimal(digits)
    except ArithmeticError:
        kept = False
    return number if kept else Special("number", digits)


def _result(outcome: Outcome) -> Value:
    if outcome.kind is OutcomeKind.RETURNED:
        return outcome.value
    error = outcome.error
    return {"outcome": str(outcome.kind)} | ({"name": error.name, "message": error.message} if error else {})


def _findings(invocation: Invocation) -> dict[str, Value]:
    return {f"{each.rule} {each.path}".strip(): each.said for each in invocation.findings}
