"""An SQLite file with numbered migrations, used on one thread of its own, off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from workbench.core.errors import UsageError, WorkbenchError

Result = TypeVar("Result")


class Database:
    """One database. `what` is its name in sentences, `code` the beginning of its error codes."""

    def __init__(self, path: Path | None, migrations: Sequence[str], *, what: str, code: str) -> None:
        """`path` is the file, None keeps it in memory; `migrations` holds one script a version, only ever appended to.

        The database's user_version is the number of scripts it has seen.
        """
        self._path = path
        self._migrations = migrations
        self._what = what
        self._code = code
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=code)
        self._database: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do some work with the database; raises WorkbenchError when the file cannot be used."""

        def on_thread() -> Result:
            if self._database is None:
                self._database = self._open()
            return work(self._database)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, on_thread)
        except OSError as error:
            raise UsageError(
                f"{self._what} cannot be kept in {self._path}: {error.strerror or error}.",
                code=f"{self._code}-unusable",
                hint="Set WORKBENCH_HOME to a folder that can be written.",
            ) from error
        except sqlite3.DatabaseError as error:
            raise WorkbenchError(
                f"{self._what} could not be used: {error}.",
                code=f"{self._code}-unusable",
                hint=f"Move {self._path} aside; the workbench makes a new one." if self._path else "",
            ) from error

    async def close(self) -> None:
        """Close the file and end the thread."""
        if self._database is not None:
            await self.run(sqlite3.Connection.close)
            self._database = None
        self._thread.shutdown()

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path or ":memory:", isolation_level=None, check_same_thread=False)
        try:
            for setting in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                database.execute(f"PRAGMA {setting}")
            self._migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _migrate(self, database: sqlite3.Connection) -> None:
        version = _version(database)
        if version > len(self._migrations):
            raise WorkbenchError(
                f"{self._what} was written by a newer workbench (version {version} of its format).",
                code=f"{self._code}-newer",
                hint="Update the workbench, or set WORKBENCH_HOME to another folder.",
            )
        if version == len(self._migrations):
            return
        with transaction(database):
            # Another process may have migrated it while this one waited for the lock.
            for number, script in enumerate(self._migrations[_version(database) :], start=_version(database) + 1):
                for statement in filter(str.strip, script.split(";")):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {number}")


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
