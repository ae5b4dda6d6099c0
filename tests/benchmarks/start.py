"""From typing a command to its result, beside an interpreter that does nothing."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
from time import perf_counter

from measure import Row

TURNS = 5


async def first_result() -> list[Row]:
    """`workbench fire harbor-python getAuthType` as a whole process."""
    with tempfile.TemporaryDirectory() as home:
        ours, floor = [], []
        for _ in range(TURNS):
            ours.append(await _run(home, "-m", "workbench", "fire", "harbor-python", "getAuthType"))
            floor.append(await _run(home, "-c", "pass"))
    return [Row("start to first result of fire", statistics.median(ours), "ms", statistics.median(floor))]


async def _run(home: str, *words: str) -> float:
    began = perf_counter()
    child = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.DEVNULL, env={**os.environ, "WORKBENCH_HOME": home}
    )
    assert await child.wait() == 0
    return (perf_counter() - began) * 1000
