"""Bodies, streams, broken connections, TLS and reuse, on httpx and requests."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import pytest
from builders_runtimes import Opened, opened
from loopback_server import BIG, LoopbackServer, loopback_server, make_certificate

from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.exchange import header
from workbench.core.traffic.hosts import HostMap

ADAPTER = """
import httpx
import requests


def findContact(client, way, url, certificate=True):
    return globals()[f"{client}_{way}"](url, certificate)


def httpx_get(url, certificate):
    import ssl
    verify = certificate if certificate is True else ssl.create_default_context(cafile=certificate)
    return httpx.get(url, verify=verify).text


def requests_get(url, certificate):
    return requests.get(url, verify=certificate).text


def httpx_form(url, _):
    return httpx.post(url, data={"name": "Ada"}, files={"file": ("note.txt", b"hello file")}).text


def requests_form(url, _):
    return requests.post(url, data={"name": "Ada"}, files={"file": ("note.txt", b"hello file")}).text


def pieces():
    yield b"one "
    yield b"two"


def httpx_upload(url, _):
    return httpx.post(url, content=pieces()).text


def requests_upload(url, _):
    return requests.post(url, data=pieces()).text


def httpx_stream(url, _):
    with httpx.stream("GET", url) as response:
        return "".join(response.iter_text())


def requests_stream(url, _):
    with requests.get(url, stream=True) as response:
        return b"".join(response.iter_content(4)).decode()


def httpx_unread(url, _):
    with httpx.stream("GET", url) as response:
        next(response.iter_bytes(10))
        return response.status_code


def requests_unread(url, _):
    with requests.get(url, stream=True) as response:
        next(response.iter_content(10))
        return response.status_code


def httpx_forgotten(url, _):
    global kept
    kept = httpx.Client()
    return kept.send(kept.build_request("GET", url), stream=True).status_code


def requests_forgotten(url, _):
    global kept
    kept = requests.get(url, stream=True)
    return kept.status_code


def httpx_twice(url, _):
    with httpx.Client() as client:
        client.get(url)
        return client.get(url).text


def requests_twice(url, _):
    with requests.Session() as session:
        session.get(url)
        return session.get(url).text


def httpx_short(url, _):
    return httpx.get(url, timeout=0.2).text


def requests_short(url, _):
    return requests.get(url, timeout=0.2).text


def httpx_strict(url, _):
    httpx.get(url).raise_for_status()


def requests_strict(url, _):
    requests.get(url).raise_for_status()
