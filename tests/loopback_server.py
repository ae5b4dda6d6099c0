"""An HTTP/1.1 server on loopback that answers as CRMs do on good and bad days; for tests of every runtime.

    async with loopback_server() as server:
        server.url              "http://127.0.0.1:PORT"
        server.port
        server.requests         list of Recorded, in the order in which they were complete
        server.release()        lets every waiting /hang/held answer

Paths:
    /json                       200, {"hello": "world", "path": the path with query}
    /echo                       200, JSON of method, path, headers and body (text) as they came
    /redirect                   302 to /json        /redirect-post  307 to /echo     /redirect-chain  302 to /redirect
    /gzip  /deflate  /br        200, {"hello": "world", ...} in that content encoding
    /chunked                    200, three chunks "one ", "two ", "three", with the pieces sent apart
    /gzip-chunked               200, gzip in chunks
    /made                       201, {"id": another number each time}
    /pages                      200, the first page of several
    /big                        200, 5 MB of JSON
    /status/NNN                 that status with {"message": "status NNN"}
    /empty                      204
    /reset                      the connection is reset after the request was read
    /reset-body                 200 with Content-Length 1000, ten bytes, then a reset
    /hang                       no answer as long as the connection lasts
    /held                       200 {"held": true}, once release() was called
    /swelling-gzip, -br          200, few bytes that become SWOLLEN
    /token                      200, an OAuth answer: {"access_token": "fresh", "expires_in": 3600}
    anything else               200, as /json

`certificate` (a pair of file names from `make_certificate`) makes it an https server.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gzip
import ipaddress
import itertools
import json
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SWOLLEN = 3_000_000
"""Bytes that a small answer becomes."""
_MADE = itertools.count(1)
BIG = json.dumps({"contacts": ["x" * 1000] * 5000}).encode()
"""The body of /big."""


@dataclass(frozen=True)
class Recorded:
    """One request as the server got it."""

    method: str
    path: str
    """Path and query."""
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """First value by case-insensitive name, else empty."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass
class LoopbackServer:
    """What a test sees of the server."""

    url: str = ""
    port: int = 0
    requests: list[Recorded] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a request for /hang or /held has come."""
    waiting: set[asyncio.Task[None]] = field(default_factory=set)

    def release(self) -> None:
        """Let /held answer."""
        self.held.set()

    def paths(self) -> list[str]:
        """Paths of the requests so far."""
        return [request.path for request in self.requests]


@contextlib.asynccontextmanager
async def loopback_server(certificate: tuple[str, str] | None = None) -> AsyncIterator[LoopbackServer]:
    """A running server; see the module's description."""
    state = LoopbackServer()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        state.waiting.add(task)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            while await _serve_one(state, reader, writer):
                pass
        state.waiting.discard(task)
        writer.close()

    def quiet(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        if not isinstance(context.get("exception"), ssl.SSLError | ConnectionError):
            loop.default_exception_handler(context)

    loop = asyncio.get_running_loop()
    previous = loop.get_exception_handler()
    loop.set_exception_handler(quiet)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    state.port = server.sockets[0].getsockname()[1]
    state.url = f"{'https' if context else 'http'}://127.0.0.1:{state.port}"
    try:
        yield state
    finally:
        server.close()
        waiting = list(state.waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await server.wait_closed()
        loop.set_exception_handler(previous)


async def _serve_one(state: LoopbackServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; False when the connection ends."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)]
    lower = {name.lower(): value for name, value in headers}
    if lower.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if lower.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(lower.get("content-length", 0)))
    state.requests.append(Recorded(method, path, headers, body))
    return await _answer(state, state.requests[-1], writer)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


async def _answer(state: LoopbackServer, request: Recorded, writer: asyncio.StreamWriter) -> bool:
    route = request.path.split("?")[0]
    hello = json.dumps({"hello": "world", "path": request.path}).encode()
    encoded = {
        "/gzip": ("gzip", lambda: gzip.compress(hello)),
        "/deflate": ("deflate", lambda: zlib.compress(hello)),
        "/br": ("br", lambda: brotli.compress(hello)),
        "/swelling-gzip": ("gzip", lambda: gzip.compress(b" " * SWOLLEN)),
        "/swelling-br": ("br", lambda: brotli.compress(b" " * SWOLLEN)),
    }
    redirects = {"/redirect": (302, "/json"), "/redirect-post": (307, "/echo"), "/redirect-chain": (302, "/redirect")}
    if route in encoded:
        encoding, body = encoded[route]
        _send(writer, 200, body(), [("Content-Encoding", encoding)])
    elif route in redirects:
        status, location = redirects[route]
        _send(writer, status, b"moved", [("Location", location)], content_type="text/plain")
    elif route in ("/chunked", "/gzip-chunked"):
        await _send_chunks(writer, zipped=route == "/gzip-chunked")
    elif route == "/echo":
        echo = {
            "method": request.method,
            "path": request.path,
            "headers": dict(request.headers),
            "body": request.body.decode("utf-8", "replace"),
        }
        _send(writer, 200, json.dumps(echo).encode())
    elif route == "/token":
        _send(writer, 200, json.dumps({"access_token": "fresh", "expires_in": 3600}).encode())
    elif route == "/made":
        _send(writer, 201, json.dumps({"id": next(_MADE)}).encode())
    elif route == "/pages":
        _send(writer, 200, json.dumps({"items": [], "paging": {"next": "/pages?page=2"}}).encode())
    elif route == "/big":
        _send(writer, 200, BIG)
    elif route.startswith("/status/"):
        status = int(route.rpartition("/")[2])
        _send(writer, status, json.dumps({"message": f"status {status}"}).encode())
    elif route == "/empty":
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    elif route in ("/reset", "/reset-body"):
        if route == "/reset-body":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789")
            await writer.drain()
        _reset(writer)
        return False
    elif route == "/hang":
        state.arrived.set()
        await asyncio.Event().wait()
    elif route == "/held":
        state.arrived.set()
        await state.held.wait()
        _send(writer, 200, json.dumps({"held": True, "path": request.path}).encode())
    else:
        _send(writer, 200, hello)
    await writer.drain()
    return True


def _send(
    writer: asyncio.StreamWriter,
    status: int,
    body: bytes,
    headers: list[tuple[str, str]] | None = None,
    content_type: str = "application/json",
) -> None:
    lines = [f"HTTP/1.1 {status} Answer", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers or []]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


async def _send_chunks(writer: asyncio.StreamWriter, *, zipped: bool) -> None:
    pieces = [b"one ", b"two ", b"three"]
    encoding = b"Content-Encoding: gzip\r\n" if zipped else b""
    if zipped:
        packed = gzip.compress(b"".join(pieces))
        pieces = [packed[:5], packed[5:12], packed[12:]]
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n" + encoding + b"\r\n")
    for piece in pieces:
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        await writer.drain()
        await asyncio.sleep(0)
    writer.write(b"0\r\n\r\n")


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def make_certificate(folder: Path, *names: str) -> tuple[str, str]:
    """A fresh self-signed certificate for loopback and further host names: files of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = dt.datetime.now(dt.UTC)
    alternatives: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.DNSName("localhost"),
    ]
    alternatives += [x509.DNSName(each) for each in names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(certificate_file), str(key_file)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
