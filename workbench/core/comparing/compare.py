"""What differs between two invocations: value by value, exchange by exchange, finding by finding."""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final

from workbench.core.run.invocation import Invocation, Outcome, OutcomeKind
from workbench.core.traffic.bodies import as_text, decoded
from workbench.core.traffic.exchange import Body, Exchange, Headers, ReadBody, header
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.addresses import split_address
from workbench.core.values.json_text import read_json

_ALIGNED: Final = 500
"""Items of a list up to which moved items are sought; longer lists are compared place by place."""
_MOST_ALIGNED: Final = 2_000_000
"""Pairs of items that are held against each other for that, in all lists together."""
_HELD: Final = (dict, list, tuple)
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
    return tuple(_Comparing().all_places(before, after))


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
    return _Comparing().same(before, after)


_NONE: Final = object()
"""Stands for a member that is not there, which UNDEFINED is not."""


class _Comparing:
    """One comparison: each object and list is looked through once, however often it is held against others."""

    def __init__(self) -> None:
        self._marks: dict[Hashable, int] = {}
        """A number for each content: the same for values that are the same."""
        self._known: dict[int, int] = {}
        """The number of each object and list, by its identity."""
        self._left = _MOST_ALIGNED

    def same(self, before: Value, after: Value) -> bool:
        return self._mark(before) == self._mark(after)

    def all_places(self, before: Value, after: Value) -> Iterator[Difference]:
        if type(before) is type(after) and isinstance(before, dict | list) and (before or after):
            return self._inside(before, after, "")
        return self._places(before, after, "")

    def _places(self, before: Value, after: Value, path: str) -> Iterator[Difference]:
        if self.same(before, after):
            yield Difference(path, Change.SAME, before, after)
        elif type(before) is type(after) and isinstance(before, dict | list) and before and after:
            yield from self._inside(before, after, path)
        else:
            yield Difference(path, Change.CHANGED, before, after)

    def _inside(self, before: Value, after: Value, path: str) -> Iterator[Difference]:
        start = f"{path}." if path else ""
        if isinstance(before, dict):
            for key in dict.fromkeys((*after, *before)):
                yield from self._member(before.get(key, _NONE), after.get(key, _NONE), f"{start}{key}")
            return
        for old, new in self._aligned([self._mark(item) for item in before], [self._mark(item) for item in after]):
            yield from self._member(
                _NONE if old is None else before[old],
                _NONE if new is None else after[new],
                f"{start}{old if new is None else new}",
            )

    def _member(self, old: Value, new: Value, path: str) -> Iterator[Difference]:
        if old is _NONE:
            yield Difference(path, Change.ADDED, after=new)
        elif new is _NONE:
            yield Difference(path, Change.REMOVED, before=old)
        else:
            yield from self._places(old, new, path)

    def _aligned(self, before: Sequence[int], after: Sequence[int]) -> Iterator[tuple[int | None, int | None]]:
        """Places that belong together; what stands between equal ones is paired in its order."""
        start = _alike(before, after)
        end = _alike(before[start:][::-1], after[start:][::-1])
        yield from ((place, place) for place in range(start))
        old, new = before[start : len(before) - end], after[start : len(after) - end]
        self._left -= len(old) * len(new)
        if max(len(old), len(new)) > _ALIGNED or self._left < 0:
            steps: Sequence[tuple[str, int, int, int, int]] = (("replace", 0, len(old), 0, len(new)),)
        else:
            steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for _, first, first_end, second, second_end in steps:
            for step in range(max(first_end - first, second_end - second)):
                yield (
                    start + first + step if first + step < first_end else None,
                    start + second + step if second + step < second_end else None,
                )
        ends = zip(range(len(before) - end, len(before)), range(len(after) - end, len(after)), strict=True)
        yield from ends

    def _mark(self, value: Value) -> int:
        """A number that values share which are the same."""
        kind = type(value)
        if kind is str or kind is int or (kind is float and value == value):
            return self._marks.setdefault(value, len(self._marks))
        known = self._known.get(id(value)) if kind in _HELD else None
        if known is None:
            known = self._marks.setdefault(self._content(value), len(self._marks))
            if kind in _HELD:
                self._known[id(value)] = known
        return known

    def _content(self, value: Value) -> Hashable:
        if isinstance(value, dict):
            return ("object", frozenset([(key, self._mark(item)) for key, item in value.items()]))
        if isinstance(value, list | tuple):
            return ("list", tuple(map(self._mark, value)))
        if isinstance(value, Special):
            return ("special", value.kind, value.text, self._mark(value.content))
        return (type(value).__name__, repr(value))


def _alike(before: Sequence[int], after: Sequence[int]) -> int:
    """How many both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))


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
    parts = split_address(exchange.request.url)
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
