"""The tasks that bring a process up and see it to its end: who asked for it may leave, and nothing is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from workbench.core.run.adapter import AdapterSource
from workbench.runtimes.loading import was_closed

_T = TypeVar("_T")


class Tasks:
    """The tasks of one runtime."""

    def __init__(self, source: AdapterSource) -> None:
        self._source = source
        self._all: set[asyncio.Task[Any]] = set()
        self._starts: set[asyncio.Task[Any]] = set()
        """Those that bring a process up and were not given up."""

    def own(self, work: Coroutine[Any, Any, _T], name: str) -> asyncio.Task[_T]:
        """A task that goes on whoever waits for it."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._all.add(task)
        task.add_done_callback(self._all.discard)
        return task

    async def start(self, work: Coroutine[Any, Any, _T]) -> _T:
        """A start, which is given up when its caller is cancelled; raises AdapterLoadError when it was closed."""
        task = self.own(work, "start of an adapter")
        self._starts.add(task)
        task.add_done_callback(self._starts.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            waiting = asyncio.current_task()
            if task.cancelled() and waiting is not None and not waiting.cancelling():
                raise was_closed(self._source) from None
            self._give_up(task)
            raise

    def give_up_starts(self) -> None:
        """End the starts under way; each cleans up by itself."""
        for task in tuple(self._starts):
            self._give_up(task)

    async def finish(self) -> None:
        """Wait for all but starts that have begun since, whose turn comes next."""
        while left := self._all - self._starts:
            await asyncio.wait(left)

    def _give_up(self, task: asyncio.Task[Any]) -> None:
        if task in self._starts:  # once: what is cancelled again does not clean up
            self._starts.discard(task)
            task.cancel()
