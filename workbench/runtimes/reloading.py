"""A runtime that can be loaded again without losing the one that works."""

from __future__ import annotations

from collections.abc import Callable

from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.invocation import Outcome
from workbench.runtimes.protocol import Call, Runtime


class ReloadingRuntime:
    """A `Runtime` whose later starts load a new one beside the old, which goes only when the new one has loaded.

    A broken save therefore leaves the last good adapter answering.
    """

    def __init__(self, make: Callable[[], Runtime]) -> None:
        """`make` gives a runtime that is not started."""
        self._make = make
        self._current: Runtime | None = None

    async def start(self) -> AdapterDescription:
        """Load the adapter, or load it again; raises AdapterLoadError and then changes nothing."""
        fresh = self._make()
        try:
            description = await fresh.start()
        except BaseException:
            await fresh.stop()
            raise
        left, self._current = self._current, fresh
        if left is not None:
            await left.stop()
        return description

    async def call(self, call: Call) -> Outcome:
        """Call the adapter that loaded last."""
        assert self._current is not None, "start() comes first"
        return await self._current.call(call)

    async def cancel(self, invocation_id: str) -> None:
        """End a call."""
        if self._current is not None:
            await self._current.cancel(invocation_id)

    async def stop(self) -> None:
        """End the process."""
        if self._current is not None:
            await self._current.stop()
