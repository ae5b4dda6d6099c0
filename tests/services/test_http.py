"""The capturing client against a loopback server on good and bad days."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from loopback_server import BIG, LoopbackServer, loopback_server, make_certificate

from workbench.core.run.events import Event, ExchangeFinished, ExchangeStarted
from workbench.core.traffic.encodings import content_encodings
from workbench.core.traffic.exchange import ANSWER_LIMIT, Exchange, header
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.outgoing import Capture, HttpFailure, OutgoingRequest
from workbench.services.http import CapturingClient, redirected
from workbench.services.http_decoding import TooLargeError, decoded


@pytest.fixture
async def client() -> AsyncIterator[CapturingClient]:
    capturing = CapturingClient()
    yield capturing
    await capturing.close()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    async with loopback_server() as running:
        yield running


class Seen:
    """Collects events; gives the exchanges as they were finished."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def capture(self, **members: object) -> Capture:
        return Capture(self, "call-1", **members)  # type: ignore[arg-type]

    @property
    def started(self) -> list[Exchange]:
        return [event.exchange for event in self.events if isinstance(event, ExchangeStarted)]

    @property
    def finished(self) -> list[Exchange]:
        return [event.exchange for event in self.events if isinstance(event, ExchangeFinished)]


def get(url: str, **members: object) -> OutgoingRequest:
    return OutgoingRequest("GET", url, **members)  # type: ignore[arg-type]


async def failing(client: CapturingClient, request: OutgoingRequest, seen: Seen, **members: object) -> HttpFailure:
    with pytest.raises(HttpFailure) as caught:
        await client.send(request, seen.capture(**members))
    assert [exchange.id for exchange in seen.started] == [exchange.id for exchange in seen.finished]
    error = seen.finished[-1].error
    assert error is not None
    assert (error.code, error.message) == (caught.value.code, caught.value.message)
    return caught.value


