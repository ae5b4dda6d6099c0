"""The first page: what this is, a sample to try it with, an adapter to open, the recent ones."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.gui.actions import Actions
from workbench.gui.look.key_words import KeyWords
from workbench.gui.look.moments import when
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, tip, vbox
from workbench.gui.settings.preferences import Preferences
from workbench.services.resources import sample_adapters
from workbench.services.settings import Recent

SAMPLES: Final = {
    "harbor-typescript": "TypeScript, OAuth",
    "harbor-node": "JavaScript, API key",
    "harbor-python": "Python, API key",
    "harbor-proxy": "Proxy config, API key",
}
"""Sample adapter and how it is written, the first one first."""

_WIDTH: Final = 860


class Welcome(QScrollArea):
    """Shown while no adapter is open."""

    sample_wanted = Signal(str)
    """The name of a sample adapter, to be tried on Harbor CRM."""
    place_wanted = Signal(str)
    """The place of a recent adapter."""

    def __init__(self, preferences: Preferences, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._preferences = preferences
        self.sample = QComboBox()
        self.sample.setObjectName("welcome-sample")
        self.sample.setAccessibleName("Sample adapter")
        for name in (name for name in SAMPLES if name in sample_adapters()):
            self.sample.addItem(SAMPLES[name], name)
        page = QWidget()
        page.setObjectName("welcome-page")
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        row = hbox(page, margins=(32, 56, 32, 32))
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        column = vbox(middle, spacing=0)
        title = label("App Connect Workbench")
        title.setFont(theme().fonts.hero)
        column.addWidget(title)
        column.addSpacing(4)
        column.addWidget(label("Open an adapter, log in to its CRM, fire an interface, see what came back.", "muted"))
        column.addSpacing(28)
        cards = hbox(spacing=16)
        cards.addWidget(self._try_card(), 1)
        cards.addWidget(self._open_card(actions), 1)
        column.addLayout(cards)
        column.addSpacing(28)
        self._recent_title = label("Recent", "muted")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column.addWidget(self._recent_title)
        column.addSpacing(8)
        column.addLayout(self._recent)
        column.addSpacing(24)
        about = "An adapter is a program and runs with your rights. The workbench asks once for every new folder."
        column.addWidget(label(about, "faint", wrap=True))
        column.addStretch(1)
        self.setWidget(page)
        preferences.changed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, Qt's name
        """Enter does what most want first."""
        super().showEvent(event)
        self._start.setFocus()

    def try_harbor(self) -> None:
        """Start the chosen sample on Harbor CRM."""
        self.sample_wanted.emit(str(self.sample.currentData()))

    def show_busy(self, words: str) -> None:
        """While something is waited for, nothing else is started."""
        self._start.setEnabled(not words)

    def refresh(self) -> None:
        """Show the recent adapters as they are now."""
        while (item := self._recent.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.deleteLater()
        recents = self._preferences.settings.recent
        for recent in recents:
            self._recent.addWidget(self._row(recent))
        self._recent_title.setVisible(bool(recents))

    def _try_card(self) -> QFrame:
        self._start = button("Start", "primary", name="welcome-start", on_click=self.try_harbor)
        self._start.setAccessibleDescription("Opens the sample adapter, logs in to Harbor CRM and fires one call")
        return _card(
            "Try it with Harbor CRM",
            "A small CRM that runs on this machine, with four sample adapters. No account, no network.",
            [self._start, self.sample],
        )

    def _open_card(self, actions: Actions) -> QFrame:
        folder = button("Open folder", name="welcome-open-folder", on_click=actions["open-folder"].trigger)
        KeyWords(folder, self._preferences, folder.setToolTip, "{open-folder}")
        file = button("Open file", name="welcome-open-file", on_click=actions["open-file"].trigger)
        return _card(
            "Open an adapter",
            "A project folder, a JavaScript, TypeScript or Python file, or a proxy config. You can drop it here.",
            [folder, file],
        )

    def _row(self, recent: Recent) -> QPushButton:
        row = QPushButton()
        row.setObjectName(f"recent:{recent.place}")
        row.setProperty("kind", "row")
        row.setAccessibleName(f"Open {recent.name}, {recent.about}")
        tip(row, recent.place)
        row.setFixedHeight(theme().row_height("button") + 8)
        row.clicked.connect(partial(self._on_recent, recent.place))
        line = hbox(row, margins=(14, 0, 14, 0), spacing=12)
        line.addWidget(label(recent.name, "heading"))
        line.addWidget(label(recent.about, "muted"))
        place = "sample on Harbor CRM" if recent.place in SAMPLES else recent.place
        where = ElidedLabel(place, "faint")
        line.addWidget(where, 1)
        line.addWidget(label(_when(recent.opened_at), "faint"))
        return row

    def _on_recent(self, place: str) -> None:
        self.place_wanted.emit(place)


def _when(seconds: float) -> str:
    today = datetime.fromtimestamp(seconds).astimezone().date() == datetime.now().astimezone().date()
    return f"today {when(seconds)[:5]}" if today else when(seconds)


def _card(title: str, words: str, buttons: list[QWidget]) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    column = vbox(card, margins=(18, 16, 18, 16), spacing=8)
    column.addWidget(label(title, "heading"))
    text = label(words, "muted", wrap=True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    column.addWidget(text, 1)
    column.addSpacing(10)
    row = hbox(spacing=8)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    column.addLayout(row)
    return card
