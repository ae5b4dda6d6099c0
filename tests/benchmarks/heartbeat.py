"""The longest time that the window's event loop was held while it had much to do, beside a bare window's.

Each is a process of its own; the bare window beats at the same time on the same machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from history_search import fill_history
from measure import Row
from window_start import probe

LIMIT = 50
BIG = json.dumps(
    [
        {"id": number, "name": f"Contact number {number}", "phone": f"+1202555{number % 10000:04}", "type": "contact"}
        | {"additionalInfo": {"company": "Quarterdeck Rigging", "note": "x" * 60}}
        for number in range(240_000)
    ]
).encode()


async def beats() -> list[Row]:
    """One row a kind of work, at full length.

    A returned value of 50 MB has no limit: Python decodes it and lets go of it in one piece, whichever thread does so.
    """
    loop = "an adapter loops for 30 s"
    return [
        *await _row(f"{loop}, Node", "loop-node", 30),
        *await _row(f"{loop}, Python", "loop-python", 30),
        *await _row("200 exchanges a second", "stream", 10),
        *await _row("a 50 MB response opens", "big-answer", 0),
        *await _row("an adapter returns 50 MB", "big-value", 0, limit=None),
        *await _row("history searched, 100,000 rows", "history", 0),
    ]


async def _row(what: str, scenario: str, seconds: float, limit: float | None = LIMIT) -> list[Row]:
    async with _server() as address:
        with tempfile.TemporaryDirectory() as home:
            if scenario == "history":
                await fill_history(Path(home) / "data")
            environment = {"WORKBENCH_HOME": home, "PROBE_SERVER": address}
            bare = asyncio.create_task(probe("bare", "beat", str(max(seconds, 8)), environment=environment))
            told = await probe("program", scenario, str(seconds), environment=environment)
            floor = await bare
    name = f"longest block: {what}"
    if "error" in told:
        return [Row(name, None, "ms", floor["longest"], limit, "value", note=told["error"])]
    seen = ", ".join(f"{number:,} {word}" for word, number in told.items() if word in ("exchanges", "size", "rows"))
    note = f"{seen + '; ' if seen else ''}next {told['next']}; most computed in one {told['work']:.1f}"
    return [Row(name, told["longest"], "ms", floor["longest"], limit, "value", note=note)]


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[str]:
    """Answers /big with 50 MB and anything else with a little JSON, as fast as it can."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = BIG if b" /big " in head.split(b"\r\n")[0] else b'{"contacts": [], "total": 0}'
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
                )
                writer.write(body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
