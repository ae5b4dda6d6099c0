"""The head of a result: the verdict with its time and CRM calls, and the message as App Connect shows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from workbench.core.redaction import Redactor
from workbench.core.run.invocation import Invocation, OutcomeKind, Shown, Verdict
from workbench.core.run.readiness import InterfaceState, remark
from workbench.core.run.summary import summary
from workbench.core.tracing.record_links import RecordLink
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, hbox, label, restyle, tip, vbox

VERDICTS: Final = {
    Verdict.MEETS: ("Meets the contract", "ok"),
    Verdict.FINDINGS: ("Has findings", "warning"),
    Verdict.FAILED: ("Failed", "error"),
}
"""Words and state of each verdict."""

_ENDINGS: Final = {
    OutcomeKind.THREW: "Threw an error",
    OutcomeKind.TIMED_OUT: "Timed out",
    OutcomeKind.CANCELLED: "Cancelled",
    OutcomeKind.CRASHED: "The adapter's process ended",
}
SHOWN_STATES: Final = {"success": "ok", "warning": "warning", "danger": "error", "error": "error"}
"""State of each type of message."""

_LINKS: Final = {"log": "Open log", "contact": "Open contact"}


_WIDE: Final = 540
"""Pixels from which there is room for words about the message."""


class VerdictBanner(QWidget):
    """Two lines that are always in the same place."""

    page_wanted = Signal(str)
    """Address of a page of the CRM that the user wants to see."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict-banner")
        self._verdict = _frame("verdict", "verdict")
        self._words = label("", "heading", name="verdict-words")
        self._gist = ElidedLabel("", "mono", name="verdict-gist")
        self._gist.setFont(theme().fonts.mono)
        self._figures = label("", "muted", name="verdict-figures")
        row = hbox(self._verdict, margins=(12, 9, 12, 9), spacing=12)
        row.addWidget(self._words)
        row.addWidget(self._gist, 1)
        row.addWidget(self._figures)
        self._shown = _frame("shown", "shown")
        self._message = ElidedLabel("", name="shown-message")
        self._about = label("as App Connect shows it", "faint", name="shown-about")
        # One height, so that the views below stand still whether there is a link or not.
        self._shown.setMinimumHeight(theme().row_height("button") + 4)
        row = hbox(self._shown, margins=(12, 1, 12, 1), spacing=12)
        row.addWidget(self._message, 1)
        row.addWidget(self._about)
        self._links = {kind: _LinkButton(f"open-{kind}", text) for kind, text in _LINKS.items()}
        for each in self._links.values():
            each.page_wanted.connect(self.page_wanted)
            row.addWidget(each)
        column = vbox(self, margins=(16, 12, 16, 8), spacing=8)
        column.addWidget(self._verdict)
        column.addWidget(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """In a narrow window the message itself goes before what is said about it."""
        super().resizeEvent(event)
        self._about.setVisible(self.width() >= theme().pixels(_WIDE))

    def show_running(self, interface: str) -> None:
        """A call that is not over."""
        self._words.setText(f"{InterfaceState.RUNNING.value.capitalize()} {interface}")
        self._gist.setText("")
        self._figures.setText("Esc cancels")
        restyle(self._words, state="")
        restyle(self._figures, kind="")
        restyle(self._verdict, state="running")
        self._shown.hide()
        self.show_links((), "")

    def show_invocation(self, invocation: Invocation, redactor: Redactor) -> None:
        """A call that is over."""
        words, state = VERDICTS[invocation.verdict]
        words = _ENDINGS.get(invocation.outcome.kind, words)
        if invocation.verdict is Verdict.FINDINGS:
            words = remark(invocation).capitalize()
        self._words.setText(words)
        self._gist.setText(summary(invocation, redactor))
        self._figures.setText(f"{milliseconds(invocation.duration_ms)}, {crm_calls(len(invocation.exchanges))}")
        restyle(self._words, state=state)
        restyle(self._figures, kind="muted")
        restyle(self._verdict, state=state)
        self._show_shown(invocation.shown, redactor)

    def show_links(self, links: Sequence[RecordLink], crm: str) -> None:
        """Offer the pages of the records that the call was about; `crm` is the CRM's name."""
        for kind, each in self._links.items():
            each.offer([link for link in links if link.kind == kind], f"{_LINKS[kind]} in {crm}")

    def open_link(self, kind: str) -> bool:
        """Open the contact's or the log's page, or offer the contacts; False when there is none."""
        return self._links[kind].open_first()

    def _show_shown(self, shown: Shown | None, redactor: Redactor) -> None:
        self._shown.show()
        if shown is None or not (shown.message or shown.message_type):
            self._message.setText("App Connect shows nothing for this call.")
            restyle(self._message, kind="muted")
            restyle(self._shown, state="")
            self._about.setText("")
            tip(self._shown, "")
            return
        self._message.setText(redactor.text(shown.message) or "(a message without text)")
        restyle(self._message, kind="")
        restyle(self._shown, state=SHOWN_STATES.get(shown.message_type, ""))
        stays = f", {shown.ttl / 1000:g} s" if shown.ttl else ""
        self._about.setText(f"as App Connect shows it{stays}")
        tip(self._shown, f"As App Connect shows it{stays}.")


class _LinkButton(QPushButton):
    """Opens a page, or a menu of several."""

    page_wanted = Signal(str)

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self._offered: Sequence[RecordLink] = ()
        self.clicked.connect(self.open_first)
        self.hide()

    def offer(self, links: Sequence[RecordLink], words: str) -> None:
        """Offer other pages; none hides the button."""
        self._offered = links
        self.setVisible(bool(links))
        self.setAccessibleName(words)
        tip(self, words if len(links) != 1 else f"{words}\n{links[0].url}")

    def open_first(self) -> bool:
        """Open the only page, or ask which."""
        if not self._offered:
            return False
        if len(self._offered) == 1:
            self.page_wanted.emit(self._offered[0].url)
            return True
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for link in self._offered:
            # A single ampersand would mark a key.
            words = (link.name or link.url).replace("&", "&&")
            tip(menu.addAction(words, partial(self.page_wanted.emit, link.url)), link.url)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return True


def milliseconds(value: float) -> str:
    """A length of time as people read it."""
    return f"{value:.0f} ms" if value < 10_000 else f"{value / 1000:.1f} s"


def crm_calls(number: int) -> str:
    """How many CRM calls, in words."""
    return f"{number or 'no'} CRM call{'' if number < 2 else 's'}"


def _frame(name: str, kind: str) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    frame.setProperty("kind", kind)
    return frame
