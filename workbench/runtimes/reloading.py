"""A runtime that can be loaded again without losing the one that works."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.invocation import Outcome
from workbench.runtimes.loading import was_closed
from workbench.runtimes.protocol import Call, Runtime


class _Loaded(NamedTuple):
    number: int
    """Which load it was."""
    runtime: Runtime
    description: AdapterDescription


class ReloadingRuntime:
    """A `Runtime` whose later starts load a new one beside the old, which goes only when the new one has loaded.

    A broken save therefore leaves the last good adapter answering. Of two loads at one time the later one stays,
    whichever is done first.
    """

    def __init__(self, make: Callable[[], Runtime]) -> None:
        """`make` gives a runtime that is not started."""
        self._make = make
        self._loads = 0
        self._current: _Loaded | None = None
        self._made: list[Runtime] = []
        """All that may have a process."""

    async def start(self) -> AdapterDescription:
        """Load the adapter, or load it again; raises AdapterLoadError and then changes nothing."""
        self._loads += 1
        number = self._loads
        fresh = self._make()
        self._made.append(fresh)
        try:
            description = await fresh.start()
        except AdapterLoadError:
            await self._end(fresh)
            if self._current is None or self._current.number < number:
                raise
            return self._current.description
        except BaseException:
            await self._end(fresh)
            raise
        if fresh not in self._made:
            raise was_closed(description.source)
        before = self._current
        if before is not None and before.number > number:
            await self._end(fresh)
            return before.description
        self._current = _Loaded(number, fresh, description)
        if before is not None:
            await self._end(before.runtime)
        return description

    async def call(self, call: Call) -> Outcome:
        """Call the adapter that loaded last."""
        assert self._current is not None, "start() comes first"
        return await self._current.runtime.call(call)

    async def cancel(self, invocation_id: str) -> None:
        """End a call."""
        if self._current is not None:
            await self._current.runtime.cancel(invocation_id)

    async def stop(self) -> None:
        """End every process, also that of a load under way."""
        for each in tuple(self._made):
            await self._end(each)

    async def _end(self, runtime: Runtime) -> None:
        """One whose end nobody waits for any more is ended again by `stop`."""
        await runtime.stop()
        if runtime in self._made:
            self._made.remove(runtime)
