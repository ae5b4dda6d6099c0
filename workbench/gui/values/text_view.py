"""Shows text of any size: only the rows in sight are read, masked and painted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu

from workbench.core.text.harmless import pictured
from workbench.core.text.text_pages import Match, TextPages, plain_pages
from workbench.gui.bridge import spawn
from workbench.gui.look.theme import theme
from workbench.gui.values.finding import Finding, copy_from_thread, report

_MARGIN: Final = 12
_AT_ONCE: Final = 2_000
"""Rows up to which a selection is copied at once; more are read on another thread."""

_PAGES: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}

Spot = tuple[int, int]
"""Row and column."""


class TextView(QAbstractScrollArea):
    """Read-only rows of text with a selection."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "text")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._pages = plain_pages("")
        self._anchor: Spot = (0, 0)
        self._cursor: Spot = (0, 0)
        self._layouts: dict[int, QTextLayout] = {}
        self.finding = Finding(self, self)
        theme().changed.connect(self._on_theme)
        self._measure()

    @property
    def pages(self) -> TextPages:
        """What is shown."""
        return self._pages

    def show_pages(self, pages: TextPages) -> None:
        """Show another text from its beginning."""
        self._pages = pages
        self._anchor = self._cursor = (0, 0)
        self._layouts.clear()
        self.setAccessibleDescription(f"{pages.row_count:,} rows, read only")
        self._adjust()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.finding.again()
        self.viewport().update()

    def select_all(self) -> None:
        """Select everything."""
        self._anchor, self._cursor = (0, 0), self._pages.end()
        self.viewport().update()

    def copy(self) -> None:
        """Put the selection on the clipboard; a long one is read on another thread."""
        start, end = self._selection()
        if end[0] - start[0] <= _AT_ONCE:
            if end > start:
                QGuiApplication.clipboard().setText(self._pages.text(start, end))
            return
        read = partial(self._pages.text, start, end)
        spawn(copy_from_thread(self, read), name="copy-text", on_error=report)

    def visible_text(self) -> str:
        """The rows in sight."""
        return "\n".join(self._pages.row(number).text for number in self._rows_in_sight())

    def make_room(self, height: int) -> None:
        """Leave so many pixels free above the rows."""
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)

    def places(self, wanted: str) -> Iterator[Match | None]:
        """Where the text stands; called on another thread."""
        pages = self._pages
        for block in range(pages.blocks):
            yield None
            if pages.may_hold(wanted, block):
                yield from pages.find(wanted, block)

    def show_place(self, place: Any) -> None:
        """Select a match and bring it into sight."""
        self._anchor, self._cursor = place.start, place.end
        self._bring_into_sight(place.start)
        self._bring_into_sight(place.end)
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, Qt's name
        """The rows in sight, with what is selected."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().color("panel"))
        painter.setPen(theme().color("text"))
        start, end = self._selection()
        left = _MARGIN - self.horizontalScrollBar().value()
        for place, number in enumerate(self._rows_in_sight()):
            layout = self._layout_of(number)
            layout.draw(painter, QPointF(left, place * self._row_height), self._marked(number, start, end))
            if self.hasFocus() and number == self._cursor[0]:
                layout.drawCursor(
                    painter, QPointF(left, place * self._row_height), self._units(number, self._cursor[1])
                )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """Other rows are in sight."""
        super().resizeEvent(event)
        self._adjust()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802, Qt's name
        """Paint anew: what scrolls is rows, not pixels."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, Qt's name
        """Move, select with Shift, copy, select all."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            spot = self._moved(event)
            if spot is None:
                super().keyPressEvent(event)
                return
            self._cursor = spot
            if event.key() in _PAGES:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + _PAGES[Qt.Key(event.key())] * self._rows_per_page)
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = spot
            self._bring_into_sight(spot)
            self.setAccessibleDescription(f"Row {spot[0] + 1:,}: {self._pages.row(spot[0]).text}")
            self.viewport().update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, Qt's name
        """Begin a selection, or stretch the one there is."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._cursor = self._spot_at(event.position().toPoint())
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = self._cursor
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, Qt's name
        """Stretch the selection; above or below the view it scrolls."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._cursor = self._spot_at(event.position().toPoint())
            self._bring_into_sight(self._cursor)
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, Qt's name
        """Select a word."""
        row, column = self._spot_at(event.position().toPoint())
        text = self._pages.row(row).text if self._pages.row_count else ""
        first = last = column
        while first > 0 and (text[first - 1].isalnum() or text[first - 1] in "_-"):
            first -= 1
        while last < len(text) and (text[last].isalnum() or text[last] in "_-"):
            last += 1
        self._anchor, self._cursor = (row, first), (row, last)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, Qt's name
        """Copy and select all, by mouse or by the menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self.copy).setEnabled(self._anchor != self._cursor)
        menu.addAction("Select all", self.select_all)
        menu.popup(event.globalPos())

    def sizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """A few rows."""
        return QSize(int(self._letter * 60), int(self._row_height * 8))

    def _selection(self) -> tuple[Spot, Spot]:
        return min(self._anchor, self._cursor), max(self._anchor, self._cursor)

    def _measure(self) -> None:
        self._font = QFont(theme().fonts.mono)
        # Joined signs such as <= would hide what was sent.
        self._font.setFeature(QFont.Tag("calt"), 0)
        metrics = QFontMetricsF(self._font)
        self._row_height = round(metrics.height() + 2)
        self._letter = metrics.horizontalAdvance("x")

    def _on_theme(self) -> None:
        self._layouts.clear()
        self._measure()
        self._adjust()
        self.viewport().update()

    @property
    def _rows_per_page(self) -> int:
        return max(1, self.viewport().height() // self._row_height)

    def _adjust(self) -> None:
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, self._pages.row_count - self._rows_per_page))
        vertical.setPageStep(self._rows_per_page)
        vertical.setSingleStep(1)
        width = int(self._pages.longest * self._letter) + 2 * _MARGIN
        horizontal.setRange(0, max(0, width - self.viewport().width()))
        horizontal.setPageStep(self.viewport().width())
        horizontal.setSingleStep(int(self._letter * 4))

    def _rows_in_sight(self) -> range:
        first = self.verticalScrollBar().value()
        return range(first, min(self._pages.row_count, first + self._rows_per_page + 1))

    def _layout_of(self, number: int) -> QTextLayout:
        layout = self._layouts.get(number)
        if layout is None:
            layout = QTextLayout(pictured(self._pages.row(number).text), self._font)
            option = QTextOption()
            option.setTabStopDistance(self._letter * 4)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            layout.setTextOption(option)
            layout.setCacheEnabled(True)
            layout.beginLayout()
            layout.createLine()
            layout.endLayout()
            if len(self._layouts) > 4 * self._rows_per_page:
                self._layouts.clear()
            self._layouts[number] = layout
        return layout

    def _marked(self, number: int, start: Spot, end: Spot) -> list[QTextLayout.FormatRange]:
        if not start[0] <= number <= end[0] or start == end:
            return []
        first = self._units(number, start[1]) if number == start[0] else 0
        last = self._units(number, end[1]) if number == end[0] else len(self._layout_of(number).text())
        look = QTextCharFormat()
        look.setBackground(theme().color("accent"))
        look.setForeground(QColor(theme().color("on_accent")))
        marked = QTextLayout.FormatRange()
        marked.start, marked.length, marked.format = first, max(0, last - first), look
        return [marked]

    def _units(self, number: int, column: int) -> int:
        """A column as Qt counts: characters beyond the first plane are two."""
        text = self._pages.row(number).text
        return column if text.isascii() else len(text[:column].encode("utf-16-le", "surrogatepass")) // 2

    def _column(self, number: int, units: int) -> int:
        text = self._pages.row(number).text
        if text.isascii():
            return units
        return bisect_left(range(len(text)), units, key=lambda column: self._units(number, column))

    def _spot_at(self, place: QPoint) -> Spot:
        if not self._pages.row_count:
            return 0, 0
        number = self.verticalScrollBar().value() + place.y() // self._row_height
        number = max(0, min(self._pages.row_count - 1, number))
        left = place.x() - _MARGIN + self.horizontalScrollBar().value()
        return number, self._column(number, self._layout_of(number).lineAt(0).xToCursor(left))

    def _bring_into_sight(self, spot: Spot) -> None:
        bar, rows = self.verticalScrollBar(), self._rows_per_page
        if not bar.value() <= spot[0] < bar.value() + rows:
            far = spot[0] < bar.value() - rows or spot[0] >= bar.value() + 2 * rows
            bar.setValue(spot[0] - (rows // 2 if far else 0 if spot[0] < bar.value() else rows - 1))
        if not self._pages.row_count:
            return
        across = self.horizontalScrollBar()
        left = self._left_of(spot)
        shown = self.viewport().width() - 2 * _MARGIN
        if not across.value() <= left <= across.value() + shown:
            across.setValue(int(left - shown / 2) if left > shown else 0)

    def _left_of(self, spot: Spot) -> float:
        """Pixels from the beginning of a row to a place in it."""
        told: Any = self._layout_of(spot[0]).lineAt(0).cursorToX(self._units(*spot))
        left: float = told[0] if isinstance(told, tuple) else told
        return left

    def _moved(self, event: QKeyEvent) -> Spot | None:
        """Where a key leads to; None for keys that lead nowhere."""
        if not self._pages.row_count:
            return None
        row, column = self._cursor
        whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        last, length = self._pages.row_count - 1, len(self._pages.row(row).text)
        page = self._rows_per_page
        match event.key():
            case Qt.Key.Key_Left:
                return (row, column - 1) if column else (max(0, row - 1), self._length(row - 1) if row else 0)
            case Qt.Key.Key_Right:
                return (row, column + 1) if column < length else (row + 1, 0) if row < last else (row, column)
            case Qt.Key.Key_Home:
                return (0, 0) if whole else (row, 0)
            case Qt.Key.Key_End:
                return self._pages.end() if whole else (row, length)
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if event.key() not in by:
            return None
        number = max(0, min(last, row + by[Qt.Key(event.key())]))
        return number, min(column, self._length(number))

    def _length(self, number: int) -> int:
        return len(self._pages.row(number).text)
