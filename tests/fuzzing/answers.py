"""What comes over the network and from children: answers of the CRM, redirects, tokens, messages; and the filter."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import sqlite3
import zlib
from contextlib import closing, suppress
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import brotli
from builders_invocations import exchange
from builders_judging import GOOD
from builders_tokens import answered
from fuzzing.holding import are_findings, is_sentence, the_same_twice
from fuzzing.values import ANY_TEXT, JSON, as_file, known, members, text_of, written
from hypothesis import strategies as st

from workbench.core.judging import judge, verdict
from workbench.core.judging.around import Around
from workbench.core.program.history_filter import FIELDS, FilterError, Numbers, OneOf, Words, completions, parse_filter
from workbench.core.redaction import Redactor
from workbench.core.run.finding import Severity
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind, Verdict
from workbench.core.traffic.bodies import as_json, as_text, decoded, looks_binary
from workbench.core.traffic.exchange import Body, read_memory
from workbench.core.traffic.seen import seen
from workbench.core.values.times import LARGEST_TIME
from workbench.runtimes.channel import Channel, RemoteError, WireError
from workbench.runtimes.outcomes import returned, threw
from workbench.runtimes.wire import read_exchange, read_printed, read_value, read_value_file
from workbench.services.history import MIGRATIONS
from workbench.services.history_query import first_page_query, page_query
from workbench.services.oauth import read_redirect
from workbench.services.resources import contract

FILTERS = st.tuples(
    text_of(*(f"{field.name}:" for field in FIELDS), *(each for field in FIELDS for each in field.examples),
            "-", '"', " ", ",", ">", "<=", "2026-01-31", "9" * 400, "h", "ms", "%", "_", "\\", "\0", "*"),
    st.integers(0, 40),
)  # fmt: skip


@cache
def _history() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    for each in MIGRATIONS:
        database.executescript(each)
    return database


def holds_of_filter(given: tuple[str, int]) -> None:
    """A filter is refused with its place, or SQLite takes it; each completion stands where the cursor is."""
    text, cursor = given
    found = completions(text, min(cursor, len(text)), {"adapter": ("my crm", "harbor")})
    for each in found:
        assert 0 <= each.start <= min(cursor, len(text)) <= each.end <= len(text)
        assert each.text.rstrip().partition(":")[0].lstrip("-") in {field.name for field in FIELDS}
    try:
        wanted = parse_filter(text, now=1.7e9)
    except FilterError as error:
        is_sentence(error.message)
        is_sentence(error.hint)
        assert 0 <= error.start <= error.end <= len(text)
        return
    assert wanted == parse_filter(text, now=1.7e9)
    assert bool(wanted.conditions) == bool(text.split())
    for each in wanted.conditions:
        assert (
            (isinstance(each, Words) and each.text)
            or (isinstance(each, OneOf) and each.values)
            or (isinstance(each, Numbers) and each.tests)
        )
    for sql, values in (page_query(wanted, limit=5, before=9, pinned=None), first_page_query(wanted, limit=5)):
        with closing(_history().execute(sql, values)) as rows:
            assert rows.fetchall() == []


_BODY = {"size": JSON, "base64": st.binary(max_size=9).map(lambda each: base64.b64encode(each).decode()),
         "file": ANY_TEXT, "already_decoded": st.booleans(), "truncated": st.booleans()}  # fmt: skip
_HEADERS = st.lists(st.lists(ANY_TEXT, min_size=2, max_size=2), max_size=2)
_EXCHANGE = known(
    {
        "id": ANY_TEXT, "invocation": ANY_TEXT, "method": ANY_TEXT, "url": ANY_TEXT, "started_at": st.floats(),
        "request": {"headers": _HEADERS, "body": _BODY},
        "response": {"headers": _HEADERS, "status": st.integers(), "body": _BODY},
        "error": {"code": ANY_TEXT, "message": ANY_TEXT}, "timing_ms": {"dns": st.floats(), "total": st.floats()},
    }
)  # fmt: skip
_ERROR = {"name": ANY_TEXT, "message": ANY_TEXT, "stack": ANY_TEXT, "status": st.integers(), "response_body": JSON}
_RESULT = known(
    {
        "value": JSON, "was_promise": st.booleans(), "text": ANY_TEXT, "mutated": JSON, "unhandled": [_ERROR],
        "user_changes": {"operations": [{"op": ANY_TEXT, "values": {}}], "unsaved": {}, "lost": {}},
        "row_changes": [{"table": ANY_TEXT, "op": ANY_TEXT, "values": {}}],
    }
)  # fmt: skip
_MARKED = st.fixed_dictionaries(
    {"$workbench": st.sampled_from(("escaped", "undefined", "date", "map", "set", "bigint", "buffer", "user")) | JSON},
    optional=dict.fromkeys(("value", "text", "content", "name", "options"), JSON),
)
WIRE_PARTS = st.tuples(_EXCHANGE | JSON, _RESULT, known(_ERROR), _MARKED | JSON)


def holds_of_wire(given: tuple[Any, Any, Any, Any]) -> None:
    """Each part of a message is refused as no message, or becomes what the rest of the program may count on."""
    sent, result, error, value = given
    with suppress(WireError):
        found = read_exchange(sent, "/nowhere")
        assert abs(found.started_at) < 1e15
        assert not found.request.body.file
        assert all(isinstance(each, str) for pair in found.request.headers for each in pair)
        assert found.response is None or isinstance(found.response.status, int)
    with suppress(WireError):
        assert returned(result, None).kind is OutcomeKind.RETURNED
    with suppress(WireError):
        outcome = threw("findContact", RemoteError("x", error))
        assert outcome.error is not None
        assert outcome.sentence
    with suppress(WireError):
        _, stream, text, at = read_printed(result, 0.0)
        assert stream
        assert isinstance(text, str)
        assert abs(at) < 1e15
    with suppress(WireError):
        the_same_twice(read_value, value)
    with suppress(WireError):
        read_value_file(value, "/nowhere")
        raise AssertionError("a file was read that is in no folder of its own")


_MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0")},
    optional={
        "id": st.sampled_from((0, 1, 2, 3, None)) | JSON,
        "method": st.sampled_from(("console", "ask")) | JSON,
        "params": members(("text", "at")) | JSON,
        "result": members(("value",)) | JSON,
        "error": members(("message", "data")) | JSON,
    },
)
_LINES = st.lists(_MESSAGES.map(written) | JSON.map(written) | st.binary(max_size=12), max_size=5)
STREAMS = st.tuples(_LINES.map(b"\n".join).map(lambda each: each + b"\n"), st.lists(st.integers(0, 300), max_size=4))


class _Wire(asyncio.Transport):
    """The workbench's end of a connection; what is written is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_over = False

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))

    def abort(self) -> None:
        self.is_over = True

    def is_closing(self) -> bool:
        return self.is_over

    def pause_reading(self) -> None:
        """More than it can work on in a moment."""

    def resume_reading(self) -> None:
        """It goes on."""


