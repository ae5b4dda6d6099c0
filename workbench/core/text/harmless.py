"""Texts that others wrote, with every sign that a terminal obeys or that hides what is written shown as its escape."""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
    "|\r(?!\n)"
    # Between letters of other scripts, and in composed emojis, the joiners belong to the spelling.
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f]|\\Z)",
    re.DOTALL,
)


def harmless(text: str) -> str:
    r"""The text with control signs, turned directions and invisible signs as `\x1b` or `\u202e`; its lines stay."""
    if text.isascii() and text.isprintable():
        return text
    return _SIGNS.sub(_shown, text).replace("\r\n", "\n")


def harmless_json(written: str) -> str:
    """JSON with the same signs escaped as JSON does, so that it stays what it is."""
    if written.isascii():
        return written.replace("\x7f", "\\u007f")
    return _SIGNS.sub(lambda found: _units(found.group()), written)


def pictured(text: str) -> str:
    """The text with a picture in the place of each of those signs, where its letters must keep their places."""
    if text.isascii() and text.isprintable():
        return text
    return _SIGNS.sub(lambda found: _pictures(found.group()), text)


def _pictures(sign: str) -> str:
    code = ord(sign)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def _shown(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code == ord("\r"):
        return "\\r"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _units(sign: str) -> str:
    code = ord(sign)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
