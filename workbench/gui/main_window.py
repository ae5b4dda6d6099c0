"""The window: bar, three columns and history, or the first page; what its actions do stands in verbs."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QStackedWidget, QWidget

from workbench.core.errors import UsageError
from workbench.core.events import Progress, RuntimeStopped
from workbench.core.invocation import Invocation
from workbench.core.settings import RELOAD_ON_SAVE
from workbench.gui.actions import Actions
from workbench.gui.adapter_bar import AdapterBar
from workbench.gui.form.panel import FormPanel
from workbench.gui.history.panel import HistoryPanel
from workbench.gui.interface_list import InterfaceList
from workbench.gui.look.icons import application_icon
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, vbox
from workbench.gui.problem_banner import ProblemBanner
from workbench.gui.questions import DialogQuestions
from workbench.gui.result.panel import ResultPanel
from workbench.gui.welcome import Welcome
from workbench.gui.workplace import FIRST_CALL, Workplace
from workbench.session.open_adapter import OpenAdapter


class MainWindow(ReadingOrder, QMainWindow):
    """One window on one workplace."""

    closed = Signal()
    new_window_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("App Connect Workbench")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.workplace = workplace
        self._shown: OpenAdapter | None = None
        workplace.questions = DialogQuestions(self)
        self.actions_by_id = Actions(self, workplace.preferences)
        if sys.platform == "darwin":
            self.actions_by_id.fill(self.menuBar())
        self.bar = AdapterBar(workplace, self.actions_by_id)
        self.problem = ProblemBanner()
        self.welcome = Welcome(workplace, self.actions_by_id)
        self.interfaces = InterfaceList(workplace)
        self.form = FormPanel(workplace)
        self.result = ResultPanel(workplace)
        self.history = HistoryPanel(workplace)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self._work_page())
        middle = QWidget()
        column = vbox(middle)
        for widget, stretch in ((self.bar, 0), (self.problem, 0), (self._pages, 1)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(middle)
        self._state = ElidedLabel("Ready", name="status-state")
        self._promise = QLabel("Nothing leaves this machine except the adapter's own CRM calls")
        self.statusBar().addWidget(self._state, 1)
        self.statusBar().addPermanentWidget(self._promise)
        self.statusBar().setSizeGripEnabled(False)
        self._bind()
        self._restore_layout()
        self._on_adapter()
        self._on_theme()
        self.history.search()
        self._tell_settings()

    def _tell_settings(self) -> None:
        """A settings file that could not be read is told as soon as there is somewhere to say it."""
        for fault in self.workplace.preferences.settings.faults:
            if not fault.key:
                hint = "Go on as it is, or close the window, correct the copy and put it back in its place."
                self.problem.show_problem(UsageError(fault.sentence, code="settings-unreadable", hint=hint))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, Qt's name
        """Keep the layout; whoever runs the window ends the session."""
        preferences = self.workplace.preferences
        preferences.keep_layout("window", self.saveGeometry())
        preferences.keep_layout("columns", self._columns.saveState())
        preferences.keep_layout("rows", self._rows.saveState())
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, Qt's name
        """A file or folder may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, Qt's name
        """Open what was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.workplace.open(url.toLocalFile())
                event.acceptProposedAction()
                return

    def _work_page(self) -> QWidget:
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setObjectName("columns")
        for widget in (self.interfaces, self.form, self.result):
            self._columns.addWidget(widget)
        self.form.setMinimumWidth(330)
        self.result.setMinimumWidth(340)
        self._columns.setChildrenCollapsible(False)
        self._columns.setSizes([236, 520, 684])
        for place, stretch in enumerate((0, 2, 3)):
            self._columns.setStretchFactor(place, stretch)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.setObjectName("rows")
        self._rows.addWidget(self._columns)
        self._rows.addWidget(self.history)
        self._rows.setSizes([680, 170])
        self._rows.setStretchFactor(0, 1)
        self._rows.setCollapsible(0, False)  # noqa: FBT003, Qt's signature
        for splitter in (self._columns, self._rows):
            splitter.setHandleWidth(1)
        return self._rows

    def _bind(self) -> None:
        workplace = self.workplace
        workplace.adapter_changed.connect(self._on_adapter)
        workplace.firing_changed.connect(self._allow)
        workplace.problem.connect(self.problem.show_problem)
        workplace.problem_over.connect(self.problem.hide)
        workplace.busy_changed.connect(self._on_busy)
        workplace.connection_changed.connect(self._on_adapter_state)
        workplace.connection_changed.connect(self._allow)
        workplace.interface_wanted.connect(self.interfaces.select)
        workplace.events.progressed.connect(self._on_progress)
        workplace.events.runtime_stopped.connect(self._on_stopped)
        self.interfaces.interface_chosen.connect(self.form.show_interface)
        self.interfaces.interface_chosen.connect(self._on_interface)
        self.interfaces.form_wanted.connect(self.form.focus_form)
        self.form.connect_wanted.connect(self.actions_by_id["connect"].trigger)
        self.history.invocation_chosen.connect(self._on_invocation_chosen)
        self.history.result_wanted.connect(self.result.tabs.setFocus)
        self.history.compare_chosen.connect(self._on_compare_chosen)
        self.history.menu.deeds.input_wanted.connect(self.form.put)
        theme().changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        for choice in ("system", "light", "dark"):
            self.actions_by_id[f"theme-{choice}"].setChecked(theme().choice == choice)

    def _on_adapter(self) -> None:
        adapter = self.workplace.adapter
        self._pages.setCurrentIndex(0 if adapter is None else 1)
        if adapter is not self._shown:
            self.result.clear()
            self._shown = adapter
        self._on_adapter_state()
        if adapter is not None:
            notes = " ".join(adapter.description.notes)
            self._state.setToolTip(notes)
            if not self.form.interface:
                self.interfaces.select(FIRST_CALL)
        self.setWindowTitle(f"{adapter.name} – App Connect Workbench" if adapter else "App Connect Workbench")
        self._allow()

    def _on_interface(self, name: str) -> None:
        """Show the interface's last invocation beside its form."""
        last = self.workplace.last(name)
        if self.workplace.firing is not None:
            return
        if last is not None:
            self.result.show_invocation(last, self.workplace.redactor())
        else:
            self.result.clear()

    def _on_invocation_chosen(self, invocation: Invocation) -> None:
        if self.workplace.firing is None:
            self.result.show_invocation(invocation, self.workplace.redactor())

    def _on_compare_chosen(self, invocation: Invocation, other: str) -> None:
        if self.workplace.firing is None:
            self.result.show_invocation(invocation, self.workplace.redactor())
            self.result.compare.compare_with(invocation, other)
            self.result.tabs.setCurrentWidget(self.result.compare)

    def _on_busy(self, words: str) -> None:
        if words:
            self._state.setText(words)
        else:
            self._on_adapter_state()

    def _on_adapter_state(self) -> None:
        adapter = self.workplace.adapter
        if adapter is None:
            self._state.setText("Ready")
            return
        vault = self.workplace.session.connections.vault.state
        saves = ", reloads on save" if self.workplace.preferences[RELOAD_ON_SAVE] else ""
        self._state.setText(f"{adapter.description.runtime}, ready{saves}. {vault.sentence}".strip())

    def _on_progress(self, event: Progress) -> None:
        self._state.setText(event.sentence)

    def _on_stopped(self, event: RuntimeStopped) -> None:
        if not event.expected:
            self._state.setText(event.sentence)

    def _allow(self) -> None:
        workplace = self.workplace
        connection = workplace.adapter.connection if workplace.adapter else None
        self.actions_by_id.enable(
            adapter=workplace.adapter is not None,
            running=workplace.firing is not None,
            connected=connection is not None and connection.connected,
        )

    def _restore_layout(self) -> None:
        preferences = self.workplace.preferences
        for name, restore in (
            ("window", self.restoreGeometry),
            ("columns", self._columns.restoreState),
            ("rows", self._rows.restoreState),
        ):
            state = preferences.layout(name)
            if not state.isEmpty():
                restore(state)
