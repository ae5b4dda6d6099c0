"""A home with everything that the workbench writes, and what its commands come to when something is wrong there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders_acme import CANARIES, Acme, acme_adapter
from builders_vault import file_keychain
from program import Ran, workbench

from workbench.services.drafts import DraftKey, DraftStore

KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}
CODES = (0, 1, 2, 3, 4, 5, 6)
"""What README gives a meaning; 70 is a fault of the workbench."""
SAID = ("begins anew", "kept aside", "newer workbench", "could not be read", "cannot be kept", "damaged", "be written")
"""Some of these words are in what is said of a file that cannot be used."""


@dataclass(frozen=True)
class Command:
    """A command of the terminal."""

    words: tuple[str, ...]
    shows: str
    """A member of its JSON document that has the result."""
    calls: str = ""
    """Path of the call whose result it prints."""
    enters: bool = False
    """Whether the credentials are given, rather than taken from what is stored."""


class Homes:
    """One furnished home; each trial begins with a copy of it."""

    def __init__(self, folder: Path, home: Path, crm: Acme) -> None:
        self.home, self.crm = home, crm
        self.furnished = folder / "furnished"
        adapter = acme_adapter(folder / "acme", by_oauth=False)
        maps = f'[maps]\n"api.acme.test" = "http://127.0.0.1:{crm.port}"\n'
        (adapter / "workbench.toml").write_text(maps, encoding="utf-8")
        self.keychain, self.keys = folder / "keychain", folder / "keys"
        self.environment = {**file_keychain(self.keychain), "WORKBENCH_HOME": str(home)}
        place = str(adapter)
        self.commands = {
            "fire": Command(("fire", place, "findContact"), "outcome", "/contacts"),
            "check": Command(("check", place, "--contact", "c2"), "invocations", "/contacts"),
            "login": Command(("login", place), "steps", "/me", enters=True),
            "token": Command(("token", place, "life"), "action"),
            "logout": Command(("logout", place), "invocation"),
            "request": Command(("request", place, "GET", "/accountData?keys=owners"), "status"),
            "describe": Command(("describe", place), "loaded_file"),
            "typescript": Command(("fire", "harbor-typescript", "findContact"), "outcome"),
            "history": Command(("history",), "invocations"),
            "trim": Command(("history", "--trim", "--yes"), "forgotten"),
            "connections": Command(("connections",), "connections"),
            "rename": Command(("connections", "rename", "Ada Acme", "Another"), "connection"),
            "forget": Command(("connections", "forget", "--everything"), "forgotten"),
            "forget history": Command(("history", "--forget", "--yes"), "forgotten"),
            "doctor": Command(("doctor",), "checks"),
        }
        self.faults: list[str] = []
        """What was not right, in words."""
        self.codes: Counter[int] = Counter()
        self.lost = 0
        """Calls that were made and whose result was not printed."""
        self.tried: Counter[str] = Counter()
        """How many trials there were of each kind."""
        self.told: set[str] = set()
        """Ids of the runs that the furnished home has."""

    def fault(self, words: str) -> None:
        """Something was not right."""
        self.faults.append(words)
        print(words, flush=True)

    def furnish(self, *, wholly: bool) -> None:
        """Have the program write its files once; those of a cache only `wholly`, which takes seconds."""
        for name in ("login", "fire", *(("typescript",) if wholly else ())):
            assert self.run(name).code == 0, self.faults
        data = self.home / "data"
        DraftStore(data / "drafts.sqlite3").save(DraftKey("acme", "7-acme"), {"findContact": {"phoneNumber": "1"}})
        (data / "settings.toml").write_text('theme = "dark"\ntimeout = 20.0\ntrusted = ["/nowhere"]\n')
        (self.home / "cache").mkdir(exist_ok=True)
        (self.home / "cache" / "pending-logins.json").write_text(
            json.dumps({"0" * 64: {"adapter": "acme", "verifier": "", "until": time.time() + 10_000}})
        )
        self.told = {each["id"] for each in self.run("history").document["invocations"]}
        assert self.told
        shutil.copytree(self.home, self.furnished)
        shutil.copytree(self.keychain, self.keys)

    def files(self) -> list[Path]:
        """The files of the furnished home, relative to it, in order."""
        return sorted(each.relative_to(self.furnished) for each in self.furnished.rglob("*") if each.is_file())

    def fresh(self) -> None:
        """The home as it was when it was furnished."""
        for place, origin in ((self.home, self.furnished), (self.keychain, self.keys)):
            # The folder itself may be a disk of its own.
            for each in place.iterdir() if place.is_dir() else ():
                (shutil.rmtree if each.is_dir() and not each.is_symlink() else Path.unlink)(each)
            shutil.copytree(origin, place, dirs_exist_ok=True)

    def run(self, name: str, about: str = "", **limits: Any) -> Ran:
        """Run a command in the home as it is, and look at how it ends; `about` says what was done to the home."""
        command = self.commands[name]
        before = len(self.crm.requests)
        environment = {**self.environment, **(KEY if command.enters else {}), **limits.pop("environment", {})}
        done = workbench(*command.words, "--json", environment=environment, **limits)
        self.codes[done.code] += 1
        called = bool(command.calls) and command.calls in [path for _, path, _ in self.crm.requests[before:]]
        for fault in self._faults(command, done, called=called):
            self.fault(f"{about}: {name}: {fault}")
        return done

    def _faults(self, command: Command, done: Ran, *, called: bool) -> list[str]:
        found = []
        if done.code not in CODES:
            found.append(f"exit code {done.code}: {done.out[-300:]}{done.err[-600:]}")
        elif "Traceback" in done.err:
            found.append(done.err[-600:])
        try:
            document = json.loads(done.out)
        except ValueError:
            document = {}
            found.append(f"no document: {done.out[:300]!r}")
        if called and command.shows not in document:
            self.lost += 1
            found.append(f"the result is lost: {done.out[:600]}")
        error = document.get("error")
        if done.code == 0 and (error or command.shows not in document):
            found.append(f"exit code 0 without a result: {done.out[:300]}")
        if done.code > 1 and command.shows not in document and not (error and error["message"] and error["hint"]):
            found.append(f"exit code {done.code} without a sentence and a way out: {done.out[:300]}")
        return found

    def sound(self, about: str) -> None:
        """Every database in the home is whole, and has the runs that it was furnished with."""
        for path in sorted(self.home.rglob("*.sqlite3")):
            with closing(sqlite3.connect(path)) as database:
                (answer,) = database.execute("PRAGMA integrity_check").fetchone()
            if answer != "ok":
                self.fault(f"{about}: {path.name}: {answer}")
        if any(self.home.rglob("*.broken-*")) or any(self.home.rglob("*.aside-*")):
            self.fault(f"{about}: something was put aside")
        shown = {each["id"] for each in self.run("history", about).document.get("invocations", [])}
        if not self.told <= shown:
            self.fault(f"{about}: runs are lost: {self.told - shown}")

    def works(self, about: str, *, is_said: bool = False) -> None:
        """A login and a call go well, and history and the list have them; `is_said`: the damage may still be told."""
        for name in ("login", "fire"):
            done = self.run(name, f"{about}, afterwards")
            if done.code != 0 or (not is_said and any(words in done.err for words in SAID)):
                self.fault(f"{about}, afterwards: {name} ends with {done.code}: {done.out[:300]} {done.err}")
                return
        ids = [each["id"] for each in self.run("history", about).document["invocations"]]
        if done.document["id"] not in ids or not self.run("connections", about).document["connections"]:
            self.fault(f"{about}, afterwards: nothing was stored")

    def figures(self) -> str:
        """What was tried, and what came of it."""
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(self.tried.items()))
        codes = ", ".join(f"{count} with {code}" for code, count in sorted(self.codes.items()))
        return (
            f"\n{sum(self.tried.values())} trials ({kinds}); {sum(self.codes.values())} commands ended, {codes}; "
            f"{self.codes[70]} with 70, {self.lost} results lost, {len(self.faults)} faults"
        )
