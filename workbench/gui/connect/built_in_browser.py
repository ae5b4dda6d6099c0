"""A window of the program's own for the CRM's consent page: its profile is thrown away, the redirect is never sent."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QWidget
from shiboken6 import isValid

from workbench.core.errors import LoginError, TimedOutError, WorkbenchError
from workbench.core.login import is_redirect
from workbench.core.text.harmless import harmless
from workbench.gui.look.widgets import button, hbox, label, panel, restyle, rule, vbox
from workbench.session.browser import WAIT

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

_PACKAGE: Final = "app-connect-workbench[window-browser]"
_SYSTEM_PACKAGES: Final = (
    "libnss3 libnspr4 libasound2 libxcomposite1 libxdamage1 libxtst6 libxrandr2 libxkbfile1 libgbm1"
)
_INSTALL: Final = f"Install it with: pip install '{_PACKAGE}', and start the workbench again."


def why_missing() -> WorkbenchError | None:
    """Why the built-in window cannot be used here, with the remedy; None when it can."""
    try:
        _load()
    except ImportError as error:
        absent = importlib.util.find_spec("PySide6.QtWebEngineWidgets") is None
        why = "Qt's web engine is not installed" if absent else f"Qt's web engine cannot be loaded ({error})"
        hint = _INSTALL if absent else f"On Debian and Ubuntu: apt install {_SYSTEM_PACKAGES}."
        return LoginError(
            f"{why}, so there is no built-in window.",
            code="built-in-window-missing",
            hint=f"{hint} The system browser and pasting the address work without it.",
        )
    return None


def _load() -> tuple[Any, Any]:
    if sys.platform == "linux" and os.geteuid() == 0:
        # Chromium's sandbox refuses to run as root; every other user keeps it.
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    from PySide6 import QtWebEngineCore, QtWebEngineWidgets

    return QtWebEngineCore, QtWebEngineWidgets


class BuiltInConsent:
    """An `Authorize` by the built-in window; raises LoginError once it is closed, TimedOutError after `wait` s."""

    def __init__(self, parent: QWidget, *, on_browser: Any, wait: float = WAIT) -> None:
        """`on_browser` is called when the user would rather have the system browser."""
        self._parent = parent
        self._on_browser = on_browser
        self._wait = wait

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """The complete address that the page was sent to."""
        missing = why_missing()
        if missing is not None:
            raise missing
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        window = BuiltInBrowser(self._parent, redirect_uri)

        def take(address: str) -> None:
            if not answer.done():
                answer.set_result(address)

        def closed() -> None:
            if not answer.done():
                answer.set_exception(
                    LoginError(
                        "The built-in window was closed before the access was approved.",
                        code="login-window-closed",
                        hint="Run this step again, or choose another way to the page.",
                    )
                )

        window.came_back.connect(take)
        window.closed.connect(closed)
        window.browser_wanted.connect(self._on_browser)
        window.show()
        window.load(url)
        try:
            return await asyncio.wait_for(answer, self._wait)
        except TimeoutError:
            raise TimedOutError(
                f"The access was not approved within {self._wait:.0f} seconds.",
                code="login-timed-out",
                hint="Run this step again and approve it on the CRM's page.",
            ) from None
        finally:
            if isValid(window):
                window.hide()
            window.discard()


class BuiltInBrowser(QDialog):
    """Shows one page and where it comes from; goes back and reloads; keeps nothing."""

    came_back = Signal(str)
    """The page wanted to go to the redirect address; it was not let."""
    closed = Signal()
    """The user closed the window."""
    browser_wanted = Signal()
    """The user would rather have the system browser."""

    def __init__(self, parent: QWidget, redirect_uri: str) -> None:
        super().__init__(parent)
        self.setObjectName("built-in-browser")
        self.setWindowTitle("The CRM's page")
        self.resize(1000, 780)
        self._redirect_uri = redirect_uri
        core, widgets = _load()
        # Without a name a profile is off the record: cookies and cache are in memory and end with it.
        self._profile: QWebEngineProfile = core.QWebEngineProfile()
        self._page: QWebEnginePage = core.QWebEnginePage(self._profile)
        settings = self._page.settings()
        settings.setAttribute(core.QWebEngineSettings.WebAttribute.ErrorPageEnabled, False)  # noqa: FBT003
        # Otherwise an address of mailto: or of any other program would start that program.
        settings.setUnknownUrlSchemePolicy(core.QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        self._view = widgets.QWebEngineView()
        self._view.setObjectName("built-in-page")
        self._view.setAccessibleName("The CRM's page")
        self._view.setPage(self._page)
        self._lay_out()
        self._page.navigationRequested.connect(self._on_navigation)
        self._page.urlChanged.connect(self._show_address)
        self._page.loadingChanged.connect(self._on_loading)
        self._page.certificateError.connect(self._on_certificate)
        self._page.newWindowRequested.connect(self._on_new_window)
        self._page.renderProcessTerminated.connect(self._on_crash)
        self._page.titleChanged.connect(self._on_title)

    def load(self, url: str) -> None:
        """Go to an address."""
        self._page.load(QUrl(url))
        self._view.setFocus()

    def discard(self) -> None:
        """Close the window and forget everything that the page left behind."""
        # A profile must outlive its page; the window itself may have gone with the one that it belonged to.
        for each in (self._view, self._page, self._profile, self):
            if isValid(each):
                each.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, Qt's name
        """The window's own cross."""
        event.accept()
        self.closed.emit()

    def reject(self) -> None:
        """Esc."""
        self.hide()
        self.closed.emit()

    def _lay_out(self) -> None:
        bar = panel("built-in-bar", "bar")
        row = hbox(bar, margins=(10, 8, 10, 8), spacing=8)
        self._back = button("Back", name="built-in-back", on_click=self._view.back)
        self._reload = button("Reload", name="built-in-reload", on_click=self._view.reload)
        self._host = label("", "heading", name="built-in-host")
        self._lock = label("", "muted", name="built-in-lock")
        self._address = QLineEdit()
        self._address.setObjectName("built-in-address")
        self._address.setAccessibleName("Address of the page")
        self._address.setReadOnly(True)
        system = button(
            "Open in the system browser instead",
            "link",
            name="built-in-system",
            on_click=self.browser_wanted.emit,
            description="Closes this window and goes on waiting for the system browser.",
        )
        for widget in (self._back, self._reload, self._host, self._lock):
            row.addWidget(widget)
        row.addWidget(self._address, 1)
        row.addWidget(system)
        self._trouble = QFrame()
        self._trouble.setObjectName("built-in-trouble")
        self._trouble.setProperty("kind", "problem")
        words = vbox(self._trouble, margins=(14, 10, 14, 10), spacing=2)
        self._trouble_title = label("", "heading", name="built-in-trouble-title", wrap=True)
        self._trouble_words = label("", name="built-in-trouble-words", wrap=True, selectable=True)
        words.addWidget(self._trouble_title)
        words.addWidget(self._trouble_words)
        self._trouble.hide()
        foot = panel("built-in-foot")
        row = hbox(foot, margins=(12, 6, 12, 6))
        row.addWidget(
            label(f"This window closes by itself at {self._redirect_uri}, which is not opened.", "faint", wrap=True), 1
        )
        column = vbox(self)
        column.addWidget(bar)
        column.addWidget(self._trouble)
        column.addWidget(self._view, 1)
        column.addWidget(rule())
        column.addWidget(foot)
        self._back.setEnabled(False)

    def _on_navigation(self, request: Any) -> None:
        address = bytes(request.url().toEncoded().data()).decode()
        if not is_redirect(address, self._redirect_uri):
            return
        # Rejected before anything is sent, whether by a redirect, a script, a refresh or a form.
        request.reject()
        if request.isMainFrame():
            self.came_back.emit(address)

    def _show_address(self, url: QUrl) -> None:
        host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
        self._host.setText(host)
        safe = url.scheme() == "https"
        self._lock.setText("encrypted" if safe else "not encrypted" if host else "")
        restyle(self._lock, state="ok" if safe else "warning")
        self._address.setText(url.toDisplayString())
        self._address.setCursorPosition(0)
        self._back.setEnabled(self._page.history().canGoBack())

    def _on_loading(self, info: Any) -> None:
        states = type(info).LoadStatus
        if info.status() is states.LoadStartedStatus:
            self._trouble.hide()
        elif info.status() is states.LoadFailedStatus and self._trouble.isHidden() and info.errorString():
            host = info.url().host() or info.url().toDisplayString()
            self._say(f"{host} could not be opened.", f"{info.errorString()}. Reload, or check the address.")
        self._show_address(self._page.url())

    def _on_certificate(self, error: Any) -> None:
        error.rejectCertificate()
        self._say(
            f"The certificate of {error.url().host()} is not trusted.",
            f"{error.description().rstrip('.')}. The page was not opened, and nothing was sent to it. "
            "The system browser may know the authority that signed it.",
        )

    def _on_new_window(self, request: Any) -> None:
        """What a page opens beside itself opens in its place: the redirect may come from there."""
        request.openIn(self._page)

    def _on_crash(self, _status: object, _code: int) -> None:
        self._say("The page ended by itself.", "Reload it to go on.")

    def _on_title(self, title: str) -> None:
        self.setWindowTitle(harmless(title) or "The CRM's page")

    def _say(self, title: str, words: str) -> None:
        self._trouble_title.setText(title)
        self._trouble_words.setText(words)
        self._trouble.show()
