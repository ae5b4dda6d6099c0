"""Makes the settings true: what is chosen takes hold in the running window, by one row a setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from workbench.core.login import consent_way
from workbench.core.settings import LOGIN_WINDOW, THEME
from workbench.gui.theme import theme
from workbench.gui.workplace import Workplace


class Following(QObject):
    """Follows the settings of one window. What only reads its setting when it acts needs no row here."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._rows: Mapping[str, Callable[[], object]] = {
            THEME.key: self._theme,
            LOGIN_WINDOW.key: self._login_window,
        }
        self._login_window()
        workplace.preferences.setting_changed.connect(self._on_changed)

    def _on_changed(self, key: str) -> None:
        follow = self._rows.get(key)
        if follow is not None:
            follow()

    def _theme(self) -> None:
        theme().choose(self._workplace.preferences[THEME])

    def _login_window(self) -> None:
        self._workplace.consent_way = consent_way(self._workplace.preferences[LOGIN_WINDOW])
