"""JavaScript's rules for values, as far as the composers' output depends on them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from workbench.core.errors import WorkbenchError
from workbench.core.values import UNDEFINED

WHITE_SPACE: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `\\s` means in JavaScript, as the inside of a character class."""

WHITE_SPACE_CHARACTERS: Final = (
    "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

LINE_END: Final = "\n\r\u2028\u2029"
"""What ends a line in JavaScript, as the inside of a character class."""

_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_RADIX = re.compile(r"0(?:[xX](?P<x>[0-9a-fA-F]+)|[oO](?P<o>[0-7]+)|[bB](?P<b>[01]+))", re.ASCII)
_REFERENCE = re.compile(r"\$(\$|&|`|'|\d{1,2})", re.ASCII)
_LARGEST_EXACT = 2**53


class ComposerError(WorkbenchError):
    """The composer throws on these values, as App Connect's does; that aborts the logging of the call."""

    exit_code = 1
    kind = "TypeError"

    def __init__(self, message: str) -> None:
        """`message` is what the JavaScript engine says, without the kind."""
        super().__init__(
            message,
            code="composer-threw",
            hint="Give the call record the members that the text is made of; App Connect stops here as well.",
        )


def member(value: Any, name: str) -> Any:
    """`value.name`: UNDEFINED when there is none; raises ComposerError when the value is null or undefined."""
    if type(value) is dict:
        return value.get(name, UNDEFINED)
    if value is None or value is UNDEFINED:
        raise ComposerError(f"Cannot read properties of {text(value)} (reading '{name}')")
    return value.get(name, UNDEFINED) if isinstance(value, Mapping) else UNDEFINED


def optional_member(value: Any, name: str) -> Any:
    """`value?.name`: UNDEFINED also when the value is null or undefined."""
    if type(value) is dict:
        return value.get(name, UNDEFINED)
    if value is None or value is UNDEFINED:
        return UNDEFINED
    return value.get(name, UNDEFINED) if isinstance(value, Mapping) else UNDEFINED


def truthy(value: Any) -> bool:
    """Whether a condition holds; empty lists and objects are true, NaN is not."""
    if value:
        return not (isinstance(value, float) and math.isnan(value))
    return isinstance(value, (list, dict, tuple))


def text(value: Any) -> str:
    """The value inside a template literal: null, undefined, 1e+21, a,b for a list, [object Object]."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, (list, tuple)):
        return ",".join("" if item is None or item is UNDEFINED else text(item) for item in value)
    return "[object Object]"


def number_text(number: float) -> str:
    """A number in the shortest form that reads back the same, with JavaScript's thresholds for exponents."""
    if isinstance(number, int) and -_LARGEST_EXACT <= number <= _LARGEST_EXACT:
        return str(number)
    number = float(number)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{point - 1:+d}"
    return f"{sign}{digits}{power}" if count == 1 else f"{sign}{digits[0]}.{digits[1:]}{power}"


def number(value: Any) -> float:
    """`Number(value)`: NaN when it is not one; an empty text, null and false are 0."""
    if isinstance(value, int):
        return int(value) if -_LARGEST_EXACT <= value <= _LARGEST_EXACT else float(value)
    if isinstance(value, float):
        return value
    if value is None:
        return 0
    if isinstance(value, (list, tuple)):
        return number(text(value))
    if not isinstance(value, str):
        return math.nan
    stripped = trim(value)
    if not stripped:
        return 0
    if _DECIMAL.fullmatch(stripped):
        return float(stripped)
    if found := _RADIX.fullmatch(stripped):
        base = {"x": 16, "o": 8, "b": 2}[found.lastgroup or "x"]
        return int(found[found.lastgroup or "x"], base)
    return math.nan


def is_greater(first: Any, second: Any) -> bool:
    """`first > second`: texts by their characters, all else as numbers."""
    if isinstance(first, str) and isinstance(second, str):
        return first > second
    return number(first) > number(second)


def trim(value: str) -> str:
    """`value.trim()`: white space and line ends off both sides."""
    return value.strip(WHITE_SPACE_CHARACTERS)


def interpreted_sequences(template: str, captures: int) -> list[str]:
    """The dollar sequences of a replacement template that JavaScript would not leave as they stand."""
    return [
        found[0]
        for found in _REFERENCE.finditer(template)
        if not found[1].isdigit() or _group(found[1], captures) is not None
    ]


def expand(template: str, found: re.Match[str]) -> str:
    """What `String.prototype.replace` puts in place of a match, dollar sequences interpreted."""
    captures = found.re.groups

    def referred(reference: re.Match[str]) -> str:
        name = reference[1]
        if name == "$":
            return "$"
        if name == "&":
            return found[0]
        if name == "`":
            return found.string[: found.start()]
        if name == "'":
            return found.string[found.end() :]
        group = _group(name, captures)
        if group is None:
            return reference[0]
        index, rest = group
        return (found[index] or "") + rest

    return _REFERENCE.sub(referred, template)


def _group(digits: str, captures: int) -> tuple[int, str] | None:
    """The group that one or two digits name and the digits left over: two digits when there is such a group."""
    if 1 <= int(digits) <= captures:
        return int(digits), ""
    if len(digits) == 2 and 1 <= int(digits[0]) <= captures:
        return int(digits[0]), digits[1]
    return None
