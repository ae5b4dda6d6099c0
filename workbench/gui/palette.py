"""The command palette: every interface and action, found by a few letters, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.gui.json_tree import AnyIndex
from workbench.gui.theme import theme
from workbench.gui.widgets import label, rule, vbox

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_MOST: Final = 60
_ROWS: Final = 11
"""Entries that are seen at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen."""

    title: str
    kind: str
    run: Callable[[], object]
    shortcut: str = ""


def score(typed: str, title: str) -> int | None:
    """How well letters fit a title, the lower the better; None when they do not stand in it in this order.

    Letters at the beginning of a word, and letters that follow each other, fit best.
    """
    letters = typed.replace(" ", "").lower()
    best: dict[int, int] = {-1: 0}
    for letter in letters:
        reached: dict[int, int] = {}
        for place, cost in best.items():
            for found in range(place + 1, len(title)):
                if title[found].lower() != letter:
                    continue
                near = found == place + 1 and place >= 0
                step = 0 if near else 1 if _begins_word(title, found) else 4 + min(found - place, 8)
                reached[found] = min(reached.get(found, cost + step), cost + step)
        best = reached
    return min(best.values()) if best else None


def _begins_word(title: str, place: int) -> bool:
    return place == 0 or title[place].isupper() or not title[place - 1].isalnum()


class _EntryDelegate(QStyledItemDelegate):
    """Title, kind, shortcut in three columns."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One entry."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        entry = index.data(ENTRY_ROLE)
        place = QRectF(option.rect).adjusted(12, 0, -12, 0)
        painter.save()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(theme().color("text"))
        painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignLeft), entry.title)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme().color("text" if selected else "muted"))
        painter.drawText(place.adjusted(place.width() * 0.55, 0, 0, 0), middle, entry.kind)
        painter.setFont(theme().fonts.mono)
        painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), entry.shortcut)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Rows of one height."""
        return QSize(200, theme().row_height("button") + 2)


class CommandPalette(QDialog):
    """Type, choose with the arrows, Enter."""

    def __init__(
        self, entries: Sequence[Entry], parent: QWidget, prompt: str = "Search interfaces and actions"
    ) -> None:
        """`prompt` says what is chosen."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("Command palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = entries
        self.line = QLineEdit()
        self.line.setObjectName("palette-line")
        self.line.setAccessibleName(prompt)
        self.line.setPlaceholderText(prompt)
        self.line.setFrame(False)
        self.line.setStyleSheet("border: none; background: transparent; padding: 10px 12px;")
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_chosen)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("palette-list")
        self.list.setAccessibleName("What fits")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._on_clicked)
        self._nothing = label("Nothing fits.", "muted")
        self._nothing.setContentsMargins(14, 10, 14, 14)
        ground = QFrame()
        ground.setProperty("kind", "card")
        column = vbox(ground, margins=(6, 4, 6, 6))
        column.addWidget(self.line)
        column.addWidget(rule())
        column.addSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        around = vbox(self)
        around.addWidget(ground)
        # As high as what fits, also while letters are typed.
        around.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        ground.setFixedWidth(520)
        self.move(
            parent.mapToGlobal(parent.rect().center()).x() - 260, parent.mapToGlobal(parent.rect().topLeft()).y() + 90
        )
        self._on_typed("")
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
        """The arrows move in the list while letters go into the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        scored = [(score(text, entry.title), place) for place, entry in enumerate(self._entries)]
        fitting = sorted((value, place) for value, place in scored if value is not None)
        self.list.clear()
        for _value, place in fitting[:_MOST]:
            entry = self._entries[place]
            item = QListWidgetItem(f"{entry.title}, {entry.kind}")
            item.setData(ENTRY_ROLE, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(fitting))
        shown = min(len(fitting), _ROWS)
        self.list.setFixedHeight(shown * (theme().row_height("button") + 2) + 4)
        self._nothing.setVisible(not fitting)

    def _on_clicked(self, _item: QListWidgetItem) -> None:
        self._on_chosen()

    def _on_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            entry = item.data(ENTRY_ROLE)
            self.accept()
            entry.run()
