"""Several windows of one program: each has its adapter and its events, all have one history and one settings file."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders_invocations import invocation
from builders_window import PATIENCE, SCREENSHOTS
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import HISTORY_ROWS
from workbench.core.run.document import invocation_document
from workbench.core.run.events import Emit, Progress
from workbench.core.run.firing import Firing
from workbench.core.run.readiness import InterfaceState
from workbench.gui.bridge import Faults, end_tasks, running_tasks
from workbench.gui.connect.connect_dialog import ConnectDialog
from workbench.gui.history.model import ROW_ROLE
from workbench.gui.look.theme import Theme
from workbench.gui.main_window import MainWindow
from workbench.gui.settings.preferences import Preferences
from workbench.gui.windows import Windows
from workbench.services.history import History
from workbench.services.places import history_path
from workbench.services.settings import load_settings, settings_path
from workbench.session.session import Session

ADAPTER = """
import time, pathlib

def getAuthType():
    return "apiKey"

def findContact(phoneNumber=None, **_):
    print("looking for", phoneNumber)
    while phoneNumber.startswith("wait") and not pathlib.Path(phoneNumber.split()[1]).exists():
        time.sleep(0.01)
    return {"successful": True, "matchedContactInfo": [{"id": "1", "name": phoneNumber, "type": "contact"}]}
