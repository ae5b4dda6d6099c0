"""The right pane: one invocation, running or over, in its views."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QPlainTextEdit, QStackedWidget, QTabWidget, QWidget

from workbench.core.errors import UsageError
from workbench.core.manifest.model import Platform
from workbench.core.redaction import Redactor
from workbench.core.run.consequence import consequence
from workbench.core.run.events import ConsolePrinted, ExchangeFinished, InvocationFinished, InvocationStarted
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.text.harmless import harmless
from workbench.core.tracing.provenance import Origin, Part
from workbench.core.tracing.record_links import record_links
from workbench.core.traffic.hosts import map_url
from workbench.core.values import UNDEFINED, Value
from workbench.gui.form.filled_view import one_line
from workbench.gui.look.key_words import KeyWords
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, vbox
from workbench.gui.result.compare_view import CompareView
from workbench.gui.result.console_view import ConsolePanel
from workbench.gui.result.findings_view import FindingsView
from workbench.gui.result.shown_view import ChangesLine, ShownView
from workbench.gui.result.tracing import NO_ORIGIN, Tracing
from workbench.gui.result.traffic_view import TrafficView
from workbench.gui.result.verdict_banner import VerdictBanner
from workbench.gui.values.json_view import JsonView
from workbench.gui.workplace import Workplace

_NOT_YET = "Fill in the form and press {fire}. The value, the CRM calls and the findings are shown here."


class ResultPanel(QWidget):
    """Shows the invocation that was fired last, or the one that is selected in history."""

    use_wanted = Signal(str, object)
    """Dotted place and value that the user wants to use in another call."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("result-panel")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workplace = workplace
        self.invocation: Invocation | None = None
        self._running = ""
        """Id of the invocation whose exchanges and lines arrive."""
        self.banner = VerdictBanner()
        self.banner.page_wanted.connect(self._on_page_wanted)
        self.value = JsonView("result-tree", "Returned value")
        self._error = QPlainTextEdit()
        self._error.setObjectName("result-error")
        self._error.setAccessibleName("Error")
        self._error.setReadOnly(True)
        self._error.setFrameShape(QFrame.Shape.NoFrame)
        self._error.setProperty("kind", "view")
        self._error.setFont(theme().fonts.mono)
        self._error.document().setDocumentMargin(14)
        self._result = QStackedWidget()
        self._result.addWidget(self.value)
        self._result.addWidget(self._error)
        self.traffic = TrafficView(workplace)
        self.tracing = Tracing(workplace, self.value, self.traffic)
        self.traffic.more_shown.connect(self._on_more)
        self.tracing.origin_wanted.connect(self._on_origin_wanted)
        self.tracing.use_wanted.connect(self._on_place_wanted)
        self._changes = ChangesLine()
        self._returned = QWidget()
        column = vbox(self._returned)
        column.addWidget(self._result, 1)
        column.addWidget(self.tracing.line)
        column.addWidget(self._changes)
        self.findings = FindingsView()
        self.findings.place_wanted.connect(self._on_place_wanted)
        self.findings.view_wanted.connect(self._on_view_wanted)
        self.console = ConsolePanel()
        self.sent = JsonView("sent-tree", "Arguments as they were sent")
        self.shown = ShownView()
        for tree in self._trees():
            tree.menu_asked.connect(partial(self._on_menu, tree))
        self.compare = CompareView(workplace)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("result-tabs")
        self.tabs.setAccessibleName("What came of it")
        self.tabs.setDocumentMode(True)
        self.tabs.setProperty("kind", "pages")
        for page in (self._returned, self.traffic, self.findings, self.console, self.sent, self.compare, self.shown):
            self.tabs.addTab(page, "")
        self._empty = label("", "muted", name="result-empty", wrap=True)
        KeyWords(self._empty, workplace.preferences, self._empty.setText, _NOT_YET)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(24, 24, 24, 24)
        shown = QWidget()
        column = vbox(shown)
        column.addWidget(self.banner)
        column.addWidget(self.tabs, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(shown)
        vbox(self).addWidget(self._pages)
        self._name_tabs(0, 0, 0)
        events = workplace.events
        events.invocation_started.connect(self._on_started)
        events.exchange_finished.connect(self._on_exchange)
        events.console_printed.connect(self._on_console)
        events.invocation_finished.connect(self._on_finished)

    def clear(self) -> None:
        """Nothing was fired yet."""
        self.invocation = None
        self._running = ""
        self.compare.show_invocation(None)
        self.tracing.show_invocation(None, self._workplace.redactor())
        self._pages.setCurrentIndex(0)

    def show_invocation(self, invocation: Invocation, redactor: Redactor) -> None:
        """Show an invocation that is over."""
        self.invocation, self._running = invocation, ""
        outcome = invocation.outcome
        platform = self._workplace.adapter.platform if self._workplace.adapter else None
        self.banner.show_invocation(invocation, redactor)
        if outcome.kind is OutcomeKind.RETURNED or invocation.steps:
            self.value.show_value(_value(invocation), redactor)
            self._result.setCurrentWidget(self.value)
        else:
            self._error.setPlainText(harmless(_error_text(invocation, platform, redactor)))
            self._result.setCurrentWidget(self._error)
        self.traffic.title = f"{invocation.adapter} {invocation.interface}"
        self.traffic.show_exchanges(invocation.exchanges, redactor, f"{invocation.interface} made no CRM call.")
        self.findings.show_findings(invocation.findings, redactor, _no_findings(invocation))
        self.console.show_lines(invocation.console, redactor, "The adapter printed nothing.")
        arguments = {each.name: redactor.value(each.value, each.name) for each in invocation.arguments}
        self.sent.show_value(arguments)
        self.compare.show_invocation(invocation)
        self.shown.show_invocation(invocation, platform, redactor)
        self._changes.say(outcome.user_changes)
        self.banner.show_links(record_links(invocation, platform), platform.display_name if platform else "the CRM")
        self.tracing.show_invocation(invocation, redactor)
        self._name_tabs(len(invocation.exchanges), len(invocation.findings), len(invocation.console))
        self._pages.setCurrentIndex(1)

    def _on_started(self, event: InvocationStarted) -> None:
        firing = self._workplace.firing
        if firing is None or event.invocation_id != firing[0]:
            return
        self._running, self.invocation = event.invocation_id, None
        redactor = self._workplace.redactor()
        self.banner.show_running(event.interface)
        self._error.setPlainText("")
        self._result.setCurrentWidget(self._error)
        self.traffic.show_exchanges((), redactor, "No CRM call yet.")
        self.findings.show_findings((), redactor, "It is judged when it is over.")
        self.console.show_lines((), redactor, "Nothing printed yet.")
        self.sent.show_value({each.name: redactor.value(each.value, each.name) for each in event.arguments})
        self.compare.show_invocation(None)
        self.tracing.show_invocation(None, redactor)
        self._changes.hide()
        self._name_tabs(0, 0, 0)
        self._pages.setCurrentIndex(1)

    def _on_exchange(self, event: ExchangeFinished) -> None:
        if self._running and event.exchange.invocation_id == self._running:
            self.traffic.append(event.exchange)

    def _on_more(self) -> None:
        self._name_tabs(self.traffic.count, 0, self.console.view.count)

    def _on_console(self, event: ConsolePrinted) -> None:
        if self._running and event.line.invocation_id == self._running:
            self.console.append_line(event.line)

    def _on_finished(self, event: InvocationFinished) -> None:
        firing = self._workplace.firing
        if firing is not None and event.invocation.id == firing[0]:
            self.show_invocation(event.invocation, self._workplace.redactor())

    def selected_tree(self) -> JsonView | None:
        """The tree that the user is in, else the one in sight; None where there is none."""
        focused = QApplication.focusWidget()
        if isinstance(focused, JsonView) and focused in self._trees():
            return focused
        return next((tree for tree in self._trees() if tree.isVisible()), None)

    def go_to_origin(self) -> None:
        """From a returned value to where it came from, or from a CRM's value to what became of it; else say why not."""
        if self.traffic.exchange.response.tree.isVisible():
            if not self.tracing.go_to_use():
                self._say_none("This value is not in what was returned.", "Select one with an arrow behind it.")
        elif not self.tracing.go_to_origin():
            self._say_none("Where this value came from is not known.", NO_ORIGIN)

    def use_selected(self) -> None:
        """Offer the selected value to another call."""
        tree = self.selected_tree()
        if tree is None or not tree.currentIndex().isValid():
            self._say_none("No value is selected.", "Select a value of the result or of a CRM answer first.")
            return
        index = tree.currentIndex()
        self.use_wanted.emit(tree.json.path(index), tree.json.value(index))

    def open_record(self, kind: str) -> None:
        """Open the contact or the log in the CRM, or say why there is none."""
        self.tabs.setFocus()
        if not self.banner.open_link(kind):
            self._say_none(
                f"This call shows no {kind} that could be opened.",
                "The manifest's contactPageUrl and logPageUrl say where records are, and the call has to name one.",
            )

    def _say_none(self, message: str, hint: str) -> None:
        self._workplace.problem.emit(UsageError(message, code="nothing-there", hint=hint))

    def _trees(self) -> tuple[JsonView, ...]:
        exchange = self.traffic.exchange
        return self.value, exchange.response.tree, exchange.request.tree, self.sent, self.shown.answer

    def _on_menu(self, tree: JsonView, menu: QMenu) -> None:
        action = menu.addAction("Use in another call…", self.use_selected)
        action.setEnabled(tree.currentIndex().isValid())

    def _on_origin_wanted(self, origin: Origin) -> None:
        if origin.part is Part.ARGUMENT:
            self.tabs.setCurrentWidget(self.sent)
            self.sent.reveal(origin.path)
        else:
            self.tabs.setCurrentWidget(self.traffic)
            self.traffic.show_origin(origin)

    def _on_view_wanted(self, name: str) -> None:
        for page in (self._returned, self.traffic, self.console, self.sent, self.shown):
            if page.objectName() == name or page.findChild(QWidget, name) is not None:
                self.tabs.setCurrentWidget(page)
                page.setFocus()
                return

    def _on_page_wanted(self, url: str) -> None:
        self._workplace.spawn(self._open_page(url), "open-record")

    async def _open_page(self, url: str) -> None:
        """Show a page of the CRM in the browser, where the adapter's calls for its host really go."""
        adapter = self._workplace.adapter
        if adapter is not None:
            if adapter.surroundings.crm is not None:
                await adapter.surroundings.crm()
            url = map_url(url, adapter.surroundings.maps)
        self._workplace.open_page(url)

    def _on_place_wanted(self, path: str) -> None:
        self.tabs.setCurrentWidget(self._returned)
        self.value.reveal(path)

    def _name_tabs(self, exchanges: int, findings: int, lines: int) -> None:
        counted = (("Result", 0), ("CRM traffic", exchanges), ("Findings", findings), ("Console", lines))
        for place, (name, count) in enumerate((*counted, ("Sent", 0), ("Compare", 0), ("App Connect", 0))):
            self.tabs.setTabText(place, f"{name} ({count})" if count else name)


def _error_text(invocation: Invocation, platform: Platform | None, redactor: Redactor) -> str:
    """What happened, what App Connect makes of it, the error with its stack, and errors that nobody caught."""
    outcome = invocation.outcome
    parts = [outcome.sentence]
    for error in (outcome.error, *outcome.unhandled):
        if error is not None:
            parts.append(error.stack if error.words in error.stack else f"{error.words}\n{error.stack}".strip())
            if error.response_body is not None and error.response_body is not UNDEFINED:
                parts.append(f"The CRM answered {error.status or ''} {one_line(error.response_body)}")
    follows = consequence(invocation, platform)
    if follows:
        parts.insert(1, f"App Connect: {follows}")
    return redactor.text("\n\n".join(part for part in parts if part))


def _value(invocation: Invocation) -> Value:
    """What was returned; of a login the server's answer, why it ended, and its steps."""
    outcome = invocation.outcome
    if not invocation.steps:
        return outcome.value
    ended: Value = outcome.value if outcome.error is None else {"message": outcome.error.message}
    return {"answer" if outcome.error is None else "refused": ended, "steps": list(invocation.steps)}


def _no_findings(invocation: Invocation) -> str:
    if invocation.outcome.kind is not OutcomeKind.RETURNED:
        return f"{invocation.interface} did not return, so there is no value to judge."
    return "Nothing to mend: the value is what App Connect expects."
