"""Good and bad days on Node: streams, forms, large bodies, broken connections, mapped hosts, the cap, an early end."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node_capture import body_bytes, capture_host
from loopback_server import BIG, free_port, loopback_server, make_certificate

from workbench.core.traffic.exchange import header

RESET = ("ECONNRESET", "UND_ERR_SOCKET")
"""What clients call a reset: undici reports the second when it sees the end of the stream before the reset."""
both = pytest.mark.parametrize("client", ["axios", "fetch"])


@both
async def test_a_chunked_answer(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/chunked")
        (exchange,) = await host.exchanges(1)

    assert answer["result"]["text"] == "one two three"
    assert body_bytes(exchange) == b"one two three"
    assert exchange.response is not None
    assert exchange.response.body.size == 13
    assert not exchange.response.body.truncated


@both
async def test_a_streamed_request(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.send(client, f"{server.url}/echo", method="POST", chunks=["first ", "second ", "third"])
        (exchange,) = await host.exchanges(1)

    assert server.requests[0].body == b"first second third"
    assert exchange.request.body.data == b"first second third"
    assert header(exchange.request.headers, "transfer-encoding") == "chunked"
    assert list(exchange.request.headers) == server.requests[0].headers


@both
async def test_a_form(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.send(client, f"{server.url}/echo", method="POST", form={"subject": "Call with Zoë", "note": "long"})
        (exchange,) = await host.exchanges(1)

    (received,) = server.requests
    assert header(exchange.request.headers, "content-type").startswith("multipart/form-data; boundary=")
    assert exchange.request.body.data == received.body
    assert 'name="subject"\r\n\r\nCall with Zoë\r\n'.encode() in received.body


@both
async def test_large_bodies_go_to_files(client: str, tmp_path: Path) -> None:
    size = 5_000_000
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/big", method="POST", size=size)
        (exchange,) = await host.exchanges(1)

    assert answer["result"]["size"] == len(BIG)
    assert exchange.response is not None
    assert exchange.response.body.size == len(BIG)
    assert exchange.response.body.data is None
    assert body_bytes(exchange) == BIG
    sent = exchange.request.body
    assert sent.size == size
    assert sent.data is None
    assert Path(sent.file).read_bytes() == server.requests[0].body == b"x" * size
    assert Path(sent.file).parent == tmp_path
    assert not sent.truncated


@both
async def test_a_connection_reset_before_the_answer(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/reset")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]
    assert exchange.response is None
    assert exchange.error is not None
    assert exchange.error.code in RESET
    assert exchange.timing.connect is not None
    assert exchange.timing.total is not None


@both
async def test_a_connection_reset_within_the_answer(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/reset-body")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]
    assert exchange.error is not None
    assert exchange.error.code in RESET
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.response.body.truncated
    assert body_bytes(exchange) == b"0123456789"


@both
async def test_a_refused_connection(client: str, tmp_path: Path) -> None:
    async with capture_host(tmp_path) as host:
        answer = await host.send(client, f"http://127.0.0.1:{free_port()}/contacts")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]["code"] == "ECONNREFUSED"
    assert exchange.error is not None
    assert exchange.error.code == "ECONNREFUSED"
    assert "127.0.0.1" in exchange.error.message
    assert exchange.response is None


@both
async def test_a_certificate_that_is_not_trusted(client: str, tmp_path: Path) -> None:
    async with loopback_server(make_certificate(tmp_path)) as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/contacts")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]
    assert exchange.error is not None
    assert exchange.error.code == "DEPTH_ZERO_SELF_SIGNED_CERT"
    assert exchange.response is None
    assert server.requests == []


@pytest.mark.parametrize(
    ("client", "codes"),
    [
        ("axios-timeout", {"ECONNABORTED"}),
        # On a slow day it gives up before there is a connection, and words it differently.
        ("fetch-timeout", {"TimeoutError", "AbortError"}),
    ],
)
async def test_a_client_that_gives_up(client: str, codes: set[str], tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        answer = await host.send(client, f"{server.url}/hang")
        (exchange,) = await host.exchanges(1)

    assert answer["error"]
    assert exchange.error is not None
    assert exchange.error.code in codes
    assert exchange.error.message
    assert exchange.response is None


@pytest.mark.parametrize(
    "client",
    ["axios", "fetch", "https", "got", "node-fetch", "superagent", "undici", "undici-6", "undici-8", "undici-client"],
)
async def test_a_host_that_exists_nowhere_is_answered_by_another(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.map("api.crm.example", f"{server.url}/sandbox/")
        answer = await host.send(
            client,
            "https://api.crm.example/v1/contacts?phone=%2B1",
            method="POST",
            body="{}",
            headers={"Host": "api.crm.example", "Authorization": "Bearer key"},
            agent=True,
        )
        (exchange,) = await host.exchanges(1)

    (received,) = server.requests
    assert answer["result"]["status"] == 200
    assert received.path == "/sandbox/v1/contacts?phone=%2B1"
    assert received.header("host") == f"127.0.0.1:{server.port}"
    assert received.header("authorization") == "Bearer key"
    assert received.body == b"{}"
    assert exchange.request.url == "https://api.crm.example/v1/contacts?phone=%2B1"
    assert exchange.request.sent_to == f"{server.url}/sandbox/v1/contacts?phone=%2B1"
    assert list(exchange.request.headers) == received.headers
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.timing.tls is None


@both
async def test_a_redirect_on_a_mapped_host_stays_mapped(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.map("*.crm.example", server.url)
        answer = await host.send(client, "https://eu1.crm.example/redirect")
        moved, final = await host.exchanges(2)

    assert answer["result"]["status"] == 200
    assert final.request.url == "https://eu1.crm.example/json"
    assert final.request.sent_to == f"{server.url}/json"
    assert final.redirected_from == moved.id


@both
async def test_a_map_with_a_port_speaks_of_that_port_only(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, loopback_server() as other, capture_host(tmp_path) as host:
        await host.map(f"127.0.0.1:{server.port}", other.url)
        await host.send(client, f"{server.url}/mapped")
        mapped = other.paths()
        await host.map(f"127.0.0.1:{server.port + 1}", other.url)
        await host.send(client, f"{server.url}/direct")
        exchanges = await host.exchanges(2)

    assert mapped == other.paths() == ["/mapped"]
    assert server.paths() == ["/direct"]
    assert [each.request.sent_to for each in exchanges] == [f"{other.url}/mapped", ""]


@both
async def test_the_request_after_the_cap_never_leaves(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path, cap=3) as host:
        looped = await host.send(f"{client}-loop", f"{server.url}/json", times=10, invocation="loop")
        exchanges = await host.exchanges(4)
        beside = await host.send(client, f"{server.url}/json", invocation="beside")
        await host.end("loop")
        again = await host.send(client, f"{server.url}/json", invocation="loop")

    assert looped["error"]["code"] == "exchange-cap"
    assert len(server.requests) == 5
    assert [each.error.code if each.error else "" for each in exchanges] == ["", "", "", "exchange-cap"]
    assert exchanges[3].error is not None
    assert "already made 3 requests" in exchanges[3].error.message
    assert exchanges[3].request.url == f"{server.url}/json"
    assert beside["result"]["status"] == again["result"]["status"] == 200


@both
async def test_cancelling_destroys_the_requests_of_that_invocation_alone(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        stays = host.asking(client, f"{server.url}/held", invocation="stays")
        await server.arrived.wait()
        server.arrived.clear()
        hangs = host.asking(client, f"{server.url}/hang", invocation="hangs")
        await server.arrived.wait()
        await host.tell(abort="hangs")
        cancelled = await hangs
        server.release()
        kept = await stays
        exchanges = await host.exchanges(2)

    assert cancelled["error"]
    assert kept["result"]["status"] == 200
    ended = {each.invocation_id: each.error.code if each.error else "" for each in exchanges}
    assert ended == {"stays": "", "hangs": "cancelled"}


@both
async def test_what_is_open_when_the_call_ends_is_reported_then(client: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        hangs = host.asking(client, f"{server.url}/hang", invocation="one")
        await server.arrived.wait()
        await host.end("one")
        (exchange,) = await host.exchanges(1)
        hangs.cancel()

    assert exchange.error is not None
    assert exchange.error.code == "unfinished"
    assert exchange.response is None


async def test_a_body_that_nobody_reads_is_marked(tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.send("http-unread", f"{server.url}/big", invocation="one")
        await host.end("one")
        (exchange,) = await host.exchanges(1)

    assert exchange.error is None
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.response.body.truncated
    assert exchange.response.body.size < len(BIG)


@pytest.mark.parametrize("path", ["/json", "/chunked"])
async def test_the_rest_of_an_answer_that_nobody_reads_is_recorded(path: str, tmp_path: Path) -> None:
    async with loopback_server() as server, capture_host(tmp_path) as host:
        await host.send("fetch-unread", f"{server.url}{path}", invocation="one")
        await host.end("one")
        (exchange,) = await host.exchanges(1)

    assert exchange.response is not None
    assert exchange.response.body.size > 0
    assert not exchange.response.body.truncated
