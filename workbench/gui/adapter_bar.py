"""The bar on top: which adapter, which connection and how long its token lives, the palette, the theme."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from workbench.core.connection import Connection
from workbench.core.login import token_life
from workbench.gui.actions import Actions
from workbench.gui.icons import icon
from workbench.gui.theme import theme
from workbench.gui.widgets import hbox, label, panel
from workbench.gui.workplace import Workplace

_SECOND: Final = 1000


class AdapterBar(QWidget):
    """Always there; its buttons open menus of actions."""

    def __init__(self, workplace: Workplace, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("adapter-bar")
        self._workplace = workplace
        self._adapter = _menu_button("adapter-button", "Adapter")
        self._adapter_menu = _menu(self._adapter, actions, ("open-folder", "open-file", "reload", "close-adapter"))
        self._connection = _menu_button("connection-button", "Connection")
        _menu(self._connection, actions, ("connect", "reveal-secrets"))
        self._token = label("", "muted", name="token-life")
        self._busy = label("", "muted", name="busy")
        self._search = _menu_button("palette-button", "Command palette")
        self._search.setText("Search interfaces and actions   Ctrl+K")
        self._search.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self._search.clicked.connect(actions["palette"].trigger)
        self._theme = _menu_button("theme-button", "Theme")
        self._theme.setToolTip("Light, dark, or as the system")
        _menu(self._theme, actions, ("theme-system", "theme-light", "theme-dark"))
        ground = panel("adapter-bar-ground", "bar")
        row = hbox(ground, margins=(12, 7, 12, 7), spacing=10)
        for widget in (self._adapter, self._connection, self._token, self._busy):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._search)
        row.addWidget(self._theme)
        hbox(self).addWidget(ground)
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._on_tick)
        workplace.adapter_changed.connect(self.refresh)
        workplace.connection_changed.connect(self.refresh)
        workplace.busy_changed.connect(self._busy.setText)
        theme().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the adapter and its connection as they are now."""
        adapter = self._workplace.adapter
        color = theme().color
        self._theme.setIcon(icon("theme", color("muted")))
        self._search.setIcon(icon("search", color("muted")))
        self._connection.setVisible(adapter is not None)
        if adapter is None:
            self._adapter.setText("No adapter open")
            self._adapter.setAccessibleDescription("")
        else:
            source = adapter.description.source
            about = f"{source.language} adapter" if source.language else "adapter"
            self._adapter.setText(f"{adapter.name}   {about}")
            self._adapter.setToolTip(f"{source.entry}\nRuns on {adapter.description.runtime}")
            connection = adapter.connection
            connected = connection is not None and connection.connected
            self._connection.setIcon(icon("dot" if connected else "circle", color("ok" if connected else "muted")))
            self._connection.setText(_who(connection) if connection and connected else "Not connected")
        self._on_tick()

    def _on_tick(self) -> None:
        adapter = self._workplace.adapter
        connection = adapter.connection if adapter else None
        words = token_words(connection, time.time()) if connection and connection.connected else ""
        self._token.setText(words)
        self._token.setVisible(bool(words))
        if words and not self._clock.isActive():
            self._clock.start()
        elif not words:
            self._clock.stop()


def _who(connection: Connection) -> str:
    host = str(connection.user.get("hostname") or "")
    return f"{connection.name}   {host}" if host else connection.name


def token_words(connection: Connection, now: float) -> str:
    """How long the access token lives; `now` in seconds since the epoch."""
    life = token_life(connection.user, now)
    if life.renewed_in is not None:
        return f"token renews in {_length(life.renewed_in)}" if life.renewed_in > 0 else "token renews at the next call"
    if life.remaining is None:
        return ""
    return f"token expires in {_length(life.remaining)}" if life.remaining > 0 else "token has expired"


def _length(seconds: float) -> str:
    if seconds >= 7200:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def _menu_button(name: str, title: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def _menu(button: QToolButton, actions: Actions, ids: tuple[str, ...]) -> QMenu:
    menu = QMenu(button)
    for each in ids:
        action: QAction = actions[each]
        menu.addAction(action)
    button.setMenu(menu)
    button.setProperty("popup", "true")
    return menu
