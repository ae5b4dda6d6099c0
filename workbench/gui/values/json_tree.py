"""JSON values as a tree whose levels are read when they are opened, so that large ones open at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from workbench.core.text.harmless import pictured
from workbench.core.text.json_levels import (
    Mask,
    Place,
    decoded_whole,
    describe,
    kind_of,
    members,
    open_level,
    shown_key,
)
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.paths import parts
from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.widgets import plain

__all__ = ["KEY_ROLE", "KIND_ROLE", "RANGE", "TEXT_ROLE", "AnyIndex", "JsonModel", "Mask", "describe"]


KEY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
TEXT_ROLE: Final = Qt.ItemDataRole.UserRole + 2
KIND_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""string, number, word (true, false, null, undefined), special, list, object or range."""

RANGE: Final = 500
"""Members that a level shows side by side; a longer one is shown in ranges of so many."""
_ROOT: Final = QModelIndex()


class _Node:
    """One value, or a range of the members of a long one. `children` is None until it is opened."""

    __slots__ = ("children", "key", "parent", "row", "start", "value")

    def __init__(self, key: str, value: Value, parent: _Node | None, row: int, start: int = -1) -> None:
        self.key, self.value, self.parent, self.row = key, value, parent, row
        self.start = start
        """The first member of a range; -1 for a value."""
        self.children: list[_Node] | None = None


