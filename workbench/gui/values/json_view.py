"""Shows a JSON value: a coloured tree, and copies of values and places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QTreeView,
)

from workbench.core.redaction import Redactor
from workbench.core.text.json_levels import Place, as_written, find, mask_by, open_level
from workbench.core.values import Value
from workbench.gui.bridge import spawn
from workbench.gui.look.tables import AnyIndex, RowDelegate
from workbench.gui.look.theme import theme
from workbench.gui.values.finding import Finding, copy_from_thread, report
from workbench.gui.values.json_tree import KEY_ROLE, KIND_ROLE, TEXT_ROLE, JsonModel

_COLORS = {"string": "json_string", "number": "json_number", "word": "json_number", "special": "warning"}
_OPEN_ROWS = 60
"""A value with fewer members than this on its first two levels is shown opened."""
_SMALL: Final = 64 * 1024
"""Bytes up to which a value is small enough to be read at once."""
_COPY_PATH: Final = QKeySequence("Ctrl+Shift+C")


class JsonDelegate(RowDelegate):
    """Paints `key: value` with the key and the value in colours of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        self.paint_backdrop(painter, option, index)
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

    def __init__(self, name: str, title: str) -> None:
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
        self.json = JsonModel(self)
        self.setModel(self.json)
        self._redactor: Redactor | None = None
        self.finding = Finding(self, self)
        theme().changed.connect(self.viewport().update)

    def show_value(self, value: Value, redactor: Redactor | None = None) -> None:
        """Show another value; small ones stand open. A redactor masks raw bytes where they are shown."""
        self._redactor = redactor
        self.json.mask = mask_by(redactor) if redactor is not None else None
        self.json.show_value(value)
        if _small(self.json.top):
            self.expandToDepth(2)
        self.finding.again()

    def places(self, wanted: str) -> Iterator[Place | None]:
        """Where a text stands in keys and values; called on another thread."""
        return find(self.json.top, wanted, self.json.mask)

    def show_place(self, place: Any) -> None:
        """Select a place that was found, its parents opened, and bring it to the middle."""
        index = self.json.index_at(place)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def reveal(self, path: str) -> None:
        """Open and select the value at a dotted place."""
        self._go_to(self.json.find_path(path))
        self.setFocus()

    def copy_value(self) -> None:
        """Put the selected value on the clipboard: texts plain, all else as JSON; large ones from another thread."""
        index = self.currentIndex()
        if not index.isValid():
            return
        value = self.json.raw_value(index)
        if self._redactor is None or _bytes_of(value) <= _SMALL:
            QGuiApplication.clipboard().setText(as_written(value, self.json.names(index), self._redactor))
        else:
            read = partial(as_written, value, self.json.names(index), self._redactor)
            spawn(copy_from_thread(self, read), name="copy-value", on_error=report)

    def copy_path(self) -> None:
        """Put the selected value's place on the clipboard."""
        if self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.json.path(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, Qt's name
        """Copy the value, or with Shift its place."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        elif QKeySequence(event.keyCombination()) == _COPY_PATH:
            self.copy_path()
        else:
            super().keyPressEvent(event)

    def _go_to(self, index: AnyIndex) -> None:
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _on_menu(self, place: QPoint) -> None:
        current = self.currentIndex()
        if current.isValid() and self.indexAt(place) != current:
            # Asked for by the keyboard, which knows no place.
            place = self.visualRect(current).bottomLeft()
        menu = QMenu(self)
        menu.setObjectName("json-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, does, keys in (
            ("Copy value", self.copy_value, QKeySequence(QKeySequence.StandardKey.Copy)),
            ("Copy path", self.copy_path, _COPY_PATH),
        ):
            action = menu.addAction(words, does)
            action.setText(f"{words}\t{keys.toString(QKeySequence.SequenceFormat.NativeText)}")
            action.setEnabled(current.isValid())
        self.menu_asked.emit(menu)
        menu.popup(self.viewport().mapToGlobal(place))


def _small(level: Value) -> bool:
    """Whether an opened level and the ones below it have so few members that all can be shown."""
    if not isinstance(level, dict | list) or len(level) >= _OPEN_ROWS or _bytes_of(level) > _SMALL:
        return False
    inner = (open_level(member) for member in (level.values() if isinstance(level, dict) else level))
    return len(level) + sum(len(each) for each in inner if isinstance(each, dict | list)) < _OPEN_ROWS


def _bytes_of(value: Value) -> int:
    """Raw bytes that a value and its members hold."""
    if isinstance(value, msgspec.Raw):
        return memoryview(value).nbytes
    if isinstance(value, dict | list):
        members = value.values() if isinstance(value, dict) else value
        return sum(
            memoryview(each).nbytes
            if isinstance(each, msgspec.Raw)
            else len(each) * 64
            if isinstance(each, dict | list)
            else 0
            for each in members
        )
    return 0
