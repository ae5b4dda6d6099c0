"""Edits a JSON list: its items as lines, and the chosen one's members below; all of it with the keyboard too."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

from workbench.core.forms import Field, blocked, item_line, moved, named
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path, set_path
from workbench.gui.form.field_editor import FieldEditor
from workbench.gui.form.plain_editors import JsonValueEditor
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, rule, tip, vbox

MOST_ROWS: Final = 6
"""Lines that are shown at once; the others are scrolled to."""


class _Lines(QListWidget):
    """As tall as its lines, up to a number of them."""

    def sizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """The height that the lines take."""
        rows = min(max(self.count(), 1), MOST_ROWS)
        return QSize(super().sizeHint().width(), max(self.sizeHintForRow(0), 20) * rows + 2 * self.frameWidth() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """No less than that."""
        return QSize(60, self.sizeHint().height())


class Members(Protocol):
    """The editors of one item's members."""

    widget: QWidget

    def show(self, values: Mapping[str, Value], *, but: str = "") -> None:
        """Show the values by path, except in the field that is being typed in."""
        ...

    def focus(self) -> None:
        """Put the focus into the first of them."""
        ...


MakeMembers = Callable[
    [Sequence[Field], str, Callable[[str, Value], object], Callable[[str, str, str], object]], Members
]
"""From the members' fields, a prefix for their widgets' names, and who is told of values and of refusals."""


