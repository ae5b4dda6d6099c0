"""Pictures of the real window on Harbor CRM, in both themes, taken without a screen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.core.errors import UsageError, WorkbenchError
from workbench.services.elsewhere import make_elsewhere, share
from workbench.services.history import History
from workbench.services.places import history_path
from workbench.services.settings import settings_path
from workbench.session.doctor import window_trouble
from workbench.session.session import Session

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtGui import QColor, QPixmap
    from PySide6.QtWidgets import QApplication, QWidget

_SHADE: Final = 70
"""How much a dialog darkens the window behind it, of 255."""
_NO_SCREEN: Final = "This plugin does not support"
"""How Qt begins to tell what cannot be without a screen; nobody asked for it."""
_BLINKING: Final = 0
"""Milliseconds; 0 lets a cursor stand still."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that was written."""

    scene: str
    theme: str
    file: Path
    width: int
    """Pixels."""
    height: int


def take_pictures(folder: Path, size: tuple[int, int], themes: Sequence[str]) -> list[Picture]:
    """Write a picture of every scene and theme into a folder, `size` in pixels; nothing of the user's is touched.

    Shows nothing on a screen. Raises UsageError for a folder that cannot be written, TimedOutError for a window that
    does not come to a scene, and WorkbenchError where Qt lacks something.
    """
    make_elsewhere(folder)
    # A picture is the same on every machine, whatever its screen is.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    trouble = window_trouble()
    if trouble is not None:
        raise UsageError(trouble.found, code="no-window", hint=trouble.remedy)
    import qasync
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from workbench.gui.application import prepare_application

    with tempfile.TemporaryDirectory(prefix="workbench-pictures-") as home, _home(home):
        qInstallMessageHandler(_say)
        prepare_application()
        application = QApplication(["workbench"])
        application.setQuitOnLastWindowClosed(False)
        loop = qasync.QEventLoop(application)
        asyncio.set_event_loop(loop)
        with loop:
            taken: list[Picture] = loop.run_until_complete(_take(application, folder, size, themes))
    return taken


async def _take(application: QApplication, folder: Path, size: tuple[int, int], themes: Sequence[str]) -> list[Picture]:
    from workbench.gui.bridge import Events, Faults, end_tasks
    from workbench.gui.commands import bind_commands
    from workbench.gui.look.fonts import SMALLEST_POINTS, bring_fonts
    from workbench.gui.look.theme import Theme
    from workbench.gui.main_window import MainWindow
    from workbench.gui.scenes import Guide
    from workbench.gui.settings.preferences import Preferences
    from workbench.gui.workplace import Workplace

    bring_fonts(always=True)
    theme = Theme(application, themes[0], SMALLEST_POINTS)
    events, faults = Events(), Faults()
    session = Session(emit=events.emit_event, history=History(history_path()))
    workplace = Workplace(session, events, faults, Preferences(settings_path()))
    window = MainWindow(workplace.preferences)
    bind_commands(window, workplace)
    application.setCursorFlashTime(_BLINKING)
    window.resize(*size)
    window.show()
    guide = Guide(window)
    taken = []
    try:
        for scene, lead in guide.scenes().items():
            dialog = await lead()
            for name in themes:
                theme.choose(name)
                await guide.rest()
                taken.append(_written(folder, scene, name, _seen(window, dialog, theme.color("line"))))
        return taken
    finally:
        for each in application.topLevelWidgets():
            each.close()
        await end_tasks()
        with contextlib.suppress(WorkbenchError):
            await session.close()
        window.deleteLater()


def _seen(window: QWidget, dialog: QWidget | None, edge: QColor) -> QPixmap:
    """The window, and over it the dialog: a small one where it stands, a large one in the middle."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QColor, QPainter

    picture = window.grab()
    if dialog is None:
        return picture
    place = window.rect().center() - dialog.rect().center()
    painter = QPainter(picture)
    if dialog.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup:
        place = dialog.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
    else:
        painter.fillRect(picture.rect(), QColor(0, 0, 0, _SHADE))
        painter.setPen(edge)
        painter.drawRect(dialog.rect().translated(place).adjusted(-1, -1, 0, 0))
    painter.drawPixmap(place, dialog.grab())
    painter.end()
    return picture


def _say(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """Pass on what Qt tells."""
    if not words.startswith(_NO_SCREEN):
        sys.stderr.write(f"{words}\n")


def _written(folder: Path, scene: str, theme: str, picture: QPixmap) -> Picture:
    file = folder / f"{scene}-{theme}.png"
    is_new = not file.exists()
    if not picture.save(str(file)):
        raise UsageError(
            f"{file} could not be written.", code="unwritable", hint="Name a folder that can be written to."
        )
    if is_new:
        share(file)
    return Picture(scene, theme, file, picture.width(), picture.height())


@contextlib.contextmanager
def _home(folder: str) -> Iterator[None]:
    """Have history, settings and caches lie in a folder of their own."""
    before = os.environ.get("WORKBENCH_HOME")
    os.environ["WORKBENCH_HOME"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["WORKBENCH_HOME"]
        else:
            os.environ["WORKBENCH_HOME"] = before