async def test_an_exchange_is_reported_as_it_went(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    request = OutgoingRequest("POST", f"{server.url}/echo?a=b+c", (("X-Key", "k"), ("x-key", "l")), b"{}")
    answer = await client.send(request, seen.capture())
    assert answer.status == 200
    assert [type(event) for event in seen.events] == [ExchangeStarted, ExchangeFinished]
    began, ended = seen.started[0], seen.finished[0]
    assert (began.id, began.response, began.request) == (ended.id, None, ended.request)
    assert (ended.invocation_id, ended.client, ended.error) == ("call-1", "httpx", None)
    assert list(ended.request.headers) == [*server.requests[0].headers]
    assert (ended.request.url, ended.request.sent_to) == (f"{server.url}/echo?a=b+c", "")
    assert ended.request.body.data == b"{}"
    assert ended.response is not None
    assert ended.response.body.data == answer.body
    assert (ended.response.reason, header(ended.response.headers, "content-type")) == ("Answer", "application/json")


async def test_nothing_is_added_but_host_and_length(client: CapturingClient, server: LoopbackServer) -> None:
    await client.send(OutgoingRequest("GET", f"{server.url}/json", (("B", "2"), ("a", "1")), b"{}"), Seen().capture())
    assert server.requests[0].headers == [
        ("Host", f"127.0.0.1:{server.port}"),
        ("B", "2"),
        ("a", "1"),
        ("Content-Length", "2"),
    ]


@pytest.mark.parametrize("target", ["/x%20y/(#)", "/a//b/../c", "/q?x='&y=%zz|{}", "/", "?only=query", ""])
async def test_the_target_is_sent_as_it_stands(client: CapturingClient, server: LoopbackServer, target: str) -> None:
    await client.send(get(f"{server.url}{target}"), Seen().capture())
    sent = target.partition("#")[0]
    assert server.requests[0].path == (sent if sent.startswith("/") else f"/{sent}")


async def test_phases_of_a_new_and_a_reused_connection(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    for _ in range(2):
        await client.send(get(f"{server.url}/json"), seen.capture())
    fresh, reused = (exchange.timing for exchange in seen.finished)
    assert fresh.connect is not None
    assert (fresh.dns, fresh.tls, reused.connect) == (None, None, None)
    for timing in (fresh, reused):
        assert timing.first_byte is not None
        assert timing.body is not None
        assert timing.total is not None
        assert 0 < timing.first_byte < timing.total
        assert 0 <= timing.body < timing.total


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip-chunked"])
async def test_bodies_are_kept_encoded_and_given_decoded(
    client: CapturingClient, server: LoopbackServer, encoding: str
) -> None:
    seen = Seen()
    answer = await client.send(get(f"{server.url}/{encoding}"), seen.capture())
    response = seen.finished[0].response
    assert response is not None
    if encoding == "gzip-chunked":
        assert answer.body == b"one two three"
    else:
        assert json.loads(answer.body)["hello"] == "world"
    assert response.body.data != answer.body
    assert response.body.already_decoded is False
    assert undone(response.body.data or b"", header(response.headers, "content-encoding")) == answer.body


async def test_large_bodies_go_to_files(client: CapturingClient, server: LoopbackServer, tmp_path: Path) -> None:
    seen = Seen()
    asked = b"q" * 100_000
    answer = await client.send(
        OutgoingRequest("POST", f"{server.url}/big", body=asked), seen.capture(spool=str(tmp_path))
    )
    exchange = seen.finished[0]
    assert exchange.response is not None
    assert answer.body == BIG
    for body, data in ((exchange.request.body, asked), (exchange.response.body, BIG)):
        assert (body.size, body.data) == (len(data), None)
        assert Path(body.file).read_bytes() == data
        assert Path(body.file).parent == tmp_path


async def test_without_a_usable_folder_large_bodies_stay_in_memory(
    client: CapturingClient, server: LoopbackServer, tmp_path: Path
) -> None:
    seen = Seen()
    await client.send(get(f"{server.url}/big"), seen.capture(spool=str(tmp_path / "missing")))
    response = seen.finished[0].response
    assert response is not None
    assert response.body.data == BIG


async def test_redirects_are_hops(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    answer = await client.send(get(f"{server.url}/redirect-chain", redirects=5), seen.capture())
    assert json.loads(answer.body)["path"] == "/json"
    assert answer.url == f"{server.url}/json"
    first, second, third = seen.finished
    assert [exchange.response.status for exchange in seen.finished if exchange.response] == [302, 302, 200]
    assert (first.redirected_from, second.redirected_from, third.redirected_from) == ("", first.id, second.id)


async def test_redirects_are_followed_only_when_asked_for(client: CapturingClient, server: LoopbackServer) -> None:
    answer = await client.send(get(f"{server.url}/redirect"), Seen().capture())
    assert (answer.status, header(answer.headers, "location")) == (302, "/json")


async def test_too_many_redirects(client: CapturingClient, server: LoopbackServer) -> None:
    with pytest.raises(HttpFailure) as caught:
        await client.send(get(f"{server.url}/redirect-chain", redirects=1), Seen().capture())
    assert caught.value.code == "ERR_FR_TOO_MANY_REDIRECTS"


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (302, "POST", "GET", None),
        (301, "POST", "GET", None),
        (303, "PUT", "GET", None),
        (302, "GET", "GET", b"{}"),
        (302, "PUT", "PUT", b"{}"),
        (307, "POST", "POST", b"{}"),
        (308, "POST", "POST", b"{}"),
    ],
)
def test_methods_after_redirects(status: int, method: str, then: str, body: bytes | None) -> None:
    headers = (("Content-Type", "application/json"), ("X", "1"))
    after = redirected(OutgoingRequest(method, "https://a.test/x", headers, b"{}"), status, "/y")
    assert (after.method, after.body, after.url) == (then, body, "https://a.test/y")
    assert after.headers == (headers if body else (("X", "1"),))


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("/y", True),
        ("https://sub.a.test/", True),
        ("https://b.test/", False),
        ("https://a.test:8443/", False),
        ("http://a.test/", False),
    ],
)
def test_credentials_after_redirects(location: str, *, kept: bool) -> None:
    headers = (("authorization", "k"), ("Cookie", "c"), ("X", "1"))
    after = redirected(get("https://a.test/x", headers=headers), 302, location)
    assert after.headers == (headers if kept else (("X", "1"),))


