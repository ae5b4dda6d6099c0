"""Bodies of exchanges made readable: content encodings undone, text decoded, JSON read, binary content recognised."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from workbench.core.text.encoding import BYTE_ORDER_MARKS
from workbench.core.traffic.encodings import content_encodings, undo
from workbench.core.traffic.exchange import ANSWER_LIMIT, Body, Headers, size_words
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.core.values.numbers import is_kept

_SAMPLE: Final = 4096
_BINARY_TYPES: Final = re.compile(
    r"(image/(?!svg)|audio/|video/|font/|application/(pdf|zip|gzip|x-gzip|x-tar|octet-stream|msword|vnd\.))",
    re.IGNORECASE,
)
_TEXT_TYPES: Final = re.compile(
    r"(text/|.*[/+](json|xml)\b|application/(x-www-form-urlencoded|javascript))", re.IGNORECASE
)
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSETS: Final = frozenset(
    (
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii"),
        *(f"iso8859-{number}" for number in (*range(1, 12), *range(13, 17))),
        *(f"cp{number}" for number in (*range(1250, 1259), 437, 850, 852, 855, 858, 866, 874, 932, 949, 950)),
        *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "tis-620", "hz"),
        *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "euc_kr", "johab"),
    )
)
"""Encodings of text. Python's codecs know others by which no text is sent: zlib, rot13, punycode, utf-7..."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The content of a body."""

    data: bytes
    complete: bool = True
    """False when an encoding could not be undone to its end, or the body broke off."""
    problem: str = ""
    """What went wrong, in one sentence."""


def decoded(body: Body, headers: Headers, data: bytes | None = None, limit: int = ANSWER_LIMIT) -> Decoded:
    """The content of a body with its content encodings undone, the last applied first, each up to a limit of bytes.

    `data` are the bytes on the wire when they are not in `body.data`. Damaged or truncated data gives what
    could be undone; an encoding that is unknown, or that the bytes do not have, leaves them as they are.
    """
    content = data if data is not None else body.data or b""
    names = content_encodings(headers)
    problem = "The body broke off." if body.truncated else ""
    if body.already_decoded or not content:
        return Decoded(content, complete=not problem, problem=problem)
    for name in reversed(names):
        content, trouble, changed = _undo(name, content, limit)
        problem = problem or trouble
        if not changed:
            break
    return Decoded(content, complete=not problem, problem=problem)


def _undo(name: str, data: bytes, limit: int) -> tuple[bytes, str, bool]:
    """Content, problem, and whether the encoding was undone at all."""
    undone = undo(name, data, limit)
    if undone is None:
        return data, f"The encoding {name} cannot be undone here.", False
    problem = ""
    if undone.is_cut:
        problem = f"The body grows beyond {size_words(limit)} and was cut."
    elif undone.damaged_at >= 0:
        problem = f"The {name} data is damaged after {undone.damaged_at} bytes."
    elif undone.is_broken_off:
        problem = f"The {name} data breaks off."
    if problem and not undone.data:
        return data, f"The body says it is {name} but is not.", False
    return undone.data, problem, True


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
        known = codecs.lookup(name)
        if known.name not in _CHARSETS or known.incrementaldecoder is None:
            return None
        return known.incrementaldecoder().decode(data)
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
