"""The find bar: a small card over the upper right corner of the view that is searched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLineEdit, QWidget

from workbench.gui.look.widgets import button, hbox, label, tip
from workbench.gui.values.finding import Finding, finding_of
from workbench.gui.values.text_view import TextView

_MARGIN = 8
_LINE_WIDTH = 190


class FindBar(QFrame):
    """Finds in one view; Esc puts it away."""

    def __init__(self, view: QAbstractScrollArea, finding: Finding) -> None:
        super().__init__(view)
        self.setObjectName("find-bar")
        self.setProperty("kind", "card")
        self._view, self._finding = view, finding
        self.line = _Line(self)
        self.line.setObjectName("find-line")
        self.line.setAccessibleName(f"Find in {view.accessibleName()}")
        self.line.setPlaceholderText("Find")
        self.line.setFixedWidth(_LINE_WIDTH)
        self._count = label("", "muted", name="find-count")
        previous = button("‹", "link", name="find-previous", on_click=lambda: finding.step(-1))
        following = button("›", "link", name="find-next", on_click=lambda: finding.step(1))
        close = button("×", "link", name="find-close", on_click=self.put_away)
        for each, name in ((previous, "Previous match"), (following, "Next match"), (close, "Close the find bar")):
            each.setAccessibleName(name)
            tip(each, name)
        row = hbox(self, margins=(8, 6, 6, 6), spacing=4)
        for widget in (self.line, self._count, previous, following, close):
            row.addWidget(widget)
        self.line.textChanged.connect(finding.look_for)
        finding.changed.connect(self._on_changed)
        view.installEventFilter(self)
        self._on_changed()
        self.open()

    def open(self) -> None:
        """Show the bar, ready to be typed into."""
        self.show()
        self.raise_()
        self._place()
        self.line.setFocus()
        self.line.selectAll()
        if self.line.text() and not self._finding.places:
            self._finding.look_for(self.line.text())

    def put_away(self) -> None:
        """Hide the bar; the match that was shown stays selected."""
        self._finding.stop()
        self.hide()
        self._make_room(0)
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
        """Stay in the corner."""
        if watched is self._view and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _on_changed(self) -> None:
        self._count.setText(self._finding.words)
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        bar = self._view.verticalScrollBar()
        side = bar.width() if bar.isVisible() else 0
        self.move(max(0, self._view.width() - self.width() - side - _MARGIN), _MARGIN)
        if self.isVisible():
            self._make_room(self.height() + 2 * _MARGIN)

    def _make_room(self, height: int) -> None:
        """Have rows of text begin below the bar; a tree brings what was found to its middle instead."""
        if isinstance(self._view, TextView):
            self._view.make_room(height)


class _Line(QLineEdit):
    """Enter finds the next, Shift+Enter the one before; Esc is the bar's, not the window's."""

    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window's action does."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._bar.put_away()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, Qt's name
        """Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            step(self, -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)


def open_find_bar(near: QWidget | None, otherwise: QWidget) -> None:
    """Open the find bar of the view that has the focus, else of the one in sight."""
    found = finding_of(near) or _in_sight(otherwise)
    if found is None:
        return
    view, finding = found
    bar = view.findChild(FindBar)
    if bar is None:
        FindBar(view, finding)
    else:
        bar.open()


def step(near: QWidget | None, by: int, otherwise: QWidget | None = None) -> None:
    """Show the next match, or the one before, of the view that has the focus, else of the one in sight."""
    found = finding_of(near) or (_in_sight(otherwise) if otherwise else None)
    if found is not None:
        found[1].step(by)


def _in_sight(inside: QWidget) -> tuple[QAbstractScrollArea, Finding] | None:
    """The first tree or large text in sight, else the first text of any sort."""
    views = [view for view in inside.findChildren(QAbstractScrollArea) if view.isVisible()]
    for view in (*filter(_has_finding, views), *views):
        found = finding_of(view)
        if found is not None and found[0] is view:
            return found
    return None


def _has_finding(view: QAbstractScrollArea) -> bool:
    return isinstance(getattr(view, "finding", None), Finding)
