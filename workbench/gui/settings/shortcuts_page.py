"""The keyboard shortcuts: all actions by menu with their keys, found by name or by pressing keys, changed in place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from workbench.core.program.actions import (
    ACTION_BY_ID,
    ACTIONS,
    ActionRow,
    clashing,
    keys_of,
    said_keys,
    title_of,
    unusable,
)
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace

_ID: Final = Qt.ItemDataRole.UserRole
_PRESS: Final = "Press keys"


class ShortcutsPage(QWidget):
    """Shows and changes the keys of every action."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("shortcuts-page")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._preferences = workplace.preferences
        self._rival: ActionRow | None = None
        """Who has the keys that were pressed."""
        self.line = QLineEdit()
        self.line.setObjectName("shortcuts-search")
        self.line.setAccessibleName("Search actions by name")
        self.line.setPlaceholderText("Search by name")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_searched)
        self.pressed = _keys_edit("shortcuts-search-keys", "Search actions by pressing keys")
        self.pressed.keySequenceChanged.connect(self._on_searched)
        self.tree = QTreeWidget()
        self.tree.setObjectName("shortcuts-tree")
        self.tree.setAccessibleName("Actions and their keys")
        self.tree.setHeaderLabels(["Action", "Keys", ""])
        self.tree.setProperty("kind", "chapters")
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(14)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, 190)
        header.resizeSection(2, 90)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._menus: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self.tree.currentItemChanged.connect(self._on_selected)
        self._title = label("", "heading", name="shortcuts-title")
        self.edit = _keys_edit("shortcuts-keys", "New keys")
        self.edit.keySequenceChanged.connect(self._on_keys)
        self._take = button("Take these keys", "primary", name="shortcuts-take", on_click=self._on_take)
        self._none = button("No keys", name="shortcuts-none", on_click=self._on_none)
        self._reset = button("Reset", name="shortcuts-reset", on_click=self._on_reset)
        self._reset_all = button("Reset all", name="shortcuts-reset-all", on_click=self._on_reset_all)
        self._said = label("", "error", name="shortcuts-said", wrap=True, selectable=True)
        self._lay_out()
        self._preferences.shortcuts_changed.connect(self.refresh)
        self.refresh()
        self.tree.setCurrentItem(self._items[ACTIONS[0].id])

    def refresh(self) -> None:
        """Show the keys that hold now."""
        for row in ACTIONS:
            item, changed = self._items[row.id], row.id in self._preferences.settings.shortcuts
            item.setText(1, self._preferences.keys(row.id))
            item.setText(2, "changed" if changed else "")
            item.setForeground(2, theme().color("accent"))
        self._reset_all.setEnabled(bool(self._preferences.settings.shortcuts))
        self._on_searched()
        self._on_selected()

    def _lay_out(self) -> None:
        head = hbox(margins=(24, 16, 24, 10), spacing=10)
        head.addWidget(self.line, 2)
        head.addWidget(self.pressed, 1)
        foot = panel("shortcuts-foot")
        column = vbox(foot, margins=(24, 12, 24, 14), spacing=8)
        column.addWidget(self._title)
        row = hbox(spacing=8)
        row.addWidget(self.edit, 1)
        for widget in (self._take, self._none, self._reset):
            row.addWidget(widget)
        row.addSpacing(16)
        row.addWidget(self._reset_all)
        column.addLayout(row)
        column.addWidget(self._said)
        whole = vbox(self)
        whole.addLayout(head)
        middle = hbox(margins=(16, 0, 12, 0))
        middle.addWidget(self.tree)
        whole.addLayout(middle, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)

    def _fill(self) -> None:
        for row in ACTIONS:
            if row.menu not in self._menus:
                menu = QTreeWidgetItem(self.tree, [row.menu])
                menu.setFlags(Qt.ItemFlag.ItemIsEnabled)
                bold = QFont(self.font())
                bold.setWeight(QFont.Weight.DemiBold)
                menu.setFont(0, bold)
                self._menus[row.menu] = menu
            item = QTreeWidgetItem(self._menus[row.menu], [title_of(row), "", ""])
            item.setData(0, _ID, row.id)
            item.setFont(1, theme().fonts.mono)
            self._items[row.id] = item
        self.tree.expandAll()

    def _on_searched(self, _wanted: object = None) -> None:
        words = self.line.text().casefold().split()
        keys = _said(self.pressed.keySequence())
        found = set()
        for row in ACTIONS:
            held = [said_keys(each) for each in keys_of(row, self._preferences.settings.shortcuts)]
            fits = all(word in row.title.casefold() for word in words) and (not keys or keys in held)
            self._items[row.id].setHidden(not fits)
            if fits:
                found.add(row.menu)
        for name, menu in self._menus.items():
            menu.setHidden(name not in found)

    def _row(self) -> ActionRow | None:
        item = self.tree.currentItem()
        found = item.data(0, _ID) if item is not None else None
        return ACTION_BY_ID[str(found)] if found else None

    def _on_selected(self, *_items: object) -> None:
        row = self._row()
        self._title.setText(f"Keys of “{title_of(row)}”" if row else "Select an action to change its keys")
        self.edit.setKeySequence(QKeySequence())
        self._on_keys()

    def _on_keys(self, _keys: object = None) -> None:
        """Say at once whether the keys can be taken, and from whom."""
        row, keys = self._row(), _said(self.edit.keySequence())
        own = self._preferences.settings.shortcuts
        why_not = unusable(keys) if keys else ""
        self._rival = clashing(row.id, keys, own) if row and not why_not else None
        if self._rival is not None:
            other = title_of(self._rival)
            why_not = f"{keys} already belongs to “{other}”. Take them from it, or press other keys."
        self._said.setText(why_not)
        self._said.setVisible(bool(why_not))
        self._take.setText("Take them from it" if self._rival else "Take these keys")
        self._take.setAccessibleName(self._take.text())
        self._take.setEnabled(bool(row and keys and (self._rival or not why_not)))
        self._none.setEnabled(bool(row and keys_of(row, own)))
        self._reset.setEnabled(bool(row and row.id in own))

    def _on_take(self) -> None:
        row, rival = self._row(), self._rival
        keys = self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if row is None:
            return
        if rival is not None:
            self._preferences.choose_shortcut(rival.id, "")
        self._preferences.choose_shortcut(row.id, None if keys == row.shortcut else keys)

    def _on_none(self) -> None:
        row = self._row()
        if row is not None:
            self._preferences.choose_shortcut(row.id, "")

    def _on_reset(self) -> None:
        """The table's keys again, unless another action has taken them since."""
        row = self._row()
        if row is None:
            return
        rival = clashing(row.id, row.shortcut, self._preferences.settings.shortcuts)
        if rival is None:
            self._preferences.choose_shortcut(row.id, None)
            return
        self.edit.setKeySequence(QKeySequence(row.shortcut))
        self.edit.setFocus()

    def _on_reset_all(self) -> None:
        for action_id in tuple(self._preferences.settings.shortcuts):
            self._preferences.choose_shortcut(action_id, None)


def _said(keys: QKeySequence) -> str:
    return said_keys(keys.toString(QKeySequence.SequenceFormat.PortableText))


def _keys_edit(name: str, title: str) -> QKeySequenceEdit:
    """A line that takes one combination of keys; Tab leaves it."""
    edit = QKeySequenceEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(title)
    edit.setMaximumSequenceLength(1)
    edit.setClearButtonEnabled(True)
    line = edit.findChild(QLineEdit)
    assert line is not None
    line.setObjectName(f"{name}-line")
    line.setAccessibleName(title)
    line.setPlaceholderText(_PRESS)
    return edit
