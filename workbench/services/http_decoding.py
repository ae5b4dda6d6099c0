"""Undo content encodings as App Connect's HTTP client does: gzip, deflate and brotli, one at a time."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

from workbench.core.traffic.outgoing import HttpFailure

_ZLIB_OR_GZIP: Final = zlib.MAX_WBITS | 32


def decoded(raw: bytes, encoding: str) -> bytes:
    """The body without its content encoding; an unknown encoding leaves it as it is.

    A body that breaks off gives what could be read. Raises HttpFailure when it is not in that encoding at all.
    """
    undo = _DECODERS.get(encoding.strip().lower())
    if undo is None or not raw:
        return raw
    return undo(raw)


def _inflate(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(_ZLIB_OR_GZIP).decompress(raw)
    except zlib.error as error:
        raise HttpFailure("Z_DATA_ERROR", f"The body is not compressed as it claims: {error}") from error


def _deflate(raw: bytes) -> bytes:
    """Deflate comes with a zlib header, and from some servers without one."""
    headed = raw[0] & 0x0F == 8 and (len(raw) < 2 or int.from_bytes(raw[:2]) % 31 == 0)
    if headed:
        return _inflate(raw)
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw)
    except zlib.error as error:
        raise HttpFailure("Z_DATA_ERROR", f"The body is not compressed as it claims: {error}") from error


def _brotli(raw: bytes) -> bytes:
    import brotli

    try:
        return bytes(brotli.Decompressor().process(raw))
    except brotli.error as error:
        raise HttpFailure("ERR_BROTLI_DECOMPRESSION_FAILED", f"The body is not brotli as it claims: {error}") from error


_DECODERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "compress": _inflate,
    "x-compress": _inflate,
    "deflate": _deflate,
    "br": _brotli,
}
"""By content encoding; compress is treated as Node treats it."""
