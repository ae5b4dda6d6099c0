"""Hostile words for every command and option: each ends in a sentence and an ordinary exit code, never as our fault."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Final

import click
import pytest

from workbench.cli.main import COMMANDS, FAULT, run, workbench

WORDS: Final = (
    *(
        "",
        " ",
        ",",
        ")",
        "(",
        '"',
        "'",
        "-",
        "--",
        "-x",
        "=",
        "=x",
        "x=",
        ":",
        "*",
        "%",
        "\\",
        "/",
        ".",
        "..",
        "~",
        "{}",
    ),
    *("a=", "a.=1", "a.4000000000.x=1", "a.-1=1", "." * 50 + "=1", "a." * 3000 + "a=1", "note=" + "[" * 5000),
    *("0", "-1", "1e999", "nan", "inf", "-inf", "99999999999999999999", "9" * 5000, "1e-320", "0x10", "١٢"),
    *("http://[", "http://[::1", "http://h:99999/", "http://:0", "ftp://x", "//x", "http://ü.example", "http://\x7f"),
    *(
        "h=http://[",
        "h=http://h:99999",
        "h:x=http://h",
        "*=http://h",
        "[=http://h",
        "x" * 300 + "=http://h",
        "h:99999=http://h",
    ),
    *(
        "adapter:,",
        "-interface:,",
        "took:>1e9s",
        "since:" + "9" * 400 + "w",
        "status:999999",
        'a"b',
        "NEAR(",
        "a AND OR",
        "x" * 2000,
    ),
    *("since:0001-01-01", "before:9999-12-31T23:59:59+99:99", "is:,", "verdict:,", "calls:" + "9" * 500),
    *("\udcff\udcfe", "a=\udcff", "\ud83d", "\u202e", "\x1b[31m", "\x00x"[1:], "é" * 4000, "x" * 100_000),
    *("now", "2026-02-30", "0000-00-00", "9999999999999", "-9999-01-01T00:00:00Z", "createCallLog", "findContact"),
)

NOT_HERE: Final = {"demo", "crm", "docs", "pictures", "doctor"}
"""Commands that serve until they are ended, write folders, or look at the machine; their own words come below."""

EXIT_CODES: Final = {0, 1, 2, 3, 4, 5, 6}


ADAPTER = """
def get_auth_type(): return "apiKey"
def get_basic_auth(**_): return ""
def get_user_info(**_):
    return {"successful": True, "platformUserInfo": {"id": "1-x", "name": "Uma", "timezoneOffset": 0}}
def find_contact(**_): return {"successful": True, "matchedContactInfo": []}
"""


@pytest.fixture
def adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WORKBENCH_VAULT", "memory")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adapter.py").write_text(ADAPTER)
    return "adapter.py"


def options(name: str) -> list[click.Option]:
    context = click.Context(workbench)
    command = workbench.get_command(context, name)
    return [each for each in command.params if isinstance(each, click.Option)]


def ends_well(words: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    """What is wrong with how these words end; empty when nothing is."""
    code = run(words)
    said = capfd.readouterr().err
    if code in EXIT_CODES and "Traceback" not in said:
        return ""
    return f"{[word[:60] for word in words]}: {code} {said.strip().splitlines()[-2:]}"


def lines(name: str, adapter: str) -> list[list[str]]:
    """Command lines with one hostile word each: for every option, and in the place of every argument."""
    base = {"fire": [adapter, "findContact"], "request": [adapter, "GET", "/isAlive"], "token": [adapter, "life"]}
    base["history"], base["connections"] = [], []
    plain = [name, *base.get(name, [adapter])]
    made = [[*plain, option.opts[0], word] for option in options(name) if not option.is_flag for word in WORDS]
    made += [[name, *plain[1:place], word, *plain[place + 1 :]] for place in range(1, len(plain)) for word in WORDS]
    if len(plain) == 1:
        made += [[name, "--", word] for word in WORDS]
    return made


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NOT_HERE))
def test_hostile_words_end_in_a_sentence(name: str, adapter: str, capfd: pytest.CaptureFixture[str]) -> None:
    all_lines = lines(name, adapter)
    count = int(os.environ.get("WORKBENCH_FUZZ_LINES", "25"))
    chance = random.Random(f"{name} {os.environ.get('WORKBENCH_FUZZ_SEED', '')}")
    picked = chance.sample(all_lines, min(count, len(all_lines)))
    wrong = [found for words in picked if (found := ends_well(words, capfd))]
    assert wrong == []
    assert FAULT not in EXIT_CODES
