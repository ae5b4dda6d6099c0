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
    QStyleOptionViewItem,
    QWidget,
)

from workbench.gui.look.tables import AnyIndex, RowDelegate
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, rule, vbox

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_MOST: Final = 200
_BEHIND: Final = 100
"""What an entry loses that fits by its other words alone."""
_REMEMBERED: Final = 6
"""Choices that come first the next time."""
_ROWS: Final = 11
"""Entries that are seen at once."""
_KIND_AT: Final = 0.58
"""Where an entry's kind begins, as a part of its row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen."""

    title: str
    kind: str
    run: Callable[[], object]
    shortcut: str = ""
    also: str = ""
    """Other words by which it is found, behind those that fit by title."""


def fit(typed: str, entry: Entry) -> int | None:
    """How well letters fit an entry, the lower the better; None when they do not."""
    by_title = score(typed, entry.title)
    by_words = score(typed, entry.also) if by_title is None and entry.also else None
    return by_title if by_words is None else by_words + _BEHIND


def ranked(typed: str, entries: Sequence[Entry], recent: Sequence[str] = ()) -> list[Entry]:
    """The entries that fit, best first; those chosen before go before others that fit equally well, then short titles.

    Without letters the entries stand in their own order, behind those chosen before. `recent` are titles, newest first.
    """
    typed = typed.strip()
    known = {title: place for place, title in enumerate(recent)}
    found = []
    for place, entry in enumerate(entries):
        cost = fit(typed, entry)
        if cost is not None:
            length = len(entry.title) if typed else 0
            found.append((cost, known.get(entry.title, len(known)), length, place))
    return [entries[place] for *_, place in sorted(found)]


def score(typed: str, title: str) -> int | None:
    """How well letters fit a title, the lower the better; None when they do not stand in it in this order.

    Letters that begin the title fit best, then those that begin words, such as ccl for createCallLog, then those
    that follow each other.
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
                begins = 0 if found == 0 else 2
                step = 0 if near else begins if _begins_word(title, found) else 6 + min(found - place, 8)
                reached[found] = min(reached.get(found, cost + step), cost + step)
        best = reached
    return min(best.values()) if best else None


def _begins_word(title: str, place: int) -> bool:
    return place == 0 or title[place].isupper() or not title[place - 1].isalnum()


class _EntryDelegate(RowDelegate):
    """Title, kind, shortcut in three columns."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One entry."""
        self.paint_backdrop(painter, option, index)
        entry = index.data(ENTRY_ROLE)
        place = QRectF(option.rect).adjusted(12, 0, -12, 0)
        painter.save()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(theme().color("text"))
        kind_at = place.width() * _KIND_AT
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, int(kind_at) - 12)
        painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignLeft), title)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme().color("text" if selected else "muted"))
        painter.drawText(place.adjusted(kind_at, 0, 0, 0), middle, entry.kind)
        painter.setFont(theme().fonts.mono)
        painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), entry.shortcut)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Rows of one height."""
        return QSize(200, theme().row_height("button") + 2)


class CommandPalette(QDialog):
    """Type, choose with the arrows, Enter."""

    def __init__(
        self,
        entries: Sequence[Entry],
        parent: QWidget,
        prompt: str = "Search interfaces and actions",
        recent: list[str] | None = None,
    ) -> None:
        """`prompt` says what is chosen; `recent` are the titles chosen before, newest first, and is kept up to date."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("Command palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._recent = [] if recent is None else recent
        self._entries = entries
        self.line = QLineEdit()
        self.line.setObjectName("palette-line")
        self.line.setAccessibleName(prompt)
        self.line.setPlaceholderText(prompt)
        self.line.setFrame(False)
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
        self._nothing = label("", "muted", name="palette-nothing", wrap=True)
        self._nothing.setContentsMargins(14, 10, 14, 14)
        backdrop = QFrame()
        backdrop.setProperty("kind", "card")
        column = vbox(backdrop, margins=(6, 4, 6, 6))
        column.addWidget(self.line)
        column.addWidget(rule())
        column.addSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        around = vbox(self)
        around.addWidget(backdrop)
        # As high as what fits, also while letters are typed.
        around.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        backdrop.setFixedWidth(520)
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
        fitting = ranked(text, self._entries, self._recent)
        self._nothing.setText(f"Nothing fits “{text.strip()}”. Fewer letters find more.")
        self.list.clear()
        for entry in fitting[:_MOST]:
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
            self._recent[:] = [entry.title, *(each for each in self._recent if each != entry.title)][:_REMEMBERED]
            self.accept()
            entry.run()
