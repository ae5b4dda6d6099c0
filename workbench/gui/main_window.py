"""The window: its frame with the first page, which is painted at once, and then what an adapter is worked on with.

What its actions do stands in commands.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from workbench.core.errors import UsageError
from workbench.core.program.settings import RELOAD_ON_SAVE
from workbench.core.text.harmless import harmless
from workbench.gui.actions import Actions
from workbench.gui.look.icons import application_icon
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, label, panel, tip, vbox
from workbench.gui.problem_banner import ProblemBanner
from workbench.gui.settings.preferences import Preferences
from workbench.gui.welcome import Welcome

if TYPE_CHECKING:
    # Read when there is work to do: the first page is painted without them.
    from workbench.core.run.events import Progress, RuntimeStopped
    from workbench.gui.adapter_bar import AdapterBar
    from workbench.gui.form.panel import FormPanel
    from workbench.gui.history.panel import HistoryPanel
    from workbench.gui.interface_list import InterfaceList
    from workbench.gui.result.panel import ResultPanel
    from workbench.gui.work_page import WorkPage
    from workbench.gui.workplace import Workplace

_BAR_MARGINS: Final = 14
"""Pixels that the bar has above and below its buttons."""


class MainWindow(ReadingOrder, QMainWindow):
    """One window. It is made with its first page alone; `work_on` gives it a workplace."""

    closed = Signal()
    new_window_wanted = Signal()
    quit_wanted = Signal()

    workplace: Workplace
    bar: AdapterBar
    interfaces: InterfaceList
    form: FormPanel
    result: ResultPanel
    history: HistoryPanel

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("App Connect Workbench")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._preferences = preferences
        self._page: WorkPage | None = None
        self.actions_by_id = Actions(self, preferences)
        if sys.platform == "darwin":
            self.actions_by_id.fill(self.menuBar())
        self.problem = ProblemBanner()
        self.welcome = Welcome(preferences, self.actions_by_id)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._ground = panel("bar-to-come", "bar")
        self._ground.setMinimumHeight(theme().row_height("button") + _BAR_MARGINS)
        middle = QWidget()
        self._column = vbox(middle)
        for widget, stretch in ((self._ground, 0), (self.problem, 0), (self._pages, 1)):
            self._column.addWidget(widget, stretch)
        self.setCentralWidget(middle)
        self._state = ElidedLabel("Ready", name="status-state")
        self._promise = label("Nothing leaves this machine except the adapter's own CRM calls")
        self.statusBar().addWidget(self._state, 1)
        self.statusBar().addPermanentWidget(self._promise)
        self.statusBar().setSizeGripEnabled(False)
        geometry = preferences.layout("window")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        theme().dress(self)

    def work_on(self, workplace: Workplace) -> None:
        """Give the window what it works on; before that it shows its first page, and nothing can be done."""
        from workbench.gui.adapter_bar import AdapterBar
        from workbench.gui.questions import DialogQuestions
        from workbench.gui.work_page import WorkPage

        self.workplace = workplace
        workplace.questions = DialogQuestions(self)
        self.bar = AdapterBar(workplace, self.actions_by_id)
        self._column.replaceWidget(self._ground, self.bar)
        self._ground.deleteLater()
        self._page = page = WorkPage(workplace)
        self.interfaces, self.form, self.result, self.history = page.interfaces, page.form, page.result, page.history
        self._pages.addWidget(page)
        for name, pane in page.hideable.items():
            self.actions_by_id[f"show-{name}"].setChecked(not pane.isHidden())
        self.welcome.sample_wanted.connect(workplace.try_harbor)
        self.welcome.place_wanted.connect(workplace.open)
        self.form.connect_wanted.connect(self.actions_by_id["connect"].trigger)
        workplace.adapter_changed.connect(self._on_adapter)
        workplace.firing_changed.connect(self._allow)
        workplace.problem.connect(self.problem.show_problem)
        workplace.problem_over.connect(self.problem.hide)
        workplace.busy_changed.connect(self._on_busy)
        workplace.busy_changed.connect(self.welcome.show_busy)
        workplace.connection_changed.connect(self._on_adapter_state)
        workplace.connection_changed.connect(self._allow)
        workplace.events.progressed.connect(self._on_progress)
        workplace.events.runtime_stopped.connect(self._on_stopped)
        theme().changed.connect(self._on_theme)
        self._on_adapter()
        self._on_theme()
        self._tell_settings()

    def show_pane(self, name: str) -> None:
        """Show a pane or put it away, as its action is checked."""
        if self._page is not None:
            self._page.show_pane(name, shown=self.actions_by_id[f"show-{name}"].isChecked())

    def _tell_settings(self) -> None:
        """A settings file that could not be read is told as soon as there is somewhere to say it."""
        for fault in self._preferences.settings.faults:
            if not fault.key:
                hint = "Go on as it is, or close the window, correct the copy and put it back in its place."
                self.problem.show_problem(UsageError(fault.sentence, code="settings-unreadable", hint=hint))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, Qt's name
        """Keep the layout; whoever runs the window ends the session."""
        self._preferences.keep_layout("window", self.saveGeometry())
        if self._page is not None:
            self._page.keep_layout()
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
                self.welcome.place_wanted.emit(url.toLocalFile())
                event.acceptProposedAction()
                return

    def _on_theme(self) -> None:
        for choice in ("system", "light", "dark"):
            self.actions_by_id[f"theme-{choice}"].setChecked(theme().choice == choice)

    def _on_adapter(self) -> None:
        adapter = self.workplace.adapter
        self._pages.setCurrentIndex(0 if adapter is None else 1)
        self._on_adapter_state()
        if adapter is not None:
            tip(self._state, " ".join(adapter.description.notes))
        self.setWindowTitle(f"{harmless(adapter.name)} – App Connect Workbench" if adapter else "App Connect Workbench")
        self._allow()

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
        saves = ", reloads on save" if self._preferences[RELOAD_ON_SAVE] else ""
        # What happened to the secrets comes first: it may be what the user wonders about.
        words = (*vault.notices, f"{adapter.description.runtime}, ready{saves}.", vault.sentence)
        self._state.setText(" ".join(filter(None, words)))

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
