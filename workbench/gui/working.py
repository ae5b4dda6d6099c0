"""The window at work: joins Qt with asyncio, opens the session, and ends everything cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from functools import partial
from typing import TYPE_CHECKING

import qasync

from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import EXCHANGE_CAP, HARBOR_PORT, NODE
from workbench.gui.bridge import Faults, end_tasks
from workbench.gui.idle_collector import IdleCollector
from workbench.gui.windows import Windows
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.places import connections_path, history_path, vault_path
from workbench.services.vault import system_vault
from workbench.session.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.gui.main_window import MainWindow
    from workbench.gui.settings.preferences import Preferences


def work(
    application: QApplication, preferences: Preferences, window: MainWindow, *, adapter: str = "", harbor: str = ""
) -> None:
    """Work in a window that shows its first page, until it and those opened from it are closed.

    `adapter` is opened at once; `harbor` is a sample adapter that is logged in to Harbor CRM and fired.
    """
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_work(loop, preferences, window, adapter, harbor))


async def _work(
    loop: asyncio.AbstractEventLoop, preferences: Preferences, window: MainWindow, adapter: str, harbor: str
) -> None:
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
    workplace = windows.take(window).workplace
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
    faults.catch(loop)
    with contextlib.suppress(NotImplementedError, RuntimeError):
        loop.add_signal_handler(signal.SIGINT, closed.set)
