"""Editors of form fields, one for each kind of value; each shows a JSON value and reports the one that is typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from workbench.core.errors import UsageError
from workbench.core.forms import Choice, Field, FieldKind, duration_text, moment_text, parse_duration, parse_moment
from workbench.core.values import UNDEFINED, Json, Value
from workbench.gui.theme import theme
from workbench.gui.widgets import restyle, vbox

Read = Callable[[str, Json], Json]
"""From typed text, and the value that stood there, to a value; raises UsageError."""


class FieldEditor(QWidget):
    """A widget for one field's value."""

    edited = Signal(object)
    """The value, or UNDEFINED when the field was emptied."""
    refused = Signal(str)
    """Why what is typed is no value."""

    def show_value(self, value: Value) -> None:
        """Show a value without reporting it; UNDEFINED for none."""
        raise NotImplementedError

    def mark(self, why: str) -> None:
        """Show that the text is not taken; empty to take the mark away."""

    def _hold(self, widget: QWidget, field: Field) -> None:
        """Make a widget this editor's only content."""
        vbox(self).addWidget(widget)
        widget.setObjectName(f"field:{field.path}")
        widget.setAccessibleName(field.label)
        widget.setAccessibleDescription(field.help)
        widget.setToolTip(field.help)
        self.setFocusProxy(widget)


class LineEditor(FieldEditor):
    """Text, numbers, phone numbers, durations and dates: one line."""

    def __init__(self, field: Field, show: Callable[[Json], str], read: Read, hint: str) -> None:
        super().__init__()
        self._show, self._read = show, read
        self._value: Value = UNDEFINED
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.textEdited.connect(self._on_edited)
        if field.kind is FieldKind.SECRET:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if field.kind in _MONOSPACED:
            self.line.setFont(theme().fonts.mono)
        self._hold(self.line, field)

    def show_value(self, value: Value) -> None:
        self._value = value
        self.line.setText("" if value is UNDEFINED else self._show(value))
        self.line.setCursorPosition(0)
        self.mark("")

    def mark(self, why: str) -> None:
        restyle(self.line, invalid="true" if why else "false")

    def _on_edited(self, text: str) -> None:
        if not text:
            self.mark("")
            self.edited.emit(UNDEFINED)
            return
        try:
            value = self._read(text, None if self._value is UNDEFINED else self._value)
        except UsageError as error:
            self.mark(error.message)
            self.refused.emit(f"{error.message} {error.hint}")
            return
        self.mark("")
        self.edited.emit(value)


class TextEditor(FieldEditor):
    """Several lines: plain text, or a JSON list or object."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._is_json = field.kind in (FieldKind.LIST, FieldKind.OBJECT)
        self._shape = "list" if field.kind is FieldKind.LIST else "object"
        self._showing = False
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        if self._is_json:
            self.text.setFont(theme().fonts.mono)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * (5 if self._is_json else 3) + 14)
        self.text.textChanged.connect(self._on_changed)
        self._hold(self.text, field)

    def show_value(self, value: Value) -> None:
        self._showing = True
        if value is UNDEFINED:
            self.text.setPlainText("")
        else:
            whole = isinstance(value, str) and not self._is_json
            self.text.setPlainText(value if whole else json.dumps(value, ensure_ascii=False, indent=2))
        self._showing = False
        self.mark("")

    def mark(self, why: str) -> None:
        restyle(self.text, invalid="true" if why else "false")

    def _on_changed(self) -> None:
        if self._showing:
            return
        text = self.text.toPlainText()
        self.mark("")
        if not text.strip():
            self.edited.emit(UNDEFINED)
        elif not self._is_json:
            self.edited.emit(text)
        else:
            self._read_json(text)

    def _read_json(self, text: str) -> None:
        try:
            self.edited.emit(json.loads(text))
        except ValueError as error:
            self.mark(str(error))
            self.refused.emit(f"This is not a JSON {self._shape} yet: {error}.")


class ChoiceEditor(FieldEditor):
    """One of several values; also text of one's own where the field takes it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._required = field.required
        self.box = QComboBox()
        self.box.setEditable(field.custom)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choices: tuple[Choice, ...] = ()
        self.offer(field.choices)
        self.box.activated.connect(self._on_activated)
        if field.custom and (line := self.box.lineEdit()) is not None:
            line.setAccessibleName(field.label)
            line.textEdited.connect(self._on_typed)
        self._hold(self.box, field)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Replace the choices; the value stays."""
        self._choices = choices
        self.box.clear()
        self.box.addItem("" if self.box.isEditable() else "Not set", UNDEFINED)
        for choice in choices:
            self.box.addItem(choice.label, choice.value)

    def show_value(self, value: Value) -> None:
        place = next((index for index in range(self.box.count()) if _same(self.box.itemData(index), value)), -1)
        if place < 0 and not self.box.isEditable():
            # A value that is none of the choices is shown as it is and kept.
            self.box.addItem(_plain(value), value)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)
        if place < 0:
            self.box.setEditText(_plain(value))

    def _on_activated(self, index: int) -> None:
        self.edited.emit(self.box.itemData(index))

    def _on_typed(self, text: str) -> None:
        self.edited.emit(text or UNDEFINED)


class BoxEditor(FieldEditor):
    """Yes or no; neither while the payload has no such member."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._on, self._off = field.on, field.off
        self.box = QCheckBox(field.label)
        self.box.clicked.connect(self._on_clicked)
        self._hold(self.box, field)

    def show_value(self, value: Value) -> None:
        self.box.setChecked(_same(value, self._on) or value is True)

    def _on_clicked(self, checked: bool) -> None:
        self.edited.emit(self._on if checked else UNDEFINED if self._off is None else self._off)


def make_editor(field: Field) -> FieldEditor:
    """The editor of a field."""
    if field.kind in (FieldKind.MULTILINE, FieldKind.LIST, FieldKind.OBJECT):
        return TextEditor(field)
    if field.kind is FieldKind.CHOICE:
        return ChoiceEditor(field)
    if field.kind is FieldKind.CHECKBOX:
        return BoxEditor(field)
    show, read, hint = _LINES.get(field.kind, (_plain, _text, ""))
    return LineEditor(field, show, read, hint)


def _text(text: str, _like: Json) -> Json:
    return text


def _number(text: str, _like: Json) -> Json:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"“{text}” is no number.", code="bad-number", hint="Write it as 12 or 0.5.")
    return value


def _moment(text: str, like: Json) -> Json:
    return parse_moment(text, like, _zone())


def _show_moment(value: Json) -> str:
    return moment_text(value, _zone())


def _zone() -> tzinfo:
    """The time zone of this machine."""
    return datetime.now().astimezone().tzinfo or UTC


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "" if value is UNDEFINED else json.dumps(value, ensure_ascii=False)


def _same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and bool(one == other)


_MONOSPACED: Final = frozenset((FieldKind.PHONE, FieldKind.DATETIME, FieldKind.DATE, FieldKind.NUMBER))
_LINES: Final[Mapping[FieldKind, tuple[Callable[[Json], str], Read, str]]] = {
    FieldKind.NUMBER: (_plain, _number, ""),
    FieldKind.DATETIME: (_show_moment, _moment, "2026-11-24 10:02:11 -08:00"),
    FieldKind.DATE: (_plain, _text, "2026-11-24"),
    FieldKind.DURATION: (duration_text, lambda text, _like: parse_duration(text), "3 min 42 s"),
    FieldKind.PHONE: (_plain, _text, "+14155550142"),
}
"""How a one-line value is shown and read, and an example of it."""
