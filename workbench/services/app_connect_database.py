"""App Connect's database of one connection: SQLite in memory, for the server and the adapter's models alike."""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.core.server.sql import Parameters, SqlError, SqlResult
from workbench.core.server.tables import SCHEMA
from workbench.core.values import TAG, Json

# fmt: off
_CODES: Final = (
    "OK", "ERROR", "INTERNAL", "PERM", "ABORT", "BUSY", "LOCKED", "NOMEM", "READONLY", "INTERRUPT", "IOERR", "CORRUPT",
    "NOTFOUND", "FULL", "CANTOPEN", "PROTOCOL", "EMPTY", "SCHEMA", "TOOBIG", "CONSTRAINT", "MISMATCH", "MISUSE",
    "NOLFS", "AUTH", "FORMAT", "RANGE", "NOTADB",
)
# fmt: on
"""SQLite's primary result codes, by number."""

_CREATE: Final = re.compile(r"""\s*CREATE\s+TABLE\s+IF\s+NOT\s+EXISTS\s+[`"\[]?(?P<name>[^`"\]\s(]+)""", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^]]*\]|--[^\n]*|[$:@](?P<name>\w+)""")
_SUPPLIED: Final = re.compile(r"uses (\d+), and there are (\d+) supplied")


class AppConnectDatabase:
    """App Connect's tables, and those that an adapter made; used on one thread, each statement at once."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.text_factory = lambda data: data.decode("utf-8", "replace")
        for statement in SCHEMA:
            self.connection.execute(statement)

    def execute(self, sql: str, parameters: Parameters = None, method: str = "all") -> SqlResult:
        """See core.server.sql.Database. Creating a table that exists adds the columns that it lacks."""
        try:
            if method == "exec":
                return self._script(_text(sql))
            made = _CREATE.match(sql)
            if made and self.columns(made["name"]):
                self._complete(made["name"], sql)
            return self._one(_text(sql), parameters, method)
        except sqlite3.Error as error:
            raise _named(error) from error
        except (ValueError, OverflowError) as error:
            raise SqlError("SQLITE_ERROR", 1, str(error)) from error

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table; none where there is no such table."""
        return tuple(name for (name,) in self.connection.execute("SELECT name FROM pragma_table_info(?)", (table,)))

    def take_tables(self, other: AppConnectDatabase) -> None:
        """Make the tables, columns and indexes of another database: an adapter made them, and goes on with this one."""
        theirs = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, rowid"
        for kind, name, sql in other.connection.execute(theirs).fetchall():
            if name.startswith("sqlite_"):
                continue
            if kind == "table" and self.columns(name):
                self._complete(name, sql)
            elif not self._has(name):
                self.connection.execute(sql)

    def settle(self) -> None:
        """Undo what a child that is gone began and did not commit."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()

    def _one(self, sql: str, parameters: Parameters, method: str) -> SqlResult:
        cursor = self._bound(sql, parameters)
        names = [each[0] for each in cursor.description or ()]
        rows = cursor.fetchmany(1) if method == "get" else cursor.fetchall()
        told = [] if method == "run" else [dict(zip(names, map(_cell, row), strict=True)) for row in rows]
        result = SqlResult(told, cursor.lastrowid or 0, max(cursor.rowcount, 0))
        cursor.close()
        return result

    def _script(self, sql: str) -> SqlResult:
        for statement in _statements(sql):
            self._one(statement, None, "run")
        return SqlResult()

    def _bound(self, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        if isinstance(parameters, Mapping):
            named = _Missing({name.lstrip("$:@"): _bindable(value) for name, value in parameters.items()})
            return self.connection.execute(sql, named)
        given = [_bindable(value) for value in parameters or ()]
        names = list(dict.fromkeys(each["name"] for each in _PLACEHOLDER.finditer(sql) if each["name"]))
        if names:
            return self.connection.execute(sql, _Missing(zip(names, given, strict=False)))
        try:
            return self.connection.execute(sql, given)
        except sqlite3.ProgrammingError as error:
            counts = _SUPPLIED.search(str(error))
            if counts is None:
                raise
            used, supplied = map(int, counts.groups())
            if supplied > used:
                raise SqlError("SQLITE_RANGE", _CODES.index("RANGE"), "column index out of range") from error
            return self.connection.execute(sql, [*given, *[None] * (used - supplied)])

    def _complete(self, table: str, sql: str) -> None:
        """Add the columns of a CREATE TABLE statement that the table lacks."""
        scratch = sqlite3.connect(":memory:")
        try:
            scratch.execute(sql)
            wanted = scratch.execute('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,))
            have = {name.lower() for name in self.columns(table)}
            for name, kind, required, default in wanted.fetchall():
                if name.lower() in have:
                    continue
                # What is required can be added with a value only; without one the models see to it themselves.
                rest = f" {'NOT NULL ' if required else ''}DEFAULT {default}" if default is not None else ""
                self.connection.execute(f"ALTER TABLE {_quoted(table)} ADD COLUMN {_quoted(name)} {kind}{rest}")
        finally:
            scratch.close()

    def _has(self, name: str) -> bool:
        return bool(self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone())


class _Missing(dict[str, Any]):
    """Parameters by name; those that are not given are null, as npm's sqlite3 has it."""

    def __missing__(self, _name: str) -> None:
        return None


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one after the other."""
    start = 0
    for place, letter in enumerate(script):
        if letter == ";" and sqlite3.complete_statement(script[start : place + 1]):
            yield script[start : place + 1]
            start = place + 1
    if script[start:].strip():
        yield script[start:]


def _bindable(value: Json) -> Any:
    """A JSON value as npm's sqlite3 binds it: numbers that are no 32-bit integers are reals."""
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        if -(2**31) <= value < 2**31 and (isinstance(value, int) or value.is_integer()):
            return int(value)
        try:
            return float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    if isinstance(value, Mapping) and value.get(TAG) == "buffer":
        return base64.b64decode(str(value.get("text", "")))
    return "[object Object]" if isinstance(value, Mapping) else ",".join(str(each) for each in _items(value))


def _items(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else [value]


def _text(text: str) -> str:
    """Half of a surrogate pair cannot be stored; it becomes the replacement character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _cell(value: Any) -> Json:
    return {TAG: "buffer", "text": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _named(error: sqlite3.Error) -> SqlError:
    errno = getattr(error, "sqlite_errorcode", 1) & 0xFF
    code = f"SQLITE_{_CODES[errno]}" if errno < len(_CODES) else "SQLITE_ERROR"
    return SqlError(code, errno, str(error))
