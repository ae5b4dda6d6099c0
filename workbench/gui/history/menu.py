"""The menu of past runs: what can be done with the selected rows; its keys work while the table has the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

from workbench.gui.history.controller import HistoryController
from workbench.gui.history.model import ROW_ROLE
from workbench.gui.look.key_words import KeyWords
from workbench.gui.workplace import Workplace
from workbench.services.history import HistoryRow

COMPARED: Final = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry."""

    name: str
    title: str
    keys: tuple[str, ...]
    most: int
    """How many rows may be selected; 0 for any number."""
    several: str = ""
    """The title for several rows; {} is their number."""


_ENTRIES: Final = (
    _Row("show", "Show", ("Return", "Enter"), 1),
    _Row("fire", "Fire again", (), 1),
    _Row("form", "Open in the form", ("O",), 1),
    _Row("compare", "Compare with the newest run", ("C",), COMPARED, "Compare the two"),
    _Row("pin", "Pin", ("P",), 0, "Pin {} runs"),
    _Row("copy", "Copy as JSON", ("Ctrl+C",), 0, "Copy {} runs as JSON"),
    _Row("delete", "Delete…", ("Del",), 0, "Delete {} runs…"),
)
"""Fire again has the keys of the window's own Fire, which means the selected run while the table has the focus."""


class HistoryMenu(QMenu):
    """The menu of the table's rows."""

    show_wanted = Signal(object)
    """A HistoryRow."""
    compare_wanted = Signal(object)
    """One HistoryRow or two."""

    def __init__(self, table: QTableView, workplace: Workplace) -> None:
        super().__init__(table)
        self.setObjectName("history-menu")
        self.setAccessibleName("Past run")
        self._table = table
        self._workplace = workplace
        self.controller = HistoryController(workplace, table)
        self._verbs: dict[str, Callable[[list[HistoryRow]], object]] = {
            "show": lambda rows: self.show_wanted.emit(rows[0]),
            "fire": lambda rows: workplace.spawn(self.controller.fire_again(rows[0]), "history-fire"),
            "form": lambda rows: workplace.spawn(self.controller.open_in_form(rows[0]), "history-form"),
            "compare": self.compare_wanted.emit,
            "pin": lambda rows: workplace.spawn(self.controller.pin(rows), "history-pin"),
            "copy": lambda rows: workplace.spawn(self.controller.copy(rows), "history-copy"),
            "delete": lambda rows: workplace.spawn(self.controller.delete(rows), "history-delete"),
        }
        self._entries = {row.name: self._action(row) for row in _ENTRIES}
        self.show_run, self.fire, self.form, self.compare, self.pin, self.copy, self.delete = self._entries.values()
        self.show_run.setText("Show\tEnter")
        KeyWords(self, workplace.preferences, self.fire.setText, "Fire again\t{fire}")
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_wanted)

    def do(self, name: str) -> None:
        """Do one of the entries with what is selected; says so when that is not possible."""
        entry, rows = next(each for each in _ENTRIES if each.name == name), self.rows()
        if not rows:
            self.controller.said.emit("Select a run in history first.")
        elif entry.most and len(rows) > entry.most:
            most = "one run" if entry.most == 1 else "two runs"
            self.controller.said.emit(f"{len(rows)} runs are selected; {entry.title.lower()} takes {most}.")
        elif name == "fire" and self._workplace.firing is not None:
            self.controller.said.emit("A call is running. Esc cancels it.")
        else:
            self._verbs[name](rows)

    def rows(self) -> list[HistoryRow]:
        """The selected rows from top to bottom; while the table has the focus, else the one that is framed."""
        indexes = sorted(self._table.selectionModel().selectedRows())
        if not indexes and self._table.hasFocus():
            indexes = [self._table.currentIndex()]
        found = [index.data(ROW_ROLE) for index in indexes]
        return [row for row in found if isinstance(row, HistoryRow)]

    def _action(self, row: _Row) -> QAction:
        action = QAction(row.title, self)
        action.setObjectName(f"history-{row.name}")
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(partial(self._on_triggered, row.name))
        if row.name in ("pin", "delete"):
            self.addSeparator()
        self.addAction(action)
        self._table.addAction(action)
        return action

    def _on_triggered(self, name: str, _checked: bool = False) -> None:
        self.do(name)

    def _on_wanted(self, place: QPoint) -> None:
        rows = self.rows()
        if not rows:
            return
        for entry in _ENTRIES:
            action, several = self._entries[entry.name], len(rows) > 1 and entry.several
            action.setEnabled(not entry.most or len(rows) <= entry.most)
            if entry.keys and entry.name != "show":
                action.setText(entry.several.format(len(rows)) if several else entry.title)
        if all(row.pinned for row in rows):
            self.pin.setText("No longer pin")
        self.fire.setEnabled(len(rows) == 1 and self._workplace.firing is None)
        self.aboutToHide.connect(self._allow_all, Qt.ConnectionType.SingleShotConnection)
        self.popup(self._table.viewport().mapToGlobal(place))

    def _allow_all(self) -> None:
        """Keys say why something is not possible, so they are never dead."""
        for action in self._entries.values():
            action.setEnabled(True)
