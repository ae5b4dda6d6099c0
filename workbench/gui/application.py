"""Starts the window: looks at the machine, makes the application, paints the first page; then the rest is loaded."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench import __version__
from workbench.services.screen import has_screen

if TYPE_CHECKING:
    from workbench.gui.settings.preferences import Preferences

NO_WINDOW: Final = 2


def run(adapter: str = "", *, harbor: str = "") -> int:
    """Show the window until it is closed; gives the exit code.

    `adapter` is opened at once; `harbor` is a sample adapter that is logged in to Harbor CRM and fired.
    """
    trouble = _trouble()
    if trouble:
        sys.stderr.write(trouble)
        return NO_WINDOW
    from PySide6.QtWidgets import QApplication

    from workbench.core.program.settings import TEXT_SIZE, THEME
    from workbench.gui.look.theme import Theme
    from workbench.gui.main_window import MainWindow
    from workbench.gui.settings.preferences import Preferences
    from workbench.services.settings import settings_path

    prepare_application()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("App Connect Workbench")
    application.setDesktopFileName("app-connect-workbench")
    application.setQuitOnLastWindowClosed(False)
    preferences = Preferences(settings_path())
    Theme(application, preferences[THEME], preferences[TEXT_SIZE])
    window = MainWindow(preferences)
    window.show()
    # Twice: what is painted asks for more. The first page is there to be read while what the window works with is
    # loaded, which takes longer.
    application.processEvents()
    application.processEvents()
    from workbench.gui.working import work

    _begin_log(preferences)
    work(application, preferences, window, adapter=adapter, harbor=harbor)
    return 0


def _begin_log(preferences: Preferences) -> None:
    from workbench.core.program.settings import LOG_LEVEL
    from workbench.services.log import LOG, set_level, start_log

    start_log()
    set_level(preferences[LOG_LEVEL])
    LOG.info("workbench %s, Python %s: the window", __version__, sys.version.split()[0])


def prepare_application() -> None:
    """Before the application is made: Qt's web engine shares its drawing contexts, where it is installed."""
    from PySide6.QtCore import QCoreApplication, Qt

    if importlib.util.find_spec("PySide6.QtWebEngineWidgets") is not None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def _display_answers() -> bool:
    """Whether an X server takes a connection; Qt ends the whole program where none does."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def _trouble() -> str:
    """Why Qt cannot start here, with the remedy; Qt itself would end the program with a misleading word."""
    if not has_screen():
        return "There is no screen here, so the window cannot open.\nThe commands work without one: workbench --help\n"
    try:
        from PySide6 import QtWidgets

        if sys.platform == "linux" and os.environ.get("DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
            plugins = Path(QtWidgets.__file__).parent / "Qt" / "plugins" / "platforms"
            ctypes.CDLL(str(plugins / "libqxcb.so"))
            if not os.environ.get("WAYLAND_DISPLAY") and not _display_answers():
                named = os.environ["DISPLAY"]
                return f"The window cannot open: no display answers at {named}.\nSet DISPLAY to one that does.\n"
    except (ImportError, OSError) as error:
        from workbench.session.doctor import window_trouble

        found = window_trouble()
        if found is None:
            return f"The window cannot open: {error}\nSee workbench doctor.\n"
        return f"The window cannot open: {found.found}\n{found.remedy}\n"
    return ""
