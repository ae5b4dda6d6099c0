"""Two invocations side by side as a table: sections, what became of each place, the earlier and the later value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from workbench.core.compare import Change, Comparison, Difference, ExchangeDifference
from workbench.core.exchange import Exchange
from workbench.gui.json_tree import AnyIndex, describe
from workbench.gui.theme import theme
from workbench.gui.traffic_model import status
from workbench.gui.verdict_banner import milliseconds

COLUMNS: Final = ("Change", "Before", "After")
CHANGE, BEFORE, AFTER = range(len(COLUMNS))
_ROOT: Final = QModelIndex()
_GROUNDS: Final = {
    (BEFORE, Change.CHANGED): "error_ground",
    (BEFORE, Change.REMOVED): "error_ground",
    (AFTER, Change.CHANGED): "ok_ground",
    (AFTER, Change.ADDED): "ok_ground",
}
_LONGEST_TIP: Final = 4000


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One line: a section's title when `change` is None."""

    change: Change | None
    before: str
    after: str = ""


class CompareModel(QAbstractTableModel):
    """All lines, or those that differ."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._rows: list[CompareRow] = []
        self.only_differences = False

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show another comparison, or none."""
        self._comparison = comparison
        self._fill()

    def show_only_differences(self, only: bool) -> None:
        """Leave out what is the same, or show it again."""
        self.only_differences = only
        self._fill()

    def is_title(self, row: int) -> bool:
        """Whether a line is a section's title."""
        return self._rows[row].change is None

    def next_difference(self, row: int, step: int) -> int:
        """The next line that differs after `row`, or before it for -1; from the other end when there is none; -1."""
        count = len(self._rows)
        for away in range(1, count + 1):
            place = (row + away * step) % count
            if self._rows[place].change not in (None, Change.SAME):
                return place
        return -1

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """See COLUMNS."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802, Qt's name
        """Names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and the ground of what differs."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = _text(row, column)
            return text if role == Qt.ItemDataRole.DisplayRole else text[:_LONGEST_TIP]
        if role == Qt.ItemDataRole.FontRole and row.change is not None and column != CHANGE:
            return theme().fonts.mono
        if role == Qt.ItemDataRole.BackgroundRole and row.change is not None:
            token = _GROUNDS.get((column, row.change))
            return theme().color(token) if token else None
        if role == Qt.ItemDataRole.ForegroundRole and (row.change is Change.SAME or column == CHANGE):
            return theme().color("muted" if row.change is not None else "text")
        return None

    def _fill(self) -> None:
        self.beginResetModel()
        self._rows = list(_rows(self._comparison, self.only_differences)) if self._comparison else []
        self.endResetModel()


def _text(row: CompareRow, column: int) -> str:
    if row.change is None:
        return row.before if column == CHANGE else ""
    return (str(row.change), row.before, row.after)[column]


def counts(comparison: Comparison) -> str:
    """How much differs, in a sentence."""
    places = _differing(comparison.outcome)
    traffic = _differing(comparison.exchanges)
    findings = _differing(comparison.findings)
    if not places + traffic + findings:
        return "Value, CRM traffic and findings are the same."
    return (
        f"{places} difference{'' if places == 1 else 's'} in the value, {traffic} in CRM traffic, "
        f"{findings} in findings"
    )


def _differing(items: Iterable[Difference | ExchangeDifference]) -> int:
    return sum(each.change is not Change.SAME for each in items)


def _rows(comparison: Comparison, only: bool) -> Iterator[CompareRow]:
    exchanges = [each for each in comparison.exchanges if not only or each.change is not Change.SAME]
    yield from _section("CRM traffic", [_exchange_row(each) for each in exchanges])
    for each in exchanges:
        if each.change is not Change.CHANGED or each.after is None:
            continue
        for title, places in each.parts:
            if _differing(places):
                yield from _section(f"{each.after.request.method}, {title}", _place_rows(places, only))
    yield from _section("Returned value", _place_rows(comparison.outcome, only))
    yield from _section("Findings", _place_rows(comparison.findings, only))
    yield from _section("Sent", _place_rows(comparison.arguments, only))


def _section(title: str, rows: list[CompareRow]) -> Iterator[CompareRow]:
    if rows:
        yield CompareRow(None, title)
        yield from rows


def _place_rows(places: Iterable[Difference], only: bool) -> list[CompareRow]:
    return [_place_row(each) for each in places if not only or each.change is not Change.SAME]


def _place_row(place: Difference) -> CompareRow:
    start = f"{place.path}: " if place.path else ""
    return CompareRow(
        place.change,
        "" if place.change is Change.ADDED else start + describe(place.before),
        "" if place.change is Change.REMOVED else start + describe(place.after),
    )


def _exchange_row(difference: ExchangeDifference) -> CompareRow:
    return CompareRow(difference.change, _line(difference.before), _line(difference.after))


def _line(exchange: Exchange | None) -> str:
    if exchange is None:
        return ""
    path = "/" + exchange.request.url.partition("://")[2].partition("/")[2]
    took = "" if exchange.timing.total is None else f"  {milliseconds(exchange.timing.total)}"
    return f"{exchange.request.method}  {path}  {status(exchange)}{took}"
