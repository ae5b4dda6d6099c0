"""The menu of the connection: those that are stored, then what can be done with the one in use."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidgetAction

from workbench.core.connection.saved_connection import SavedConnection
from workbench.gui.actions import Actions
from workbench.gui.connect.connection_controller import ConnectionController
from workbench.gui.look.widgets import label, tip
from workbench.session.token_lab import TOKEN_ACTIONS

_PARTS: Final = (
    ("connect", "app-settings", "connection-rename"),
    ("token", *(f"token-{key}" for key in TOKEN_ACTIONS)),
    ("connection-log-out", "connection-forget"),
    ("reveal-secrets",),
)
"""Actions below the stored connections, in groups."""

_SAID_WIDTH: Final = 380


class ConnectionMenu(QMenu):
    """Made anew whenever it is shown; what an action does stands in its tooltip."""

    def __init__(self, button: QToolButton, controller: ConnectionController, actions: Actions) -> None:
        super().__init__(button)
        self.setObjectName("connection-menu")
        self.setAccessibleName("Connection")
        self.setToolTipsVisible(True)
        self._controller, self._actions = controller, actions
        self._group = QActionGroup(self)
        for key, words in TOKEN_ACTIONS.items():
            tip(actions[f"token-{key}"], words.sentence)
        self.aboutToShow.connect(self._fill)
        button.setMenu(self)
        button.setProperty("popup", "true")

    def _fill(self) -> None:
        for entry in self._group.actions():
            self._group.removeAction(entry)
            entry.deleteLater()
        self.clear()
        current = self._controller.current
        for saved in self._controller.saved:
            self.addAction(self._entry(saved, is_current=current is not None and saved.id == current.id))
        if self._controller.saved and (words := self._controller.lost_at_the_end):
            self.addAction(self._said(words))
        for part in _PARTS:
            if not self.isEmpty():
                self.addSeparator()
            for each in part:
                self.addAction(self._actions[each])

    def _entry(self, saved: SavedConnection, *, is_current: bool) -> QAction:
        entry = QAction(described(saved), self)
        entry.setObjectName(f"connection:{saved.name}")
        entry.setCheckable(True)
        entry.setChecked(is_current)
        about = f"Goes on as {saved.user_name} on {saved.hostname or 'its host'}."
        tip(entry, "\n".join((about, *saved.warnings.splitlines())))
        entry.triggered.connect(partial(self._on_chosen, saved, is_current))
        self._group.addAction(entry)
        return entry

    def _said(self, words: str) -> QAction:
        """A sentence below the connections, for all of them."""
        said = QWidgetAction(self)
        shown = label(words, "muted", name="connection-menu-lost", wrap=True)
        shown.setContentsMargins(24, 4, 12, 4)
        shown.setFixedWidth(_SAID_WIDTH)
        said.setDefaultWidget(shown)
        said.setEnabled(False)
        return said

    def _on_chosen(self, saved: SavedConnection, is_current: bool, _checked: bool = False) -> None:
        if not is_current:
            self._controller.switch(saved)


def described(saved: SavedConnection) -> str:
    """A stored connection in a line: its name, whose it is, where, and whether it has to log in."""
    user = f" ({saved.user_name})" if saved.user_name and saved.user_name != saved.name else ""
    state = "" if saved.logged_in else ", on Harbor CRM" if saved.simulated else ", logged out"
    warned = ", with warnings" if saved.warnings else ""
    return f"{saved.name}{user}   {saved.hostname}{state}{warned}".rstrip()
