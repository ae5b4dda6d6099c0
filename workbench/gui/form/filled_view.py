"""What App Connect fills in: each argument with its value and where it comes from; each can be overridden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from workbench.core.arguments import typed
from workbench.core.errors import UsageError
from workbench.core.forms import Field, json_text, parse_json
from workbench.core.forms.overriding import unmasked
from workbench.core.redaction import Redactor
from workbench.core.run.invocation import Argument
from workbench.core.values import UNDEFINED, Json, Marker, Value, to_json
from workbench.core.values.json_text import write_json
from workbench.gui.form.draft import Draft
from workbench.gui.form.field_editors import LABEL_WIDTH
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, heading, label, restyle, tip, vbox
from workbench.services.resources import contract

AT_FIRING: Final = ("authHeader", "composedLogDetails", "existingCallLogDetails", "sharedSMSLogContent")
"""Arguments that are asked for or composed when the interface is fired."""

LONGEST: Final = 400
"""Characters of a value that a row shows; the whole is there to override."""

_ABSENT: Final = {True: "made when it is fired", False: "not passed with this request"}


@dataclass(frozen=True, slots=True)
class ShownArgument:
    """One argument as a row shows it."""

    line: str
    """On one line, masked and cut."""
    origin: str
    source: str
    value: Value
    """Masked: what an override begins as."""
    real: Value


def shown_arguments(
    known: Mapping[str, Argument], sent: Mapping[str, Argument], user: Json, redactor: Redactor
) -> dict[str, ShownArgument]:
    """What is known now, and for values made at the firing what the last one sent.

    `user` is the stored row behind the live user. Takes time with large values: run it on a thread.
    """
    found: dict[str, ShownArgument] = {}
    for name in {**known, **sent}:
        argument = known.get(name)
        made_then = name in AT_FIRING and not (argument and argument.value)
        argument = sent.get(name) if made_then else argument
        if argument is None:
            continue
        real = user if isinstance(argument.value, Marker) and argument.value.kind == "user" else argument.value
        masked = redactor.value(real, name)
        # A long text is cut before it is laid out.
        brief = masked[: LONGEST * 2] if isinstance(masked, str) else masked
        line = one_line(argument.value if isinstance(argument.value, Marker) else brief)
        if len(line) > LONGEST:
            line = f"{line[:LONGEST]}…"
        origin = "last sent" if made_then else argument.origin
        plain = isinstance(real, Marker) or real is UNDEFINED
        found[name] = ShownArgument(
            line, origin, argument.source, None if plain else to_json(masked), None if plain else to_json(real)
        )
    return found


class FilledView(QWidget):
    """One row an argument."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.setObjectName("filled")
        self._rows = {field.path: _FilledRow(draft, field) for field in draft.form.filled}
        column = vbox(self, spacing=8)
        column.addWidget(heading("Filled in by App Connect"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, self.fontMetrics().horizontalAdvance("connection"))
        for place, row in enumerate(self._rows.values()):
            row.put(grid, place * 3)
        column.addLayout(grid)
        self.setVisible(bool(self._rows))

    def show_arguments(self, shown: Mapping[str, ShownArgument]) -> None:
        """Show the arguments by name."""
        for name, row in self._rows.items():
            row.show_argument(shown.get(name))


class _FilledRow:
    """Name, value, origin, and the way to override it."""

    def __init__(self, draft: Draft, field: Field) -> None:
        self._draft, self._name = draft, field.path
        self._shown: ShownArgument | None = None
        self._label = ElidedLabel(field.label, "label")
        self._label.setFixedWidth(theme().pixels(LABEL_WIDTH))
        tip(self._label, f"{field.label}: {field.help}" if field.help else field.label)
        self.line = QLineEdit()
        self.line.setObjectName(f"filled:{field.path}")
        self.line.setAccessibleName(f"{field.label}, filled in by App Connect")
        self.line.setFont(theme().fonts.mono)
        self.line.setReadOnly(True)
        self.line.textEdited.connect(self._on_typed)
        self.text: QPlainTextEdit | None = None
        """Made when an object or a list is overridden; an editor takes long to make."""
        self._grid: tuple[QGridLayout, int] | None = None
        self._text_shown = ""
        self._origin = label("", "faint")
        self._origin.setFont(theme().fonts.small)
        self._turn: QPushButton = button("override", "link", name=f"override:{field.path}", on_click=self._on_turned)
        self._turn.setAccessibleName(f"Override {field.label}")
        self._turn.setFont(theme().fonts.small)
        self._refusal = label("", "error", name=f"refused:{field.path}", wrap=True)
        self._refusal.setFont(theme().fonts.small)
        self._refusal.hide()
        self._hint = label("", "faint", name=f"hint:{field.path}", wrap=True)
        self._hint.setFont(theme().fonts.small)
        self._hint.setVisible(field.path in draft.left_out)
        self._hint.setText("Your value was not kept, because it is secret." if field.path in draft.left_out else "")
        refusal = draft.invalid.get(self._name)
        self._begins_with = (draft.overrides.get(self._name), refusal)
        self._begins = self._name in draft.overrides or refusal is not None

    def put(self, grid: QGridLayout, row: int) -> None:
        """Stand in three rows of the grid."""
        for column, widget in enumerate((self._label, self.line, self._origin, self._turn)):
            grid.addWidget(widget, row, column, _MIDDLE if column != 1 else Qt.AlignmentFlag(0))
        grid.addWidget(self._refusal, row + 2, 1, 1, 3)
        grid.addWidget(self._hint, row + 2, 1, 1, 3)
        self._grid = (grid, row + 1)
        value, refusal = self._begins_with
        if self._begins:
            self._begin(value)
        if refusal is not None:
            self._show_text(refusal.text)
            self._refuse(refusal.why)

    def _text_editor(self) -> QPlainTextEdit:
        if self.text is None:
            assert self._grid is not None
            grid, row = self._grid
            self.text = QPlainTextEdit()
            self.text.setObjectName(f"filled-json:{self._name}")
            self.text.setAccessibleName(f"{self._name} as JSON")
            self.text.setFont(theme().fonts.mono)
            self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.text.setTabChangesFocus(True)
            self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 8 + 14)
            self.text.textChanged.connect(self._on_text)
            grid.addWidget(self.text, row, 1, 1, 3)
        return self.text

    def show_argument(self, shown: ShownArgument | None) -> None:
        """Show a value, unless the user's own stands there."""
        self._shown = shown
        if self._is_overridden:
            return
        if shown is None:
            self.line.setText("")
            self.line.setPlaceholderText(_ABSENT[self._name in AT_FIRING])
            self._origin.setText("")
            return
        self.line.setText(shown.line)
        self.line.setCursorPosition(0)
        self.line.setPlaceholderText("empty text")
        tip(self.line, shown.source)
        self._origin.setText(shown.origin)
        tip(self._origin, shown.source)

    @property
    def _is_overridden(self) -> bool:
        return not self.line.isReadOnly() or (self.text is not None and not self.text.isHidden())

    def _on_turned(self) -> None:
        if self._is_overridden:
            self._end()
            return
        self._hint.hide()
        self._begin(self._shown.value if self._shown else None)
        place = self.line if not self.line.isReadOnly() else self._text_editor()
        place.setFocus()
        place.selectAll()

    def _begin(self, value: Json) -> None:
        """Let the user write: text on the line, all else as JSON below. Nothing is overridden before it is typed."""
        self._turn.setText("reset")
        self._turn.setAccessibleName(f"Reset {self._name} to what App Connect fills in")
        self._origin.setText("yours")
        tip(self._origin, "Your value is passed, whatever App Connect would pass.")
        if isinstance(value, dict | list):
            self._text_shown = json_text(value)
            self._text_editor().setPlainText(self._text_shown)
            self._text_editor().show()
            self.line.setText(f"your {'object' if isinstance(value, dict) else 'list'}, below")
        else:
            self.line.setReadOnly(False)
            self.line.setText(value if isinstance(value, str) else json_text(value))
        restyle(self.line)
        restyle(self._origin, state="warning")

    def _end(self) -> None:
        self.line.setReadOnly(True)
        if self.text is not None:
            self.text.hide()
        self._turn.setText("override")
        self._turn.setAccessibleName(f"Override {self._name}")
        self._refuse("")
        restyle(self.line)
        restyle(self._origin, state="")
        self._draft.reset(self._name)
        self.show_argument(self._shown)

    def _on_typed(self, text: str) -> None:
        """A value of the type that the contract has for the argument."""
        table = contract()
        self._override(typed(text, self._name, table[self._draft.interface], table))

    def _on_text(self) -> None:
        text = self._text_editor().document().toRawText().replace("\u2029", "\n")
        if text == self._text_shown:
            return
        self._text_shown = text
        try:
            self._override(parse_json(text))
        except UsageError as error:
            self._draft.refuse(self._name, error.message, text)
            self._refuse(error.message)

    def _override(self, value: Json) -> None:
        self._refuse("")
        if self._shown is not None:
            value = unmasked(value, self._shown.value, self._shown.real)
        self._draft.override(self._name, value, self)

    def _show_text(self, text: str) -> None:
        self._text_shown = text
        if self.line.isReadOnly():
            self._text_editor().setPlainText(text)
        else:
            self.line.setText(text)

    def _refuse(self, why: str) -> None:
        self._refusal.setText(why)
        self._refusal.setVisible(bool(why))
        if self.text is not None:
            restyle(self.text, invalid="true" if why else "false")


def one_line(value: Value) -> str:
    """A value for a row: text plain, all else as JSON, live objects by name."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, Marker):
        return {"user": "the stored user", "oauthApp": "a live OAuth client", "tracer": "a live tracer"}[value.kind]
    plain = to_json(value)
    return " ".join(plain.split()) if isinstance(plain, str) else write_json(plain)


_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
