"""What a CRM's answer above the limit costs in memory, and how long comparing and tracing long texts take."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from measure import Row

ANSWER: Final = 100 * 1024 * 1024
LENGTH: Final = 40 * 1024
TURNS: Final = 5


async def large_answers() -> list[Row]:
    """The proxy runtime at an answer of 100 MB, plain and compressed, each in a process of its own."""
    rows = []
    for kind in ("plain", "gzip"):
        told = await _child(kind)
        rows.append(
            Row(f"100 MB answer ({kind}) cut, above idle", told["above"], "MiB", None, 200.0, "value", told["said"])
        )
    return [*rows, *_texts()]


async def _child(kind: str) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(sys.executable, __file__, kind, stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate()
    assert child.returncode == 0, out
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


async def _cut(kind: str) -> None:
    """Ask once for something small, then for the large answer; print what it took beyond."""
    sys.path.insert(1, str(Path(__file__).parent.parent))
    import psutil
    from adapters import running
    from proxy_calls import USER_ROW, profile

    from workbench.runtimes.protocol import USER, Call

    server = await asyncio.start_server(lambda reader, writer: _answer(kind, reader, writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with running("proxy.json", profile(f"http://127.0.0.1:{port}"), cap=10) as runtime:
        arguments = {"user": USER, "authHeader": "Basic a2V5Og==", "phoneNumber": "small"}
        await runtime.call(Call("small", "findContact", (arguments,), USER_ROW))
        before = psutil.Process().memory_info().rss
        memory = _Memory()
        outcome = await runtime.call(Call("large", "findContact", ({**arguments, "phoneNumber": "large"},), USER_ROW))
        memory.stop()
    error = outcome.error
    assert error is not None
    assert error.code == "answer-limit", error
    print(json.dumps({"above": (memory.most - before) / 2**20, "said": error.message[:40]}), flush=True)
    server.close()


async def _answer(kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Each request its answer, written in pieces so that this side holds nothing."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0)
        await reader.readexactly(length)
        if b"small" in head:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            continue
        encoding = b"Content-Encoding: gzip\r\n" if kind == "gzip" else b""
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + encoding + b"\r\n")
        pack = zlib.compressobj(6, zlib.DEFLATED, 31)
        piece = b" " * 2**20
        with contextlib.suppress(ConnectionError):
            for _ in range(ANSWER // len(piece)):
                writer.write(pack.compress(piece) if kind == "gzip" else piece)
                await writer.drain()
            writer.write(pack.flush() if kind == "gzip" else b"")
        writer.close()
        return


def _texts() -> list[Row]:
    """Texts that are hard to tell apart: four times the length takes four times the time, not sixteen times."""
    rows = []
    for name, sign in (("dots", "."), ("equal lines", "line\n"), ("words", "word ")):
        whole, half = (sign * (length // len(sign)) for length in (4 * LENGTH, LENGTH))
        for what, work in (("comparing", _compared), ("tracing", _traced)):
            floor, value = _took(work, half), _took(work, whole)
            rows.append(Row(f"{what} 160 KB of {name}", value, "ms", floor, 8.0, note="floor: 40 KB of it"))
    return rows


def _changed(text: str) -> str:
    return text[: len(text) // 2] + "x" + text[len(text) // 2 :]


def _compared(text: str) -> None:
    from workbench.core.comparing.compare import compare_values
    from workbench.core.text.text_changes import changed_spans, in_sight

    other = _changed(text)
    compare_values({"a": text, "b": text.splitlines()}, {"a": other, "b": other.splitlines()})
    changed_spans(*in_sight(text, other))


def _traced(text: str) -> None:
    from builders_invocations import exchange

    from workbench.core.run.invocation import Argument
    from workbench.core.tracing.provenance import trace
    from workbench.core.traffic.exchange import read_memory

    other = _changed(text)
    answer = exchange(response_body=json.dumps({"text": text, "other": [other] * 20}).encode())
    trace({"a": text, "b": [other, text[:4000]]}, [answer], (Argument("note", text, "", ""),), read_memory)


class _Memory:
    """The most that this process holds, looked at all the time; the system's own figure is the parent's too."""

    def __init__(self) -> None:
        self.most = 0
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        import psutil

        process = psutil.Process()
        while not self._ended.wait(0.002):
            self.most = max(self.most, process.memory_info().rss)


def _took(work: Callable[[str], None], text: str) -> float:
    taken = []
    for _ in range(TURNS):
        began = perf_counter()
        work(text)
        taken.append((perf_counter() - began) * 1000)
    return min(taken)


if __name__ == "__main__":
    asyncio.run(_cut(sys.argv[1]))
