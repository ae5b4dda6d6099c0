"""Where asyncio and Qt meet: tasks that are kept, events that become signals, faults that are caught in one place."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from workbench.core.errors import WorkbenchError
from workbench.core.run.events import (
    AdapterLoaded,
    BegunAnew,
    ConsolePrinted,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    InvocationFinished,
    InvocationStarted,
    LoginStepped,
    NotKept,
    Progress,
    RuntimeStopped,
    UnhandledError,
)
from workbench.services.log import LOG, log_fault

_TASKS: Final[set[asyncio.Task[Any]]] = set()
"""The owner of every task; asyncio itself holds tasks only weakly."""


class Events(QObject):
    """What the session reports, one signal an event; `emit_event` is the session's `Emit`."""

    adapter_loaded = Signal(object)
    runtime_stopped = Signal(object)
    invocation_started = Signal(object)
    exchange_started = Signal(object)
    exchange_finished = Signal(object)
    console_printed = Signal(object)
    unhandled_error = Signal(object)
    invocation_finished = Signal(object)
    not_kept = Signal(object)
    begun_anew = Signal(object)
    login_stepped = Signal(object)
    progressed = Signal(object)

    def emit_event(self, event: Event) -> None:
        """Pass an event on to the slots of its kind."""
        getattr(self, _SIGNALS[type(event)]).emit(event)


_SIGNALS: Final[dict[type[Any], str]] = {
    AdapterLoaded: "adapter_loaded",
    RuntimeStopped: "runtime_stopped",
    InvocationStarted: "invocation_started",
    ExchangeStarted: "exchange_started",
    ExchangeFinished: "exchange_finished",
    ConsolePrinted: "console_printed",
    UnhandledError: "unhandled_error",
    InvocationFinished: "invocation_finished",
    NotKept: "not_kept",
    BegunAnew: "begun_anew",
    LoginStepped: "login_stepped",
    Progress: "progressed",
}


class Faults(QObject):
    """Errors that nobody caught: the user's arrive as sentences, ours are also written down in the log."""

    reported = Signal(object)
    """WorkbenchError."""

    def report(self, error: BaseException) -> None:
        """Show an error that ended a task or a slot."""
        if isinstance(error, WorkbenchError):
            LOG.warning("%s: %s", error.code, error.message)
            self.reported.emit(error)
            return
        text, where = log_fault(error)
        hint = f"What you had stays as it is. {where} Please report it with the details.".replace("  ", " ")
        self.reported.emit(
            WorkbenchError(
                f"The workbench itself failed: {type(error).__name__}: {error}",
                code="fault",
                hint=hint,
                detail=text,
            )
        )

    def catch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take what nobody else catches: of slots, tasks and callbacks; every window shows it."""
        sys.excepthook = self.excepthook
        loop.set_exception_handler(self.loop_handler)

    def excepthook(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """`sys.excepthook`: where errors in slots and model methods end."""
        if isinstance(error, KeyboardInterrupt):
            return
        self.report(error)

    def loop_handler(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler."""
        error = context.get("exception")
        self.report(error if isinstance(error, BaseException) else RuntimeError(context.get("message", "unknown")))


def spawn(
    coroutine: Coroutine[Any, Any, Any], *, name: str, on_error: Callable[[BaseException], object]
) -> asyncio.Task[Any]:
    """Run a coroutine and keep it until it ends; an error goes to `on_error`, a cancellation to nobody."""
    task = asyncio.get_running_loop().create_task(coroutine, name=name)
    _TASKS.add(task)

    def ended(done: asyncio.Task[Any]) -> None:
        _TASKS.discard(done)
        if not done.cancelled() and (error := done.exception()) is not None:
            on_error(error)

    task.add_done_callback(ended)
    return task


def running_tasks() -> tuple[str, ...]:
    """Names of the tasks that have not ended."""
    return tuple(sorted(task.get_name() for task in _TASKS))


async def end_tasks(*, but: asyncio.Task[Any] | None = None) -> None:
    """Cancel every kept task and wait until each has ended, also those that the end of another begins."""
    while tasks := [task for task in _TASKS if task is not but]:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def finished(dialog: QDialog) -> int:
    """Open a dialog and wait for its result, while everything else goes on; `exec` would stop other tasks."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def ended(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(ended)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.finished.disconnect(ended)
