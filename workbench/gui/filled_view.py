"""What App Connect fills in: each argument with its value and where it comes from; each can be overridden."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from workbench.core.forms import Field
from workbench.core.invocation import Argument
from workbench.core.redaction import Redactor
from workbench.core.values import UNDEFINED, Marker, Value, to_json
from workbench.gui.draft import Draft
from workbench.gui.form_view import LABEL_WIDTH
from workbench.gui.theme import theme
from workbench.gui.widgets import ElidedLabel, button, heading, label, restyle, vbox

AT_FIRING = ("authHeader", "composedLogDetails", "existingCallLogDetails", "sharedSMSLogContent")
"""Arguments that are asked for or composed when the interface is fired."""


class FilledView(QWidget):
    """One row an argument."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.setObjectName("filled")
        self._draft = draft
        self._rows = {field.path: _FilledRow(draft, field) for field in draft.form.filled}
        column = vbox(self, spacing=8)
        column.addWidget(heading("Filled in by App Connect"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, 84)
        for place, row in enumerate(self._rows.values()):
            row.put(grid, place)
        column.addLayout(grid)
        self.setVisible(bool(self._rows))

    def show_arguments(self, known: Mapping[str, Argument], sent: Mapping[str, Argument], redactor: Redactor) -> None:
        """Show what is known now, and for values made at the firing what the last one sent."""
        for name, row in self._rows.items():
            argument = known.get(name)
            if name in AT_FIRING and not (argument and argument.value):
                row.show_argument(sent.get(name), redactor, made_at_firing=True)
            else:
                row.show_argument(argument, redactor, made_at_firing=False)


class _FilledRow:
    """Name, value, origin, and the way to override it."""

    def __init__(self, draft: Draft, field: Field) -> None:
        self._draft, self._name = draft, field.path
        self._label = ElidedLabel(field.label, "label")
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setToolTip(f"{field.label}: {field.help}" if field.help else field.label)
        self.line = QLineEdit()
        self.line.setObjectName(f"filled:{field.path}")
        self.line.setAccessibleName(f"{field.label}, filled in by App Connect")
        self.line.setFont(theme().fonts.mono)
        self.line.setReadOnly(True)
        self.line.textEdited.connect(self._on_edited)
        self._origin = label("", "faint")
        self._origin.setFont(theme().fonts.small)
        self._turn: QPushButton = button("override", "link", name=f"override:{field.path}", on_click=self._on_turned)
        self._turn.setAccessibleName(f"Override {field.label}")
        self._turn.setFont(theme().fonts.small)

        if self._name in draft.overrides:
            self._begin_override(one_line(draft.overrides[self._name]))

    def put(self, grid: QGridLayout, row: int) -> None:
        """Stand in a row of the grid."""
        for column, widget in enumerate((self._label, self.line, self._origin, self._turn)):
            grid.addWidget(widget, row, column)

    def show_argument(self, argument: Argument | None, redactor: Redactor, *, made_at_firing: bool) -> None:
        """Show a value, unless the user's own stands there."""
        if not self.line.isReadOnly():
            return
        if argument is None:
            self.line.setText("")
            self.line.setPlaceholderText("made when it is fired" if made_at_firing else "not passed with this request")
            self._origin.setText("")
            return
        value = redactor.value(argument.value, argument.name)
        self.line.setText(one_line(value))
        self.line.setCursorPosition(0)
        self.line.setPlaceholderText("empty text")
        self.line.setToolTip(argument.source)
        self._origin.setText("as sent last" if made_at_firing else argument.origin)
        self._origin.setToolTip(argument.source)

    def _on_turned(self) -> None:
        if self.line.isReadOnly():
            self._begin_override(self.line.text())
            self.line.setFocus()
            self.line.selectAll()
        else:
            self.line.setReadOnly(True)
            self._turn.setText("override")
            restyle(self.line)
            self._draft.reset(self._name)

    def _begin_override(self, text: str) -> None:
        """Let the user write; nothing is overridden before something is typed."""
        self.line.setReadOnly(False)
        self.line.setText(text)
        self._turn.setText("reset")
        self._origin.setText("yours")
        restyle(self.line)

    def _on_edited(self, text: str) -> None:
        self._draft.override(self._name, _read(text))


def one_line(value: Value) -> str:
    """A value for a row: text plain, all else as JSON, live objects by name."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, Marker):
        return {"user": "the stored user", "oauthApp": "a live OAuth client", "tracer": "a live tracer"}[value.kind]
    plain = to_json(value)
    return " ".join(plain.split()) if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _read(text: str) -> Value:
    """JSON where it is JSON, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
