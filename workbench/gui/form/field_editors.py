"""The table of field editors, a row a kind, and the grid of labelled editors that forms and list items are made of.

To edit a new kind of field, add a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from workbench.core.forms import Field, FieldKind, Pick, complaint
from workbench.core.values import UNDEFINED, Value
from workbench.gui.form.field_editor import FieldEditor
from workbench.gui.form.list_editor import ListEditor
from workbench.gui.form.pick_button import PickButton
from workbench.gui.form.plain_editors import (
    BoxEditor,
    ChoiceEditor,
    ChoicesEditor,
    JsonValueEditor,
    TextEditor,
    date_line,
    duration_line,
    moment_line,
    number_line,
    phone_line,
    plain_line,
)
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import hbox, label, restyle, tip

LABEL_WIDTH = 116


def _list_editor(field: Field) -> FieldEditor:
    return ListEditor(field, FieldGrid) if field.item is not None else JsonValueEditor(field)


_K = FieldKind
EDITORS: Final[Mapping[FieldKind, Callable[[Field], FieldEditor]]] = {
    _K.TEXT: plain_line,
    _K.MULTILINE: TextEditor,
    _K.SECRET: plain_line,
    _K.NUMBER: number_line,
    _K.DATETIME: moment_line,
    _K.DATE: date_line,
    _K.DURATION: duration_line,
    _K.PHONE: phone_line,
    _K.CHOICE: ChoiceEditor,
    _K.CHOICES: ChoicesEditor,
    _K.CHECKBOX: BoxEditor,
    _K.LIST: _list_editor,
    _K.OBJECT: JsonValueEditor,
}
"""Kind to its editor; kinds that are not here have no value to edit."""


def make_editor(field: Field) -> FieldEditor:
    """The editor of a field that has a value."""
    return EDITORS[field.kind](field)


class FieldRow:
    """One field: its label, its editor, what is said about its value, and what can be picked for it."""

    def __init__(self, field: Field, prefix: str) -> None:
        self.field = field
        self.editor = make_editor(field)
        self.pick = PickButton(field) if field.picks else None
        self._complaint = ""
        name = f"{prefix}{field.path}"
        if prefix:
            place = self.editor.widget.focusProxy() or self.editor.widget
            place.setObjectName(f"field:{name}")
        text = "" if field.kind is FieldKind.CHECKBOX else f"{field.label} *" if field.required else field.label
        self.label = label(text, "label")
        tip(self.label, " ".join(filter(None, ("Required." if field.required else "", field.help))))
        self.label.setFixedWidth(theme().pixels(LABEL_WIDTH))
        self.label.setWordWrap(True)
        self.label.setBuddy(self.editor.widget)
        self.label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.note = _note(f"note:{name}", "warning")
        self.refusal = _note(f"refused:{name}", "error")
        self.hint = _note(f"hint:{name}", "")

    def put(self, grid: QGridLayout) -> None:
        """Stand in the next rows of a grid."""
        row = grid.rowCount()
        tall = self.field.kind in _TALL
        grid.addWidget(self.label, row, 0, _TOP if tall else Qt.AlignmentFlag.AlignVCenter)
        if self.pick is None:
            grid.addWidget(self.editor.widget, row, 1)
        else:
            line = hbox(spacing=6)
            line.addWidget(self.editor.widget, 1)
            line.addWidget(self.pick)
            self.pick.setSizePolicy(self.pick.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            grid.addLayout(line, row, 1)
        for place, words in enumerate((self.refusal, self.note, self.hint), start=1):
            grid.addWidget(words, row + place, 1)
        if self.editor.below is not None:
            grid.addWidget(self.editor.below, row + 4, 0, 1, 2)

    def show(self, value: Value, *, is_typed_in: bool = False) -> None:
        """Show a value and what is unusual about it."""
        if not is_typed_in:
            self.editor.show_value(value)
        self._complaint = complaint(self.field, value)
        self._refuse("")

    def refuse(self, why: str, text: str | None = None) -> None:
        """Say why what is typed is not taken; with `text` also show it."""
        if text is not None:
            self.editor.show_text(text)
        self._refuse(why)

    def say_hint(self, words: str) -> None:
        """Say what goes in the value's place, or why it is empty."""
        _say(self.hint, words)
        self._say_note()

    def _refuse(self, why: str) -> None:
        if why != self.refusal.text():
            self.editor.mark(invalid=bool(why))
            _say(self.refusal, why)
        self._say_note()

    def _say_note(self) -> None:
        """One of the three is enough."""
        quiet = bool(self.refusal.text() or self.hint.text())
        _say(self.note, "" if quiet else self._complaint)

    @property
    def asks_for_attention(self) -> bool:
        """Whether something is said about its value."""
        return bool(self.note.text() or self.refusal.text())


class FieldGrid:
    """Rows of fields below one another, in `widget`."""

    def __init__(
        self,
        fields: Sequence[Field],
        prefix: str,
        on_edited: Callable[[str, Value], object],
        on_refused: Callable[[str, str, str], object],
    ) -> None:
        """`prefix` goes before the paths in the widgets' names, for members of list items."""
        self.widget = QWidget()
        self.rows: dict[str, FieldRow] = {}
        grid = QGridLayout(self.widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for field in fields:
            if field.kind is FieldKind.NOTICE:
                grid.addWidget(label(field.label, "muted", wrap=True), grid.rowCount(), 0, 1, 2)
            elif field.kind in EDITORS:
                row = FieldRow(field, prefix)
                row.put(grid)
                row.editor.tells.edited = partial(on_edited, field.path)
                row.editor.tells.refused = partial(self._refused, on_refused, row)
                if row.pick is not None:
                    row.pick.picked.connect(partial(self._picked, on_edited, row))
                self.rows[field.path] = row

    def show(self, values: Mapping[str, Value], *, but: str = "") -> None:
        """Show the values by path, except in the field that is being typed in."""
        for path, row in self.rows.items():
            row.show(values.get(path, UNDEFINED), is_typed_in=path == but and bool(but or len(self.rows) == 1))

    def focus(self) -> None:
        """Put the focus into the first of them."""
        for row in self.rows.values():
            row.editor.widget.setFocus()
            return

    def _refused(self, tell: Callable[[str, str, str], object], row: FieldRow, why: str, text: str) -> None:
        row.refuse(why)
        tell(row.field.path, why, text)

    def _picked(self, tell: Callable[[str, Value], object], row: FieldRow, pick: Pick) -> None:
        for path, value in pick.values(row.field).items():
            if path in self.rows:
                self.rows[path].editor.show_value(value)
                tell(path, value)


def _note(name: str, state: str) -> QLabel:
    made = label("", "faint" if not state else "", name=name, wrap=True)
    made.setFont(theme().fonts.small)
    if state:
        restyle(made, state=state)
    made.hide()
    return made


def _say(where: QLabel, words: str) -> None:
    if words != where.text():
        where.setText(words)
        where.setVisible(bool(words))


_TALL: Final = (FieldKind.MULTILINE, FieldKind.CHOICES, FieldKind.LIST, FieldKind.OBJECT)
_TOP: Final = Qt.AlignmentFlag.AlignTop
