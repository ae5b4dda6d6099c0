"""CRM traffic: the exchanges of an invocation on a time line, and the one that is selected."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTableView,
    QWidget,
)

from workbench import __version__
from workbench.core.redaction import Redactor
from workbench.core.tracing.provenance import Origin, Part
from workbench.core.traffic.exchange import Exchange
from workbench.core.traffic.har import archive
from workbench.core.values.json_text import write_json
from workbench.gui.bridge import finished
from workbench.gui.look.cells import CellDelegate
from workbench.gui.look.tables import set_up_table
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, vbox
from workbench.gui.result.exchange_view import ExchangeView
from workbench.gui.result.traffic_model import ADDRESS, EXCHANGE_ROLE, METHOD, STATUS, TIME, WHEN, TrafficModel, failed
from workbench.gui.result.waterfall import WaterfallDelegate
from workbench.gui.workplace import Workplace
from workbench.services.elsewhere import write_elsewhere
from workbench.session.around import read_body

_WIDTHS: Final = {METHOD: 66, STATUS: 76, TIME: 72}
_WIDE_STATUS: Final = 138
"""Where an exchange has no status but a client's word, such as ECONNREFUSED."""
_WHEN: Final = (80, 190)
"""Least and greatest width of the time line."""
_OTHERS: Final = 150
"""What half of the pane has to leave for the columns that do not give way."""
_BATCH: Final = 60
"""Milliseconds for which exchanges that arrive are gathered before they are shown."""
_FILTERED_FROM: Final = 9
"""Exchanges from which a filter is offered."""