async def test_hosts_are_mapped(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    maps = (HostMap("api.example.com", f"{server.url}/prefix"),)
    request = get("https://api.example.com/v1?x=1", headers=(("Host", "api.example.com"),))
    await client.send(request, seen.capture(maps=maps))
    exchange = seen.finished[0]
    assert exchange.request.url == "https://api.example.com/v1?x=1"
    assert exchange.request.sent_to == f"{server.url}/prefix/v1?x=1"
    assert server.requests[0].path == "/prefix/v1?x=1"
    assert server.requests[0].header("host") == f"127.0.0.1:{server.port}"


async def test_the_cap(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    capture = seen.capture(cap=2)
    for _ in range(2):
        await client.send(get(f"{server.url}/json"), capture)
    with pytest.raises(HttpFailure) as caught:
        await client.send(get(f"{server.url}/json"), capture)
    assert caught.value.code == "exchange-cap"
    assert len(server.requests) == 2
    assert seen.finished[2].error is not None
    assert seen.finished[2].error.code == "exchange-cap"


async def test_cookies_are_not_kept(client: CapturingClient) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    heads: list[bytes] = []
    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        for _ in range(2):
            await client.send(get(url), Seen().capture())
    assert len(heads) == 2
    assert b"ookie" not in heads[1]


async def test_refused(client: CapturingClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failure = await failing(client, get(f"http://127.0.0.1:{port}/"), Seen())
    assert (failure.code, failure.message) == ("ECONNREFUSED", f"connect ECONNREFUSED 127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["http://name.invalid/", "http://{{user.hostname}}/"])
async def test_no_such_host(client: CapturingClient, url: str) -> None:
    failure = await failing(client, get(url), Seen())
    assert failure.code in ("ENOTFOUND", "EAI_AGAIN", "ERR_BAD_REQUEST")


async def test_reset_before_and_within_the_answer(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    failure = await failing(client, get(f"{server.url}/reset"), seen)
    assert failure.code == "ECONNRESET"
    assert seen.finished[0].response is None
    failure = await failing(client, get(f"{server.url}/reset-body"), seen)
    assert (failure.code, failure.message) == ("ECONNRESET", "aborted")
    response = seen.finished[1].response
    assert response is not None
    assert response.body.truncated is True
    assert response.body.data == b"0123456789"


async def test_timeout(client: CapturingClient, server: LoopbackServer) -> None:
    failure = await failing(client, get(f"{server.url}/hang", timeout=0.05), Seen())
    assert (failure.code, failure.message) == ("ECONNABORTED", "timeout of 50ms exceeded")
    assert failure.timed_out


async def test_cancelling_closes_and_reports(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    task = asyncio.create_task(client.send(get(f"{server.url}/hang"), seen.capture()))
    await server.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen.finished[0].error is not None
    assert seen.finished[0].error.code == "ERR_CANCELED"


async def test_what_is_not_http(client: CapturingClient) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        failure = await failing(client, get(url), Seen())
    assert failure.code == "HPE_INVALID_CONSTANT"


async def test_a_header_that_cannot_be_sent(client: CapturingClient, server: LoopbackServer) -> None:
    failure = await failing(client, get(f"{server.url}/json", headers=(("X", "a\r\nb"),)), Seen())
    assert failure.code == "ERR_BAD_REQUEST"
    failure = await failing(client, get(f"{server.url}/json", headers=(("X", "\u20ac"),)), Seen())
    assert failure.code
    assert server.requests == []


async def test_tls(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    client = CapturingClient(certificate_file=certificate[0])
    seen = Seen()
    async with loopback_server(certificate) as server:
        await client.send(get(f"{server.url}/json"), seen.capture())
        await client.close()
    timing = seen.finished[0].timing
    assert timing.tls is not None
    assert timing.connect is not None


async def test_an_untrusted_certificate(client: CapturingClient, tmp_path: Path) -> None:
    async with loopback_server(make_certificate(tmp_path)) as server:
        failure = await failing(client, get(f"{server.url}/json"), Seen())
        assert failure.code in ("DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN")
        assert server.requests == []


async def test_a_server_without_tls(client: CapturingClient) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        failure = await failing(client, get(url), Seen())
    assert failure.code == "EPROTO"


async def test_many_at_once_keep_their_invocations(client: CapturingClient, server: LoopbackServer) -> None:
    seen = Seen()
    captures = [Capture(seen, f"call-{number}") for number in range(30)]
    await asyncio.gather(
        *(client.send(get(f"{server.url}/json?n={number}"), capture) for number, capture in enumerate(captures))
    )
    for exchange in seen.finished:
        assert exchange.request.url.endswith(f"n={exchange.invocation_id.removeprefix('call-')}")
    assert len({exchange.id for exchange in seen.finished}) == 30


async def test_closing_and_going_on(client: CapturingClient, server: LoopbackServer) -> None:
    await client.warm()
    await client.send(get(f"{server.url}/json"), Seen().capture())
    await client.close()
    await client.close()
    assert (await client.send(get(f"{server.url}/json"), Seen().capture())).status == 200


async def test_certificates_that_cannot_be_read(tmp_path: Path) -> None:
    broken = CapturingClient(certificate_file=str(tmp_path / "missing.pem"))
    for attempt in (broken.warm(), broken.send(get("http://127.0.0.1:1/"), Seen().capture())):
        with pytest.raises(HttpFailure) as caught:
            await attempt
        assert caught.value.code == "ERR_CERTIFICATES"


async def test_an_answer_without_content(client: CapturingClient, server: LoopbackServer) -> None:
    answer = await client.send(get(f"{server.url}/empty"), Seen().capture())
    assert (answer.status, answer.body) == (204, b"")


def undone(raw: bytes, encoding: str, limit: int = ANSWER_LIMIT) -> bytes:
    """The body as the client gives it."""
    return decoded(raw, content_encodings((("Content-Encoding", encoding),)), limit)


@pytest.mark.parametrize("encoding", ["", "identity", "zstd", "gzip, br", "unknown"])
def test_other_encodings_are_left_alone(encoding: str) -> None:
    assert undone(b"raw", encoding) == b"raw"


def test_encodings() -> None:
    packed = gzip.compress(b"x" * 1000)
    assert undone(packed, " GZIP ") == b"x" * 1000
    assert undone(packed[:-10], "gzip").startswith(b"xx")
    assert undone(b"", "gzip") == b""
    assert undone(packed[10:-8], "deflate") == b"x" * 1000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_bodies_that_lie_about_their_encoding(encoding: str) -> None:
    with pytest.raises(HttpFailure):
        undone(b"\xff{plain text}", encoding)


def test_several_members_are_one_body() -> None:
    assert undone(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0rest", "gzip") == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_little_cannot_become_more_than_is_read(encoding: str) -> None:
    packs = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    packed = packs[encoding](b" " * 3_000_000)
    assert len(undone(packed, encoding, 3_000_000)) == 3_000_000
    with pytest.raises(TooLargeError):
        undone(packed, encoding, 2_999_999)


@pytest.mark.parametrize("path", ["json", "gzip"])
async def test_an_answer_above_the_limit_is_cut_and_says_so(
    client: CapturingClient, server: LoopbackServer, path: str
) -> None:
    seen = Seen()
    capture = replace(seen.capture(), answer_limit=5)
    with pytest.raises(HttpFailure) as failed:
        await client.send(get(f"{server.url}/{path}"), capture)
    assert failed.value.code == "answer-limit"
    assert "larger than 5 bytes" in failed.value.message
    exchange = seen.finished[0]
    assert exchange.error is not None
    assert exchange.error.code == "answer-limit"
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body.truncated) == (200, True)
