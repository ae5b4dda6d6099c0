"""What App Connect's server did for one call, in order: rows that it read and stored, calls of the adapter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.values import Json
from workbench.core.values.json_text import write_json

CALLED: Final = "called"
READ: Final = "read"
STORED: Final = "stored"
REMOVED: Final = "removed"

_EXCERPT: Final = 160
"""Characters of a step's columns or arguments that a line shows."""
_EMPTY: Final[tuple[Json, ...]] = (None, "", {}, [])
"""Values that a line leaves out."""


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One thing that the server did."""

    kind: str
    """called, read, stored or removed."""
    name: str
    """The interface, or the table."""
    columns: Mapping[str, Json]
    """Arguments by name; the columns by which a row was looked for, or that were written."""
    result: str = ""
    """How a call ended, in a word; of a row that was looked for, whether it was there."""


def trail_lines(trail: Iterable[TrailStep]) -> Iterator[str]:
    """A line for each step; the same row read again at once is told once."""
    before: TrailStep | None = None
    for step in trail:
        if step != before:
            yield _line(step)
        before = step


def _line(step: TrailStep) -> str:
    given = ", ".join(f"{name} {write_json(value)}" for name, value in step.columns.items() if value not in _EMPTY)
    shown = given if len(given) <= _EXCERPT else f"{given[:_EXCERPT]}…"
    about = f" ({shown})" if shown else ""
    result = f": {step.result}" if step.result else ""
    return f"{step.kind} {step.name}{about}{result}"
