"""The last inputs of every interface, kept from one day to the next in a small SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from workbench.core.errors import StorageError
from workbench.core.values import Json
from workbench.core.values.json_text import read_json, write_json
from workbench.services.places import data_folder
from workbench.services.storage import cannot_use, is_broken, put_aside

Result = TypeVar("Result")

VERSION: Final = 1
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

    The calls block for milliseconds: run them on a thread. Raises StorageError when the file cannot be used.
    """

    def __init__(self, path: Path, on_broken: Callable[[StorageError], object] = lambda _: None) -> None:
        """A file that is broken is put aside, a new one begins, and `on_broken` is told, on whatever thread this is."""
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
            with contextlib.suppress(ValueError):
                found[interface] = read_json(document)
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
        """Forget everything, and leave no trace of it in the file."""
        if not self._path.exists():
            return

        def work(database: sqlite3.Connection) -> None:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("DELETE FROM draft")

        self._run(work)

    def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            try:
                return self._attempt(work)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if not is_broken(error):
                    raise
                told = put_aside(self._path, error, "The last inputs", "drafts")
            result = self._attempt(work)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            raise cannot_use("The last inputs", self._path, error, "drafts-unusable") from error
        self._on_broken(told)
        return result

    def _attempt(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as database:
            if int(database.execute("PRAGMA user_version").fetchone()[0]) > VERSION:
                raise StorageError(
                    "The last inputs were written by a newer workbench.",
                    code="drafts-newer",
                    hint="Update the workbench; until then what is typed is not kept.",
                )
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute(_TABLE)
                database.execute(f"PRAGMA user_version = {VERSION}")
                return work(database)
