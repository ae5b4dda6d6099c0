"""Bodies are undone, also when they are chained, damaged or cut."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.traffic.bodies import as_json, as_text, decoded, looks_binary
from workbench.core.traffic.encodings import undo as undone_up_to
from workbench.core.traffic.exchange import Body

CONTENT = json.dumps({"contacts": [{"id": number, "name": f"Dana {number * 7919}"} for number in range(400)]}).encode()


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


ENCODERS: dict[str, Any] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}


def undo(data: bytes, encoding: str, **body: Any) -> Any:
    return decoded(Body(size=len(data), data=data, **body), (("Content-Encoding", encoding),))


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_is_undone(name: str) -> None:
    found = undo(ENCODERS[name](CONTENT), name.upper())
    assert (found.data, found.complete) == (CONTENT, True)


def test_raw_deflate_and_several_gzip_members_are_undone() -> None:
    assert undo(raw_deflate(CONTENT), "deflate").data == CONTENT
    assert undo(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip").data == b"one two"


def test_chained_encodings_are_undone_from_the_last() -> None:
    data = brotli.compress(gzip.compress(CONTENT))
    assert undo(data, "identity, gzip, br").data == CONTENT
    two_lines = (("content-encoding", "gzip"), ("content-encoding", "br"))
    assert decoded(Body(data=data), two_lines).data == CONTENT


@pytest.mark.parametrize("name", ENCODERS)
def test_truncated_data_gives_its_beginning(name: str) -> None:
    whole = ENCODERS[name](CONTENT)
    found = undo(whole[: len(whole) * 2 // 3], name)
    assert CONTENT.startswith(found.data)
    assert len(found.data) > 100
    assert not found.complete
    assert "breaks off" in found.problem


def test_damaged_data_gives_what_comes_before_the_damage() -> None:
    whole = bytearray(gzip.compress(CONTENT * 20))
    whole[len(whole) // 2 : len(whole) // 2 + 40] = b"\xff" * 40
    found = undo(bytes(whole), "gzip")
    assert not found.complete
    assert "damaged" in found.problem
    assert found.data[:5000] == CONTENT[:5000]


def test_what_cannot_be_undone_stays_as_it_is() -> None:
    assert undo(b"plain", "gzip").data == b"plain"
    assert "but is not" in undo(b"plain", "gzip").problem
    assert undo(b"???", "zstd").data == b"???"
    assert "zstd" in undo(b"???", "zstd").problem
    assert undo(b"plain", "gzip", already_decoded=True).complete
    assert not decoded(Body(data=b"pla", truncated=True), ()).complete
    spooled = Body(size=5, data=None, file="spool/1")
    assert decoded(spooled, (), b"plain").data == b"plain"


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("Grüße".encode(), "application/json", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain; charset=ISO-8859-1", "Grüße"),
        ("Grüße".encode("cp1252"), "text/plain", "Grüße"),
        ("Grüße".encode("utf-16"), "text/plain", "Grüße"),
        (b"\xef\xbb\xbf{}", "application/json", "{}"),
        ("Grüße".encode(), 'text/plain; charset="no-such"', "Grüße"),
        ("aü".encode()[:-1], "text/plain", "a"),
    ],
)
def test_text_is_read_by_its_charset(data: bytes, content_type: str, text: str) -> None:
    assert as_text(data, content_type) == text


def test_json_is_read_when_it_is_an_object_or_a_list() -> None:
    assert as_json(' {"a": null}') == {"a": None}
    for other in ("", "12.50", '"text"', "{broken", "[NaN]", "[" * 100_000):
        assert as_json(other) is None


@pytest.mark.parametrize(
    ("data", "content_type", "binary"),
    [
        (b"\x89PNG\r\n", "image/png", True),
        (b"<svg/>", "image/svg+xml", False),
        (b"%PDF-1.7", "application/pdf", True),
        (b"{}", "application/octet-stream", False),
        (b"\x00\x01\x02", "application/octet-stream", True),
        (b"\x00\x01\x02", "", True),
        (b"\x1f\x8b\x08\x00", "text/plain", True),
        ("Grüße".encode(), "", False),
        ("Grüße".encode("utf-16"), "text/plain", False),
        (b'{"a": 1}', "application/vnd.api+json", False),
    ],
)
def test_binary_content_is_recognised(data: bytes, content_type: str, binary: bool) -> None:
    assert looks_binary(data, content_type) is binary


@pytest.mark.parametrize(
    "charset",
    [
        *("zlib", "rot13", "hex", "base64", "bz2", "uu", "quopri", "undefined", "idna", "punycode", "utf-7"),
        *("unicode_escape", "raw_unicode_escape", "mbcs", "aliases", "..", "x" * 5000, "\u212a", "utf-8\x00"),
    ],
)
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    assert as_text("caf\xe9 +AD0-".encode("latin-1"), f"text/plain; charset={charset}") == "café +AD0-"


@given(st.binary(max_size=2000), st.lists(st.integers(1, 400), max_size=3), st.integers(0, 3000))
def test_members_of_gzip_are_one_body_up_to_the_limit(data: bytes, cuts: list[int], limit: int) -> None:
    ends = sorted({min(cut, len(data)) for cut in cuts} | {len(data)})
    starts = [0, *ends[:-1]]
    packed = b"".join(gzip.compress(data[a:b]) for a, b in zip(starts, ends, strict=True))
    undone = undone_up_to("gzip", packed, limit)
    assert undone is not None
    assert undone.data == data[:limit]
    assert undone.is_cut == (len(data) > limit)


def test_damage_at_any_place_gives_what_stands_before_it() -> None:
    data = bytes(range(256)) * 64
    packed = gzip.compress(data)
    for place in range(10, len(packed) - 8, 37):
        broken = packed[:place] + b"\x00\xff" * 40
        found = undone_up_to("gzip", broken, len(data))
        assert found is not None
        assert len(found.data) <= len(data)
