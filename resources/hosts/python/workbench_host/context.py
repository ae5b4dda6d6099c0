"""Which invocation the running code belongs to, kept across tasks, threads and executors."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import threading
import weakref

INVOCATION = contextvars.ContextVar("workbench_invocation", default="")
"""Id of the invocation; empty for code that none caused."""

_tasks: weakref.WeakKeyDictionary[asyncio.Future[object], str] = weakref.WeakKeyDictionary()


def task_factory(loop, coroutine, **more):
    """Makes tasks whose invocation is still known when nobody caught their exception."""
    task = asyncio.Task(coroutine, loop=loop, **more)
    _tasks[task] = INVOCATION.get()
    return task


def invocation_of(task) -> str:
    """The invocation in which a task was made."""
    try:
        return _tasks.get(task, "")
    except TypeError:
        return ""


def follow_threads() -> None:
    """Let threads and executor jobs inherit the invocation of the code that starts them."""
    start, run_in_pool = threading.Thread.start, concurrent.futures.ThreadPoolExecutor.submit

    def started(self):
        context = contextvars.copy_context()
        self.workbench_invocation = INVOCATION.get()
        run = self.run
        self.run = lambda: context.run(run)
        return start(self)

    def submitted(self, function, /, *args, **keywords):
        return run_in_pool(self, contextvars.copy_context().run, function, *args, **keywords)

    threading.Thread.start = started  # type: ignore[method-assign]
    concurrent.futures.ThreadPoolExecutor.submit = submitted  # type: ignore[method-assign]
