"""Drives the real window as its user does: clicks, keys and waits for what appears, never a private method."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import httpx
from builders_login import free_port
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import CALLBACK_PORT
from workbench.core.run.events import InvocationFinished
from workbench.core.run.invocation import Invocation
from workbench.gui.main_window import MainWindow
from workbench.gui.workplace import Workplace

SCREENSHOTS = Path(__file__).parent / "screenshots"
PATIENCE = 30_000
"""Milliseconds after which something that was waited for counts as missing."""

Widget = TypeVar("Widget", bound=QWidget)
Result = TypeVar("Result")


@dataclass
class Bench:
    """The window under test, and the hands of its user."""

    qtbot: QtBot
    window: MainWindow
    workplace: Workplace
    pages: list[str] = field(default_factory=list)
    """Addresses that the window wanted to show in the browser."""
    folders: list[Path] = field(default_factory=list)
    """Folders that it wanted to show in the file manager."""
    finished: list[Invocation] = field(default_factory=list)
    problems: list[WorkbenchError] = field(default_factory=list)

    def on_finished(self, event: InvocationFinished) -> None:
        """Keep every invocation that ended, the login's among them."""
        self.finished.append(event.invocation)

    def let_go(self) -> None:
        """Keep nothing of the window alive."""
        del self.window, self.workplace

    def find(self, kind: type[Widget], name: str, inside: QWidget | None = None) -> Widget:
        """The one visible widget of that name."""
        places = [inside] if inside else [self.window, *self.dialogs()]
        found = [widget for place in places for widget in place.findChildren(kind, name) if widget.isVisible()]
        assert len(set(found)) == 1, f"{len(found)} widgets called {name}"
        return found[0]

    def dialogs(self) -> list[QWidget]:
        """Windows besides the main one."""
        return [each for each in QApplication.topLevelWidgets() if each is not self.window and each.isVisible()]

    def sees(self, kind: type[QWidget], name: str) -> bool:
        """Whether there is one visible widget of that name."""
        try:
            self.find(kind, name)
        except AssertionError:
            return False
        return True

    def click(self, name: str, inside: QWidget | None = None) -> None:
        """Click a push button."""
        button = self.find(QPushButton, name, inside)
        assert button.isEnabled(), f"{name} cannot be clicked"
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        """Replace what stands in a line."""
        line = self.find(QLineEdit, name)
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClick(line, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(line, text)

    def choose(self, name: str, text: str) -> None:
        """Choose an entry of a box with the keyboard."""
        box = self.find(QComboBox, name)
        place = next(row for row in range(box.count()) if box.itemText(row).startswith(text))
        box.setFocus()
        self.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(place):
            self.qtbot.keyClick(box, Qt.Key.Key_Down)

    def tab(self, tabs: str, title: str) -> None:
        """Click a tab by the beginning of its title."""
        widget = self.find(QTabWidget, tabs)
        bar = widget.tabBar()
        place = next(row for row in range(bar.count()) if bar.tabText(row).startswith(title))
        self.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())

    def select(self, interface: str) -> None:
        """Click an interface in the list."""
        tree = self.window.interfaces.tree
        model = tree.model()
        for group in range(model.rowCount()):
            parent = model.index(group, 0)
            for row in range(model.rowCount(parent)):
                index = model.index(row, 0, parent)
                if index.data() == interface:
                    self._click_index(tree, index)
                    return
        raise AssertionError(f"{interface} is not in the list")

    def _click_index(self, view: QAbstractItemView, index: QModelIndex) -> None:
        view.scrollTo(index)
        place: QPoint = view.visualRect(index).center()
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def click_row(self, view: QAbstractItemView, row: int) -> None:
        """Click a row of a table."""
        self._click_index(view, view.model().index(row, 1))

    def press_action(self, action_id: str) -> None:
        """Choose an action from its menu."""
        action = self.window.actions_by_id[action_id]
        assert action.isEnabled(), f"{action_id} is not possible now"
        action.trigger()

    def words(self, inside: QWidget) -> str:
        """Everything that labels say inside a widget."""
        return "\n".join(each.text() for each in inside.findChildren(QLabel))

    def sees_text(self, name: str, text: str) -> bool:
        """Whether a visible label says just this."""
        return self.sees(QLabel, name) and self.text(name) == text

    async def redirect_of(self, page: str) -> str:
        """The address that the consent page would send the browser to, once approved."""
        return await _redirect(page, self.workplace)

    def press(self, keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the focus is."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, keys, modifier)

    def until(self, condition: Any) -> None:
        """Wait until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something of the test's own in the same loop."""
        task = asyncio.get_event_loop().create_task(work)
        self.until(task.done)
        return task.result()

    def text(self, name: str) -> str:
        """What a label says."""
        return self.find(QLabel, name).text()

    def approve(self) -> None:
        """Play the browser: approve on Harbor CRM's consent page, and follow the redirect to this machine."""
        self.until(lambda: self.pages)
        self.run(_approve(self.pages.pop(), self.workplace))

    def take_own_port(self) -> None:
        """Redirects come back to a port of this window's own: another run of the tests may listen on the sample's."""
        self.workplace.preferences.choose(CALLBACK_PORT, free_port())

    def connect_by_oauth(self) -> None:
        """Open the dialog from the form's notice, log in, and wait until it closes."""
        self.take_own_port()
        self.click("notice-connect")
        self.click("login-run")
        self.approve()
        self.until(lambda: not self.dialogs())

    def connect_by_key(self, key: str) -> None:
        """The same with an API key."""
        self.click("notice-connect")
        self.type("login:apiKey", key)
        self.click("login-run")
        self.until(lambda: not self.dialogs())

    def fire(self) -> Invocation:
        """Click Fire and wait for the invocation."""
        before = len(self.finished)
        self.click("fire")
        self.until(lambda: self.workplace.firing is None and len(self.finished) > before)
        return self.finished[-1]

    def open(self, place: str) -> None:
        """Open an adapter as a dropped file would, and wait for it."""
        self.workplace.open(place)
        self.until(lambda: self.workplace.adapter is not None)

    def picture(self, name: str, widget: QWidget | None = None, size: QSize | None = None) -> None:
        """Write a picture of the window to tests/screenshots."""
        shown = widget or self.window
        if size is not None:
            shown.resize(size)
        self.qtbot.wait(1)
        SCREENSHOTS.mkdir(exist_ok=True)
        assert shown.grab().save(str(SCREENSHOTS / f"{name}.png"))


async def _approve(page: str, workplace: Workplace) -> None:
    address = await _redirect(page, workplace)
    async with httpx.AsyncClient(trust_env=False) as browser:
        back = await browser.get(address)
    assert back.status_code == httpx.codes.OK, back.text


async def _redirect(page: str, workplace: Workplace) -> str:
    crm = await workplace.session.harbor()
    form = {**dict(parse_qsl(urlsplit(page).query)), "decision": "approve"}
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(crm.approve_url, data=form)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return answer.headers["location"]
