"""Stored connections in SQLite: everything about them that is no secret; the vault holds the rest by their ids."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.errors import WorkbenchError
from workbench.core.values import Json
from workbench.core.values.json_text import json_bytes, read_json
from workbench.services.database import Database, transaction
from workbench.services.storage import LATEST, DamagedError

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
_NUMBERS: Final = ("simulated", "logged_in", "created_at", "used_at")
_MAY_BE_NONE: Final = ("expires_at",)


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored connection with what later calls build on."""

    saved: SavedConnection
    document: dict[str, Json]
    """See core.connection.saved_connection.clear_part."""


class ConnectionStore:
    """The table of connections, and where the rows of each lie."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the database file, beside which a folder has the rows; None keeps all for this session alone."""
        self.on_broken: Callable[[WorkbenchError], object] | None = None
        """Told of a file that was broken and was put aside; a new one begins."""
        self._database = Database(
            path, MIGRATIONS, what="The list of connections", code="connections", on_broken=self._begun_anew
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
        """Remove one connection with its rows; None removes all of them, also what was put aside.

        It leaves no trace in the files.
        """
        await self._database.run(lambda database: _remove(database, connection_id))
        await asyncio.to_thread(self._remove_files, connection_id)

    def _remove_files(self, connection_id: str | None) -> None:
        others = self._database.broken_files() if connection_id is None else ()
        for path in (*self._folder.glob(f"{connection_id or '*'}.*"), *others):
            if path.is_file():
                path.unlink(missing_ok=True)

    def _begun_anew(self, error: WorkbenchError) -> None:
        if self.on_broken is not None:
            self.on_broken(error)

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()
        if self._session is not None:
            await asyncio.to_thread(self._session.cleanup)


def _saved(row: tuple[Json, ...]) -> SavedConnection:
    values = dict(zip(_COLUMNS, row, strict=True))
    strange = next((name for name, value in values.items() if not _fits(name, value)), "")
    if strange:
        raise DamagedError(f"{strange} of a connection cannot be read")
    return SavedConnection(**{**values, "simulated": bool(values["simulated"]), "logged_in": bool(values["logged_in"])})


def _fits(name: str, value: Json) -> bool:
    """Whether a cell holds what was written into its column."""
    if name in _NUMBERS:
        return isinstance(value, int | float) and 0 <= value <= LATEST
    return isinstance(value, str) or (value is None and name in _MAY_BE_NONE)


def _object(text: Json) -> dict[str, Json]:
    try:
        found = read_json(text) if isinstance(text, str | bytes) else None
    except ValueError as error:
        raise DamagedError(f"what a connection remembers cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise DamagedError("what a connection remembers cannot be read")
    return found


def _all(database: sqlite3.Connection) -> tuple[SavedConnection, ...]:
    query = f"SELECT {', '.join(_COLUMNS)} FROM connection ORDER BY used_at DESC, created_at DESC"  # noqa: S608, constants
    return tuple(map(_saved, database.execute(query)))


def _get(database: sqlite3.Connection, connection_id: str) -> Stored | None:
    query = f"SELECT document, {', '.join(_COLUMNS)} FROM connection WHERE id = ?"  # noqa: S608, constants
    found = database.execute(query, (connection_id,)).fetchone()
    if found is None:
        return None
    return Stored(_saved(found[1:]), _object(found[0]))


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
    return [(kind, _object(row)) for kind, row in database.execute(query, (connection_id,))]


def _remove(database: sqlite3.Connection, connection_id: str | None) -> None:
    database.execute("PRAGMA secure_delete = ON")
    with transaction(database):
        if connection_id is None:
            database.execute("DELETE FROM connection")
        else:
            database.execute("DELETE FROM connection WHERE id = ?", (connection_id,))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
