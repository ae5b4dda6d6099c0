"""The left pane: every interface of the contract by group, with the state of each, and how ready the adapter is."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QRectF,
    QRegularExpression,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from workbench.core.run.readiness import InterfaceState
from workbench.gui.look.icons import paint_icon
from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import hbox, label, rule, tip, vbox
from workbench.gui.workplace import Workplace
from workbench.services.resources import contract

NAME_ROLE: Final = Qt.ItemDataRole.UserRole + 1
STATE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
REMARK_ROLE: Final = Qt.ItemDataRole.UserRole + 3
SEARCH_ROLE: Final = Qt.ItemDataRole.UserRole + 4

LOOKS: Final = {
    InterfaceState.MISSING: ("dash", "faint"),
    InterfaceState.NOT_FIRED: ("circle", "muted"),
    InterfaceState.RUNNING: ("running", "accent"),
    InterfaceState.MEETS: ("check", "ok"),
    InterfaceState.FINDINGS: ("alert", "warning"),
    InterfaceState.FAILED: ("cross", "error"),
}
"""Icon and colour of each state."""

WORDS: Final = {
    InterfaceState.MISSING: "not exported",
    InterfaceState.NOT_FIRED: "not fired",
    InterfaceState.RUNNING: "running",
    InterfaceState.MEETS: "meets",
    InterfaceState.FINDINGS: "findings",
    InterfaceState.FAILED: "failed",
}
"""What a state is called, by which it is also found."""

_RESTING: Final = (InterfaceState.MISSING, InterfaceState.NOT_FIRED)
"""States whose icon is enough, as most interfaces are in them; the tooltip has the word."""

_ANY: Final = "adapter connector interface"
"""Words that people put before what they look for; they fit every interface."""


class InterfaceDelegate(QStyledItemDelegate):
    """Icon, name, and a word at the right end."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """A group's title, or an interface."""
        backdrop = QStyleOptionViewItem(option)
        self.initStyleOption(backdrop, index)
        backdrop.text = ""
        view = backdrop.widget
        place = QRectF(option.rect)
        painter.save()
        state = index.data(STATE_ROLE)
        if state is None:
            painter.setFont(theme().fonts.small)
            painter.setPen(theme().color("muted"))
            place.adjust(4, 6, -8, 0)
            painter.drawText(place, _LEFT, str(index.data()))
            painter.setPen(theme().color("faint"))
            painter.drawText(place, _RIGHT, str(index.data(REMARK_ROLE) or ""))
            painter.restore()
            return
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, backdrop, painter, view)
        name, token = LOOKS[InterfaceState(state)]
        side = theme().pixels(16)
        mark = QRectF(place.left() + 6, place.center().y() - side / 2, side, side)
        paint_icon(painter, name, theme().color(token), mark)
        painter.setFont(theme().fonts.small)
        small, metrics = QFontMetrics(theme().fonts.small), QFontMetrics(theme().fonts.ui)
        remark = str(index.data(REMARK_ROLE) or "")
        if not remark and state not in _RESTING:
            remark = WORDS[InterfaceState(state)]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme().color(token if state in _COLOURED else "text" if selected else "faint"))
        painter.drawText(place.adjusted(0, 0, -8, 0), _RIGHT, remark)
        taken = small.horizontalAdvance(remark) + 18
        painter.setFont(theme().fonts.ui)
        painter.setPen(theme().color("faint" if state == InterfaceState.MISSING and not selected else "text"))
        room = place.adjusted(side + 12, 0, -taken, 0)
        shown = metrics.elidedText(str(index.data(NAME_ROLE)), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _LEFT, shown)
        if selected:
            painter.fillRect(QRectF(place.left(), place.top(), 2, place.height()), theme().color("accent"))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Groups stand a little apart."""
        extra = 8 if index.data(STATE_ROLE) is None else 0
        return QSize(120, theme().row_height("list") + extra)


_LEFT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_COLOURED: Final = (InterfaceState.FINDINGS, InterfaceState.FAILED)


class InterfaceList(QWidget):
    """The list with its filter; the selected interface is the one that the form shows.

    Down goes from the filter into the list and Up back; Enter takes the first that fits, and goes to the form.
    """

    interface_chosen = Signal(str)
    form_wanted = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("interface-pane")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workplace = workplace
        self._items: dict[str, QStandardItem] = {}
        self._groups: list[tuple[QStandardItem, list[str]]] = []
        self.filter = QLineEdit()
        self.filter.setObjectName("interface-filter")
        self.filter.setAccessibleName("Filter interfaces")
        self.filter.setPlaceholderText("Filter interfaces")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter)
        self._model = QStandardItemModel(self)
        self._fill()
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self._model)
        self._proxy.setRecursiveFilteringEnabled(True)
        self._proxy.setFilterRole(SEARCH_ROLE)
        self.tree = QTreeView()
        self.tree.setObjectName("interface-list")
        self.tree.setAccessibleName("Interfaces")
        self.tree.setModel(self._proxy)
        self.tree.setItemDelegate(InterfaceDelegate(self.tree))
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(0)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.expandAll()
        self.tree.setItemsExpandable(False)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self._nothing = label("Nothing fits this filter.", "muted", name="interfaces-empty", wrap=True)
        self._nothing.hide()
        for widget in (self.filter, self.tree):
            widget.installEventFilter(self)
        self._readiness = _Readiness()
        column = vbox(self, margins=(10, 10, 10, 12), spacing=8)
        column.addWidget(self.filter)
        column.addWidget(self._nothing)
        column.addWidget(self.tree, 1)
        column.addWidget(rule())
        column.addWidget(self._readiness)
        workplace.states_changed.connect(self.refresh)
        workplace.adapter_changed.connect(self.refresh)
        theme().changed.connect(self.tree.viewport().update)
        self.refresh()

    def select(self, name: str) -> None:
        """Choose an interface; that is announced also where it was chosen before."""
        if not self._proxy.mapFromSource(self._items[name].index()).isValid():
            self.filter.clear()
        index = self._proxy.mapFromSource(self._items[name].index())
        if self.tree.currentIndex() == index:
            self._announce(index)
        else:
            self.tree.setCurrentIndex(index)

    @property
    def chosen(self) -> str:
        """The interface that is chosen; empty before the first."""
        return str(self.tree.currentIndex().data(NAME_ROLE) or "")

    def refresh(self) -> None:
        """Show the states as they are now."""
        for name, item in self._items.items():
            state, remark = self._workplace.state(name), self._workplace.remark(name)
            values = {STATE_ROLE: state.value, REMARK_ROLE: remark, SEARCH_ROLE: _searched(name, WORDS[state])}
            for role, value in values.items():
                if item.data(role) != value:
                    item.setData(value, role)
            item.setData(f"{name}, {state.value}", Qt.ItemDataRole.AccessibleTextRole)
            said = f"{contract()[name].summary} {name} is {state.value}.".replace(" is has ", " has ")
            tip(item, f"{said} {self._workplace.worst(name)}".strip())
        for group, names in self._groups:
            missing = sum(self._workplace.state(name) is InterfaceState.MISSING for name in names)
            group.setData(f"{len(names) - missing} of {len(names)}" if missing else "", REMARK_ROLE)
        self._readiness.refresh(self._workplace)

    def _fill(self) -> None:
        for title, interfaces in contract().groups():
            group = QStandardItem(title)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for interface in interfaces:
                item = QStandardItem(interface.name)
                item.setData(interface.name, NAME_ROLE)
                item.setData(InterfaceState.MISSING.value, STATE_ROLE)
                group.appendRow(item)
                self._items[interface.name] = item
            self._model.appendRow(group)
            self._groups.append((group, [interface.name for interface in interfaces]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
        """The arrows pass over the groups' titles, between the filter and the list too; Enter goes to the form."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers() & _MODIFIERS:
            return super().eventFilter(watched, event)
        rows = self._rows()
        here = self._proxy.mapToSource(self.tree.currentIndex()) if self.tree.currentIndex().isValid() else None
        place = next((at for at, row in enumerate(rows) if here == self._proxy.mapToSource(row)), -1)
        in_filter = watched is self.filter
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if rows and in_filter and (place < 0 or self.filter.text().strip()):
                self.tree.setCurrentIndex(rows[0])
            if rows:
                self.form_wanted.emit()
            return True
        steps = {Qt.Key.Key_Down: place if in_filter and place >= 0 else place + 1, Qt.Key.Key_Up: place - 1}
        if not in_filter:
            steps |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(rows) - 1}
        target = steps.get(Qt.Key(event.key()))
        if target is None or (in_filter and event.key() == Qt.Key.Key_Up):
            return super().eventFilter(watched, event)
        if target < 0:
            self.filter.setFocus()
            self.filter.selectAll()
        elif target < len(rows):
            self.tree.setFocus()
            self.tree.setCurrentIndex(rows[target])
            self.tree.scrollTo(rows[target])
        return True

    def _rows(self) -> list[QModelIndex]:
        """The interfaces that pass the filter, from top to bottom."""
        groups = [self._proxy.index(row, 0) for row in range(self._proxy.rowCount())]
        return [self._proxy.index(row, 0, group) for group in groups for row in range(self._proxy.rowCount(group))]

    def _on_filter(self, text: str) -> None:
        # Every word has to occur, wherever.
        words = "".join(f"(?=.*{QRegularExpression.escape(word)})" for word in text.split())
        looked_for = QRegularExpression(words, QRegularExpression.PatternOption.CaseInsensitiveOption)
        self._proxy.setFilterRegularExpression(looked_for)
        self.tree.expandAll()
        self._nothing.setVisible(self._proxy.rowCount() == 0)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._announce(index)

    def _announce(self, index: QModelIndex) -> None:
        name: Any = index.data(NAME_ROLE)
        if name:
            self.interface_chosen.emit(name)


def _searched(name: str, state: str) -> str:
    """What a filter looks through: the name in either spelling, group, summary and state."""
    interface = contract()[name]
    core = "required" if interface.core11 else "optional"
    return " ".join((name, interface.snake_name, interface.group, interface.summary, core, state, _ANY))


class _Readiness(QWidget):
    """How many of the eleven there are, and how the last firings went."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("readiness")
        self._count = label("", "muted", name="readiness-count")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("readiness-bar")
        self._bar.setAccessibleName("Interfaces that meet the contract")
        self._words = label("", "muted", name="readiness-words", wrap=True)
        self._words.setFont(theme().fonts.small)
        head = hbox()
        head.addWidget(label("Readiness"))
        head.addStretch(1)
        head.addWidget(self._count)
        column = vbox(self, margins=(6, 2, 6, 0), spacing=6)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._words)

    def refresh(self, workplace: Workplace) -> None:
        """Show the sum as it is now."""
        ready = workplace.readiness()
        exported = len(workplace.adapter.description.exports) if workplace.adapter else 0
        self._count.setText(f"{ready.exported} of {ready.required} required")
        self._bar.setRange(0, max(exported, 1))
        self._bar.setValue(ready.meets)
        self._words.setText(ready.sentence)
