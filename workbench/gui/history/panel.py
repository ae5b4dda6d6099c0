"""The foot of the window: what was fired, searched as one types; a row shows its invocation."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)

from workbench.core.program.history_filter import HistoryFilter, OneOf
from workbench.core.run.events import InvocationFinished
from workbench.gui.history.filter_line import FilterLine
from workbench.gui.history.menu import HistoryMenu
from workbench.gui.history.model import (
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
from workbench.gui.look.cells import CellDelegate
from workbench.gui.look.tables import set_up_table
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.services.history import HistoryRow

_WIDTHS = {WHEN: 140, INTERFACE: 170, VERDICT: 124, TOOK: 76, CALLS: 104, ADAPTER: 140}


class HistoryPanel(QWidget):
    """History of all adapters, or of the open one."""

    invocation_chosen = Signal(object)
    """A past Invocation to show."""
    result_wanted = Signal()
    """The shown invocation is to be read: its views take the focus."""
    compare_chosen = Signal(object, str)
    """An Invocation, and the id of the one that it is compared with; empty for the one before it."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("history-panel")
        self._workplace = workplace
        self._asked = 0
        """Number of the search asked last; answers to earlier ones are dropped."""
        self._looked = 0
        """Number of what was last asked to be shown; what was asked before it and is read later is not shown."""
        self._searching = False
        """One search runs at a time: what is typed meanwhile is looked for once it has ended, and only the last."""
        self._stale = True
        """Whether rows came or went since they were counted."""
        self._newest = ""
        """Id of the firing that is to be selected when it is listed."""
        self._total = 0
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
        self.menu.show_wanted.connect(self._on_show)
        self.menu.compare_wanted.connect(self._on_compare)
        self.menu.controller.said.connect(self.say)
        self._wanted = HistoryFilter()
        """What the rows that are shown passed."""
        self.filter.textChanged.connect(self.search)
        self.filter.left_for_rows.connect(self._on_left_for_rows)
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
        workplace.keeper.changed.connect(self.refresh)
        workplace.adapter_changed.connect(self._on_adapter)

    def say(self, sentence: str) -> None:
        """Say something beside the filter, until the next search."""
        self._mistake.setText(sentence)

    def refresh(self) -> None:
        """Rows came or went: search and count anew."""
        self._stale = True
        self.search()

    def search(self) -> None:
        """Show the newest that fit the filter; a filter that says nothing is explained, and the rows stay."""
        wanted, error = self.filter.wanted(), self.filter.error
        if error is not None or not self._stale:
            self.say(f"{error.message} {error.hint}" if error else "")
        self.filter.setAccessibleDescription(f"{error.message} {error.hint}" if error else "")
        if wanted is None:
            return
        adapter = self._workplace.adapter
        mine = (OneOf("this adapter", (adapter.name,)),) if adapter is not None and self._mine.isChecked() else ()
        self._wanted = HistoryFilter((*wanted.conditions, *mine))
        self._asked += 1
        if not self._searching:
            self._searching = True
            self._workplace.spawn(self._search(), "history-search")

    async def _search(self) -> None:
        """One query; what was asked for meanwhile is one more."""
        history = self._workplace.session.history
        try:
            asked = -1
            while asked != self._asked:
                asked, wanted = self._asked, self._wanted
                rows = await history.first_page(wanted, limit=PAGE)
                if self._stale:
                    self._stale = False
                    self._total = await history.count()
                    self.filter.known = await history.names()
                if asked == self._asked:
                    self._show_rows(rows, wanted)
        finally:
            self._searching = False

    def _show_rows(self, rows: list[HistoryRow], wanted: HistoryFilter) -> None:
        chosen, selected = self._chosen_id(), {row.id for row in self.menu.rows()}
        self._setting = True
        self.model.show_rows(rows)
        if self._newest and self.model.row_of(self._newest) >= 0:
            chosen, selected, self._newest = self._newest, set(), ""
        self._select(chosen, selected)
        self._setting = False
        runs = f"{self._total:,} run{'' if self._total == 1 else 's'}"
        fitting = f"{len(rows):,}{'' if self.model.is_whole else ' and more'} of {runs}"
        self._count.setText(fitting if wanted.conditions else runs)
        nothing = "What you fire is kept here, with its CRM calls."
        self._empty.setText("Nothing fits this filter." if wanted.conditions else nothing)
        self._pages.setCurrentIndex(1 if rows else 0)

    async def _more(self, asked: int) -> None:
        history = self._workplace.session.history
        rows = await history.rows(limit=PAGE, before=self.model.oldest, wanted=self._wanted, pinned=False)
        if asked == self._asked:
            self.model.append_rows(rows)

    async def _show(self, invocation_id: str, looked: int, *, read: bool = False) -> None:
        invocation = await self._workplace.session.history.invocation(invocation_id)
        if invocation is not None and looked == self._looked and self._chosen_id() == invocation_id:
            self.invocation_chosen.emit(invocation)
            if read:
                self.result_wanted.emit()

    def _chosen_id(self) -> str:
        row = self.table.currentIndex().data(ROW_ROLE)
        return row.id if row is not None else ""

    def _select(self, invocation_id: str, others: set[str]) -> None:
        """Select a row, and others beside it."""
        place = self.model.row_of(invocation_id)
        if place >= 0:
            self.table.selectRow(place)
        if len(others) > 1:
            chosen = QItemSelection()
            for each in others:
                place = self.model.row_of(each)
                chosen.select(self.model.index(place, 0), self.model.index(place, self.model.columnCount() - 1))
            self.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_page_wanted(self) -> None:
        self._workplace.spawn(self._more(self._asked), "history-page")

    def _on_finished(self, event: InvocationFinished) -> None:
        """The user's own firing is selected when it is listed; the keeper has the rows searched anew."""
        firing = self._workplace.firing
        if firing and firing[0] == event.invocation.id:
            self._newest = event.invocation.id
            self._looked += 1

    def _on_show(self, row: HistoryRow) -> None:
        self._looked += 1
        self._workplace.spawn(self._show(row.id, self._looked, read=True), "history-show")

    def _on_compare(self, rows: list[HistoryRow]) -> None:
        self._looked += 1
        self._workplace.spawn(self._compare(rows, self._looked), "history-compare")

    async def _compare(self, rows: list[HistoryRow], looked: int) -> None:
        """Two rows with each other; one with the newest run of its interface, or, if it is that, the one before."""
        history, row = self._workplace.session.history, rows[0]
        before = ""
        if len(rows) > 1:
            older, newer = sorted(rows, key=lambda each: each.number)
            before = older.id
        else:
            same = HistoryFilter((OneOf("this interface", (row.interface,)), OneOf("this adapter", (row.adapter,))))
            newer = next(iter(await history.rows(limit=1, wanted=same)), row)
            before = "" if newer.id == row.id else row.id
        invocation = await history.invocation(newer.id)
        if invocation is not None and looked == self._looked:
            self.compare_chosen.emit(invocation, before)

    def _on_left_for_rows(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            if not self.table.selectionModel().hasSelection():
                self.table.selectRow(max(self.table.currentIndex().row(), 0))

    def _on_adapter(self) -> None:
        self._mine.setEnabled(self._workplace.adapter is not None)
        self.search()

    def _on_selected(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None and not self._setting:
            self._looked += 1
            self._workplace.spawn(self._show(row.id, self._looked), "history-show")

    def _set_up_table(self) -> None:
        table = self.table
        set_up_table(table, "history-table", "History", several=True)
        table.setModel(self.model)
        table.setItemDelegate(CellDelegate(table))
        header = table.horizontalHeader()
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(SUMMARY, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._on_selected)
        theme().changed.connect(table.viewport().update)
