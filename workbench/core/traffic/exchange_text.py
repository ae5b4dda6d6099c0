"""An exchange as text to be passed on: whole, as a command for a terminal, or by its address alone."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workbench.core.redaction import Redactor
from workbench.core.traffic.bodies import as_text, decoded, looks_binary
from workbench.core.traffic.encodings import content_encodings
from workbench.core.traffic.exchange import Body, Exchange, Headers, ReadBody, header

LONGEST: Final = 1024 * 1024
"""Characters of a body that stand in a whole exchange's text."""
_LONGEST_BINARY: Final = 64 * 1024
"""Bytes of a binary body that a command carries."""
_LEFT_TO_CURL: Final = ("accept-encoding", "connection", "content-encoding", "content-length", "host")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Content:
    """A body that may be shown: text, or bytes, or the reason why it is neither."""

    text: str = ""
    data: bytes = b""
    """Binary content; empty when `text` holds it."""
    note: str = ""


def content_of(body: Body, headers: Headers, redactor: Redactor, read_body: ReadBody) -> Content:
    """A body with its content encodings undone and its secrets masked.

    Bytes that are no text are given as they are, unless a secret stands among them.
    """
    if not body.size and not body.data and not body.file:
        return Content()
    undone = decoded(body, headers, read_body(body))
    if not undone.data:
        return Content(note=undone.problem or f"{body.size} bytes, which are not kept any more")
    kind = header(headers, "content-type")
    if not looks_binary(undone.data, kind) and b"\x00" not in undone.data:
        return Content(redactor.body_text(as_text(undone.data, kind), kind), note=undone.problem)
    seen = undone.data.decode("latin-1")
    if redactor.body_text(seen, kind) != seen:
        return Content(note=f"{len(undone.data)} bytes of {kind or 'binary content'} that hold a secret")
    return Content(data=undone.data, note=undone.problem)


def short_address(exchange: Exchange, redactor: Redactor) -> str:
    """Method and path, such as GET /v1/contacts/1001, with secrets masked."""
    path = redactor.url(exchange.request.url).partition("://")[2].partition("/")[2]
    return f"{exchange.request.method} /{path.partition('?')[0].partition('#')[0]}"


def whole_text(exchange: Exchange, redactor: Redactor, read_body: ReadBody) -> str:
    """Request line, headers and body, answer, and how long it took; secrets masked."""
    return "\n".join(_lines(exchange, redactor, read_body)) + "\n"


def as_curl(exchange: Exchange, redactor: Redactor, read_body: ReadBody) -> str:
    """The request as a command for bash; what curl works out by itself is left to it.

    The address is the one that was really called. A binary body is piped in from base64; one that is too long
    for a command is read from a file, which a comment names.
    """
    request = exchange.request
    content = content_of(request.body, request.headers, redactor, read_body)
    words = [["curl"], ["--head"] if request.method == "HEAD" else ["-X", request.method]]
    words.append([redactor.url(request.sent_to or request.url)])
    kept = [(name, value) for name, value in redactor.headers(request.headers) if name.lower() not in _LEFT_TO_CURL]
    words += (["-H", f"{name}: {value}" if value else f"{name};"] for name, value in kept)
    if header(request.headers, "accept-encoding"):
        words.append(["--compressed"])
    before = ""
    if content.text or content.data or content.note:
        if not header(request.headers, "content-type"):
            # curl names a form by itself where nothing else was said.
            words.append(["-H", "Content-Type:"])
        before, data = _data(content)
        words.append(data)
    return before + " \\\n  ".join(" ".join(map(bash_quoted, option)) for option in words)


def bash_quoted(text: str) -> str:
    """A word as bash reads it back exactly, control characters too."""
    if not _CONTROLS.search(text):
        return shlex.quote(text)
    escaped = "".join(_ESCAPES.get(letter) or _CONTROLS.sub(_octal, letter) for letter in text)
    return f"$'{escaped}'"


def _octal(match: re.Match[str]) -> str:
    return f"\\{ord(match.group()):03o}"


def _data(content: Content) -> tuple[str, list[str]]:
    """What goes before the command, and the option that gives the body."""
    if content.text:
        return "", ["--data-raw", content.text]
    if content.data and len(content.data) <= _LONGEST_BINARY:
        return f"echo {base64.b64encode(content.data).decode()} | base64 -d | \\\n", ["--data-binary", "@-"]
    about = f"{len(content.data)} bytes" if content.data else content.note
    return f"# The body is not in this command ({about}): save it as request-body first.\n", [
        "--data-binary",
        "@request-body",
    ]


def _lines(exchange: Exchange, redactor: Redactor, read_body: ReadBody) -> Iterator[str]:
    request, response, timing = exchange.request, exchange.response, exchange.timing
    yield f"{request.method} {redactor.url(request.url)}"
    if request.sent_to:
        yield f"(sent to {redactor.url(request.sent_to)})"
    yield from _headers(request.headers, redactor)
    yield from _body(request.body, request.headers, redactor, read_body)
    yield ""
    if response is not None:
        yield f"{response.status} {response.reason}".strip()
        yield from _headers(response.headers, redactor)
        yield from _body(response.body, response.headers, redactor, read_body)
        yield ""
    if exchange.error is not None:
        yield f"No whole answer: {exchange.error.code}, {redactor.text(exchange.error.message)}"
    phases = (
        ("name look-up", timing.dns),
        ("connecting", timing.connect),
        ("TLS", timing.tls),
        ("first byte", timing.first_byte),
        ("body", timing.body),
    )
    seen = ", ".join(f"{name} {length:.1f} ms" for name, length in phases if length)
    if timing.total is not None:
        yield f"Took {timing.total:.1f} ms" + (f" ({seen})" if seen else "")


def _headers(headers: Headers, redactor: Redactor) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in redactor.headers(headers))


def _body(body: Body, headers: Headers, redactor: Redactor, read_body: ReadBody) -> Iterator[str]:
    content = content_of(body, headers, redactor, read_body)
    if content.text:
        yield ""
        yield content.text[:LONGEST]
        if len(content.text) > LONGEST:
            yield f"(the first {LONGEST} of {len(content.text)} characters)"
    if content.data:
        yield ""
        yield f"({len(content.data)} bytes of {header(headers, 'content-type') or 'binary content'})"
    if content.note:
        yield f"({content.note.rstrip('.')})"
    undone = content_encodings(headers)
    if content.text and undone and not body.already_decoded:
        yield f"(sent as {', '.join(undone)})"