class TrafficView(QWidget):
    """List above, exchange below."""

    exchange_selected = Signal(int)
    """Place of the exchange that is shown; -1 for none."""
    more_shown = Signal()
    """Exchanges that arrived are shown now."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("traffic")
        self._workplace = workplace
        self._redactor = Redactor()
        self._waiting: list[Exchange] = []
        """Arrived, not shown yet."""
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(_BATCH)
        self._flush.timeout.connect(self._on_flush)
        self.title = "exchanges"
        """What they belong to; names an archive of them."""
        self.model = TrafficModel(self)
        self.filter = QLineEdit()
        self.filter.setObjectName("traffic-filter")
        self.filter.setAccessibleName("Filter the exchanges")
        self.filter.setPlaceholderText("Filter by method, address or status, such as POST 4xx")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter)
        self._nothing = label("No exchange fits this filter.", "muted", name="traffic-filter-empty")
        self._nothing.hide()
        self._filter_row = QWidget()
        row = vbox(self._filter_row, margins=(12, 6, 12, 6), spacing=4)
        row.addWidget(self.filter)
        row.addWidget(self._nothing)
        self.table = QTableView()
        self._set_up_table()
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
        shown = QWidget()
        column = vbox(shown)
        column.addWidget(self._filter_row)
        column.addWidget(self._splitter, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(shown)
        vbox(self).addWidget(self._pages)
        self.table.selectionModel().currentRowChanged.connect(self._on_selected)
        theme().changed.connect(self.table.viewport().update)
        self.show_exchanges((), self._redactor, "")

    @property
    def count(self) -> int:
        """Exchanges that have arrived."""
        return len(self.model.exchanges) + len(self._waiting)

    @property
    def selected(self) -> int:
        """Place of the exchange that is shown; -1 for none."""
        return self.table.currentIndex().row()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """In a narrow pane the time line leaves room for the addresses."""
        super().resizeEvent(event)
        least, most = _WHEN
        self.table.setColumnWidth(WHEN, max(least, min(self.width() // 2 - _OTHERS, most)))

    def show_exchanges(self, exchanges: Sequence[Exchange], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's exchanges; the first that failed is selected, else the last."""
        self._redactor = redactor
        self._flush.stop()
        self._waiting.clear()
        self.model.show_exchanges(exchanges, redactor)
        self.filter.clear()
        self._filter_row.setVisible(len(exchanges) >= _FILTERED_FROM)
        self._empty.setText(why_none)
        self._pages.setCurrentIndex(1 if exchanges else 0)
        self._fit_status(exchanges)
        if exchanges:
            chosen = next((place for place, each in enumerate(exchanges) if failed(each)), len(exchanges) - 1)
            self.table.selectRow(chosen)
            rows = min(len(exchanges), 8) * theme().row_height("table") + 6
            self._splitter.setSizes([rows, max(200, self.height() - rows)])
        else:
            self.exchange_selected.emit(-1)

    def append(self, exchange: Exchange) -> None:
        """One more, while the invocation runs; several that arrive together are shown together."""
        self._waiting.append(exchange)
        if not self._flush.isActive():
            self._flush.start()

    def show_origin(self, origin: Origin) -> None:
        """Select an exchange and the place in its answer where a value stands."""
        self.filter.clear()
        self.table.selectRow(origin.exchange)
        self.table.scrollTo(self.model.index(origin.exchange, 0))
        if origin.part is Part.HEADER:
            self.exchange.show_header(origin.path)
        else:
            self.exchange.tabs.setCurrentWidget(self.exchange.response)
            self.exchange.response.reveal(origin.path)

    def save_archive(self) -> None:
        """Ask for a file, and write all exchanges to it as an HTTP archive."""
        if self.model.exchanges:
            self._workplace.spawn(self._save_archive(), "save-har")

    async def _save_archive(self) -> None:
        dialog = QFileDialog(self.window(), "Save the exchanges", f"{self.title}.har", "HTTP archive (*.har)")
        dialog.setObjectName("har-dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("har")
        exchanges, redactor, title = tuple(self.model.exchanges), self._redactor, self.title
        try:
            if not await finished(dialog) or not dialog.selectedFiles():
                return
            place = Path(dialog.selectedFiles()[0])
        finally:
            dialog.deleteLater()
        await asyncio.to_thread(_write_archive, place, exchanges, redactor, title)
        self._workplace.busy_changed.emit(f"Saved {len(exchanges)} exchanges to {place.name}.")

    def _on_flush(self) -> None:
        arrived = tuple(self._waiting)
        self._waiting.clear()
        first = len(self.model.exchanges)
        self.model.append(*arrived)
        self._pages.setCurrentIndex(1)
        self._filter_row.setVisible(first + len(arrived) >= _FILTERED_FROM)
        self._fit_status(arrived)
        self._hide_rows(first)
        self.table.viewport().update()
        self.more_shown.emit()

    def _fit_status(self, exchanges: Sequence[Exchange]) -> None:
        """Room for the client's word where one stands in place of a status."""
        if any(each.error is not None for each in exchanges):
            self.table.setColumnWidth(STATUS, _WIDE_STATUS)
        elif len(exchanges) == len(self.model.exchanges):
            self.table.setColumnWidth(STATUS, _WIDTHS[STATUS])

    def _on_selected(self, index: QModelIndex, _before: QModelIndex) -> None:
        exchange = index.data(EXCHANGE_ROLE)
        if exchange is not None:
            self.exchange.show_exchange(exchange, self._redactor)
            self.exchange_selected.emit(index.row())

    def _on_filter(self) -> None:
        self._hide_rows(0)

    def _hide_rows(self, first: int) -> None:
        """Leave out what does not fit the filter, from a row on."""
        wanted = self.filter.text()
        for row in range(first, self.model.rowCount()):
            self.table.setRowHidden(row, bool(wanted) and not self.model.fits(row, wanted))
        hidden = all(map(self.table.isRowHidden, range(self.model.rowCount())))
        self._nothing.setVisible(bool(wanted) and hidden)

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("traffic-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy exchange", self.exchange.copy_whole)
        menu.addAction("Copy as cURL", self.exchange.copy_curl)
        menu.addSeparator()
        menu.addAction("Save exchanges as HAR…", self.save_archive)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _set_up_table(self) -> None:
        table = self.table
        set_up_table(table, "traffic-table", "CRM exchanges")
        table.setModel(self.model)
        table.setItemDelegateForColumn(WHEN, WaterfallDelegate(table))
        table.setItemDelegate(CellDelegate(table))
        table.setMinimumHeight(theme().row_height("table") + 4)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(ADDRESS, QHeaderView.ResizeMode.Stretch)


def _write_archive(place: Path, exchanges: Sequence[Exchange], redactor: Redactor, title: str) -> None:
    made = archive(exchanges, redactor, read_body, title=title, version=__version__)
    write_elsewhere(place, write_json(made, indent=2))
