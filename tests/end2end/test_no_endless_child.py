"""A workbench that is killed leaves no adapter behind, whatever keeps the adapter busy."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in the file system")

PATIENCE = 20.0
NODE = """
const fs = require('node:fs');
const busy = () => { fs.writeSync(fs.openSync(%r, 'w'), String(process.pid)); for (;;); };
exports.getAuthType = () => 'apiKey';
"""
PYTHON = """
import os, re

def busy():
    os.write(os.open(%r, os.O_WRONLY), str(os.getpid()).encode())
    while True:
        pass

def hold_every_thread():
    os.write(os.open(%r, os.O_WRONLY), str(os.getpid()).encode())
    re.match("(a+)+$", "a" * 80 + "b")

def get_auth_type():
    return "apiKey"

"""


@pytest.fixture
def life(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A named pipe that the adapter opens: it can be read when the adapter is busy, and ends when the adapter does."""
    path = tmp_path / "life"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, reading
    os.close(reading)


def read(reading: int) -> bytes:
    assert select.select([reading], [], [], PATIENCE)[0], "nothing came"
    return os.read(reading, 100)


@pytest.mark.parametrize(
    ("file", "tail"),
    [
        ("index.js", "exports.getLogFormatType = busy;"),
        ("index.js", "busy();"),
        ("adapter.py", "def get_log_format_type(): busy()"),
        ("adapter.py", "busy()"),
        pytest.param(
            "adapter.py",
            "def get_log_format_type(): hold_every_thread()",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux alone ends a process with its parent"),
        ),
    ],
)
def test_an_endless_adapter_ends_with_a_workbench_that_is_killed(
    life: tuple[Path, int], tmp_path: Path, file: str, tail: str
) -> None:
    path, reading = life
    head = NODE.replace("%r", repr(str(path))) if file.endswith("js") else PYTHON.replace("%r", repr(str(path)))
    (tmp_path / file).write_text(head + tail)
    program = subprocess.Popen(
        [sys.executable, "-m", "workbench", "describe", str(tmp_path / file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        adapter = int(read(reading))
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
    try:
        assert read(reading) == b""
    except AssertionError:
        os.kill(adapter, signal.SIGKILL)
        raise
