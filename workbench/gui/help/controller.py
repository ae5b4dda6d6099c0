"""Opens help for one window: about the area that has the focus, or a page by its name."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject
from shiboken6 import isValid

from workbench.gui.help.areas import focused_area
from workbench.gui.help.window import HelpWindow
from workbench.gui.main_window import MainWindow
from workbench.services.resources import help_pages


class HelpController(QObject):
    """Keeps the one help window of a main window; it closes with it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace = window.workplace
        self._shown: HelpWindow | None = None
        window.closed.connect(self._close)

    def open_area(self) -> None:
        """Help about what has the focus."""
        nothing = "welcome" if self._workplace.adapter is None else "start"
        self.open_page(focused_area(nothing))

    def open_page(self, page: str) -> None:
        """Help about one thing."""
        self._workplace.spawn(self._open(page), "help")

    async def _open(self, page: str) -> None:
        pages = await asyncio.to_thread(help_pages)
        if self._shown is None or not isValid(self._shown):
            self._shown = HelpWindow(pages, self._workplace.preferences)
        self._shown.go(page)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()

    def _close(self) -> None:
        if self._shown is not None and isValid(self._shown):
            self._shown.close()
        self._shown = None
