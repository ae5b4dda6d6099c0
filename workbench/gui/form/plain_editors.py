"""Editors of single values: one line, several lines, a choice, a box."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from workbench.core.errors import UsageError
from workbench.core.forms import (
    Choice,
    Field,
    FieldKind,
    as_payload,
    duration_text,
    json_text,
    moment_text,
    parse_duration,
    parse_json,
    parse_moment,
    retyped,
    shown_text,
)
from workbench.core.text.harmless import harmless
from workbench.core.values import UNDEFINED, Json, Value, is_number
from workbench.gui.form.field_editor import FieldEditor
from workbench.gui.look.elided_box import ElidedBox
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, tip, vbox

Show = Callable[[Json], str]
Read = Callable[[str, Json], Json]
"""From typed text, and the value that stood there, to a value; raises UsageError."""


class LineEditor(FieldEditor):
    """Text, numbers, phone numbers, durations and dates: one line."""

    def __init__(self, field: Field, show: Show, read: Read, hint: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(field, self.line)
        self._show, self._read, self._hint = show, read, hint
        self._value: Value = UNDEFINED
        self.line.setPlaceholderText(hint)
        self.line.textEdited.connect(self._on_edited)
        if field.kind is FieldKind.SECRET:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if field.kind in _MONOSPACED:
            self.line.setFont(theme().fonts.mono)
        self.named(self.line)

    def show_value(self, value: Value) -> None:
        self._value = value
        self.line.setPlaceholderText("null" if value is None else self._hint)
        self.line.setText(self._as_text(value))
        self.line.setCursorPosition(0)

    def show_text(self, text: str) -> None:
        self.line.setText(text)

    def _as_text(self, value: Value) -> str:
        return "" if value is UNDEFINED or value is None else shown_text(self._show(value), lines=False)

    def _on_edited(self, text: str) -> None:
        if text == self._as_text(self._value):
            # Typed and taken back: the value is what it was, null and the empty text included.
            self.tells.edited(self._value)
            return
        if not text:
            self.tells.edited(UNDEFINED)
            return
        try:
            value = self._read(text, None if self._value is UNDEFINED else self._value)
        except UsageError as error:
            self.tells.refused(f"{error.message} {error.hint}".strip(), text)
            return
        self.tells.edited(value)


class _LineWithButton(QWidget):
    """A line with a button behind it, which gives way where the line would not show its value."""

    def __init__(self, line: QLineEdit, behind: QPushButton, longest: str) -> None:
        super().__init__()
        self._line, self._behind, self._longest = line, behind, longest
        row = hbox(self, spacing=2)
        row.addWidget(line, 1)
        row.addWidget(behind)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """The value comes first."""
        super().resizeEvent(event)
        wide = self._line.fontMetrics().horizontalAdvance(self._longest) + self._behind.sizeHint().width() + 24
        self._behind.setVisible(event.size().width() >= wide)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """Any width that a line takes."""
        return QSize(60, super().minimumSizeHint().height())


class MomentEditor(LineEditor):
    """A date, or a date and time: a line that can be filled with the present."""

    def __init__(self, field: Field, show: Show, read: Read, hint: str, word: str) -> None:
        super().__init__(field, show, read, hint)
        now = button(word, "link", name=f"now:{field.path}", on_click=self._on_now)
        now.setAccessibleName(f"{field.label}: {word}")
        self.widget = _LineWithButton(self.line, now, hint)
        self.named(self.line)

    def _on_now(self) -> None:
        moment = datetime.now(_zone()).replace(microsecond=0)
        like = None if self._value is UNDEFINED else self._value
        value = moment.date().isoformat() if self.field.kind is FieldKind.DATE else as_payload(moment, like)
        self.show_value(value)
        self.tells.edited(value)


class TextEditor(FieldEditor):
    """Several lines of plain text."""

    LINES = 3

    def __init__(self, field: Field) -> None:
        self.text = QPlainTextEdit()
        super().__init__(field, self.text)
        self._value: Value = UNDEFINED
        self._shown = ""
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(0)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * self.LINES + 12)
        self.text.textChanged.connect(self._on_changed)
        self.named(self.text)

    def show_value(self, value: Value) -> None:
        self._value = value
        self.text.setPlaceholderText("null" if value is None else "")
        self.show_text(self._as_text(value))

    def show_text(self, text: str) -> None:
        if text != self._shown:
            self._shown = text
            self.text.setPlainText(text)

    def _as_text(self, value: Value) -> str:
        if value is UNDEFINED or value is None:
            return ""
        return shown_text(value, lines=True) if isinstance(value, str) else json_text(value)

    def _read(self, text: str) -> None:
        if text == self._as_text(self._value):
            self.tells.edited(self._value)
        elif not text:
            self.tells.edited(UNDEFINED)
        else:
            value = _structured(text) if _is_structured(self._value) else text
            self.tells.edited(retyped(self._value, text, lines=True) if isinstance(self._value, str) else value)

    def _on_changed(self) -> None:
        text = self.text.document().toRawText().replace("\u2029", "\n")
        if text != self._shown:
            self._shown = text
            self._read(text)


class JsonValueEditor(TextEditor):
    """A JSON value as text."""

    LINES = 5

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.text.setFont(theme().fonts.mono)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def _as_text(self, value: Value) -> str:
        return "" if value is UNDEFINED else json_text(value)

    def _read(self, text: str) -> None:
        if not text.strip():
            self.tells.edited(UNDEFINED)
            return
        try:
            value = parse_json(text)
        except UsageError as error:
            self.tells.refused(error.message, text)
            return
        self.tells.edited(value)


class ChoiceEditor(FieldEditor):
    """One of several values; also text of one's own where the field takes it."""

    def __init__(self, field: Field) -> None:
        self.box = ElidedBox()
        super().__init__(field, self.box)
        self._value: Value = UNDEFINED
        self.box.setEditable(field.custom)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choices: tuple[Choice, ...] = field.choices
        self._fill()
        self.box.activated.connect(self._on_activated)
        if field.custom and (line := self.box.lineEdit()) is not None:
            line.setAccessibleName(field.label)
            line.setPlaceholderText("Not set")
            line.textEdited.connect(self._on_typed)
        self.named(self.box)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Replace the choices; the value stays."""
        if choices != self._choices:
            self._choices = choices
            self._fill()
            self.show_value(self._value)

    def show_value(self, value: Value) -> None:
        self._value = value
        if self.box.count() > len(self._choices) + 1:
            # A value that was none of the choices, and is no longer there.
            self.box.removeItem(self.box.count() - 1)
        values: list[Value] = [UNDEFINED, *(choice.value for choice in self._choices)]
        place = next((index for index, each in enumerate(values) if _same(each, value)), -1)
        if place < 0 and not (self.field.custom and isinstance(value, str)):
            # A value that is none of the choices is shown as it is and kept.
            self.box.addItem(_plain(value), value)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)
        if place < 0:
            self.box.setEditText(shown_text(value, lines=False))
        elif place == 0 and self.field.custom:
            self.box.setEditText("")

    def _fill(self) -> None:
        self.box.clear()
        self.box.addItem("Not set", UNDEFINED)
        for choice in self._choices:
            self.box.addItem(harmless(choice.label), choice.value)

    def _on_activated(self, index: int) -> None:
        values: list[Value] = [UNDEFINED, *(choice.value for choice in self._choices)]
        value = values[index] if index < len(values) else self._value
        if index == 0 and self.field.custom:
            self.box.setEditText("")
        self.tells.edited(value)

    def _on_typed(self, text: str) -> None:
        self.tells.edited(
            retyped(self._value, text, lines=False) if isinstance(self._value, str) else text or UNDEFINED
        )


class _ElidedCheckBox(QCheckBox):
    """A box whose words end in an ellipsis where they do not fit; its names and its tooltip have all of them."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """Any width will do."""
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """Say what fits."""
        super().resizeEvent(event)
        around = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        room = event.size().width() - around - 8
        fitting = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, 40))
        if fitting != self.text():
            self.setText(fitting)
            tip(self, "\n".join(filter(None, (self._words, self.accessibleDescription()))))


class BoxEditor(FieldEditor):
    """Yes or no; neither while the payload has no such member."""

    def __init__(self, field: Field) -> None:
        self.box = _ElidedCheckBox(field.label)
        super().__init__(field, self.box)
        self.box.clicked.connect(self._on_clicked)
        self.named(self.box)

    def show_value(self, value: Value) -> None:
        known = (True, "true", self.field.on)
        self.box.setChecked(any(_same(value, each) for each in known))

    def _on_clicked(self, checked: bool) -> None:
        off = self.field.off
        self.tells.edited(self.field.on if checked else UNDEFINED if off is None else off)


class ChoicesEditor(FieldEditor):
    """A box for each choice; what is none of them stays in the list."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, QWidget())
        self._value: Value = UNDEFINED
        self.boxes: list[QCheckBox] = []
        column = vbox(self.widget, spacing=4)
        for choice in field.choices:
            box = _ElidedCheckBox(choice.label)
            box.setObjectName(f"choice:{field.path}:{choice.value}")
            box.setAccessibleName(f"{field.label}: {choice.label}")
            box.clicked.connect(self._on_clicked)
            column.addWidget(box)
            self.boxes.append(box)
        self.named(self.boxes[0])
        self.boxes[0].setAccessibleName(f"{field.label}: {field.choices[0].label}")

    def show_value(self, value: Value) -> None:
        self._value = value
        held = value if isinstance(value, list) else []
        for box, choice in zip(self.boxes, self.field.choices, strict=True):
            box.setChecked(any(_same(each, choice.value) for each in held))

    def _on_clicked(self, _checked: bool) -> None:
        offered = [choice.value for choice in self.field.choices]
        others = [each for each in self._value if each not in offered] if isinstance(self._value, list) else []
        ticked = [value for box, value in zip(self.boxes, offered, strict=True) if box.isChecked()]
        self._value = [*ticked, *others]
        self.tells.edited(self._value)