class JsonModel(QAbstractItemModel):
    """A value, or the bytes of one, as a tree of one column."""

    def __init__(self, parent: QObject | None = None, mask: Mask | None = None) -> None:
        """`mask` hides secrets of single values; None when the value was masked before."""
        super().__init__(parent)
        self.mask = mask
        self._root = _Node("", UNDEFINED, None, 0)

    @property
    def top(self) -> Value:
        """The value that is shown, its first level opened."""
        return self._root.value

    def show_value(self, value: Value) -> None:
        """Show a decoded value, or `msgspec.Raw` bytes that are decoded one level at a time."""
        self.beginResetModel()
        self._root = _Node("", open_level(value), None, 0)
        self._open(self._root)
        self.endResetModel()

    def columnCount(self, _parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """One."""
        return 1

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        """Members or ranges, once they were read."""
        return len(self._node(parent).children or ())

    def hasChildren(self, parent: AnyIndex = _ROOT) -> bool:  # noqa: N802, Qt's name
        """Whether a value has members, without reading them."""
        node = self._node(parent)
        if node.children is not None:
            return bool(node.children)
        value = self._opened(node)
        return isinstance(value, dict | list) and bool(value)

    def canFetchMore(self, parent: AnyIndex) -> bool:  # noqa: N802, Qt's name
        """Whether the members are still to be read."""
        return self._node(parent).children is None and self.hasChildren(parent)

    def fetchMore(self, parent: AnyIndex) -> None:  # noqa: N802, Qt's name
        """Read the members."""
        node = self._node(parent)
        if node.children is not None:
            return
        children = self._children(node)
        if not children:
            node.children = children
            return
        self.beginInsertRows(self._index(node), 0, len(children) - 1)
        node.children = children
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
        return QModelIndex() if node is None else self._index(node)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Key, text and kind of a value; for display the two in one line."""
        if not index.isValid():
            return None
        node = self._node(index)
        if role == KEY_ROLE:
            return pictured(self._shown_key(node))
        if role == KIND_ROLE:
            return "range" if node.start >= 0 else kind_of(self._opened(node))
        if role in (TEXT_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._text(node)
            key = "" if role == TEXT_ROLE else self._shown_key(node)
            return pictured(f"{key}: {text}" if key else text)
        if role == Qt.ItemDataRole.ToolTipRole and node.start < 0:
            value = self._shown(node)
            return plain(value[:4000]) if isinstance(value, str) and len(value) > 60 else None
        return None

    def path(self, index: AnyIndex) -> str:
        """The dotted place of a value."""
        names = [self._shown_key(node) for node in self._way(self._node(index))]
        return ".".join(name for name in names if name)

    def names(self, index: AnyIndex) -> tuple[str, ...]:
        """The names of the members that hold a value, the outermost first; positions in lists are left out."""
        return self._names(self._node(index))

    def raw_value(self, index: AnyIndex) -> Value:
        """The value at an index as it was given, opened by a level where it was shown; not masked."""
        return self._opened(self._node(index))

    def value(self, index: AnyIndex) -> Value:
        """The masked value at an index, whole."""
        node = self._node(index)
        whole = decoded_whole(self._opened(node))
        return whole if self.mask is None else self.mask(whole, self._names(node))

    def find_path(self, path: str) -> QModelIndex:
        """The index of a dotted place, read as far as needed; the nearest one on the way when it is not there."""
        node = self._root
        for part in parts(path):
            value = self._opened(node)
            if isinstance(value, dict) and part in value:
                position = next(place for place, key in enumerate(value) if key == part)
            elif isinstance(value, list) and part.isascii() and part.isdecimal() and int(part) < len(value):
                position = int(part)
            else:
                break
            node = self._child(node, position)
        return self._index(node)

    def index_at(self, place: Place) -> QModelIndex:
        """The index of a place that a search told, read as far as needed."""
        node = self._root
        for position in place:
            node = self._child(node, position)
        return self._index(node)

    def _child(self, node: _Node, position: int) -> _Node:
        """A member by its position, whatever range it lies in."""
        self.fetchMore(self._index(node))
        children = node.children or []
        if children and children[0].start >= 0:
            node, position = children[position // RANGE], position % RANGE
            self.fetchMore(self._index(node))
            children = node.children or []
        return children[position]

    def _index(self, node: _Node) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, 0, node)

    def _node(self, index: AnyIndex) -> _Node:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Node) else self._root

    def _way(self, node: _Node) -> list[_Node]:
        """The values on the way to a node, without the ranges."""
        way: list[_Node] = []
        at: _Node | None = node
        while at is not None and at is not self._root:
            if at.start < 0:
                way.append(at)
            at = at.parent
        return way[::-1]

    def _holder(self, node: _Node) -> Value:
        """The opened value whose member a node is."""
        holder = node.parent
        while holder is not None and holder.start >= 0:
            holder = holder.parent
        return UNDEFINED if holder is None else holder.value

    def _names(self, node: _Node) -> tuple[str, ...]:
        return tuple(each.key for each in self._way(node) if isinstance(self._holder(each), dict))

    def _opened(self, node: _Node) -> Value:
        """The value with its own level decoded."""
        if isinstance(node.value, msgspec.Raw):
            node.value = open_level(node.value)
        return node.value

    def _shown(self, node: _Node) -> Value:
        value = self._opened(node)
        if self.mask is None or isinstance(value, dict | list):
            return value
        return self.mask(value, self._names(node))

    def _shown_key(self, node: _Node) -> str:
        if self.mask is None or not isinstance(self._holder(node), dict):
            return node.key
        return shown_key(node.key, self.mask)

    def _text(self, node: _Node) -> str:
        if node.start >= 0:
            return f"[{node.start:,} … {node.start + len(node.value) - 1:,}]"
        return describe(self._shown(node))

    def _open(self, node: _Node) -> None:
        node.children = self._children(node)

    def _children(self, node: _Node) -> list[_Node]:
        value = self._opened(node)
        if not isinstance(value, dict | list):
            return [_Node("", value, node, 0)] if node is self._root else []
        if node.start < 0 and len(value) > RANGE:
            return list(_ranges(value, node))
        first = max(node.start, 0)
        if isinstance(value, list):
            return [_Node(str(first + row), item, node, row) for row, item in enumerate(value)]
        return [_Node(key, item, node, row) for row, (key, item) in enumerate(members(value))]


def _ranges(value: Value, parent: _Node) -> Iterator[_Node]:
    """The members of a long level, so many a node."""
    pairs = iter(value.items()) if isinstance(value, dict) else None
    for row, start in enumerate(range(0, len(value), RANGE)):
        part = dict(islice(pairs, RANGE)) if pairs is not None else value[start : start + RANGE]
        yield _Node("", part, parent, row, start)
