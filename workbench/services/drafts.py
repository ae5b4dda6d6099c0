"""The last inputs of every interface, kept from one day to the next in a small SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.values import Json
from workbench.core.values.json_text import read_json, write_json
from workbench.services.places import data_folder
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

VERSION: Final = 1
_WHAT: Final = "What was typed last"
_TABLE: Final = """
    CREATE TABLE IF NOT EXISTS draft (
        adapter TEXT NOT NULL,
        connection TEXT NOT NULL,
        interface TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (adapter, connection, interface)
    ) WITHOUT ROWID
"""


def drafts_path() -> Path:
    """Where the last inputs lie."""
    return data_folder() / "drafts.sqlite3"


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose inputs they are."""

    adapter: str
    """What opens the adapter again, and its platform."""
    connection: str = ""
    """The connected CRM user's id; empty before a login."""


class DraftStore:
    """Inputs by adapter, connection and interface. Every call opens the file, works in one transaction, closes it.

    The calls block for milliseconds: run them on a thread. Raises StorageError when the file cannot be used. One that
    is broken is put aside, and a new one begins.
    """

    def __init__(self, path: Path, on_broken: Callable[[WorkbenchError], object] | None = None) -> None:
        """`on_broken` is told of a file that was put aside, on the thread of the call."""
        self._path = path
        self._on_broken = on_broken

    def load(self, key: DraftKey) -> dict[str, Json]:
        """The documents of one connection by interface; one that cannot be read is left out."""
        if not self._path.exists():
            return {}
        query = "SELECT interface, document FROM draft WHERE adapter = ? AND connection = ?"
        rows = self._run(lambda database: database.execute(query, (key.adapter, key.connection)).fetchall())
        found: dict[str, Json] = {}
        for interface, document in rows:
            with contextlib.suppress(AttributeError, TypeError, ValueError):
                found[str(interface)] = read_json(document)
        return found

    def save(self, key: DraftKey, documents: dict[str, Json | None]) -> None:
        """Store documents by interface; None forgets the interface's."""
        texts = {name: None if each is None else write_json(each) for name, each in documents.items()}

        def work(database: sqlite3.Connection) -> None:
            for name, text in texts.items():
                place = (key.adapter, key.connection, name)
                if text is None:
                    database.execute("DELETE FROM draft WHERE adapter = ? AND connection = ? AND interface = ?", place)
                else:
                    database.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (*place, text))

        self._run(work)

    def count(self) -> int:
        """How many inputs are kept."""
        if not self._path.exists():
            return 0
        return int(self._run(lambda database: database.execute("SELECT count(*) FROM draft").fetchone()[0]))

    def forget(self) -> None:
        """Forget everything, and leave no trace of it in the file; what was put aside goes too."""

        def work(database: sqlite3.Connection) -> None:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("DELETE FROM draft")

        if self._path.exists():
            self._run(work)
        for path in files_aside(self._path):
            path.unlink(missing_ok=True)

    def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            try:
                return self._do(work)
            except sqlite3.DatabaseError as error:
                # There is one table, made by the same call, so what does not fit it is the file's fault.
                if not (is_broken(error) or is_unsaid(error)):
                    raise
                told = put_aside(_WHAT, self._path, error, "drafts-broken")
            if self._on_broken is not None:
                self._on_broken(told)
            return self._do(work)
        except (OSError, sqlite3.Error) as error:
            raise cannot_use(_WHAT, self._path, error, "drafts-unusable") from error

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        must_be_files(self._path)
        with damage_as_such(), contextlib.closing(sqlite3.connect(self._path, timeout=5)) as database:
            database.text_factory = readable
            version = int(database.execute("PRAGMA user_version").fetchone()[0])
            if not 0 <= version <= LAST_VERSION:
                raise DamagedError(f"its format is {version}")
            if version > VERSION:
                raise StorageError(
                    f"{_WHAT} was written by a newer workbench.",
                    code="drafts-newer",
                    hint="Update the workbench; until then what is typed is not kept.",
                )
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute(_TABLE)
                database.execute(f"PRAGMA user_version = {VERSION}")
                return work(database)
