"""Everything that can be done, as data: one list feeds the menus, the shortcuts, the bar and the command palette.

To add an action: a row here, and a verb of its id in verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action."""

    id: str
    title: str
    menu: str
    shortcut: str = ""
    needs: str = ""
    """adapter: one must be open; idle: and nothing may run; running: a firing must run; empty: always possible."""
    checkable: bool = False


ACTIONS: Final[tuple[ActionRow, ...]] = (
    ActionRow("open-folder", "Open folder…", "File", "Ctrl+O"),
    ActionRow("open-file", "Open file…", "File", "Ctrl+Shift+O"),
    ActionRow("try-harbor", "Try it with Harbor CRM", "File"),
    ActionRow("reload", "Load the adapter again", "File", "Ctrl+R", "idle"),
    ActionRow("close-adapter", "Close the adapter", "File", "Ctrl+W", "adapter"),
    ActionRow("quit", "Quit", "File", "Ctrl+Q"),
    ActionRow("connect", "Connect…", "Adapter", "Ctrl+L", "idle"),
    ActionRow("fire", "Fire", "Adapter", "Ctrl+Return", "idle"),
    ActionRow("fire-compare", "Fire again and compare", "Adapter", "Ctrl+Shift+Return", "idle"),
    ActionRow("cancel", "Cancel the running call", "Adapter", "Esc", "running"),
    ActionRow("palette", "Command palette…", "View", "Ctrl+K"),
    ActionRow("go-interfaces", "Go to the interfaces", "View", "Ctrl+1", "adapter"),
    ActionRow("go-form", "Go to the form", "View", "Ctrl+2", "adapter"),
    ActionRow("go-json", "Go to the request's JSON", "View", "Ctrl+J", "adapter"),
    ActionRow("go-result", "Go to the result", "View", "Ctrl+3", "adapter"),
    ActionRow("go-traffic", "Go to the CRM traffic", "View", "Ctrl+4", "adapter"),
    ActionRow("go-findings", "Go to the findings", "View", "Ctrl+5", "adapter"),
    ActionRow("go-console", "Go to the console", "View", "Ctrl+6", "adapter"),
    ActionRow("go-compare", "Compare with an earlier run", "View", "Ctrl+7", "adapter"),
    ActionRow("go-history", "Go to history", "View", "Ctrl+H", "adapter"),
    ActionRow("reveal-secrets", "Show secrets", "View", "", "adapter", checkable=True),
    ActionRow("theme-system", "Theme as the system", "View", checkable=True),
    ActionRow("theme-light", "Light theme", "View", checkable=True),
    ActionRow("theme-dark", "Dark theme", "View", checkable=True),
)


class Actions:
    """The actions of one window, by id."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        for row in ACTIONS:
            action = QAction(row.title, window)
            action.setObjectName(f"action:{row.id}")
            action.setCheckable(row.checkable)
            if row.shortcut:
                keys = [row.shortcut, "Ctrl+Enter"] if row.id == "fire" else [row.shortcut]
                action.setShortcuts([QKeySequence(key) for key in keys])
            window.addAction(action)
            self._actions[row.id] = action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def bind(self, verbs: Mapping[str, Callable[[], object]]) -> None:
        """Say what each id does; every row needs a verb."""
        for row, action in self.rows():
            action.triggered.connect(verbs[row.id])

    def rows(self) -> Iterator[tuple[ActionRow, QAction]]:
        """Rows with their actions, in the order of the table."""
        return ((row, self._actions[row.id]) for row in ACTIONS)

    def enable(self, *, adapter: bool, running: bool) -> None:
        """Allow what is possible now."""
        possible = {"": True, "adapter": adapter, "idle": adapter and not running, "running": running}
        for row, action in self.rows():
            action.setEnabled(possible[row.needs])

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu."""
        menus: dict[str, QWidget] = {}
        for row, action in self.rows():
            if row.menu not in menus:
                menus[row.menu] = bar.addMenu(row.menu)
            menus[row.menu].addAction(action)
