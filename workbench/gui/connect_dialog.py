"""Connecting: the login engine's steps, the form, the wait for the browser with its ways out."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.login import StepState, form_problems, login_form, way_of
from workbench.gui.bridge import spawn
from workbench.gui.login_form_view import LoginFormView
from workbench.gui.login_step_view import LoginStepView
from workbench.gui.login_steps import STEP_ROLE, StepList
from workbench.gui.theme import theme
from workbench.gui.widgets import ElidedLabel, button, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.session.browser import BrowserOrPaste
from workbench.session.harbor import harbor_credentials
from workbench.session.login import Credentials, LoginFlow, Way
from workbench.session.open_adapter import OpenAdapter

_WAYS = {Way.OAUTH: "OAuth 2.0, authorization code", Way.API_KEY: "API key"}


class ConnectDialog(QDialog):
    """One login of one adapter. Closing it ends a login that waits."""

    def __init__(self, workplace: Workplace, adapter: OpenAdapter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("connect-dialog")
        self.setWindowTitle(f"Connect {adapter.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1040, 680)
        self._workplace, self._adapter = workplace, adapter
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self._flow = LoginFlow(adapter, Credentials(), BrowserOrPaste(self._on_page, self._ask_for_address))
        self._way = way_of(adapter.platform, adapter.description.auth_type, adapter.description.exports, {})
        self._fields = login_form(adapter.platform, self._way or Way.API_KEY)
        self.form = LoginFormView(self._fields)
        self.form.submitted.connect(self.run_to_end)
        self._consent = ConsentCard(workplace)
        self._steps = StepList()
        self._step = LoginStepView()
        self._lay_out()
        self._steps.currentRowChanged.connect(self._on_step_selected)
        workplace.events.login_stepped.connect(self._on_stepped)
        self.finished.connect(self._on_finished)
        self._refresh()
        self._steps.setCurrentRow(0)

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
        problems = form_problems(self._fields, self.form.values, self._adapter.platform)
        self.form.show_problems(problems)
        if problems:
            return
        credentials = replace(self._flow.credentials, fields=self.form.fields, hostname=self.form.hostname)
        if credentials != self._flow.credentials or self._flow.next is None:
            # What was typed before has gone into the steps that are done.
            self._flow.credentials = credentials
            self._flow.start_over()
        self._task = spawn(self._run(to_end=to_end), name="login", on_error=self._workplace.show_error)
        self._allow()

    async def _run(self, *, to_end: bool) -> None:
        try:
            if self._adapter.is_sample:
                await self._workplace.session.harbor()
            if to_end:
                await self._flow.run_to_end()
            else:
                await self._flow.run_step()
        except WorkbenchError:
            # The step that failed says what happened, in its place.
            pass
        else:
            if self._flow.next is None:
                await self._workplace.store_connection(self._adapter)
        finally:
            self._at_rest()
        self._workplace.connection_changed.emit()
        if self._flow.next is None and to_end:
            self.accept()

    def _at_rest(self) -> None:
        """No step runs; the dialog may be gone by then."""
        if not self._closed:
            self._task = None
            self._consent.hide()
            self._refresh()

    def _on_page(self, url: str) -> None:
        self._workplace.open_page(url)
        self._consent.begin(url)

    async def _ask_for_address(self, redirect_uri: str) -> str:
        return await self._consent.pasted(redirect_uri)

    def _on_stepped(self, event: object) -> None:
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

    def _on_step_selected(self, row: int) -> None:
        item = self._steps.item(row)
        if item is not None:
            self._step.show_step(item.data(STEP_ROLE), self._workplace.redactor())

    def _refresh(self) -> None:
        self._steps.show_steps(self._flow.steps)
        self._on_step_selected(self._steps.currentRow())
        failed = next((step for step in self._flow.steps if step.state is StepState.FAILED), None)
        self._status.setText(failed.sentence if failed else "")
        self._allow()

    def _allow(self) -> None:
        running = self._task is not None
        self._one.setEnabled(not running)
        self._all.setEnabled(not running)
        self._all.setText("Connecting" if running else "Connect")
        self._over.setEnabled(any(step.state is not StepState.WAITING for step in self._flow.steps))

    def _on_demonstration_key(self) -> None:
        self._workplace.spawn(self._fill_demonstration_key(), "demonstration-key")

    async def _fill_demonstration_key(self) -> None:
        self.form.fill(harbor_credentials(await self._workplace.session.harbor()).fields)

    def _on_finished(self, _result: int) -> None:
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        self._workplace.events.login_stepped.disconnect(self._on_stepped)

    def _lay_out(self) -> None:
        head = panel("connect-head")
        row = hbox(head, margins=(20, 12, 20, 12), spacing=10)
        platform = self._adapter.platform
        title = label(f"Connect to {platform.display_name if platform else self._adapter.name}", "heading")
        title.setFont(theme().fonts.title)
        row.addWidget(title)
        row.addWidget(label(_WAYS[self._way] if self._way else "the adapter does not say how", "muted"))
        row.addStretch(1)
        row.addWidget(label("Every exchange below is real and recorded", "faint"))
        left = panel("connect-steps")
        vbox(left, margins=(8, 10, 8, 10)).addWidget(self._steps)
        left.setFixedWidth(268)
        right = panel("connect-right")
        column = vbox(right)
        column.addWidget(self.form)
        if self._adapter.is_sample and self._way is Way.API_KEY:
            fill = button(
                "Fill in Harbor CRM's demonstration key",
                "link",
                name="demonstration-key",
                on_click=self._on_demonstration_key,
            )
            row_of_key = hbox(margins=(156, 0, 20, 4))
            row_of_key.addWidget(fill)
            row_of_key.addStretch(1)
            column.addLayout(row_of_key)
        waiting = vbox(margins=(20, 8, 20, 4))
        waiting.addWidget(self._consent)
        column.addLayout(waiting)
        column.addWidget(self._step, 1)
        upright = QFrame()
        upright.setProperty("kind", "rule")
        upright.setStyleSheet("max-width: 1px; min-width: 1px; max-height: 16777215px;")
        body = hbox(spacing=0)
        for widget, stretch in ((left, 0), (upright, 0), (right, 1)):
            body.addWidget(widget, stretch)
        foot = panel("connect-foot")
        row = hbox(foot, margins=(20, 10, 20, 10), spacing=10)
        self._over = button("Start over", name="login-start-over", on_click=self.start_over)
        self._status = ElidedLabel("", "error", name="login-status")
        self._one = button("Run one step", name="login-one-step", on_click=self.run_step)
        self._all = button("Connect", "primary", name="login-run", on_click=self.run_to_end)
        close = button("Cancel", name="login-cancel", on_click=self.reject)
        row.addWidget(self._over)
        row.addWidget(self._status, 1)
        for widget in (close, self._one, self._all):
            row.addWidget(widget)
        whole = vbox(self)
        whole.addWidget(head)
        whole.addWidget(rule())
        whole.addLayout(body, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)


class ConsentCard(QFrame):
    """The wait for the CRM's page: opens it again, copies its address, takes the address that the browser ended on."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("consent")
        self.setProperty("kind", "verdict")
        self.setProperty("state", "running")
        self._workplace = workplace
        self._url = ""
        self._answer: asyncio.Future[str] | None = None
        self._words = label("", wrap=True)
        self.line = QLineEdit()
        self.line.setObjectName("pasted-address")
        self.line.setAccessibleName("The address the browser ended on")
        self.line.returnPressed.connect(self._on_pasted)
        column = vbox(self, margins=(14, 12, 14, 12), spacing=8)
        column.addWidget(label("Waiting for you to approve the access in the browser", "heading"))
        column.addWidget(self._words)
        row = hbox()
        row.addWidget(button("Open the page again", name="consent-open", on_click=self._on_open))
        row.addWidget(button("Copy its address", name="consent-copy", on_click=self._on_copy))
        row.addStretch(1)
        column.addLayout(row)
        row = hbox()
        row.addWidget(self.line, 1)
        row.addWidget(button("Use this address", name="consent-paste", on_click=self._on_pasted))
        column.addLayout(row)
        self.hide()

    def begin(self, url: str) -> None:
        """The page is open in the browser."""
        self._url = url
        self.line.clear()
        self.show()

    async def pasted(self, redirect_uri: str) -> str:
        """The address that is pasted; waits until it comes or is not wanted any more."""
        self._words.setText(
            f"The browser comes back by itself to {redirect_uri}. If it cannot, paste the address that it ended on."
        )
        self.line.setPlaceholderText(f"{redirect_uri}?code=…")
        self._answer = asyncio.get_running_loop().create_future()
        return await self._answer

    def _on_open(self) -> None:
        self._workplace.open_page(self._url)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url)

    def _on_pasted(self) -> None:
        if self._answer is not None and not self._answer.done() and self.line.text().strip():
            self._answer.set_result(self.line.text().strip())
