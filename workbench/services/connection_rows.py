"""Rows of a connection's file, read and written on the file's own thread.

Beside App Connect's tables the file holds a list of the rows that were written, in order, so that several programs can
keep one connection: each takes in what the others wrote since it looked last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.core.connection.secret_cells import Cell, Cells
from workbench.core.values.json_text import read_json, write_json
from workbench.services.app_connect_database import Made, make_tables, quoted, raw_cell, read_cell, tables_of
from workbench.services.database import transaction
from workbench.services.storage import DamagedError

MIGRATIONS: Final = (
    """
    CREATE TABLE workbench_written (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        row_key TEXT NOT NULL,
        UNIQUE (name, row_key)
    );
    """,
)
"""One script a version (see services.database). Only ever append."""

_OWN: Final = "workbench_"
"""Beginning of the names of tables that are the workbench's."""

RowKey = tuple[Cell, ...]
"""The cells of the primary key; the row id where a table has none."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row as it lies in the file, references in place of secrets."""

    name: str
    key: RowKey
    cells: Cells | None
    """None for a row that is gone."""
    before: Cells | None = None
    """As it lay there when it was written or read last; None for a new row."""


@dataclass(slots=True)
class Content:
    """What was read of a file."""

    made: list[Made] = field(default_factory=list)
    rows: list[KeptRow] = field(default_factory=list)
    seen: int = 0
    """Number of the last write."""


def read(connection: sqlite3.Connection) -> Content:
    """Everything, each table in the order of its rows."""
    made, rows = _made(connection), []
    for table in (each.name for each in made if each.kind == "table"):
        columns = key_columns(connection, table)
        for number, cells in numbered(connection, table):
            rows.append(KeptRow(table, key_of(columns, cells, number), cells))
    return Content(made, rows, _last(connection))


def write(connection: sqlite3.Connection, made: Sequence[Made], rows: Sequence[KeptRow], seen: int) -> Content:
    """Write rows, all or none, and give back what others wrote after the write `seen`.

    A row that both changed is merged column by column, ours first, and is among them.
    """
    with transaction(connection):
        make_tables(connection, made)
        found = connection.execute("SELECT name, row_key FROM workbench_written WHERE number > ?", (seen,))
        theirs = {(name, _read_key(key)) for name, key in found}
        tables = {each.name for each in rows} | {name for name, _ in theirs}
        columns = {name: key_columns(connection, name) for name in tables}
        taken = []
        for row in rows:
            cells = row.cells
            if (row.name, row.key) in theirs and cells is not None and row.before is not None:
                stored = _find(connection, columns[row.name], row)
                if stored is not None:
                    cells = {name: _ours(row, stored, name) for name in cells}
                    taken.append(KeptRow(row.name, row.key, cells))
            theirs.discard((row.name, row.key))
            _put(connection, columns[row.name], row, cells)
            connection.execute(
                "INSERT OR REPLACE INTO workbench_written (name, row_key) VALUES (?, ?)", (row.name, _text(row.key))
            )
        for name, key in theirs:
            other = KeptRow(name, key, None)
            taken.append(KeptRow(name, key, _find(connection, columns[name], other)))
        return Content(_made(connection), taken, _last(connection))


def key_columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table's primary key."""
    columns = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
    return tuple(name for (name,) in connection.execute(columns, (table,)))


def key_of(columns: Sequence[str], cells: Cells, number: int) -> RowKey:
    """The key of a row."""
    return tuple(cells[name] for name in columns) or (number,)


def numbered(
    connection: sqlite3.Connection, table: str, where: str = "", given: Sequence[Any] = ()
) -> list[tuple[int, Cells]]:
    """Rows with their row ids, in the order of these."""
    cursor = connection.execute(f"SELECT rowid, * FROM {quoted(table)} {where} ORDER BY rowid", given)  # noqa: S608, quoted
    names = [each[0] for each in cursor.description][1:]
    return [(row[0], dict(zip(names, row[1:], strict=True))) for row in cursor]


def where_key(columns: Sequence[str]) -> str:
    """The condition that finds a row by its key."""
    return "WHERE " + (" AND ".join(f"{quoted(name)} IS ?" for name in columns) or "rowid = ?")


def insert(connection: sqlite3.Connection, table: str, cells: Cells, number: int | None = None) -> int:
    """Add a row, with a row id of its own or the given one; gives that."""
    names = [*map(quoted, cells), *(["rowid"] if number is not None else [])]
    given = [*cells.values(), *([number] if number is not None else [])]
    marks = ", ".join("?" * len(given))
    done = connection.execute(f"INSERT INTO {quoted(table)} ({', '.join(names)}) VALUES ({marks})", given)  # noqa: S608, quoted
    return int(done.lastrowid or 0)


def change(connection: sqlite3.Connection, table: str, columns: Sequence[str], key: RowKey, cells: Cells) -> bool:
    """Write all columns of the row with a key; whether there was one."""
    written = ", ".join(f"{quoted(name)} = ?" for name in cells)
    sql = f"UPDATE {quoted(table)} SET {written} {where_key(columns)}"  # noqa: S608, quoted
    return connection.execute(sql, [*cells.values(), *key]).rowcount > 0


def remove(connection: sqlite3.Connection, table: str, columns: Sequence[str], key: RowKey) -> None:
    """Delete the row with a key."""
    connection.execute(f"DELETE FROM {quoted(table)} {where_key(columns)}", key)  # noqa: S608, quoted


def _put(connection: sqlite3.Connection, columns: Sequence[str], row: KeptRow, cells: Cells | None) -> None:
    if cells is None:
        remove(connection, row.name, columns, row.key)
    elif not change(connection, row.name, columns, row.key, cells):
        number = row.key[0] if not columns else None
        insert(connection, row.name, cells, number if isinstance(number, int) else None)


def _find(connection: sqlite3.Connection, columns: Sequence[str], row: KeptRow) -> Cells | None:
    found = numbered(connection, row.name, where_key(columns), row.key)
    return found[0][1] if found else None


def _ours(row: KeptRow, stored: Cells, name: str) -> Cell:
    assert row.cells is not None
    assert row.before is not None
    mine = row.cells[name]
    return mine if mine != row.before.get(name) else stored.get(name, mine)


def _made(connection: sqlite3.Connection) -> list[Made]:
    return [each for each in tables_of(connection) if not each.table.startswith(_OWN)]


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(number) FROM workbench_written").fetchone()[0] or 0)


def _text(key: RowKey) -> str:
    return write_json([read_cell(each) for each in key])


def _read_key(text: str) -> RowKey:
    try:
        return tuple(raw_cell(each) for each in read_json(text))
    except (AttributeError, TypeError, ValueError) as error:
        raise DamagedError(f"the key of a row cannot be read: {error}") from error
