"""Starting the window: the real program in an empty home, beside a window with a label; each a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measure import Row

TURNS = 7
QUIET = 2.0
"""Seconds after the first paint when memory is looked at."""
PROBE = str(Path(__file__).parent / "window_probe.py")


async def start() -> list[Row]:
    """Time until the window is painted, and memory of the idle window."""
    ours, floor = [], []
    await _start("program", 0)  # compiles what was changed, fills the caches
    for _ in range(TURNS):
        ours.append((await _start("program", 0))["took"])
        floor.append((await _start("bare", 0))["took"])
    idle = await _start("program", QUIET)
    bare = await _start("bare", QUIET)
    rows = [Row("start to first painted window", statistics.median(ours), "ms", statistics.median(floor), 2.0)]
    for name, limit in (("rss", 160.0), ("pss", None), ("uss", None)):
        rows.append(Row(f"memory of the idle window, {name}", idle[name], "MiB", bare[name], limit, "value"))
    return rows


async def probe(*words: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a probe process tells."""
    with tempfile.TemporaryDirectory() as home:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, PROBE, *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**_ours(), "WORKBENCH_HOME": home, "QT_QPA_PLATFORM": "offscreen", **(environment or {})},
        )
        out, errors = await child.communicate()
    assert out, errors.decode()
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def _ours() -> dict[str, str]:
    """Our environment; modules are compiled once, as wherever the program is used, and not at every start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


async def _start(kind: str, seconds: float) -> dict[str, Any]:
    began = time.monotonic()
    told = await probe(kind, "", str(seconds))
    return {**told, "took": (told["painted_at"] - began) * 1000}
