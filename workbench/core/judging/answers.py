"""What the CRM answered, held against what the adapter made of it: numbers that were rounded, answers that were cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from workbench.core.judging.judgement import Judgement, join
from workbench.core.traffic.bodies import as_text, decoded
from workbench.core.traffic.exchange import MIB, TOO_LARGE, Exchange, ReadBody, header
from workbench.core.values import Special, Value, is_number
from workbench.core.values.numbers import LARGEST_EXACT, as_json_number

_MOST: Final = 8 * MIB
"""Bytes of an answer that is looked through."""
_LONG: Final = re.compile(r"[:,\[]\s*-?\d{16,}")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\d++(?![\d.eE])')
_NUMBER: Final = re.compile(r"\d{16,}")
_DIGITS: Final = 16
"""Digits from which a whole number may be none that a double holds."""


def check_answers(judgement: Judgement) -> None:
    """Answers that were not read to their end, and numbers of theirs that came out as others."""
    rounded: dict[str, str] = {}
    for each in judgement.around.exchanges:
        exchange = each.exchange
        if exchange.error is not None and exchange.error.code == TOO_LARGE:
            place = f"{exchange.request.method} {exchange.request.url.partition('?')[0]}"
            judgement.find("answers/too-large", "", f"{place}: {exchange.error.message}")
        _check_sent(judgement, exchange, rounded, each.read)
        rounded |= _rounded(exchange, each.read)
    for path, value in _leaves(judgement.outcome.value):
        if is_number(value) and abs(value) > LARGEST_EXACT and value != as_json_number(value):
            _find(judgement, path, f"the adapter's number was {value}", str(as_json_number(value)))
        else:
            for digits in _numbers_in(value):
                if digits in rounded:
                    _find(judgement, path, f"the CRM's number was {rounded[digits]}", digits)


def _check_sent(judgement: Judgement, exchange: Exchange, rounded: Mapping[str, str], read_body: ReadBody) -> None:
    if not rounded:
        return
    request = exchange.request
    text = request.url
    if request.body.size <= _MOST:
        text += " " + read_body(request.body).decode("utf-8", "replace")
    for digits in _numbers_in(text):
        if digits in rounded:
            place = f"{request.method} {request.url.partition('?')[0]}"
            sentence = f"{place} sends {digits}; the CRM's number was {rounded[digits]}."
            judgement.find("answers/number-rounded", "", sentence)


def _find(judgement: Judgement, path: str, before: str, digits: str) -> None:
    sentence = f"{path or 'The value'} is {digits}; {before}, which JavaScript rounds."
    judgement.find("answers/number-rounded", path, sentence)


def _rounded(exchange: Exchange, read_body: ReadBody) -> dict[str, str]:
    """Whole numbers of an answer that no double holds, by what they are rounded to."""
    response = exchange.response
    if response is None or response.body.size > _MOST:
        return {}
    data = decoded(response.body, response.headers, read_body(response.body), _MOST).data
    text = as_text(data, header(response.headers, "content-type"))
    if not text.lstrip().startswith(("{", "[")) or _LONG.search(text) is None:
        return {}
    found: dict[str, str] = {}
    kept: set[str] = set()
    for token in _TOKEN.finditer(text):
        digits = token.group()
        if len(digits) < _DIGITS or digits.startswith('"'):
            kept.update(_NUMBER.findall(digits) if len(digits) >= _DIGITS else ())
            continue
        written = str(as_json_number(_whole(digits)))
        if written == digits:
            kept.add(digits)
        else:
            found.setdefault(written.lstrip("-"), digits)
    # What the CRM wrote itself, as another record's number or as text, was rounded by nobody.
    return {digits: written for digits, written in found.items() if digits not in kept}


def _whole(digits: str) -> float:
    return int(digits) if len(digits) < 400 else float(digits)


def _numbers_in(value: Value) -> list[str]:
    if is_number(value):
        return [str(abs(value))] if abs(value) >= LARGEST_EXACT else []
    return _NUMBER.findall(value) if isinstance(value, str) and len(value) >= _DIGITS else []


def _leaves(value: Value) -> Iterator[tuple[str, Value]]:
    waiting: list[tuple[str, Value]] = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend((join(path, key), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list | tuple):
            waiting.extend((join(path, place), item[place]) for place in range(len(item) - 1, -1, -1))
        elif isinstance(item, Special):
            waiting.append((path, item.content))
        else:
            yield path, item