def holds_of_channel(given: tuple[bytes, list[int]]) -> None:
    """What is read does not depend on how it was cut; each request is answered once, in a message; a fault is told."""
    stream, cuts = given
    whole = asyncio.run(_received([stream]))
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(places)]
    assert asyncio.run(_received(pieces)) == whole


async def _received(pieces: list[bytes]) -> str:
    heard: list[Any] = []
    channel = Channel(lambda *said: heard.append(said), lambda *asked: {"asked": asked[0]})
    wire = _Wire()
    channel.connection_made(wire)
    replies: list[Any] = []
    for _ in range(2):
        channel.send_request("call", {}, lambda *reply: replies.append(repr(reply)))
    for each in pieces:
        if not wire.is_over:
            channel.data_received(each)
    for _ in range(20):
        await asyncio.sleep(0)
    channel.connection_lost(None)
    assert len(replies) == 2
    for each in wire.written:
        assert json.loads(each)["jsonrpc"] == "2.0"
    if channel.fault:
        assert wire.is_over
        is_sentence(channel.fault)
    return repr((heard, replies, wire.written, channel.fault))


_TOKEN_NAMES = ("access_token", "refresh_token", "expires_in", "error", "error_description", "scope", "message")
TOKEN_ANSWERS = (
    st.binary(max_size=60)
    | members(_TOKEN_NAMES).map(written)
    | text_of(*(f"{name}=" for name in _TOKEN_NAMES), "&", "%", "+", "<", "{", '"', ":").map(as_file)
)


def holds_of_tokens(body: bytes) -> None:
    """An answer holds tokens or says in words what it is instead; its lifetime is a date or none; a token is masked."""
    answer = answered(body)
    assert answer.expires_at is None or abs(answer.expires_at) * 1000 <= LARGEST_TIME
    assert isinstance(answer.description, str)
    assert answer.ok or answer.description or answer.data or not answer.body.strip()
    if answer.ok:
        token = str(answer.data["access_token"])
        assert not answer.refused
        # One sign again and again is what stands where a token will once be.
        is_telling = len(token) >= 12 and len(set(token)) > 1
        assert not is_telling or token not in Redactor([token]).text(f"x {token} y")


_STATE = "platform=crm&nonce=k3"
REDIRECTS = text_of(
    "https://app.example.test/callback", "?", "#", "&", "code=", "code=a1", "state=", f"state={quote(_STATE)}",
    "error=", "error_description=", "access_denied", "access_token=t", "[", "]", "%", "+", ":", "//",
)  # fmt: skip


def holds_of_redirect(address: str) -> None:
    """A code is taken only with the state that was sent; all else is a refusal or a named fault."""
    found = read_redirect(address, _STATE)
    assert bool(found.code) + bool(found.error or found.description) + bool(found.fault) == 1
    if found.code:
        assert quote(_STATE) in address
    assert not found.is_stateless or not found.code


