"""Runs the real program as its users do, in a child process with a home of its own."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from program_server import LARGEST

TAKES_AT_MOST = 120.0


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


def workbench(
    *words: str,
    cwd: Path | None = None,
    stdin: str = "",
    environment: dict[str, str] | None = None,
    largest_file: int | None = None,
    as_user: bool = False,
) -> Ran:
    """Run `workbench` with these words; stdin is a pipe, so nothing is asked.

    `largest_file` is the number of bytes beyond which its disk is full; `as_user` takes from root what it may do
    beyond the rights of files. Both need a system that forks.
    """
    everything = {**os.environ, **(environment or {})}
    request = {
        "words": words,
        "cwd": str(cwd or Path.cwd()),
        "environment": everything,
        "largest_file": largest_file,
        "as_user": as_user,
    }
    text = json.dumps(request).encode()
    if hasattr(os, "fork") and len(text) < LARGEST and len(stdin) < select.PIPE_BUF:
        return _forked(text, stdin.encode())
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "workbench", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TAKES_AT_MOST,
        check=False,
        env=everything,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@functools.cache
def _server() -> socket.socket:
    """A line to the process that has the program's modules loaded; it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    script = Path(__file__).with_name("program_server.py")
    command = [sys.executable, "-W", "error", str(script), str(theirs.fileno())]
    with theirs:
        server = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def end() -> None:
        ours.close()
        server.wait(10)

    atexit.register(end)
    return ours


def _forked(request: bytes, stdin: bytes) -> Ran:
    with contextlib.ExitStack() as stack:
        out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        reads, writes = os.pipe()
        asked, told = os.pipe()
        for descriptor in (reads, asked):
            stack.callback(os.close, descriptor)
        try:
            socket.send_fds(_server(), [request], [reads, out.fileno(), err.fileno(), told])
            os.write(writes, stdin)
        finally:
            os.close(writes)
            os.close(told)
        code = _exit_code(asked)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8").replace("\r\n", "\n"))
        return Ran(code, *texts)


def _exit_code(asked: int) -> int:
    """What the server tells of the program's end; one that takes too long is killed."""
    said = b""
    while said.count(b"\n") < 2:
        ready, _, _ = select.select([asked], [], [], TAKES_AT_MOST)
        if not ready:
            os.kill(int(said), signal.SIGKILL)
            raise TimeoutError(f"It did not end within {TAKES_AT_MOST:g} seconds.")
        read = os.read(asked, 100)
        assert read, "The process that runs the program has gone."
        said += read
    return int(said.split()[1])
