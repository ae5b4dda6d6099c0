"""Bytes as a hex dump."""

from __future__ import annotations

from workbench.core.text.hex_dump import SHOWN, hex_dump


def test_a_line_has_its_place_sixteen_bytes_and_their_letters() -> None:
    assert hex_dump(b"\x89PNG\r\n\x1a\n0123456789") == (
        "00000000  89 50 4e 47 0d 0a 1a 0a  30 31 32 33 34 35 36 37  .PNG....01234567\n"
        "00000010  38 39                                             89"
    )


def test_only_the_first_part_is_shown() -> None:
    assert len(hex_dump(b"x" * (SHOWN + 100)).split("\n")) == SHOWN // 16
