"""JSON values as a tree whose levels are read when they are opened, so that large ones open at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.core.redaction.names import name_is_secret
from workbench.core.values import UNDEFINED, Marker, Special, Value

Mask = Callable[[Value, str], Value]
"""Masks what is secret of one value, by the name of the member that holds it."""

AnyIndex = QModelIndex | QPersistentModelIndex

KEY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
TEXT_ROLE: Final = Qt.ItemDataRole.UserRole + 2
KIND_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""string, number, word (true, false, null, undefined), special, list or object."""

_PAGE: Final = 500
"""Children that are added at a time."""
_LONGEST: Final = 400
"""Characters of a text that a row shows."""
_ROOT: Final = QModelIndex()


class _Node:
    """One value. `children` is None until it is opened."""

    __slots__ = ("children", "key", "parent", "pending", "row", "value")

    def __init__(self, key: str, value: Value, parent: _Node | None, row: int) -> None:
        self.key, self.value, self.parent, self.row = key, value, parent, row
        self.children: list[_Node] | None = None
        self.pending: Iterator[tuple[str, Value]] | None = None


class JsonModel(QAbstractItemModel):
    """A value, or the bytes of one, as a tree of one column."""

    def __init__(self, parent: QObject | None = None, mask: Mask | None = None) -> None:
        """`mask` hides secrets of single values; None when the value was masked before."""
        super().__init__(parent)
        self._mask = mask
        self._root = _Node("", UNDEFINED, None, 0)
        self._shows_root = False

    def show_value(self, value: Value) -> None:
        """Show a decoded value, or `msgspec.Raw` bytes that are decoded one level at a time."""
        self.beginResetModel()
        top = _open(value)
        self._root = _Node("", top, None, 0)
        self._shows_root = not isinstance(top, dict | list)
        if self._shows_root:
            self._root.children = [_Node("", top, self._root, 0)]
        else:
            self._begin(self._root)
            self._take(self._root)
        self.endResetModel()

    def columnCount(self, _parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """One."""
        return 1

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """Members that were read so far."""
        return len(self._node(parent).children or ())

    def hasChildren(self, parent: AnyIndex = _ROOT) -> bool:  # noqa: N802, Qt's name
        """Whether a value has members, without reading them."""
        node = self._node(parent)
        if node.children is not None:
            return bool(node.children)
        value = self._opened(node)
        return isinstance(value, dict | list) and bool(value)

    def canFetchMore(self, parent: AnyIndex) -> bool:  # noqa: N802, Qt's name
        """Whether members are left to be read."""
        node = self._node(parent)
        if node.children is None:
            return self.hasChildren(parent)
        return node.pending is not None

    def fetchMore(self, parent: AnyIndex) -> None:  # noqa: N802, Qt's name
        """Read the next members."""
        node = self._node(parent)
        if node.children is None:
            self._begin(node)
        drawn = self._draw(node)
        if not drawn:
            return
        first = len(node.children or ())
        self.beginInsertRows(self._plain(parent), first, first + len(drawn) - 1)
        self._append(node, drawn)
        self.endInsertRows()

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        """The index of a member."""
        children = self._node(parent).children or []
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: AnyIndex = _ROOT) -> Any:
        """The value that a member belongs to."""
        node = self._node(index).parent
        if node is None or node is self._root:
            return QModelIndex()
        return self.createIndex(node.row, 0, node)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Key, text and kind of a value; for display the two in one line."""
        if not index.isValid():
            return None
        node = self._node(index)
        if role == KEY_ROLE:
            return node.key
        if role == KIND_ROLE:
            return kind_of(self._opened(node))
        if role in (TEXT_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = describe(self._shown(node))
            return text if role == TEXT_ROLE or not node.key else f"{node.key}: {text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            value = self._shown(node)
            return value[:4000] if isinstance(value, str) and len(value) > 60 else None
        return None

    def path(self, index: AnyIndex) -> str:
        """The dotted place of a value."""
        parts: list[str] = []
        node: _Node | None = self._node(index)
        while node is not None and node is not self._root:
            parts.append(node.key)
            node = node.parent
        return ".".join(reversed([part for part in parts if part]))

    def value(self, index: AnyIndex) -> Value:
        """The masked value at an index, whole."""
        raw = self._node(index).value
        whole = msgspec.json.decode(raw) if isinstance(raw, msgspec.Raw) else raw
        return self._mask(whole, self._name(self._node(index))) if self._mask else whole

    def find_path(self, path: str) -> QModelIndex:
        """The index of a dotted place, read as far as needed; the nearest one on the way when it is not there."""
        index = QModelIndex()
        for part in path.split(".") if path else []:
            child = self._child(index, part)
            if not child.isValid():
                break
            index = child
        return index

    def _child(self, parent: QModelIndex, key: str) -> QModelIndex:
        row = 0
        while True:
            while row < self.rowCount(parent):
                child = self.index(row, 0, parent)
                if self._node(child).key == key:
                    return child
                row += 1
            if not self.canFetchMore(parent):
                return QModelIndex()
            self.fetchMore(parent)

    def _plain(self, index: AnyIndex) -> QModelIndex:
        """An index that is not persistent."""
        node = self._node(index)
        return QModelIndex() if node is self._root else self.createIndex(node.row, 0, node)

    def _node(self, index: AnyIndex) -> _Node:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Node) else self._root

    def _opened(self, node: _Node) -> Value:
        """The value with its own level decoded."""
        node.value = _open(node.value)
        return node.value

    def _shown(self, node: _Node) -> Value:
        value = self._opened(node)
        if self._mask is None or isinstance(value, dict | list):
            return value
        return self._mask(value, self._name(node))

    def _name(self, node: _Node) -> str:
        """The name that tells whether a value is secret: of the outermost member around it that says so, else its own.

        Items of a list are told by the name of the list.
        """
        own, at = "", node
        while at.parent is not None:
            of_object = isinstance(at.parent.value, dict)
            own = own or (at.key if of_object else "")
            if of_object and name_is_secret(at.key):
                own = at.key
            at = at.parent
        return own

    def _begin(self, node: _Node) -> None:
        value = self._opened(node)
        node.children = []
        members = value.items() if isinstance(value, dict) else ((str(place), item) for place, item in enumerate(value))
        node.pending = iter(members)

    def _draw(self, node: _Node) -> list[tuple[str, Value]]:
        drawn: list[tuple[str, Value]] = []
        for member in node.pending or ():
            drawn.append(member)
            if len(drawn) == _PAGE:
                return drawn
        node.pending = None
        return drawn

    def _append(self, node: _Node, drawn: list[tuple[str, Value]]) -> None:
        children = node.children
        assert children is not None
        first = len(children)
        children.extend(_Node(key, item, node, first + place) for place, (key, item) in enumerate(drawn))

    def _take(self, node: _Node) -> None:
        self._append(node, self._draw(node))


def _open(value: Value) -> Value:
    """Decode one level of raw bytes; anything else as it is."""
    if not isinstance(value, msgspec.Raw):
        return value
    first = bytes(memoryview(value)[:1])
    if first == b"{":
        return msgspec.json.decode(value, type=dict[str, msgspec.Raw])
    if first == b"[":
        return msgspec.json.decode(value, type=list[msgspec.Raw])
    return msgspec.json.decode(value)


def kind_of(value: Value) -> str:
    """What sort of value it is, for its colour."""
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "list"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return "special" if isinstance(value, Special | Marker) else "word"


def describe(value: Value) -> str:
    """A value in one line: texts quoted, lists and objects by their size."""
    match value:
        case dict():
            return f"{{{len(value)}}}"
        case list():
            return f"[{len(value)}]"
        case str():
            return json.dumps(value[:_LONGEST], ensure_ascii=False) + ("…" if len(value) > _LONGEST else "")
        case Special():
            return f"{value.kind} {value.text[:_LONGEST]}".strip()
        case Marker():
            return f"live {value.kind}"
    return "undefined" if value is UNDEFINED else json.dumps(value)
