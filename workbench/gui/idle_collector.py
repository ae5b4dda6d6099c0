"""Looks for garbage in cycles from the window's loop alone: briefly while it works, thoroughly while it is idle.

Python's own collector stops whatever thread happens to make the next object, for as long as it takes to look through
all there are (half a second after a value of 50 MB), and would take widgets apart outside the thread that they belong
to. Objects without cycles are freed at once as ever.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

_INTERVAL: Final = 250
"""Milliseconds between looks."""
_FEW: Final = 1000
"""New containers below which a look is not worth it."""
_MANY: Final = 50_000
"""New containers that are set aside without a look: they are a large value, and looking would take too long."""
_MIDDLE_EVERY: Final = 20
"""Looks after which the middle generation is looked through too."""
_OLD_EVERY: Final = 80
"""Looks after which, when nothing is fired, all that was not set aside is looked through."""
_ALL_EVERY: Final = 30
"""Of those, after which what was set aside is looked through, when the user is in another program."""


class IdleCollector(QObject):
    """Takes the place of Python's collector while the window lives.

    What survives a thorough look is set aside, so that the next one sees only what is new.
    """

    def __init__(self, is_busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._looks = self._thorough = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """From now on; what there is already (modules, widgets) is set aside."""
        gc.freeze()
        gc.disable()
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        young = gc.get_count()[0]
        if young > _MANY:
            gc.freeze()
        elif self._looks >= _OLD_EVERY and not self._is_busy():
            self._looks = 0
            self._look_thoroughly()
        elif young > _FEW:
            gc.collect(1 if self._looks % _MIDDLE_EVERY == 0 else 0)

    def _look_thoroughly(self) -> None:
        self._thorough += 1
        if self._thorough >= _ALL_EVERY and QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            self._thorough = 0
            gc.unfreeze()
        gc.collect()
        gc.freeze()
