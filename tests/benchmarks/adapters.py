"""The smallest adapters that a measurement needs, and how to run one."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from workbench.core.run.events import Event
from workbench.runtimes.discovery import discover
from workbench.runtimes.factory import make_runtime
from workbench.runtimes.protocol import Runtime, RuntimeOptions
from workbench.services.http import CapturingClient

NODE_NO_OP = "exports.getAuthType = () => 'apiKey';\n"
PYTHON_NO_OP = "def getAuthType():\n    return 'apiKey'\n"


def ignore(_event: Event) -> None:
    """An `Emit` that keeps nothing."""


@contextlib.asynccontextmanager
async def running(name: str, text: str, *, cap: int = 200) -> AsyncIterator[Runtime]:
    """A started runtime of an adapter with this file name and text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8")
        source = discover(name, cwd=Path(folder))
        http = CapturingClient()
        runtime = make_runtime(source, RuntimeOptions(spool=folder, exchange_cap=cap), ignore, http)
        await runtime.start()
        try:
            yield runtime
        finally:
            await runtime.stop()
            await http.close()
