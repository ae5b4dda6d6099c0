"""A measurement and its floor, taken in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    name: str
    value: float | None
    """None when it could not be measured here; `note` says why."""
    unit: str
    floor: float | None = None
    """The same thing done with as little as possible, in the same run."""
    limit: float | None = None
    limit_on: str = "ratio"
    """What the limit is for: ratio (value over floor), value, or difference (value minus floor)."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.value is not None and self.floor else None

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; None without a limit or a value."""
        if self.limit is None or self.value is None:
            return None
        measured = {"ratio": self.ratio, "value": self.value, "difference": self.value - (self.floor or 0)}
        judged = measured[self.limit_on]
        return judged is not None and judged <= self.limit

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "holds": self.holds}

    def line(self) -> str:
        def number(value: float | None) -> str:
            return "-" if value is None else f"{value:.3f}"

        holds = {None: "", True: "holds", False: "MISSED"}[self.holds]
        limit = "" if self.limit is None else f"limit {self.limit:g} on {self.limit_on}"
        return (
            f"{self.name:<34} {number(self.value):>10} {self.unit:<4} floor {number(self.floor):>10} "
            f"ratio {number(self.ratio):>7}  {limit:<24} {holds:<7} {self.note}"
        ).rstrip()


Step = Callable[[], Awaitable[object]]


async def medians(steps: Sequence[Step], *, rounds: int, warm_up: int) -> list[float]:
    """Median milliseconds of each step; the steps take turns, so that all see the same machine."""
    samples: list[list[float]] = [[] for _ in steps]
    for number in range(warm_up + rounds):
        for step, kept in zip(steps, samples, strict=True):
            began = perf_counter()
            await step()
            if number >= warm_up:
                kept.append((perf_counter() - began) * 1000)
    return [statistics.median(kept) for kept in samples]
