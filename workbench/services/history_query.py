"""A filter of past invocations as SQL: narrow indexes are walked from the newest row, and a full page ends the walk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Final

from workbench.core.program.history_filter import Condition, HistoryFilter, Numbers, OneOf, Words
from workbench.core.values.json_text import well_formed

COLUMNS: Final = (
    "number, id, adapter, interface, started_at, duration_ms, outcome, verdict, findings, exchanges, summary,"
    " EXISTS (SELECT 1 FROM pin WHERE pin.invocation = invocation.number)"
)
"""The members of a HistoryRow."""

_COLUMN_OF: Final = {
    "took": "duration_ms",
    "calls": "exchanges",
    "findings": "findings",
    "since": "started_at",
    "before": "started_at",
    "interface": "interface",
    "adapter": "adapter",
    "verdict": "verdict",
    "outcome": "outcome",
    "this interface": "interface",
    "this adapter": "adapter",
}
"""By the name in a condition; those with a blank are asked for by the window alone, and mean the whole name."""
_PASSES: Final = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}
_BY_PREFIX: Final = ("interface", "adapter")
_TRIGRAM: Final = 3
"""Characters from which the text index finds a word; shorter ones are looked for in the index's own copy."""
_OK: Final = 200.0
"""The status of most exchanges."""

_NOT_PINNED: Final = "number NOT IN (SELECT invocation FROM pin)"
_FACTS: Final = "invocation INDEXED BY invocation_facts"

Sql = tuple[str, list[str | float]]


@dataclass(frozen=True, slots=True)
class _Source:
    """What is walked from the newest to the oldest, so that a full page ends the walk."""

    tables: str
    number: str
    """The column that is walked along."""
    condition: str = ""
    values: tuple[str, ...] = ()
    taken: tuple[Condition, ...] = ()
    """Conditions that the walk itself fulfils."""


_PINS: Final = _Source("pin CROSS JOIN invocation ON number = pin.invocation", "number")


def page_query(wanted: HistoryFilter, *, limit: int, before: int | None, pinned: bool | None) -> Sql:
    """The newest rows that pass, older than number `before`; `pinned` None takes both kinds."""
    numbers, values = _numbers(wanted, limit=limit, before=before, pinned=pinned)
    rows = f"SELECT {COLUMNS} FROM invocation WHERE number IN ({numbers}) ORDER BY number DESC"  # noqa: S608, constants
    return rows, values


def first_page_query(wanted: HistoryFilter, *, limit: int) -> Sql:
    """The first page in one question: pinned rows that pass, then the others, the newest first."""
    pins, pin_values = _pinned_numbers(wanted, limit)
    others, values = _numbers(wanted, limit=limit, before=None, pinned=False)
    rows = (
        f"SELECT {COLUMNS} AS pinned FROM invocation"  # noqa: S608, constants
        f" WHERE number IN (SELECT number FROM ({pins}) UNION ALL SELECT number FROM ({others}))"
        " ORDER BY pinned DESC, number DESC"
    )
    return rows, [*pin_values, *values]


def _numbers(wanted: HistoryFilter, *, limit: int, before: int | None, pinned: bool | None) -> Sql:
    source = _source(wanted)
    others = [each for each in wanted.conditions if each not in source.taken]
    conditions, values = _conditions(others, one_by_one=source is _PINS)
    if source.condition:
        conditions, values = [source.condition, *conditions], [*source.values, *values]
    if before is not None:
        conditions.append(f"{source.number} < ?")
        values.append(before)
    if pinned is not None:
        conditions.append("number IN (SELECT invocation FROM pin)" if pinned else _NOT_PINNED)
    walk = (
        f"SELECT number FROM {source.tables}"  # noqa: S608, only constants are joined
        f" WHERE {' AND '.join(conditions) or '1'} ORDER BY {source.number} DESC LIMIT ?"
    )
    return walk, [*values, limit]


def _pinned_numbers(wanted: HistoryFilter, limit: int) -> Sql:
    """Pins are few, so each is looked at by itself; with none nothing else is asked."""
    conditions, values = _conditions(wanted.conditions, one_by_one=True)
    walk = (
        f"SELECT number FROM {_PINS.tables}"  # noqa: S608, constants
        f" WHERE {' AND '.join(conditions) or '1'} ORDER BY number DESC LIMIT ?"
    )
    return walk, [*values, limit]


