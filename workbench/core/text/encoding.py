"""How bytes that a person's editor wrote are read as text: by the byte order mark in front, else as UTF-8."""

from __future__ import annotations

import codecs
from typing import Final

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What Notepad, PowerShell and Visual Studio put before a text, and the encoding of what follows, mark left out."""


def text_of(content: bytes, errors: str = "strict") -> str:
    """The text of a file without its byte order mark, line ends as `\\n`; raises UnicodeDecodeError.

    `errors` is what Python's decoders take, such as replace.
    """
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors).replace("\r\n", "\n")
