"""Stored connections in SQLite: everything about them that is no secret; the vault holds the rest by their ids."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

import msgspec

from workbench.core.connection.saved_connection import Linkage, SavedConnection
from workbench.core.values import Json
from workbench.services.database import Database, transaction

MIGRATIONS: Final = (
    """
    CREATE TABLE connection (
        id TEXT PRIMARY KEY,
        adapter TEXT NOT NULL,
        adapter_name TEXT NOT NULL,
        platform TEXT NOT NULL,
        name TEXT NOT NULL,
        user_name TEXT NOT NULL,
        user_id TEXT NOT NULL,
        hostname TEXT NOT NULL,
        auth_type TEXT NOT NULL,
        expires_at TEXT,
        simulated INTEGER NOT NULL,
        logged_in INTEGER NOT NULL,
        created_at REAL NOT NULL,
        used_at REAL NOT NULL,
        document BLOB NOT NULL,
        UNIQUE (adapter, platform, name)
    );
    CREATE TABLE linkage (
        number INTEGER PRIMARY KEY,
        connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        fields BLOB NOT NULL,
        UNIQUE (connection, kind, id)
    );
    """,
    "ALTER TABLE connection ADD COLUMN warnings TEXT NOT NULL DEFAULT '';",
)
"""One script a version (see services.database). Only ever append."""

_COLUMNS: Final = tuple(each.name for each in fields(SavedConnection))


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored connection with what later calls build on."""

    saved: SavedConnection
    document: dict[str, Json]
    """See core.connection.saved_connection.clear_part."""
    rows: dict[str, Json] = field(default_factory=dict)
    """The newest linkage row of each kind."""


class ConnectionStore:
    """The table of connections and their linkage rows."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the database file; None keeps it in memory for this session."""
        self._database = Database(path, MIGRATIONS, what="The list of connections", code="connections")

    async def all(self) -> tuple[SavedConnection, ...]:
        """Every connection, last used first."""
        return await self._database.run(_all)

    async def get(self, connection_id: str) -> Stored | None:
        """One connection by its complete id."""
        return await self._database.run(lambda database: _get(database, connection_id))

    async def put(self, saved: SavedConnection, document: Json, linkage: tuple[Linkage, ...]) -> None:
        """Store or renew a connection, an earlier one keeping its name; linkage rows are added to those it has.

        The given rows become the newest.
        """
        await self._database.run(lambda database: _put(database, saved, document, linkage))

    async def rename(self, connection_id: str, name: str) -> None:
        """Give a connection another name, which none of its adapter's others may have."""
        change = "UPDATE connection SET name = ? WHERE id = ?"
        await self._database.run(lambda database: database.execute(change, (name, connection_id)))

    async def log(self, connection_id: str, kind: str, wanted: str) -> Json | None:
        """A linkage row by the id of the call or message, or by the CRM's log id; None when there is none."""
        return await self._database.run(lambda database: _log(database, connection_id, kind, wanted))

    async def remove(self, connection_id: str | None) -> None:
        """Remove one connection with its linkage; None removes all of them, and leaves no trace in the file."""
        await self._database.run(lambda database: _remove(database, connection_id))

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()


def _saved(row: tuple[Json, ...]) -> SavedConnection:
    values = dict(zip(_COLUMNS, row, strict=True))
    return SavedConnection(**{**values, "simulated": bool(values["simulated"]), "logged_in": bool(values["logged_in"])})


def _all(database: sqlite3.Connection) -> tuple[SavedConnection, ...]:
    query = f"SELECT {', '.join(_COLUMNS)} FROM connection ORDER BY used_at DESC, created_at DESC"  # noqa: S608, constants
    return tuple(map(_saved, database.execute(query)))


def _get(database: sqlite3.Connection, connection_id: str) -> Stored | None:
    query = f"SELECT document, {', '.join(_COLUMNS)} FROM connection WHERE id = ?"  # noqa: S608, constants
    found = database.execute(query, (connection_id,)).fetchone()
    if found is None:
        return None
    newest = database.execute("SELECT kind, fields FROM linkage WHERE connection = ? ORDER BY number", (connection_id,))
    rows = {kind: msgspec.json.decode(row) for kind, row in newest}
    return Stored(_saved(found[1:]), msgspec.json.decode(found[0]), rows)


def _put(database: sqlite3.Connection, saved: SavedConnection, document: Json, linkage: tuple[Linkage, ...]) -> None:
    columns = (*_COLUMNS, "document")
    values = (*asdict(saved).values(), msgspec.json.encode(document))
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in ("id", "name"))
    with transaction(database):
        database.execute(
            f"INSERT INTO connection ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608, constants
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            values,
        )
        database.executemany(
            "INSERT OR REPLACE INTO linkage (connection, kind, id, fields) VALUES (?, ?, ?, ?)",
            [(saved.id, each.kind, each.id, msgspec.json.encode(each.row)) for each in linkage],
        )


def _log(database: sqlite3.Connection, connection_id: str, kind: str, wanted: str) -> Json | None:
    rows = database.execute(
        "SELECT id, fields FROM linkage WHERE connection = ? AND kind = ? ORDER BY number DESC", (connection_id, kind)
    )
    for row_id, encoded in rows:
        row = msgspec.json.decode(encoded)
        if wanted in (row_id, row.get("thirdPartyLogId")):
            return row
    return None


def _remove(database: sqlite3.Connection, connection_id: str | None) -> None:
    database.execute("PRAGMA secure_delete = ON")
    with transaction(database):
        if connection_id is None:
            database.execute("DELETE FROM connection")
        else:
            database.execute("DELETE FROM connection WHERE id = ?", (connection_id,))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
