"""Content encodings undone piece by piece, so that a small body cannot grow without end."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import brotli

from workbench.core.traffic.exchange import Headers

_CHUNK: Final = 4096
_PIECE: Final = 256 * 1024
"""Bytes that are undone at once."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_MEMBER: Final = b"\x1f\x8b"
_NAMED: Final = {"x-gzip": "gzip", "compress": "gzip", "x-compress": "gzip"}
"""Other names; compress is treated as Node treats it."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What one encoding gave."""

    data: bytes
    damaged_at: int = -1
    """The first byte that does not belong to the encoding; -1 for none."""
    is_broken_off: bool = False
    is_cut: bool = False
    """Whether there is more than the limit allows; `data` is what it allows."""


class _Stream(Protocol):
    finished: bool

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output for a piece of input, in pieces; raises what the library raises on damaged input."""
        ...


class _Zlib:
    """gzip, several members too, and deflate. What follows the end is passed over."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)
        self._held = b""
        self.finished = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data, self._held = self._held + data, b""
        while data:
            if self.finished:
                if self._window != _GZIP or not _MEMBER.startswith(data[: len(_MEMBER)]):
                    return
                if len(data) < len(_MEMBER):
                    self._held = data
                    return
                self._stream = zlib.decompressobj(self._window)
                self.finished = False
            piece = self._stream.decompress(data, _PIECE)
            yield piece
            while len(piece) == _PIECE and not self._stream.unconsumed_tail and not self._stream.eof:
                piece = self._stream.decompress(b"", _PIECE)
                yield piece
            self.finished = self._stream.eof
            data = self._stream.unused_data if self.finished else self._stream.unconsumed_tail


class _Brotli:
    def __init__(self) -> None:
        self._stream: Any = brotli.Decompressor()
        self.finished = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self.finished:
            return
        stream = self._stream
        piece = stream.process(data, output_buffer_limit=_PIECE)
        while piece or not stream.can_accept_more_data():
            yield piece
            if stream.is_finished():
                break
            # What is left of its output comes without more input.
            piece = stream.process(b"", output_buffer_limit=_PIECE)
        self.finished = stream.is_finished()


def _deflate(data: bytes) -> _Stream:
    """Some servers send deflate without the zlib header that the standard asks for."""
    is_headed = len(data) > 1 and data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
    return _Zlib(zlib.MAX_WBITS if is_headed else _RAW_DEFLATE)


_STREAMS: Final[dict[str, Callable[[bytes], _Stream]]] = {
    "gzip": lambda _data: _Zlib(_GZIP),
    "deflate": _deflate,
    "br": lambda _data: _Brotli(),
}


def content_encodings(headers: Headers) -> tuple[str, ...]:
    """The encodings of a body in the order in which they were applied, in lower case."""
    lines = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return tuple(name for name in (part.strip().lower() for part in lines.split(",")) if name not in ("", "identity"))


def undo(name: str, data: bytes, limit: int) -> Undone | None:
    """Undo one encoding up to a limit of bytes; None for an encoding that is not known here."""
    make = _STREAMS.get(_NAMED.get(name, name))
    if make is None:
        return None
    stream = make(data)
    pieces: list[bytes] = []
    size = 0
    for start in range(0, len(data), _CHUNK):
        whole = len(pieces)
        try:
            for piece in stream.feed(data[start : start + _CHUNK]):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    return Undone(b"".join(pieces)[:limit], is_cut=True)
        except (zlib.error, brotli.error):
            rest, place = _until_damage(make(data), data, start)
            return Undone(b"".join((*pieces[:whole], *rest))[:limit], damaged_at=place)
    return Undone(b"".join(pieces), is_broken_off=not stream.finished)


def _until_damage(stream: _Stream, data: bytes, start: int) -> tuple[list[bytes], int]:
    """What stands before the first damaged byte, which lies in the chunk at `start`, and that byte's place."""
    for place in range(0, start, _CHUNK):
        for _ in stream.feed(data[place : place + _CHUNK]):
            pass
    pieces: list[bytes] = []
    for place in range(start, len(data)):
        try:
            pieces += stream.feed(data[place : place + 1])
        except (zlib.error, brotli.error):
            return pieces, place
    return pieces, len(data)
