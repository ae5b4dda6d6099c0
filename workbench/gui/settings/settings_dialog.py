"""The settings dialog: search and groups at the left; at the right settings, shortcuts, files; applied at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from workbench.core.program.settings import Group, grouped
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.widgets import hbox, panel, upright, vbox
from workbench.gui.settings.places_page import PlacesPage
from workbench.gui.settings.settings_page import SettingsPage
from workbench.gui.settings.shortcuts_page import ShortcutsPage
from workbench.gui.workplace import Workplace

SHORTCUTS: Final = "Keyboard shortcuts"
PLACES: Final = "Files"


class SettingsDialog(ReadingOrder, QDialog):
    """One for a window; it stays open beside it."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings-dialog")
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(940, 660)
        self._settings = SettingsPage(workplace)
        self._shortcuts = ShortcutsPage(workplace)
        self._pages = QStackedWidget()
        for page in (self._settings, self._shortcuts, PlacesPage(workplace)):
            self._pages.addWidget(page)
        self.line = QLineEdit()
        self.line.setObjectName("settings-search")
        self.line.setAccessibleName("Search settings")
        self.line.setPlaceholderText("Search settings")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_searched)
        self.list = QListWidget(self)
        self.list.setObjectName("settings-groups")
        self.list.setAccessibleName("Groups of settings")
        self.list.setProperty("kind", "chapters")
        # The padding of its rows is the stylesheet's, which has to be there before the rows are.
        self.list.ensurePolished()
        for name in (*(group for group, _rows in grouped()), SHORTCUTS, PLACES):
            self.list.addItem(QListWidgetItem(str(name)))
        self.list.currentTextChanged.connect(self._on_group)
        left = panel("settings-left")
        left.setFixedWidth(220)
        column = vbox(left, margins=(12, 12, 12, 12), spacing=10)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        row = hbox(self, spacing=0)
        row.addWidget(left)
        row.addWidget(upright())
        row.addWidget(self._pages, 1)
        self.list.setCurrentRow(0)
        self.line.setFocus()

    def go(self, name: str) -> None:
        """Show a group by its title."""
        (item,) = self.list.findItems(name, Qt.MatchFlag.MatchExactly)
        self.list.setCurrentItem(item)

    def _on_group(self, name: str) -> None:
        place = {SHORTCUTS: 1, PLACES: 2}.get(name, 0)
        self._pages.setCurrentIndex(place)
        if place == 0:
            self._settings.go(Group(name))

    def _on_searched(self, text: str) -> None:
        self._settings.search(text)
        if text:
            self._pages.setCurrentIndex(0)
