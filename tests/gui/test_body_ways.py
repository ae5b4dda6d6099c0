"""Which ways to look are offered for which body, whatever its encoding, charset or state."""

from __future__ import annotations

import gzip
import json

import pytest

from workbench.core.traffic.exchange import Body
from workbench.gui.values.body_view import make_readable

VALUE = {"name": "Größe 日本"}
TEXT = json.dumps(VALUE, ensure_ascii=False)


@pytest.mark.parametrize(
    ("kind", "data", "ways"),
    [
        ("application/json", TEXT.encode(), ("tree", "text")),
        ("application/json", b"\xef\xbb\xbf" + TEXT.encode(), ("tree", "text")),
        ("application/json; charset=utf-16", TEXT.encode("utf-16"), ("tree", "text")),
        ("", b"  [1]", ("tree", "text")),
        ("text/html", TEXT.encode(), ("tree", "text")),
        ("application/json", b"{}", ("text",)),
        ("application/json", b'{"broken": ', ("text",)),
        ("application/json", b'{"a": NaN}', ("text",)),
        ("application/json", b"[" * 100_000, ("text",)),
        ("text/plain", b"[2026-11-24] started", ("text",)),
        ("text/html", b"<p>x", ("preview", "text")),
        ("text/html", b"<p>" + b"x" * 200_000, ("text", "preview")),
        ("text/html", b"<table><tr><td>" * 40, ("text", "preview")),
        ("text/html", b"<p>" + b"x" * 600_000, ("text",)),
        ("image/svg+xml", b"<svg/>", ("preview", "text")),
        ("image/png", b"\x89PNG\r\n", ("preview", "bytes")),
        ("application/zip", b"PK\x03\x04\x00", ("bytes",)),
        ("text/plain", b"", ()),
    ],
)
def test_ways_follow_what_a_body_holds(kind: str, data: bytes, ways: tuple[str, ...]) -> None:
    assert make_readable(Body(len(data), data), (("Content-Type", kind),)).ways == ways


def test_the_charset_that_is_named_is_believed() -> None:
    readable = make_readable(
        Body(1, "Größe Â£".encode("latin-1")), (("Content-Type", "text/plain; charset=iso-8859-1"),)
    )
    assert readable.data.decode() == "Größe Â£"
    valid_as_utf8 = "£".encode()
    readable = make_readable(Body(2, valid_as_utf8), (("Content-Type", "text/plain; charset=iso-8859-1"),))
    assert readable.data.decode() == "Â£"


def test_an_encoded_body_is_decoded_and_damage_is_told() -> None:
    headers = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))
    packed = gzip.compress(TEXT.encode())
    whole = make_readable(Body(len(packed), packed), headers)
    assert whole.ways == ("tree", "text")
    assert whole.note == ""
    broken = make_readable(Body(len(packed), packed[:-10]), headers)
    assert "breaks off" in broken.note


def test_a_body_that_is_gone_is_told() -> None:
    assert make_readable(Body(2048, None), ()).note == "2.0 KB, which are not kept any more."
