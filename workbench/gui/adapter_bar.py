"""The bar on top: which adapter, which connection and how long its token lives, the palette, the theme."""

from __future__ import annotations

import sys
import time
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from workbench.core.connection.connection import Connection
from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.contract.eras import ERA_NAMES, ERAS, HEAD, called_as
from workbench.core.login import token_life
from workbench.gui.actions import Actions
from workbench.gui.connect.connection_controller import ConnectionController
from workbench.gui.connect.connection_menu import ConnectionMenu
from workbench.gui.connect.connection_notice import ConnectionNotice
from workbench.gui.connect.token_dialog import LogOutDialog, TokenDialog
from workbench.gui.look.bar_button import PARTS, BarButton
from workbench.gui.look.icons import icon
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import hbox, label, panel, restyle, tip, vbox
from workbench.gui.workplace import Workplace

_SECOND: Final = 1000


class AdapterBar(QWidget):
    """Always there; its buttons open menus of actions."""

    def __init__(self, workplace: Workplace, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("adapter-bar")
        self._workplace = workplace
        self._actions = actions
        self.controller = ConnectionController(workplace)
        self.notice = ConnectionNotice()
        self._all = BarButton("menu-button", "Menu")
        tip(self._all, "Everything that can be done")
        menu = QMenu(self._all)
        menu.setObjectName("menu")
        actions.fill(menu)
        self._all.setMenu(menu)
        self._all.setProperty("popup", "plain")
        if sys.platform == "darwin":
            # A Mac has its menus on top of the screen.
            self._all.hide()
        self._adapter = BarButton("adapter-button", "Adapter")
        self._adapter_menu = _menu(self._adapter, actions, ("open-folder", "open-file", "reload", "close-adapter"))
        self._adapter_menu.addSeparator()
        self._era_reason = self._adapter_menu.addAction("")
        self._era_reason.setObjectName("era-reason")
        self._era_reason.setEnabled(False)
        for name in ("seen", *ERA_NAMES):
            self._adapter_menu.addAction(actions[f"era-{name}"])
        self._connection = BarButton("connection-button", "Connection")
        self._menu = ConnectionMenu(self._connection, self.controller, actions)
        self._token = label("", "muted", name="token-life")
        self._busy = label("", "muted", name="busy")
        self._search = BarButton("palette-button", "Command palette", strong=False)
        self._search.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self._search.clicked.connect(actions["palette"].trigger)
        self._theme = BarButton("theme-button", "Theme")
        tip(self._theme, "Light, dark, or as the system")
        _menu(self._theme, actions, ("theme-system", "theme-light", "theme-dark"))
        self._theme.setProperty("popup", "plain")
        background = panel("adapter-bar-background", "bar")
        row = hbox(background, margins=(12, 7, 12, 7), spacing=10)
        for widget in (self._all, self._adapter, self._connection, self._token, self._busy):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._search)
        row.addWidget(self._theme)
        column = vbox(self)
        column.addWidget(background)
        column.addWidget(self.notice)
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._on_tick)
        workplace.adapter_changed.connect(self.refresh)
        workplace.connection_changed.connect(self.refresh)
        workplace.busy_changed.connect(self._busy.setText)
        theme().changed.connect(self.refresh)
        workplace.preferences.shortcuts_changed.connect(self.refresh)
        self.controller.changed.connect(self.refresh)
        self.controller.told.connect(self.notice.show_notice)
        self.controller.settled.connect(self.notice.hide)
        self.notice.connect_wanted.connect(self._on_connect_wanted)
        self.notice.details_wanted.connect(self.show_details)
        self.refresh()

    def show_menu(self) -> None:
        """Open the menu of everything."""
        self._all.showMenu()

    def show_connections(self) -> None:
        """Open the menu of the connection."""
        if self._connection.isVisible():
            self._connection.showMenu()

    def show_details(self, of: str) -> None:
        """What the last experiment with the tokens did, or the last logging out; `of` is token or log-out."""
        if of == "token":
            TokenDialog(self._workplace, self.controller, self._actions, self.window()).open()
        elif self.controller.left is not None:
            LogOutDialog(self._workplace, self.controller.left, self.window()).open()

    def _on_connect_wanted(self) -> None:
        self.notice.hide()
        self._actions["connect"].trigger()

    def refresh(self) -> None:
        """Show the adapter and its connection as they are now."""
        adapter = self._workplace.adapter
        color = theme().color
        self._theme.setIcon(icon("theme", color("muted")))
        self._search.setIcon(icon("search", color("muted")))
        self._all.setIcon(icon("menu", color("muted")))
        keys = self._actions["palette"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._search.setText(f"Search interfaces and actions{PARTS}{keys}".strip())
        self._connection.setVisible(adapter is not None)
        if adapter is None:
            self._adapter.setText("No adapter open")
            self._adapter.setAccessibleDescription("")
        else:
            source = adapter.description.source
            about = f"{source.language} adapter" if source.language else "adapter"
            if adapter.era != HEAD:
                about += f" of {ERAS[adapter.era].date}"
            self._adapter.setText(f"{adapter.name}   {about}")
            read = "\n".join(map(str, adapter.surroundings.setting_files)) or "no file"
            tip(
                self._adapter,
                f"{source.entry}\nRuns on {adapter.description.runtime}\n{called_as(adapter.called_as)}\n"
                f"Project: {source.project_words}\nSettings from: {read}",
            )
            connection = adapter.connection
            connected = connection is not None and connection.connected
            lost, saved = self.controller.lost, self.controller.current
            warned = _warnings(connection, saved) if connection and connected else ""
            shade = "error" if lost else "warning" if warned else "ok" if connected else "muted"
            self._connection.setIcon(icon("dot" if connected or lost else "circle", color(shade)))
            who = _who(connection, saved.name if saved else "") if connection and connected else "Not connected"
            self._connection.setText(f"{who}   connection lost" if lost else who)
            self._connection.setAccessibleDescription(lost.title if lost else warned)
            tip(self._connection, adapter.redactor().text(f"The login was warned of this.\n{warned}" if warned else ""))
        self._refresh_eras()
        self._on_tick()

    def _refresh_eras(self) -> None:
        """Whose server calls the adapter, why, and which of the choices that is."""
        adapter = self._workplace.adapter
        self._era_reason.setVisible(adapter is not None)
        if adapter is None:
            return
        self._era_reason.setText(called_as(adapter.called_as))
        as_seen = adapter.called_as == adapter.description.source.seen
        for name in ("seen", *ERA_NAMES):
            checked = as_seen if name == "seen" else not as_seen and name == adapter.era
            self._actions[f"era-{name}"].setChecked(checked)

    def _on_tick(self) -> None:
        adapter = self._workplace.adapter
        connection = adapter.connection if adapter else None
        words, state = "", ""
        if adapter and connection and connection.connected:
            words, state = token_words(connection, time.time(), adapter.era)
        self._token.setText(words)
        if self._token.property("state") != state:
            restyle(self._token, state=state)
        self._token.setVisible(bool(words))
        if words and not self._clock.isActive():
            self._clock.start()
        elif not words:
            self._clock.stop()


def _warnings(connection: Connection, saved: SavedConnection | None) -> str:
    """What the login was warned of, one warning a line."""
    if connection.warnings is not None:
        return "\n".join(connection.warnings)
    return saved.warnings if saved else ""


def _who(connection: Connection, name: str) -> str:
    host = str(connection.user.get("hostname") or "")
    user = connection.name if name in ("", connection.name) else f"{name} ({connection.name})"
    return f"{user}   {host}" if host else user


def token_words(connection: Connection, now: float, era: str = HEAD) -> tuple[str, str]:
    """How long the access token lives, and the state to show it in; `now` in seconds since the epoch."""
    life = token_life(connection.user, now, era)
    if life.remaining is None:
        if connection.auth_type == "apiKey":
            return "API key, which does not expire", ""
        return "token without an expiry", ""
    renewal = ", renewed at the next call" if life.renewed_in == 0 else ""
    if life.remaining <= 0:
        return f"token expired{renewal}", "warning" if renewal else "error"
    return f"token {_clock(life.remaining)}{renewal}", ""


def _clock(seconds: float) -> str:
    """Minutes and seconds, with hours before them where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _menu(button: QToolButton, actions: Actions, ids: tuple[str, ...]) -> QMenu:
    menu = QMenu(button)
    for each in ids:
        action: QAction = actions[each]
        menu.addAction(action)
    button.setMenu(menu)
    button.setProperty("popup", "true")
    return menu
