"""Two invocations side by side as a table: sections, what became of each place, and what differs within a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt

from workbench.core.comparing.compare import Change, Comparison, Difference, ExchangeDifference
from workbench.core.text.harmless import pictured
from workbench.core.text.json_levels import kind_of
from workbench.core.text.text_changes import Span, changed_spans, in_sight
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Value
from workbench.core.values.json_text import write_json
from workbench.gui.look.tables import AnyIndex, ColumnsModel
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import plain
from workbench.gui.result.traffic_model import READING, failed, status
from workbench.gui.result.verdict_banner import milliseconds
from workbench.gui.values.json_tree import describe

COLUMNS: Final = ("Change", "Before", "After")
CHANGE, BEFORE, AFTER = range(len(COLUMNS))
_ROOT: Final = QModelIndex()
_GROUNDS: Final = {
    (BEFORE, Change.CHANGED): "error_ground",
    (BEFORE, Change.REMOVED): "error_ground",
    (BEFORE, Change.ADDED): "background",
    (AFTER, Change.REMOVED): "background",
    (AFTER, Change.CHANGED): "ok_ground",
    (AFTER, Change.ADDED): "ok_ground",
}
_LONGEST_TIP: Final = 4000
_LONGEST_TEXT: Final = 20_000
"""Characters of a text that are looked at for what differs."""
_LONGEST_LINE: Final = 400
_TOKENS: Final = {"string": "json_string", "number": "json_number", "word": "json_number", "special": "warning"}
PIECES_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The line of a cell, as Pieces."""
CHANGE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""What became of the line; None for a title."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line in a colour of its own."""

    text: str
    color: str = "text"
    changed: bool = False
    """Whether this is what differs within the line; it is underlined."""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One line: a section's title when `change` is None."""

    change: Change | None
    before: Line
    after: Line = ()


class CompareModel(ColumnsModel):
    """All lines, or those that differ."""

    columns = COLUMNS

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

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and the background of what differs."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = _text(row, column)
            return pictured(text) if role == Qt.ItemDataRole.DisplayRole else plain(text[:_LONGEST_TIP])
        if role == PIECES_ROLE:
            return row.before if column == BEFORE else row.after if column == AFTER else ()
        if role == CHANGE_ROLE:
            return row.change
        if role == Qt.ItemDataRole.BackgroundRole and row.change is not None:
            token = _GROUNDS.get((column, row.change))
            return theme().color(token) if token else None
        return None

    def _fill(self) -> None:
        self.beginResetModel()
        self._rows = list(_rows(self._comparison, self.only_differences)) if self._comparison else []
        self.endResetModel()


def _text(row: CompareRow, column: int) -> str:
    if row.change is None:
        return _words(row.before) if column == CHANGE else ""
    return (str(row.change), _words(row.before), _words(row.after))[column]


def _words(line: Line) -> str:
    return "".join(piece.text for piece in line)


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
    yield from _section("Findings", [_finding_row(each) for each in _wanted(comparison.findings, only)])
    yield from _section("Sent", _place_rows(comparison.arguments, only))


def _section(title: str, rows: list[CompareRow]) -> Iterator[CompareRow]:
    if rows:
        yield CompareRow(None, (Piece(title),))
        yield from rows


def _wanted(places: Iterable[Difference], only: bool) -> Iterator[Difference]:
    return (each for each in places if not only or each.change is not Change.SAME)


def _place_rows(places: Iterable[Difference], only: bool) -> list[CompareRow]:
    return [_place_row(each) for each in _wanted(places, only)]


def _place_row(place: Difference) -> CompareRow:
    start: Line = (Piece(place.path, "json_key"), Piece(": ")) if place.path else ()
    before, after = _values(place)
    return CompareRow(
        place.change,
        () if place.change is Change.ADDED else (*start, *before),
        () if place.change is Change.REMOVED else (*start, *after),
    )


def _values(place: Difference) -> tuple[Line, Line]:
    """The two values; of two texts what differs is in sight, and marked."""
    if place.change is Change.SAME:
        kept = isinstance(place.after, dict | list) and bool(place.after)
        same = (Piece(describe(place.after) + (", the same" if kept else ""), "muted"),)
        return same, same
    if isinstance(place.before, str) and isinstance(place.after, str):
        lines = in_sight(_quoted(place.before), _quoted(place.after))
        spans = changed_spans(*lines)
        return _marked(lines[0], spans[0]), _marked(lines[1], spans[1])
    return (_value(place.before),), (_value(place.after),)


def _value(value: Value) -> Piece:
    return Piece(describe(value), _TOKENS.get(kind_of(value), "muted"))


def _quoted(text: str) -> str:
    return write_json(text[:_LONGEST_TEXT])


def _marked(text: str, spans: Iterable[Span]) -> Line:
    """A text in pieces, those that changed marked; cut where no row could show it."""
    pieces: list[Piece] = []
    at = 0
    for begin, end in spans:
        pieces += [Piece(text[at:begin], "json_string"), Piece(text[begin:end], "json_string", changed=True)]
        at = end
    pieces.append(Piece(text[at : at + _LONGEST_LINE], "json_string"))
    return tuple(piece for piece in pieces if piece.text)


def _finding_row(place: Difference) -> CompareRow:
    rule, _, where = place.path.partition(" ")
    start = (Piece(rule, "warning"), Piece(f"  {where}  " if where else "  ", "muted"))
    return CompareRow(
        place.change,
        () if place.change is Change.ADDED else (*start, Piece(str(place.before))),
        () if place.change is Change.REMOVED else (*start, Piece(str(place.after))),
    )


def _exchange_row(difference: ExchangeDifference) -> CompareRow:
    return CompareRow(difference.change, _line(difference.before), _line(difference.after))


def _line(exchange: Exchange | None) -> Line:
    if exchange is None:
        return ()
    request = exchange.request
    path = "/" + request.url.partition("://")[2].partition("/")[2]
    took = "" if exchange.timing.total is None else f"  {milliseconds(exchange.timing.total)}"
    return (
        Piece(request.method, "ok" if request.method in READING else "warning"),
        Piece(f"  {path}  "),
        Piece(status(exchange), "error" if failed(exchange) else "text"),
        Piece(took, "muted"),
    )
