"""Harbor's records in SQLite: the tables, and the few statements everything else is built from.

Statements touch a few rows of a small file or of memory and take well under a millisecond, so they run
on the event loop; nothing here waits on a network or on a lock that another process holds for long.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.services.harbor.phones import comparable

Row = dict[str, Any]

VERSION: Final = 1
"""Number in the database file; a file with another one is not Harbor's."""

SCHEMA: Final = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL,
    timezone_name TEXT NOT NULL, timezone_offset TEXT NOT NULL,
    license_plan TEXT NOT NULL, license_valid INTEGER NOT NULL, license_until TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, type TEXT NOT NULL DEFAULT 'Contact',
    title TEXT NOT NULL DEFAULT '', company TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'new', owner_id INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE phones (
    contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
    position INTEGER NOT NULL, label TEXT NOT NULL, number TEXT NOT NULL, comparable TEXT NOT NULL);
CREATE INDEX phones_by_number ON phones(comparable);
CREATE INDEX phones_by_contact ON phones(contact_id);
CREATE TABLE deals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, contact_id INTEGER NOT NULL, stage TEXT NOT NULL,
    amount INTEGER NOT NULL, currency TEXT NOT NULL, closes_on TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL DEFAULT 'call', subject TEXT NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
    direction TEXT, body TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '',
    started_at TEXT, ended_at TEXT, duration INTEGER,
    from_number TEXT NOT NULL DEFAULT '', to_number TEXT NOT NULL DEFAULT '',
    recording_url TEXT NOT NULL DEFAULT '', external_id TEXT NOT NULL DEFAULT '', disposition TEXT,
    deal_id INTEGER, owner_id INTEGER, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX activities_by_contact ON activities(contact_id);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL DEFAULT 'sms', subject TEXT NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
    direction TEXT, body TEXT NOT NULL DEFAULT '', occurred_at TEXT, deal_id INTEGER, owner_id INTEGER,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE appointments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, summary TEXT NOT NULL DEFAULT '',
    starts_at TEXT NOT NULL, duration_minutes INTEGER NOT NULL DEFAULT 30, status TEXT NOT NULL DEFAULT 'scheduled',
    contact_id INTEGER REFERENCES contacts(id) ON DELETE SET NULL, owner_id INTEGER,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE api_keys (
    hash TEXT PRIMARY KEY, label TEXT NOT NULL, user_id INTEGER NOT NULL, scope TEXT NOT NULL);
CREATE TABLE codes (
    hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, user_id INTEGER NOT NULL, redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL, challenge TEXT NOT NULL, method TEXT NOT NULL, expires_at REAL NOT NULL,
    family TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE tokens (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, client_id TEXT NOT NULL, user_id INTEGER NOT NULL,
    scope TEXT NOT NULL, family TEXT NOT NULL, expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0, revoked INTEGER NOT NULL DEFAULT 0);
CREATE INDEX tokens_by_family ON tokens(family);
"""


class Store:
    """One open database. Rows are dicts by column name; times are ISO 8601 text in UTC."""

    def __init__(self, database: str, clock: Callable[[], float]) -> None:
        """Open or make the database; raises sqlite3.Error when the file cannot be one."""
        self._clock = clock
        self._connection = sqlite3.connect(database, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA foreign_keys = ON")
        version = self.value("PRAGMA user_version")
        self.fresh = version == 0 and not self.value("SELECT count(*) FROM sqlite_master")
        if self.fresh:
            self._connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            self._connection.close()
            raise sqlite3.DatabaseError("the file holds the tables of something else")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A record that a power cut takes back is no loss here, and waiting for the disk at each write would be.
        self._connection.execute("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All statements within, or none of them."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # of a full disk SQLite has undone everything itself
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def now(self) -> float:
        """Seconds since the epoch by the clock that was given."""
        return self._clock()

    def timestamp(self, offset: float = 0.0) -> str:
        """Now, or `offset` seconds later, as ISO 8601 text."""
        return iso(self._clock() + offset)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return [dict(row) for row in self._connection.execute(sql, parameters)]

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self._connection.execute(sql, parameters).fetchone()
        return dict(found) if found is not None else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self._connection.execute(sql, parameters).fetchone()
        return found[0] if found is not None else None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; the number of rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Add a row; its number."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        # Table and column names come from the tables in records.py and seed.py, never from a request.
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
            tuple(values.values()),
        )
        return cursor.lastrowid or 0

    def update(self, table: str, number: int, values: Mapping[str, Any]) -> None:
        """Change columns of one row."""
        assignments = ", ".join(f"{column} = ?" for column in values)
        self._connection.execute(
            f"UPDATE {table} SET {assignments} WHERE id = ?",  # noqa: S608
            (*values.values(), number),
        )

    def set_phones(self, contact: int, phones: Sequence[Mapping[str, str]]) -> None:
        """Replace a contact's numbers; each is {"label", "number"}."""
        self.execute("DELETE FROM phones WHERE contact_id = ?", (contact,))
        for position, phone in enumerate(phones):
            number = phone["number"]
            self.insert(
                "phones",
                {
                    "contact_id": contact,
                    "position": position,
                    "label": phone.get("label", "") or "work",
                    "number": number,
                    "comparable": comparable(number),
                },
            )

    def phones(self, contact: int) -> list[dict[str, str]]:
        """A contact's numbers in their order."""
        return self.rows("SELECT label, number FROM phones WHERE contact_id = ? ORDER BY position", (contact,))


def iso(seconds: float) -> str:
    """Seconds since the epoch as "2026-11-24T18:05:54Z"."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
