"""What was fired, in SQLite: one row an invocation, one row an exchange, secrets masked before anything is written."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.program.history_filter import HistoryFilter, parse_filter
from workbench.core.run.document import invocation_from_document
from workbench.core.run.invocation import Invocation
from workbench.core.values import Json
from workbench.core.values.json_text import json_bytes, read_json
from workbench.services.database import Database, transaction
from workbench.services.history_forgetting import (
    BATCH,
    HistorySize,
    Old,
    everything,
    forget_ids,
    forget_some,
    give_back,
    size,
    too_old,
)
from workbench.services.history_query import COLUMNS, first_page_query, page_query
from workbench.services.storage import LATEST

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
    """
    CREATE VIRTUAL TABLE invocation_text USING fts5 (text, tokenize = 'trigram');
    INSERT INTO invocation_text (rowid, text)
        SELECT number, interface || ' ' || adapter || ' ' || verdict || ' ' || summary FROM invocation;
    CREATE INDEX invocation_facts ON invocation (
        number, interface, adapter, started_at, duration_ms, outcome, verdict, findings, exchanges
    );
    DROP INDEX invocation_by_interface;
    CREATE INDEX exchange_by_status ON exchange (status, invocation);
    CREATE TABLE pin (invocation INTEGER PRIMARY KEY REFERENCES invocation (number) ON DELETE CASCADE);
    """,
)
"""One script a version (see services.database). Only ever append."""


_CELLS: Final = (int, str, str, str, float, float, str, str, int, int, str)
"""What the members of a row are before `pinned`; of a damaged file they may be anything."""
_STARTED: Final = 4
_OF_STRANGE_DOCUMENTS: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a document raises that is not as it was written."""


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
    pinned: bool = False
    """Kept on top, and whatever history's limits say."""


