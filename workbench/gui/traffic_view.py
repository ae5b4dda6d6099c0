"""CRM traffic: the exchanges of an invocation on a time line, and the one that is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSplitter, QStackedWidget, QTableView, QWidget

from workbench.core.exchange import Exchange
from workbench.core.redaction import Redactor
from workbench.gui.cells import CellDelegate
from workbench.gui.exchange_view import ExchangeView
from workbench.gui.theme import theme
from workbench.gui.traffic_model import ADDRESS, EXCHANGE_ROLE, METHOD, STATUS, TIME, WHEN, TrafficModel, failed
from workbench.gui.waterfall import WaterfallDelegate
from workbench.gui.widgets import label, vbox
from workbench.gui.workplace import Workplace

_WIDTHS = {METHOD: 72, STATUS: 92, TIME: 76, WHEN: 190}


class TrafficView(QWidget):
    """List above, exchange below."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("traffic")
        self._redactor = Redactor()
        self.model = TrafficModel(self)
        self.table = QTableView()
        self.table.setObjectName("traffic-table")
        self.table.setAccessibleName("CRM exchanges")
        self.table.setModel(self.model)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setItemDelegateForColumn(WHEN, WaterfallDelegate(self.table))
        self.table.setItemDelegate(CellDelegate(self.table))
        self.table.setMinimumHeight(theme().row_height("table") + 4)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme().row_height("table"))
        header = self.table.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(ADDRESS, QHeaderView.ResizeMode.Stretch)
        self.exchange = ExchangeView(workplace)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setObjectName("traffic-splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.exchange)
        self._splitter.setStretchFactor(1, 1)
        self._empty = label("", "muted", name="traffic-empty", wrap=True)
        self._empty.setContentsMargins(16, 14, 16, 14)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._splitter)
        vbox(self).addWidget(self._pages)
        self.table.selectionModel().currentRowChanged.connect(self._on_selected)
        theme().changed.connect(self.table.viewport().update)
        self.show_exchanges((), self._redactor, "")

    def show_exchanges(self, exchanges: Sequence[Exchange], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's exchanges; the first that failed is selected, else the last."""
        self._redactor = redactor
        self.model.show_exchanges(exchanges, redactor)
        self._empty.setText(why_none)
        self._pages.setCurrentIndex(1 if exchanges else 0)
        if exchanges:
            chosen = next((place for place, each in enumerate(exchanges) if failed(each)), len(exchanges) - 1)
            self.table.selectRow(chosen)
            rows = min(len(exchanges), 8) * theme().row_height("table") + 6
            self._splitter.setSizes([rows, max(200, self.height() - rows)])

    def append(self, exchange: Exchange) -> None:
        """One more, while the invocation runs."""
        self.model.append(exchange)
        self._pages.setCurrentIndex(1)
        self.table.viewport().update()

    def _on_selected(self, index: QModelIndex, _before: QModelIndex) -> None:
        exchange = index.data(EXCHANGE_ROLE)
        if exchange is not None:
            self.exchange.show_exchange(exchange, self._redactor)
