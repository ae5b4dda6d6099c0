"""Drives Node's HTTP clients under capture: a child process that does as told, and what capture said meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from npm_fixture import node_executable, npm_project

from workbench.core.traffic.exchange import Exchange
from workbench.runtimes.wire import read_exchange

CLIENTS = Path(__file__).parent / "runtimes" / "node" / "capture_clients"
CAPTURE = Path(__file__).parent.parent / "resources" / "hosts" / "node" / "capture"


@dataclass
class CaptureHost:
    """The child process of `capture_clients/host.cjs`."""

    process: asyncio.subprocess.Process
    spool: Path
    started: list[Exchange] = field(default_factory=list)
    finished: list[Exchange] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)
    """("started" | "finished", exchange id) as they came."""
    answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, client: str, url: str, *, invocation: str = "one", **request: Any) -> dict[str, Any]:
        """Let a client send a request; {"result": {status, size, text}} or {"error": {name, code, message}}."""
        return await self._ask(invocation=invocation, client=client, request={"url": url, **request})

    def asking(self, client: str, url: str, **request: Any) -> asyncio.Task[dict[str, Any]]:
        """As `send`, without waiting for it."""
        return asyncio.create_task(self.send(client, url, **request))

    async def end(self, invocation: str) -> None:
        """The invocation is over."""
        await self._ask(end=invocation)

    async def map(self, host: str, target: str) -> None:
        """Lead a host elsewhere from now on."""
        await self.tell(maps=[{"host": host, "target": target}])

    async def tell(self, **message: Any) -> None:
        """Write one line that has no answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        await self.process.stdin.drain()

    async def exchanges(self, count: int) -> list[Exchange]:
        """The finished exchanges in the order in which they started, once there are `count` of them."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(lambda: len(self.finished) >= count)
        starts = [each.id for each in self.started]
        return sorted(self.finished, key=lambda each: starts.index(each.id))

    async def _ask(self, **message: Any) -> dict[str, Any]:
        number = len(self.answers) + 1
        self.answers[number] = asyncio.get_running_loop().create_future()
        await self.tell(id=number, **message)
        async with asyncio.timeout(20):
            return await self.answers[number]

    async def read(self) -> None:
        """Take what the child prints until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            message = json.loads(line)
            async with self.changed:
                if "method" in message:
                    self._note(
                        message["method"].removeprefix("exchange_"), read_exchange(message["params"], str(self.spool))
                    )
                else:
                    self.answers[message["id"]].set_result(message)
                self.changed.notify_all()

    def _note(self, word: str, exchange: Exchange) -> None:
        (self.started if word == "started" else self.finished).append(exchange)
        self.order.append((word, exchange.id))


@asynccontextmanager
async def capture_host(spool: Path, *, cap: int = 200) -> AsyncIterator[CaptureHost]:
    """A fresh process in which nothing has been sent yet."""
    modules = npm_project(CLIENTS) / "node_modules"
    process = await asyncio.create_subprocess_exec(
        str(node_executable()),
        "--no-deprecation",
        str(CLIENTS / "host.cjs"),
        str(CAPTURE),
        str(spool),
        str(cap),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=32 * 1024 * 1024,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    host = CaptureHost(process, spool)
    reading = asyncio.create_task(host.read())
    try:
        yield host
    finally:
        process.kill()
        await process.wait()
        await reading


def body_bytes(exchange: Exchange) -> bytes:
    """The bytes of the answer, wherever they are."""
    assert exchange.response is not None
    body = exchange.response.body
    return Path(body.file).read_bytes() if body.file else body.data or b""
