"""Starts the window: looks at the machine, makes the application, joins Qt with asyncio, ends everything cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import WorkbenchError
from workbench.core.settings import EXCHANGE_CAP, HARBOR_PORT, NODE, TEXT_SIZE, THEME
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.places import connections_path, history_path, vault_path
from workbench.services.settings import settings_path
from workbench.services.vault import system_vault
from workbench.session.doctor import has_screen, window_trouble
from workbench.session.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.gui.bridge import Faults

NO_WINDOW = 70


def run(adapter: str = "", *, harbor: str = "") -> int:
    """Show the window until it is closed; gives the exit code.

    `adapter` is opened at once; `harbor` is a sample adapter that is logged in to Harbor CRM and fired.
    """
    trouble = _trouble()
    if trouble:
        sys.stderr.write(trouble)
        return NO_WINDOW
    import qasync
    from PySide6.QtWidgets import QApplication

    from workbench.gui.connect.built_in_browser import prepare_application

    prepare_application()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("App Connect Workbench")
    application.setDesktopFileName("app-connect-workbench")
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_main(application, loop, adapter, harbor))
    return 0


async def _main(application: QApplication, loop: asyncio.AbstractEventLoop, adapter: str, harbor: str) -> None:
    from workbench.gui.bridge import Faults, end_tasks
    from workbench.gui.idle_collector import IdleCollector
    from workbench.gui.look.theme import Theme
    from workbench.gui.settings.preferences import Preferences
    from workbench.gui.windows import Windows

    preferences = Preferences(settings_path())
    Theme(application, preferences[THEME], preferences[TEXT_SIZE])
    faults = Faults()
    closed = asyncio.Event()
    _catch(loop, faults, closed)
    make_session = partial(
        Session,
        history=History(history_path()),
        exchange_cap=preferences[EXCHANGE_CAP],
        harbor_port=preferences[HARBOR_PORT],
        node=preferences[NODE],
        vault=system_vault(vault_path()),
        connections=ConnectionStore(connections_path()),
    )
    windows = Windows(lambda emit: make_session(emit=emit), preferences, faults)
    windows.all_closed.connect(closed.set)
    workplace = windows.open().workplace
    IdleCollector(lambda: windows.firing, windows).start()
    if harbor:
        workplace.try_harbor(harbor)
    elif adapter:
        workplace.open(adapter)
    try:
        await closed.wait()
    finally:
        await windows.end()
        await end_tasks()
        with contextlib.suppress(WorkbenchError):
            await windows.session.close()


def _catch(loop: asyncio.AbstractEventLoop, faults: Faults, closed: asyncio.Event) -> None:
    """Faults go to one place; Ctrl+C in the terminal closes the window."""
    sys.excepthook = faults.excepthook
    loop.set_exception_handler(faults.loop_handler)
    with contextlib.suppress(NotImplementedError, RuntimeError):
        loop.add_signal_handler(signal.SIGINT, closed.set)


def _trouble() -> str:
    """Why Qt cannot start here, with the remedy; Qt itself would end the program with a misleading word."""
    if not has_screen():
        return "There is no screen here, so the window cannot open.\nThe commands work without one: workbench --help\n"
    try:
        from PySide6 import QtWidgets

        if sys.platform == "linux" and os.environ.get("DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
            plugins = Path(QtWidgets.__file__).parent / "Qt" / "plugins" / "platforms"
            ctypes.CDLL(str(plugins / "libqxcb.so"))
    except (ImportError, OSError) as error:
        found = window_trouble()
        if found is None:
            return f"The window cannot open: {error}\nSee workbench doctor.\n"
        return f"The window cannot open: {found.found}\n{found.remedy}\n"
    return ""
