"""Finds the help page of the area that has the focus."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from workbench.core.program.help import AREA_OF

_JSON_TAB: Final = ("form-tabs", 1)
"""The tab whose page is told apart by its place: it changes with the interface and has no name of its own."""


def focused_area(fallback: str) -> str:
    """The page about what has the focus; `fallback` where nothing with a page has it."""
    widget: QWidget | None = QApplication.focusWidget()
    while widget is not None:
        area = AREA_OF.get(widget.objectName()) or (_of_tab(widget) if isinstance(widget, QTabWidget) else "")
        if area:
            return area
        widget = widget.parentWidget()
    return fallback


def _of_tab(tabs: QTabWidget) -> str:
    """The page of the tab that is shown, while the focus is on the tabs themselves."""
    if (tabs.objectName(), tabs.currentIndex()) == _JSON_TAB:
        return "json"
    shown = tabs.currentWidget()
    return AREA_OF.get(shown.objectName(), "") if shown is not None else ""