"""

both = pytest.mark.parametrize("client", ["httpx", "requests"])


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    async with loopback_server() as running:
        yield running


@pytest.fixture
async def adapter(tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened(tmp_path, ADAPTER) as running:
        yield running


@both
async def test_brotli_is_kept_as_it_came(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, way="get", url=f"{server.url}/br")

    assert "hello" in outcome.value, outcome
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is not None
    assert brotli.decompress(exchange.response.body.data or b"").decode() == outcome.value


@both
async def test_chunks_are_put_together_without_their_framing(
    adapter: Opened, server: LoopbackServer, client: str
) -> None:
    plain = await adapter.call("findContact", client=client, way="stream", url=f"{server.url}/chunked")
    zipped = await adapter.call("findContact", client=client, way="stream", url=f"{server.url}/gzip-chunked")

    assert plain.value == zipped.value == "one two three", (plain, zipped)
    first, second = adapter.events.exchanges()
    assert first.response is not None
    assert second.response is not None
    assert (first.response.body.data, first.response.body.truncated) == (b"one two three", False)
    assert gzip.decompress(second.response.body.data or b"") == b"one two three"


@both
async def test_form_data_is_seen(adapter: Opened, server: LoopbackServer, client: str) -> None:
    await adapter.call("findContact", client=client, way="form", url=f"{server.url}/echo")

    (exchange,) = adapter.events.exchanges()
    assert exchange.request.body.data == server.requests[0].body
    assert b"hello file" in server.requests[0].body
    assert "multipart/form-data" in header(exchange.request.headers, "Content-Type")


@both
async def test_an_upload_in_pieces_is_seen_whole(adapter: Opened, server: LoopbackServer, client: str) -> None:
    await adapter.call("findContact", client=client, way="upload", url=f"{server.url}/echo")

    (exchange,) = adapter.events.exchanges()
    assert exchange.request.body.data == server.requests[0].body == b"one two"


@both
async def test_a_large_body_goes_to_a_file(
    adapter: Opened, server: LoopbackServer, client: str, tmp_path: Path
) -> None:
    outcome = await adapter.call("findContact", client=client, way="get", url=f"{server.url}/big")

    assert outcome.value == BIG.decode()
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is not None
    body = exchange.response.body
    assert (body.data, body.size, body.truncated) == (None, len(BIG), False)
    assert Path(body.file).parent.parent == tmp_path / "spool"
    assert Path(body.file).read_bytes() == BIG


@both
@pytest.mark.parametrize("way", ["unread", "forgotten"])
async def test_a_stream_that_is_not_read_to_its_end_is_truncated(
    adapter: Opened, server: LoopbackServer, client: str, way: str
) -> None:
    outcome = await adapter.call("findContact", client=client, way=way, url=f"{server.url}/big")

    assert outcome.value == 200, outcome
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is not None
    assert exchange.response.body.truncated is True
    assert exchange.response.body.size < len(BIG)
    assert exchange.error is None


@both
async def test_a_reset_is_an_error(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, way="get", url=f"{server.url}/reset")

    assert outcome.kind is OutcomeKind.THREW
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is None
    assert exchange.error is not None
    assert exchange.error.code == "ECONNRESET"


@both
async def test_a_reset_within_the_body_keeps_what_came(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, way="get", url=f"{server.url}/reset-body")

    assert outcome.kind is OutcomeKind.THREW
    (exchange,) = adapter.events.exchanges()
    assert exchange.response is not None
    assert exchange.response.body.truncated is True
    assert exchange.error is not None
    assert exchange.error.code == "ECONNRESET"


@both
async def test_a_certificate_that_is_not_trusted_is_an_error(adapter: Opened, tmp_path: Path, client: str) -> None:
    async with loopback_server(make_certificate(tmp_path)) as server:
        outcome = await adapter.call("findContact", client=client, way="get", url=f"{server.url}/json")

    assert outcome.kind is OutcomeKind.THREW
    exchange = adapter.events.exchanges()[0]
    assert exchange.response is None
    assert exchange.error is not None
    assert exchange.error.code == "CERTIFICATE_VERIFY_FAILED"
    assert server.requests == []


@both
async def test_https_has_a_phase_for_tls(adapter: Opened, tmp_path: Path, client: str) -> None:
    certificate = make_certificate(tmp_path)
    async with loopback_server(certificate) as server:
        outcome = await adapter.call(
            "findContact", client=client, way="get", url=f"{server.url}/json", certificate=certificate[0]
        )

    assert outcome.kind is OutcomeKind.RETURNED, outcome
    (exchange,) = adapter.events.exchanges()
    assert exchange.request.url == f"{server.url}/json"
    assert exchange.timing.tls is not None
    assert exchange.timing.connect is not None


@both
async def test_names_are_looked_up_in_a_phase_of_its_own(adapter: Opened, server: LoopbackServer, client: str) -> None:
    await adapter.call("findContact", client=client, way="get", url=f"http://localhost:{server.port}/json")

    assert adapter.events.exchanges()[0].timing.dns is not None


@both
async def test_a_reused_connection_has_no_connect_phase(adapter: Opened, server: LoopbackServer, client: str) -> None:
    await adapter.call("findContact", client=client, way="twice", url=f"{server.url}/json")

    first, second = adapter.events.exchanges()
    assert first.timing.connect is not None
    assert second.timing.connect is None


@both
async def test_a_time_out_is_an_error(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, way="short", url=f"{server.url}/hang")

    assert outcome.kind is OutcomeKind.THREW
    (exchange,) = adapter.events.exchanges()
    assert exchange.error is not None
    assert exchange.error.code == "ETIMEDOUT"


@both
async def test_an_http_error_carries_status_and_body(adapter: Opened, server: LoopbackServer, client: str) -> None:
    outcome = await adapter.call("findContact", client=client, way="strict", url=f"{server.url}/status/422")

    assert outcome.error is not None
    assert outcome.error.status == 422
    assert outcome.error.response_body == {"message": "status 422"}


@both
async def test_maps_can_change_while_the_adapter_runs(adapter: Opened, server: LoopbackServer, client: str) -> None:
    adapter.runtime.set_maps([HostMap("*.nowhere.example:8443", server.url)])
    mapped = await adapter.call("findContact", client=client, way="get", url="https://eu.nowhere.example:8443/a?b=1")
    adapter.runtime.set_maps([])
    missing = await adapter.call("findContact", client=client, way="get", url="https://eu.nowhere.example:8443/a?b=1")

    assert mapped.kind is OutcomeKind.RETURNED, mapped
    assert server.paths() == ["/a?b=1"]
    assert missing.kind is OutcomeKind.THREW
    assert adapter.events.exchanges()[-1].request.sent_to == ""


@both
async def test_a_map_may_lead_to_https(tmp_path: Path, client: str) -> None:
    certificate = make_certificate(tmp_path)
    async with loopback_server(certificate) as server:
        maps = (HostMap("api.nowhere.example", server.url),)
        async with opened(tmp_path, ADAPTER, maps=maps) as adapter:
            outcome = await adapter.call(
                "findContact",
                client=client,
                way="get",
                url="https://api.nowhere.example/json",
                certificate=certificate[0],
            )

    assert outcome.kind is OutcomeKind.RETURNED, outcome
    assert server.paths() == ["/json"]


async def test_a_cancelled_call_leaves_an_unfinished_exchange(tmp_path: Path, server: LoopbackServer) -> None:
    code = """
    import httpx

    async def findContact(url):
        async with httpx.AsyncClient() as client:
            return (await client.get(url)).text
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", url=f"{server.url}/hang", timeout=0.3)

        assert outcome.kind is OutcomeKind.TIMED_OUT
        (exchange,) = adapter.events.exchanges()
        assert exchange.response is None
        assert exchange.error is not None
        assert adapter.runtime.pid
