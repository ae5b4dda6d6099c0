"""The child-process runtime in the window's loop, where Qt and asyncio are one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

SCRIPT = """
import asyncio, sys
from pathlib import Path

from builders_runtimes import opened
from PySide6.QtCore import QCoreApplication
from qasync import QEventLoop

CODE = '''
import os, sys

async def findContact():
    print("from python")
    os.write(1, b"from the pipe")
    return {"big": "x" * 2_000_000}

def createContact():
    os._exit(1)

def updateCallLog():
    while True:
        pass
'''


async def main():
    async with opened(Path(sys.argv[1]), CODE, transport=sys.argv[2]) as adapter:
        outcome = await adapter.call("findContact", invocation="mine")
        print(outcome.kind, len(outcome.value["big"]), adapter.events.texts("mine"))
        print((await adapter.call("createContact")).kind)
        print((await adapter.call("updateCallLog", timeout=0.3)).kind)
        print((await adapter.call("getAuthType")).value)


app = QCoreApplication([])
with QEventLoop(app) as loop:
    loop.run_until_complete(main())
    print("tasks left:", len(asyncio.all_tasks(loop)))
"""


@pytest.mark.parametrize("transport", ["fd", "tcp"])
async def test_calls_crashes_and_time_outs(tmp_path: Path, transport: str) -> None:
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(SCRIPT))
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-W", "error", str(script), str(tmp_path), transport],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "returned 2000000 ['from python', 'from the pipe']",
        "crashed",
        "timed_out",
        "apiKey",
        "tasks left: 0",
    ]
