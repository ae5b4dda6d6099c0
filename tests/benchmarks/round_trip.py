"""A no-op interface called through a runtime, beside a bare pipe echo of the same interpreter and the same bytes."""

from __future__ import annotations

import asyncio
import json
import os
import sys

from adapters import NODE_NO_OP, PYTHON_NO_OP, running
from measure import Row, medians

from workbench.core.run.invocation import OutcomeKind
from workbench.runtimes.child import ChildRuntime
from workbench.runtimes.protocol import Call, Runtime

ROUNDS = 1000
WARM_UP = 200

NODE_ECHO = (
    "let rest='';process.stdin.on('data',d=>{rest+=d;let i;"
    "while((i=rest.indexOf('\\n'))>=0){process.stdout.write(rest.slice(0,i+1));rest=rest.slice(i+1)}})"
)
PYTHON_ECHO = (
    "import sys\nfor line in sys.stdin.buffer:\n    sys.stdout.buffer.write(line); sys.stdout.buffer.flush()\n"
)
MESSAGE = (
    json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "call",
            "params": {"invocation": "n1000", "interface": "getAuthType", "arguments": [{}], "user": None},
        }
    ).encode()
    + b"\n"
)


async def node() -> list[Row]:
    """Through the Node host."""
    from npm_fixture import node_executable

    async with running("index.js", NODE_NO_OP) as runtime:
        return await _rows("node no-op round trip", runtime, [str(node_executable()), "-e", NODE_ECHO])


async def python() -> list[Row]:
    """Through the Python host."""
    async with running("adapter.py", PYTHON_NO_OP) as runtime:
        return await _rows("python no-op round trip", runtime, [sys.executable, "-c", PYTHON_ECHO])


def _side_by_side(runtime: Runtime, echo: int) -> None:
    """Give both children the same core and this process another: where the system puts them would decide the ratio.

    A child on its parent's own core answers an echo three times as fast as one on another core.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    ours, *others = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(0, {ours})
        assert isinstance(runtime, ChildRuntime)
        for pid in (runtime.pid, echo):
            os.sched_setaffinity(pid, {others[0]})


async def _rows(name: str, runtime: Runtime, echo: list[str]) -> list[Row]:
    child = await asyncio.create_subprocess_exec(*echo, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    stdin, stdout = child.stdin, child.stdout
    assert stdin is not None
    assert stdout is not None
    number = 0

    async def call() -> None:
        nonlocal number
        number += 1
        outcome = await runtime.call(Call(f"n{number}", "getAuthType", ({},)))
        assert outcome.kind is OutcomeKind.RETURNED, outcome

    async def bare() -> None:
        stdin.write(MESSAGE)
        assert await stdout.readline() == MESSAGE

    everywhere = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    _side_by_side(runtime, child.pid)
    value, floor = await medians([call, bare], rounds=ROUNDS, warm_up=WARM_UP)
    if everywhere:
        os.sched_setaffinity(0, everywhere)
    stdin.close()
    await child.wait()
    return [
        Row(name, value, "ms", floor, 2.0),
        Row(f"{name}, absolute", value, "ms", floor, 0.5, "value"),
    ]
