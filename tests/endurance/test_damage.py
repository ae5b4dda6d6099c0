"""Damaged files, each in each way: commands end in a sentence, results are printed, what was damaged is kept aside.

Part of every run with a few. WORKBENCH_SOAK=full damages every file in every way, and prints what came of it.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest
from builders_acme import acme_crm
from builders_homes import SAID, Homes

from workbench.core.errors import StorageError
from workbench.services.drafts import DraftKey, DraftStore

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(sys.platform == "win32", reason="commands run in forks, and files have the rights of POSIX"),
    pytest.mark.timeout(3600),
]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
SEED = int(os.environ.get("WORKBENCH_SOAK_SEED", "9"))
FLIPS = 15
"""How often bits are flipped in each file."""
WORKS_EVERY = 8
"""After so many trials it is seen that all works again."""

Damage = Callable[[Path, random.Random], None]


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 4, 32, 400))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def zero_some(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((16, 512, 4096)))
    data[start:end] = bytes(end - start)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(1, path.stat().st_size))


def zero(path: Path, _chance: random.Random) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def empty(path: Path, _chance: random.Random) -> None:
    path.write_bytes(b"")


def text(path: Path, _chance: random.Random) -> None:
    path.write_text("Somebody wrote this file over, and it is long enough to have a header.\n" * 60)


def binary(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(5000))


def folder(path: Path, _chance: random.Random) -> None:
    path.unlink()
    path.mkdir()
    (path / "somebody's.txt").write_text("kept")


def pipe(path: Path, _chance: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path, _chance: random.Random) -> None:
    """A link that leads to itself."""
    path.unlink()
    path.symlink_to(path)


def newer(path: Path, _chance: random.Random) -> None:
    if path.suffix == ".sqlite3":
        execute(path, "PRAGMA user_version = 99")
    else:
        path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 99'))


def older(path: Path, chance: random.Random) -> None:
    """Its version says another format than it has."""
    execute(path, f"PRAGMA user_version = {chance.choice((0, -1, -(2**31)))}")


def other(path: Path, _chance: random.Random) -> None:
    """The database of another program, of the same version."""
    with closing(sqlite3.connect(path)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
    path.unlink()
    execute(path, "CREATE TABLE somebody (id, name)", f"PRAGMA user_version = {version}")


def lacking(path: Path, chance: random.Random) -> None:
    """A table is gone."""
    execute(path, f"DROP TABLE {chance.choice(tables(path))}")


def strange(path: Path, chance: random.Random) -> None:
    """Cells hold what nobody writes there."""
    with closing(sqlite3.connect(path)) as database:
        for table in tables(path):
            columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
            for column in chance.sample(columns, chance.randint(1, len(columns))):
                value = chance.choice((None, b"\xff\xfe", "x", "\ud83d".encode("utf-16", "surrogatepass"), 1e300, -1))
                with suppress(sqlite3.DatabaseError):
                    database.execute(f"UPDATE {table} SET {column} = ?", (value,))
                    database.commit()


def no_utf8(path: Path, chance: random.Random) -> None:
    """Texts that are no UTF-8."""
    with closing(sqlite3.connect(path)) as database:
        for table in tables(path):
            columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
            with suppress(sqlite3.DatabaseError):
                column = chance.choice(columns)
                database.execute(f"UPDATE {table} SET {column} = CAST(x'61ff62' AS TEXT)")
                database.commit()


def log_of_nothing(path: Path, chance: random.Random) -> None:
    Path(f"{path}-wal").write_bytes(chance.randbytes(40_000))
    Path(f"{path}-shm").write_bytes(chance.randbytes(32_768))


def log_is_a_folder(path: Path, _chance: random.Random) -> None:
    Path(f"{path}-wal").mkdir()


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for each in statements:
            database.execute(each)
        database.commit()


def tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return [name for (name,) in found if not name.startswith("invocation_text_")]


WHOLE: dict[str, Damage] = {each.__name__: each for each in (zero, text, binary, folder, pipe, link)}
"""What leaves nothing of a file that could be used."""
PARTS: dict[str, Damage] = {each.__name__: each for each in (flip, zero_some, cut, empty)}
OF_DATABASES: dict[str, Damage] = {
    each.__name__: each for each in (older, other, lacking, strange, no_utf8, log_of_nothing, log_is_a_folder)
}
READ_BY = {
    "history.sqlite3": ("history", "fire", "trim"),
    "connections.sqlite3": ("connections", "fire", "login", "rename"),
    "connections": ("fire", "check"),
    "vault.sealed": ("fire", "login", "logout"),
    "settings.toml": ("connections", "fire"),
    "pending-logins.json": ("login",),
    "node": ("typescript",),
    "log": ("doctor", "history"),
}
"""The commands that are tried on a damaged file, by its name or its folder's."""


