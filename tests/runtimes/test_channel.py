"""What hosts say and ask: nothing is lost or out of order, and the loop goes on."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from typing import Any

import pytest

from workbench.core.server.sql import SqlError
from workbench.runtimes.channel import ChannelClosedError, Endpoint, open_endpoint

COUNT = 400

inherits = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="descriptors cannot be inherited here")


def message(number: int) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": "n", "params": {"number": number}}).encode() + b"\n"


@inherits
@pytest.mark.parametrize("ends", [False, True])
async def test_a_burst_is_worked_on_in_turns_and_whole(*, ends: bool) -> None:
    heard: list[int] = []
    turns: list[int] = []

    def hear(_method: str, params: dict[str, Any]) -> None:
        until = time.perf_counter() + 0.0005
        while time.perf_counter() < until:
            pass
        heard.append(params["number"])

    endpoint = await open_endpoint(hear, "fd")
    theirs = socket.socket(fileno=os.dup(endpoint.pass_fds[0]))
    endpoint.child_started()
    loop = asyncio.get_running_loop()

    def turn() -> None:
        turns.append(len(heard))
        if len(heard) < COUNT:
            loop.call_soon(turn)

    waiting = endpoint.channel.request("ping", {})
    theirs.sendall(b"".join(map(message, range(COUNT))) + (b"" if ends else b'{"id": 1, "result": {"said": "pong"}}\n'))
    if ends:
        theirs.close()
        turn()
        with pytest.raises(ChannelClosedError):
            await waiting
    else:
        turn()
        assert await waiting == {"said": "pong"}
        theirs.close()
    assert heard == list(range(COUNT))
    assert len({each for each in turns if 0 < each < COUNT}) >= 5
    endpoint.close()
    await endpoint.channel.closed.wait()


@pytest.mark.parametrize("transport", [pytest.param("fd", marks=inherits), "tcp"])
async def test_requests_of_a_host_are_answered_in_their_order(transport: str) -> None:
    def on_request(method: str, params: dict[str, Any]) -> Any:
        if method == "sql":
            raise SqlError("SQLITE_CONSTRAINT", 19, f"UNIQUE constraint failed: {params['sql']}")
        return {method: params["number"]}

    heard: list[str] = []
    endpoint = await open_endpoint(lambda method, _: heard.append(method), transport, on_request=on_request)
    reader, writer = await connected(endpoint)
    asked = [{"id": f"s{number}", "method": "double", "params": {"number": number}} for number in range(3)]
    asked += [{"id": "s3", "method": "sql", "params": {"sql": "users.id"}}, {"id": "s4", "method": "double"}]
    asked += [{"method": "told"}, {"id": "s5", "method": "double", "params": {"number": 5}}]
    writer.write(b"".join(json.dumps({"jsonrpc": "2.0", **each}).encode() + b"\n" for each in asked))
    answers = [json.loads(await reader.readline()) for _ in range(6)]
    assert [answer["id"] for answer in answers] == ["s0", "s1", "s2", "s3", "s4", "s5"]
    assert answers[2]["result"] == {"double": 2}
    assert answers[3]["error"]["data"] == {"code": "SQLITE_CONSTRAINT", "errno": 19}
    assert answers[3]["error"]["message"] == "SQLITE_CONSTRAINT: UNIQUE constraint failed: users.id"
    assert "number" in answers[4]["error"]["message"]
    assert heard == ["told"]
    writer.close()
    await endpoint.channel.closed.wait()
    endpoint.close()


@inherits
async def test_a_host_that_goes_before_its_answer_is_no_trouble() -> None:
    endpoint = await open_endpoint(lambda *_: None, "fd", on_request=lambda *_: {})
    _, writer = await connected(endpoint)
    writer.write(b'{"id": "s1", "method": "sql", "params": {}}\n' * 3)
    writer.close()
    await endpoint.channel.closed.wait()
    endpoint.close()


async def connected(endpoint: Endpoint) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The host's end of an endpoint."""
    kind, port, *token = endpoint.address.split(":")
    if kind == "tcp":
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        writer.write(f"{token[0]}\n".encode())
        return reader, writer
    theirs = socket.socket(fileno=os.dup(endpoint.pass_fds[0]))
    endpoint.child_started()
    return await asyncio.open_connection(sock=theirs)
