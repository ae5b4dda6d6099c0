"""A row of App Connect's tables as its server hands it over: it can be read, changed and saved.

It is a dict of the columns, so that it serialises as one, and offers each column as an attribute too, in camelCase
and in snake_case. Saving works called plainly and awaited, and writes to the connection's database at once. As in App
Connect's database layer, a JSON column counts as changed only when a different object is assigned; what was mutated
in place is lost.
"""

from __future__ import annotations

import copy
import datetime

from workbench_host.tables import COLUMNS, KEYS, from_cell, from_wire, to_cell
from workbench_host.values import date_text


def camel(name: str) -> str:
    """access_token as accessToken."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest) if rest and head else name


def _names(columns) -> dict:
    """Both spellings of every column."""
    snake = {"".join("_" + letter.lower() if letter.isupper() else letter for letter in name): name for name in columns}
    return {**{name: name for name in columns}, **snake}


_NAMES = {table: _names(columns) for table, columns in COLUMNS.items()}


class Done:
    """What a finished operation gives: awaiting it gives the row."""

    def __init__(self, value) -> None:
        self._value = value

    def __await__(self):
        return self._value
        yield  # makes this a generator, which awaiting needs

    def __repr__(self) -> str:
        return "<done>"


class Row(dict):
    """One row."""

    def __init__(self, table: str, row: dict, database) -> None:
        """`row`: columns as they travel; `database` is asked for its writes."""
        columns = COLUMNS[table]
        now = date_text(datetime.datetime.now(datetime.timezone.utc))
        values = {
            name: from_wire(kind, copy.deepcopy(row.get(name, now if kind == "stamp" else None)))
            for name, kind in columns.items()
        }
        values.update({key: copy.deepcopy(value) for key, value in row.items() if key not in values})
        super().__init__(values)
        hidden = {
            "_table": table,
            "_columns": columns,
            "_names": _NAMES[table],
            "_database": database,
            "_key": [values[name] for name in KEYS[table]],
            "_stored": copy.deepcopy(values),
            "_previous": dict(values),
            "_changed": set(),
            "_operations": [],
            "_lost": {},
            "_others": {},
        }
        for name, value in hidden.items():
            object.__setattr__(self, name, value)

    # Reading

    def __missing__(self, key):
        if key in self._names:
            return dict.__getitem__(self, self._names[key])
        raise KeyError(key)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name in ("dataValues", "data_values"):
            return dict(self)
        key = self._names.get(name, name)
        if dict.__contains__(self, key):
            return dict.__getitem__(self, key)
        raise AttributeError(f"a row of {self._table} has no column {name}")

    def __contains__(self, key) -> bool:
        return dict.__contains__(self, self._names.get(key, key) if isinstance(key, str) else key)

    def get(self, key=None, default=None):
        """One column, or all of them as a dict."""
        if not isinstance(key, str):
            return dict(self)
        return dict.get(self, self._names.get(key, key), default)

    def changed(self, key=None, value=None):
        """Names of the columns to be saved, or False; with a name whether it is; with a value it is set so."""
        if key is None:
            return sorted(self._changed) or False
        column = self._names.get(key, key)
        if value is None:
            return column in self._changed
        (self._changed.add if value else self._changed.discard)(column)
        return self

    def previous(self, key=None):
        """A column as it was before it was changed; without a name those of all changed columns."""
        if key is None:
            return {name: self._previous.get(name) for name in sorted(self._changed)}
        return self._previous.get(self._names.get(key, key))

    # Writing

    def __setitem__(self, key, value) -> None:
        column = self._names.get(key, key)
        if self._columns.get(column, "stamp") != "stamp":
            if not _equal(dict.get(self, column), value):
                self._previous[column] = dict.get(self, column)
                self._changed.add(column)
            dict.__setitem__(self, column, value)
        elif column not in self._columns:
            self._others[key] = value
            dict.__setitem__(self, key, value)

    def __setattr__(self, name, value) -> None:
        if name in self._names:
            self[name] = value
        else:
            self._others[name] = value
            object.__setattr__(self, name, value)

    def __delitem__(self, key) -> None:
        self[key] = None

    def set(self, key, value=None):
        """Assign one column, or several by a dict; nothing is saved."""
        for name, item in key.items() if isinstance(key, dict) else ((key, value),):
            self[name] = item
        return self

    def save(self, *_options, **_more):
        """Store every changed column."""
        return self._store("save", self._columns)

    def update(self, values=None, *_options, **more):  # type: ignore[override]
        """Assign columns and store them."""
        before = set(self._changed)
        given = {self._names.get(key, key): value for key, value in {**(values or {}), **more}.items()}
        self.set(given)
        return self._store("update", [name for name in self._columns if name in given or name not in before])

    def destroy(self, *_options, **_more):
        """Delete the row."""
        self._operations.append({"op": "destroy", "values": {}})
        self._changed.clear()
        self._database.execute(f"DELETE FROM `{self._table}`{self._condition()}", self._key, "run")  # noqa: S608
        return Done(None)

    def reload(self, *_options, **_more):
        """Read the row again; what was not saved is gone. Raises LookupError when it was deleted."""
        found = self._database.execute(f"SELECT * FROM `{self._table}`{self._condition()}", self._key)["rows"]  # noqa: S608
        if not found:
            raise LookupError(f"the row of {self._table} could not be reloaded because it does not exist anymore")
        values = {name: from_cell(kind, found[0].get(name)) for name, kind in self._columns.items()}
        dict.update(self, values)
        self._stored.update(copy.deepcopy(values))
        self._previous.update(values)
        self._changed.clear()
        return Done(self)

    def to_json(self) -> dict:
        """A plain dict of the columns."""
        return dict(self)

    def __deepcopy__(self, memo) -> dict:
        return copy.deepcopy(dict(self), memo)

    toJSON = to_json

    def _condition(self) -> str:
        return " WHERE " + " AND ".join(f"`{name}` = ?" for name in KEYS[self._table])

    def _store(self, op: str, columns):
        values = {name: dict.get(self, name) for name in columns if name in self._changed}
        cells = {name: to_cell(name, self._columns[name], value) for name, value in values.items()}
        self._operations.append({"op": op, "values": {name: _plain(value) for name, value in values.items()}})
        if cells:
            now = datetime.datetime.now(datetime.timezone.utc)
            cells["updatedAt"] = to_cell("updatedAt", "stamp", now)
            assigned = ", ".join(f"`{name}` = ?" for name in cells)
            sql = f"UPDATE `{self._table}` SET {assigned}{self._condition()}"  # noqa: S608, names are the tables' own
            self._database.execute(sql, [*cells.values(), *self._key], "run")
            dict.__setitem__(self, "updatedAt", date_text(now))
        for name, value in values.items():
            self._stored[name] = copy.deepcopy(value)
            self._previous[name] = value
            self._lost.pop(name, None)
        self._changed.difference_update(values)
        for name in self._json():
            if name not in self._changed and not _equal(dict.get(self, name), self._stored.get(name)):
                self._lost[name] = _plain(dict.get(self, name))
        return Done(self)

    def _json(self) -> list:
        return [name for name, kind in self._columns.items() if kind == "json"]

    def workbench_changes(self):
        """{operations, unsaved, lost} of the wire; None when nothing was done."""
        unsaved = {
            name: _plain(dict.get(self, name))
            for name, kind in self._columns.items()
            if kind != "stamp" and name not in self._lost and not _equal(dict.get(self, name), self._stored.get(name))
        }
        unsaved.update({name: _told(value) for name, value in self._others.items()})
        if not (self._operations or unsaved or self._lost):
            return None
        return {"operations": self._operations, "unsaved": unsaved, "lost": self._lost}

    def workbench_row_changes(self) -> list:
        """What was stored, as [{table, op, values}]."""
        return [{"table": self._table, **each} for each in self._operations]


def _equal(left, right) -> bool:
    return type(left) is type(right) and left == right


def _told(value):
    """What is no column may be anything, such as a client: it is told as text unless it is plain."""
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(type(value).__name__)


def _plain(value):
    """A column as the database would hold it."""
    if isinstance(value, datetime.datetime):
        return date_text(value)
    return copy.deepcopy(value)
