"""What the adapter printed, line by line, with the time since the call began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from workbench.core.invocation import ConsoleLine
from workbench.core.redaction import Redactor
from workbench.gui.theme import theme

_STATES: Final = {"error": "error", "stderr": "error", "warn": "warning", "debug": "muted"}
_MOST: Final = 5000
"""Lines that are kept on the screen."""


class ConsoleView(QPlainTextEdit):
    """Read only; each line with its level."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("console")
        self.setAccessibleName("Console")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "view")
        self.setFont(theme().fonts.mono)
        self.setMaximumBlockCount(_MOST)
        self.document().setDocumentMargin(14)
        self._lines: list[ConsoleLine] = []
        self._redactor = Redactor()
        theme().changed.connect(self._render)

    def show_lines(self, lines: Sequence[ConsoleLine], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's lines."""
        self._lines, self._redactor = list(lines), redactor
        self.setPlaceholderText(why_none)
        self._render()

    def append_line(self, line: ConsoleLine) -> None:
        """One more, while the invocation runs."""
        self._lines.append(line)
        self._write(line)

    def _render(self) -> None:
        self.clear()
        for line in self._lines[-_MOST:]:
            self._write(line)

    def _write(self, line: ConsoleLine) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self.document().isEmpty():
            cursor.insertBlock()
        for text, token in (
            (f"{line.at_ms:>8.0f} ms  ", "faint"),
            (f"{line.stream:<7} ", _STATES.get(line.stream, "muted")),
            (self._redactor.text(line.text), _STATES.get(line.stream, "text")),
        ):
            look = QTextCharFormat()
            look.setForeground(theme().color(token))
            cursor.insertText(text, look)
