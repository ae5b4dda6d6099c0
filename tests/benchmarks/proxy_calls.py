"""200 findContact calls through the proxy runtime, beside a bare httpx script and beside newman."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import httpx
from adapters import running
from loopback_server import loopback_server
from measure import Row
from npm_fixture import node_executable, npm_project

from workbench.core.run.invocation import OutcomeKind
from workbench.runtimes.protocol import USER, Call

CALLS = 200
TURNS = 5
HERE = Path(__file__).parent
USER_ROW = {"id": "1-bench", "platform": "bench", "accessToken": "key", "hostname": "127.0.0.1"}

RUN_ALONE = f"""
import asyncio, sys
sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent)!r}]
from proxy_calls import through_runtime
asyncio.run(through_runtime(sys.argv[1]))
"""


def profile(base: str) -> str:
    """A proxy configuration whose findContact asks the server's JSON page."""
    return json.dumps(
        {
            "meta": {"name": "bench", "displayName": "Bench", "logFormat": "text/plain"},
            "auth": {"type": "apiKey", "scheme": "Basic", "credentialTemplate": "{{apiKey}}:"},
            "requestDefaults": {"baseUrl": base, "timeoutSeconds": 30},
            "operations": {
                "findContact": {
                    "method": "GET",
                    "url": "/json",
                    "query": {"phone": "{{phoneNumber}}"},
                    "responseMapping": {"listPath": "body.contacts"},
                }
            },
        }
    )


async def through_runtime(base: str) -> float:
    """Milliseconds of the calls, one after another, the runtime being up."""
    async with running("proxy.json", profile(base), cap=CALLS * 2) as runtime:
        began = perf_counter()
        for number in range(CALLS):
            arguments = {"user": USER, "authHeader": "Basic a2V5Og==", "phoneNumber": "+12025550144"}
            outcome = await runtime.call(Call(f"n{number}", "findContact", (arguments,), USER_ROW))
            assert outcome.kind is OutcomeKind.RETURNED, outcome
        return (perf_counter() - began) * 1000


async def through_httpx(base: str) -> float:
    """Milliseconds of the same requests from one bare client."""
    async with httpx.AsyncClient(trust_env=False) as client:
        began = perf_counter()
        for _ in range(CALLS):
            answer = await client.request(
                "GET",
                f"{base}/json",
                params={"phone": "+12025550144"},
                headers={"Authorization": "Basic a2V5Og==", "Content-Type": "application/json"},
                content=b"{}",
            )
            answer.json()
        return (perf_counter() - began) * 1000


async def proxy() -> list[Row]:
    """Against httpx in this process, and against newman as whole processes."""
    async with loopback_server() as server:
        taken = [(await through_runtime(server.url), await through_httpx(server.url)) for _ in range(TURNS)]
        ours, floor = (min(column) for column in zip(*taken, strict=True))
        rows = [Row(f"proxy, {CALLS} findContact calls", ours, "ms", floor, 2.0)]
        rows.append(await _newman(server.url))
    return rows


async def _newman(base: str) -> Row:
    name = f"proxy, {CALLS} calls as a process, over newman"
    try:
        installed = await asyncio.to_thread(npm_project, HERE / "newman")
    except RuntimeError as error:
        return Row(name, None, "ms", limit=0.25, note=f"newman is missing: {error}".splitlines()[0])
    folder = Path(tempfile.mkdtemp())
    try:
        collection = folder / "collection.json"
        collection.write_text(_collection(base), encoding="utf-8")
        newman = [
            str(node_executable()),
            str(installed / "node_modules/newman/bin/newman.js"),
            *("run", str(collection), "-n", str(CALLS), "--silent"),
        ]
        ours = min([await _process([sys.executable, "-c", RUN_ALONE, base]) for _ in range(2)])
        theirs = min([await _process(newman) for _ in range(2)])
    finally:
        shutil.rmtree(folder)
    return Row(name, ours, "ms", theirs, 0.25)


def _collection(base: str) -> str:
    request = {
        "method": "GET",
        "header": [{"key": "Authorization", "value": "Basic a2V5Og=="}],
        "url": f"{base}/json?phone=%2B12025550144",
    }
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return json.dumps({"info": {"name": "bench", "schema": schema}, "item": [{"name": "find", "request": request}]})


async def _process(command: Sequence[str]) -> float:
    began = perf_counter()
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    code = await child.wait()
    assert code == 0, command
    return (perf_counter() - began) * 1000
