"""The window at work: joins Qt with asyncio, opens the session, and ends everything cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

import qasync

from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import ANSWER_LIMIT, EXCHANGE_CAP, HARBOR_PORT, NODE
from workbench.core.traffic.exchange import MIB
from workbench.gui.bridge import Faults, end_tasks, spawn
from workbench.gui.idle_collector import IdleCollector
from workbench.gui.windows import Windows
from workbench.services.connections import ConnectionStore
from workbench.services.ending import ASKS_TO_END, INTERRUPT, when_asked_to_end
from workbench.services.history import History
from workbench.services.places import connections_path, history_path, vault_path
from workbench.services.vault import system_vault
from workbench.session.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.gui.main_window import MainWindow
    from workbench.gui.settings.preferences import Preferences

_LOG: Final = logging.getLogger(__name__)
_HEARTBEAT: Final = 1.0
_SLOW: Final = 0.5
"""Seconds after which the loop was due, and that it may be late."""


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
    faults.catch(loop)
    when_asked_to_end(closed.set, (INTERRUPT, *ASKS_TO_END))
    make_session = partial(
        Session,
        history=History(history_path()),
        exchange_cap=preferences[EXCHANGE_CAP],
        answer_limit=preferences[ANSWER_LIMIT] * MIB,
        harbor_port=preferences[HARBOR_PORT],
        node=preferences[NODE],
        vault=system_vault(vault_path()),
        connections=ConnectionStore(connections_path()),
    )
    windows = Windows(lambda emit: make_session(emit=emit), preferences, faults)
    windows.all_closed.connect(closed.set)
    workplace = windows.take(window).workplace
    spawn(_watch_loop(), name="watch-loop", on_error=faults.report)
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


async def _watch_loop() -> None:
    """Write down when the loop stood still: nothing was painted and nothing answered in the meantime."""
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        await asyncio.sleep(_HEARTBEAT)
        late = loop.time() - begun - _HEARTBEAT
        if late > _SLOW:
            _LOG.warning("The window stood still for %.1f s", late)