def commands_for(file: Path) -> tuple[str, ...]:
    return READ_BY.get(file.name) or READ_BY.get(file.parent.name, ("connections",))


class Trial:
    """One file of a fresh home, damaged in one way."""

    def __init__(self, homes: Homes, file: Path, kind: str, damage: Damage, number: int = 0) -> None:
        self.homes, self.file, self.kind = homes, file, kind
        self.chance = random.Random(f"{SEED} {file.name if file.parent.name != 'connections' else ''} {kind} {number}")
        self.about = f"{file}, {kind} {number}, seed {SEED}"
        self.path = homes.home / file
        self.damage = damage

    def run(self, *commands: str) -> None:
        self.homes.fresh()
        self.homes.tried[self.kind] += 1
        self.damage(self.path, self.chance)
        bad = self.path.read_bytes() if self.path.is_file() else None
        said = ""
        for name in commands:
            done = self.homes.run(name, self.about)
            said += done.out + done.err
        if self.file.parts[0] == "data":
            if self.kind in WHOLE and not any(words in said for words in SAID):
                self.homes.fault(f"{self.about}: nothing is said of it: {said[-500:]}")
            if self.kind == "newer" and self.path.suffix != ".toml" and "newer workbench" not in said:
                self.homes.fault(f"{self.about}: that it is newer is not said: {said[-500:]}")
            if self.kind in WHOLE and not self.is_kept(bad):
                self.homes.fault(f"{self.about}: what was damaged is gone")

    def is_kept(self, bad: bytes | None) -> bool:
        """Whether what was damaged is still there, under whatever name."""
        for each in self.homes.home.rglob(f"{self.path.stem}*"):
            if self.kind == "folder" and (each / "somebody's.txt").is_file():
                return True
            if self.kind == "pipe" and each.is_fifo():
                return True
            if self.kind == "link" and each.is_symlink():
                return True
            if bad is not None and each.is_file() and each.read_bytes() == bad:
                return True
        return False


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    folder = tmp_path_factory.mktemp("damage")
    with acme_crm() as crm:
        made = Homes(folder, folder / "home", crm)
        made.furnish(wholly=FULL)
        yield made


def test_damaged_files(homes: Homes) -> None:
    if FULL:
        _all(homes)
    else:
        _some(homes)
    print(homes.figures())
    assert homes.codes[70] == 0, homes.faults
    assert homes.faults == []


def _some(homes: Homes) -> None:
    """One of each kind, on the files that most is lost with, and by the commands that take least time."""
    data = Path("data")
    rows = next(each for each in homes.files() if each.parent.name == "connections")
    few: tuple[tuple[Path, str, Damage, tuple[str, ...]], ...] = (
        (data / "connections.sqlite3", "text", text, ("connections",)),
        (data / "connections.sqlite3", "lacking", lacking, ("connections",)),
        (data / "connections.sqlite3", "strange", strange, ("connections",)),
        (data / "connections.sqlite3", "newer", newer, ("connections",)),
        (data / "history.sqlite3", "folder", folder, ("history",)),
        (data / "history.sqlite3", "older", older, ("history",)),
        (data / "history.sqlite3", "no_utf8", no_utf8, ("history",)),
        (data / "vault.sealed", "pipe", pipe, ("logout",)),
        (data / "settings.toml", "binary", binary, ("connections",)),
        (rows, "cut", cut, ("fire",)),
        (Path("log") / "workbench.log", "pipe", pipe, ("doctor",)),
    )
    for file, kind, damage, commands in few:
        Trial(homes, file, kind, damage).run(*commands)
    homes.works("the last of them")


