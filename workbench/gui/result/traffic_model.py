"""The CRM exchanges of an invocation as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from workbench.core.redaction import Redactor
from workbench.core.text.harmless import harmless
from workbench.core.traffic.exchange import Exchange
from workbench.core.values.addresses import split_address
from workbench.gui.look.tables import AnyIndex, ColumnsModel
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import plain
from workbench.gui.result.verdict_banner import milliseconds

COLUMNS: Final = ("Method", "Address", "Status", "Time", "When")
METHOD, ADDRESS, STATUS, TIME, WHEN = range(5)
EXCHANGE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()
_FIRST_ERROR: Final = 400
READING: Final = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""


class TrafficModel(ColumnsModel):
    """Exchanges in the order in which they began."""

    columns = COLUMNS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchanges: list[Exchange] = []
        self._redactor = Redactor()
        self._by_id: dict[str, Exchange] = {}
        self._hosts: set[str] = set()
        self._begin, self._end = math.inf, 0.0
        self._before: dict[str, Exchange] = {}
        """What an exchange follows, by its id: the redirect, or the failed attempt that it repeats."""
        self._failed: dict[tuple[str, str], Exchange] = {}
        """The last exchange that failed, by method and address."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What is shown."""
        return self._exchanges

    @property
    def whole(self) -> tuple[float, float]:
        """Begin and length of the whole in seconds, for the waterfall."""
        if not self._exchanges:
            return 0.0, 1.0
        return self._begin, max(self._end - self._begin, 0.001)

    def show_exchanges(self, exchanges: Sequence[Exchange], redactor: Redactor) -> None:
        """Show the exchanges of another invocation."""
        self.beginResetModel()
        self._redactor = redactor
        self._exchanges = []
        for known in (self._by_id, self._hosts, self._before, self._failed):
            known.clear()
        self._begin, self._end = math.inf, 0.0
        self._take(exchanges)
        self.endResetModel()

    def append(self, *exchanges: Exchange) -> None:
        """More of them, while the invocation runs."""
        if not exchanges:
            return
        place = len(self._exchanges)
        self.beginInsertRows(_ROOT, place, place + len(exchanges) - 1)
        self._take(exchanges)
        self.endInsertRows()

    def follows(self, exchange: Exchange) -> Exchange | None:
        """The exchange whose redirect this one follows, or the failed one that it repeats."""
        return self._before.get(exchange.id)

    def fits(self, row: int, wanted: str) -> bool:
        """Whether an exchange has every word of a filter in its method, address, status or error; 4xx is any of 400."""
        exchange = self._exchanges[row]
        code = status(exchange)
        words = f"{exchange.request.method} {self._redactor.url(exchange.request.url)} {code}".lower()
        if exchange.error is not None:
            words += f" {exchange.error.message.lower()}"
        classes = f"{code[0]}xx" if exchange.response is not None else ""
        return all(word == classes or word in words for word in wanted.lower().split())

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """One row an exchange."""
        return 0 if parent.isValid() else len(self._exchanges)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, colours for a state, and the exchange itself."""
        if not index.isValid():
            return None
        exchange = self._exchanges[index.row()]
        column = index.column()
        if role == EXCHANGE_ROLE:
            return exchange
        if role == Qt.ItemDataRole.DisplayRole:
            return harmless(self._text(exchange, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(exchange) if column == METHOD else self._text(exchange, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tip(exchange, column) or "")
        if role == Qt.ItemDataRole.FontRole and column in (METHOD, ADDRESS):
            return theme().fonts.mono
        if role == Qt.ItemDataRole.TextAlignmentRole and column == TIME:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(exchange, column)
        return None

    def _take(self, exchanges: Iterable[Exchange]) -> None:
        for exchange in exchanges:
            self._by_id[exchange.id] = exchange
            self._exchanges.append(exchange)
            request = exchange.request
            self._hosts.add(split_address(request.url).netloc)
            self._begin = min(self._begin, exchange.started_at)
            self._end = max(self._end, exchange.started_at + (exchange.timing.total or 0) / 1000)
            key = request.method, request.url
            before = self._failed.pop(key, None)
            if exchange.redirected_from:
                before = self._by_id.get(exchange.redirected_from)
            if before is not None:
                self._before[exchange.id] = before
            if failed(exchange):
                self._failed[key] = exchange

    def _text(self, exchange: Exchange, column: int) -> str:
        if column == METHOD:
            return exchange.request.method
        if column == ADDRESS:
            return self._arrow(exchange) + self._address(exchange)
        if column == STATUS:
            return f"✕ {status(exchange)}" if failed(exchange) else status(exchange)
        if column == TIME:
            return "" if exchange.timing.total is None else milliseconds(exchange.timing.total)
        return ""

    def _arrow(self, exchange: Exchange) -> str:
        if exchange.id not in self._before:
            return ""
        return "↪ " if exchange.redirected_from else "↻ "

    def _tip(self, exchange: Exchange, column: int) -> str | None:
        if column == ADDRESS:
            before = self._before.get(exchange.id)
            url = self._redactor.url(exchange.request.url)
            return f"{url}\n{self._why(exchange, before)}" if before is not None else url
        if column == STATUS and failed(exchange):
            return self._redactor.text(_failure(exchange))
        return None

    def _why(self, exchange: Exchange, before: Exchange) -> str:
        if exchange.redirected_from:
            return f"Follows the redirect of {before.request.method} {self._redactor.url(before.request.url)}."
        return f"The same request again, after {status(before)}."

    def _spoken(self, exchange: Exchange) -> str:
        """The row in one sentence, for those who hear it."""
        before = self._before.get(exchange.id)
        end = _failure(exchange) if failed(exchange) else f"answered {status(exchange)}"
        words = [f"{exchange.request.method} {self._address(exchange)}", end]
        if exchange.timing.total is not None:
            words.append(milliseconds(exchange.timing.total))
        if before is not None:
            words.append(self._why(exchange, before).rstrip("."))
        return self._redactor.text(", ".join(words))

    def _color(self, exchange: Exchange, column: int) -> QColor | None:
        if column == STATUS and failed(exchange):
            return theme().color("error")
        if column == METHOD:
            return theme().color("ok" if exchange.request.method in READING else "warning")
        return theme().color("muted") if column == TIME else None

    def _address(self, exchange: Exchange) -> str:
        """The path, with the host before it when the exchanges go to several."""
        url = self._redactor.url(exchange.request.url)
        parts = split_address(url)
        path = url.partition("://")[2].partition("/")[2]
        return f"{parts.netloc}/{path}" if len(self._hosts) > 1 else f"/{path}"


def _failure(exchange: Exchange) -> str:
    if exchange.error is not None:
        return f"failed: {exchange.error.code}, {exchange.error.message}"
    assert exchange.response is not None
    return f"failed: {exchange.response.status} {exchange.response.reason}".strip()


def status(exchange: Exchange) -> str:
    """The status code, or the client's word for what went wrong."""
    if exchange.response is not None:
        return str(exchange.response.status)
    return exchange.error.code if exchange.error else "open"


def failed(exchange: Exchange) -> bool:
    """Whether the CRM refused, or never answered."""
    return exchange.error is not None or (exchange.response is not None and exchange.response.status >= _FIRST_ERROR)
