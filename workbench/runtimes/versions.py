"""Versions as Node projects write them: numbers, ranges and the names of long-term releases."""

from __future__ import annotations

import re
from typing import Final

Version = tuple[int, int, int]

LONG_TERM: Final = {
    "argon": 4,
    "boron": 6,
    "carbon": 8,
    "dubnium": 10,
    "erbium": 12,
    "fermium": 14,
    "gallium": 16,
    "hydrogen": 18,
    "iron": 20,
    "jod": 22,
    "krypton": 24,
}
"""Major version by the name that .nvmrc may give after lts/."""

_NUMBER: Final = re.compile(r"v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?")
_HYPHEN: Final = re.compile(r"(\S+)\s+-\s+(\S+)")
_COMPARATOR: Final = re.compile(r"(\^|~>?|>=|<=|>|<|=)?\s*(v?\d[^\s]*|\*|[xX])")


def parse_version(text: str) -> Version | None:
    """v22.15.0 or 22.15 as numbers, what is missing being 0; None for what is no version."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None
    major, minor, patch = (int(part) if part and part.isdecimal() else 0 for part in found.groups())
    return (major, minor, patch)


def satisfies(version: Version, wanted: str) -> bool:
    """Whether a version is in a range of package.json or .nvmrc: ^ ~ >= < x-ranges, a - b, ||, lts/name, node.

    What cannot be read is satisfied by nothing.
    """
    return any(_in_range(version, part.strip()) for part in wanted.split("||"))


def _in_range(version: Version, wanted: str) -> bool:
    name = wanted.lower()
    if name in ("", "*", "x", "node", "stable", "current", "latest"):
        return True
    if name.startswith("lts"):
        named = LONG_TERM.get(name.partition("/")[2].strip())
        return version[0] % 2 == 0 if named is None else version[0] == named
    hyphen = _HYPHEN.fullmatch(wanted)
    if hyphen:
        low, high = parse_version(hyphen[1]), _upper(hyphen[2])
        return low is not None and high is not None and low <= version < high
    comparators = list(_COMPARATOR.finditer(wanted))
    return bool(comparators) and all(_compares(version, found[1] or "", found[2]) for found in comparators)


def _compares(version: Version, operator: str, text: str) -> bool:
    low, high = parse_version(text), _upper(text)
    if low is None or high is None:
        return text in ("*", "x", "X")
    match operator:
        case ">=":
            return version >= low
        case ">":
            return version >= high
        case "<":
            return version < low
        case "<=":
            return version < high
        case "^":
            return low <= version < (low[0] + 1, 0, 0)
        case "~" | "~>":
            has_minor = "." in text and text.split(".")[1].isdecimal()
            return low <= version < ((low[0], low[1] + 1, 0) if has_minor else (low[0] + 1, 0, 0))
        case _:
            return low <= version < high


def _upper(text: str) -> Version | None:
    """The first version above what a possibly partial version covers: 20 covers all of 20."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None
    major, minor, patch = found.groups()
    if minor is None or not minor.isdecimal():
        return (int(major) + 1, 0, 0)
    if patch is None or not patch.isdecimal():
        return (int(major), int(minor) + 1, 0)
    return (int(major), int(minor), int(patch) + 1)
