"""What the window's tables have in common: named columns, whole rows, no grid, rows as high as the text asks."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from workbench.gui.look.theme import theme

AnyIndex = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()


class ColumnsModel(QAbstractTableModel):
    """A table whose columns are named in `columns`."""

    columns: ClassVar[tuple[str, ...]] = ()

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """As many as are named."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802, Qt's name
        """Names of the columns, also for screen readers where no header is shown."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section]
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints rows of its own making: `paint_backdrop` first, then what lies on it."""

    def paint_backdrop(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """What every row has: its ground, its selection and its focus, without words."""
        backdrop = QStyleOptionViewItem(option)
        self.initStyleOption(backdrop, index)
        backdrop.text = ""
        backdrop.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, backdrop, painter, backdrop.widget)


def set_up_table(table: QTableView, name: str, title: str, *, several: bool = False) -> None:
    """Give a table its name, its title for screen readers, and the looks of all; `several` rows can be selected."""
    mode = QAbstractItemView.SelectionMode
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme().row_height("table"))
    table.horizontalHeader().hide()