def _source(wanted: HistoryFilter) -> _Source:
    """The few pins by themselves; words along the text index; what has no word along the narrow index of facts."""
    if any(isinstance(each, OneOf) and each.field == "is" and not each.negated for each in wanted.conditions):
        return _PINS
    words = [each for each in wanted.conditions if isinstance(each, Words) and not each.negated]
    long = tuple(each for each in words if len(each.text) >= _TRIGRAM)
    if long:
        return _Source(
            f"invocation_text CROSS JOIN {_FACTS} ON number = invocation_text.rowid",
            "invocation_text.rowid",
            "invocation_text MATCH ?",
            (" AND ".join(_phrase(each.text) for each in long),),
            long,
        )
    if words:
        return _Source(
            f"invocation_text_content AS words CROSS JOIN {_FACTS} ON number = words.id",
            "words.id",
            "words.c0 LIKE ? ESCAPE '\\'",
            (f"%{_plain(words[0].text)}%",),
            (words[0],),
        )
    return _Source(_FACTS, "number")


def _conditions(wanted: Iterable[Condition], *, one_by_one: bool = False) -> tuple[list[str], list[str | float]]:
    """Conditions on the table of invocations, to be joined by AND, and their values."""
    conditions: list[str] = []
    values: list[str | float] = []
    for condition in wanted:
        sql, mine = _one(condition, one_by_one=one_by_one)
        conditions.append(f"NOT ({sql})" if condition.negated else sql)
        values += mine
    return conditions, values


def _one(condition: Condition, *, one_by_one: bool) -> Sql:
    match condition:
        case Words(text) if len(text) >= _TRIGRAM and one_by_one:
            found = "SELECT 1 FROM invocation_text WHERE invocation_text MATCH ? AND rowid = invocation.number"
            return f"EXISTS ({found})", [_phrase(text)]
        case Words(text) if len(text) >= _TRIGRAM:
            return "number IN (SELECT rowid FROM invocation_text WHERE invocation_text MATCH ?)", [_phrase(text)]
        case Words(text):
            mine = "SELECT c0 FROM invocation_text_content WHERE id = invocation.number"
            return f"({mine}) LIKE ? ESCAPE '\\'", [f"%{_plain(text)}%"]
        case OneOf("is", _):
            return "number IN (SELECT invocation FROM pin)", []
        case OneOf(field, values) if field in _BY_PREFIX:
            column = _COLUMN_OF[field]
            any_of = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in values)
            return f"({any_of})", [f"{_plain(value)}%" for value in values]
        case OneOf(field, values):
            return f"{_COLUMN_OF[field]} IN ({', '.join('?' * len(values))})", list(values)
        case Numbers("status", tests):
            compared = " AND ".join(f"status {operator} ?" for operator, _ in tests)
            statuses: list[str | float] = [each for _, each in tests]
            if one_by_one or all(_PASSES[operator](_OK, each) for operator, each in tests):
                # Nearly every row has one, so that each is asked for itself until the page is full.
                return f"EXISTS (SELECT 1 FROM exchange WHERE invocation = invocation.number AND {compared})", statuses  # noqa: S608
            return f"number IN (SELECT invocation FROM exchange WHERE {compared})", statuses  # noqa: S608
        case Numbers(field, tests):
            compared = " AND ".join(f"{_COLUMN_OF[field]} {operator} ?" for operator, _ in tests)
            return compared, [each for _, each in tests]
    raise AssertionError(condition)


def _phrase(text: str) -> str:
    """Words for the text index, whose signs stand for themselves."""
    phrase = _bindable(text).replace('"', '""')
    return f'"{phrase}"'


def _plain(text: str) -> str:
    """Text for LIKE, whose signs stand for themselves."""
    return _bindable(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _bindable(text: str) -> str:
    """Without what SQLite's text cannot hold; such signs are in no row as they are."""
    return well_formed(text).replace("\0", "\N{REPLACEMENT CHARACTER}")
