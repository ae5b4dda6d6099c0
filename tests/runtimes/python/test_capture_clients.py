"""Every Python HTTP client: basic, redirect, gzip, several calls at once, a mapped host."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_runtimes import Opened, opened
from loopback_server import LoopbackServer, loopback_server

from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.exchange import ExchangeError, header
from workbench.core.traffic.hosts import HostMap

ADAPTER = """
async def findContact(client, url, body=None):
    return await CLIENTS[client](url, body)


async def httpx_async(url, body):
    import httpx
    async with httpx.AsyncClient(follow_redirects=True) as client:
        response = await (client.get(url) if body is None else client.post(url, json=body))
        return response.json()


async def httpx_sync(url, body):
    import asyncio, httpx
    def work():
        call = httpx.get(url, follow_redirects=True) if body is None else httpx.post(url, json=body)
        return call.json()
    return await asyncio.get_running_loop().run_in_executor(None, work)


def plain(function):
    async def call(url, body):
        import asyncio
        return await asyncio.get_running_loop().run_in_executor(None, function, url, body)
    return call


@plain
def requests_session(url, body):
    import requests
    with requests.Session() as session:
        return (session.get(url) if body is None else session.post(url, json=body)).json()


@plain
def urllib3_pool(url, body):
    import json, urllib3
    with urllib3.PoolManager() as pool:
        data = None if body is None else json.dumps(body)
        response = pool.request("GET" if body is None else "POST", url, body=data, headers={"Accept-Encoding": "gzip"})
        return json.loads(response.data)


@plain
def urllib_request(url, body):
    import gzip, json, urllib.request
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        raw = response.read()
        return json.loads(gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw)