"""


class Hands:
    """The program's windows, and what its user does with them."""

    def __init__(
        self,
        qtbot: QtBot,
        windows: Windows,
        preferences: Preferences,
        emit: Emit,
        problems: list[WorkbenchError],
        faults: Faults,
    ) -> None:
        self.qtbot = qtbot
        self.windows = windows
        self.preferences = preferences
        self.emit = emit
        self.problems = problems
        self.faults = faults

    def until(self, condition: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def run(self, work: Any) -> Any:
        task = asyncio.get_event_loop().create_task(work)
        self.until(task.done)
        return task.result()

    def open(self, window: MainWindow, place: str) -> None:
        window.workplace.open(place)
        self.until(lambda: window.workplace.adapter is not None)
        window.interfaces.select("findContact")

    def another(self, window: MainWindow) -> MainWindow:
        before = self.windows.open_windows
        window.actions_by_id["new-window"].trigger()
        (made,) = set(self.windows.open_windows) - set(before)
        return made


@pytest.fixture
def hands(qtbot: QtBot, loop: asyncio.AbstractEventLoop, themed: Theme, workbench_home: Path) -> Iterator[Hands]:
    """The program with one window; afterwards nothing of it may be left."""
    themed.choose("dark")
    widgets, threads = set(QApplication.topLevelWidgets()), set(threading.enumerate())
    faults, preferences = Faults(), Preferences(settings_path())
    problems: list[WorkbenchError] = []
    faults.reported.connect(problems.append)
    reports: list[Emit] = []

    def make(emit: Emit) -> Session:
        reports.append(emit)
        return Session(emit=emit, history=History(history_path()))

    windows = Windows(make, preferences, faults)
    windows.open()
    made = Hands(qtbot, windows, preferences, reports[0], problems, faults)
    yield made
    made.run(_end(windows))
    assert made.problems == []
    assert running_tasks() == ()
    windows.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert set(QApplication.topLevelWidgets()) <= widgets
    assert [each for each in threading.enumerate() if each not in threads] == []


async def _end(windows: Windows) -> None:
    await windows.end()
    await end_tasks()
    await windows.session.close()


@pytest.fixture
def place(hands: Hands, tmp_path: Path) -> str:
    (tmp_path / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    hands.preferences.trust(str(tmp_path))
    return str(tmp_path / "adapter.py")


def rows(window: MainWindow) -> list[str]:
    model = window.history.model
    return [model.index(row, 0).data(ROW_ROLE).summary for row in range(model.rowCount())]


def fire(window: MainWindow, number: str) -> None:
    window.workplace.fire(Firing("findContact", request={}, overrides=(("phoneNumber", number),)))


def printed(window: MainWindow) -> str:
    """What the adapter printed, as the console shows it."""
    return window.result.findChild(QPlainTextEdit, "console").toPlainText()


def shown(window: MainWindow) -> str:
    """The name that the result shows."""
    invocation = window.result.invocation
    return invocation.outcome.value["matchedContactInfo"][0]["name"] if invocation else ""


def test_two_windows_on_the_same_adapter_do_not_mix(hands: Hands, place: str, tmp_path: Path) -> None:
    (first,) = hands.windows.open_windows
    hands.open(first, place)
    second = hands.another(first)
    hands.open(second, place)
    assert second.pos() != first.pos()
    held = tmp_path / "go"
    fire(first, f"wait {held}")
    hands.until(lambda: "looking for wait" in printed(first))
    assert second.workplace.firing is None
    assert first.workplace.state("findContact") is InterfaceState.RUNNING
    assert second.workplace.state("findContact") is InterfaceState.NOT_FIRED
    fire(second, "+12025550122")
    hands.until(lambda: shown(second) == "+12025550122")
    assert first.workplace.firing is not None
    assert first.result.invocation is None
    assert "+12025550122" not in printed(first)
    assert "wait" not in printed(second)
    held.touch()
    hands.until(lambda: shown(first).startswith("wait"))
    assert shown(second) == "+12025550122"
    for window in (first, second):
        hands.until(lambda window=window: len(rows(window)) == 2)
        assert "wait" in rows(window)[0]
        assert window.workplace.last("findContact") is window.result.invocation


def test_two_samples_fire_at_the_same_time_and_history_shows_both(hands: Hands) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    first.workplace.try_harbor("harbor-python")
    second.workplace.try_harbor("harbor-proxy")
    for window in (first, second):
        hands.until(
            lambda window=window: (
                window.result.invocation is not None and window.result.invocation.interface == "createCallLog"
            )
        )
    assert first.result.invocation is not None
    assert second.result.invocation is not None
    assert first.result.invocation.adapter == "harbor-python"
    assert second.result.invocation.adapter == "harbor-proxy"
    assert first.result.invocation.exchanges
    hands.until(lambda: len(rows(first)) == len(rows(second)) > 5)
    assert rows(first) == rows(second)
    SCREENSHOTS.mkdir(exist_ok=True)
    for number, window in enumerate((first, second)):
        assert window.grab().save(str(SCREENSHOTS / f"windows-{number}.png"))


def test_a_closed_window_ends_its_own_adapter_only(hands: Hands, place: str) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    hands.open(first, place)
    hands.open(second, place)
    closed: list[bool] = []
    hands.windows.all_closed.connect(lambda: closed.append(True))
    second.actions_by_id["close-window"].trigger()
    hands.until(lambda: len(hands.windows.session.adapters) == 1)
    assert hands.windows.open_windows == (first,)
    assert closed == []
    fire(first, "+12025550111")
    hands.until(lambda: shown(first) == "+12025550111")
    hands.another(first)
    first.actions_by_id["quit"].trigger()
    hands.until(lambda: not hands.windows.session.adapters)
    assert closed == [True]
    assert hands.windows.open_windows == ()


def test_what_a_closed_window_is_told_until_it_is_gone_begins_no_work(hands: Hands) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    gone: list[bool] = []
    second.destroyed.connect(lambda: gone.append(True))

    def tell() -> None:
        hands.windows.keeper.changed.emit()
        if not gone:
            asyncio.get_event_loop().call_soon(tell)

    second.close()
    tell()
    hands.until(lambda: gone)
    hands.until(lambda: not running_tasks())
    assert hands.problems == []


def test_a_window_closed_while_it_fires_ends_the_call(hands: Hands, place: str, tmp_path: Path) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    hands.open(second, place)
    fire(second, f"wait {tmp_path / 'never'}")
    hands.until(lambda: second.workplace.firing is not None)
    second.close()
    hands.until(lambda: not hands.windows.session.adapters and not running_tasks())


def test_a_window_closed_in_the_middle_of_a_login_ends_the_login(hands: Hands) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    second.workplace.open_page = lambda _url: None
    second.workplace.open("harbor-typescript")
    hands.until(lambda: second.workplace.adapter is not None)
    second.actions_by_id["connect"].trigger()
    dialog = second.findChild(ConnectDialog)
    assert dialog is not None
    dialog.run_to_end()
    hands.until(lambda: "login" in running_tasks())
    second.close()
    hands.until(lambda: not hands.windows.session.adapters and not running_tasks())


def test_a_run_of_another_adapter_goes_to_a_window_of_its_own(hands: Hands, place: str) -> None:
    (first,) = hands.windows.open_windows
    hands.open(first, place)
    fire(first, "+12025550111")
    hands.until(lambda: len(rows(first)) == 1)
    hands.open(first, "harbor-python")
    hands.until(lambda: first.workplace.adapter is not None and first.workplace.adapter.is_sample)
    first.history.table.selectRow(0)
    first.actions_by_id["history-fire"].trigger()
    hands.until(lambda: first.findChild(QPushButton, "history-adapter-window"))
    hands.qtbot.mouseClick(first.findChild(QPushButton, "history-adapter-window"), Qt.MouseButton.LeftButton)
    hands.until(lambda: len(hands.windows.open_windows) == 2)
    second = hands.windows.open_windows[1]
    hands.until(lambda: shown(second) == "+12025550111")
    assert first.workplace.adapter is not None
    assert first.workplace.adapter.is_sample
    hands.until(lambda: len(rows(first)) == 2)


def test_settings_are_one_and_what_belongs_to_no_adapter_is_told_everywhere(hands: Hands) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    second.actions_by_id["theme-light"].trigger()
    assert first.actions_by_id["theme-light"].isChecked()
    hands.preferences.choose(HISTORY_ROWS, 77)
    assert load_settings(settings_path())[HISTORY_ROWS] == 77
    told: list[str] = []
    for window in (first, second):
        window.workplace.events.progressed.connect(lambda event: told.append(event.sentence))
    hands.emit(Progress("Something about connections."))
    assert told == ["Something about connections."] * 2


@pytest.fixture
def broken(workbench_home: Path) -> None:
    """A history file that is none."""
    history_path().parent.mkdir(parents=True)
    history_path().write_bytes(b"no database" * 500)


def test_a_broken_history_is_told_in_the_window(broken: None, hands: Hands, place: str) -> None:
    (window,) = hands.windows.open_windows
    hands.until(lambda: window.problem.isVisible())
    assert "History begins anew" in window.problem.message.text()
    assert "history.broken-" in window.problem.hint.text()
    hands.problems.clear()
    hands.open(window, place)
    fire(window, "+12025550111")
    hands.until(lambda: len(rows(window)) == 1)


def test_a_broken_history_is_told_in_the_windows_that_are_left(broken: None, hands: Hands) -> None:
    (first,) = hands.windows.open_windows
    hands.until(lambda: first.problem.isVisible())
    hands.problems.clear()
    second = hands.another(first)
    third = hands.another(first)
    third.close()
    hands.until(lambda: not running_tasks())
    on_broken = hands.windows.session.history.on_broken
    assert on_broken is not None
    on_broken(WorkbenchError("History could not be read.", code="history", hint="It begins anew."))
    for window in (first, second):
        assert window.problem.isVisible()
        assert window.problem.message.text() == "History could not be read."
    hands.problems.clear()


def of_a_slot(hands: Hands, window: MainWindow) -> None:
    """A listener of the window's own work fails."""
    window.workplace.busy_changed.connect(lambda _words: 1 // 0)
    window.workplace.busy_changed.emit("busy")


def of_a_task(hands: Hands, window: MainWindow) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    window.workplace.spawn(work(), "broken")


def of_the_loop(hands: Hands, window: MainWindow) -> None:
    asyncio.get_event_loop().call_soon(lambda: 1 // 0)


def of_an_event(hands: Hands, window: MainWindow) -> None:
    """A listener to what the session tells one window fails."""
    window.workplace.events.progressed.connect(lambda _event: 1 // 0)
    window.workplace.events.emit_event(Progress("Something."))


@pytest.fixture
def caught(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.AbstractEventLoop]:
    """Whoever catches faults of this loop does so for one test."""
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    yield loop
    loop.set_exception_handler(None)


@pytest.mark.parametrize("fault", [of_a_slot, of_a_task, of_the_loop, of_an_event])
@pytest.mark.qt_no_exception_capture
def test_a_fault_of_one_window_is_told_in_every_window(
    hands: Hands,
    caught: asyncio.AbstractEventLoop,
    fault: Callable[[Hands, MainWindow], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    (first,) = hands.windows.open_windows
    second = hands.another(first)
    hands.faults.catch(caught)
    fault(hands, second)
    hands.until(lambda: first.problem.isVisible() and second.problem.isVisible())
    for window in (first, second):
        assert "ZeroDivisionError" in window.problem.message.text()
    assert "ZeroDivisionError" in caplog.text
    hands.problems.clear()


@pytest.fixture
def crowded(loop: asyncio.AbstractEventLoop, qtbot: QtBot, workbench_home: Path) -> None:
    """Ten runs of earlier, and a limit of three."""

    async def fill() -> None:
        history = History(history_path())
        for number in range(10):
            await history.add(invocation_document(invocation(id=f"n{number}"), None, wire=True), f"logId {number}")
        await history.close()

    task = loop.create_task(fill())
    qtbot.waitUntil(task.done, timeout=PATIENCE)
    Preferences(settings_path()).choose(HISTORY_ROWS, 3)


def test_the_limit_holds_from_the_start(crowded: None, hands: Hands) -> None:
    (window,) = hands.windows.open_windows
    hands.until(lambda: rows(window) == ["logId 9", "logId 8", "logId 7"])
    hands.preferences.choose(HISTORY_ROWS, 2)
    hands.until(lambda: rows(window) == ["logId 9", "logId 8"])
