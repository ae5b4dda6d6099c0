"""The fonts of the window: the system's, Inter and JetBrains Mono where they are to be had, at the size wanted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from workbench.services.resources import resource_root

SMALLEST_POINTS: Final = 9.75
"""Points below which the system's font is not taken as it is: 13 pixels on an ordinary screen."""

UI: Final = "Inter"
MONO: Final = "JetBrains Mono"
_FILES: Final = {UI: ("Inter-Regular.otf", "Inter-SemiBold.otf"), MONO: ("JetBrainsMono-Regular.ttf",)}
"""Family to the files that the product carries."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts in use."""

    ui: QFont
    mono: QFont
    small: QFont
    title: QFont
    hero: QFont


def font_folder() -> Path:
    """Where the fonts lie that the product carries."""
    return resource_root() / "fonts"


def bring_fonts(*, always: bool = False) -> None:
    """Make the carried fonts known where the system lacks them, or `always`, so that every machine draws alike."""
    families = set(QFontDatabase.families())
    for family, files in _FILES.items():
        if always or family not in families:
            for name in files:
                QFontDatabase.addApplicationFont(str(font_folder() / name))


def fonts(points: float = 0) -> Fonts:
    """The fonts at a size in points; 0 takes the system's size."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    size = points or max(system.pointSizeF(), SMALLEST_POINTS)
    families = set(QFontDatabase.families())
    ui = QFont(system)
    if UI in families:
        ui.setFamily(UI)
    ui.setPointSizeF(size)
    mono = QFont(MONO) if MONO in families else QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    mono.setPointSizeF(size - 0.75)
    mono.setStyleHint(QFont.StyleHint.Monospace)
    small = QFont(ui)
    small.setPointSizeF(size - 1)
    title = QFont(ui)
    title.setPointSizeF(size + 3)
    title.setWeight(QFont.Weight.DemiBold)
    hero = QFont(title)
    hero.setPointSizeF(size + 9)
    return Fonts(ui=ui, mono=mono, small=small, title=title, hero=hero)
