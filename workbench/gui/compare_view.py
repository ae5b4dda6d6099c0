"""Compare: the shown invocation beside an earlier one of the same interface."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.core.compare import compare
from workbench.core.document import read_memory
from workbench.core.invocation import Invocation
from workbench.gui.cells import CellDelegate
from workbench.gui.compare_model import AFTER, BEFORE, CHANGE, CompareModel, counts
from workbench.gui.history_model import verdict_words, when
from workbench.gui.json_tree import AnyIndex
from workbench.gui.theme import theme
from workbench.gui.widgets import button, hbox, label, vbox
from workbench.gui.workplace import Workplace

_OFFERED = 100
"""Earlier invocations that can be chosen."""


class _GroundDelegate(CellDelegate):
    """Paints the ground of what differs, which a stylesheet's cells leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The ground, then the cell on it."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class CompareView(QWidget):
    """Reads both invocations from history, where secrets of both are masked alike."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("compare")
        self._workplace = workplace
        self._shown = ""
        self._asked = 0
        """Number of the comparison asked for last; answers to earlier ones are dropped."""
        self._swapped = False
        self._wanted = ""
        """Id of the invocation to compare with, where the user chose one."""
        self.model = CompareModel(self)
        self.choice = QComboBox()
        self.choice.setObjectName("compare-with")
        self.choice.setAccessibleName("Compare with")
        self.choice.activated.connect(self._compare)
        self.only = QPushButton("Only differences")
        self.only.setObjectName("compare-only")
        self.only.setAccessibleName("Only differences")
        self.only.setCheckable(True)
        self.only.toggled.connect(self._on_only)
        self._swap = button("Swap", name="compare-swap", on_click=self._on_swap)
        self.table = QTableView()
        self._set_up_table()
        self._words = label("", "muted", name="compare-words", wrap=True)
        row = hbox(margins=(16, 8, 16, 8))
        row.addWidget(self.choice, 1)
        row.addWidget(self.only)
        row.addWidget(self._swap)
        foot = hbox(margins=(16, 6, 16, 6))
        foot.addWidget(self._words, 1)
        foot.addWidget(label("Next difference F7", "muted"))
        column = vbox(self)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        for keys, step in (("F7", 1), ("Shift+F7", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.jump(step))

    def show_invocation(self, invocation: Invocation | None) -> None:
        """Compare another invocation with the one before it of the same interface; None empties the page."""
        self._asked += 1
        self._shown = invocation.id if invocation else ""
        self._wanted = ""
        self.choice.clear()
        self._show_nothing("")
        if invocation is not None:
            self._workplace.spawn(self._offer(invocation, self._asked), "compare-offer")

    def compare_with(self, invocation: Invocation, other: str) -> None:
        """Compare an invocation with another one of history, by its id; an empty one is the one before it."""
        self.show_invocation(invocation)
        self._wanted = other

    def jump(self, step: int) -> None:
        """Select the next difference, or the one before for -1."""
        place = self.model.next_difference(max(self.table.currentIndex().row(), -1 if step > 0 else 0), step)
        if place >= 0:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))

    async def _offer(self, invocation: Invocation, asked: int) -> None:
        """Offer the earlier ones, the newest first."""
        rows = await self._workplace.session.history.rows(limit=_OFFERED * 4, text=invocation.interface)
        if asked != self._asked:
            return
        fitting = [row for row in rows if row.interface == invocation.interface and row.adapter == invocation.adapter]
        earlier = [row for row in fitting if row.started_at < invocation.started_at]
        later = [row for row in fitting if row.started_at > invocation.started_at]
        for row in sorted(earlier, key=lambda row: -row.started_at)[:_OFFERED] + later[:_OFFERED]:
            self.choice.addItem(f"{when(row.started_at)}  {verdict_words(row)}  {row.summary}", row.id)
        if self._wanted and self.choice.findData(self._wanted) < 0:
            await self._offer_other(self._wanted)
            if asked != self._asked:
                return
        if self.choice.count():
            self.choice.setCurrentIndex(max(self.choice.findData(self._wanted), 0))
            self._compare()
        else:
            self._show_nothing(f"{invocation.interface} was fired only once. Ctrl+Shift+Enter fires it again.")

    async def _offer_other(self, invocation_id: str) -> None:
        """Offer one that is further back, or of another interface, too."""
        other = await self._workplace.session.history.invocation(invocation_id)
        if other is not None and invocation_id == self._wanted:
            self.choice.insertItem(0, f"{when(other.started_at)}  {other.interface}  {other.verdict}", other.id)

    def _compare(self) -> None:
        self._asked += 1
        other = self.choice.currentData()
        if self._shown and other:
            before, after = (self._shown, other) if self._swapped else (other, self._shown)
            self._workplace.spawn(self._read(before, after, self._asked), "compare-read")

    async def _read(self, before: str, after: str, asked: int) -> None:
        history = self._workplace.session.history
        first, second = await history.invocation(before), await history.invocation(after)
        if asked != self._asked:
            return
        if first is None or second is None:
            self._show_nothing("One of the two is not kept in history any more.")
            return
        comparison = await asyncio.to_thread(compare, first, second, read_memory)
        if asked == self._asked:
            self.model.show_comparison(comparison)
            self._words.setText(counts(comparison))
            self._span()

    def _show_nothing(self, why: str) -> None:
        self.model.show_comparison(None)
        self._words.setText(why)

    def _on_only(self, only: bool) -> None:
        self.model.show_only_differences(only)
        self._span()

    def _on_swap(self) -> None:
        self._swapped = not self._swapped
        self._compare()

    def _span(self) -> None:
        """Titles go over the whole width."""
        self.table.clearSpans()
        for row in range(self.model.rowCount()):
            if self.model.is_title(row):
                self.table.setSpan(row, CHANGE, 1, self.model.columnCount())

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("compare-table")
        table.setAccessibleName("Differences")
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setItemDelegate(_GroundDelegate(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme().row_height("table"))
        header = table.horizontalHeader()
        table.setColumnWidth(CHANGE, 84)
        for column in (BEFORE, AFTER):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        theme().changed.connect(table.viewport().update)
