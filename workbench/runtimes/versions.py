"""Versions as Node projects write them: numbers, ranges and the names of long-term releases."""

from __future__ import annotations

from typing import Final

import nodesemver

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


def parse_version(text: str) -> Version | None:
    """v22.15.0 as numbers; None for what is no version."""
    found = nodesemver.parse(text, loose=True)
    return None if found is None else (found.major, found.minor, found.patch)


def satisfies(version: Version, wanted: str) -> bool:
    """Whether a version is in a range of package.json (as npm's semver reads it) or .nvmrc (lts/name, node).

    What cannot be read is satisfied by nothing.
    """
    name = wanted.strip().lower()
    if name in ("node", "stable", "current", "latest"):
        return True
    if name.startswith("lts"):
        named = LONG_TERM.get(name.partition("/")[2].strip())
        return version[0] % 2 == 0 if named is None else version[0] == named
    return bool(nodesemver.satisfies(".".join(map(str, version)), wanted, loose=True))
