"""Columns of App Connect's tables, to and from what SQLite holds (runtime.md section 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from workbench.core.server.tables import DATE_COLUMNS, JSON_COLUMNS
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.core.values.json_text import read_json, write_json
from workbench.core.values.times import iso_time, read_iso

INVALID_DATE: Final = "Invalid Date"
"""What a date column reads as after something that is no date was written; it never counts as expired."""

_INVALID_CELL: Final = "Invalid date"
_REST: Final = r"-(?P<day>\d\d-\d\d){between}(?P<time>\d\d:\d\d:\d\d\.\d\d\d)"
_ISO: Final = re.compile(r"(?:\+0*)?(?P<year>\d{4,6})" + _REST.format(between="T") + "Z")
_CELL: Final = re.compile(r"(?P<year>\d{4,6})" + _REST.format(between=" ") + r" \+00:00")
_TIMESTAMPS: Final = ("createdAt", "updatedAt")


def to_cell(table: str, column: str, value: Value) -> Json:
    """A value as the models write it: JSON as text, moments as `2026-01-31 10:00:00.000 +00:00`, all else as it is."""
    if value is UNDEFINED or value is None:
        return None
    if column in JSON_COLUMNS.get(table, ()):
        return write_json(to_json(value), separators=(",", ":"))
    if _is_date(table, column):
        return date_cell(value)
    return to_json(value)


def from_cells(table: str, cells: Mapping[str, Json]) -> dict[str, Any]:
    """A row as its JSON form reads: moments as ISO 8601 in UTC, JSON columns as values."""
    return {column: _value(table, column, cell) for column, cell in cells.items()}


def date_cell(value: Value) -> str:
    """A moment, ISO 8601 text or epoch seconds, as the models write it."""
    text = iso_time(value) or "" if isinstance(value, int | float) else str(value)
    written = _ISO.fullmatch(text)
    if written is None:
        moment = read_iso(text.replace(" +", "+"))
        written = _ISO.fullmatch((iso_time(moment.timestamp()) if moment else None) or "")
    return f"{written['year']}-{written['day']} {written['time']} +00:00" if written else _INVALID_CELL


def epoch(moment: Json) -> float:
    """Seconds since the epoch of a moment in a row; 0 for none."""
    read = read_iso(str(moment))
    return read.timestamp() if read else 0.0


def _value(table: str, column: str, cell: Json) -> Json:
    if cell is None:
        return None
    if column in JSON_COLUMNS.get(table, ()):
        try:
            return read_json(cell) if isinstance(cell, str) else cell
        except ValueError:
            return cell
    if _is_date(table, column):
        return _date(str(cell))
    return cell


def _is_date(table: str, column: str) -> bool:
    return column in _TIMESTAMPS or column in DATE_COLUMNS.get(table, ())


def _date(cell: str) -> str:
    written = _CELL.fullmatch(cell)
    if written is None:
        moment = read_iso(cell.replace(" +", "+"))
        return (iso_time(moment.timestamp()) if moment else None) or INVALID_DATE
    # JavaScript writes years beyond four digits with a sign and six.
    year = written["year"] if len(written["year"]) == len("2026") else f"+{written['year'].zfill(6)}"
    return f"{year}-{written['day']}T{written['time']}Z"
