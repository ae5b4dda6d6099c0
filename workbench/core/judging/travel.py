"""What of a value goes on to a client or into the database, and what JSON cannot carry of that."""

from __future__ import annotations

import json
from typing import Final

from workbench.core.interfaces import rows
from workbench.core.judging.judgement import Judgement, join, readable
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import AdapterThrew
from workbench.core.server.asked import Asked
from workbench.core.values import Special, Value, to_json
from workbench.core.values.javascript import as_object
from workbench.core.values.paths import get_path

_RULES: Final = {
    "bigint": "returns/big-integer",
    "circular": "returns/circular",
    "number": "returns/not-finite",
    "date": "returns/date",
    "buffer": "returns/not-json",
    "map": "returns/not-json",
    "set": "returns/not-json",
    "error": "returns/not-json",
    "function": "returns/not-json",
    "symbol": "returns/not-json",
}
_MARK: Final = "\ufdd0"
"""Stands around the number of a value that is followed; no text holds it, since it is no character."""


def check_travel(judgement: Judgement) -> None:
    """What JSON cannot carry of that which App Connect sends or stores as JSON; all else never gets so far."""
    found: list[tuple[str, Special]] = []
    marked = _marked(judgement.outcome.value, "", found)
    if not found:
        return
    written = _written(judgement, marked)
    counts: dict[str, list[tuple[str, Special]]] = {}
    for number, (path, special) in enumerate(found):
        if f"{_MARK}{number}{_MARK}" in written and not judgement.judged(path):
            counts.setdefault(_RULES[special.kind], []).append((path, special))
    for rule_id, places in counts.items():
        path, special = places[0]
        judgement.find(rule_id, path, f"{path or 'The value'} is {readable(special)}.", count=len(places))


def passes_message(judgement: Judgement) -> bool:
    """Whether the contract has a returnMessage in this result, and App Connect passes it on."""
    owner = as_object(judgement.outcome.value)
    if owner is None or all(each.field != "returnMessage" for each in judgement.interface.return_fields):
        return False
    return _MARK in _written(judgement, {**owner, "returnMessage": {"message": _MARK}})


def _written(judgement: Judgement, value: Value) -> str:
    """All that App Connect writes as JSON of a result, as one text."""
    row = rows()[judgement.interface.name]
    answered = _answer(judgement, value)
    stored = [to_json(get_path(value, path)) for path in row.stored_as_json]
    return json.dumps([answered.body if answered else None, stored], ensure_ascii=False)


def _answer(judgement: Judgement, value: Value) -> Answer | None:
    asked = Asked(
        judgement.interface.name,
        judgement.platform,
        era=judgement.era,
        by_oauth=not judgement.by_key,
        shared=judgement.variant == "shared",
    )
    try:
        return rows()[judgement.interface.name].answers(value, asked)
    except AdapterThrew:
        return None


def _marked(value: Value, path: str, found: list[tuple[str, Special]]) -> Value:
    """A copy with a mark for everything that JSON cannot carry, which is added to `found`."""
    if isinstance(value, Special):
        if value.kind == "object" and isinstance(value.content, dict):
            return _marked(value.content, path, found)
        if value.kind not in _RULES:
            return value
        found.append((path, value))
        return f"{_MARK}{len(found) - 1}{_MARK}"
    if isinstance(value, dict):
        return {key: _marked(item, join(path, key), found) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item, join(path, place), found) for place, item in enumerate(value)]
    return value
