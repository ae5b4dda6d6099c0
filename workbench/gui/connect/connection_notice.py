"""A strip below the bar: what became of the connection, what App Connect does then, and the way on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from workbench.gui.look.widgets import button, hbox, label, restyle, vbox


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice."""

    title: str
    words: str = ""
    state: str = ""
    """ok, warning or error."""
    can_connect: bool = False
    """Whether connecting again is the way on."""
    details: str = ""
    """token or log-out, where there is more to show."""


class ConnectionNotice(QFrame):
    """One notice at a time; it goes when the next one comes or is closed."""

    connect_wanted = Signal()
    details_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("connection-notice")
        self.setProperty("kind", "verdict")
        self._details = ""
        self._title = label("", "heading", name="connection-notice-title", wrap=True, selectable=True)
        self._words = label("", name="connection-notice-words", wrap=True, selectable=True)
        self._connect = button(
            "Connect again", "primary", name="connection-notice-connect", on_click=self.connect_wanted.emit
        )
        self._more = button("Details", name="connection-notice-details", on_click=self._on_details)
        close = button("Close", "link", name="connection-notice-close", on_click=self.hide)
        words = vbox(spacing=3)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = hbox(self, margins=(16, 10, 12, 10), spacing=10)
        row.addLayout(words, 1)
        for widget in (self._connect, self._more, close):
            row.addWidget(widget)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        restyle(self, state=notice.state)
        restyle(self._title, state=notice.state)
        self._title.setText(notice.title)
        self._words.setText(notice.words)
        self._words.setVisible(bool(notice.words))
        self._connect.setVisible(notice.can_connect)
        self._details = notice.details
        self._more.setVisible(bool(notice.details))
        self.setAccessibleName(f"{notice.title} {notice.words}".strip())
        self.show()

    def _on_details(self) -> None:
        self.details_wanted.emit(self._details)
