"""Bodies of exchanges made readable: content encodings undone, text decoded, JSON read, binary content recognised."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import brotli

from workbench.core.text.encoding import BYTE_ORDER_MARKS
from workbench.core.traffic.exchange import Body, Headers
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.core.values.numbers import is_kept

SIZE_LIMIT: Final = 256 * 1024 * 1024
"""Bytes that a decoded body may have; a body that grows beyond is cut there."""

_CHUNK: Final = 4096
_SAMPLE: Final = 4096
_BINARY_TYPES: Final = re.compile(
    r"(image/(?!svg)|audio/|video/|font/|application/(pdf|zip|gzip|x-gzip|x-tar|octet-stream|msword|vnd\.))",
    re.IGNORECASE,
)
_TEXT_TYPES: Final = re.compile(
    r"(text/|.*[/+](json|xml)\b|application/(x-www-form-urlencoded|javascript))", re.IGNORECASE
)
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The content of a body."""

    data: bytes
    complete: bool = True
    """False when an encoding could not be undone to its end, or the body broke off."""
    problem: str = ""
    """What went wrong, in one sentence."""


class _Decompressor(Protocol):
    def feed(self, data: bytes) -> bytes:
        """The output for a piece of input; raises what the library raises on damaged input."""
        ...

    def finished(self) -> bool:
        """Whether the stream reached its end."""
        ...


class _Zlib:
    """gzip (several members too) and deflate, with or without the zlib header."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)

    def feed(self, data: bytes) -> bytes:
        output = self._stream.decompress(data)
        while self._stream.eof and self._window == _GZIP and self._stream.unused_data.startswith(b"\x1f\x8b"):
            rest = self._stream.unused_data
            self._stream = zlib.decompressobj(self._window)
            output += self._stream.decompress(rest)
        return output

    def finished(self) -> bool:
        return self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream: Any = brotli.Decompressor()

    def feed(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data))

    def finished(self) -> bool:
        return bool(self._stream.is_finished())


_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW_DEFLATE: Final = -zlib.MAX_WBITS


def _deflate(data: bytes) -> _Decompressor:
    """Some servers send deflate without the zlib header that the standard asks for."""
    try:
        zlib.decompressobj().decompress(data[:64])
    except zlib.error:
        return _Zlib(_RAW_DEFLATE)
    return _Zlib(zlib.MAX_WBITS)


_DECOMPRESSORS: Final[dict[str, Callable[[bytes], _Decompressor]]] = {
    "gzip": lambda _data: _Zlib(_GZIP),
    "x-gzip": lambda _data: _Zlib(_GZIP),
    "deflate": _deflate,
    "br": lambda _data: _Brotli(),
}


def decoded(body: Body, headers: Headers, data: bytes | None = None) -> Decoded:
    """The content of a body with its content encodings undone, the last applied first.

    `data` are the bytes on the wire when they are not in `body.data`. Damaged or truncated data gives what
    could be undone; an encoding that is unknown, or that the bytes do not have, leaves them as they are.
    """
    content = data if data is not None else body.data or b""
    names = content_encodings(headers)
    problem = "The body broke off." if body.truncated else ""
    if body.already_decoded or not content:
        return Decoded(content, complete=not problem, problem=problem)
    for name in reversed(names):
        content, trouble, changed = _undo(name, content)
        problem = problem or trouble
        if not changed:
            break
    return Decoded(content, complete=not problem, problem=problem)


def content_encodings(headers: Headers) -> tuple[str, ...]:
    """The encodings of a body in the order in which they were applied, in lower case."""
    lines = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return tuple(name for name in (part.strip().lower() for part in lines.split(",")) if name not in ("", "identity"))


def _undo(name: str, data: bytes) -> tuple[bytes, str, bool]:
    """Content, problem, and whether the encoding was undone at all."""
    make = _DECOMPRESSORS.get(name)
    if make is None:
        return data, f"The encoding {name} cannot be undone here.", False
    output, problem = _decompress(make, data, name)
    if problem and not output:
        return data, f"The body says it is {name} but is not.", False
    return output, problem, True


def _decompress(make: Callable[[bytes], _Decompressor], data: bytes, name: str) -> tuple[bytes, str]:
    stream = make(data)
    pieces: list[bytes] = []
    size = 0
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        try:
            pieces.append(stream.feed(chunk))
        except (zlib.error, brotli.error):
            found, good = _until_damage(make(data), data, start)
            return found, f"The {name} data is damaged after {good} bytes."
        size += len(pieces[-1])
        if size > SIZE_LIMIT:
            return b"".join(pieces)[:SIZE_LIMIT], f"The body grows beyond {SIZE_LIMIT // 1024 // 1024} MB and was cut."
    if not stream.finished():
        return b"".join(pieces), f"The {name} data breaks off."
    return b"".join(pieces), ""


def _until_damage(stream: _Decompressor, data: bytes, start: int) -> tuple[bytes, int]:
    """Everything before the first damaged byte, which lies in the chunk at `start`, and that byte's place."""
    pieces = [stream.feed(data[:start])]
    for place in range(start, len(data)):
        try:
            pieces.append(stream.feed(data[place : place + 1]))
        except (zlib.error, brotli.error):
            return b"".join(pieces), place
    return b"".join(pieces), len(data)


def as_text(data: bytes, content_type: str = "") -> str:
    """The bytes as text: by byte order mark, by the charset that is named, as UTF-8, else as Windows-1252.

    A character that is cut at the end is left out; bytes that fit nothing become U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode(data, name) or data.decode(name, "replace")
    named = _CHARSET.search(content_type)
    if named:
        text = _decode(data, named.group(1))
        if text is not None:
            return text
    text = _decode(data, "utf-8")
    return text if text is not None else data.decode("cp1252", "replace")


def _decode(data: bytes, name: str) -> str | None:
    """Text, without a last character that is not whole; None when the charset is unknown or does not fit."""
    try:
        return codecs.getincrementaldecoder(name)().decode(data)
    except (LookupError, UnicodeError):
        return None


def as_json(text: str) -> Json | None:
    """The object or list that a text holds; None when it is no JSON, or a bare value better shown as it stands."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return read_json(text, parse_float=_kept)
    except ValueError:
        return None


def _kept(digits: str) -> float:
    """A number that a double holds; text that has another is better shown as it stands."""
    if not is_kept(digits):
        raise ValueError(digits)
    return float(digits)


def looks_binary(data: bytes, content_type: str = "") -> bool:
    """Whether content is better shown as bytes than as text, by its type, else by its first bytes."""
    if any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS) or "utf-16" in content_type.lower():
        return False
    if _TEXT_TYPES.match(content_type):
        return b"\x00" in data[:_SAMPLE]
    if _BINARY_TYPES.match(content_type):
        return "octet-stream" not in content_type.lower() or _holds_controls(data)
    return _holds_controls(data)


def _holds_controls(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample)
    return controls * 20 > len(sample) or (_decode(sample, "utf-8") is None and controls > 0)
