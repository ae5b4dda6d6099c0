"""What the adapter printed, line by line, with its level and the time since the call began; by level if wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QFrame, QPlainTextEdit, QWidget

from workbench.core.redaction import Redactor
from workbench.core.run.invocation import ConsoleLine
from workbench.core.text.harmless import harmless
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import hbox, vbox

_STATES: Final = {"error": "error", "stderr": "error", "warn": "warning", "debug": "muted"}
_MOST: Final = 5000
"""Lines that are kept on the screen."""
_AT_ONCE: Final = 100
"""Lines that are written in one turn of the loop; a flood comes turn by turn."""
_TURN: Final = 15
"""Milliseconds between turns."""


_LEVELS: Final = (
    ("All lines", ()),
    ("Warnings and errors", ("warn", "error", "stderr")),
    ("Errors", ("error", "stderr")),
    ("Without debug lines", ("log", "info", "warn", "error", "stdout", "stderr")),
)
"""What can be chosen, and the levels that are then shown."""


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
        self._waiting: deque[ConsoleLine] = deque(maxlen=_MOST)
        """Lines that are not written yet."""
        self._levels: frozenset[str] = frozenset()
        self._redactor = Redactor()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(_TURN)
        self._turn.timeout.connect(self._write_some)
        theme().changed.connect(self._render)

    def show_levels(self, levels: Collection[str]) -> None:
        """Leave out lines of other levels; none shows all."""
        self._levels = frozenset(levels)
        self._render()

    @property
    def count(self) -> int:
        """Lines that were printed, whether they are shown or not."""
        return len(self._lines)

    def show_lines(self, lines: Sequence[ConsoleLine], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's lines."""
        self._lines, self._redactor = list(lines), redactor
        self.setPlaceholderText(why_none)
        self._render()

    def append_line(self, line: ConsoleLine) -> None:
        """One more, while the invocation runs."""
        self._lines.append(line)
        if not self._fits(line):
            return
        self._waiting.append(line)
        if not self._turn.isActive():
            self._turn.start()

    def _render(self) -> None:
        self.clear()
        self._waiting.clear()
        self._waiting.extend(line for line in self._lines if self._fits(line))
        self._write_some()

    def _fits(self, line: ConsoleLine) -> bool:
        return not self._levels or line.stream in self._levels

    def _write_some(self) -> None:
        if not self._waiting:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            self._write(cursor, self._waiting.popleft())
        cursor.endEditBlock()
        if at_end:
            bar.setValue(bar.maximum())
        if self._waiting:
            self._turn.start()

    def _write(self, cursor: QTextCursor, line: ConsoleLine) -> None:
        if not self.document().isEmpty():
            cursor.insertBlock()
        for text, token in (
            (f"{line.at_ms:>8.0f} ms  ", "faint"),
            (f"{line.stream:<7} ", _STATES.get(line.stream, "muted")),
            (harmless(self._redactor.text(line.text)), _STATES.get(line.stream, "text")),
        ):
            look = QTextCharFormat()
            look.setForeground(theme().color(token))
            cursor.insertText(text, look)


class ConsolePanel(QWidget):
    """The console below the choice of its levels."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("console-panel")
        self.view = ConsoleView()
        self.levels = QComboBox()
        self.levels.setObjectName("console-levels")
        self.levels.setAccessibleName("Lines that are shown")
        for words, levels in _LEVELS:
            self.levels.addItem(words, levels)
        self.levels.currentIndexChanged.connect(self._on_level)
        self._row = QWidget()
        row = hbox(self._row, margins=(16, 8, 16, 4))
        row.addWidget(self.levels)
        row.addStretch(1)
        column = vbox(self)
        column.addWidget(self._row)
        column.addWidget(self.view, 1)
        self._row.hide()

    def show_lines(self, lines: Sequence[ConsoleLine], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's lines; the chosen levels stay."""
        self.view.show_lines(lines, redactor, why_none)
        self._row.setVisible(bool(lines))

    def append_line(self, line: ConsoleLine) -> None:
        """One more, while the invocation runs."""
        self.view.append_line(line)
        self._row.show()

    def _on_level(self, place: int) -> None:
        self.view.show_levels(_LEVELS[place][1])
