"""Cells of tables: a colour that says a state stays when the row is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.theme import theme


class CellDelegate(QStyledItemDelegate):
    """Draws a cell in its own colour, selected or not, and without a frame for the focus of a single cell."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: N802, Qt's name
        """The cell's colours for both."""
        super().initStyleOption(option, index)
        color = index.data(Qt.ItemDataRole.ForegroundRole)
        quiet = color in (theme().color("muted"), theme().color("faint"))
        if isinstance(color, QColor) and not quiet:
            # A quiet colour is too weak on the background of a selection; one that says a state is not.
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, QBrush(color))
        option.state &= ~QStyle.StateFlag.State_HasFocus
