"""Stored connections in SQLite: everything about them that is no secret; the vault holds the rest by their ids."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

import msgspec

from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.values import Json
from workbench.core.values.json_text import json_bytes
from workbench.services.database import Database, transaction
from workbench.services.storage import DamagedRowError, read_row

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
"""One script a version (see services.database). Only ever append. Rows of `linkage` are of earlier workbenches."""

_COLUMNS: Final = tuple(each.name for each in fields(SavedConnection))


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored connection with what later calls build on."""

    saved: SavedConnection
    document: dict[str, Json]
    """See core.connection.saved_connection.clear_part."""


class DamagedConnectionError(StorageError):
    """What a stored connection's row holds cannot be read; the list of connections is whole."""

    def __init__(self, name: str, error: Exception) -> None:
        super().__init__(
            f"The stored connection {name} is damaged ({error}).",
            code="connection-damaged",
            hint="Log in again; that stores it anew.",
        )


class ConnectionStore:
    """The table of connections, and where the rows of each lie."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the database file, beside which a folder has the rows; None keeps all for this session alone.

        A file that is broken is put aside, a new one begins, and `on_broken` is told.
        """
        self.on_broken: Callable[[WorkbenchError], object] | None = None
        self._database = Database(
            path, MIGRATIONS, what="The list of connections", code="connections", on_broken=self._on_broken
        )
        self._session = None if path else tempfile.TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True)
        self._folder = path.with_suffix("") if path else Path(self._session.name if self._session else "")

    def rows_path(self, connection_id: str) -> Path:
        """The file with App Connect's tables of a connection."""
        return self._folder / f"{connection_id}.sqlite3"

    async def all(self) -> tuple[SavedConnection, ...]:
        """Every connection, last used first."""
        return await self._database.run(_all)

    async def get(self, connection_id: str) -> Stored | None:
        """One connection by its complete id."""
        return await self._database.run(lambda database: _get(database, connection_id))

    async def put(self, saved: SavedConnection, document: Json) -> None:
        """Store or renew a connection, an earlier one keeping its name."""
        await self._database.run(lambda database: _put(database, saved, document))

    async def rename(self, connection_id: str, name: str) -> None:
        """Give a connection another name, which none of its adapter's others may have."""
        change = "UPDATE connection SET name = ? WHERE id = ?"
        await self._database.run(lambda database: database.execute(change, (name, connection_id)))

    async def linkage(self, connection_id: str) -> list[tuple[str, Json]]:
        """Kind (call or message) and columns of the rows that an earlier workbench kept in the list, oldest first."""
        return await self._database.run(lambda database: _linkage(database, connection_id))

    async def drop_linkage(self, connection_id: str) -> None:
        """Remove these: they lie in the connection's own file now."""
        drop = "DELETE FROM linkage WHERE connection = ?"
        await self._database.run(lambda database: database.execute(drop, (connection_id,)))

    async def remove(self, connection_id: str | None) -> None:
        """Remove one connection with its rows; None removes all of them. It leaves no trace in the files."""
        await self._database.run(lambda database: _remove(database, connection_id))
        await asyncio.to_thread(self._remove_rows, connection_id or "*")

    def _remove_rows(self, pattern: str) -> None:
        for path in self._folder.glob(f"{pattern}.*"):
            path.unlink(missing_ok=True)

    def _on_broken(self, error: WorkbenchError) -> None:
        if self.on_broken is not None:
            self.on_broken(error)

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()
        if self._session is not None:
            await asyncio.to_thread(self._session.cleanup)


def _saved(row: tuple[Json, ...]) -> SavedConnection:
    values = dict(zip(_COLUMNS, row, strict=True))
    truths = {name: bool(values[name]) for name in ("simulated", "logged_in")}
    try:
        return msgspec.convert({**values, **truths}, SavedConnection)
    except msgspec.ValidationError as error:
        raise DamagedRowError(f"a row is no connection: {error}") from error


def _all(database: sqlite3.Connection) -> tuple[SavedConnection, ...]:
    query = f"SELECT {', '.join(_COLUMNS)} FROM connection ORDER BY used_at DESC, created_at DESC"  # noqa: S608, constants
    return tuple(map(_saved, database.execute(query)))


def _get(database: sqlite3.Connection, connection_id: str) -> Stored | None:
    query = f"SELECT document, {', '.join(_COLUMNS)} FROM connection WHERE id = ?"  # noqa: S608, constants
    found = database.execute(query, (connection_id,)).fetchone()
    if found is None:
        return None
    saved = _saved(found[1:])
    try:
        document = read_row(found[0])
    except DamagedRowError as error:
        raise DamagedConnectionError(saved.name, error) from error
    return Stored(saved, document)


def _put(database: sqlite3.Connection, saved: SavedConnection, document: Json) -> None:
    columns = (*_COLUMNS, "document")
    values = (*asdict(saved).values(), json_bytes(document))
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in ("id", "name"))
    database.execute(
        f"INSERT INTO connection ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608, constants
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        values,
    )


def _linkage(database: sqlite3.Connection, connection_id: str) -> list[tuple[str, Json]]:
    query = "SELECT kind, fields FROM linkage WHERE connection = ? ORDER BY number"
    return [(kind, read_row(row)) for kind, row in database.execute(query, (connection_id,))]


def _remove(database: sqlite3.Connection, connection_id: str | None) -> None:
    database.execute("PRAGMA secure_delete = ON")
    with transaction(database):
        if connection_id is None:
            database.execute("DELETE FROM connection")
        else:
            database.execute("DELETE FROM connection WHERE id = ?", (connection_id,))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
