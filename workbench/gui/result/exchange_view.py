"""One CRM exchange: request, response, headers of both, and its phases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator

from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTabWidget, QWidget

from workbench.core.redaction import Redactor
from workbench.core.text.harmless import harmless
from workbench.core.traffic.exchange import Exchange, Headers, ReadBody
from workbench.core.traffic.exchange_text import as_curl, whole_text
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, tip, vbox
from workbench.gui.result.traffic_model import status
from workbench.gui.result.verdict_banner import milliseconds
from workbench.gui.result.waterfall import phases
from workbench.gui.values.body_view import BodyView, size_text
from workbench.gui.workplace import Workplace
from workbench.session.around import read_body


class ExchangeView(QWidget):
    """The exchange that is selected in the traffic."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("exchange")
        self._workplace = workplace
        self._exchange: Exchange | None = None
        self._redactor = Redactor()
        self.request = BodyView("request-body", "Request body", workplace)
        self.response = BodyView("response-body", "Response body", workplace)
        self._headers = _page("exchange-headers", "Headers")
        self._timing = _page("exchange-timing", "Timing")
        self._address = ElidedLabel("", "mono", name="exchange-address")
        self._address.setFont(theme().fonts.mono)
        self._address.setContentsMargins(16, 6, 16, 6)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("exchange-tabs")
        self.tabs.setAccessibleName("Parts of the exchange")
        self.tabs.setDocumentMode(True)
        self.tabs.setProperty("kind", "pages")
        self.tabs.addTab(self.request, "Request")
        self.tabs.addTab(self.response, "Response")
        self.tabs.addTab(self._headers, "Headers")
        self.tabs.addTab(self._timing, "Timing")
        self.tabs.setCurrentWidget(self.response)
        copy = button("Copy as cURL", "link", name="copy-curl", on_click=self.copy_curl)
        tip(copy, "Copy the request for a terminal, with secrets masked")
        whole = button("Copy", "link", name="copy-exchange", on_click=self.copy_whole)
        whole.setAccessibleName("Copy the exchange as text")
        tip(whole, "Copy request, answer and timing as text, with secrets masked")
        corner = QWidget()
        row = hbox(corner, margins=(0, 0, 12, 0), spacing=0)
        row.addWidget(whole)
        row.addWidget(copy)
        self.tabs.setCornerWidget(corner)
        column = vbox(self)
        column.addWidget(self._address)
        column.addWidget(self.tabs, 1)

    def show_exchange(self, exchange: Exchange, redactor: Redactor) -> None:
        """Show another exchange."""
        self._exchange, self._redactor = exchange, redactor
        request, response = exchange.request, exchange.response
        mapped = f", sent to {redactor.url(request.sent_to)}" if request.sent_to else ""
        self._address.setText(f"{request.method} {redactor.url(request.url)}{mapped}")
        self.request.show_body(request.body, request.headers, redactor)
        if response is not None:
            trouble = redactor.text(exchange.error.message) if exchange.error else ""
            self.response.show_body(response.body, response.headers, redactor, trouble)
        elif exchange.error is not None:
            self.response.show_nothing(f"No answer. {exchange.error.code}: {redactor.text(exchange.error.message)}")
        else:
            self.response.show_nothing("No answer yet.")
        self._headers.setPlainText(harmless("\n".join(_header_lines(exchange, redactor))))
        self._timing.setPlainText("\n".join(_timing_lines(exchange)))

    def copy_curl(self) -> None:
        """Put the request on the clipboard as a command, with secrets masked."""
        self._copy(as_curl)

    def copy_whole(self) -> None:
        """Put the whole exchange on the clipboard as text, with secrets masked."""
        self._copy(whole_text)

    def show_header(self, name: str) -> None:
        """Select the line of a response header."""
        self.tabs.setCurrentWidget(self._headers)
        text = self._headers.toPlainText()
        answer = text.find("\n\n") + 1
        line = re.compile(rf"^{re.escape(name)}:.*$", re.IGNORECASE | re.MULTILINE).search(text, max(answer, 0))
        if line is not None:
            cursor = self._headers.textCursor()
            cursor.setPosition(line.start())
            cursor.setPosition(line.end(), QTextCursor.MoveMode.KeepAnchor)
            self._headers.setTextCursor(cursor)
        self._headers.setFocus()

    def _copy(self, written: Callable[[Exchange, Redactor, ReadBody], str]) -> None:
        if self._exchange is not None:
            self._workplace.spawn(_put_on_clipboard(written, self._exchange, self._redactor), "copy-exchange")


async def _put_on_clipboard(
    written: Callable[[Exchange, Redactor, ReadBody], str], exchange: Exchange, redactor: Redactor
) -> None:
    QGuiApplication.clipboard().setText(await asyncio.to_thread(written, exchange, redactor, read_body))


def _header_lines(exchange: Exchange, redactor: Redactor) -> Iterator[str]:
    def lines(headers: Headers) -> Iterator[str]:
        yield from (f"{name}: {value}" for name, value in redactor.headers(headers))

    yield f"{exchange.request.method} {redactor.url(exchange.request.url)}"
    yield from lines(exchange.request.headers)
    if exchange.response is not None:
        yield from ("", f"{exchange.response.status} {exchange.response.reason}".strip())
        yield from lines(exchange.response.headers)


def _timing_lines(exchange: Exchange) -> Iterator[str]:
    for name, _color, length in phases(exchange):
        yield f"{name:<24}{length:>9.1f} ms"
    if exchange.timing.total is not None:
        yield f"{'Altogether':<24}{exchange.timing.total:>9.1f} ms"
    yield ""
    yield f"{'Answer':<24}{status(exchange):>9}"
    if exchange.response is not None:
        yield f"{'Bytes received':<24}{size_text(exchange.response.body.size):>12}"
    yield f"{'Bytes sent':<24}{size_text(exchange.request.body.size):>12}"
    yield f"{'Client':<24}{exchange.client or 'unknown':>12}"
    yield f"{'Origin':<24}{exchange.origin.value:>12}"
    if exchange.timing.total is not None and exchange.timing.first_byte is None:
        yield from ("", f"This client hides its phases; {milliseconds(exchange.timing.total)} is the whole exchange.")


def _page(name: str, title: str) -> QPlainTextEdit:
    page = QPlainTextEdit()
    page.setObjectName(name)
    page.setAccessibleName(title)
    page.setReadOnly(True)
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.setProperty("kind", "view")
    page.setFont(theme().fonts.mono)
    page.document().setDocumentMargin(14)
    page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    return page