def plain_line(field: Field) -> LineEditor:
    """Any text."""
    return LineEditor(field, _plain, _text)


def phone_line(field: Field) -> LineEditor:
    """A phone number; what is unusual about it is said beside it."""
    return LineEditor(field, _plain, _text, "+12025550144")


def number_line(field: Field) -> LineEditor:
    """A JSON number, whole ones of any size."""
    return LineEditor(field, _plain, _number)


def duration_line(field: Field) -> LineEditor:
    """Seconds, in words."""
    return LineEditor(field, _show_duration, lambda text, _like: parse_duration(text), "3 min 42 s")


def moment_line(field: Field) -> MomentEditor:
    """A date and time with its offset."""
    return MomentEditor(field, _show_moment, _moment, "2026-11-24 10:02:11 -08:00", "now")


def date_line(field: Field) -> MomentEditor:
    """A day."""
    return MomentEditor(field, _plain, _text, "2026-11-24", "today")


def _text(text: str, like: Json) -> Json:
    if is_number(like):
        # An id that is a number stays one, as long as what is typed is a number.
        try:
            value = parse_json(text)
        except UsageError:
            return text
        return value if json_text(value) == text and isinstance(value, int | float) else text
    if _is_structured(like):
        return _structured(text)
    return retyped(like, text, lines=False) if isinstance(like, str) else text


def _is_structured(value: Value) -> bool:
    """Whether a value in a field for text is none, so that JSON is typed over it."""
    return isinstance(value, bool | list | dict)


def _structured(text: str) -> Json:
    try:
        return parse_json(text)
    except UsageError:
        return text


def _number(text: str, _like: Json) -> Json:
    try:
        value = parse_json(text.strip())
    except UsageError:
        value = None
    if not is_number(value):
        raise UsageError(f"“{text}” is no number.", code="bad-number", hint="Write it as 12 or 0.5.")
    return value


def _moment(text: str, like: Json) -> Json:
    return parse_moment(text, like, _zone())


def _show_duration(value: Json) -> str:
    return duration_text(value) if isinstance(value, str | int | float) else _plain(value)


def _show_moment(value: Json) -> str:
    return moment_text(value, _zone()) if isinstance(value, str | int | float) else _plain(value)


def _zone() -> tzinfo:
    """The time zone of this machine."""
    return datetime.now().astimezone().tzinfo or UTC


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "" if value is UNDEFINED else json_text(value, indent=None)


def _same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and bool(one == other)


_MONOSPACED: Final = frozenset((FieldKind.PHONE, FieldKind.DATETIME, FieldKind.DATE, FieldKind.NUMBER))
