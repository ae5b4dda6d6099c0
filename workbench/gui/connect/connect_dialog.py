"""Connecting: the login engine's steps, the form, the ways to the consent page, the wait with its ways out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.login import (
    HOSTNAME_FIELD,
    ConsentWay,
    LoginStep,
    StepState,
    form_problems,
    login_form,
    loopback_redirect,
    other_way,
    way_of,
)
from workbench.core.program.settings import CALLBACK_PORT, LOGIN_WINDOW
from workbench.core.text.harmless import harmless
from workbench.core.traffic.exchange_text import as_curl
from workbench.gui.bridge import spawn
from workbench.gui.connect.built_in_browser import BuiltInConsent, why_missing
from workbench.gui.connect.login_advanced import LoginAdvanced
from workbench.gui.connect.login_form_view import LoginFormView
from workbench.gui.connect.login_managed import LoginManaged
from workbench.gui.connect.login_step_view import LoginStepView
from workbench.gui.connect.login_steps import STEP_ROLE, StepList
from workbench.gui.connect.login_waiting import ConsentCard
from workbench.gui.connect.login_ways import ConsentWays
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, panel, rule, upright, vbox
from workbench.gui.result.traffic_view import TrafficView
from workbench.gui.workplace import Workplace
from workbench.services.places import pending_logins_path
from workbench.session.around import read_body
from workbench.session.browser import BrowserOrPaste, ChosenWay
from workbench.session.harbor import harbor_credentials
from workbench.session.login import Credentials, LoginFlow, PendingLogins, Way
from workbench.session.manifests import platform_for_host
from workbench.session.open_adapter import OpenAdapter

_WAYS = {Way.OAUTH: "OAuth 2.0, authorization code", Way.API_KEY: "API key"}
_OTHER_WAYS = {Way.OAUTH: "Log in by OAuth instead", Way.API_KEY: "Log in by API key instead"}


class ConnectDialog(ReadingOrder, QDialog):
    """One login of one adapter. Closing it ends a login that waits."""

    begun_anew = Signal(object, dict)
    """Way or None, and values of the form. The user wants to log in by the adapter's other way, or works on a host for
    which the manifest says other things; the dialog closes then."""

    def __init__(
        self,
        workplace: Workplace,
        adapter: OpenAdapter,
        parent: QWidget,
        chosen: Way | None = None,
        filled: Mapping[str, str] | None = None,
    ) -> None:
        """`chosen` is the way to log in, where the user said it; `filled` are values for the form."""
        super().__init__(parent)
        self.setObjectName("connect-dialog")
        self.setWindowTitle(f"Connect {harmless(adapter.name)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(1120, 720).boundedTo(parent.window().size() - QSize(32, 32)))
        self._workplace, self._adapter = workplace, adapter
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self._consent_way = ChosenWay(
            {
                ConsentWay.BROWSER: self._by_browser,
                ConsentWay.BUILT_IN: self._by_built_in_window,
                ConsentWay.PASTED: self._by_pasting,
            },
            workplace.consent_way,
        )
        self._flow = LoginFlow(adapter, Credentials(), self._consent_way, pending=PendingLogins(pending_logins_path()))
        self._chosen = chosen
        description = adapter.description
        self._platform = platform_for_host(description, adapter.platform, (filled or {}).get(HOSTNAME_FIELD, ""))
        self._way = way_of(self._platform, description.auth_type, description.exports, {}, chosen)
        self.form = LoginFormView(login_form(self._platform, self._way or Way.API_KEY))
        self.form.fill(filled or {})
        self.form.submitted.connect(self.run_to_end)
        self._advanced = LoginAdvanced(self._way)
        self._managed = LoginManaged(workplace, adapter, self._way)
        self._managed.changed.connect(self._on_managed)
        self._ways = ConsentWays(workplace.consent_way)
        self._ways.chosen.connect(self._on_way)
        self._ways.setVisible(self._way is Way.OAUTH)
        self._consent = ConsentCard(workplace)
        self._consent.stopped.connect(self.stop_waiting)
        self._steps = StepList()
        self._step = LoginStepView()
        self._traffic = TrafficView(workplace)
        self._lay_out()
        self._steps.currentRowChanged.connect(self._on_step_selected)
        workplace.events.login_stepped.connect(self._on_stepped)
        self.finished.connect(self._on_finished)
        self._show_way(workplace.consent_way)
        self._refresh()
        self._steps.setCurrentRow(0)
        if not self.form.focus_first():
            self._all.setFocus()

    def run_to_end(self) -> None:
        """Run every step that is left."""
        self._begin(to_end=True)

    def run_step(self) -> None:
        """Run the next step."""
        self._begin(to_end=False)

    def start_over(self) -> None:
        """Forget what this login found."""
        if self._task is not None:
            self._task.cancel()
        self._workplace.spawn(self._start_over(self._task), "login-start-over")

    def stop_waiting(self) -> None:
        """End the step that waits; it can be run again."""
        if self._task is not None:
            self._task.cancel()

    def copy_curl(self) -> None:
        """Put the last request of the selected step on the clipboard as a command, with secrets masked."""
        exchanges = self._selected().exchanges
        if exchanges:
            QGuiApplication.clipboard().setText(as_curl(exchanges[-1], self._workplace.redactor(), read_body))

    async def _start_over(self, before: asyncio.Task[None] | None) -> None:
        """Begin again once what ran has ended."""
        if before is not None:
            await asyncio.wait([before])
        self._flow.start_over()
        self._at_rest()
        if not self._closed:
            self._steps.setCurrentRow(0)

    def _begin(self, *, to_end: bool) -> None:
        if self._task is not None:
            return
        adapter = self._adapter
        if platform_for_host(adapter.description, adapter.platform, self.form.hostname) != self._platform:
            self._begin_anew(self._chosen)
            return
        managed = self._managed.stored
        given = {**self._advanced.fields, **self.form.fields}
        fields = login_form(self._platform, self._way or Way.API_KEY, given)
        problems = form_problems(fields, self.form.values, self._platform, managed.fields)
        self.form.show_problems(problems)
        if problems:
            return
        credentials = self._advanced.applied(
            Credentials(
                fields=given,
                hostname=self.form.hostname,
                way=self._chosen,
                managed=managed.fields,
                managed_refused=managed.refused,
                managed_oauth=managed.client(time.time()),
            )
        )
        if not credentials.redirect_uri:
            port = self._workplace.preferences[CALLBACK_PORT]
            credentials = replace(credentials, redirect_uri=loopback_redirect(port))
        if credentials != self._flow.credentials or self._flow.next is None:
            # What was typed before has gone into the steps that are done.
            self._flow.credentials = credentials
            self._flow.start_over()
        self._task = spawn(self._run(to_end=to_end), name="login", on_error=self._workplace.show_error)
        self._allow()

    async def _run(self, *, to_end: bool) -> None:
        try:
            await self._run_steps(to_end=to_end)
            if self._was_decided():
                await self._managed.after_login(refused=self._flow.next is not None)
        finally:
            self._at_rest()
        self._workplace.connection_changed.emit()
        if self._flow.next is None and to_end:
            self.accept()

    async def _run_steps(self, *, to_end: bool) -> None:
        try:
            if self._adapter.is_sample:
                await self._workplace.session.harbor()
            if to_end:
                await self._flow.run_to_end()
            else:
                await self._flow.run_step()
        except WorkbenchError:
            # The step that failed says what happened, in its place.
            return
        if self._flow.next is None:
            await self._workplace.store_connection(self._adapter)

    def _was_decided(self) -> bool:
        """Whether the CRM has accepted the login, or refused it; what failed elsewhere says nothing of the values."""
        refused = any(note.key == "login-refused" for step in self._flow.steps for note in step.notes)
        return self._flow.next is None or (refused and self._flow.way is Way.API_KEY)

    def _on_managed(self) -> None:
        self.form.show_managed(self._managed.stored.fields, refused=self._managed.stored.refused)

    def _at_rest(self) -> None:
        """No step runs; the dialog may be gone by then."""
        if not self._closed:
            self._task = None
            self._consent.hide()
            self._refresh()

    async def _by_browser(self, url: str, redirect_uri: str) -> str:
        self._consent.begin(ConsentWay.BROWSER, url, redirect_uri)
        way = BrowserOrPaste(
            self._workplace.open_page, self._consent.pasted, on_port_taken=self._consent.show_port_taken
        )
        return await way(url, redirect_uri)

    async def _by_built_in_window(self, url: str, redirect_uri: str) -> str:
        self._consent.begin(ConsentWay.BUILT_IN, url, redirect_uri)
        return await BuiltInConsent(self, on_browser=self._on_browser_wanted)(url, redirect_uri)

    async def _by_pasting(self, url: str, redirect_uri: str) -> str:
        self._consent.begin(ConsentWay.PASTED, url, redirect_uri)
        return await self._consent.pasted(redirect_uri)

    def _on_browser_wanted(self) -> None:
        self._ways.show_way(ConsentWay.BROWSER)
        self._consent_way.choose(ConsentWay.BROWSER)

    def _on_way(self, way: ConsentWay) -> None:
        self._show_way(way)
        self._workplace.consent_way = way
        self._workplace.preferences.choose(LOGIN_WINDOW, way.value)
        self._consent_way.choose(way)

    def _show_way(self, way: ConsentWay) -> None:
        """Say at once where the built-in window cannot be had."""
        missing = why_missing() if way is ConsentWay.BUILT_IN and self._way is Way.OAUTH else None
        self._missing.setText(f"{missing.message} {missing.hint}" if missing else "")
        self._missing.setVisible(missing is not None)

    def _on_stepped(self, _event: object) -> None:
        self._refresh()
        running = next(
            (
                place
                for place, step in enumerate(self._flow.steps)
                if step.state in (StepState.RUNNING, StepState.FAILED)
            ),
            None,
        )
        if running is not None:
            self._steps.setCurrentRow(running)

    def _selected(self) -> LoginStep:
        step = self._steps.item(max(0, self._steps.currentRow())).data(STEP_ROLE)
        assert isinstance(step, LoginStep)
        return step

    def _on_step_selected(self, _row: int) -> None:
        step, redactor = self._selected(), self._workplace.redactor()
        self._step.show_step(step, redactor)
        why_none = "This step has not run yet." if step.state is StepState.WAITING else "This step asked nobody."
        self._traffic.show_exchanges(step.exchanges, redactor, why_none)
        count = len(step.exchanges)
        self._pages.setTabText(1, f"Requests and responses ({count})" if count else "Requests and responses")
        self._curl.setEnabled(count > 0)

    def _refresh(self) -> None:
        self._steps.show_steps(self._flow.steps)
        self._on_step_selected(self._steps.currentRow())
        failed = next((step for step in self._flow.steps if step.state is StepState.FAILED), None)
        self._status.setText(failed.sentence if failed else "")
        self._allow()

    def _allow(self) -> None:
        running, begun = self._task is not None, any(step.over for step in self._flow.steps)
        self._one.setEnabled(not running)
        self._all.setEnabled(not running)
        self._all.setText("Connecting" if running else "Run to the end" if begun and self._flow.next else "Connect")
        self._over.setEnabled(any(step.state is not StepState.WAITING for step in self._flow.steps))

    def _begin_anew(self, way: Way | None) -> None:
        self.begun_anew.emit(way, self.form.values)
        self.reject()

    def _on_demonstration_key(self) -> None:
        self._workplace.spawn(self._fill_demonstration_key(), "demonstration-key")

    async def _fill_demonstration_key(self) -> None:
        self.form.fill(harbor_credentials(await self._workplace.session.harbor()).fields)

    def _on_finished(self, _result: int) -> None:
        self._closed = True
        self._managed.close_for_good()
        if self._task is not None:
            self._task.cancel()
        self._workplace.events.login_stepped.disconnect(self._on_stepped)

    def _lay_out(self) -> None:
        left = panel("connect-steps")
        vbox(left, margins=(8, 10, 8, 10)).addWidget(self._steps)
        left.setFixedWidth(268)
        body = hbox(spacing=0)
        for widget, stretch in ((left, 0), (upright(), 0), (self._right(), 1)):
            body.addWidget(widget, stretch)
        whole = vbox(self)
        whole.addWidget(self._head())
        whole.addWidget(rule())
        whole.addLayout(body, 1)
        whole.addWidget(rule())
        whole.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = panel("connect-head")
        row = hbox(head, margins=(20, 12, 20, 12), spacing=10)
        platform = self._platform
        title = label(f"Connect to {platform.display_name if platform else self._adapter.name}", "heading")
        title.setFont(theme().fonts.title)
        row.addWidget(title)
        row.addWidget(label(_WAYS[self._way] if self._way else "the adapter does not say how", "muted"))
        other = other_way(self._way, self._adapter.description.exports)
        if other is not None:
            words = _OTHER_WAYS[other]
            row.addWidget(button(words, "link", name="login-other-way", on_click=partial(self._begin_anew, other)))
        row.addStretch(1)
        by_key = self._way is Way.API_KEY and platform is not None
        said = "Fields as the manifest describes them" if by_key else "Every exchange below is real and recorded"
        row.addWidget(label(said, "faint"))
        return head

    def _right(self) -> QWidget:
        right = panel("connect-right")
        column = vbox(right)
        row = hbox(margins=(20, 12, 20, 0))
        row.addStretch(1)
        row.addWidget(self._ways)
        column.addLayout(row)
        self._missing = label("", "error", name="consent-way-missing", wrap=True, selectable=True)
        self._missing.setContentsMargins(20, 8, 20, 0)
        column.addWidget(self._missing)
        column.addWidget(self.form)
        if self._adapter.is_sample and self._way is Way.API_KEY:
            self._add_demonstration_key(column)
        column.addWidget(self._advanced)
        column.addWidget(self._managed)
        waiting = vbox(margins=(20, 8, 20, 4))
        waiting.addWidget(self._consent)
        column.addLayout(waiting)
        self._pages = QTabWidget()
        self._pages.setObjectName("login-pages")
        self._pages.setAccessibleName("What the step did")
        self._pages.setDocumentMode(True)
        self._pages.setProperty("kind", "dialog-pages")
        self._pages.addTab(self._step, "Step")
        self._pages.addTab(self._traffic, "Requests and responses")
        column.addWidget(self._pages, 1)
        return right

    def _add_demonstration_key(self, column: QVBoxLayout) -> None:
        row = hbox(margins=(156, 0, 20, 4))
        row.addWidget(
            button(
                "Fill in Harbor CRM's demonstration key",
                "link",
                name="demonstration-key",
                on_click=self._on_demonstration_key,
            )
        )
        row.addStretch(1)
        column.addLayout(row)

    def _foot(self) -> QWidget:
        foot = panel("connect-foot")
        row = hbox(foot, margins=(20, 10, 20, 10), spacing=10)
        self._curl = button(
            "Copy as cURL",
            name="login-curl",
            on_click=self.copy_curl,
            description="The last request of the selected step, with secrets masked.",
        )
        self._over = button("Start over", name="login-start-over", on_click=self.start_over)
        self._status = ElidedLabel("", "error", name="login-status")
        self._one = button("Run one step", name="login-one-step", on_click=self.run_step)
        self._all = button("Connect", "primary", name="login-run", on_click=self.run_to_end)
        close = button("Cancel", name="login-cancel", on_click=self.reject)
        row.addWidget(self._curl)
        row.addWidget(self._over)
        row.addWidget(self._status, 1)
        for widget in (close, self._one, self._all):
            row.addWidget(widget)
        return foot
