"""Why a file cannot be used, which one is damaged, and what becomes of it: nothing is lost, and files are whole."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from workbench.core.errors import StorageError, WorkbenchError
from workbench.services.connections import ConnectionStore
from workbench.services.database import Database
from workbench.services.history import History
from workbench.services.storage import cannot_use, put_aside, write_whole

SCRIPTS = ("CREATE TABLE run (id TEXT NOT NULL UNIQUE, at REAL);", "CREATE INDEX run_at ON run (at);")


def opened(path: Path, told: list[WorkbenchError]) -> Database:
    return Database(path, SCRIPTS, what="The runs", code="runs", on_broken=told.append)


def prepared(path: Path, *statements: str) -> Path:
    """A file as a program left it, and what was done to it since."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("".join(SCRIPTS) + f"PRAGMA user_version = {len(SCRIPTS)};")
        for each in statements:
            database.execute(each)
        database.commit()
    return path


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TABLE run", "it lacks run"),
        ("ALTER TABLE run DROP COLUMN id", "it lacks run.id"),
        ("PRAGMA user_version = 1", "already exists"),
        ("PRAGMA user_version = -7", "its format is -7"),
        ("PRAGMA user_version = 16777218", "its format is 16777218"),
    ],
)
async def test_a_file_that_is_not_what_its_version_says_is_put_aside(
    tmp_path: Path, statement: str, words: str
) -> None:
    drop = [] if "COLUMN" not in statement else ["PRAGMA foreign_keys = OFF"]
    path = prepared(tmp_path / "runs.sqlite3", *drop)
    with closing(sqlite3.connect(path)) as database:
        if drop:
            database.executescript("DROP TABLE run; CREATE TABLE run (at REAL); CREATE INDEX run_at ON run (at);")
        else:
            database.execute(statement)
        database.commit()
    told: list[WorkbenchError] = []
    runs = opened(path, told)
    await runs.run(lambda database: database.execute("INSERT INTO run (id) VALUES ('a')"))
    (error,) = told
    assert words in error.message
    (aside,) = runs.broken_files()
    assert str(aside) in error.hint
    await runs.close()


async def test_what_was_asked_amiss_leaves_the_file(tmp_path: Path) -> None:
    """A word of SQLite's that is about the question puts nothing aside."""
    told: list[WorkbenchError] = []
    runs = opened(prepared(tmp_path / "runs.sqlite3", "INSERT INTO run (id) VALUES ('a')"), told)
    for amiss in ("SELECT nothing FROM run", "INSERT INTO run (id) VALUES ('a')"):
        with pytest.raises(StorageError, match="SQLite refuses"):
            await runs.run(lambda database, amiss=amiss: database.execute(amiss))
    assert await runs.run(lambda database: database.execute("SELECT id FROM run").fetchall()) == [("a",)]
    assert (told, runs.broken_files()) == ([], ())
    await runs.close()


async def test_a_folder_in_the_place_of_a_file_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.mkdir()
    (path / "somebody's.txt").write_text("kept")
    told: list[WorkbenchError] = []
    history = History(path, told.append)
    assert await history.count() == 0
    assert "is no file" in told[0].message
    await history.clear()
    (aside,) = tmp_path.glob("history.broken-*")
    assert (aside / "somebody's.txt").read_text() == "kept"
    await history.close()


async def test_what_is_put_aside_at_one_time_has_a_name_each(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite3"
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        put_aside("The runs", path, sqlite3.DatabaseError("broken"), "runs-broken")
    assert sorted(each.read_bytes() for each in tmp_path.glob("runs.broken-*")) == [b"first", b"second", b"third"]


@pytest.mark.parametrize(
    "change",
    [
        "used_at = 'x'",
        "name = x'ff'",
        "used_at = 1e300",
        "expires_at = x'03'",
        "document = '['",
        "document = '[]'",
        "document = 1.5",
    ],
)
async def test_a_list_of_connections_that_cannot_be_read_is_put_aside(tmp_path: Path, change: str) -> None:
    path = tmp_path / "connections.sqlite3"
    store = ConnectionStore(path)
    assert await store.all() == ()
    await store.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO connection VALUES ('i','a','a','p','n','u','1','h','apiKey',NULL,0,1,1,1,'{}','')"
        )
        database.execute(f"UPDATE connection SET {change}")
        database.commit()
    told: list[WorkbenchError] = []
    store = ConnectionStore(path)
    store.on_broken = told.append
    assert await store.get("i") is None
    assert await store.all() == ()
    assert [each.code for each in told] == ["connections-broken"]
    await store.remove(None)
    assert not list(tmp_path.glob("*.broken-*"))
    await store.close()


async def test_a_text_that_is_no_utf8_takes_no_other_along(tmp_path: Path) -> None:
    path = prepared(tmp_path / "runs.sqlite3", "INSERT INTO run (id) VALUES ('a'), (CAST(x'62ff' AS TEXT))")
    told: list[WorkbenchError] = []
    runs = opened(path, told)
    found = await runs.run(lambda database: database.execute("SELECT id FROM run ORDER BY rowid").fetchall())
    assert (found, told) == ([("a",), ("b\ufffd",)], [])
    await runs.close()


def full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("there", [True, False])
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "new" / "file.toml"
    if there:
        write_whole(path, b"before")
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"after", prepare=full)
    assert [each.read_bytes() for each in path.parent.iterdir()] == ([b"before"] if there else [])
    if os.name == "posix" and there:
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_told_where_sqlite_speaks_of_input_and_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert "the disk refuses (disk I/O error)" in cannot_use("X", tmp_path / "a" / "b", error, "x").message
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 0}))
    assert "the disk is full" in cannot_use("X", tmp_path / "a" / "b", error, "x").message
