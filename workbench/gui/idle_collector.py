"""Looks for garbage in cycles while the window is idle, so that Python never stops in the middle of work to do it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

_YOUNG: Final = 2000
"""New containers after which the youngest are looked through: less than a millisecond's work."""
_MIDDLE: Final = 20
"""Looks at the youngest after which the middle ones are looked through: a few milliseconds."""
_NEVER: Final = 1_000_000
_INTERVAL: Final = 20_000
"""Milliseconds between looks at the old ones."""
_MOST: Final = 3
"""Looks at the middle ones since; with more there are too many new objects (a large value) to look through at once."""
_ALL_EVERY: Final = 30
"""Looks after which even what was set aside is looked through, when the user is in another program."""


class IdleCollector(QObject):
    """Takes the old generation from Python's own collector.

    What survives a look is set aside, so that the next one sees only what is new. Objects without cycles are
    freed at once as ever.
    """

    def __init__(self, is_busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """From now on; what there is already (modules, widgets) is set aside."""
        gc.freeze()
        gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)
        self._timer.start()

    def _look(self) -> None:
        if self._is_busy():
            return
        self._looks += 1
        if self._looks >= _ALL_EVERY and QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            self._looks = 0
            gc.unfreeze()
            gc.collect()
        elif gc.get_count()[2] <= _MOST:
            gc.collect()
        gc.freeze()
