"""A button that offers the contacts of earlier calls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from workbench.core.values import Json


class PickButton(QToolButton):
    """Hidden while there is nothing to pick."""

    picked = Signal(object)
    """The contact, one item of findContact's list."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pick-contact")
        self.setText("Pick")
        self.setProperty("popup", "true")
        self.setAccessibleName("Pick a contact that an earlier call found")
        self.setToolTip(self.accessibleName())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_triggered)
        self.setMenu(self._menu)
        self.hide()

    def offer(self, contacts: Sequence[Json]) -> None:
        """Offer these contacts."""
        self._menu.clear()
        for contact in contacts:
            words = [str(contact.get(key) or "") for key in ("name", "type", "phone")]
            action = self._menu.addAction(", ".join(filter(None, words)) or str(contact.get("id")))
            action.setData(contact)
        self.setVisible(bool(contacts))

    def _on_triggered(self, action: QAction) -> None:
        self.picked.emit(action.data())
