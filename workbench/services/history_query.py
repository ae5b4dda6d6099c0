"""A filter of past invocations as SQL: narrow indexes answer, so that no row's document is read on the way."""

from __future__ import annotations

from typing import Final

from workbench.core.history_filter import Condition, HistoryFilter, Numbers, OneOf, Words

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
}
_BY_PREFIX: Final = ("interface", "adapter")
_TRIGRAM: Final = 3
"""Characters from which the text index finds a word; shorter ones are looked for in the index's own copy."""

_NOT_PINNED: Final = "number NOT IN (SELECT invocation FROM pin)"

Sql = tuple[str, list[str | float]]


def page_query(wanted: HistoryFilter, *, limit: int, before: int | None, pinned: bool | None) -> Sql:
    """The newest rows that pass, older than number `before`; `pinned` None takes both kinds."""
    conditions, values = conditions_of(wanted)
    if before is not None:
        conditions.append("number < ?")
        values.append(before)
    if pinned is not None:
        conditions.append("number IN (SELECT invocation FROM pin)" if pinned else _NOT_PINNED)
    numbers = (
        "SELECT number FROM invocation INDEXED BY invocation_facts"  # noqa: S608, only constants are joined
        f" WHERE {' AND '.join(conditions) or '1'} ORDER BY number DESC LIMIT ?"
    )
    rows = f"SELECT {COLUMNS} FROM invocation WHERE number IN ({numbers}) ORDER BY number DESC"  # noqa: S608, likewise
    return rows, [*values, limit]


def first_page_query(wanted: HistoryFilter, *, limit: int) -> Sql:
    """The first page in one question: pinned rows that pass, then the others, the newest first."""
    conditions, values = conditions_of(wanted)
    parts = [
        f"SELECT number FROM (SELECT number FROM {table} WHERE {' AND '.join((kind, *conditions))}"  # noqa: S608
        " ORDER BY number DESC LIMIT ?)"
        for table, kind in (
            # Pins are few: their rows are looked up one by one, and with none the conditions are never asked.
            ("pin CROSS JOIN invocation ON number = pin.invocation", "1"),
            ("invocation INDEXED BY invocation_facts", _NOT_PINNED),
        )
    ]
    rows = (
        f"SELECT {COLUMNS} AS pinned FROM invocation WHERE number IN ({' UNION ALL '.join(parts)})"  # noqa: S608
        " ORDER BY pinned DESC, number DESC"
    )
    return rows, [*values, limit, *values, limit]


def conditions_of(wanted: HistoryFilter) -> tuple[list[str], list[str | float]]:
    """Conditions on the table of invocations, to be joined by AND, and their values."""
    conditions: list[str] = []
    values: list[str | float] = []
    for condition in wanted.conditions:
        sql, mine = _one(condition)
        conditions.append(f"NOT ({sql})" if condition.negated else sql)
        values += mine
    return conditions, values


def _one(condition: Condition) -> Sql:
    match condition:
        case Words(text) if len(text) >= _TRIGRAM:
            phrase = text.replace('"', '""')
            return "number IN (SELECT rowid FROM invocation_text WHERE invocation_text MATCH ?)", [f'"{phrase}"']
        case Words(text):
            return "number IN (SELECT rowid FROM invocation_text WHERE text LIKE ? ESCAPE '\\')", [f"%{_plain(text)}%"]
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
            return f"number IN (SELECT invocation FROM exchange WHERE {compared})", [each for _, each in tests]  # noqa: S608
        case Numbers(field, tests):
            compared = " AND ".join(f"{_COLUMN_OF[field]} {operator} ?" for operator, _ in tests)
            return compared, [each for _, each in tests]
    raise AssertionError(condition)


def _plain(text: str) -> str:
    """Text for LIKE, whose signs stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
