"""What was fired, in SQLite: one row an invocation, one row an exchange, secrets masked before anything is written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from workbench.core.document import invocation_from_document
from workbench.core.invocation import Invocation
from workbench.core.values import Json
from workbench.services.database import Database, transaction

MIGRATIONS: Final = (
    """
    CREATE TABLE invocation (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        adapter TEXT NOT NULL,
        platform TEXT NOT NULL,
        connection TEXT NOT NULL,
        interface TEXT NOT NULL,
        started_at REAL NOT NULL,
        duration_ms REAL NOT NULL,
        outcome TEXT NOT NULL,
        verdict TEXT NOT NULL,
        findings INTEGER NOT NULL,
        exchanges INTEGER NOT NULL,
        summary TEXT NOT NULL,
        document BLOB NOT NULL
    );
    CREATE INDEX invocation_by_interface ON invocation (interface, number);
    CREATE TABLE exchange (
        invocation INTEGER NOT NULL REFERENCES invocation (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        status INTEGER,
        total_ms REAL,
        error TEXT,
        PRIMARY KEY (invocation, position)
    ) WITHOUT ROWID;
    """,
)
"""One script a version (see services.database). Only ever append."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What a list of past invocations shows."""

    number: int
    id: str
    adapter: str
    interface: str
    started_at: float
    """Seconds since the epoch."""
    duration_ms: float
    outcome: str
    verdict: str
    findings: int
    exchanges: int
    summary: str
    """The value, error or message in one line."""


_COLUMNS: Final = (
    "number, id, adapter, interface, started_at, duration_ms, outcome, verdict, findings, exchanges, summary"
)


class History:
    """Past invocations. All calls run on one thread of its own, off the event loop."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the database file; None keeps history in memory for this session."""
        self._database = Database(path, MIGRATIONS, what="History", code="history")

    async def add(self, document: Json, summary: str) -> int:
        """Store an invocation's document (see core.document, with `wire=True`); gives its number."""
        return await self._database.run(lambda database: _insert(database, document, summary))

    async def rows(self, *, limit: int = 200, before: int | None = None, text: str = "") -> list[HistoryRow]:
        """The newest rows first, older than number `before`; `text` looks in interface, adapter, verdict, summary."""
        return await self._database.run(lambda database: _select(database, limit, before, text))

    async def count(self) -> int:
        """How many invocations are kept."""
        return await self._database.run(
            lambda database: int(database.execute("SELECT count(*) FROM invocation").fetchone()[0])
        )

    async def document(self, invocation_id: str) -> Json | None:
        """The stored document of an invocation, by its id or by an unambiguous beginning of it; None when unknown."""
        return await self._database.run(lambda database: _document(database, invocation_id))

    async def invocation(self, invocation_id: str) -> Invocation | None:
        """A past invocation, masked as it was stored."""
        document = await self.document(invocation_id)
        return None if document is None else invocation_from_document(document)

    async def close(self) -> None:
        """Close the database and end its thread."""
        await self._database.close()


def _insert(database: sqlite3.Connection, document: Json, summary: str) -> int:
    exchanges = document["exchanges"]
    with transaction(database):
        number = database.execute(
            "INSERT INTO invocation (id, adapter, platform, connection, interface, started_at, duration_ms, outcome,"
            " verdict, findings, exchanges, summary, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(document[key] for key in ("id", "adapter", "platform", "connection", "interface")),
                document["started_at"],
                document["duration_ms"],
                document["outcome"]["kind"],
                document["verdict"],
                len(document["findings"]),
                len(exchanges),
                summary,
                msgspec.json.encode(document),
            ),
        ).lastrowid
        database.executemany(
            "INSERT INTO exchange (invocation, position, method, url, status, total_ms, error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    position,
                    exchange["method"],
                    exchange["url"],
                    exchange["status"],
                    exchange["timing_ms"]["total"],
                    exchange["error"]["code"] if exchange["error"] else None,
                )
                for position, exchange in enumerate(exchanges)
            ],
        )
    assert number is not None
    return number


def _select(database: sqlite3.Connection, limit: int, before: int | None, text: str) -> list[HistoryRow]:
    conditions, values = ["1"], []  # type: tuple[list[str], list[str | int]]
    if before is not None:
        conditions.append("number < ?")
        values.append(before)
    for word in text.split():
        conditions.append("(interface || ' ' || adapter || ' ' || verdict || ' ' || summary) LIKE ? ESCAPE '\\'")
        values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    query = f"SELECT {_COLUMNS} FROM invocation WHERE {' AND '.join(conditions)} ORDER BY number DESC LIMIT ?"  # noqa: S608, only constants are joined
    return [HistoryRow(*row) for row in database.execute(query, (*values, limit))]


def _document(database: sqlite3.Connection, invocation_id: str) -> Json | None:
    rows = database.execute(
        "SELECT document FROM invocation WHERE id >= ? AND id < ? LIMIT 2", (invocation_id, invocation_id + "\uffff")
    ).fetchall()
    return msgspec.json.decode(rows[0][0]) if len(rows) == 1 else None
