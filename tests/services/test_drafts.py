"""Inputs are kept by adapter, connection and interface, and a file that cannot be used is a sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from workbench.core.errors import WorkbenchError
from workbench.services.drafts import DraftKey, DraftStore

ONE, OTHER = DraftKey("a harbor", "1"), DraftKey("a harbor", "2")


def test_each_connection_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "new" / "drafts.sqlite3"
    store = DraftStore(path)
    assert store.load(ONE) == {}
    assert not path.exists()
    store.save(ONE, {"findContact": {"big": 2**70, "lone": "\ud83d"}, "getCallLog": {}})
    store.save(OTHER, {"findContact": {"x": None}})
    assert DraftStore(path).load(ONE) == {"findContact": {"big": 2**70, "lone": "\ud83d"}, "getCallLog": {}}
    store.save(ONE, {"findContact": None})
    assert store.load(ONE) == {"getCallLog": {}}
    assert store.load(OTHER) == {"findContact": {"x": None}}
    store.forget()
    assert store.load(OTHER) == {}


def test_a_file_that_is_no_database_is_told_and_kept_until_all_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite3"
    path.write_bytes(b"not a database, but long enough to look at" * 50)
    told: list[WorkbenchError] = []
    store = DraftStore(path, told.append)
    assert store.load(ONE) == {}
    assert [each.code for each in told] == ["drafts-broken"]
    (aside,) = tmp_path.glob("drafts.broken-*.sqlite3")
    assert aside.read_bytes().startswith(b"not a database")
    store.save(ONE, {"findContact": {}})
    assert store.load(ONE) == {"findContact": {}}
    store.forget()
    assert not aside.exists()


def test_a_newer_format_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite3"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(WorkbenchError, match="newer workbench"):
        DraftStore(path).save(ONE, {"findContact": {}})


def test_one_that_cannot_be_read_does_not_take_the_others_along(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "drafts.sqlite3")
    store.save(ONE, {"findContact": {}, "getCallLog": {"x": 1}})
    database = sqlite3.connect(tmp_path / "drafts.sqlite3")
    database.execute("UPDATE draft SET document = '{' WHERE interface = 'findContact'")
    database.commit()
    database.close()
    assert store.load(ONE) == {"getCallLog": {"x": 1}}
