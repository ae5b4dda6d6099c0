"""History as all windows share it: tells each what has changed, and forgets what is beyond the limits in settings."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from workbench.core.program.settings import HISTORY_DAYS, HISTORY_ROWS
from workbench.gui.bridge import spawn
from workbench.gui.settings.preferences import Preferences
from workbench.services.history import History

EVERY: Final = 100
"""Runs that are added before history is looked through again."""
_DAY: Final = 86_400.0


class HistoryKeeper(QObject):
    """One for all windows of the program."""

    changed = Signal()
    """Rows came, went, or were pinned."""
    disconnected = Signal()
    """All connections were forgotten."""

    def __init__(self, history: History, preferences: Preferences, on_error: Callable[[BaseException], object]) -> None:
        """`on_error` is told of everything that goes wrong with history, whoever used it."""
        super().__init__()
        self._history = history
        history.on_broken = on_error
        self._preferences = preferences
        self._on_error = on_error
        self._added = 0
        self._trimming = False
        preferences.setting_changed.connect(self._on_setting)

    def note_added(self) -> None:
        """A run was stored."""
        self._added += 1
        self.changed.emit()
        if self._added >= EVERY:
            self.trim()

    def trim(self) -> None:
        """Forget what the limits say, a few rows at a time, while everything else goes on."""
        if not self._trimming:
            self._trimming = True
            self._added = 0
            spawn(self._trim(), name="history-trim", on_error=self._on_error)

    async def _trim(self) -> None:
        days = self._preferences[HISTORY_DAYS]
        try:
            forgotten = await self._history.trim(
                keep=int(self._preferences[HISTORY_ROWS]), since=time.time() - days * _DAY if days else 0
            )
        finally:
            self._trimming = False
        if forgotten:
            self.changed.emit()

    def _on_setting(self, key: str) -> None:
        if key in (HISTORY_ROWS.key, HISTORY_DAYS.key):
            self.trim()
