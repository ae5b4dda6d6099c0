"""Icons from resources/icons, drawn in a colour of the theme."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.services.resources import resource_root

IN_STYLESHEETS: Final = {
    "chevron": ("chevron-down", "muted"),
    "closed": ("chevron-right", "muted"),
    "opened": ("chevron-down", "muted"),
    "before": ("chevron-left", "muted"),
    "after": ("chevron-right", "muted"),
    "tick": ("check", "on_accent"),
}
"""Name in the stylesheet to icon and colour token; a stylesheet takes pictures from files alone."""

_SIDES: Final = (16, 20, 24, 32, 48, 64)
"""Pixels of the pictures that an icon is made of."""


def icon_folder() -> Path:
    """Where the icons lie."""
    return resource_root() / "icons"


@functools.cache
def _drawing(name: str) -> str:
    return (icon_folder() / f"{name}.svg").read_text(encoding="utf-8")


def tinted(name: str, color: QColor) -> bytes:
    """An icon's SVG in one colour."""
    return _drawing(name).replace("currentColor", color.name()).encode()


@functools.cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(tinted(name, QColor(color))))


def paint_icon(painter: QPainter, name: str, color: QColor, place: QRectF) -> None:
    """Draw an icon into a place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, color.name()).render(painter, place)


def icon(name: str, color: QColor) -> QIcon:
    """An icon for buttons and menus, sharp at every size of text and on every screen."""
    made = QIcon()
    for side in _SIDES:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_icon(painter, name, color, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(picture)
    return made


def application_icon() -> QIcon:
    """The workbench's own."""
    return QIcon(str(icon_folder() / "workbench.svg"))
