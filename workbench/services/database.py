"""An SQLite file with numbered migrations, used on one thread of its own, off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.values.json_text import well_formed
from workbench.services.storage import (
    LAST_VERSION,
    DamagedError,
    cannot_use,
    damage_as_such,
    files_aside,
    is_broken,
    is_unsaid,
    must_be_files,
    put_aside,
    readable,
)

Result = TypeVar("Result")

_IN_A_FILE: Final = "SELECT name FROM pragma_table_info(?)"


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

        told: list[WorkbenchError] = []

        def on_thread() -> Result:
            try:
                return self._do(work)
            except sqlite3.DatabaseError as error:
                why = error if is_broken(error) else self._unsound(error)
                if why is None or self._path is None or self._on_broken is None:
                    raise why or error from error
                told.append(self._put_aside(self._path, why))
            return self._do(work)

        try:
            return await self._on_thread(on_thread)
        finally:
            # Also where the new file cannot be begun: the old one has another name now.
            if told and self._on_broken is not None:
                self._on_broken(told[0])

    async def give_up(self, error: sqlite3.Error) -> None:
        """What was read of the file cannot be used: it is put aside, and a new one begins. Raises StorageError."""
        path, on_broken = self._path, self._on_broken
        if path is None or on_broken is None:
            raise cannot_use(self._what, path, DamagedError(str(error)), f"{self._code}-unusable") from error
        on_broken(await self._on_thread(lambda: self._put_aside(path, error)))

    def broken_files(self) -> tuple[Path, ...]:
        """Files that were put aside, with their logs."""
        return () if self._path is None else files_aside(self._path)

    async def close(self) -> None:
        """Close the file and end the thread."""
        if self._database is not None:
            await self.run(sqlite3.Connection.close)
            self._database = None
        self._thread.shutdown()

    async def _on_thread(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (OSError, sqlite3.DatabaseError) as error:
            raise cannot_use(self._what, self._path, error, f"{self._code}-unusable") from error

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with damage_as_such():
            if self._database is None:
                self._database = self._open()
            return self._work(work, self._database)

    @staticmethod
    def _work(work: Callable[[sqlite3.Connection], Result], database: sqlite3.Connection) -> Result:
        try:
            return work(database)
        except sqlite3.OperationalError as error:
            # Python's own word, for a text that is no UTF-8: the others are still worth reading.
            if getattr(error, "sqlite_errorcode", None) or database.text_factory is not str:
                raise
            database.text_factory = readable
            return work(database)

    def _put_aside(self, path: Path, error: sqlite3.Error) -> WorkbenchError:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        return put_aside(self._what, path, error, f"{self._code}-broken")

    def _unsound(self, error: sqlite3.DatabaseError) -> DamagedError | None:
        """Of a word of SQLite's that may be about the file or about what was asked: what is wrong with the file."""
        if self._database is None or not is_unsaid(error):
            return None
        try:
            lacking = next(iter(self._lacking(self._database)), "")
            answer = f"it lacks {lacking}" if lacking else _first(self._database, "PRAGMA quick_check(1)")
        except sqlite3.DatabaseError as other:
            answer = str(other)
        return None if answer == "ok" else DamagedError(answer)

    def _lacking(self, database: sqlite3.Connection) -> Iterator[str]:
        """Tables, columns and indexes that the scripts made and the file does not have."""
        with contextlib.closing(sqlite3.connect(":memory:")) as whole:
            for script in self._migrations:
                whole.executescript(script)
            for (name,) in whole.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
                if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
                    yield name
                columns = {each for (each,) in database.execute(_IN_A_FILE, (name,))}
                yield from (f"{name}.{each}" for (each,) in whole.execute(_IN_A_FILE, (name,)) if each not in columns)

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            must_be_files(self._path)
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
        if not 0 <= version <= LAST_VERSION:
            raise DamagedError(f"its format is {version}")
        if version > len(self._migrations):
            raise StorageError(
                f"{self._what} was written by a newer workbench (version {version} of its format).",
                code=f"{self._code}-newer",
                hint="Update the workbench, or set WORKBENCH_HOME to another folder.",
            )
        if version == len(self._migrations):
            return
        try:
            self._apply(database)
        except sqlite3.OperationalError as error:
            if is_unsaid(error):
                # The scripts fit each other, so what is there already is not what the version says.
                raise DamagedError(str(error)) from error
            raise

    def _apply(self, database: sqlite3.Connection) -> None:
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
    return int(_first(database, "PRAGMA user_version"))


def _first(database: sqlite3.Connection, query: str) -> Any:
    return database.execute(query).fetchone()[0]
