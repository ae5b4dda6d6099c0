"""A secret in every place a secret can be, through a full life by the real program, is found in clear nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from builders_acme import CANARIES, REDIRECT, Acme, acme_adapter, acme_crm, spellings
from builders_vault import file_keychain
from program import Ran, workbench

FORMS = {place: spellings(secret) for place, secret in CANARIES.items()}


class Life:
    """Runs the program and keeps everything that it printed; all that it writes lies under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = folder / "written"
        for name in ("home", "temporary", "reports"):
            (self.written / name).mkdir(parents=True)
        self.printed: list[tuple[str, Ran]] = []
        self.environment = {
            "WORKBENCH_HOME": str(self.written / "home"),
            "TMPDIR": str(self.written / "temporary"),
            **file_keychain(folder / "keychain"),
        }

    def run(self, *words: str, stdin: str = "", **more: str) -> Ran:
        ran = workbench(*words, cwd=self.folder, stdin=stdin, environment={**self.environment, **more})
        self.printed.append((" ".join(words[:3]), ran))
        return ran

    def leaks(self) -> list[str]:
        """Where a canary stands in clear, or encoded."""
        texts = {
            f"{words}: {stream}": getattr(ran, stream).encode()
            for words, ran in self.printed
            for stream in ("out", "err")
        }
        files = {
            str(path.relative_to(self.written)): path.read_bytes() for path in self.written.rglob("*") if path.is_file()
        }
        assert "home/data/history.sqlite3" in files
        return [
            f"{place} in {where}: {data[max(0, data.find(form) - 60) : data.find(form) + len(form) + 10]!r}"
            for where, data in {**texts, **files}.items()
            for place, forms in FORMS.items()
            for form in forms
            if form in data
        ]


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


@pytest.fixture
def crm() -> Iterator[Acme]:
    with acme_crm() as running:
        yield running


def fire_everything(life: Life, acme: str, crm: Acme) -> None:
    """Calls that succeed, calls that the CRM refuses, calls that throw secrets; a report; in both kinds of output."""
    for interface in (
        "findContact",
        "createContact",
        "createCallLog",
        "getCallLog",
        "updateCallLog",
        "createMessageLog",
    ):
        for form in ((), ("--json",)):
            ran = life.run("fire", acme, interface, *crm.map, *form)
            assert ran.code in (0, 1), ran.err
    assert life.run("fire", acme, "getUserInfo", *crm.map, "--json").code in (0, 1)
    assert life.run("fire", acme, "getOauthInfo", *crm.map, "--json").code in (0, 1)
    report = str(life.written / "reports" / "check.json")
    assert life.run("check", acme, *crm.map, "--report", report).code in (0, 1)
    life.run("connections")
    life.run("connections", "--json")
    life.run("history", "--json")


def test_a_life_by_api_key(tmp_path: Path, life: Life, crm: Acme) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    wrong = life.run("login", acme, *crm.map, WORKBENCH_FIELD_apiKey=CANARIES["query"], WORKBENCH_FIELD_password="x1y2")
    assert wrong.code == 4
    password = {"WORKBENCH_FIELD_password": CANARIES["password-field"]}
    logged_in = life.run("login", acme, *crm.map, stdin=CANARIES["api-key"] + "\n", **password)
    assert logged_in.code == 0, logged_in.err
    assert life.run("login", acme, *crm.map, "--json", stdin=CANARIES["api-key"] + "\n", **password).code == 0
    fire_everything(life, acme, crm)
    assert life.leaks() == []
    assert life.run("logout", acme, *crm.map).code == 0
    assert life.run("connections", "forget", "--everything").code == 0
    assert life.leaks() == []


def test_a_life_by_oauth(tmp_path: Path, life: Life, crm: Acme) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=True))
    crm.lifetime = 60
    shown = life.run("login", acme, *crm.map)
    assert shown.code == 4
    page = next(word for word in shown.err.split() if word.startswith("https://acme.test/consent"))
    state = parse_qs(urlsplit(page).query)["state"][0]
    address = f"{REDIRECT}?code={quote(CANARIES['code'], safe='')}&state={quote(state, safe='')}"
    logged_in = life.run("login", acme, "--callback-url", address, *crm.map, "--json")
    assert logged_in.code == 0, logged_in.out
    fire_everything(life, acme, crm)
    assert crm.tokens > 1
    assert life.leaks() == []
    assert life.run("logout", acme, *crm.map, "--json").code == 0
    assert life.leaks() == []


def test_the_search_finds_what_is_there(life: Life) -> None:
    """The test of the test: each canary is found in a database, in JSON and in a header."""
    life.run("history")
    database = sqlite3.connect(life.written / "home" / "planted.sqlite3")
    database.execute("CREATE TABLE planted (text)")
    database.executemany("INSERT INTO planted VALUES (?)", [(secret,) for secret in CANARIES.values()])
    database.commit()
    database.close()
    assert {leak.split(" in ")[0] for leak in life.leaks()} == set(CANARIES)
    (life.written / "home" / "planted.sqlite3").unlink()
    assert life.leaks() == []
