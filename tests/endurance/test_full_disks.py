"""A disk that is full, and homes that cannot be written: what a call gave is printed, and what is not kept is said.

Part of every run with a few. WORKBENCH_SOAK=full has a disk that gets full at every few kilobytes, and prints what
came of it. The disk is a limit on the size of each file, which the system refuses to exceed as it refuses a full disk.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders_acme import CANARIES, acme_adapter, acme_crm
from builders_vault import file_keychain

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files to set"),
    pytest.mark.timeout(3600),
]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
LIMITS = range(4, 200_000, 3_500) if FULL else (4, 40_000)
"""Bytes that a file may have."""
KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}
NO_LIMIT = 2**40


class Home:
    """A home, and programs that work on it on a disk of any size."""

    def __init__(self, folder: Path, home: Path, port: int) -> None:
        self.home, self.base = home, folder / "base"
        adapter = acme_adapter(folder / "acme", by_oauth=False)
        maps = f'[maps]\n"api.acme.test" = "http://127.0.0.1:{port}"\n'
        (adapter / "workbench.toml").write_text(maps, encoding="utf-8")
        self.adapter = str(adapter)
        self.environment = {**os.environ, **file_keychain(folder / "keychain"), **KEY}

    def run(self, *words: str, limit: int = NO_LIMIT) -> tuple[int, Any, str]:
        """Exit code, document and what was said, of a command that may write files of so many bytes."""
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *words, "--json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env=self.environment,
            preexec_fn=partial(_limit, limit),
        )
        assert "Traceback" not in done.stderr, done
        return done.returncode, json.loads(done.stdout), done.stderr

    def fresh(self) -> None:
        """The home as it was kept, or an empty one."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self.base.exists():
            shutil.copytree(self.base, self.home)

    def keep(self) -> None:
        """Begin with this home from now on."""
        shutil.copytree(self.home, self.base)


def _limit(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (min(size, NO_LIMIT), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@pytest.fixture
def home(tmp_path: Path, workbench_home: Path) -> Iterator[Home]:
    with acme_crm() as crm:
        yield Home(tmp_path, workbench_home, crm.port)


def whole(home: Home) -> None:
    """No file is damaged, and with space again everything goes on."""
    for path in home.home.rglob("*.sqlite3"):
        assert ".broken-" not in path.name
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), path
    code, document, _said = home.run("fire", home.adapter, "findContact")
    assert (code, document["outcome"]["kind"]) == (0, "returned")
    code, document, said = home.run("history")
    assert (code, said) == (0, "")
    assert document["invocations"][0]["interface"] == "findContact"


def test_what_a_call_gave_is_printed_on_a_full_disk(home: Home) -> None:
    counts: Counter[str] = Counter()
    for begun in (False, True):
        if begun:
            home.fresh()
            assert home.run("login", home.adapter)[0] == 0
            home.keep()
        for limit in LIMITS:
            home.fresh()
            told = f"{limit} bytes, {'a' if begun else 'no'} connection is stored"
            code, document, said = home.run("fire", home.adapter, "findContact", limit=limit)
            assert code == 0, (told, document, said)
            assert document["outcome"]["kind"] == "returned", told
            lacks = "cannot be kept" in said
            assert lacks or limit > LIMITS[0], (told, said)
            assert not lacks or "the disk is full" in said or "the disk refuses" in said, (told, said)
            counts["told that it is not kept" if lacks else "kept"] += 1
            if FULL or (limit == LIMITS[1] and not begun):
                code, document, said = home.run("login", home.adapter, limit=limit)
                assert code in (0, 2), (told, document, said)
                assert code == 0 or document["error"]["hint"], told
                counts[f"login, exit {code}"] += 1
            if FULL or limit == LIMITS[-1]:
                whole(home)
    print(f"\n{sum(counts.values())} commands on a full disk: {dict(sorted(counts.items()))}; 0 lost, 0 files damaged")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is closed to root")
def test_a_home_that_cannot_be_written(home: Home) -> None:
    home.home.chmod(0o500)
    try:
        code, document, said = home.run("fire", home.adapter, "findContact")
    finally:
        home.home.chmod(0o700)
    assert (code, document["outcome"]["kind"]) == (0, "returned")
    assert "it cannot be written" in said


def test_a_disk_that_takes_nothing_at_all(home: Home) -> None:
    code, document, _said = home.run("fire", home.adapter, "findContact", limit=0)
    assert (code, document["error"]["code"]) == (2, "spool-unusable")
    assert "TMPDIR" in document["error"]["hint"]
    whole(home)


def test_a_home_that_is_a_file(home: Home) -> None:
    home.fresh()
    shutil.rmtree(home.home, ignore_errors=True)
    home.home.write_text("a file stands here")
    code, document, said = home.run("fire", home.adapter, "findContact")
    assert (code, document["outcome"]["kind"]) == (0, "returned")
    assert "it cannot be written" in said
    assert home.home.read_text() == "a file stands here"
    code, document, _said = home.run("history")
    assert code == 2
    assert "WORKBENCH_HOME" in document["error"]["hint"]
