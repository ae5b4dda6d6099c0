"""Files of the workbench's own that were damaged: each command says what is so, and what a call gave is printed.

Part of every run with a few damages. WORKBENCH_SOAK=full has some hundred, and prints what came of them.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from builders_acme import CANARIES, acme_adapter, acme_crm
from builders_vault import file_keychain
from program import Ran, workbench

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(3600)]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
SEEDS = 20 if FULL else 1
KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}
CODES = {0, 1, 2, 4}
"""Right, findings, wrong use (also a file of a newer workbench), a login that is needed."""
STORES = ("history.sqlite3", "connections.sqlite3", "vault.sealed")
"""What is put aside when it is broken."""


class Home:
    """One home with runs, a stored connection and settings; each trial has a fresh copy of it."""

    def __init__(self, folder: Path, home: Path, port: int) -> None:
        self.home, self.base = home, folder / "base"
        adapter = acme_adapter(folder / "acme", by_oauth=False)
        maps = f'[maps]\n"api.acme.test" = "http://127.0.0.1:{port}"\n'
        (adapter / "workbench.toml").write_text(maps, encoding="utf-8")
        self.adapter = str(adapter)
        self.environment = file_keychain(folder / "keychain")
        for words in (("login", self.adapter), ("fire", self.adapter, "createCallLog", "--contact", "c2")):
            assert self.run(*words, with_key=True).code == 0
        (home / "data" / "settings.toml").write_text('theme = "dark"\ntimeout = 20\n', encoding="utf-8")
        shutil.copytree(home, self.base)
        kinds = ("*",) if FULL else ("*.sqlite3", "*.sealed", "*.toml")
        files = sorted(each for kind in kinds for each in home.rglob(kind) if each.is_file() and each.read_bytes())
        self.files = [each.relative_to(home) for each in files]

    def run(self, *words: str, with_key: bool) -> Ran:
        return workbench(*words, "--json", environment={**self.environment, **(KEY if with_key else {})})

    def damage(self, file: Path, content: bytes | None) -> None:
        """The home as it was, with other content in one file; None: of a newer workbench."""
        shutil.rmtree(self.home)
        shutil.copytree(self.base, self.home)
        if content is not None:
            (self.home / file).write_bytes(content)
            return
        with closing(sqlite3.connect(self.home / file)) as database:
            database.execute("PRAGMA user_version = 99")


@pytest.fixture
def home(tmp_path: Path, workbench_home: Path) -> Iterator[Home]:
    with acme_crm() as crm:
        yield Home(tmp_path, workbench_home, crm.port)


def damages(content: bytes, *, is_database: bool) -> Iterator[tuple[str, bytes | None]]:
    """What becomes of files: nothing left, half of it, other bytes, some bits, holes, a newer format."""
    yield "emptied", b""
    yield "halved", content[: len(content) // 2]
    yield "zeroed", bytes(len(content))
    if FULL:
        yield "a text", b"this is no such file\n" * 40
        yield "all ones", b"\xff" * len(content)
        yield "its beginning", content[:100]
    for seed in range(SEEDS):
        chance = random.Random(seed)
        flipped, holed = bytearray(content), bytearray(content)
        for _ in range(1 + len(content) // 200):
            flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield f"flipped {seed}", bytes(flipped)
        start = chance.randrange(len(content))
        holed[start : start + 512] = bytes(len(holed[start : start + 512]))
        yield f"holed {seed}", bytes(holed)
    if is_database:
        yield "newer", None


def test_each_command_on_each_damage(home: Home) -> None:
    commands = {
        "fire with the key": ("fire", home.adapter, "findContact"),
        "fire as stored": ("fire", home.adapter, "findContact"),
        "history": ("history",),
        "connections": ("connections",),
    }
    counts: Counter[str] = Counter()
    turns = itertools.cycle(commands.items())
    for file in home.files:
        content = (home.base / file).read_bytes()
        for damage, damaged in damages(content, is_database=file.suffix == ".sqlite3"):
            for name, words in commands.items() if FULL else [next(turns)]:
                told = f"{name}, {file} {damage}"
                home.damage(file, damaged)
                done = home.run(*words, with_key=name == "fire with the key")
                assert done.code in CODES, (told, done)
                assert "Traceback" not in done.err, (told, done)
                # The key was given, so that whatever is damaged, the call can be made; what it gave is printed.
                if name == "fire with the key":
                    assert done.document["outcome"]["kind"] == "returned", (told, done)
                if done.code not in (0, 1):
                    error = done.document["error"]
                    assert error["message"], told
                    assert error["hint"], told
                if damage == "zeroed" and file.name in STORES and "broken" in done.err + done.out:
                    assert any(each.read_bytes() == damaged for each in home.home.rglob("*") if each.is_file()), told
                counts[f"exit {done.code}"] += 1
    print(
        f"\n{sum(counts.values())} commands on damaged files: {dict(sorted(counts.items()))}, no fault, no lost result"
    )


def test_a_broken_list_of_connections_is_put_aside_and_the_next_login_is_kept(home: Home) -> None:
    home.damage(Path("data/connections.sqlite3"), b"no database at all" * 99)
    done = home.run("connections", with_key=False)
    assert (done.code, done.document["connections"]) == (0, [])
    assert "The list of connections: the file was broken (file is not a database), and a new one begins." in done.err
    (aside,) = (home.home / "data").glob("connections.broken-*.sqlite3")
    assert aside.read_bytes().startswith(b"no database")
    assert home.run("login", home.adapter, with_key=True).code == 0
    assert [each["name"] for each in home.run("connections", with_key=False).document["connections"]] == ["Ada Acme"]
