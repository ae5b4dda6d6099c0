"""What can be done with a past run: pin it, copy it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QTableView

from workbench.gui.bridge import finished
from workbench.gui.history_model import ROW_ROLE
from workbench.gui.workplace import Workplace
from workbench.services.history import HistoryRow


class HistoryMenu(QMenu):
    """The menu of the table's rows; its shortcuts work while the table has the focus."""

    changed = Signal()
    """A row was pinned or deleted."""

    def __init__(self, table: QTableView, workplace: Workplace) -> None:
        super().__init__(table)
        self.setObjectName("history-menu")
        self.setAccessibleName("Past run")
        self._table = table
        self._workplace = workplace
        self.pin = self._action("Pin", "history-pin", self._on_pin, "P")
        self.copy = self._action("Copy as JSON", "history-copy", self._on_copy, QKeySequence.StandardKey.Copy)
        self.addSeparator()
        self.delete = self._action("Delete…", "history-delete", self._on_delete, QKeySequence.StandardKey.Delete)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_wanted)

    @property
    def row(self) -> HistoryRow | None:
        """The row that is selected."""
        found = self._table.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, HistoryRow) else None

    def _action(
        self, title: str, name: str, verb: Callable[[HistoryRow], object], keys: str | QKeySequence.StandardKey
    ) -> QAction:
        action = QAction(title, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(partial(self._on_triggered, verb))
        self.addAction(action)
        self._table.addAction(action)
        return action

    def _on_triggered(self, verb: Callable[[HistoryRow], object], _checked: bool = False) -> None:
        if self.row is not None:
            verb(self.row)

    def _on_wanted(self, place: QPoint) -> None:
        if self.row is not None:
            self.pin.setText("No longer pin" if self.row.pinned else "Pin")
            self.popup(self._table.viewport().mapToGlobal(place))

    def _on_pin(self, row: HistoryRow) -> None:
        self._workplace.spawn(self._pin(row), "history-pin")

    async def _pin(self, row: HistoryRow) -> None:
        await self._workplace.session.history.pin(row.id, pinned=not row.pinned)
        self.changed.emit()

    def _on_copy(self, row: HistoryRow) -> None:
        self._workplace.spawn(self._copy(row), "history-copy")

    async def _copy(self, row: HistoryRow) -> None:
        document = await self._workplace.session.history.document(row.id)
        QGuiApplication.clipboard().setText(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())

    def _on_delete(self, row: HistoryRow) -> None:
        self._workplace.spawn(self._delete(row), "history-delete")

    async def _delete(self, row: HistoryRow) -> None:
        box = QMessageBox(self._table.window())
        box.setObjectName("history-delete-question")
        box.setWindowTitle("Delete from history")
        box.setText(f"Delete this run of {row.interface} from history?")
        box.setInformativeText("What it sent and what came back is forgotten. The CRM keeps what it has.")
        delete = box.addButton("Delete", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        delete.setObjectName("history-delete-yes")
        keep.setObjectName("history-delete-no")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        try:
            await finished(box)
            agreed = box.clickedButton() is delete
        finally:
            box.deleteLater()
        if agreed:
            await self._workplace.session.history.delete(row.id)
            self.changed.emit()
