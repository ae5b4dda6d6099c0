"""What an adapter started ends with the workbench, however the workbench ends, and with the adapter."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from builders_node import open_node
from builders_runtimes import opened

from workbench.runtimes.protocol import Call

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone lets orphans be adopted")

STARTS = """
import os, subprocess, sys, time
SLEEPS = [sys.executable, "-c", "import signal, time; signal.signal(15, lambda *_: None); time.sleep(300)"]
def note(pid):
    with open({noted!r}, "a") as file:
        file.write(f"{{pid}}\\n")
def start():
    note(os.getpid())
    note(subprocess.Popen(SLEEPS).pid)
    note(subprocess.Popen(SLEEPS, start_new_session=True, env={{}}).pid)
    if os.fork() == 0:
        os.setsid()
        note(subprocess.Popen(SLEEPS, env={{}}).pid)
        os._exit(0)
    os.wait()
"""
"""A child, one in a session of its own, and one whose parent has gone; with the host itself they make four."""

PYTHON = (
    STARTS
    + """
def get_auth_type():
    return "apiKey"
def get_basic_auth(**_):
    return ""
def get_user_info(**_):
    return {{"successful": True, "platformUserInfo": {{"id": "1-x", "name": "Uma", "timezoneOffset": 0}}}}
def find_contact(**_):
    start()
    time.sleep({seconds})
    return {{"successful": True, "matchedContactInfo": []}}
def create_contact(**_):
    start()
    os._exit(3)
"""
)

NODE = """
const {{ spawn, execFileSync }} = require('node:child_process');
const fs = require('node:fs');
const note = (pid) => fs.appendFileSync({noted!r}, `${{pid}}\\n`);
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = () => '';
const user = {{ id: '1-x', name: 'Uma', timezoneOffset: 0 }};
exports.getUserInfo = () => ({{ successful: true, platformUserInfo: user }});
exports.findContact = async () => {{
  note(process.pid);
  note(spawn('sleep', ['300']).pid);
  note(spawn('sleep', ['300'], {{ detached: true, stdio: 'ignore', env: {{}} }}).pid);
  execFileSync('sh', ['-c', `setsid sleep 300 > /dev/null 2>&1 & echo $! >> {noted!r}`]);
  await new Promise((resolve) => setTimeout(resolve, {seconds} * 1000));
}};
"""


def written(folder: Path, kind: str, seconds: float = 60) -> tuple[Path, Path]:
    """The adapter's file, and the one where it notes processes."""
    noted = folder / "noted"
    text = PYTHON if kind == "python" else NODE
    file = folder / ("adapter.py" if kind == "python" else "index.js")
    file.write_text(text.format(noted=str(noted), seconds=seconds))
    return file, noted


def processes(noted: Path) -> list[psutil.Process]:
    """The four, as soon as they are noted."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = noted.read_text().split() if noted.exists() else []
        if len(found) == 4:
            return [psutil.Process(int(each)) for each in found]
        time.sleep(0.05)
    raise AssertionError("the call did not start its processes")


@pytest.fixture(autouse=True)
def _none_left(tmp_path: Path) -> Iterator[None]:
    yield
    noted = tmp_path / "noted"
    for pid in noted.read_text().split() if noted.exists() else ():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.mark.parametrize("kind", ["python", "node"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL, signal.SIGABRT])
def test_a_workbench_that_ends_takes_all_with_it(tmp_path: Path, kind: str, how: signal.Signals) -> None:
    file, noted = written(tmp_path, kind)
    spool = Path(tempfile.mkdtemp(dir=tmp_path))
    program = subprocess.Popen(
        [sys.executable, "-m", "workbench", "fire", str(file), "findContact", "--field", "apiKey=k", "--timeout", "90"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(spool)},
    )
    started = processes(noted)
    program.send_signal(how)
    code = program.wait(30)
    assert psutil.wait_procs(started, timeout=10)[1] == []
    if how in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        assert code == 6
        assert list(spool.iterdir()) == []


@pytest.mark.parametrize("kind", ["python", "node"])
@pytest.mark.parametrize("how", ["close", "reload", "cancel", "late"])
async def test_an_adapter_that_ends_takes_all_with_it(tmp_path: Path, kind: str, how: str) -> None:
    file, noted = written(tmp_path, kind, 0 if how != "cancel" else 60)
    text, spool = file.read_text(), tmp_path / "spool"
    making = opened(tmp_path, text) if kind == "python" else open_node(tmp_path, spool, grace=0.2)
    async with making as adapter:
        runtime = adapter.runtime
        if how == "cancel":
            call = asyncio.create_task(runtime.call(Call("1", "findContact", ({},), timeout=60)))
            started = await asyncio.to_thread(processes, noted)
            await runtime.cancel("1")
            await call
        else:
            await runtime.call(Call("1", "findContact", ({},), timeout=60))
            started = processes(noted)
            assert all(each.is_running() for each in started)
        if how == "reload":
            await runtime.start()
            assert psutil.wait_procs(started, timeout=10)[1] == []
        if how == "late":
            os.kill(runtime.pid, signal.SIGKILL)
            assert psutil.wait_procs(started, timeout=10)[1] == []
    assert psutil.wait_procs(started, timeout=10)[1] == []


async def test_what_a_crash_leaves_behind_ends_too(tmp_path: Path) -> None:
    file, noted = written(tmp_path, "python")
    async with opened(tmp_path, file.read_text()) as adapter:
        outcome = await adapter.runtime.call(Call("1", "createContact", ({},), timeout=60))
        assert "exited with code 3" in outcome.sentence
        started = noted.read_text().split()
        assert len(started) == 4
        assert not any(psutil.pid_exists(int(each)) for each in started)
