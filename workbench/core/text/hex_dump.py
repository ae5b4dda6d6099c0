"""Bytes as a hex dump: place, sixteen bytes, and the letters among them."""

from __future__ import annotations

from typing import Final

SHOWN: Final = 64 * 1024
"""Bytes of a body that are shown so."""
_WIDTH: Final = 16


def hex_dump(data: bytes) -> str:
    """The first part of some bytes, sixteen a line."""
    return "\n".join(_line(place, data[place : place + _WIDTH]) for place in range(0, min(len(data), SHOWN), _WIDTH))


def _line(place: int, row: bytes) -> str:
    first, second = row[:8].hex(" "), row[8:].hex(" ")
    letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
    return f"{place:08x}  {first:<23}  {second:<23}  {letters}"
