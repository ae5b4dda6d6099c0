"""The page of work: interfaces, form and result side by side, history below them; what one chooses, the others show."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from workbench.core.run.invocation import Invocation
from workbench.gui.form.panel import FormPanel
from workbench.gui.history.panel import HistoryPanel
from workbench.gui.interface_list import InterfaceList
from workbench.gui.result.panel import ResultPanel
from workbench.gui.workplace import FIRST_CALL, Workplace
from workbench.session.open_adapter import OpenAdapter

_COLUMNS: Final = (236, 520, 684)
_ROWS: Final = (680, 170)


class WorkPage(QSplitter):
    """Shown while an adapter is open."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setObjectName("rows")
        self._workplace = workplace
        self._shown: OpenAdapter | None = None
        self.interfaces = InterfaceList(workplace)
        self.form = FormPanel(workplace)
        self.result = ResultPanel(workplace)
        self.history = HistoryPanel(workplace)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setObjectName("columns")
        for place, widget in enumerate((self.interfaces, self.form, self.result)):
            self._columns.addWidget(widget)
            self._columns.setStretchFactor(place, (0, 2, 3)[place])
        self.form.setMinimumWidth(330)
        self.result.setMinimumWidth(340)
        self._columns.setChildrenCollapsible(False)
        self._columns.setSizes(_COLUMNS)
        self.addWidget(self._columns)
        self.addWidget(self.history)
        self.setSizes(_ROWS)
        self.setStretchFactor(0, 1)
        self.setCollapsible(0, False)  # noqa: FBT003, Qt's signature
        for splitter in (self, self._columns):
            splitter.setHandleWidth(1)
        workplace.adapter_changed.connect(self._on_adapter)
        workplace.interface_wanted.connect(self.interfaces.select)
        self.interfaces.interface_chosen.connect(self.form.show_interface)
        self.interfaces.interface_chosen.connect(self._on_interface)
        self.interfaces.form_wanted.connect(self.form.focus_form)
        self.history.invocation_chosen.connect(self._on_invocation_chosen)
        self.history.result_wanted.connect(self.result.tabs.setFocus)
        self.history.compare_chosen.connect(self._on_compare_chosen)
        self.history.menu.controller.input_wanted.connect(self.form.put)
        self._restore_layout()
        self.history.search()

    @property
    def hideable(self) -> dict[str, QWidget]:
        """Panes that can be put away, by name."""
        return {"interfaces": self.interfaces, "history": self.history}

    def show_pane(self, name: str, *, shown: bool) -> None:
        """Put a pane away, or bring it back."""
        self.hideable[name].setVisible(shown)

    def keep_layout(self) -> None:
        """Remember how the panes stand, and which are put away."""
        hidden = " ".join(name for name, pane in self.hideable.items() if pane.isHidden())
        self._workplace.preferences.keep_layout("hidden", QByteArray(hidden.encode()))
        self._workplace.preferences.keep_layout("columns", self._columns.saveState())
        self._workplace.preferences.keep_layout("rows", self.saveState())

    def _restore_layout(self) -> None:
        for name, splitter in (("columns", self._columns), ("rows", self)):
            state = self._workplace.preferences.layout(name)
            if not state.isEmpty():
                splitter.restoreState(state)
        for name in bytes(self._workplace.preferences.layout("hidden").data()).decode().split():
            if name in self.hideable:
                self.show_pane(name, shown=False)

    def _on_adapter(self) -> None:
        adapter = self._workplace.adapter
        if adapter is not self._shown:
            self.result.clear()
            self._shown = adapter
        if adapter is not None and not self.form.interface:
            chosen = self.interfaces.chosen
            self.interfaces.select(chosen if chosen in adapter.description.exports else FIRST_CALL)

    def _on_interface(self, name: str) -> None:
        """Show the interface's last invocation beside its form."""
        if self._workplace.firing is not None:
            return
        last = self._workplace.last(name)
        if last is not None:
            self.result.show_invocation(last, self._workplace.redactor())
        else:
            self.result.clear()

    def _on_invocation_chosen(self, invocation: Invocation) -> None:
        if self._workplace.firing is None:
            self.result.show_invocation(invocation, self._workplace.redactor())

    def _on_compare_chosen(self, invocation: Invocation, other: str) -> None:
        if self._workplace.firing is None:
            self.result.show_invocation(invocation, self._workplace.redactor())
            self.result.compare.compare_with(invocation, other)
            self.result.tabs.setCurrentWidget(self.result.compare)
