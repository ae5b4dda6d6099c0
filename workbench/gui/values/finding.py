"""Finding a text in a view: the search runs on another thread in short turns, what it finds is shown as it comes."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QAbstractScrollArea, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from workbench.gui.bridge import spawn

MOST: Final = 10_000
"""Places after which the search stops."""
_TURN: Final = 0.08
"""Seconds after which a search hands over what it has."""


class Searchable(Protocol):
    """A view in which a text can be found."""

    def places(self, wanted: str) -> Iterator[Any]:
        """Where the text stands, read on another thread; None where nothing was found for a while."""
        ...

    def show_place(self, place: Any) -> None:
        """Select a place and bring it into sight."""
        ...


class Finding(QObject):
    """The search of one view."""

    changed = Signal()
    """There is more to say: count, current place, or that the search is over."""

    def __init__(self, view: QWidget, searchable: Searchable) -> None:
        super().__init__(view)
        self._searchable = searchable
        self._asked = 0
        self.wanted = ""
        self.places: list[Any] = []
        self.current = -1
        self.running = False
        self.is_open = False
        """Whether the user is searching; only then other content is searched at once."""

    @property
    def words(self) -> str:
        """How many places there are, and which one is shown."""
        if not self.wanted:
            return ""
        if not self.places:
            return "Searching" if self.running else "No match"
        more = " or more" if self.running or len(self.places) >= MOST else ""
        return f"{self.current + 1:,} of {len(self.places):,}{more}"

    def look_for(self, wanted: str) -> None:
        """Search anew; an empty text ends the search."""
        self._asked += 1
        self.wanted, self.places, self.current = wanted, [], -1
        self.running = bool(wanted)
        self.is_open = True
        self.changed.emit()
        if wanted:
            spawn(self._run(self._asked), name="find", on_error=report)

    def stop(self) -> None:
        """End the search; its places are kept until other content comes."""
        self._asked += 1
        self.running = self.is_open = False
        self.changed.emit()

    def again(self) -> None:
        """There is other content: search it as long as the user is searching, else forget the places."""
        if self.wanted and self.is_open:
            self.look_for(self.wanted)
        elif self.places or self.running:
            self.places, self.current = [], -1
            self.stop()

    def step(self, by: int) -> None:
        """Show the next place, or the one before; behind the last comes the first."""
        if self.places:
            self.current = (self.current + by) % len(self.places)
            self._searchable.show_place(self.places[self.current])
            self.changed.emit()

    async def _run(self, asked: int) -> None:
        found = self._searchable.places(self.wanted)
        over = False
        while not over and len(self.places) < MOST:
            batch, over = await asyncio.to_thread(_turn, found, MOST - len(self.places))
            if asked != self._asked or not isValid(self):
                return
            self.places += batch
            if self.current < 0 and self.places:
                self.step(1)
            self.changed.emit()
        self.running = False
        self.changed.emit()


def _turn(found: Iterator[Any], most: int) -> tuple[list[Any], bool]:
    """What is found within one turn, and whether that was all."""
    until = time.monotonic() + _TURN
    batch: list[Any] = []
    for place in found:
        if place is not None:
            batch.append(place)
        if len(batch) >= most or time.monotonic() > until:
            return batch, False
    return batch, True


async def copy_from_thread(view: QAbstractScrollArea, read: Callable[[], str]) -> None:
    """Put a text on the clipboard that takes long to be made; the view's pointer tells of it."""
    shape = view.viewport().cursor()
    view.viewport().setCursor(Qt.CursorShape.BusyCursor)
    try:
        QGuiApplication.clipboard().setText(await asyncio.to_thread(read))
    finally:
        if isValid(view):
            view.viewport().setCursor(shape)


def report(error: BaseException) -> None:
    """An error of a view's own work goes where all errors go."""
    sys.excepthook(type(error), error, error.__traceback__)


class EditSearch:
    """Finding in the small texts of Qt's own editors: headers, console lines, errors, a page."""

    def __init__(self, edit: QPlainTextEdit | QTextEdit) -> None:
        self._edit = edit

    def places(self, wanted: str) -> Iterator[tuple[int, int] | None]:
        """Where the text stands now, as positions of the editor's cursor."""
        return _positions(self._edit.toPlainText(), wanted.lower())

    def show_place(self, place: Any) -> None:
        """Select a place and bring it into sight."""
        cursor = self._edit.textCursor()
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        self._edit.setTextCursor(cursor)
        self._edit.ensureCursorVisible()


def _positions(text: str, sought: str) -> Iterator[tuple[int, int] | None]:
    lower = text.lower() if len(text.lower()) == len(text) else text
    place = lower.find(sought)
    while place >= 0:
        end = place + len(sought)
        yield _units(text[:place]), _units(text[:end])
        place = lower.find(sought, end)


def _units(text: str) -> int:
    """Characters as Qt counts them."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def finding_of(widget: QWidget | None) -> tuple[QAbstractScrollArea, Finding] | None:
    """The searchable view that a widget is or lies in."""
    while widget is not None:
        found = getattr(widget, "finding", None)
        if isinstance(found, Finding) and isinstance(widget, QAbstractScrollArea):
            return widget, found
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            own = widget.findChild(Finding, options=Qt.FindChildOption.FindDirectChildrenOnly)
            return widget, own or Finding(widget, EditSearch(widget))
        widget = widget.parentWidget()
    return None
