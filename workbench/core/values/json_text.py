"""JSON and text on their way in and out: one reader, one writer, and what becomes of half characters.

Half of a surrogate pair, such as an emoji that was cut, is a character of JavaScript's texts and of JSON's, where it
stands as an escape. UTF-8 has no form for it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any, Final

import msgspec

from workbench.core.values import Json
from workbench.core.values.javascript import number_text

DEEPEST: Final = 200
"""Levels of lists and objects that are read; whatever looks through a value may count on it."""

TOO_DEEP: Final = f"it is nested deeper than {DEEPEST} levels"

_HALF: Final = re.compile("[\ud800-\udfff]")
_STRING: Final = re.compile(rb'"[^"]*"?')
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_OTHERS: Final = bytes(sign for sign in range(256) if sign not in b"[]{}")
_STEPS: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_SMALL_NUMBER: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\d(?:\.\d+)?e-0[5-9]')
_ENCODER: Final = msgspec.json.Encoder()


class TooDeepError(ValueError):
    """JSON that is nested deeper than is read."""

    def __init__(self) -> None:
        super().__init__(TOO_DEEP)


def read_json(
    text: str | bytes,
    *,
    parse_int: Callable[[str], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Json:
    """The value of a JSON text, with whole numbers exact and half characters kept.

    Raises ValueError with what is wrong: json.JSONDecodeError, which has the place, for what is no JSON, TooDeepError
    for what is nested too deeply. NaN and Infinity are no JSON.
    """
    if isinstance(text, bytes):
        text = text.decode()
    if is_too_deep(text):
        raise TooDeepError
    try:
        return json.loads(
            text,
            parse_int=parse_int,
            parse_float=parse_float,
            parse_constant=_refuse,
            object_pairs_hook=object_pairs_hook,
        )
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise (ValueError("it holds a number of too many digits") if "digits" in str(error) else error) from None


def is_too_deep(text: str | bytes, deepest: int = DEEPEST) -> bool:
    """Whether a JSON text is nested deeper than so many levels; it need not be JSON after all."""
    if isinstance(text, str):
        if text.count("[") + text.count("{") <= deepest:
            return False
        text = text.encode("utf-8", "surrogatepass")
    elif text.count(b"[") + text.count(b"{") <= deepest:
        return False
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    steps = _STRING.sub(b"", text).translate(_STEPS, _OTHERS)
    return max(accumulate(memoryview(steps).cast("b")), default=0) > deepest


def cut_deep(text: str) -> str:
    """A JSON text with `TOO_DEEP` in place of what is nested too deeply."""
    if not is_too_deep(text):
        return text
    pieces: list[str] = []
    depth = done = 0
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                pieces.append(text[done : token.start()])
        elif sign in "]}":
            if depth == DEEPEST + 1:
                pieces.append(f'"{TOO_DEEP}"')
                done = token.end()
            depth -= 1
    return "".join(pieces) + text[done:]


def write_json(value: Json, *, indent: int | None = None, separators: tuple[str, str] | None = None) -> str:
    """A value as JSON text that every file and stream can hold; numbers as JavaScript writes them."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, indent=indent, separators=separators)
    if "e-0" in text:
        text = _SMALL_NUMBER.sub(_javascript, text)
    return text if text.isascii() else _HALF.sub(_escaped, text)


def json_bytes(value: Json) -> bytes:
    """A value as compact JSON in UTF-8."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return write_json(value, separators=(",", ":")).encode()


def well_formed(text: str) -> str:
    """A text as UTF-8 can hold it: JavaScript too writes U+FFFD for half a character."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def utf8(text: str) -> bytes:
    """A text as bytes, half characters as JavaScript has them written."""
    return well_formed(text).encode()


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON value")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _javascript(match: re.Match[str]) -> str:
    written = match.group()
    return written if written.startswith('"') else number_text(float(written))


def _finite(value: Json) -> Json:
    """The value with null for every number that is none, as JSON.stringify writes it."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
