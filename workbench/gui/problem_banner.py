"""A calm banner under the bar: what happened, why, what to do; it goes when the next thing works."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from workbench.core.errors import WorkbenchError
from workbench.gui.widgets import button, hbox, label, vbox


class ProblemBanner(QFrame):
    """One error at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problem")
        self.setProperty("kind", "problem")
        self.message = label("", "heading", name="problem-message", wrap=True, selectable=True)
        self.hint = label("", name="problem-hint", wrap=True, selectable=True)
        self._detail = label("", "mono", name="problem-detail", wrap=True, selectable=True)
        self._more = button("Details", "link", name="problem-more", on_click=self._on_more)
        close = button("Close", "link", name="problem-close", on_click=self.hide)
        words = vbox(spacing=3)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        words.addWidget(self._detail)
        row = hbox(self, margins=(16, 10, 12, 10), spacing=10)
        row.addLayout(words, 1)
        row.addWidget(self._more)
        row.addWidget(close)
        self.hide()

    def show_problem(self, error: WorkbenchError) -> None:
        """Show an error as sentences."""
        self.message.setText(error.message)
        self.hint.setText(error.hint)
        self.hint.setVisible(bool(error.hint))
        self._detail.setText(error.detail[:4000])
        self._detail.hide()
        self._more.setVisible(bool(error.detail))
        self.show()

    def _on_more(self) -> None:
        self._detail.setVisible(self._detail.isHidden())
