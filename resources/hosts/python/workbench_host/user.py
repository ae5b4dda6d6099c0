"""The stand-in for App Connect's stored user: a row that can be read, changed and saved.

It is a dict of the columns, so that it serialises as one, and offers each column as an attribute too, in camelCase
and in snake_case. Saving works called plainly and awaited. As in App Connect's database layer, a JSON column counts
as changed only when a different object is assigned; what was mutated in place is lost.
"""

from __future__ import annotations

import copy
import datetime

from workbench_host.values import date_text, read_date

COLUMNS = (
    "id",
    "platform",
    "hostname",
    "accessToken",
    "refreshToken",
    "tokenExpiry",
    "timezoneName",
    "timezoneOffset",
    "rcAccountId",
    "hashedRcExtensionId",
    "platformAdditionalInfo",
    "userSettings",
)
_JSON = ("platformAdditionalInfo", "userSettings")


def camel(name: str) -> str:
    """access_token as accessToken."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest) if rest and head else name


_NAMES = {column: column for column in COLUMNS}
_NAMES.update(
    {"".join("_" + letter.lower() if letter.isupper() else letter for letter in name): name for name in COLUMNS}
)


class Done:
    """What a finished operation gives: awaiting it gives the user."""

    def __init__(self, value) -> None:
        self._value = value

    def __await__(self):
        return self._value
        yield  # makes this a generator, which awaiting needs

    def __repr__(self) -> str:
        return "<done>"


class User(dict):
    """One row."""

    def __init__(self, row: dict) -> None:
        values = {column: copy.deepcopy(row.get(column)) for column in COLUMNS}
        values.update({key: copy.deepcopy(value) for key, value in row.items() if key not in values})
        if isinstance(values["tokenExpiry"], str):
            values["tokenExpiry"] = read_date(values["tokenExpiry"])
        super().__init__(values)
        object.__setattr__(self, "_stored", copy.deepcopy(values))
        object.__setattr__(self, "_changed", set())
        object.__setattr__(self, "_operations", [])
        object.__setattr__(self, "_lost", {})

    # Reading

    def __missing__(self, key):
        if key in _NAMES:
            return dict.__getitem__(self, _NAMES[key])
        raise KeyError(key)

    def __getattr__(self, name):
        if name in ("dataValues", "data_values"):
            return dict(self)
        key = _NAMES.get(name, name)
        if dict.__contains__(self, key):
            return dict.__getitem__(self, key)
        raise AttributeError(f"the stored user has no column {name}")

    def __contains__(self, key) -> bool:
        return dict.__contains__(self, _NAMES.get(key, key) if isinstance(key, str) else key)

    def get(self, key=None, default=None):
        """One column, or all of them as a dict."""
        if not isinstance(key, str):
            return dict(self)
        return dict.get(self, _NAMES.get(key, key), default)

    def changed(self, key=None, value=None):
        """Names of the columns to be saved, or False; with a name whether it is; with a value it is set so."""
        if key is None:
            return sorted(self._changed) or False
        column = _NAMES.get(key, key)
        if value is None:
            return column in self._changed
        (self._changed.add if value else self._changed.discard)(column)
        return self

    # Writing

    def __setitem__(self, key, value) -> None:
        column = _NAMES.get(key, key)
        if column in COLUMNS:
            if not _equal(dict.get(self, column), value):
                self._changed.add(column)
            dict.__setitem__(self, column, value)
        else:
            dict.__setitem__(self, key, value)

    def __setattr__(self, name, value) -> None:
        if name in _NAMES:
            self[name] = value
        else:
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
        return self._store("save", list(COLUMNS))

    def update(self, values=None, *_options, **more):  # type: ignore[override]
        """Assign columns and store them."""
        before = set(self._changed)
        given = {_NAMES.get(key, key): value for key, value in {**(values or {}), **more}.items()}
        self.set(given)
        return self._store("update", [name for name in COLUMNS if name in given or name not in before])

    def destroy(self, *_options, **_more):
        """Delete the row."""
        self._operations.append({"op": "destroy", "values": {}})
        self._changed.clear()
        return Done(None)

    def reload(self, *_options, **_more):
        """Read the row again; what was not saved is gone."""
        dict.update(self, copy.deepcopy(self._stored))
        self._changed.clear()
        return Done(self)

    def to_json(self) -> dict:
        """A plain dict of the columns."""
        return dict(self)

    def __deepcopy__(self, memo) -> dict:
        return copy.deepcopy(dict(self), memo)

    toJSON = to_json

    def _store(self, op: str, columns: list):
        values = {name: dict.get(self, name) for name in columns if name in self._changed}
        self._operations.append({"op": op, "values": {name: _plain(value) for name, value in values.items()}})
        for name, value in values.items():
            self._stored[name] = copy.deepcopy(value)
            self._lost.pop(name, None)
        self._changed.difference_update(values)
        for name in _JSON:
            if name not in self._changed and not _equal(dict.get(self, name), self._stored.get(name)):
                self._lost[name] = _plain(dict.get(self, name))
        return Done(self)

    def workbench_changes(self):
        """The change set of the wire; None when nothing was done."""
        unsaved = {name: _plain(dict.get(self, name)) for name in COLUMNS if name in self._changed}
        for name in _JSON:
            if name not in self._lost and not _equal(dict.get(self, name), self._stored.get(name)):
                unsaved[name] = _plain(dict.get(self, name))
        if not (self._operations or unsaved or self._lost):
            return None
        return {"operations": self._operations, "unsaved": unsaved, "lost": self._lost}


def _equal(left, right) -> bool:
    return type(left) is type(right) and left == right


def _plain(value):
    """A column as the database would hold it."""
    if isinstance(value, datetime.datetime):
        return date_text(value)
    return copy.deepcopy(value)
