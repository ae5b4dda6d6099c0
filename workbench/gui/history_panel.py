"""The foot of the window: what was fired, searched as one types; a row shows its invocation."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)

from workbench.core.events import InvocationFinished
from workbench.core.history_filter import HistoryFilter, OneOf
from workbench.gui.cells import CellDelegate
from workbench.gui.filter_line import FilterLine
from workbench.gui.history_menu import HistoryMenu
from workbench.gui.history_model import (
    ADAPTER,
    CALLS,
    INTERFACE,
    PAGE,
    ROW_ROLE,
    SUMMARY,
    TOOK,
    VERDICT,
    WHEN,
    HistoryModel,
)
from workbench.gui.theme import theme
from workbench.gui.widgets import ElidedLabel, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace

_WIDTHS = {WHEN: 140, INTERFACE: 170, VERDICT: 124, TOOK: 76, CALLS: 104, ADAPTER: 140}
_SEARCH_AFTER = 120
"""Milliseconds of quiet after which a search begins."""


class HistoryPanel(QWidget):
    """History of all adapters, or of the open one."""

    invocation_chosen = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("history-panel")
        self._workplace = workplace
        self._asked = 0
        """Number of the search asked last; answers to earlier ones are dropped."""
        self._setting = False
        """True while the selection follows what was fired, rather than the user."""
        self.model = HistoryModel(self)
        self.model.page_wanted.connect(self._on_page_wanted)
        self._title = label("History", "heading")
        self._mine = QCheckBox("This adapter")
        self._mine.setObjectName("history-mine")
        self._mine.toggled.connect(self.search)
        self.filter = FilterLine()
        self.filter.setObjectName("history-filter")
        self.filter.setAccessibleName("Filter history")
        self.filter.setPlaceholderText("verdict:failed status:4xx took:>500ms, or words")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(360)
        self._mistake = ElidedLabel("", "muted", name="history-mistake")
        self._count = label("", "muted", name="history-count")
        self.table = QTableView()
        self._set_up_table()
        self.menu = HistoryMenu(self.table, workplace)
        self.menu.changed.connect(self.search)
        self._wanted = HistoryFilter()
        """What the rows that are shown passed."""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_SEARCH_AFTER)
        self._quiet.timeout.connect(self.search)
        self.filter.textChanged.connect(self._quiet.start)
        bar = panel("history-bar")
        row = hbox(bar, margins=(16, 8, 16, 8), spacing=14)
        row.addWidget(self._title)
        row.addWidget(self._mine)
        row.addWidget(self.filter, 1)
        row.addWidget(self._mistake, 2)
        row.addWidget(self._count)
        self._empty = label("", "muted", name="history-empty")
        self._empty.setContentsMargins(16, 10, 16, 10)
        empty_page = panel("history-empty-page")
        column = vbox(empty_page)
        column.addWidget(self._empty)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty_page)
        self._pages.addWidget(self.table)
        column = vbox(self)
        column.addWidget(bar)
        column.addWidget(rule())
        column.addWidget(self._pages, 1)
        workplace.events.invocation_finished.connect(self._on_finished)
        workplace.adapter_changed.connect(self._on_adapter)

    def search(self) -> None:
        """Show the newest that fit the filter; a filter that says nothing is explained, and the rows stay."""
        wanted, error = self.filter.wanted(), self.filter.error
        self._mistake.setText(f"{error.message} {error.hint}" if error else "")
        if wanted is None:
            return
        adapter = self._workplace.adapter
        mine = (OneOf("adapter", (adapter.name,)),) if adapter is not None and self._mine.isChecked() else ()
        self._wanted = HistoryFilter((*wanted.conditions, *mine))
        self._asked += 1
        self._workplace.spawn(self._search(self._asked), "history-search")

    async def _search(self, asked: int) -> None:
        history, wanted = self._workplace.session.history, self._wanted
        rows = await history.rows(limit=PAGE, wanted=wanted, pinned=True)
        rows += await history.rows(limit=PAGE, wanted=wanted, pinned=False)
        count = await history.count()
        self.filter.known = await history.names()
        if asked != self._asked:
            return
        chosen = self._chosen_id()
        self._setting = True
        self.model.show_rows(rows)
        self._setting = False
        self._select(chosen)
        self._count.setText(f"{count:,} run{'' if count == 1 else 's'}")
        nothing = "What you fire is kept here, with its CRM calls."
        self._empty.setText("Nothing fits this filter." if wanted.conditions else nothing)
        self._pages.setCurrentIndex(1 if rows else 0)

    async def _more(self, asked: int) -> None:
        history = self._workplace.session.history
        rows = await history.rows(limit=PAGE, before=self.model.oldest, wanted=self._wanted, pinned=False)
        if asked == self._asked:
            self.model.append_rows(rows)

    async def _show(self, invocation_id: str) -> None:
        invocation = await self._workplace.session.history.invocation(invocation_id)
        if invocation is not None and self._chosen_id() == invocation_id:
            self.invocation_chosen.emit(invocation)

    def _chosen_id(self) -> str:
        row = self.table.currentIndex().data(ROW_ROLE)
        return row.id if row is not None else ""

    def _select(self, invocation_id: str) -> None:
        place = self.model.row_of(invocation_id)
        if place >= 0:
            self._setting = True
            self.table.selectRow(place)
            self._setting = False

    def _on_page_wanted(self) -> None:
        self._workplace.spawn(self._more(self._asked), "history-page")

    def _on_finished(self, event: InvocationFinished) -> None:
        firing = self._workplace.firing
        newest = event.invocation.id if firing and firing[0] == event.invocation.id else ""
        self._asked += 1
        self._workplace.spawn(self._after_firing(self._asked, newest), "history-newest")

    async def _after_firing(self, asked: int, newest: str) -> None:
        await self._search(asked)
        if newest and asked == self._asked:
            self._select(newest)

    def _on_adapter(self) -> None:
        self._mine.setEnabled(self._workplace.adapter is not None)
        self.search()

    def _on_selected(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None and not self._setting:
            self._workplace.spawn(self._show(row.id), "history-show")

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("history-table")
        table.setAccessibleName("History")
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setItemDelegate(CellDelegate(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme().row_height("table"))
        header = table.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(SUMMARY, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._on_selected)
        theme().changed.connect(table.viewport().update)
