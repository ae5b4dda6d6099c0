"""A line for history's filter: offers how to go on, and shows a mistake where it stands."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from workbench.core.program.history_filter import Completion, FilterError, HistoryFilter, completions, parse_filter
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import restyle

_COMPLETION_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_MODIFIER = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class FilterLine(QLineEdit):
    """Text that is read as a filter; Ctrl+Space or typing offers completions, Down goes on to the rows."""

    left_for_rows = Signal()
    """Down was pressed while nothing is offered."""

    def __init__(self) -> None:
        super().__init__()
        self.known: Mapping[str, Sequence[str]] = {}
        """Values of the fields that take names."""
        self.error: FilterError | None = None
        """Why the text is no filter; None when it is one."""
        self.offers = QStandardItemModel(self)
        completer = QCompleter(self.offers, self)
        completer.setWidget(self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(11)
        popup = completer.popup()
        assert popup is not None, "a completer in popup mode makes its list"
        popup.setObjectName("history-filter-offers")
        popup.setAccessibleName("Ways to go on")
        theme().dress(popup)
        self.popup = popup
        """The list of completions."""
        completer.activated[QModelIndex].connect(self._on_taken)  # type: ignore[index]  # the stubs know no overloads
        self._completer = completer
        self.textEdited.connect(self._on_edited)

    def wanted(self) -> HistoryFilter | None:
        """The filter; None when the text is none, and then `error` says why."""
        self.error = None
        try:
            return parse_filter(self.text(), now=time.time())
        except FilterError as error:
            self.error = error
            return None
        finally:
            restyle(self, invalid="true" if self.error else "")

    def offer(self) -> None:
        """Show what could stand at the cursor."""
        self.offers.clear()
        for each in completions(self.text(), self.cursorPosition(), self.known):
            item = QStandardItem(each.text.strip() + (f"   {each.about}" if each.about else ""))
            item.setData(each, _COMPLETION_ROLE)
            self.offers.appendRow(item)
        popup = self.popup
        if self.offers.rowCount():
            popup.setMinimumWidth(max(self.width(), popup.sizeHintForColumn(0) + 24))
            self._completer.complete()
        else:
            popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, Qt's name
        """Offer on demand, and let the arrows go to the rows."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.offer()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() in _NO_MODIFIER:
            self.left_for_rows.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, Qt's name
        """Leave no list behind."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.popup.hide()

    def _on_edited(self, text: str) -> None:
        if text and not text[: self.cursorPosition()].endswith(" "):
            self.offer()
        else:
            self.popup.hide()

    def _on_taken(self, index: QModelIndex) -> None:
        taken = index.data(_COMPLETION_ROLE)
        assert isinstance(taken, Completion)
        text = self.text()
        self.setText(text[: taken.start] + taken.text + text[taken.end :].lstrip())
        self.setCursorPosition(taken.start + len(taken.text))
        if taken.text.endswith(":"):
            self.offer()
