"""The real window on a real session, offscreen, with Qt and asyncio in one loop; what is left over fails the test."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from builders_window import Bench
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui import application
from workbench.gui.bridge import Events, Faults, end_tasks, running_tasks
from workbench.gui.commands import bind_commands
from workbench.gui.look.theme import Theme
from workbench.gui.main_window import MainWindow
from workbench.gui.settings.preferences import Preferences
from workbench.gui.workplace import Workplace
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.places import history_path
from workbench.services.settings import settings_path
from workbench.services.vault import Vault
from workbench.session.session import Session

_HERE = Path(__file__).parent

_NO_SCREEN = ("This plugin does not support", "RHI|QRhi|Vulkan|GBM|GPUInfo")

application.prepare_application()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails a window test; those left out are about the screen and graphics card that there are none."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*_NO_SCREEN))


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> Theme:
    """One theme for the one application; every test begins dark."""
    return Theme(qapp, "dark")


@pytest.fixture(scope="session")
def one_loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The only loop of all window tests: a second one on the same application never gets its turn."""
    made = qasync.QEventLoop(qapp, already_running=True)
    asyncio.events._set_running_loop(None)
    yield made
    made.stop()
    made.close()


@pytest.fixture
def loop(one_loop: asyncio.AbstractEventLoop) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop, which runs whenever Qt's does; other tests of the same run find none running."""
    asyncio.events._set_running_loop(one_loop)
    yield one_loop
    asyncio.events._set_running_loop(None)


@pytest.fixture
def vault() -> Vault | None:
    """Where the window's secrets lie: in memory, unless a test gives another place."""
    return None


@pytest.fixture
def connections() -> ConnectionStore | None:
    """Where the window's connections lie: in memory, unless a test gives another place."""
    return None


@pytest.fixture
def bench(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    themed: Theme,
    workbench_home: Path,
    vault: Vault | None,
    connections: ConnectionStore | None,
) -> Iterator[Bench]:
    """The window, ready; afterwards no widget, task, thread or child process of it may be left."""
    themed.choose("dark")
    widgets, threads = set(QApplication.topLevelWidgets()), set(threading.enumerate())
    children = _children()
    events, faults = Events(), Faults()
    loop.set_exception_handler(faults.loop_handler)
    session = Session(emit=events.emit_event, history=History(history_path()), vault=vault, connections=connections)
    workplace = Workplace(session, events, faults, Preferences(settings_path()))
    window = MainWindow(workplace.preferences)
    bind_commands(window, workplace)
    bench = Bench(qtbot, window, workplace)
    workplace.open_page = bench.pages.append
    workplace.open_folder = bench.folders.append
    workplace.problem.connect(bench.problems.append)
    events.invocation_finished.connect(bench.on_finished)
    window.show()
    qtbot.waitExposed(window)
    yield bench
    window.close()
    bench.run(_end(session))
    assert running_tasks() == ()
    tasks = [task for task in asyncio.all_tasks(loop) if not task.done()]
    assert tasks == [], tasks
    for owner in (window, workplace, events, faults):
        owner.deleteLater()
    del window
    bench.let_go()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = set(QApplication.topLevelWidgets()) - widgets
    assert left == set(), left
    # Threads of Qt's own have a name for the log alone, and keep it.
    begun = [each for each in threading.enumerate() if each not in threads and not each.name.startswith("Dummy-")]
    assert begun == [], begun
    assert _children() <= children


async def _end(session: Session) -> None:
    """End the window's work, then the session, as the application does."""
    await end_tasks()
    await session.close()
    await end_tasks()


def _children() -> set[str]:
    """Processes that this one started and that still run, such as a server that tests share; none where nobody says.

    The web engine's own wait for the next page until the program ends.
    """
    places = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [child for place in places for child in place.read_text().split()]
    return {child for child in found if not Path(f"/proc/{child}/comm").read_text().startswith("QtWebEngine")}
