"""Makes the settings true: what is chosen takes hold in the running window, by one row a setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from workbench.core.login import consent_way
from workbench.core.program.settings import (
    ANSWER_LIMIT,
    EXCHANGE_CAP,
    LOGIN_WINDOW,
    NODE,
    REDUCED_MOTION,
    RELOAD_ON_SAVE,
    TEXT_SIZE,
    THEME,
)
from workbench.core.traffic.exchange import MIB
from workbench.gui.look.motion import motion
from workbench.gui.look.text_size import choose_text_size
from workbench.gui.look.theme import theme
from workbench.gui.workplace import Workplace


class Following(QObject):
    """Follows the settings of one window. What reads its setting when it acts needs no row here.

    Those are the time limit (form), the redirect's port (login), history's limits, and Harbor's port, which is read
    when the program starts.
    """

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._rows: Mapping[str, Callable[[], object]] = {
            THEME.key: self._theme,
            TEXT_SIZE.key: self._text_size,
            REDUCED_MOTION.key: self._reduced_motion,
            EXCHANGE_CAP.key: self._exchange_cap,
            ANSWER_LIMIT.key: self._answer_limit,
            NODE.key: self._node,
            RELOAD_ON_SAVE.key: workplace.connection_changed.emit,
            LOGIN_WINDOW.key: self._login_window,
        }
        self._login_window()
        self._reduced_motion()
        workplace.preferences.setting_changed.connect(self._on_changed)

    def _on_changed(self, key: str) -> None:
        follow = self._rows.get(key)
        if follow is not None:
            follow()

    def _theme(self) -> None:
        wanted = self._workplace.preferences[THEME]
        if theme().choice != wanted:
            # Another window may have been first.
            theme().choose(wanted)

    def _text_size(self) -> None:
        choose_text_size(self._workplace.preferences[TEXT_SIZE])

    def _reduced_motion(self) -> None:
        motion().choose(self._workplace.preferences[REDUCED_MOTION])

    def _exchange_cap(self) -> None:
        self._workplace.session.exchange_cap = self._workplace.preferences[EXCHANGE_CAP]

    def _answer_limit(self) -> None:
        self._workplace.session.answer_limit = self._workplace.preferences[ANSWER_LIMIT] * MIB

    def _node(self) -> None:
        self._workplace.session.node = self._workplace.preferences[NODE]

    def _login_window(self) -> None:
        self._workplace.consent_way = consent_way(self._workplace.preferences[LOGIN_WINDOW])
