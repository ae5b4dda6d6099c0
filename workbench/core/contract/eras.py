"""The servers of App Connect whose behaviour is known, and for which of them an adapter was written.

runtime.md section 12 has what differs between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

CORE_PACKAGE: Final = "@app-connect/core"

SEED: Final = "seed"
MID: Final = "mid"
HEAD: Final = "head"


@dataclass(frozen=True, slots=True)
class Era:
    """One server of App Connect."""

    name: str
    date: str
    """When it ran, for people."""
    says: str
    """What it stands for, for people."""
    since: tuple[int, int, int]
    """The first version of the core package that belongs to it."""

    @property
    def words(self) -> str:
        """The server in a sentence, such as “App Connect of June 2025 (seed)”."""
        return f"App Connect of {self.date} ({self.name})"


ERAS: Final = {
    era.name: era
    for era in (
        Era(SEED, "June 2025", "adapters in src/adapters, eleven documented interfaces, no core package", (0, 0, 0)),
        Era(
            MID,
            "August 2025",
            "the core package, an adapter registry, texts of logs by App Connect",
            (1, 5, 7),
        ),
        Era(HEAD, "today", "the connector registry and everything that the contract describes", (1, 7, 0)),
    )
}
"""Oldest first. Adapters became connectors with 1.7.0 of the core package, which was split off with 1.5.7."""

ERA_NAMES: Final = tuple(ERAS)

_NUMBERS: Final = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")


_REGISTERED: Final = {
    HEAD: re.compile(r"\b(connectorRegistry|registerConnector(?:Interface)?)\b"),
    MID: re.compile(r"\b(adapterRegistry|registerAdapter)\b"),
}
"""How an adapter is registered, by era; the seed loads it by its path."""

_NEWER: Final = {
    HEAD: re.compile(
        r"\b(proxyId|proxyConfig|sharedSMSLogContent|isForceRefreshAccountData|isFromMCP|isFromSSCL"
        r"|telephonySessionId|voicemailLink|ringSense(?:Transcript|Summary|AIScore|BulletedSummary|Link))\b"
    ),
    MID: re.compile(r"\b(composedLogDetails|existingCallLogDetails)\b"),
}
"""Arguments that no server before an era gives: code that names one was not written for an earlier server."""

_USER_INFO: Final = re.compile(r"\bgetUserInfo\b")
_SUCCESSFUL: Final = re.compile(r"\bsuccessful\b")


@dataclass(frozen=True, slots=True)
class EraEvidence:
    """What an adapter's files tell of the server that it was written for."""

    core_version: str = ""
    """Version of the core package, or what package.json asks for; empty without a core package."""
    core_file: str = ""
    """The file that says so."""
    collection: str = ""
    """The folder of adapters that it lies in, such as src/adapters; empty when it lies in none."""
    code: str = ""
    """The text of its own files."""


@dataclass(frozen=True, slots=True)
class SeenEra:
    """Whose server an adapter was written for or is called as, and how that is known."""

    era: str = HEAD
    reason: str = "Nothing in its files tells of an earlier App Connect."


def seen_era(evidence: EraEvidence) -> SeenEra:
    """The server that the evidence tells of: the core package's version first, then the code, then its place."""
    if evidence.core_file:
        version = evidence.core_version
        said = f"{evidence.core_file} has {CORE_PACKAGE} {version}".rstrip()
        return SeenEra(era_of_version(version), f"{said}.")
    for era, pattern in _REGISTERED.items():
        if found := pattern.search(evidence.code):
            return SeenEra(era, f"It is registered by {found[1]}.")
    early = _early(evidence)
    for era, pattern in _NEWER.items():
        if early and (found := pattern.search(evidence.code)):
            return SeenEra(era, f"Its code has {found[1]}, which no earlier server gives.")
    if early:
        return SeenEra(SEED, early)
    return SeenEra(HEAD, f"It lies in {evidence.collection}.") if evidence.collection else SeenEra()


def _early(evidence: EraEvidence) -> str:
    """What tells of the server before the core package, as a sentence; empty when nothing does."""
    if evidence.collection == "src/adapters":
        return f"It lies in src/adapters, and its project has no {CORE_PACKAGE}."
    answers = _USER_INFO.search(evidence.code) and not _SUCCESSFUL.search(evidence.code)
    if answers and not evidence.collection:
        return f"Its answers have no “successful”, and its project has no {CORE_PACKAGE}."
    return ""


def era_of_version(version: str) -> str:
    """The server that a version or a range of versions means: of a range the lowest, of alternatives the latest.

    What names no version of the core package, such as * or latest, means today's server.
    """
    return max((_era_of_range(part) for part in version.split("||")), key=ERA_NAMES.index)


def _era_of_range(text: str) -> str:
    found = _NUMBERS.search(text)
    if found is None:
        return HEAD
    bound = (int(found[1]), int(found[2] or 0), int(found[3] or 0))
    before = text[: found.start()].strip()
    if before.startswith("<"):
        # Only an upper end: the latest version below it.
        return MID if bound < ERAS[HEAD].since or (bound == ERAS[HEAD].since and before == "<") else HEAD
    # There is no core package before the middle era's first: such a lower end stands for any version.
    return MID if ERAS[MID].since <= bound < ERAS[HEAD].since else HEAD


def called_as(seen: SeenEra) -> str:
    """For whose server an adapter is called and why, in a line."""
    return f"Called as by {ERAS[seen.era].words}. {seen.reason}"
