"""What the CRM answered, held against what the adapter made of it: numbers that were rounded, answers that were cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.core.judging.judgement import Judgement, join
from workbench.core.traffic.exchange import TOO_LARGE
from workbench.core.values import Special, Value, is_number
from workbench.core.values.numbers import LARGEST_EXACT, as_json_number

_LONG: Final = re.compile(r"[:,\[]\s*-?\d{16,}")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\d++(?![\d.eE])')
_NUMBER: Final = re.compile(r"\d{16,}")
_DIGITS: Final = 16
"""Digits from which a whole number may be none that a double holds."""


def check_answers(judgement: Judgement) -> None:
    """Answers that were not read to their end, and numbers of theirs that came out as others."""
    rounded: dict[str, str] = {}
    for each in judgement.around.exchanges:
        error = each.exchange.error
        if error is not None and error.code == TOO_LARGE:
            judgement.find("answers/too-large", "", f"{each.name}: {error.message}")
        for digits in _numbers_in(f"{each.exchange.request.url} {each.sent}") if rounded else ():
            if digits in rounded:
                sentence = f"{each.name} sends {digits}; the CRM's number was {rounded[digits]}."
                judgement.find("answers/number-rounded", "", sentence)
        rounded |= _rounded(each.answer)
    for path, value in _leaves(judgement.outcome.value):
        if is_number(value) and abs(value) > LARGEST_EXACT and value != as_json_number(value):
            _find(judgement, path, f"the adapter's number was {value}", str(as_json_number(value)))
        else:
            for digits in _numbers_in(value):
                if digits in rounded:
                    _find(judgement, path, f"the CRM's number was {rounded[digits]}", digits)


def _find(judgement: Judgement, path: str, before: str, digits: str) -> None:
    sentence = f"{path or 'The value'} is {digits}; {before}, which JavaScript rounds."
    judgement.find("answers/number-rounded", path, sentence)


def _rounded(text: str) -> dict[str, str]:
    """Whole numbers of an answer in JSON that no double holds, by what they are rounded to."""
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