def _all(homes: Homes) -> None:
    trials = []
    compiled = [each for each in homes.files() if each.parent.name == "node"]
    for file in homes.files():
        if file.suffix == ".lock" or file.name == "drafts.sqlite3" or file in compiled[1:]:
            continue
        kinds: dict[str, Damage] = {**WHOLE, **PARTS}
        if file.suffix == ".sqlite3":
            kinds |= OF_DATABASES
        if file.suffix == ".sqlite3" or file.name == "vault.sealed":
            kinds["newer"] = newer
        for kind, damage in kinds.items():
            often = FLIPS if damage in (flip, zero_some, strange, cut) and file.parts[0] == "data" else 1
            trials += [Trial(homes, file, kind, damage, number) for number in range(often)]
    for number, trial in enumerate(trials):
        if number % 50 == 0:
            print(f"{number} of {len(trials)}: {trial.about}", flush=True)
        trial.run(*commands_for(trial.file))
        if number % WORKS_EVERY == 0 and trial.kind != "newer":
            # Settings are written anew by their next change, which neither a login nor a call is.
            homes.works(trial.about, is_said=trial.file.name == "settings.toml")


def test_damaged_inputs(tmp_path: Path) -> None:
    """What was typed last is read by the window alone: here by its store, which raises nothing but a sentence."""
    key, path = DraftKey("acme", "7"), tmp_path / "place" / "drafts.sqlite3"
    tried, codes = 0, set()
    for kind, damage in {**WHOLE, **PARTS, **OF_DATABASES, "newer": newer}.items():
        for number in range(4 * FLIPS if FULL and damage in (flip, zero_some, cut, strange, no_utf8) else 1):
            tried += 1
            shutil.rmtree(path.parent, ignore_errors=True)
            store = DraftStore(path)
            store.save(key, {f"interface{place}": {"phoneNumber": "1" * 50} for place in range(30)})
            damage(path, random.Random(f"{SEED} {kind} {number}"))
            for work in (partial(store.load, key), partial(store.save, key, {"findContact": {}}), store.count):
                try:
                    work()
                except StorageError as error:
                    codes.add((kind, error.code))
                    break
            else:
                store.load(key)  # also the last of them may have found the damage, and begun anew
                store.save(key, {"findContact": {}})
                assert store.load(key)["findContact"] == {}, (kind, number)
            if kind in WHOLE:
                assert list(path.parent.glob("drafts.broken-*")), (kind, number)
    # A bit of its version may be among those that are flipped.
    assert codes - {("flip", "drafts-newer")} == {("newer", "drafts-newer")}
    print(f"\n{tried} damaged files of inputs")


@pytest.mark.parametrize("file", ["history.sqlite3", "connections.sqlite3", "vault.sealed", "settings.toml"])
def test_rights_that_are_gone(homes: Homes, file: str) -> None:
    """A file that its owner may not read, or not write; with its rights back all is as it was."""
    for rights in (0o000, 0o400) if FULL else (0o000,):
        homes.fresh()
        path = homes.home / "data" / file
        path.chmod(rights)
        about = f"{file} with {rights:o}"
        homes.tried["rights"] += 1
        said = ""
        for name in commands_for(path.relative_to(homes.home)) if FULL else commands_for(path)[:1]:
            done = homes.run(name, about, as_user=True)
            said += done.out + done.err
        if rights == 0o000:
            assert any(words in said for words in SAID), said
        path.chmod(0o600)
        homes.sound(about)
    assert homes.faults == []


def test_what_is_put_aside_goes_when_all_is_forgotten(homes: Homes) -> None:
    homes.fresh()
    for name in ("history.sqlite3", "connections.sqlite3"):
        text(homes.home / "data" / name, random.Random(SEED))
    for name in ("forget", "forget history"):
        assert homes.run(name, name).code == 0, homes.faults
    assert not list(homes.home.rglob("*.broken-*"))
    assert not list((homes.home / "data" / "connections").glob("*"))
    shutil.rmtree(homes.home / "data")
    assert homes.run("connections").document == {"connections": []}
    assert homes.faults == []
