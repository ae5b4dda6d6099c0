"""The built-in window on real pages: it takes the redirect before it is sent, keeps nothing, and can always be left.

Run by test_window_built_in in a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from builders_login import free_port
from builders_window import Bench
from loopback_server import loopback_server, make_certificate
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QLineEdit, QPushButton, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.login import is_redirect
from workbench.gui.connect.built_in_browser import BuiltInConsent, why_missing
from workbench.gui.look.theme import Theme

_MISSING = why_missing()

pytestmark = pytest.mark.skipif(_MISSING is not None, reason=_MISSING.message if _MISSING else "")


@dataclass
class Site:
    """Pages that end on the redirect address in every way there is, and the address, which nobody may reach."""

    url: str = ""
    redirect: str = ""
    reached: list[str] = field(default_factory=list)
    """Every connection to the redirect address."""
    asked: list[str] = field(default_factory=list)
    """First lines of the requests that the pages got."""
    cookies: list[str] = field(default_factory=list)

    def answer(self, line: str) -> bytes:
        goal = f"{self.redirect}?code=c0de&state=a%26b"
        path = line.split(" ")[1].partition("?")[0]
        pages = {
            "/302": _page("", "302 Found", f"Location: {goal}\r\n"),
            "/script": _page(f"<script>location.href = '{goal}'</script>"),
            "/refresh": _page(f"<meta http-equiv=refresh content='0; url={goal}'>"),
            "/form": _page(
                "<form method=post action=/302><button>Allow</button></form><script>"
                "document.querySelector('button').click()</script>"
            ),
            "/popup": _page(
                "<a href='/302' target=_blank>Allow</a><script>document.querySelector('a').click()</script>"
            ),
            "/first": _page(
                "<title>First page</title><a href='/second' style='position: fixed; inset: 0'>On</a>",
                more="Set-Cookie: seen=yes\r\n",
            ),
            "/second": _page("<title>Second page</title><h1>Second</h1>"),
        }
        return pages[path]


def _page(html: str, status: str = "200 OK", more: str = "") -> bytes:
    body = f"<!doctype html>{html}".encode()
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join((*lines, more, "")).encode() + body


@contextlib.asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """A server on threads of its own: a browser opens connections that it never uses."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        timeout = 0.5

        def do_GET(self) -> None:
            if not self.path.startswith("/favicon"):
                made.asked.append(self.requestline)
                made.cookies += self.headers.get_all("Cookie", [])
                self.wfile.write(made.answer(self.requestline))

        do_POST = do_GET  # noqa: N815, the name that the handler looks for

        def log_message(self, *_: object) -> None:
            pass

    def reach(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.reached.append(str(writer.get_extra_info("peername")))
        writer.close()

    pages = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pages.daemon_threads = False
    serving = threading.Thread(target=pages.serve_forever, args=(0.02,))
    serving.start()
    try:
        async with await asyncio.start_server(reach, "127.0.0.1", 0) as redirect:
            made.url = f"http://127.0.0.1:{pages.server_port}"
            made.redirect = f"http://127.0.0.1:{redirect.sockets[0].getsockname()[1]}/callback"
            yield made
    finally:
        pages.shutdown()
        pages.server_close()
        serving.join()


async def shown(bench: Bench, made: Site, path: str, **given: Any) -> str:
    consent = BuiltInConsent(bench.window, on_browser=given.pop("on_browser", lambda: None), **given)
    return await consent(f"{made.url}{path}", made.redirect)


async def until(condition: Callable[[], object]) -> None:
    """Wait while everything else goes on."""
    while not condition():
        await asyncio.sleep(0.01)


def window() -> QWidget:
    """The built-in window; a widget without parts while there is none."""
    found = [each for each in QApplication.topLevelWidgets() if each.objectName() == "built-in-browser"]
    return found[0] if found else QLabel()


def part(kind: type[Any], name: str) -> Any:
    return window().findChild(kind, name)


def engine_processes(kind: str) -> list[str]:
    """The web engine's processes of one kind."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            text = line.read_text()
            if "QtWebEngineProcess" in text and f"--type={kind}" in text and _is_ours(line.parent):
                found.append(text)
    return found


def _is_ours(process: Path) -> bool:
    import os

    while process.name not in ("0", "1"):
        if process.name == str(os.getpid()):
            return True
        process = Path("/proc") / (process / "stat").read_text().rpartition(")")[2].split()[1]
    return False


@pytest.mark.parametrize("path", ["/302", "/script", "/refresh", "/form", "/popup"])
def test_the_redirect_is_taken_and_never_sent(bench: Bench, path: str) -> None:
    async def story() -> tuple[str, Site]:
        async with site() as made:
            return await shown(bench, made, path), made

    address, made = bench.run(story())
    assert address == f"{made.redirect}?code=c0de&state=a%26b"
    assert made.reached == []
    assert made.asked[0].startswith(f"GET {path} ")
    bench.until(lambda: engine_processes("renderer") == [])


def test_the_whole_login_with_another_redirect_address(bench: Bench) -> None:
    redirect = f"http://127.0.0.1:{free_port()}/callback"
    reached: list[object] = []

    async def listening() -> asyncio.Server:
        port = urlsplit(redirect).port
        return await asyncio.start_server(
            lambda _reader, writer: (reached.append(1), writer.close()), "127.0.0.1", port
        )

    listener = bench.run(listening())
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("consent-way:built-in")
    bench.qtbot.mouseClick(bench.find(QWidget, "login-advanced-fold"), Qt.MouseButton.LeftButton)
    bench.type("login-redirect-uri", redirect)
    bench.click("login-run")
    bench.until(lambda: bench.sees(QDialog, "built-in-browser") and part(QLabel, "built-in-host").text())
    bench.until(lambda: part(QLineEdit, "built-in-address").text().startswith("http"))
    assert bench.text("consent-heading") == "Waiting for you to approve the access in the built-in window"
    page = part(QWidget, "built-in-page").page()
    bench.until(lambda: page.title() != "" and not page.isLoading())
    bench.picture("connect-built-in-dark", window())
    page.runJavaScript("document.querySelector('button[value=approve]').click()")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"
    assert bench.pages == []
    assert reached == []
    listener.close()


def test_address_back_and_reload(bench: Bench) -> None:
    async def story() -> list[object]:
        async with site() as made:
            waiting = asyncio.create_task(shown(bench, made, "/first"))
            await until(lambda: window_is("First page"))
            seen: list[object] = [
                part(QLabel, "built-in-host").text(),
                part(QLabel, "built-in-lock").text(),
                part(QLineEdit, "built-in-address").text() == f"{made.url}/first",
                part(QLineEdit, "built-in-address").isReadOnly(),
                part(QPushButton, "built-in-back").isEnabled(),
            ]
            # Chromium goes back only to pages that were left by a real click.
            bench.qtbot.mouseClick(part(QWidget, "built-in-page").focusProxy(), Qt.MouseButton.LeftButton)
            await until(lambda: window_is("Second page") and part(QPushButton, "built-in-back").isEnabled())
            bench.qtbot.mouseClick(part(QPushButton, "built-in-back"), Qt.MouseButton.LeftButton)
            await until(lambda: window_is("First page"))
            before = len(made.asked)
            bench.qtbot.mouseClick(part(QPushButton, "built-in-reload"), Qt.MouseButton.LeftButton)
            await until(lambda: len(made.asked) > before)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            return seen

    assert bench.run(story()) == ["127.0.0.1", "not encrypted", True, True, False]


def window_is(title: str) -> bool:
    """Whether a page of that title has come, all of it."""
    view = part(QWidget, "built-in-page")
    return window().windowTitle() == title and view is not None and not view.page().isLoading()


def test_the_profile_is_thrown_away(bench: Bench) -> None:
    async def visit(made: Site) -> None:
        waiting = asyncio.create_task(shown(bench, made, "/first"))
        await until(lambda: window_is("First page"))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    async def story() -> list[str]:
        async with site() as made:
            await visit(made)
            await visit(made)
            return made.cookies

    assert bench.run(story()) == []


@pytest.mark.parametrize("how", ["close", "escape"])
def test_closing_the_window_ends_the_wait_with_a_sentence(bench: Bench, how: str) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("consent-way:built-in")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QDialog, "built-in-browser"))
    if how == "close":
        window().close()
    else:
        bench.qtbot.keyClick(window(), Qt.Key.Key_Escape)
    bench.until(lambda: bench.text("login-status"))
    assert bench.text("login-status") == "The built-in window was closed before the access was approved."
    assert not bench.sees(QFrame, "consent")
    assert bench.workplace.adapter.connection is None
    bench.click("login-cancel")


def test_the_system_browser_instead(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.take_own_port()
    bench.click("notice-connect")
    bench.click("consent-way:built-in")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QDialog, "built-in-browser"))
    bench.click("built-in-system")
    bench.until(lambda: not bench.sees(QDialog, "built-in-browser"))
    assert bench.find(QPushButton, "consent-way:browser").isChecked()
    bench.approve()
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_a_certificate_that_nobody_signed_is_said(bench: Bench, tmp_path: Path) -> None:
    async def story() -> tuple[str, str]:
        async with loopback_server(certificate=make_certificate(tmp_path)) as server:
            consent = BuiltInConsent(bench.window, on_browser=lambda: None)
            address = f"https://127.0.0.1:{server.port}/json"
            waiting = asyncio.create_task(consent(address, "http://127.0.0.1:1/callback"))
            await until(lambda: part(QFrame, "built-in-trouble") and part(QFrame, "built-in-trouble").isVisible())
            said = part(QLabel, "built-in-trouble-title").text(), part(QLabel, "built-in-trouble-words").text()
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            assert server.requests == []
            return said

    title, words = bench.run(story())
    assert title == "The certificate of 127.0.0.1 is not trusted."
    assert "nothing was sent to it" in words


def test_a_page_that_cannot_be_opened_is_said(bench: Bench) -> None:
    async def story() -> str:
        waiting = asyncio.create_task(
            BuiltInConsent(bench.window, on_browser=lambda: None)(f"http://127.0.0.1:{free_port()}/", "http://[::1]/x")
        )
        await until(lambda: part(QFrame, "built-in-trouble") and part(QFrame, "built-in-trouble").isVisible())
        said = str(part(QLabel, "built-in-trouble-title").text())
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return said

    assert bench.run(story()) == "127.0.0.1 could not be opened."


def test_nobody_waits_for_ever(bench: Bench) -> None:
    async def story() -> WorkbenchError:
        async with site() as made:
            with pytest.raises(WorkbenchError) as raised:
                await shown(bench, made, "/first", wait=0.05)
            return raised.value

    assert bench.run(story()).code == "login-timed-out"


def test_parse_of_what_was_taken() -> None:
    assert is_redirect("https://Connect.example.com:443/a?code=1#x", "https://connect.example.com/a")
    assert is_redirect("myapp://done?code=1", "myapp://done/")
    assert not is_redirect("https://connect.example.com.evil.test/a?code=1", "https://connect.example.com/a")
    assert not is_redirect("https://connect.example.com/ab", "https://connect.example.com/a")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_wait_in_the_built_in_window_has_its_picture(bench: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    bench.open("harbor-typescript")
    bench.press_action("connect")
    bench.click("consent-way:built-in")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QDialog, "built-in-browser"))
    built_in = bench.find(QDialog, "built-in-browser")
    bench.until(lambda: colors(built_in.findChild(QWidget, "built-in-page")) > 1)
    bench.picture(f"connect-built-in-{theme}", built_in)
    bench.picture(f"connect-waiting-built-in-{theme}", bench.find(QDialog, "connect-dialog"))
    bench.click("login-cancel")


def colors(widget: QWidget) -> int:
    """How many colours a widget shows along its middle: one before its page is painted."""
    image = widget.grab().toImage()
    place = image.height() // 4
    return len({image.pixel(column, row) for column in range(0, image.width(), 3) for row in range(0, place, 7)})
