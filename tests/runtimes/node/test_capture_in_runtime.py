"""Capture through the product: an adapter that the Node runtime loads, mapped hosts, the cap and overlapping calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_node_capture import CLIENTS
from loopback_server import SWOLLEN, LoopbackServer, loopback_server
from npm_fixture import npm_project

from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.events import Event, ExchangeFinished, ExchangeStarted
from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.hosts import HostMap
from workbench.runtimes.node import NodeRuntime
from workbench.runtimes.protocol import Call, RuntimeOptions

ADAPTER = """
const axios = require('axios');
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({apiKey}) => apiKey;
/** The phone number says what to do: how often, and with which client. */
exports.findContact = async ({phoneNumber}) => {
  const [client, path, times] = phoneNumber.split(' ');
  for (let index = 0; index < Number(times); index += 1) {
    const url = `https://api.crm.example/${path}`;
    if (client === 'axios') await axios.get(url);
    else await (await fetch(url)).text();
  }
  return {successful: true, matchedContactInfo: []};
};
"""


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    async with loopback_server() as running:
        yield running


@pytest.fixture
async def adapter(tmp_path: Path, server: LoopbackServer) -> AsyncIterator[tuple[NodeRuntime, list[Event]]]:
    root, spool = tmp_path / "adapter", tmp_path / "spool"
    root.mkdir()
    spool.mkdir()
    (root / "index.js").write_text(ADAPTER)
    source = AdapterSource(AdapterKind.NODE, str(root / "index.js"), str(root), "captured", "captured")
    options = RuntimeOptions(
        spool=str(spool),
        maps=(HostMap("api.crm.example", server.url),),
        exchange_cap=5,
        answer_limit=SWOLLEN - 1,
        environment=(("NODE_PATH", str(npm_project(CLIENTS) / "node_modules")), ("NODE_NO_WARNINGS", "1")),
    )
    events: list[Event] = []
    runtime = NodeRuntime(source, options, events.append)
    await runtime.start()
    yield runtime, events
    await runtime.stop()


def asked(invocation: str, what: str) -> Call:
    return Call(invocation, "findContact", ({"phoneNumber": what},))


@pytest.mark.parametrize("client", ["axios", "fetch"])
async def test_every_exchange_is_told_before_the_call_returns(
    client: str, adapter: tuple[NodeRuntime, list[Event]], server: LoopbackServer
) -> None:
    runtime, events = adapter
    outcome = await runtime.call(asked("one", f"{client} gzip 2"))
    finished = [event.exchange for event in events if isinstance(event, ExchangeFinished)]

    assert outcome.kind is OutcomeKind.RETURNED
    assert [each.request.sent_to for each in finished] == [f"{server.url}/gzip"] * 2
    assert {each.invocation_id for each in finished} == {"one"}
    assert {each.client for each in finished} == {client}
    assert len([event for event in events if isinstance(event, ExchangeStarted)]) == 2


async def test_overlapping_calls_keep_their_exchanges_apart(
    adapter: tuple[NodeRuntime, list[Event]], server: LoopbackServer
) -> None:
    runtime, events = adapter
    names = [f"{client}-{number}" for number in range(4) for client in ("axios", "fetch")]
    await asyncio.gather(*(runtime.call(asked(name, f"{name.split('-')[0]} json?{name} 3")) for name in names))
    finished = [event.exchange for event in events if isinstance(event, ExchangeFinished)]

    assert len(finished) == len(server.requests) == 24
    assert all(each.request.url.endswith(f"?{each.invocation_id}") for each in finished)


@pytest.mark.parametrize("client", ["axios", "fetch"])
async def test_a_loop_stops_at_the_cap(
    client: str, adapter: tuple[NodeRuntime, list[Event]], server: LoopbackServer
) -> None:
    runtime, events = adapter
    outcome = await runtime.call(asked("loop", f"{client} json 1000"))
    finished = [event.exchange for event in events if isinstance(event, ExchangeFinished)]

    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert outcome.error.code == "exchange-cap"
    assert len(server.requests) == 5
    assert finished[-1].error is not None
    assert finished[-1].error.code == "exchange-cap"
    assert (await runtime.call(asked("next", f"{client} json 1"))).kind is OutcomeKind.RETURNED


@pytest.mark.parametrize("client", ["axios", "fetch"])
async def test_a_cancelled_call_lets_go_of_its_request(
    client: str, adapter: tuple[NodeRuntime, list[Event]], server: LoopbackServer
) -> None:
    runtime, events = adapter
    calling = asyncio.create_task(runtime.call(asked("one", f"{client} hang 1")))
    await server.arrived.wait()
    await runtime.cancel("one")
    outcome = await calling
    (exchange,) = [event.exchange for event in events if isinstance(event, ExchangeFinished)]

    assert outcome.kind is OutcomeKind.CANCELLED
    assert exchange.error is not None
    assert exchange.error.code == "cancelled"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("client", ["axios", "fetch"])
async def test_an_answer_that_swells_beyond_the_limit_is_cut(
    client: str, encoding: str, adapter: tuple[NodeRuntime, list[Event]]
) -> None:
    runtime, events = adapter
    outcome = await runtime.call(asked("large", f"{client} swelling-{encoding} 1"))
    (finished,) = [event.exchange for event in events if isinstance(event, ExchangeFinished)]

    assert outcome.kind is OutcomeKind.THREW
    assert finished.error is not None
    assert finished.error.code == "answer-limit"
    assert "the workbench reads no more of one" in finished.error.message
    assert finished.response is not None
    assert (finished.response.status, finished.response.body.truncated) == (200, True)
    assert (await runtime.call(asked("next", f"{client} json 1"))).kind is OutcomeKind.RETURNED
