"""A start that is given up while the process comes up, wherever it is then: nothing of it is left."""

from __future__ import annotations

import asyncio
import contextlib
import types
from collections.abc import Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from builders_runtimes import Events

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.runtimes.node import NodeRuntime
from workbench.runtimes.protocol import Runtime, RuntimeOptions
from workbench.runtimes.python import PythonRuntime
from workbench.runtimes.reloading import ReloadingRuntime
from workbench.runtimes.toolchain import carried_node

MOST = 60
"""Far more times than a start waits."""


@types.coroutine
def _counted(work: Coroutine[Any, Any, Any], count: Callable[[], None]) -> Generator[Any, Any, Any]:
    """Runs a coroutine and tells each time that it waits."""
    step: Callable[[], Any] = lambda: work.send(None)  # noqa: E731
    while True:
        try:
            waits_for = step()
        except StopIteration as end:
            return end.value
        count()
        try:
            value = yield waits_for
        except BaseException as error:  # noqa: BLE001
            step = lambda error=error: work.throw(error)  # noqa: E731
        else:
            step = lambda value=value: work.send(value)  # noqa: E731


@contextlib.contextmanager
def at_wait(number: int, act: Callable[[], object]) -> Iterator[list[int]]:
    """Acts once, when the tasks begun inside have waited `number` times; gives how often they have."""
    loop, seen = asyncio.get_running_loop(), [0]

    def count() -> None:
        seen[0] += 1
        if seen[0] == number:
            loop.call_soon(act)

    async def run(work: Coroutine[Any, Any, Any]) -> Any:
        return await _counted(work, count)

    def make(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **settings: Any) -> asyncio.Task[Any]:
        return asyncio.Task(run(work), loop=loop, **settings)

    before = loop.get_task_factory()
    loop.set_task_factory(make)
    try:
        yield seen
    finally:
        loop.set_task_factory(before)


class Kind:
    """A kind of runtime on a small adapter."""

    def __init__(self, folder: Path, language: str) -> None:
        self._is_node = language == "node"
        name, text = (
            ("index.js", "exports.getAuthType = () => 'apiKey';\n")
            if self._is_node
            else ("adapter.py", "def getAuthType():\n    return 'apiKey'\n")
        )
        (folder / name).write_text(text)
        kind = AdapterKind.NODE if self._is_node else AdapterKind.PYTHON
        self._source = AdapterSource(kind, str(folder / name), str(folder), "testing", "testing")
        self._options = RuntimeOptions(str(folder), grace=0.2, load_timeout=60, node=str(carried_node()))

    def __call__(self) -> Runtime:
        make = NodeRuntime if self._is_node else PythonRuntime
        return make(self._source, self._options, Events().emit)


@pytest.fixture(params=["node", "python"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    return Kind(tmp_path, request.param)


def _left() -> tuple[list[psutil.Process], int, int]:
    """Processes, tasks and open descriptors."""
    return (
        psutil.Process().children(recursive=True),
        len(asyncio.all_tasks()),
        len(list(Path("/proc/self/fd").iterdir())),
    )


async def _given_up(kind: Kind, number: int, *, by: str) -> int:
    """Give one start up at its wait `number`; the waits that there were."""
    runtime = ReloadingRuntime(kind)
    start: asyncio.Task[AdapterDescription] | None = None
    stops: list[asyncio.Task[None]] = []

    def give_up() -> None:
        assert start is not None
        if by == "stop":
            stops.append(asyncio.create_task(runtime.stop()))
            return
        start.cancel()
        if by == "two cancels":  # the second comes while the first is being seen to
            asyncio.get_running_loop().call_soon(start.cancel)

    with at_wait(number, give_up) as seen:
        start = asyncio.create_task(runtime.start())
        (told,) = await asyncio.gather(start, return_exceptions=True)
    if by != "stop":
        assert isinstance(told, AdapterDescription | asyncio.CancelledError)
    elif not isinstance(told, AdapterDescription):
        assert isinstance(told, AdapterLoadError)
        assert told.code == "adapter-closed"
    await runtime.stop()
    await asyncio.gather(*stops)
    return seen[0]


@pytest.mark.parametrize("by", ["cancel", "two cancels", "stop"])
async def test_a_start_that_is_given_up_leaves_nothing(kind: Kind, by: str) -> None:
    await _given_up(kind, 0, by=by)  # what is made once is made now
    before = _left()
    for number in range(1, MOST):
        waits = await _given_up(kind, number, by=by)
        for _ in range(3):  # the loop closes sockets in its next turns
            await asyncio.sleep(0)
        assert _left() == before, f"given up at its wait {number}"
        if waits < number:
            break
    else:
        pytest.fail("A start waits more often than was thought.")
    assert number > 8
