"""Which calls an adapter got, in which order: a runtime that notes each call on its way to the real one."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Final

from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.runtimes.protocol import Call, Runtime

KEPT: Final = 500
"""Calls that are remembered."""


@dataclass(frozen=True, slots=True)
class HookRun:
    """One call of one interface, also of a helper such as getAuthType."""

    number: int
    """Counts up from 1 in the order in which the calls began."""
    interface: str
    invocation_id: str
    started_at: float
    """Seconds since the epoch."""
    duration_ms: float
    outcome: OutcomeKind


class HookJournal:
    """A `Runtime` that remembers what it was asked."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._runs: deque[HookRun] = deque(maxlen=KEPT)
        self._count = 0

    @property
    def count(self) -> int:
        """Calls so far; give it to `since` later."""
        return self._count

    def since(self, number: int = 0) -> tuple[HookRun, ...]:
        """The finished calls that began after this many, in the order in which they began."""
        return tuple(sorted((run for run in self._runs if run.number > number), key=lambda run: run.number))

    async def start(self) -> AdapterDescription:
        """Load the adapter."""
        return await self._runtime.start()

    async def call(self, call: Call) -> Outcome:
        """Call and note it."""
        self._count += 1
        number, started_at, began = self._count, time.time(), time.perf_counter()
        outcome = await self._runtime.call(call)
        duration = (time.perf_counter() - began) * 1000
        self._runs.append(HookRun(number, call.interface, call.invocation_id, started_at, duration, outcome.kind))
        return outcome

    async def cancel(self, invocation_id: str) -> None:
        """End a call."""
        await self._runtime.cancel(invocation_id)

    async def stop(self) -> None:
        """End the process."""
        await self._runtime.stop()
