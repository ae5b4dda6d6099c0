"""The token of the connection in use: how long it lives, what can be tried with it, and what the last try did."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QWidget

from workbench.core.login import TokenLife, token_life
from workbench.core.traffic.exchange import Exchange
from workbench.gui.actions import Actions
from workbench.gui.connect.connection_controller import ConnectionController
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, panel, rule, upright, vbox
from workbench.gui.result.traffic_view import TrafficView
from workbench.gui.workplace import Workplace
from workbench.session.leaving import LoggedOut, changes_of
from workbench.session.token_lab import TOKEN_ACTIONS, LabResult


class TokenDialog(QDialog):
    """Experiments on the left, what they did on the right."""

    def __init__(
        self, workplace: Workplace, controller: ConnectionController, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("token-dialog")
        self.setWindowTitle("Token")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1080, 700)
        self._workplace, self._actions = workplace, actions
        self._life = label("", "heading", name="token-dialog-life", wrap=True)
        self._life.setFont(theme().fonts.title)
        self._result = ResultView(workplace)
        left = panel("token-tries")
        tries = QScrollArea()
        tries.setObjectName("token-tries-area")
        tries.setFrameShape(QFrame.Shape.NoFrame)
        tries.setWidgetResizable(True)
        # It scrolls with the focus of its buttons.
        tries.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tries.setFixedWidth(340)
        column = vbox(left, margins=(20, 16, 20, 16), spacing=4)
        for key, words in TOKEN_ACTIONS.items():
            made = button(words.title, name=f"try:{key}", on_click=actions[f"token-{key}"].trigger)
            column.addWidget(made)
            column.addWidget(label(words.sentence, "faint", wrap=True))
            column.addSpacing(10)
        column.addStretch(1)
        tries.setWidget(left)
        head = panel("token-head")
        vbox(head, margins=(20, 12, 20, 12)).addWidget(self._life)
        body = hbox(spacing=0)
        body.addWidget(tries)
        body.addWidget(upright())
        body.addWidget(self._result, 1)
        foot = panel("token-foot")
        row = hbox(foot, margins=(20, 10, 20, 10))
        row.addStretch(1)
        row.addWidget(button("Close", name="token-close", on_click=self.accept))
        whole = vbox(self)
        whole.addWidget(head)
        whole.addWidget(rule())
        whole.addLayout(body, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_tick)
        self._clock.start()
        controller.tried.connect(self._result.show_result)
        workplace.connection_changed.connect(self._on_tick)
        self._on_tick()
        if controller.result is not None:
            self._result.show_result(controller.result)

    def _on_tick(self) -> None:
        adapter = self._workplace.adapter
        connection = adapter.connection if adapter else None
        if adapter is None or connection is None:
            self._life.setText("Nobody is logged in.")
            return
        self._life.setText(f"{connection.name}: {token_life(connection.user, time.time(), adapter.era).sentence}")


class LogOutDialog(QDialog):
    """What logging out did to the stored user and at the CRM."""

    def __init__(self, workplace: Workplace, left: LoggedOut, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("log-out-dialog")
        self.setWindowTitle("Logged out")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 560)
        result = ResultView(workplace)
        result.show_left(left)
        row = hbox(margins=(20, 10, 20, 10))
        row.addStretch(1)
        row.addWidget(button("Close", name="log-out-close", on_click=self.accept))
        column = vbox(self)
        column.addWidget(result, 1)
        column.addWidget(rule())
        column.addLayout(row)


class ResultView(QWidget):
    """A sentence, rows of what changed, the adapter's functions that ran, and the CRM traffic."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("token-result")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workplace = workplace
        self._title = label("", "heading", name="token-result-title", wrap=True, selectable=True)
        self._rows = QFrame()
        self._rows.setProperty("kind", "card")
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(14, 10, 14, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._traffic = TrafficView(workplace)
        column = vbox(self, spacing=10)
        top = vbox(margins=(20, 16, 20, 0), spacing=10)
        top.addWidget(self._title)
        top.addWidget(self._rows)
        column.addLayout(top)
        column.addWidget(self._traffic, 1)
        self._show("Nothing was tried yet.", [], (), "What an experiment sends to the CRM stands here.")

    def show_result(self, result: LabResult) -> None:
        """What an experiment did."""
        rows = [("Before", result.before.sentence), ("After", result.after.sentence)]
        rows += [("Refresh token", _has(result.before, result.after))]
        rows += [(call.interface, f"{call.outcome.kind.value}, {call.duration_ms:.0f} ms") for call in result.calls]
        self._show(result.sentence, rows, result.exchanges, "It sent nothing to the CRM.")

    def show_left(self, left: LoggedOut) -> None:
        """What logging out did."""
        invocation = left.invocation
        if invocation is None:
            self._show(left.sentence, [], (), "Nothing was sent.")
            return
        rows = list(changes_of(invocation)) or [("The stored user", "unchanged")]
        if invocation.shown is not None and invocation.shown.message:
            rows.append(("App Connect shows", invocation.shown.message))
        self._show(left.sentence, rows, invocation.exchanges, "It sent nothing to the CRM.")

    def _show(self, title: str, rows: list[tuple[str, str]], exchanges: tuple[Exchange, ...], why_none: str) -> None:
        redactor = self._workplace.redactor()
        self._title.setText(redactor.text(title))
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, (name, words) in enumerate(rows):
            self._grid.addWidget(label(name, "label"), place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(redactor.text(words), wrap=True, selectable=True), place, 1)
        self._rows.setVisible(bool(rows))
        self._traffic.show_exchanges(exchanges, redactor, why_none)


def _has(before: TokenLife, after: TokenLife) -> str:
    words = {True: "there", False: "absent"}
    first, then = words[before.has_refresh_token], words[after.has_refresh_token]
    return first if first == then else f"{first} before, {then} after"