_PACK = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
    "DEFLATE": lambda data: zlib.compress(data)[2:-4],
}  # fmt: skip
_TYPES = st.sampled_from(
    ("", "application/json", "application/json; charset=utf-16", "text/xml; charset=zlib", "image/png", "text/html",
     "text/plain; charset=iso2022_jp", "application/octet-stream", "text/plain; charset=\xdf", "text/plain; charset=hz")
) | ANY_TEXT  # fmt: skip
BODIES = st.tuples(
    JSON.map(written) | st.binary(max_size=300) | ANY_TEXT.map(as_file),
    st.lists(st.sampled_from(sorted(_PACK)), max_size=3),
    st.sampled_from(("", "gzip", "deflate", "br", "gzip, br", "zstd", "compress", "\u00df")) | ANY_TEXT,
    _TYPES,
    st.integers(0, 400),
)


def holds_of_body(given: tuple[bytes, list[str], str, str, int]) -> None:
    """What was packed is unpacked; what is damaged gives what stands before it, and a sentence; all can be shown."""
    content, packing, said, content_type, limit = given
    packed = content
    for name in packing:
        packed = _PACK[name](packed)
    headers = (("Content-Encoding", ", ".join(packing).lower()),)
    undone = decoded(Body(len(packed), packed), headers)
    assert undone.data == content
    assert undone.complete
    for part in (packed, packed[: len(packed) // 2]):
        found = decoded(Body(len(part), part), (("Content-Encoding", said),), limit=limit)
        assert found.complete == (not found.problem)
        assert not found.problem or found.problem.endswith(".")
        assert len(found.data) <= max(limit, len(part))
        text = as_text(found.data, content_type)
        assert text.encode() is not None
        assert isinstance(looks_binary(found.data, content_type), bool)
        value = as_json(text)
        assert value is None or as_json(json.dumps(value)) == value


_CONTENT = JSON | st.sampled_from(
    ("undefined", "[object Object]", "NaN", "2026-01-31T10:00:00", "{{name}}", "Invalid Date")
)
_TRAFFIC = st.lists(
    st.tuples(
        st.sampled_from(("GET", "POST", "PATCH", "DELETE")),
        text_of("https://", "crm.example.test", "/contacts/", "undefined", "?q=", "[", ":", "token=", "2026-01-31"),
        st.sampled_from((200, 201, 204, 302, 400, 401, 404, 429, 500, 0)),
        JSON.map(written) | st.binary(max_size=20),
        JSON.map(written) | st.binary(max_size=20),
    ),
    max_size=3,
)


@st.composite
def _answers(draw: Any) -> tuple[str, Any, Any]:
    """An interface and a good answer of it, parts of which are replaced."""
    name = draw(st.sampled_from(sorted(GOOD)))
    value = json.loads(json.dumps(GOOD[name]))
    for _ in range(draw(st.integers(0, 4))):
        value = _with_other(draw, value)
    return name, value, draw(st.dictionaries(st.sampled_from(("user", "contactInfo", "callLog", "note")), JSON))


def _with_other(draw: Any, value: Any) -> Any:
    places = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    if not places or draw(st.integers(0, 4)) == 0:
        return draw(_CONTENT)
    place = draw(st.sampled_from(places))
    value[place] = _with_other(draw, value[place])
    return value


JUDGED = st.tuples(_answers(), _TRAFFIC, st.sampled_from(("", "oauth", "apiKey")), st.none() | known(_ERROR))


def holds_of_judging(given: tuple[Any, Any, str, Any]) -> None:
    """Every answer is judged, the same one the same way, gravest first, by rules with their mend."""
    (name, value, arguments), traffic, auth_type, error = given
    exchanges = seen(
        [
            exchange(id=f"x{number}", method=method, url=url, status=status, request_body=sent, response_body=answer)
            for number, (method, url, status, sent, answer) in enumerate(traffic)
        ],
        read_memory,
    )

    def judged(answer: Any) -> Any:
        outcome = Outcome(OutcomeKind.RETURNED, answer)
        if isinstance(error, dict):
            outcome = Outcome(OutcomeKind.THREW, error=AdapterError("Error", str(error.get("message")), status=404))
        around = Around(arguments, exchanges, {"Secret-of-9-signs": "the token"}, frozenset(("crm.example.test",)))
        findings = judge(name, outcome, table=contract(), auth_type=auth_type, platform="crm", around=around)
        is_grave = any(each.severity is not Severity.NOTE for each in findings)
        is_thrown = outcome.kind is OutcomeKind.THREW
        wanted = Verdict.FAILED if is_thrown else Verdict.FINDINGS if is_grave else Verdict.MEETS
        assert verdict(outcome, findings) is wanted
        return findings

    findings = the_same_twice(judged, value)
    are_findings(findings)
    gravity = [list(Severity).index(each.severity) for each in findings]
    assert gravity == sorted(gravity)
    assert len({(each.rule, each.path, each.message) for each in findings}) == len(findings)
