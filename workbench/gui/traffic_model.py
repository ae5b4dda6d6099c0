"""The CRM exchanges of an invocation as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from workbench.core.exchange import Exchange
from workbench.core.redaction import Redactor
from workbench.gui.json_tree import AnyIndex
from workbench.gui.theme import theme
from workbench.gui.verdict_banner import milliseconds

COLUMNS: Final = ("Method", "Address", "Status", "Time", "When")
METHOD, ADDRESS, STATUS, TIME, WHEN = range(5)
EXCHANGE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()
_FIRST_ERROR: Final = 400


class TrafficModel(QAbstractTableModel):
    """Exchanges in the order in which they began."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchanges: list[Exchange] = []
        self._redactor = Redactor()

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What is shown."""
        return self._exchanges

    @property
    def whole(self) -> tuple[float, float]:
        """Begin and length of the whole in seconds, for the waterfall."""
        if not self._exchanges:
            return 0.0, 1.0
        begin = min(each.started_at for each in self._exchanges)
        end = max(each.started_at + (each.timing.total or 0) / 1000 for each in self._exchanges)
        return begin, max(end - begin, 0.001)

    def show_exchanges(self, exchanges: Sequence[Exchange], redactor: Redactor) -> None:
        """Show the exchanges of another invocation."""
        self.beginResetModel()
        self._exchanges = list(exchanges)
        self._redactor = redactor
        self.endResetModel()

    def append(self, exchange: Exchange) -> None:
        """One more, while the invocation runs."""
        place = len(self._exchanges)
        self.beginInsertRows(_ROOT, place, place)
        self._exchanges.append(exchange)
        self.endInsertRows()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """One row an exchange."""
        return 0 if parent.isValid() else len(self._exchanges)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """See COLUMNS."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802, Qt's name
        """Names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, colours for a state, and the exchange itself."""
        if not index.isValid():
            return None
        exchange = self._exchanges[index.row()]
        column = index.column()
        if role == EXCHANGE_ROLE:
            return exchange
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(exchange, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == ADDRESS:
            return self._redactor.url(exchange.request.url)
        if role == Qt.ItemDataRole.FontRole and column in (METHOD, ADDRESS):
            return theme().fonts.mono
        if role == Qt.ItemDataRole.TextAlignmentRole and column == TIME:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == STATUS and failed(exchange):
                return theme().color("error")
            return theme().color("muted") if column in (METHOD, TIME) else None
        return None

    def _text(self, exchange: Exchange, column: int) -> str:
        if column == METHOD:
            return exchange.request.method
        if column == ADDRESS:
            return self._address(exchange)
        if column == STATUS:
            return status(exchange)
        if column == TIME:
            return "" if exchange.timing.total is None else milliseconds(exchange.timing.total)
        return ""

    def _address(self, exchange: Exchange) -> str:
        """The path, with the host before it when the exchanges go to several."""
        url = self._redactor.url(exchange.request.url)
        parts = urlsplit(url)
        hosts = {urlsplit(each.request.url).netloc for each in self._exchanges}
        path = url.partition("://")[2].partition("/")[2]
        return f"{parts.netloc}/{path}" if len(hosts) > 1 else f"/{path}"


def status(exchange: Exchange) -> str:
    """The status code, or the client's word for what went wrong."""
    if exchange.response is not None:
        return str(exchange.response.status)
    return exchange.error.code if exchange.error else "open"


def failed(exchange: Exchange) -> bool:
    """Whether the CRM refused, or never answered."""
    return exchange.error is not None or (exchange.response is not None and exchange.response.status >= _FIRST_ERROR)
