"""How large an answer becomes once its content encoding is undone, found before the client has undone it."""

from __future__ import annotations

import zlib

_PIECE = 256 * 1024


class Meter:
    """Counts the bytes of a body as it comes, up to a limit."""

    def __init__(self, limit: int, encoding: str) -> None:
        """`encoding` is the value of the Content-Encoding header."""
        self._limit = limit
        self._seen = 0
        self._size = 0
        self._undo = _undoing(encoding.strip().lower())

    def exceeds(self, data: bytes) -> bool:
        """Take a piece; whether the body is larger than the limit now."""
        self._seen += len(data)
        if self._undo is not None:
            try:
                for size in self._undo(data):
                    self._size += size
                    if self._size > self._limit:
                        return True
            except Exception:  # the library's own, for bytes that are not so encoded: the client will say so
                self._undo = None
        return self._seen > self._limit


def _undoing(encoding: str):
    """A function that gives the sizes of what a piece becomes; None for an encoding that is not known here."""
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(16 + zlib.MAX_WBITS).sizes
    if encoding == "deflate":
        return _Zlib(None).sizes
    if encoding == "br":
        return _brotli()
    return None


class _Zlib:
    def __init__(self, window: int | None) -> None:
        """Without a window it is told from the first byte: deflate comes with a zlib header or without."""
        self._window = window
        self._stream: zlib._Decompress | None = None

    def sizes(self, data: bytes):
        while data:
            stream = self._stream
            if stream is None or stream.eof:
                window = self._window or (zlib.MAX_WBITS if data[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS)
                stream = self._stream = zlib.decompressobj(window)
            size = len(stream.decompress(data, _PIECE))
            yield size
            while size == _PIECE and not stream.unconsumed_tail and not stream.eof:
                size = len(stream.decompress(b"", _PIECE))
                yield size
            data = stream.unused_data if stream.eof else stream.unconsumed_tail


def _brotli():
    """Where the adapter has no brotli, its clients cannot undo it either."""
    try:
        import brotli
    except ImportError:
        return None
    stream = brotli.Decompressor()
    if not hasattr(stream, "can_accept_more_data"):
        return lambda data: (len(stream.process(data[at : at + 16])) for at in range(0, len(data), 16))

    def sizes(data: bytes):
        size = len(stream.process(data, output_buffer_limit=_PIECE))
        while size or not stream.can_accept_more_data():
            yield size
            if stream.is_finished():
                break
            size = len(stream.process(b"", output_buffer_limit=_PIECE))

    return sizes
