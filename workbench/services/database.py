"""An SQLite file with numbered migrations, used on one thread of its own, off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.values.json_text import well_formed
from workbench.services.storage import cannot_use, is_broken, put_aside

Result = TypeVar("Result")


class Database:
    """One database. `what` is its name in sentences, `code` the beginning of its error codes."""

    def __init__(
        self,
        path: Path | None,
        migrations: Sequence[str],
        *,
        what: str,
        code: str,
        on_broken: Callable[[WorkbenchError], object] | None = None,
    ) -> None:
        """`path` is the file, None keeps it in memory; `migrations` holds one script a version, only ever appended to.

        The database's user_version is the number of scripts it has seen. With `on_broken` a file that is no database
        any more is put aside under another name, a new one begins, and `on_broken` is told; without, that is raised.
        """
        self._path = path
        self._migrations = migrations
        self._what = what
        self._code = code
        self._on_broken = on_broken
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=code)
        self._database: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do some work with the database; raises StorageError when the file cannot be used."""

        def on_thread() -> tuple[Result, WorkbenchError | None]:
            try:
                return self._do(work), None
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if self._path is None or self._on_broken is None or not is_broken(error):
                    raise
                told = self._put_aside(self._path, error)
            return self._do(work), told

        try:
            result, told = await asyncio.get_running_loop().run_in_executor(self._thread, on_thread)
        except (OSError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise cannot_use(self._what, self._path, error, f"{self._code}-unusable") from error

        if told is not None and self._on_broken is not None:
            self._on_broken(told)
        return result

    def broken_files(self) -> tuple[Path, ...]:
        """Files that were put aside, with their logs."""
        path = self._path
        return () if path is None else tuple(path.parent.glob(f"{path.stem}.broken-*{path.suffix}*"))

    async def close(self) -> None:
        """Close the file and end the thread."""
        if self._database is not None:
            await self.run(sqlite3.Connection.close)
            self._database = None
        self._thread.shutdown()

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._database is None:
            self._database = self._open()
        return work(self._database)

    def _put_aside(self, path: Path, error: Exception) -> WorkbenchError:
        """Let go of the broken file and give it another name; what to tell about it."""
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        return put_aside(path, error, self._what, self._code)

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(
            self._path or ":memory:", isolation_level=None, check_same_thread=False, factory=_Connection
        )
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
            raise StorageError(
                f"{self._what}: the file was written by a newer workbench (version {version} of its format).",
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


class _Connection(sqlite3.Connection):
    """Takes every text, half characters as UTF-8 can hold them."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeEncodeError:
            return super().execute(well_formed(sql), _storable(parameters))

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        return super().executemany(sql, map(_storable, parameters))


def _storable(parameters: Any) -> Any:
    if isinstance(parameters, Mapping):
        return {name: well_formed(each) if isinstance(each, str) else each for name, each in parameters.items()}
    return [well_formed(each) if isinstance(each, str) else each for each in parameters]


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # Of some failures, such as a full disk, SQLite has undone everything itself.
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
