"""Shows a JSON value: a coloured tree, and copies of values and places."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from workbench.core.values import Value, to_json
from workbench.gui.json_tree import KEY_ROLE, KIND_ROLE, TEXT_ROLE, AnyIndex, JsonModel, Mask
from workbench.gui.theme import theme

_COLORS = {"string": "json_string", "number": "json_number", "word": "json_number", "special": "warning"}
_OPEN_ROWS = 60
"""A value with fewer members than this on its first two levels is shown opened."""


class JsonDelegate(QStyledItemDelegate):
    """Paints `key: value` with the key and the value in colours of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        painter.save()
        painter.setFont(theme().fonts.mono)
        metrics = QFontMetrics(theme().fonts.mono)
        place = option.rect.adjusted(4, 0, -4, 0)
        kind = str(index.data(KIND_ROLE))
        key = str(index.data(KEY_ROLE))
        quiet = "text" if option.state & QStyle.StateFlag.State_Selected else "faint"
        pieces = [(key, "json_key"), (": ", quiet)] if key else []
        pieces.append((str(index.data(TEXT_ROLE)), _COLORS.get(kind, quiet)))
        for text, token in pieces:
            if place.width() <= 0:
                break
            painter.setPen(theme().color(token))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
            place.setLeft(place.left() + metrics.horizontalAdvance(text))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Rows of one height."""
        width = QFontMetrics(theme().fonts.mono).horizontalAdvance(f"{index.data(KEY_ROLE)}: {index.data(TEXT_ROLE)}")
        return QSize(width + 12, max(20, QFontMetrics(theme().fonts.mono).height() + 4))


class JsonView(QTreeView):
    """A tree of one value."""

    menu_asked = Signal(object)
    """The QMenu of the selected value before it is shown, for more entries."""

    def __init__(self, name: str, title: str, mask: Mask | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(16)
        self.setProperty("kind", "json")
        self.setItemDelegate(JsonDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.json = JsonModel(self, mask)
        self.setModel(self.json)
        theme().changed.connect(self.viewport().update)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_value)

    def show_value(self, value: Value) -> None:
        """Show another value; small ones stand open."""
        self.json.show_value(value)
        if _small(value):
            self.expandToDepth(2)

    def reveal(self, path: str) -> None:
        """Open and select the value at a dotted place."""
        index = self.json.find_path(path)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self.setFocus()

    def copy_value(self) -> None:
        """Put the selected value on the clipboard: texts plain, all else as JSON."""
        index = self.currentIndex()
        if index.isValid():
            value = to_json(self.json.value(index))
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
            QGuiApplication.clipboard().setText(text)

    def copy_path(self) -> None:
        """Put the selected value's place on the clipboard."""
        QGuiApplication.clipboard().setText(self.json.path(self.currentIndex()))

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy value", self.copy_value)
        menu.addAction("Copy path", self.copy_path)
        self.menu_asked.emit(menu)
        menu.popup(self.viewport().mapToGlobal(place))


def _small(value: Value) -> bool:
    if not isinstance(value, dict | list):
        return False
    members = list(value.values()) if isinstance(value, dict) else value
    inner = sum(len(member) for member in members if isinstance(member, dict | list))
    return len(members) + inner < _OPEN_ROWS
