"""Every HTTP client that Node adapters use is seen as it went over the wire, and tied to its invocation."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

import brotli
import pytest
from builders_node_capture import body_bytes, capture_host
from loopback_server import free_port, loopback_server, make_certificate

from workbench.core.traffic.exchange import header

NAMES = {
    # The key of the fixture, and the name by which the record calls the client.
    "axios": "axios",
    "http": "http",
    "http-import": "http",
    "ClientRequest": "http",
    "ClientRequest-subclass": "http",
    "fetch": "fetch",
    "undici": "undici",
    "undici-6": "undici",
    "undici-8": "undici",
    "undici-fetch": "fetch",
    "got": "got",
    "node-fetch": "node-fetch",
    "superagent": "http",
}
every_client = pytest.mark.parametrize("client", NAMES)


@every_client
async def test_basic(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        url = f"{server.url}/echo?q=caf%C3%A9"
        answer = await host.send(
            client,
            url,
            method="POST",
            body='{"name": "Zoë"}',
            headers={"Content-Type": "application/json", "X-Mine": "1"},
        )
        (exchange,) = await host.exchanges(1)

    (received,) = server.requests
    assert answer["result"]["status"] == 200
    assert exchange.invocation_id == "one"
    assert exchange.client == NAMES[client]
    assert exchange.request.method == "POST"
    assert exchange.request.url == url
    assert exchange.request.sent_to == ""
    assert list(exchange.request.headers) == received.headers
    assert header(exchange.request.headers, "x-mine") == "1"
    assert exchange.request.body.data == received.body == '{"name": "Zoë"}'.encode()
    assert exchange.error is None
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (200, "Answer")
    assert ("Content-Type", "application/json") in exchange.response.headers
    assert body_bytes(exchange).decode() == answer["result"]["text"]
    assert not exchange.response.body.truncated
    assert not exchange.response.body.already_decoded
    timing = exchange.timing
    assert timing.connect is not None
    assert timing.connect > 0
    assert timing.dns is None
    assert timing.tls is None
    assert timing.first_byte is not None
    assert timing.body is not None
    assert timing.total is not None
    assert timing.connect + timing.first_byte + timing.body <= timing.total
    assert host.order == [("started", exchange.id), ("finished", exchange.id)]
    assert host.started[0].response is None


async def test_https_has_a_tls_phase(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    async with loopback_server(certificate) as server, capture_host(tmp_path) as host:
        await host.send(
            "https-unchecked", f"{server.url.replace('127.0.0.1', 'localhost')}/echo", method="PUT", body="x"
        )
        (exchange,) = await host.exchanges(1)

    assert exchange.client == "https"
    assert exchange.request.body.data == b"x"
    assert list(exchange.request.headers) == server.requests[0].headers
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.timing.tls is not None
    assert exchange.timing.tls > 0
    assert exchange.timing.dns is not None


@every_client
async def test_a_redirect_is_two_exchanges(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        # The connection that carries it may have been opened by another invocation.
        await host.send(client, f"{server.url}/json?first", invocation="earlier")
        answer = await host.send(client, f"{server.url}/redirect", invocation="one")
        _, moved, final = await host.exchanges(3)

    assert answer["result"]["status"] == 200
    assert moved.request.url == f"{server.url}/redirect"
    assert moved.response is not None
    assert moved.response.status == 302
    assert moved.error is None
    assert final.request.url == f"{server.url}/json"
    assert final.response is not None
    assert final.response.status == 200
    assert final.redirected_from == moved.id
    assert moved.redirected_from == ""
    assert moved.invocation_id == final.invocation_id == "one"


@every_client
@pytest.mark.parametrize("encoding", ["gzip", "br"])
async def test_compressed_bodies_are_kept_raw(client: str, encoding: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/{encoding}")
        (exchange,) = await host.exchanges(1)

    raw = body_bytes(exchange)
    plain = gzip.decompress(raw) if encoding == "gzip" else brotli.decompress(raw)
    assert json.loads(plain)["hello"] == "world"
    assert exchange.response is not None
    assert header(exchange.response.headers, "content-encoding") == encoding
    assert exchange.response.body.size == len(raw)
    if (client, encoding) not in (("node-fetch", "br"), ("superagent", "br")):
        # Capture leaves the body to the client, which decodes it as ever.
        assert json.loads(answer["result"]["text"])["hello"] == "world"


@every_client
async def test_concurrent_invocations_are_never_mixed_up(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await asyncio.gather(
            *(
                host.send(client, f"{server.url}/{path}?{invocation}-{number}", invocation=invocation)
                for number in range(5)
                for invocation in ("left", "right")
                for path in ("json", "redirect")
            )
        )
        exchanges = await host.exchanges(30)

    assert len({each.id for each in exchanges}) == len(exchanges) == 30
    for each in exchanges:
        if each.redirected_from:
            origin = next(other for other in exchanges if other.id == each.redirected_from)
            assert origin.invocation_id == each.invocation_id
        else:
            assert f"?{each.invocation_id}-" in each.request.url
        assert each.response is not None
        if each.response.status == 200:
            assert json.loads(body_bytes(each))["path"] == each.request.url.removeprefix(server.url)
    assert sum(each.invocation_id == "left" for each in exchanges) == 15


async def test_a_request_that_waited_for_a_connection_belongs_to_who_made_it(tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        first = asyncio.create_task(host.send("undici-pool", f"{server.url}/held", invocation="left"))
        await server.arrived.wait()
        second = asyncio.create_task(host.send("undici-pool", f"{server.url}/json", invocation="right"))
        await host.send("fetch", f"{server.url}/json?other", invocation="other")
        server.release()
        await asyncio.gather(first, second)
        exchanges = await host.exchanges(3)

    owners = {each.request.url.removeprefix(server.url): each.invocation_id for each in exchanges}
    assert owners == {"/held": "left", "/json": "right", "/json?other": "other"}


async def test_a_module_that_imports_undici_is_seen_too(tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.map("crm.example", server.url)
        answer = await host.send("undici-import", "https://crm.example/json")
        (exchange,) = await host.exchanges(1)

    assert answer["result"]["status"] == 200
    assert exchange.request.sent_to == f"{server.url}/json"


async def test_redirects_that_undici_follows_by_an_option(tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.map("crm.example", server.url)
        answer = await host.send("undici-6-option", "https://crm.example/redirect-chain")
        first, second, last = await host.exchanges(3)

    assert answer["result"]["status"] == 200
    assert second.redirected_from == first.id
    assert last.redirected_from == second.id
    assert last.request.sent_to == f"{server.url}/json"


async def test_a_hidden_copy_of_undici_is_seen(tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.send("shared-dispatcher", f"{server.url}/json")
        (exchange,) = await host.exchanges(1)

    assert exchange.invocation_id == "one"
    assert exchange.response is not None
    assert exchange.response.status == 200


async def test_a_hidden_copy_of_undici_never_reaches_a_host_that_is_mapped(tmp_path: Path) -> None:
    async with loopback_server() as server, loopback_server() as fake, capture_host(tmp_path) as host:
        await host.map("127.0.0.1", fake.url)
        answer = await host.send("shared-dispatcher", f"{server.url}/json")
        (exchange,) = await host.exchanges(1)
        again = await host.send("shared-dispatcher", f"{server.url}/json")

    assert answer["error"]["code"] == "cannot-map"
    assert exchange.error is not None
    assert exchange.error.code == "cannot-map"
    assert again["result"]["status"] == 200
    assert server.requests == []
    assert fake.paths() == ["/json"]


async def test_http2_streams_are_seen(tmp_path: Path) -> None:
    async with capture_host(tmp_path) as host:
        answer = await host.send("http2", "")
        first, second = await host.exchanges(2)

    assert answer["result"]["texts"] == ["/notes?x=1 first", "/notes?x=1 second"]
    assert [each.request.body.data for each in (first, second)] == [b"first", b"second"]
    assert [body_bytes(each) for each in (first, second)] == [b"/notes?x=1 first", b"/notes?x=1 second"]
    assert first.client == "http2"
    assert first.invocation_id == "one"
    assert first.request.method == "POST"
    assert first.request.url.endswith("/notes?x=1")
    assert ("content-type", "text/plain") in first.request.headers
    assert first.response is not None
    assert first.response.status == 200
    assert ("x-method", "POST") in first.response.headers
    assert first.timing.connect is not None
    assert second.timing.connect is None


async def test_an_http2_session_that_is_refused(tmp_path: Path) -> None:
    async with capture_host(tmp_path) as host:
        await host.map("crm.example", f"http://127.0.0.1:{free_port()}")
        answer = await host.send("http2", "https://crm.example")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]["code"] == "ERR_HTTP2_STREAM_CANCEL"
    assert exchange.request.url == "https://crm.example/notes?x=1"
    assert exchange.request.sent_to.startswith("http://127.0.0.1:")
    assert exchange.error is not None
    assert exchange.error.code == "ECONNREFUSED"
