"""What App Connect makes of a call: what its user sees, what its server answers its client, what it stores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.core.connection.user import UserChanges
from workbench.core.manifest.model import Platform
from workbench.core.redaction import Redactor
from workbench.core.run.consequence import consequence
from workbench.core.run.invocation import LOGIN, Invocation, Shown
from workbench.core.run.trail import trail_lines
from workbench.core.values import Json
from workbench.gui.form.filled_view import one_line
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import hbox, heading, label, restyle, vbox
from workbench.gui.result.verdict_banner import SHOWN_STATES
from workbench.gui.values.json_view import JsonView

_OPERATIONS: Final = {
    "save": "It called user.save(), which stored",
    "update": "It called user.update(), which stored",
    "destroy": "It called user.destroy(): the stored user is gone, and with it the login.",
}
_LONGEST: Final = 200
"""Characters of a stored value."""


class ShownView(QScrollArea):
    """Parts under each other; a login has no calls that change a stored user."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("app-connect")
        self.setAccessibleName("What App Connect makes of it")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.answer = JsonView("answer-tree", "What the server answers its client")
        self.answer.setMinimumHeight(160)
        content = QWidget()
        content.setProperty("kind", "panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = vbox(content, margins=(16, 12, 16, 12), spacing=8)
        column.addWidget(heading("Its user sees"))
        self._message = _Card("shown-card")
        column.addWidget(self._message)
        self._consequence = label("", "muted", name="consequence", wrap=True, selectable=True)
        column.addWidget(self._consequence)
        self._stored = heading("Stored user")
        column.addWidget(self._stored)
        self._changes = _Card("user-changes")
        column.addWidget(self._changes)
        column.addWidget(heading("Its server did"))
        self._trail = _Card("server-trail")
        column.addWidget(self._trail)
        column.addWidget(heading("Its server answers its client"))
        self._status = label("", "muted", name="answer-status", wrap=True)
        column.addWidget(self._status)
        column.addWidget(self.answer, 1)
        column.addStretch(0)
        self.setWidget(content)

    def show_invocation(self, invocation: Invocation, platform: Platform | None, redactor: Redactor) -> None:
        """Show what follows of a call that is over."""
        shown = invocation.shown
        if shown is None or not (shown.message or shown.message_type):
            self._message.show_lines(["Nothing: this call gives no message."], "")
        else:
            state = SHOWN_STATES.get(shown.message_type, "")
            self._message.show_lines([redactor.text(line) for line in _message_lines(shown)], state)
        follows = consequence(invocation, platform)
        self._consequence.setText(redactor.text(f"App Connect: {follows}") if follows else "")
        self._consequence.setVisible(bool(follows))
        changes = invocation.outcome.user_changes
        lost = bool(changes.unsaved or changes.lost)
        self._changes.show_lines(list(change_lines(changes, redactor)), "warning" if lost else "")
        # A login makes the stored user; its step that saves tells what is in it.
        for part in (self._stored, self._changes):
            part.setVisible(invocation.interface != LOGIN)
        trail = [redactor.text(line) for line in trail_lines(invocation.trail)]
        self._trail.show_lines(trail or ["Nothing that was kept of it."], "")
        answer = invocation.answer
        if answer is None:
            self._status.setText(
                "Nothing: this call is a step on the way to another answer, or did not come to an end."
            )
            self.answer.hide()
            return
        empty = answer.body in (None, "")
        self._status.setText(f"HTTP {answer.status}{', without a body' if empty else ''}")
        self.answer.setVisible(not empty)
        self.answer.show_value({} if empty else answer.body, redactor)


def change_lines(changes: UserChanges, redactor: Redactor) -> Iterator[str]:
    """What a call did to the stored user, a line each; secrets masked."""
    for operation in changes.operations:
        start = _OPERATIONS.get(operation.op, f"It called user.{operation.op}(), which stored")
        if operation.op == "destroy":
            yield start
        elif operation.values:
            yield f"{start}:"
            yield from _columns(operation.values, redactor)
        else:
            yield f"{start} nothing, since no column had changed."
    if changes.unsaved:
        yield "Assigned but never saved, so App Connect forgets it after the call:"
        yield from _columns(changes.unsaved, redactor)
    if changes.lost:
        yield "Changed in place and then saved: the database sees no change and stores nothing. Assign a new object:"
        yield from _columns(changes.lost, redactor)
    if not changes:
        yield "The call left it as it was."


def changes_gist(changes: UserChanges) -> str:
    """The same in one short sentence; empty when nothing was done."""
    stored = [operation for operation in changes.operations if operation.op != "destroy"]
    parts = []
    names = list(dict.fromkeys(name for operation in stored for name in operation.values))
    if names:
        parts.append(f"stored {', '.join(names)}")
    if len(stored) < len(changes.operations):
        parts.append("removed the stored user")
    if changes.unsaved:
        parts.append(f"left {', '.join(changes.unsaved)} unsaved")
    if changes.lost:
        parts.append(f"lost its change to {', '.join(changes.lost)}")
    return f"The call {' and '.join(parts)}." if parts else ""


def _columns(values: dict[str, Json], redactor: Redactor) -> Iterator[str]:
    for name, value in redactor.value(values).items():
        text = one_line(value)
        yield f"    {name}: {text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}"


def _message_lines(shown: Shown) -> Iterator[str]:
    yield shown.message or "(a message without text)"
    for section in shown.details if isinstance(shown.details, list) else ():
        if not isinstance(section, dict):
            continue
        yield str(section.get("title") or "")
        items = section.get("items")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                words = [str(item[key]) for key in ("title", "text", "href") if item.get(key)]
                yield "    " + ", ".join(words)
    stays = f"for {shown.ttl / 1000:g} s" if shown.ttl else "without a time to live"
    yield f"As {shown.message_type or 'a message without messageType'}, {stays}."


class _Card(QFrame):
    """Lines in a frame whose edge has the colour of a state."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "shown")
        self._column: QVBoxLayout = vbox(self, margins=(12, 8, 12, 8), spacing=3)

    def show_lines(self, lines: list[str], state: str) -> None:
        """Show other lines; those that begin with blanks are machine words."""
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for line in lines:
            made = label(line.strip(), "mono" if line.startswith(" ") else "", wrap=True, selectable=True)
            if line.startswith(" "):
                made.setFont(theme().fonts.mono)
                made.setContentsMargins(16, 0, 0, 0)
            # A long word does not make the page wider than its place.
            policy = made.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            made.setSizePolicy(policy)
            self._column.addWidget(made)
        restyle(self, state=state)


class ChangesLine(QWidget):
    """One line under a result: what the call did to the stored user."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("changes-line")
        self.words = label("", "muted", name="changes-words", wrap=True)
        hbox(self, margins=(16, 4, 16, 6)).addWidget(self.words, 1)
        self.hide()

    def say(self, changes: UserChanges) -> None:
        """Show it; nothing hides the line."""
        gist = changes_gist(changes)
        self.words.setText(gist)
        self.setVisible(bool(gist))
