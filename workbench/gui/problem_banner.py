"""A calm banner under the bar: what happened, why, what to do; it goes when the next thing works."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from workbench.core.errors import WorkbenchError
from workbench.core.text.harmless import harmless
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, vbox
from workbench.services.masking import masked, without_known

_LONG: Final = 400
"""Letters of a sentence that the banner shows; all of it stands in the details."""
_DETAIL: Final = 150
"""Pixels of the details."""


class ProblemBanner(QFrame):
    """One error at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problem")
        self.setProperty("kind", "problem")
        self.message = label("", "heading", name="problem-message", wrap=True, selectable=True)
        self.hint = label("", name="problem-hint", wrap=True, selectable=True)
        self._detail = QPlainTextEdit()
        self._detail.setObjectName("problem-detail")
        self._detail.setAccessibleName("Details of the problem")
        self._detail.setReadOnly(True)
        self._detail.setTabChangesFocus(True)
        self._detail.setFont(theme().fonts.mono)
        # Whatever an error has to say, the work below it stays in sight.
        self._detail.setMaximumHeight(theme().pixels(_DETAIL))
        self._more = button("Details", "link", name="problem-more", on_click=self._on_more)
        close = button("Close", "link", name="problem-close", on_click=self.hide)
        words = vbox(spacing=3)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        words.addWidget(self._detail)
        row = hbox(self, margins=(16, 10, 12, 10), spacing=10)
        row.addLayout(words, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_problem(self, error: WorkbenchError) -> None:
        """Show an error as sentences."""
        message, hint, detail = masked(error.message), without_known(error.hint), masked(error.detail)
        self.message.setText(_short(message))
        self.hint.setText(_short(hint))
        self.hint.setVisible(bool(hint))
        self._detail.hide()
        whole = "\n\n".join(each for each in (message, hint) if len(each) > _LONG)
        self._detail.setPlainText(harmless("\n\n".join(filter(None, (whole, detail)))))
        self._more.setVisible(bool(self._detail.toPlainText()))
        self.show()

    def _on_more(self) -> None:
        self._detail.setVisible(self._detail.isHidden())


def _short(words: str) -> str:
    return words if len(words) <= _LONG else words[:_LONG].rstrip() + "…"
