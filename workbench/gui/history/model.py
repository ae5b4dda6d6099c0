"""Past invocations as a table that is read from SQLite a page at a time."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from workbench.core.run.invocation import OutcomeKind, Verdict
from workbench.core.text.harmless import harmless
from workbench.gui.look.moments import when
from workbench.gui.look.tables import AnyIndex, ColumnsModel
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import plain
from workbench.gui.result.verdict_banner import crm_calls, milliseconds
from workbench.services.history import HistoryRow

COLUMNS: Final = ("When", "Interface", "Verdict", "Took", "CRM calls", "Adapter", "What came of it")
WHEN, INTERFACE, VERDICT, TOOK, CALLS, ADAPTER, SUMMARY = range(len(COLUMNS))
PAGE: Final = 200
ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()
_STATES: Final = {Verdict.MEETS: "ok", Verdict.FINDINGS: "warning", Verdict.FAILED: "error"}
_ENDINGS: Final = {
    OutcomeKind.THREW: "threw",
    OutcomeKind.TIMED_OUT: "timed out",
    OutcomeKind.CANCELLED: "cancelled",
    OutcomeKind.CRASHED: "crashed",
}
_RIGHT: Final = (TOOK,)


class HistoryModel(ColumnsModel):
    """The newest first; asks for older ones when the view comes to the end."""

    columns = COLUMNS

    page_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[HistoryRow] = []
        self._is_whole = False
        self._is_waiting = False
        """A page was asked for and has not come; asking again would bring it twice."""

    @property
    def oldest(self) -> int | None:
        """Number of the last row."""
        return self._rows[-1].number if self._rows else None

    @property
    def is_whole(self) -> bool:
        """Whether every row that fits was read."""
        return self._is_whole

    def show_rows(self, rows: list[HistoryRow]) -> None:
        """Show the first page of another search."""
        self.beginResetModel()
        self._rows = rows
        self._is_whole = len(rows) < PAGE
        self._is_waiting = False
        self.endResetModel()

    def append_rows(self, rows: list[HistoryRow]) -> None:
        """The next page."""
        self._is_whole = len(rows) < PAGE
        self._is_waiting = False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(_ROOT, first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def row_of(self, invocation_id: str) -> int:
        """Where an invocation stands; -1 when it is not shown."""
        return next((place for place, row in enumerate(self._rows) if row.id == invocation_id), -1)

    def canFetchMore(self, parent: AnyIndex) -> bool:  # noqa: N802, Qt's name
        """Whether there are older ones."""
        return not parent.isValid() and not self._is_whole and not self._is_waiting

    def fetchMore(self, _parent: AnyIndex) -> None:  # noqa: N802, Qt's name
        """Ask for the next page."""
        self._is_waiting = True
        self.page_wanted.emit()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """Rows that were read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and colours for a state."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return harmless(_text(row, column))
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == VERDICT:
                return theme().color(_STATES[Verdict(row.verdict)])
            return theme().color("muted") if column in (WHEN, TOOK, CALLS, ADAPTER) else None
        if role == Qt.ItemDataRole.FontRole and column in (WHEN, SUMMARY):
            return theme().fonts.mono
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and column == SUMMARY:
            return plain(row.summary)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == WHEN and row.pinned:
            return "pinned"
        return None


def _text(row: HistoryRow, column: int) -> str:
    match column:
        case 0:
            return f"★ {when(row.started_at)}" if row.pinned else when(row.started_at)
        case 1:
            return row.interface
        case 2:
            return verdict_words(row)
        case 3:
            return milliseconds(row.duration_ms)
        case 4:
            return crm_calls(row.exchanges)
        case 5:
            return row.adapter
    return row.summary


def verdict_words(row: HistoryRow) -> str:
    """The verdict, or how it failed."""
    if row.verdict == Verdict.MEETS:
        return "meets contract"
    if row.verdict == Verdict.FINDINGS:
        # The summary beside it says the gravest; a number would count notes too.
        return "has findings"
    return _ENDINGS.get(OutcomeKind(row.outcome), "failed")
