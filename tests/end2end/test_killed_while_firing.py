"""A window that is killed in the middle of a call loses nothing that history acknowledged, and opens again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import workbench

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL to send")

PROGRAM = Path(__file__).with_name("firing_program.py")
ADAPTER = """
import time

def getAuthType():
    return "apiKey"

def findContact(phoneNumber=None, **_):
    while phoneNumber == "never":
        time.sleep(0.01)
    return {"successful": True, "matchedContactInfo": []}
"""
RUNS = 12


@pytest.fixture
def place(tmp_path: Path) -> str:
    (tmp_path / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture
def programs() -> Iterator[list[subprocess.Popen[str]]]:
    """Programs that were started; what is left of them is killed."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for each in started:
        each.kill()
        each.communicate()


def started(programs: list[subprocess.Popen[str]], place: str, times: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, str(PROGRAM), place, str(times)]
    program = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    programs.append(program)
    return program


def line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    read = program.stdout.readline().strip()
    assert read, program.stderr.read() if program.stderr else ""
    return read


def test_nothing_that_was_acknowledged_is_lost(place: str, programs: list[subprocess.Popen[str]]) -> None:
    program = started(programs, place, RUNS)
    assert line(program) == "shows"
    acknowledged = [line(program) for _ in range(RUNS)]
    assert line(program) == "firing"
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    kept = workbench("history", "--json", "--limit", "100")
    assert kept.code == 0, kept.err
    assert kept.err == ""
    ids = [each["id"] for each in kept.document["invocations"]]
    assert ids == acknowledged[::-1]
    again = started(programs, place, 1)
    assert line(again).split() == ["shows", *acknowledged[::-1]]
    newest = line(again)
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=60) == 0, again.stderr.read() if again.stderr else ""
    assert [each["id"] for each in workbench("history", "--json", "--limit", "1").document["invocations"]] == [newest]


def test_a_broken_history_is_put_aside_by_the_window(
    place: str, programs: list[subprocess.Popen[str]], workbench_home: Path
) -> None:
    data = workbench_home / "data"
    data.mkdir(parents=True)
    (data / "history.sqlite3").write_bytes(b"no database" * 500)
    program = started(programs, place, 1)
    assert line(program) == "shows"
    newest = line(program)
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=60) == 0
    assert [each["id"] for each in workbench("history", "--json").document["invocations"]] == [newest]
    (aside,) = data.glob("history.broken-*.sqlite3")
    assert aside.read_bytes() == b"no database" * 500
