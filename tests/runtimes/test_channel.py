"""A host that speaks faster than it can be listened to: nothing is lost or out of order, and the loop goes on."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from typing import Any

import pytest

from workbench.runtimes.channel import ChannelClosedError, open_endpoint

COUNT = 400


def message(number: int) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": "n", "params": {"number": number}}).encode() + b"\n"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="descriptors cannot be inherited here")
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
    theirs.sendall(b"".join(map(message, range(COUNT))) + (b"" if ends else b'{"id": 1, "result": "pong"}\n'))
    if ends:
        theirs.close()
        turn()
        with pytest.raises(ChannelClosedError):
            await waiting
    else:
        turn()
        assert await waiting == "pong"
        theirs.close()
    assert heard == list(range(COUNT))
    assert len({each for each in turns if 0 < each < COUNT}) >= 5
    endpoint.close()
    await endpoint.channel.closed.wait()
