"""The way of the Tab key: through a window as it is read, whenever its parts were made."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)


class ReadingOrder:
    """A window whose Tab key goes as one reads. Qt's own order is that in which widgets were made.

    Stands before the Qt class among the bases of a window or dialog.
    """

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: N802, Qt's name
        """Move the focus one further, or one back; round again at the end."""
        assert isinstance(self, QWidget)
        order = [each for each in focusable(self) if _takes_tab(each)]
        if not order:
            return False
        here = QApplication.focusWidget()
        step = 1 if forwards else -1
        place = _place(order, here, forwards=forwards)
        reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
        order[(place + step) % len(order)].setFocus(reason)
        return True


def _place(order: list[QWidget], here: QWidget | None, *, forwards: bool) -> int:
    """Where the focus is in the order, or the widget that holds it, or just outside."""
    while here is not None:
        if here in order:
            return order.index(here)
        here = here.parentWidget()
    return -1 if forwards else len(order)


def _takes_tab(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isEnabled()
        and widget.isVisible()
        and widget.focusProxy() is None
    )


def focusable(widget: QWidget) -> Iterator[QWidget]:
    """A widget and everything inside it, in the order in which it is read."""
    yield widget
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return
    for part in _parts(widget):
        if part is not None and not part.isWindow() and not part.isHidden():
            yield from focusable(part)


def _parts(widget: QWidget) -> list[QWidget | None]:
    if isinstance(widget, QTabWidget):
        corners = (Qt.Corner.TopLeftCorner, Qt.Corner.TopRightCorner)
        left, right = (widget.cornerWidget(corner) for corner in corners)
        return [left, widget.tabBar(), right, widget.currentWidget()]
    if isinstance(widget, QSplitter):
        return [widget.widget(place) for place in range(widget.count())]
    if isinstance(widget, QStackedWidget):
        return [widget.currentWidget()]
    if isinstance(widget, QScrollArea):
        return [widget.widget()]
    if isinstance(widget, QAbstractScrollArea):
        return []
    layout = widget.layout()
    placed: list[QWidget | None] = list(_laid_out(layout)) if layout is not None else []
    others = [
        each
        for each in widget.children()
        if isinstance(each, QWidget) and each not in placed and not each.isWindow() and not each.isHidden()
    ]
    return [*placed, *sorted(others, key=lambda each: (each.y(), each.x()))]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
