"""A button that offers what earlier calls found: contacts, logs, users, appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from workbench.core.forms import Field, Pick
from workbench.gui.look.widgets import tip

MOST: Final = 30
"""Entries of the menu."""
_LONGEST: Final = 80
"""Characters of an entry."""
_ARTICLES: Final = {"appointment": "an"}


class PickButton(QToolButton):
    """Hidden while there is nothing to pick. Space opens it, the arrows choose, Enter takes."""

    picked = Signal(object)
    """Pick."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.kind = field.picks
        self.setObjectName(f"pick:{field.path}")
        self.setText("Pick…")
        self.setProperty("popup", "true")
        article = _ARTICLES.get(field.picks, "a")
        self.setAccessibleName(f"{field.label}: pick {article} {field.picks} that an earlier call gave")
        tip(self, f"Pick {article} {field.picks} that an earlier call gave")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._offered: tuple[Pick, ...] = ()
        self._menu = QMenu(self)
        self._menu.setObjectName(f"picks:{field.path}")
        self._menu.triggered.connect(self._on_triggered)
        self.setMenu(self._menu)
        self.hide()

    def offer(self, picks: Sequence[Pick]) -> None:
        """Offer these, in this order."""
        offered = tuple(picks[:MOST])
        if offered != self._offered:
            self._offered = offered
            self._menu.clear()
            for pick in offered:
                words = " ".join(pick.words.split())
                cut = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
                action = self._menu.addAction(cut.replace("&", "&&"))
                action.setData(pick)
        self.setVisible(bool(offered))

    def _on_triggered(self, action: QAction) -> None:
        self.picked.emit(action.data())
