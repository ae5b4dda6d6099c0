"""Undo content encodings as App Connect's HTTP client does: gzip, deflate and brotli, one at a time."""

from __future__ import annotations

from typing import Final

from workbench.core.traffic.encodings import undo
from workbench.core.traffic.outgoing import HttpFailure

_CODES: Final = {"br": "ERR_BROTLI_DECOMPRESSION_FAILED"}


class TooLargeError(Exception):
    """A body is larger than is read."""


def decoded(raw: bytes, encodings: tuple[str, ...], limit: int) -> bytes:
    """The body without its content encoding; several, or an unknown one, leave it as it is.

    A body that breaks off gives what could be read. Raises HttpFailure when it is not in that encoding at all, and
    TooLargeError when it is larger than the limit.
    """
    undone = undo(encodings[0], raw, limit) if raw and len(encodings) == 1 else None
    if undone is None:
        return raw
    if undone.is_cut:
        raise TooLargeError
    if undone.damaged_at >= 0:
        code = _CODES.get(encodings[0], "Z_DATA_ERROR")
        raise HttpFailure(code, f"The body is not {encodings[0]} as it claims, from byte {undone.damaged_at} on.")
    return undone.data
