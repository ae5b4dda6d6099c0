"""Programs that are killed at any moment, of a firing, a login, a check, a window: nothing that was told is lost.

Part of every run with a few kills. WORKBENCH_SOAK=full has two hundred, and prints what came of them.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from builders_acme import CANARIES, Acme, acme_adapter, acme_crm
from builders_vault import file_keychain
from program import workbench

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL to send"),
    pytest.mark.timeout(3600),
]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
KILLS = 200 if FULL else 4
WINDOW = Path(__file__).parent.parent / "end2end" / "firing_program.py"
MOST_REQUESTS = {"fire": 2, "login": 1, "check": 6, "window": 40}
KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}


class Kept:
    """One home, what its programs have told so far, and what is in its files."""

    def __init__(self, folder: Path, home: Path, crm: Acme) -> None:
        self.folder, self.home, self.crm = folder, home, crm
        self.adapter = str(acme_adapter(folder / "acme", by_oauth=False))
        maps = f'[maps]\n"api.acme.test" = "http://127.0.0.1:{crm.port}"\n'
        (folder / "acme" / "workbench.toml").write_text(maps, encoding="utf-8")
        self.environment = {**file_keychain(folder / "keychain"), **KEY, "QT_QPA_PLATFORM": "offscreen"}
        self.told: set[str] = set()
        """Ids of invocations whose results were printed."""
        self.counts: Counter[str] = Counter()
        self.takes: dict[str, float] = {}
        """Seconds that a program takes which nobody kills."""

    @property
    def killed(self) -> int:
        """How many programs were killed before they ended."""
        return sum(count for name, count in self.counts.items() if name.endswith("killed"))

    def words(self, kind: str) -> list[str]:
        if kind == "window":
            return [str(WINDOW), self.adapter, "50"]
        words = {
            "fire": ["fire", self.adapter, "createCallLog", "--contact", "c2"],
            "login": ["login", self.adapter],
            "check": ["check", self.adapter, "--contact", "c2"],
        }[kind]
        return ["-m", "workbench", *words, "--json"]

    def run(self, kind: str, after: float | None = None, *, requests: int = 0) -> str:
        """Run a program, and take note of what it told; killed some seconds after it has made requests, if at all."""
        before = len(self.crm.requests)
        with (self.folder / "out").open("w+b") as out:
            began = time.monotonic()
            program = subprocess.Popen(
                [sys.executable, *self.words(kind)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **self.environment},
            )
            while program.poll() is None and len(self.crm.requests) < before + requests:
                time.sleep(0.005)
            try:
                program.wait(after if after is not None else 120)
            except subprocess.TimeoutExpired:
                self.counts[f"{kind}, killed"] += 1
            else:
                self.counts[f"{kind}, ended"] += 1
                self.takes.setdefault(kind, time.monotonic() - began)
            program.kill()
            program.wait()
            out.seek(0)
            text = out.read().decode()
        if kind == "window":
            # The first line has what history held before; the last one may be cut off.
            self.told |= {each for each in text.rpartition("\n")[0].split("\n")[1:] if each != "firing"} - {""}
        else:
            self._take(text)
        return text

    def _take(self, text: str) -> None:
        try:
            document = json.loads(text)
        except ValueError:
            return
        for each in document.get("invocations", [document] if "id" in document else []):
            self.told.add(each["id"])

    def faults(self) -> list[str]:
        """What is lost or corrupt."""
        found = []
        for path in sorted(self.home.rglob("*.sqlite3")):
            if ".broken-" in path.name:
                found.append(f"{path.name} was put aside")
            with closing(sqlite3.connect(path)) as database:
                (answer,) = database.execute("PRAGMA integrity_check").fetchone()
                if answer != "ok":
                    found.append(f"{path.name}: {answer}")
        found += [f"{path.name} was put aside" for path in self.home.rglob("*.aside-*")]
        history = self.home / "data" / "history.sqlite3"
        lost = self.told - ids(history, "SELECT id FROM invocation")
        return [*found, *(f"{each} is lost" for each in sorted(lost))]


def ids(path: Path, query: str) -> set[str]:
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as database:
        # One that was killed first of all has no tables.
        made = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return {str(each) for (each,) in database.execute(query)} if made else set()


@pytest.fixture
def kept(tmp_path: Path, workbench_home: Path) -> Iterator[Kept]:
    with acme_crm() as crm:
        yield Kept(tmp_path, workbench_home, crm)


def readable(kept: Kept) -> None:
    for words in (("history", "--limit", "100000"), ("connections",)):
        done = workbench(*words, "--json", environment=kept.environment)
        assert (done.code, done.err) == (0, ""), words
        if words[0] == "history":
            assert kept.told <= {each["id"] for each in done.document["invocations"]}


def test_killed_at_any_moment(kept: Kept) -> None:
    seed = int(os.environ.get("WORKBENCH_SOAK_SEED", random.randrange(10**6)))
    chance = random.Random(seed)
    for kind in ("login", "fire", "check"):
        kept.run(kind)
        assert kept.counts[f"{kind}, ended"] == 1
    kept.takes["window"] = 2.5 * kept.takes["fire"] + 1
    kinds = ("fire", "login", "check", "window")
    for number in itertools.count():
        if kept.killed == KILLS:
            break
        kind = kinds[number % len(kinds)]
        if number % 3:
            # Starting takes the greater part of a program, and writes little.
            kept.run(kind, chance.expovariate(20), requests=chance.randint(1, MOST_REQUESTS[kind]))
        else:
            kept.run(kind, kept.takes[kind] * chance.uniform(0.2, 1.0))
        assert kept.faults() == [], f"after kill {number} of {kind}, seed {seed}: {dict(kept.counts)}"
        if number % 20 == 0:
            readable(kept)
    readable(kept)
    kept.run("login")
    before = len(kept.told)
    kept.run("fire")
    assert len(kept.told) == before + 1
    assert kept.faults() == []
    print(
        f"\n{kept.killed} programs were killed (seed {seed}): {dict(sorted(kept.counts.items()))}; "
        f"{len(kept.told)} results told, 0 lost, 0 files corrupt"
    )
