"""The wait for the user's approval: how long already, what is waited for, and the ways out of it."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.login import ConsentWay, is_redirect, tidy_address
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, restyle, vbox
from workbench.gui.workplace import Workplace
from workbench.services.loopback import is_loopback
from workbench.session.browser import WAIT

_HEADINGS: Final = {
    ConsentWay.BROWSER: "Waiting for you to approve the access in the browser",
    ConsentWay.BUILT_IN: "Waiting for you to approve the access in the built-in window",
    ConsentWay.PASTED: "Waiting for the address that your browser ends on",
}


class ConsentCard(QFrame):
    """Opens the page again, copies its address, takes the address that the browser ended on, stops waiting."""

    stopped = Signal()
    """The user does not want to wait any more."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("consent")
        self.setProperty("kind", "verdict")
        self.setProperty("state", "running")
        self._workplace = workplace
        self._url = self._redirect_uri = ""
        self._way = ConsentWay.BROWSER
        self._began = 0.0
        self._answer: asyncio.Future[str] | None = None
        self._heading = label("", "heading", name="consent-heading", wrap=True)
        self._elapsed = label("", "mono", name="consent-elapsed")
        self._elapsed.setAccessibleName("Time waited")
        self._words = label("", name="consent-words", wrap=True)
        self._address = ElidedLabel("", "mono", name="consent-address")
        self._address.setAccessibleName("Address of the page")
        self._open = button("Open the page again", name="consent-open", on_click=self._on_open)
        self._copy = button("Copy its address", name="consent-copy", on_click=self._on_copy)
        stop = button(
            "Stop waiting",
            name="consent-stop",
            on_click=self.stopped.emit,
            description="Ends this step; nothing is stored, and the step can be run again.",
        )
        self.line = QLineEdit()
        self.line.setObjectName("pasted-address")
        self.line.setAccessibleName("The address the browser ended on")
        self.line.returnPressed.connect(self._on_pasted)
        self._problem = label("", "error", name="consent-problem", wrap=True)
        self._paste = QWidget()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_tick)
        column = vbox(self, margins=(14, 12, 14, 12), spacing=8)
        row = hbox()
        row.addWidget(self._heading, 1)
        row.addWidget(self._elapsed)
        column.addLayout(row)
        column.addWidget(self._words)
        column.addWidget(self._address)
        row = hbox()
        for widget in (self._open, self._copy):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(stop)
        column.addLayout(row)
        row = hbox(self._paste)
        row.addWidget(self.line, 1)
        row.addWidget(button("Use this address", name="consent-paste", on_click=self._on_pasted))
        column.addWidget(self._paste)
        column.addWidget(self._problem)
        self.hide()

    def begin(self, way: ConsentWay, url: str, redirect_uri: str) -> None:
        """The wait by one way begins."""
        self._way, self._url, self._redirect_uri = way, url, redirect_uri
        self._began = time.monotonic()
        self._heading.setText(_HEADINGS[way])
        self._words.setText(_words(way, redirect_uri))
        self._address.setText(url)
        self._open.setText("Open the page" if way is ConsentWay.PASTED else "Open the page again")
        self._open.setVisible(way is not ConsentWay.BUILT_IN)
        self._paste.setVisible(way is not ConsentWay.BUILT_IN)
        self.line.clear()
        self.line.setPlaceholderText(f"{redirect_uri}?code=…")
        self._say("")
        self._on_tick()
        self._clock.start()
        self.show()

    def show_port_taken(self, error: WorkbenchError) -> None:
        """The redirect cannot be caught; pasting is left."""
        self._words.setText(f"{error.message} Paste the address that the browser ends on.")

    async def pasted(self, _redirect_uri: str) -> str:
        """The address that is pasted; waits until it comes or is not wanted any more."""
        self._answer = asyncio.get_running_loop().create_future()
        return await self._answer

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, Qt's name
        """No wait, no clock."""
        self._clock.stop()
        super().hideEvent(event)

    def _on_tick(self) -> None:
        limit = "" if self._way is ConsentWay.PASTED else f" of {clock(WAIT)}"
        self._elapsed.setText(f"{clock(time.monotonic() - self._began)}{limit}")

    def _on_open(self) -> None:
        self._workplace.open_page(self._url)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url)

    def _on_pasted(self) -> None:
        address = tidy_address(self.line.text())
        if not address or self._answer is None or self._answer.done():
            return
        if not is_redirect(address, self._redirect_uri):
            self._say(f"This address does not begin with {self._redirect_uri}. Copy all of the browser's address line.")
            return
        self._say("")
        self._answer.set_result(address)

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        restyle(self.line, invalid="true" if problem else "false")


def _words(way: ConsentWay, redirect_uri: str) -> str:
    if way is ConsentWay.BUILT_IN:
        return f"The window closes by itself once the page goes on to {redirect_uri}. Closing it ends the wait."
    if way is ConsentWay.PASTED:
        return (
            f"Open the page in any browser and approve the access. It ends on {redirect_uri}: paste that address whole."
        )
    if is_loopback(redirect_uri):
        return f"The browser comes back by itself to {redirect_uri}. If it cannot, paste the address that it ended on."
    return (
        f"The browser ends on {redirect_uri}, which is not on this machine: paste the address that it ended on. "
        "The built-in window takes it by itself."
    )


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
