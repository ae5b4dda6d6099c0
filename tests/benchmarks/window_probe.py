"""Runs as a process of its own: the real program, or a bare window, watched from inside while it does its work.

`python window_probe.py (program|bare) SCENARIO SECONDS` prints one JSON object and ends. With an empty scenario it
tells when the window was first painted and, SECONDS later, how much memory is held; with one (a name in window_work)
the program's window is driven through it while a heartbeat tells the longest time that the event loop was held.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

BEAT_MS = 5


def main() -> None:
    kind, scenario, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    sys.argv = ["workbench"]
    if kind == "bare":
        _bare(scenario, seconds)
        return
    watch_first_window(lambda window: _watched(window, scenario, seconds))
    runpy.run_module("workbench", run_name="__main__")


def watch_first_window(on_shown: Callable[[Any], object]) -> None:
    """Hand over the first main window that is shown, just before it is."""
    from PySide6.QtWidgets import QMainWindow

    show = QMainWindow.show

    def shown(window: Any) -> None:
        QMainWindow.show = show
        on_shown(window)
        show(window)

    QMainWindow.show = shown


def _bare(scenario: str, seconds: float) -> None:
    """A window with a label; what it does besides is nothing."""
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    application = QApplication(sys.argv)
    window = QMainWindow()
    window.setCentralWidget(QLabel("Ready"))
    window.resize(1440, 900)
    _watched(window, "beat" if scenario else "", seconds)
    window.show()
    application.exec()


def _watched(window: Any, scenario: str, seconds: float) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

    class Paint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                # The window's own paint comes first, those of its parts in the same turn: what is posted comes after.
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
            return False

        def event(self, event: QEvent) -> bool:
            if event.type() == QEvent.Type.User:
                painted(time.monotonic())
            return super().event(event)

    def painted(at: float) -> None:
        if scenario:
            # What the window works with is still to be loaded, and that is not what is driven.
            QTimer.singleShot(0, lambda: _drive(window, scenario, seconds))
        else:
            QTimer.singleShot(int(seconds * 1000), lambda: tell({"painted_at": at, **memory()}))

    window.probe = Paint()
    window.installEventFilter(window.probe)


def _drive(window: Any, scenario: str, seconds: float) -> None:
    from PySide6.QtCore import QTimer

    heart = Heart(window)
    if scenario == "beat":
        heart.start()
        QTimer.singleShot(int(seconds * 1000), lambda: tell(heart.report()))
        return
    import window_work

    window_work.start(scenario, window, heart, seconds, tell)


class Heart:
    """Beats every few milliseconds in the window's own event loop; a late beat is a loop that was held."""

    def __init__(self, window: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(window)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._last_work = 0.0
        self._gaps: list[float] = []
        self._work: list[float] = []

    def start(self) -> None:
        self._last, self._last_work = time.perf_counter(), time.thread_time()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self._work.append((work - self._last_work) * 1000)
        self._last, self._last_work = now, work

    def report(self) -> dict[str, Any]:
        """Milliseconds: the longest gap between two beats, the next ones, and the most that was computed here in one.

        A gap without work of its own is one in which another thread, or another program, had the processor.
        """
        self.stop()
        longest = sorted(self._gaps, reverse=True)
        return {"longest": longest[0], "next": [round(gap, 1) for gap in longest[1:5]], "work": max(self._work)}


def memory() -> dict[str, float]:
    """MiB of this process: resident, its share of what is shared, and its own alone."""
    import psutil

    held = psutil.Process().memory_full_info()
    shared = getattr(held, "pss", held.rss)
    return {name: value / 2**20 for name, value in (("rss", held.rss), ("pss", shared), ("uss", held.uss))}


def tell(result: dict[str, Any]) -> None:
    """Print the result and end at once: what is being measured is over."""
    print(json.dumps(result), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