class History:
    """Past invocations. All calls run on one thread of its own, off the event loop."""

    def __init__(self, path: Path | None, on_broken: Callable[[WorkbenchError], object] | None = None) -> None:
        """`path` is the database file; None keeps history in memory for this session.

        A file that is broken is put aside, a new one begins, and `on_broken` is told where the old one is kept.
        """
        self.on_broken = on_broken
        self._database = Database(path, MIGRATIONS, what="History", code="history", on_broken=self._on_broken)

    async def add(self, document: Json, summary: str) -> int:
        """Store an invocation's document (see core.run.document, with `wire=True`); gives its number."""
        return await self._database.run(lambda database: _insert(database, document, summary))

    async def rows(
        self,
        *,
        limit: int = 200,
        before: int | None = None,
        text: str = "",
        wanted: HistoryFilter | None = None,
        pinned: bool | None = None,
    ) -> list[HistoryRow]:
        """The newest rows first, older than number `before`, that pass the filter `wanted`, or written, `text`.

        `pinned` takes only pinned rows or only others. Raises FilterError for a text that is no filter.
        """
        wanted = wanted or parse_filter(text, now=time.time())
        query, values = page_query(wanted, limit=limit, before=before, pinned=pinned)
        return await self._database.run(lambda database: [_row(row) for row in database.execute(query, values)])

    async def first_page(self, wanted: HistoryFilter, *, limit: int = 200) -> list[HistoryRow]:
        """What a list begins with, in one query: pinned rows that pass, then the newest others, up to `limit` each."""
        query, values = first_page_query(wanted, limit=limit)
        return await self._database.run(lambda database: [_row(row) for row in database.execute(query, values)])

    async def row(self, invocation_id: str) -> HistoryRow | None:
        """The row of one invocation, by its whole id."""
        query = f"SELECT {COLUMNS} FROM invocation WHERE id = ?"  # noqa: S608, only constants are joined
        found = await self._database.run(lambda database: database.execute(query, (invocation_id,)).fetchone())
        return None if found is None else _row(found)

    async def pin(self, invocation_id: str, *, pinned: bool) -> None:
        """Keep a row on top, or no longer."""
        statement = (
            "INSERT OR IGNORE INTO pin (invocation) SELECT number FROM invocation WHERE id = ?"
            if pinned
            else "DELETE FROM pin WHERE invocation = (SELECT number FROM invocation WHERE id = ?)"
        )
        await self._database.run(lambda database: database.execute(statement, (invocation_id,)))

    async def delete(self, *invocation_ids: str) -> int:
        """Forget invocations with their exchanges; gives how many there were."""
        found = 0
        for start in range(0, len(invocation_ids), BATCH):
            some = partial(forget_ids, invocation_ids=invocation_ids[start : start + BATCH])
            found += await self._database.run(some)
        return found

    async def clear(self) -> int:
        """Forget everything, the pinned rows and broken files too, and give the disk space back; gives how many."""
        found = await self._forget(everything())

        def work(database: sqlite3.Connection) -> None:
            give_back(database)
            for path in self._database.broken_files():
                path.unlink(missing_ok=True)

        await self._database.run(work)
        return found

    async def trim(self, *, keep: int, since: float) -> int:
        """Keep the newest `keep` rows that began at `since` (epoch seconds) or later, and pinned ones; 0 is no limit.

        Gives how many were forgotten. They go a few at a time; whatever else is asked meanwhile comes between.
        """
        old = await self._database.run(lambda database: too_old(database, keep, since))
        return 0 if old is None else await self._forget(old)

    async def _forget(self, old: Old) -> int:
        forgotten = 0
        while True:
            some = await self._database.run(lambda database: forget_some(database, old))
            forgotten += some
            if some < BATCH:
                return forgotten

    async def size(self) -> HistorySize:
        """How many invocations are kept, and what they take, with broken files that were put aside."""

        def work(database: sqlite3.Connection) -> HistorySize:
            found = size(database)
            aside = sum(path.stat().st_size for path in self._database.broken_files())
            return replace(found, bytes=found.bytes + aside)

        return await self._database.run(work)

    async def names(self) -> dict[str, tuple[str, ...]]:
        """Interfaces and adapters that occur in the newest thousand rows, for completing a filter."""
        return await self._database.run(_names)

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
        try:
            # A large one takes longer than a window may stand still.
            return None if document is None else await asyncio.to_thread(invocation_from_document, document)
        except _OF_STRANGE_DOCUMENTS as error:
            raise _damaged(invocation_id, error) from error

    async def close(self) -> None:
        """Close the database and end its thread."""
        await self._database.close()

    def _on_broken(self, error: WorkbenchError) -> None:
        if self.on_broken is not None:
            self.on_broken(error)


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
                json_bytes(document),
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
        words = " ".join((document["interface"], document["adapter"], document["verdict"], summary))
        database.execute("INSERT INTO invocation_text (rowid, text) VALUES (?, ?)", (number, words))
    assert number is not None
    return number


def _row(columns: tuple[Any, ...]) -> HistoryRow:
    *others, pinned = columns
    for place, (cell, kind) in enumerate(zip(others, _CELLS, strict=True)):
        if type(cell) is not kind:
            others[place] = kind(cell) if isinstance(cell, int | float) or kind is str else kind()
    started = others[_STARTED]
    others[_STARTED] = started if 0 <= started <= LATEST else 0.0
    # By place: names would cost more than the query.
    made: Callable[..., HistoryRow] = HistoryRow
    return made(*others, bool(pinned))


def _names(database: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    newest = "SELECT interface, adapter FROM invocation INDEXED BY invocation_facts ORDER BY number DESC LIMIT 1000"
    rows = database.execute(newest).fetchall()
    return {name: tuple(sorted({row[place] for row in rows})) for place, name in enumerate(("interface", "adapter"))}


def _document(database: sqlite3.Connection, invocation_id: str) -> Json | None:
    rows = database.execute(
        "SELECT document FROM invocation WHERE id >= ? AND id < ? LIMIT 2", (invocation_id, invocation_id + "\uffff")
    ).fetchall()
    if len(rows) != 1:
        return None
    try:
        return read_json(rows[0][0])
    except _OF_STRANGE_DOCUMENTS as error:
        raise _damaged(invocation_id, error) from error


def _damaged(invocation_id: str, error: Exception) -> StorageError:
    return StorageError(
        f"What is kept of the run {invocation_id} is damaged: {type(error).__name__}, {error}.",
        code="history-row-damaged",
        hint="The others can be read. Delete this one, or fire it again.",
    )
