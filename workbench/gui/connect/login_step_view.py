"""One step of a login: what was sent, what came back, and what there is to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from workbench.core.login import Detail, LoginNote, LoginStep, StepState
from workbench.core.redaction import Redactor
from workbench.gui.form.filled_view import one_line
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, hbox, label, replace_content, restyle, vbox
from workbench.gui.result.traffic_model import status
from workbench.gui.result.verdict_banner import milliseconds

_STATES: Final = {StepState.DONE: "ok", StepState.FAILED: "error"}
_WORDS: Final = {
    StepState.WAITING: "not run yet",
    StepState.RUNNING: "running",
    StepState.DONE: "done",
    StepState.FAILED: "failed",
    StepState.SKIPPED: "not needed",
}


class LoginStepView(QScrollArea):
    """Cards of one step."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("login-step")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_step(self, step: LoginStep, redactor: Redactor) -> None:
        """Show a step as it stands."""
        content = QWidget()
        content.setProperty("kind", "panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = vbox(content, margins=(20, 16, 20, 16), spacing=12)
        head = hbox(spacing=12)
        title = label(step.title, "heading")
        title.setFont(theme().fonts.title)
        head.addWidget(title)
        state = label(_state_words(step), "muted", name="login-step-state")
        restyle(state, state=_STATES.get(step.state, ""))
        head.addWidget(state)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(label(redactor.text(step.sentence), "muted", wrap=True))
        for note in step.notes:
            column.addWidget(_note(note, redactor))
        for name, details in (("Sent", step.sent), ("Received", step.received)):
            if details:
                column.addWidget(_card(name, details, redactor))
        if step.console:
            lines = tuple(Detail(line.stream, line.text) for line in step.console)
            column.addWidget(_card("Printed by the adapter", lines, redactor))
        column.addStretch(1)
        replace_content(self, content)


def _state_words(step: LoginStep) -> str:
    answers = [status(exchange) for exchange in step.exchanges if exchange.response is not None]
    words = [*answers[-1:], milliseconds(step.duration_ms)] if step.state in _STATES else [_WORDS[step.state]]
    return ", ".join(words) if step.state is not StepState.FAILED else f"failed, {', '.join(words)}"


def _card(title: str, details: Sequence[Detail], redactor: Redactor) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(14, 10, 14, 12)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 128)
    grid.setColumnStretch(1, 1)
    grid.addWidget(label(title, "faint"), 0, 0, 1, 3)
    for row, detail in enumerate(details, start=1):
        name = label(detail.name, "label")
        value = ElidedLabel(one_line(redactor.value(detail.value, detail.name)), "mono")
        for widget in (name, value):
            widget.setFont(theme().fonts.mono)
        grid.addWidget(name, row, 0)
        grid.addWidget(value, row, 1)
        if detail.remark:
            grid.addWidget(label(detail.remark, "faint"), row, 2)
    return card


def _note(note: LoginNote, redactor: Redactor) -> QFrame:
    card = QFrame()
    card.setObjectName(f"login-note:{note.key}")
    card.setProperty("kind", "shown")
    state = note.severity if note.severity in ("error", "warning") else ""
    restyle(card, state=state)
    column = vbox(card, margins=(12, 10, 12, 10), spacing=4)
    title = label(note.title, "heading")
    restyle(title, state=state)
    column.addWidget(title)
    column.addWidget(label(redactor.text(note.sentence), wrap=True, selectable=True))
    if note.mend:
        column.addWidget(label(note.mend, "muted", wrap=True))
    return card
