"""The actions of one window: the table's rows as Qt's actions, with the keys that hold for this user.

To add an action: a row in core.program.actions, and a command of its id in commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from workbench.core.program.actions import ACTIONS, ActionRow, keys_of
from workbench.gui.settings.preferences import Preferences


class Actions(QObject):
    """The actions of one window, by id."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._preferences = preferences
        self._actions: dict[str, QAction] = {}
        for row in ACTIONS:
            action = QAction(row.title, window)
            action.setObjectName(f"action:{row.id}")
            action.setCheckable(row.checkable)
            window.addAction(action)
            self._actions[row.id] = action
        self._take_keys()
        preferences.shortcuts_changed.connect(self._take_keys)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def bind(self, commands: Mapping[str, Callable[[], object]]) -> None:
        """Say what each id does; every row needs a command."""
        for row, action in self.rows():
            action.triggered.connect(commands[row.id])

    def rows(self) -> Iterator[tuple[ActionRow, QAction]]:
        """Rows with their actions, in the order of the table."""
        return ((row, self._actions[row.id]) for row in ACTIONS)

    def enable(self, *, adapter: bool, running: bool, connected: bool = False) -> None:
        """Allow what is possible now."""
        idle = adapter and not running
        possible = {"": True, "adapter": adapter, "idle": idle, "running": running, "connected": idle and connected}
        for row, action in self.rows():
            action.setEnabled(possible[row.needs])

    def fill(self, bar: QMenuBar | QMenu) -> None:
        """Put every action into its menu."""
        menus: dict[str, QWidget] = {}
        for row, action in self.rows():
            if row.menu not in menus:
                menus[row.menu] = bar.addMenu(row.menu)
            menus[row.menu].addAction(action)

    def _take_keys(self) -> None:
        for row, action in self.rows():
            action.setShortcuts([QKeySequence(keys) for keys in keys_of(row, self._preferences.settings.shortcuts)])
