"""Colours, fonts and measures of the window from resources/themes/tokens.json: a palette and a stylesheet."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from workbench.core.values import Json
from workbench.gui.look.fonts import SMALLEST_POINTS, bring_fonts, fonts
from workbench.gui.look.icons import IN_STYLESHEETS, tinted
from workbench.gui.look.stylesheet import stylesheet
from workbench.services.places import cache_folder
from workbench.services.resources import resource_root
from workbench.services.storage import write_whole


@functools.cache
def tokens() -> Json:
    """The design tokens."""
    return msgspec.json.decode((resource_root() / "themes" / "tokens.json").read_bytes())


class Theme(QObject):
    """The theme in use; one object for the whole window."""

    _restyled = Signal(str)
    changed = Signal()
    """The colours are others now: what paints by itself has to paint again."""

    def __init__(self, application: QApplication, choice: str = "system", points: float = 0.0) -> None:
        """`points` is the size of the text; 0 takes the system's."""
        super().__init__(application)
        self._application = application
        self.choice = choice
        """system, light or dark."""
        bring_fonts()
        self.fonts = fonts(points)
        self._pictures: QTemporaryDir | None = None
        application.setStyle("Fusion")
        application.setFont(self.fonts.ui)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def name(self) -> str:
        """light or dark, whatever was chosen."""
        if self.choice != "system":
            return self.choice
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def dress(self, window: QWidget) -> None:
        """Give a window without a parent its stylesheet, now and whenever it changes; call it when the window is made.

        The application has none: each widget that is put into another would have all inside it polished once more.
        """
        window.setStyleSheet(self._sheet)
        self._restyled.connect(window.setStyleSheet)

    def choose(self, choice: str) -> None:
        """Take system, light or dark; shown at once."""
        if choice != self.choice:
            self.choice = choice
            self._apply()

    def choose_size(self, points: float) -> float:
        """Take another size of text, 0 for the system's; gives the factor by which it grew. See text_size."""
        before = self.fonts.ui.pointSizeF()
        self.fonts = fonts(points)
        self._application.setFont(self.fonts.ui)
        self._apply()
        return self.fonts.ui.pointSizeF() / before

    def color(self, token: str) -> QColor:
        """A colour by its name in the tokens."""
        return QColor(tokens()["colors"][self.name][token])

    def row_height(self, of: str) -> int:
        """Pixels of a row of a list, table, field or button, grown with the font."""
        return self.pixels(tokens()["row_height"][of])

    def pixels(self, measure: int) -> int:
        """A measure that holds for the ordinary size of text, grown with the font."""
        return round(measure * max(1.0, self.fonts.ui.pointSizeF() / SMALLEST_POINTS))

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self.choice == "system":
            self._apply()

    def _apply(self) -> None:
        self._application.setPalette(_palette(self))
        colors = tokens()["colors"][self.name]
        self._sheet = stylesheet(colors, self.fonts.mono.family(), self._icon_files(), self.pixels(100) / 100)
        self._restyled.emit(self._sheet)
        self.changed.emit()

    def _icon_files(self) -> dict[str, str]:
        """The icons that the stylesheet shows, written in this theme's colours."""
        drawn = {key: tinted(name, self.color(token)) for key, (name, token) in IN_STYLESHEETS.items()}
        try:
            return {key: _kept(cache_folder() / "icons", content) for key, content in drawn.items()}
        except OSError:  # no cache can be written: they last as long as the window
            self._pictures = self._pictures or QTemporaryDir()
        try:
            return {key: _kept(Path(self._pictures.path()), content) for key, content in drawn.items()}
        except OSError:  # nothing can be written at all: the window goes without them
            return dict.fromkeys(drawn, "")


def _kept(folder: Path, content: bytes) -> str:
    """The path of a picture that is named after its content, and so written once; raises OSError."""
    file = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.svg"
    if not file.is_file() or file.read_bytes() != content:
        write_whole(file, content)
    return file.as_posix()


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "background"),
        (roles.WindowText, "text"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "field"),
        (roles.Text, "text"),
        (roles.PlaceholderText, "faint"),
        (roles.Button, "field"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "on_accent"),
        (roles.Highlight, "accent_ground"),
        (roles.HighlightedText, "text"),
        (roles.Link, "accent"),
        (roles.ToolTipBase, "panel"),
        (roles.ToolTipText, "text"),
        (roles.Mid, "line"),
        (roles.Dark, "line"),
        (roles.Light, "panel"),
    ):
        palette.setColor(role, theme.color(token))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("faint"))
    return palette


def theme() -> Theme:
    """The theme of the running application."""
    application = QApplication.instance()
    assert application is not None
    found = application.findChild(Theme)
    assert isinstance(found, Theme), "the application makes its theme first"
    return found
