"""One table of App Connect's database as the server uses it, and mappings onto rows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Generic, TypeAlias, TypeVar

from workbench.core.run.trail import READ, REMOVED, STORED, TrailStep
from workbench.core.server.cells import date_cell, from_cells, to_cell
from workbench.core.server.sql import Database
from workbench.core.server.tables import LINKAGE_KEYS
from workbench.core.values import UNDEFINED, Value, to_json

Row: TypeAlias = dict[str, Any]
"""One row as its JSON form reads: texts, JSON columns as values, moments as ISO 8601."""

Key = TypeVar("Key")
Item = TypeVar("Item")

_AUTOMATIC: Final = ("createdAt", "updatedAt")


_NOTED: ContextVar[Callable[[TrailStep], object]] = ContextVar("_NOTED", default=lambda _: None)


@contextmanager
def noted(tell: Callable[[TrailStep], object]) -> Iterator[None]:
    """Tell of every row that is read or written while a request is handled."""
    before = _NOTED.set(tell)
    try:
        yield
    finally:
        _NOTED.reset(before)


class Table:
    """Rows of one table, in the order in which the database gives them back; every method raises SqlError."""

    def __init__(
        self, database: Database, name: str, *, clock: Callable[[], float], hidden: Callable[[], tuple[str, ...]]
    ) -> None:
        """`clock` gives seconds since the epoch; `hidden` columns are those that the server's models do not have."""
        self._database = database
        self._name = name
        self._clock = clock
        self._hidden = hidden

    def __iter__(self) -> Iterator[Row]:
        return iter(self.all())

    def all(self, **where: Value) -> list[Row]:
        """Every row with these values, oldest first."""
        return self._select(where, "ORDER BY rowid")

    def find(self, **where: Value) -> Row | None:
        """The oldest row with these values."""
        return next(iter(self._select(where, "ORDER BY rowid LIMIT 1")), None)

    def newest(self) -> Row | None:
        """The row that was added last."""
        return next(iter(self._select({}, "ORDER BY rowid DESC LIMIT 1")), None)

    def __bool__(self) -> bool:
        """Whether there is any row."""
        return self.find() is not None

    def append(self, values: Mapping[str, Value]) -> Row:
        """Add a row and give it as it reads; its dates are made here. SqlError when its key is taken or missing."""
        now = date_cell(self._clock())
        cells = {**self._cells(values), **dict.fromkeys(_AUTOMATIC, now)}
        names = ", ".join(f"`{name}`" for name in cells)
        marks = ", ".join("?" * len(cells))
        sql = f"INSERT INTO `{self._name}` ({names}) VALUES ({marks}) RETURNING *"  # noqa: S608, see change
        added = self._read(self._run(sql, cells.values())[0])
        self._note(STORED, values)
        return added

    def renew(self, values: Mapping[str, Value]) -> Row:
        """The same; a linkage row with the same key makes room."""
        cells = {name: values.get(name, "") for name in LINKAGE_KEYS[self._name]}
        self.remove(**cells)
        return self.append(values)

    def change(self, where: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
        """Write columns of the rows with these values; whether there were any."""
        cells = {**self._cells(values), "updatedAt": date_cell(self._clock())}
        columns = ", ".join(f"`{name}` = ?" for name in cells)
        condition, given = self._where(where)
        sql = f"UPDATE `{self._name}` SET {columns}{condition}"  # noqa: S608, names are constants and columns
        changed = self._database.execute(sql, [*cells.values(), *given], "run").changes > 0
        if changed:
            self._note(STORED, {**where, **values})
        return changed

    def put(self, where: Mapping[str, Value], values: Mapping[str, Value]) -> None:
        """Write columns of the row with this key, or add it."""
        if not self.change(where, values):
            self.append({**values, **where})

    def remove(self, **where: Value) -> bool:
        """Delete the rows with these values; whether there were any."""
        condition, given = self._where(where)
        removed = self._database.execute(f"DELETE FROM `{self._name}`{condition}", given, "run").changes > 0  # noqa: S608
        if removed:
            self._note(REMOVED, where)
        return removed

    def _select(self, where: Mapping[str, Value], rest: str) -> list[Row]:
        condition, given = self._where(where)
        sql = f"SELECT * FROM `{self._name}`{condition} {rest}"  # noqa: S608, see change
        found = [self._read(cells) for cells in self._run(sql, given)]
        self._note(READ, where, "" if found else "no such row")
        return found

    def _note(self, kind: str, columns: Mapping[str, Value], result: str = "") -> None:
        told = {name: to_json(value) for name, value in columns.items() if value is not UNDEFINED}
        _NOTED.get()(TrailStep(kind, self._name, told, result))

    def _run(self, sql: str, given: Any) -> list[dict[str, Any]]:
        return self._database.execute(sql, list(given), "all").rows

    def _where(self, where: Mapping[str, Value]) -> tuple[str, list[Any]]:
        conditions = " AND ".join(f"`{name}` = ?" for name in where)
        return f" WHERE {conditions}" if where else "", [to_cell(self._name, *each) for each in where.items()]

    def _cells(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """What is written of the given members: those that the table has, without the automatic ones."""
        known = self._run("SELECT name FROM pragma_table_info(?)", [self._name])
        names = {each["name"] for each in known}.difference(_AUTOMATIC, self._hidden())
        return {name: to_cell(self._name, name, value) for name, value in values.items() if name in names}

    def _read(self, cells: Mapping[str, Any]) -> Row:
        row = from_cells(self._name, cells)
        hidden = self._hidden()
        return {name: value for name, value in row.items() if name not in hidden} if hidden else row


class Mapped(MutableMapping[Key, Item], Generic[Key, Item]):
    """Rows of a table by a key of their own. What is read is a copy: assign it to store a change."""

    def __init__(
        self,
        table: Table,
        *,
        where: Callable[[Key], Mapping[str, Value]],
        key: Callable[[Row], Key | None],
        read: Callable[[Row], Item],
        columns: Callable[[Key, Item], Mapping[str, Value]],
    ) -> None:
        """`where` finds the row of a key; `key` is its inverse, None for rows that are not meant."""
        self._table = table
        self._where = where
        self._key = key
        self._value = read
        self._columns = columns

    def __getitem__(self, key: Key) -> Item:
        row = self._table.find(**self._where(key))
        if row is None:
            raise KeyError(key)
        return self._value(row)

    def __setitem__(self, key: Key, item: Item) -> None:
        self._table.put(self._where(key), self._columns(key, item))

    def __delitem__(self, key: Key) -> None:
        if not self._table.remove(**self._where(key)):
            raise KeyError(key)

    def __iter__(self) -> Iterator[Key]:
        for row in self._table.all():
            key = self._key(row)
            if key is not None:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)
