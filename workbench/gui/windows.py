"""The windows of the program: each has an adapter and events of its own; session and settings file are shared."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QDialog

from workbench.core.run.events import Emit, Event
from workbench.gui.bridge import Events, Faults, spawn
from workbench.gui.commands import bind_commands
from workbench.gui.history.controller import HistoryController
from workbench.gui.history.keeper import HistoryKeeper
from workbench.gui.main_window import MainWindow
from workbench.gui.settings.preferences import Preferences
from workbench.gui.workplace import Workplace
from workbench.session.session import Session

_BESIDE: Final = QPoint(32, 32)
"""Where a new window stands from the one that asked for it."""


class Windows(QObject):
    """Opens windows, ends what a closed one worked on, and tells when the last has closed."""

    all_closed = Signal()

    def __init__(self, make_session: Callable[[Emit], Session], preferences: Preferences, faults: Faults) -> None:
        """`make_session` gives the session that all windows share, which reports to the function it is given."""
        super().__init__()
        self._preferences = preferences
        self._faults = faults
        self._workplaces: dict[MainWindow, Workplace] = {}
        self._leaving: set[asyncio.Task[Any]] = set()
        self.session = make_session(self._emit)
        self.keeper = HistoryKeeper(self.session.history, preferences, faults.report)
        self.keeper.trim()

    @property
    def open_windows(self) -> tuple[MainWindow, ...]:
        """The windows that are open, oldest first."""
        return tuple(self._workplaces)

    @property
    def firing(self) -> bool:
        """Whether a call of the user's runs in any window."""
        return any(workplace.firing is not None for workplace in self._workplaces.values())

    def open(self, beside: MainWindow | None = None) -> MainWindow:
        """Open one more window, on no adapter yet."""
        return self.take(MainWindow(self._preferences), beside)

    def take(self, window: MainWindow, beside: MainWindow | None = None) -> MainWindow:
        """Go on with a window that shows no more than its first page."""
        events = Events()
        workplace = Workplace(self.session, events, self._faults, self._preferences, self.keeper)
        events.setParent(workplace)
        bind_commands(window, workplace)
        self._workplaces[window] = workplace
        window.new_window_wanted.connect(partial(self.open, window))
        window.quit_wanted.connect(self.close_all)
        window.closed.connect(partial(self._on_closed, window))
        window.history.menu.controller.elsewhere = partial(self._go_elsewhere, window)
        if beside is not None:
            window.resize(beside.size())
            window.move(beside.pos() + _BESIDE)
        window.show()
        return window

    def close_all(self) -> None:
        """Close every window, the newest first."""
        for window in reversed(self.open_windows):
            window.close()

    async def end(self) -> None:
        """End the work of every window; the session, which they share, is ended after that."""
        await asyncio.gather(*self._leaving)
        for window in self.open_windows:
            window.hide()
            await self._leave(window, self._workplaces.pop(window))

    def _go_elsewhere(
        self, asked_in: MainWindow, place: str, platform: str, go_on: Callable[[HistoryController], Awaitable[None]]
    ) -> None:
        """Open an adapter in a window of its own, and go on there with what was asked for in another one."""
        window = self.open(asked_in)

        async def work() -> None:
            if await window.workplace.open_now(place, platform):
                await go_on(window.history.menu.controller)

        window.workplace.spawn(work(), "go-elsewhere")

    def _emit(self, event: Event) -> None:
        """What belongs to no adapter is told in every window."""
        for workplace in self._workplaces.values():
            workplace.events.emit_event(event)

    def _on_closed(self, window: MainWindow) -> None:
        workplace = self._workplaces.pop(window, None)
        if workplace is None:
            return
        task = spawn(self._leave(window, workplace), name="leave-window", on_error=self._faults.report)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        if not self._workplaces:
            self.all_closed.emit()

    async def _leave(self, window: MainWindow, workplace: Workplace) -> None:
        for dialog in window.findChildren(QDialog):
            dialog.done(0)
        await workplace.end()
        window.deleteLater()
        workplace.deleteLater()
