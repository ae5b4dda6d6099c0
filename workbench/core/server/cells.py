"""Columns of App Connect's tables, to and from what SQLite holds (runtime.md section 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from workbench.core.server.tables import DATE_COLUMNS, JSON_COLUMNS
from workbench.core.values import UNDEFINED, Json, Value, to_json

INVALID_DATE: Final = "Invalid Date"
"""What a date column reads as after something that is no date was written; it never counts as expired."""

_INVALID_CELL: Final = "Invalid date"
_TIMESTAMPS: Final = ("createdAt", "updatedAt")


def to_cell(table: str, column: str, value: Value) -> Json:
    """A value as the models write it: JSON as text, moments as `2026-01-31 10:00:00.000 +00:00`, all else as it is."""
    if value is UNDEFINED or value is None:
        return None
    if column in JSON_COLUMNS.get(table, ()):
        return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
    if _is_date(table, column):
        return date_cell(value)
    return to_json(value)


def from_cells(table: str, cells: Mapping[str, Json]) -> dict[str, Any]:
    """A row as its JSON form reads: moments as ISO 8601 in UTC, JSON columns as values."""
    return {column: _value(table, column, cell) for column, cell in cells.items()}


def date_cell(value: Value) -> str:
    """A moment, ISO 8601 text or epoch seconds, as the models write it."""
    if isinstance(value, int | float):
        moment = datetime.fromtimestamp(value, UTC)
    else:
        try:
            moment = _moment(str(value))
        except ValueError:
            return _INVALID_CELL
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d} +00:00"


def epoch(moment: Json) -> float:
    """Seconds since the epoch of a moment in a row; 0 for none."""
    try:
        return _moment(str(moment)).timestamp()
    except ValueError:
        return 0.0


def _value(table: str, column: str, cell: Json) -> Json:
    if cell is None:
        return None
    if column in JSON_COLUMNS.get(table, ()):
        try:
            return json.loads(cell) if isinstance(cell, str) else cell
        except ValueError:
            return cell
    if _is_date(table, column):
        try:
            moment = _moment(str(cell))
        except ValueError:
            return INVALID_DATE
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
    return cell


def _is_date(table: str, column: str) -> bool:
    return column in _TIMESTAMPS or column in DATE_COLUMNS.get(table, ())


def _moment(text: str) -> datetime:
    """Raises ValueError for what is no moment; one without a zone is in UTC."""
    moment = datetime.fromisoformat(text.replace(" +", "+"))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
