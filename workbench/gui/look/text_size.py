"""Grows or shrinks everything that is on the screen when another size of text is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QTableView, QWidget

from workbench.gui.look.theme import theme

_UNBOUNDED: Final = 16_777_215
"""Qt's greatest size of a widget."""
_HAIRLINE: Final = 3
"""Pixels up to which a measure has nothing to do with text."""


def choose_text_size(points: float) -> None:
    """Take a size of text, 0 for the system's, in the whole window at once: fonts, rows, fixed widths and heights."""
    # Fonts are read before the change: Qt's stylesheet touches them when the application's font changes.
    own = [(widget, QFont(widget.font())) for widget in QApplication.allWidgets() if _has_own_font(widget)]
    factor = theme().choose_size(points)
    if factor == 1:
        return
    for widget, font in own:
        font.setPointSizeF(font.pointSizeF() * factor)
        widget.setFont(font)
    for widget in QApplication.allWidgets():
        _fit_measures(widget, factor)
        if isinstance(widget, QTableView):
            for header in (widget.verticalHeader(), widget.horizontalHeader()):
                header.setMinimumSectionSize(-1)
            rows = widget.verticalHeader()
            rows.setDefaultSectionSize(round(rows.defaultSectionSize() * factor))
            _fit_columns(widget, factor)
        if isinstance(widget, QAbstractItemView):
            widget.scheduleDelayedItemsLayout()
        if isinstance(widget, QDialog):
            widget.resize((widget.size() * factor).boundedTo(widget.screen().availableSize()))
        widget.updateGeometry()


def _has_own_font(widget: QWidget) -> bool:
    """Whether a widget was given a font by itself, which does not follow the application's."""
    return widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and widget.font().pointSizeF() > 0


def _fit_measures(widget: QWidget, factor: float) -> None:
    low, high = widget.minimumSize(), widget.maximumSize()
    for least, most, fix in (
        (low.width(), high.width(), widget.setFixedWidth),
        (low.height(), high.height(), widget.setFixedHeight),
    ):
        if _HAIRLINE < least == most < _UNBOUNDED:
            fix(round(least * factor))


def _fit_columns(table: QTableView, factor: float) -> None:
    header = table.horizontalHeader()
    for column in range(header.count()):
        if not (header.stretchLastSection() and column == header.count() - 1):
            header.resizeSection(column, round(header.sectionSize(column) * factor))
