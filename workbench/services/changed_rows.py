"""Which rows of a database in memory changed: temporary triggers note them, which nobody else sees."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from workbench.services.app_connect_database import quoted

_WHEN: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


class ChangedRows:
    """The changes of one connection to SQLite, which has one watcher at a time: a new one begins anew.

    Tables without row ids, and virtual ones, are not watched.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for (name,) in connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER temp.{quoted(name)}")
        connection.execute("DROP TABLE IF EXISTS temp.workbench_changed")
        connection.execute("CREATE TEMP TABLE workbench_changed (number INTEGER PRIMARY KEY, name TEXT, row INTEGER)")
        # A row that REPLACE puts out of the way is told too.
        connection.execute("PRAGMA recursive_triggers = ON")

    @property
    def last(self) -> int:
        """The number of the last change."""
        return int(self._connection.execute("SELECT max(number) FROM temp.workbench_changed").fetchone()[0] or 0)

    @property
    def watched(self) -> set[str]:
        """Tables whose changes are noted."""
        triggers = "SELECT tbl_name FROM sqlite_temp_master WHERE type = 'trigger' AND name = ? || tbl_name"
        return {table for (table,) in self._connection.execute(triggers, (_trigger("", "insert"),))}

    def watch(self) -> set[str]:
        """Watch the tables that are not yet, and note all their rows; which tables those were."""
        tables = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        fresh = set()
        for table in tables - self.watched:
            if not table.startswith("sqlite_") and self._can_watch(table):
                fresh.add(table)
                rows = self._connection.execute(f"SELECT rowid FROM main.{quoted(table)}")  # noqa: S608, quoted
                self.note([(table, row) for (row,) in rows.fetchall()])
        return fresh

    def note(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note rows, by table and row id, as changed."""
        self._connection.executemany("INSERT INTO temp.workbench_changed (name, row) VALUES (?, ?)", rows)

    def noted(self, after: int = 0) -> dict[str, set[int]]:
        """Row ids of rows that were written or deleted, by table."""
        found: dict[str, set[int]] = defaultdict(set)
        noted = "SELECT name, row FROM temp.workbench_changed WHERE number > ?"
        for table, row in self._connection.execute(noted, (after,)):
            found[table].add(row)
        return found

    def forget(self, *, up_to: int | None = None, after: int = 0) -> None:
        """Leave changes out, those of the given numbers."""
        bound = self.last if up_to is None else up_to
        self._connection.execute("DELETE FROM temp.workbench_changed WHERE number > ? AND number <= ?", (after, bound))

    def _can_watch(self, table: str) -> bool:
        literal = "'" + table.replace("'", "''") + "'"
        try:
            for when, rows in _WHEN.items():
                name = quoted(_trigger(table, when))
                notes = "".join(
                    f"INSERT INTO workbench_changed (name, row) VALUES ({literal}, {row}.rowid);"  # noqa: S608, quoted
                    for row in rows
                )
                self._connection.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
                self._connection.execute(
                    f"CREATE TEMP TRIGGER {name} AFTER {when} ON main.{quoted(table)} BEGIN {notes} END"
                )
        except sqlite3.OperationalError:
            return False
        return True


def _trigger(table: str, when: str) -> str:
    return f"workbench_{when}_{table}"