@plain
def http_client(url, body):
    import gzip, http.client, json
    from urllib.parse import urlsplit, urljoin
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port)
    data = None if body is None else json.dumps(body)
    path = parts.path + "?" + parts.query if parts.query else parts.path
    connection.request("GET" if body is None else "POST", path, data, {"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    raw = response.read()
    connection.close()
    if response.status == 302:
        return http_client_function(urljoin(url, response.getheader("Location")), body)
    return json.loads(gzip.decompress(raw) if response.getheader("Content-Encoding") == "gzip" else raw)


async def aiohttp_session(url, body):
    import aiohttp
    async with aiohttp.ClientSession() as session:
        async with (session.get(url) if body is None else session.post(url, json=body)) as response:
            return await response.json()


def http_client_function(url, body):
    import asyncio
    return asyncio.run(http_client(url, body))


CLIENTS = {
    "httpx": httpx_async, "httpx sync": httpx_sync, "requests": requests_session, "urllib3": urllib3_pool,
    "aiohttp": aiohttp_session, "urllib.request": urllib_request, "http.client": http_client,
}
"""

CLIENTS = {
    "httpx": "httpx",
    "httpx sync": "httpx",
    "requests": "requests",
    "urllib3": "urllib3",
    "aiohttp": "aiohttp",
    "urllib.request": "http.client",
    "http.client": "http.client",
}
"""How an adapter calls, and the client that is seen."""

every_client = pytest.mark.parametrize("client", CLIENTS)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    async with loopback_server() as running:
        yield running


@pytest.fixture
async def adapter(tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened(tmp_path, ADAPTER) as running:
        yield running


@every_client
async def test_a_request_is_seen_with_all_it_carried(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call(
        "findContact", client=client, url=f"{server.url}/echo", body={"a": 1}, invocation="mine"
    )

    assert outcome.kind is OutcomeKind.RETURNED, outcome
    (exchange,) = adapter.events.exchanges()
    assert exchange.invocation_id == "mine"
    assert exchange.client == CLIENTS[client]
    assert (exchange.request.method, exchange.request.url) == ("POST", f"{server.url}/echo")
    assert exchange.request.sent_to == ""
    assert json.loads(exchange.request.body.data or b"") == {"a": 1}
    assert exchange.request.body.size == len(exchange.request.body.data or b"")
    assert header(exchange.request.headers, "Host") == f"127.0.0.1:{server.port}"
    sent = {name.lower() for name, _ in server.requests[0].headers}
    assert sent == {name.lower() for name, _ in exchange.request.headers}
    assert exchange.response is not None
    assert exchange.error is None
    assert (exchange.response.status, exchange.response.reason) == (200, "Answer")
    assert json.loads(exchange.response.body.data or b"") == outcome.value
    assert exchange.response.body.truncated is False
    assert exchange.timing.total is not None
    assert exchange.timing.first_byte is not None
    assert exchange.timing.connect is not None
    (started,) = adapter.events.started()
    assert (started.id, started.response) == (exchange.id, None)
    assert started.request.headers == exchange.request.headers


@every_client
async def test_each_hop_of_a_redirect_is_an_exchange(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, url=f"{server.url}/redirect-chain")

    assert outcome.value == {"hello": "world", "path": "/json"}, outcome
    hops = adapter.events.exchanges()
    assert [hop.request.url for hop in hops] == [f"{server.url}{path}" for path in server.paths()]
    assert [hop.response.status for hop in hops if hop.response] == [302, 302, 200]
    assert [hop.redirected_from for hop in hops] == ["", hops[0].id, hops[1].id]


@every_client
async def test_bodies_stay_as_they_went_over_the_wire(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, url=f"{server.url}/gzip")

    assert outcome.value == {"hello": "world", "path": "/gzip"}, outcome
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is not None
    body = exchange.response.body
    assert body.already_decoded is False
    assert body.data is not None
    assert json.loads(gzip.decompress(body.data)) == outcome.value
    assert body.size == len(body.data) == int(header(exchange.response.headers, "Content-Length"))


@every_client
async def test_calls_at_the_same_time_are_never_mixed_up(adapter: Opened, server: LoopbackServer, client: str) -> None:
    names = [f"call-{number}" for number in range(6)]
    calls = [
        asyncio.create_task(
            adapter.call("findContact", client=client, url=f"{server.url}/held?{name}", invocation=name)
        )
        for name in names
    ]
    await adapter.events.until(lambda: len(adapter.events.started()) == len(names))
    server.release()
    await asyncio.gather(*calls)

    for name in names:
        (exchange,) = adapter.events.exchanges(name)
        assert exchange.request.url.endswith(f"?{name}")


@every_client
async def test_a_host_that_exists_nowhere_is_answered_by_the_mapped_one(
    tmp_path: Path, server: LoopbackServer, client: str
) -> None:
    maps = (HostMap("api.nowhere.example", f"{server.url}/sandbox/"),)
    async with opened(tmp_path, ADAPTER, maps=maps) as adapter:
        outcome = await adapter.call("findContact", client=client, url="https://api.nowhere.example/v1/contacts")

    assert outcome.value == {"hello": "world", "path": "/sandbox/v1/contacts"}, outcome
    assert server.requests[0].header("Host") == f"127.0.0.1:{server.port}"
    (exchange,) = adapter.events.exchanges()
    assert exchange.request.url == "https://api.nowhere.example/v1/contacts"
    assert exchange.request.sent_to == f"{server.url}/sandbox/v1/contacts"


@every_client
async def test_a_refused_connection_is_an_exchange_with_an_error(
    adapter: Opened, unused_tcp_port: int, client: str
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/json"
    outcome = await adapter.call("findContact", client=client, url=url)

    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert outcome.error.code == "ECONNREFUSED"
    attempts = adapter.events.exchanges()
    assert len(attempts) == (4 if client == "urllib3" else 1)  # urllib3 tries three times more
    for exchange in attempts:
        assert exchange.response is None
        assert isinstance(exchange.error, ExchangeError)
        assert exchange.error.code == "ECONNREFUSED"
        assert exchange.error.message


@every_client
async def test_no_more_requests_than_the_cap_are_let_out(tmp_path: Path, server: LoopbackServer, client: str) -> None:
    async with opened(tmp_path, ADAPTER, exchange_cap=2) as adapter:
        outcome = await adapter.call("findContact", client=client, url=f"{server.url}/redirect-chain")

        assert outcome.kind is OutcomeKind.THREW
        assert outcome.error is not None
        assert outcome.error.code == "exchange-cap"
        assert len(server.requests) == 2
        last = adapter.events.exchanges()[-1]
        assert last.error is not None
        assert last.error.code == "exchange-cap"
        again = await adapter.call("findContact", client=client, url=f"{server.url}/json")
        assert again.kind is OutcomeKind.RETURNED


@every_client
@pytest.mark.parametrize("path", ["swelling-gzip", "swelling-br", "big"])
async def test_an_answer_above_the_limit_is_cut(tmp_path: Path, server: LoopbackServer, client: str, path: str) -> None:
    async with opened(tmp_path, ADAPTER, answer_limit=100_000) as adapter:
        outcome = await adapter.call("findContact", client=client, url=f"{server.url}/{path}")

        assert outcome.kind is OutcomeKind.THREW
        last = adapter.events.exchanges()[-1]
        assert last.error is not None
        assert last.error.code == "answer-limit"
        assert "the workbench reads no more of one" in last.error.message
        assert last.response is not None
        assert (last.response.status, last.response.body.truncated) == (200, True)
        again = await adapter.call("findContact", client=client, url=f"{server.url}/json")
        assert again.kind is OutcomeKind.RETURNED