class ListEditor(FieldEditor):
    """Insert adds, Delete removes, Alt with the arrows moves, Enter goes into the item."""

    def __init__(self, field: Field, make_members: MakeMembers) -> None:
        assert field.item is not None
        super().__init__(field, QWidget())
        self._item = field.item
        self._make = make_members
        self._value: Value = UNDEFINED
        self._items: list[Json] = []
        self._members: Members | None = None
        self._members_of: type | None = None
        self.lines = _Lines()
        self.lines.setProperty("kind", "field")
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setUniformItemSizes(True)
        self.lines.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.lines.currentRowChanged.connect(self._on_current)
        self._keys = _Keys(self)
        self.lines.installEventFilter(self._keys)
        noun = self._item.name.lower()
        self._add = self._button("add", "Add", f"Add a {noun} (Insert)", self.add)
        self._remove = self._button("remove", "Remove", f"Remove the chosen {noun} (Delete)", self.remove)
        self._up = self._button("up", "↑", f"Move the chosen {noun} up (Alt+Up)", lambda: self.move(-1))
        self._down = self._button("down", "↓", f"Move the chosen {noun} down (Alt+Down)", lambda: self.move(1))
        self._count = label("", "faint")
        self._count.setFont(theme().fonts.small)
        self._frame = QWidget()
        self._heading = label("", "heading", name=f"item:{field.path}")
        self._heading.setFont(theme().fonts.small)
        self._place = vbox(self._frame, margins=(0, 2, 0, 10), spacing=6)
        title = hbox(spacing=10)
        title.addWidget(self._heading)
        title.addWidget(rule(), 1)
        self._place.addLayout(title)
        self._frame.hide()
        self.below = self._frame
        self._plain = JsonValueEditor(field)
        self._plain.tells = self.tells
        self._plain.widget.setObjectName(f"json:{field.path}")
        self._plain.widget.hide()
        buttons = hbox(spacing=0)
        for each in (self._add, self._remove, self._up, self._down):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self._count)
        column = vbox(self.widget, spacing=4)
        column.addWidget(self.lines)
        column.addWidget(self._plain.widget)
        column.addLayout(buttons)
        self.named(self.lines)
        tip(self.lines, f"{field.help} Insert adds, Delete removes, Alt with the arrows moves.".strip())

    def show_value(self, value: Value) -> None:
        self._value = value
        is_list = isinstance(value, list)
        fits = is_list or value is UNDEFINED
        self._items = list(value) if is_list else []
        self.lines.setVisible(fits and bool(self._items))
        self._plain.widget.setVisible(not fits)
        self._plain.show_value(UNDEFINED if fits else value)
        self._fill(min(self.lines.currentRow(), len(self._items) - 1))

    def add(self) -> None:
        """Add an item after the chosen one, and go into it."""
        place = self.lines.currentRow() + 1 if self.lines.currentRow() >= 0 else len(self._items)
        self._items.insert(place, copy.deepcopy(self._item.new))
        self._tell(place)
        self.lines.setFocus()

    def remove(self) -> None:
        """Remove the chosen item."""
        place = self.lines.currentRow()
        if 0 <= place < len(self._items):
            del self._items[place]
            self._tell(min(place, len(self._items) - 1))
            (self.lines if self._items else self._add).setFocus()

    def move(self, by: int) -> None:
        """Move the chosen item up or down."""
        place = self.lines.currentRow()
        if 0 <= place < len(self._items) and 0 <= place + by < len(self._items):
            self._items = moved(self._items, place, place + by)
            self._tell(place + by)

    def enter(self) -> None:
        """Go into the chosen item's members."""
        if self._members is not None:
            self._members.focus()

    def _button(self, what: str, text: str, about: str, work: Callable[[], object]) -> Any:
        made = button(text, "link", name=f"list-{what}:{self.field.path}", on_click=work, description=about)
        made.setAccessibleName(f"{about.partition(' (')[0]}, {self.field.label}")
        made.setFont(theme().fonts.small)
        return made

    def _tell(self, place: int) -> None:
        self._value = list(self._items)
        self.lines.setVisible(bool(self._items))
        self._fill(place)
        self.tells.edited(self._value)

    def _fill(self, place: int) -> None:
        with QSignalBlocker(self.lines):
            self.lines.clear()
            for number, item in enumerate(self._items, start=1):
                self.lines.addItem(f"{number}   {item_line(self._item, item)}")
            self.lines.setCurrentRow(place)
        self.lines.updateGeometry()
        self._on_current(place)

    def _on_current(self, place: int) -> None:
        count, chosen = len(self._items), 0 <= place < len(self._items)
        self._remove.setVisible(count > 0)
        self._up.setVisible(count > 1)
        self._down.setVisible(count > 1)
        self._remove.setEnabled(chosen)
        self._up.setEnabled(chosen and place > 0)
        self._down.setEnabled(chosen and place < count - 1)
        absent = "none" if self._value is UNDEFINED else "empty list"
        fits = isinstance(self._value, list) or self._value is UNDEFINED
        self._count.setText((absent if not count else "") if fits else f"{named(self._value)} in a list's place")
        self._add.setVisible(fits)
        self._frame.setVisible(chosen)
        if chosen:
            self._heading.setText(f"{self._item.name} {place + 1} of {count}")
            self._show_item(self._items[place])

    def _show_item(self, item: Json) -> None:
        """The members of an object; one line for anything else."""
        is_object = isinstance(item, dict) and bool(self._item.fields)
        kind = dict if is_object else type(item)
        if self._members is None or self._members_of is not kind:
            self._drop_members()
            fields = self._item.fields if is_object else (Field("", self._item.name),)
            self._members = self._make(fields, f"{self.field.path}[]", self._on_edited, self._on_refused)
            self._members_of = kind
            self._place.addWidget(self._members.widget)
            # Else it is shown by the loop's next turn, and the focus cannot go into it before.
            self._members.widget.show()
            self.tells.arranged()
        self._show_members(item)

    def _show_members(self, item: Json, but: str = "") -> None:
        assert self._members is not None
        if self._members_of is dict and self._item.fields:
            values = {field.path: get_path(item, field.path) for field in self._item.fields}
        else:
            values = {"": item}
        self._members.show(values, but=but)

    def _drop_members(self) -> None:
        if self._members is not None:
            self._place.removeWidget(self._members.widget)
            self._members.widget.deleteLater()
            self._members = None

    def _on_edited(self, path: str, value: Value) -> None:
        place = self.lines.currentRow()
        if not path and value is UNDEFINED:
            value = ""
        why = blocked(self._items[place], path)
        if why:
            if value is not UNDEFINED:
                self._on_refused(path, why, "")
            return
        self._items[place] = set_path(self._items[place], path, value)
        self._value = list(self._items)
        self.lines.item(place).setText(f"{place + 1}   {item_line(self._item, self._items[place])}")
        self._show_members(self._items[place], but=path)
        self.tells.edited(self._value)

    def _on_refused(self, path: str, why: str, text: str) -> None:
        labels = {field.path: field.label for field in self._item.fields}
        where = f"{self._item.name} {self.lines.currentRow() + 1}, {labels.get(path, 'value')}"
        self.tells.refused(f"{where}: {why}", text)


class _Keys(QObject):
    """The keys of the lines."""

    def __init__(self, editor: ListEditor) -> None:
        super().__init__(editor.widget)
        self._editor = editor

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
        """Do what a key means; others go on to the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        editor = self._editor
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        work = _PLAIN_KEYS.get(Qt.Key(event.key())) if plain else _ALT_KEYS.get(Qt.Key(event.key())) if alt else None
        if work is None:
            return False
        work(editor)
        return True


_PLAIN_KEYS: Final[Mapping[Qt.Key, Callable[[ListEditor], None]]] = {
    Qt.Key.Key_Insert: ListEditor.add,
    Qt.Key.Key_Delete: ListEditor.remove,
    Qt.Key.Key_Return: ListEditor.enter,
    Qt.Key.Key_Enter: ListEditor.enter,
}
_ALT_KEYS: Final[Mapping[Qt.Key, Callable[[ListEditor], None]]] = {
    Qt.Key.Key_Up: lambda editor: editor.move(-1),
    Qt.Key.Key_Down: lambda editor: editor.move(1),
}
