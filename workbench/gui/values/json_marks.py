"""Marks behind values of a tree: a short text with an arrow, a sentence for it, and what a click on it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QToolTip

from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import plain
from workbench.gui.values.json_tree import KEY_ROLE, TEXT_ROLE, JsonModel
from workbench.gui.values.json_view import JsonDelegate, JsonView

_GAP: Final = 14
_WIDEST: Final = 0.45
"""Part of a row that a mark may take from its value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands behind a value."""

    text: str
    sentence: str


class MarkedDelegate(JsonDelegate):
    """Paints the tree's rows, and the marks behind those that have one."""

    def __init__(self, view: JsonView, on_click: Callable[[str], object]) -> None:
        """`on_click` gets the dotted place of a value whose mark was clicked."""
        super().__init__(view)
        self._view = view
        self._on_click = on_click
        self._marks: Mapping[str, Mark] = {}
        view.setItemDelegate(self)

    def show_marks(self, marks: Mapping[str, Mark]) -> None:
        """Show other marks, by dotted place."""
        self._marks = marks
        self._view.viewport().update()

    def mark(self, index: AnyIndex) -> Mark | None:
        """The mark of a row."""
        model = index.model()
        return self._marks.get(model.path(index)) if self._marks and isinstance(model, JsonModel) else None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The row, with less room for its value where a mark needs some."""
        mark = self.mark(index)
        if mark is None:
            super().paint(painter, option, index)
            return
        place = self._place(option.rect, index, mark)
        backdrop = QStyleOptionViewItem(option)
        self.initStyleOption(backdrop, index)
        backdrop.text = ""
        backdrop.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, backdrop, painter, backdrop.widget)
        row = QStyleOptionViewItem(option)
        row.rect = QRect(option.rect)
        row.rect.setRight(place.left() - 1)
        super().paint(painter, row, index)
        painter.save()
        painter.setFont(theme().fonts.mono)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme().color("accent" if selected else "muted"))
        text = _metrics().elidedText(mark.text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Rows of one height, as wide as value and mark."""
        size = super().sizeHint(option, index)
        mark = self.mark(index)
        return (
            size
            if mark is None
            else QSize(size.width() + _GAP + _metrics().horizontalAdvance(mark.text), size.height())
        )

    def editorEvent(  # noqa: N802, Qt's name
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """A click on a mark."""
        mark = self.mark(index)
        if (
            mark is not None
            and isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and self._place(option.rect, index, mark).contains(event.position().toPoint())
            and isinstance(model, JsonModel)
        ):
            self._on_click(model.path(index))
            return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(  # noqa: N802, Qt's name
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """The mark's sentence as its tooltip."""
        mark = self.mark(index)
        if mark is not None and self._place(option.rect, index, mark).contains(event.pos()):
            QToolTip.showText(event.globalPos(), plain(mark.sentence), view)
            return True
        return super().helpEvent(event, view, option, index)

    def mark_place(self, index: AnyIndex) -> QRect:
        """Where in the viewport a row's mark stands; empty where there is none."""
        mark = self.mark(index)
        return QRect() if mark is None else self._place(self._view.visualRect(index), index, mark)

    def _place(self, row: QRect, index: AnyIndex, mark: Mark) -> QRect:
        """Behind the value, or at the right edge where the value is long."""
        key = index.data(KEY_ROLE)
        value = _metrics().horizontalAdvance(f"{key}: {index.data(TEXT_ROLE)}" if key else str(index.data(TEXT_ROLE)))
        wide = min(_metrics().horizontalAdvance(mark.text) + 4, int(row.width() * _WIDEST))
        left = min(row.left() + 4 + value + _GAP, row.right() - wide)
        return QRect(left, row.top(), row.right() - left, row.height())


def _metrics() -> QFontMetrics:
    return QFontMetrics(theme().fonts.mono)
