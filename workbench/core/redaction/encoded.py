"""Reading base64 and hexadecimal digits in a text: it may hold a secret, encoded once more or not."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Final

_SIGNS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_ONLY_SIGNS: Final = bytes(ord("w") if each in _SIGNS else 32 for each in range(256))
_ONE_ALPHABET: Final = bytes.maketrans(b"-_", b"+/")
_HEXADECIMAL: Final = re.compile(rb"[0-9A-Fa-f]{16,}+")
_SHORTEST: Final = 16
"""Characters from which on something is read: eight bytes in hexadecimal digits, twelve in base64."""
_WORD: Final = re.compile(b"w" * _SHORTEST + b"w*+")
_NOTHING: Final = b"AAAA"
"""Base64 of zeros; it stands between pieces that are read together."""
_TEXT: Final = re.compile(
    rb"(?:[\xc2-\xf4][\x80-\xbf]{1,3}+|[\xa0-\xff]\0){0,32}+[\t\n\r -~]"
    rb"(?:\0?[\t\n\r -~]|[\xa0-\xff]\0|\0[\xa0-\xff]|[\xc2-\xf4][\x80-\xbf]{1,3}+){5,}+"
)
"""Bytes that are text, in UTF-8 or in UTF-16."""
_KINDS: Final = bytes(
    ord("h") if chr(each) in "0123456789abcdefABCDEF" else ord(" ") if chr(each) in " :-" else ord("x")
    for each in range(256)
)
_DUMPED: Final = (b"hh hh hh hh", b"hhhh hhhh hhhh", b"hxhhxhxhh", b"hxhhx hxhh")
"""How bytes look that are printed one by one, with h for each digit: where none of this is, nothing is looked for."""
_DUMP: Final = re.compile(
    r"[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2}){5,}+"
    r"|[0-9A-Fa-f]{4}(?: [0-9A-Fa-f]{4}){3,}+(?: [0-9A-Fa-f]{2})?+"
    r"|0x[0-9A-Fa-f]{2}(?:, ?0x[0-9A-Fa-f]{2}){5,}+"
)
"""Bytes one by one, as tools print them."""
_BYTE: Final = re.compile(r"(?:0x)?([0-9A-Fa-f]{2})")


def words(text: str) -> set[bytes]:
    """What may be base64, or hexadecimal digits, in one piece."""
    data = text.encode("latin-1", "replace")
    return {data[each.start() : each.end()] for each in _WORD.finditer(data.translate(_ONLY_SIGNS))}


def meant(encoded: Iterable[bytes]) -> str:
    """The texts that some words may stand for, wherever what they encode begins."""
    each_one = [each.translate(_ONE_ALPHABET) for each in encoded]
    texts: list[bytes] = []
    for skipped in range(4):
        # What is added at the end gives zeros.
        pieces = [each[skipped:] + b"A" * ((skipped - len(each)) % 4) for each in each_one]
        texts += _TEXT.findall(binascii.a2b_base64(_NOTHING.join(pieces)))
    for each in each_one:
        for digits in _HEXADECIMAL.findall(each):
            texts += _TEXT.findall(binascii.unhexlify(digits[len(digits) % 2 :]))
    return b"\0".join(each.replace(b"\0", b"") for each in texts).decode("latin-1")


def dumps(text: str) -> Iterator[tuple[str, list[int]]]:
    """Bytes that are printed one by one: the text that they are, and where the digits of each character begin."""
    kinds = text.encode("latin-1", "replace").translate(_KINDS)
    if not any(each in kinds for each in _DUMPED):
        return
    for found in _DUMP.finditer(text):
        digits = [(each.start() + found.start(), int(each[1], 16)) for each in _BYTE.finditer(found.group())]
        said = [(place, byte) for place, byte in digits if byte]
        yield "".join(chr(byte) for _, byte in said), [place for place, _ in said]
