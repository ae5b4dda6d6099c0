"""App Connect's database of one connection: SQLite in memory, for the server and the adapter's models alike."""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from workbench.core.server.sql import Parameters, SqlError, SqlResult
from workbench.core.server.tables import SCHEMA
from workbench.core.values import TAG, Json
from workbench.core.values.json_text import well_formed

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
                return self._script(well_formed(sql))
            made = _CREATE.match(sql)
            if made and self.columns(made["name"]):
                _complete(self.connection, made["name"], sql)
            return self._one(well_formed(sql), parameters, method)
        except sqlite3.Error as error:
            raise _named(error) from error
        except (ValueError, OverflowError) as error:
            raise SqlError("SQLITE_ERROR", 1, str(error)) from error

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table; none where there is no such table."""
        return columns_of(self.connection, table)

    def take_tables(self, other: AppConnectDatabase) -> None:
        """Make the tables, columns and indexes of another database: an adapter made them, and goes on with this one."""
        make_tables(self.connection, tables_of(other.connection))

    def _one(self, sql: str, parameters: Parameters, method: str) -> SqlResult:
        cursor = self._bound(sql, parameters)
        names = [each[0] for each in cursor.description or ()]
        rows = cursor.fetchmany(1) if method == "get" else cursor.fetchall()
        told = [] if method == "run" else [dict(zip(names, map(read_cell, row), strict=True)) for row in rows]
        result = SqlResult(told, cursor.lastrowid or 0, max(cursor.rowcount, 0))
        cursor.close()
        return result

    def _script(self, sql: str) -> SqlResult:
        for statement in _statements(sql):
            self._one(statement, None, "run")
        return SqlResult()

    def _bound(self, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        if isinstance(parameters, Mapping):
            named = _Missing({name.lstrip("$:@"): bindable(value) for name, value in parameters.items()})
            return self.connection.execute(sql, named)
        given = [bindable(value) for value in parameters or ()]
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


class Made(NamedTuple):
    """How a table or an index is made."""

    kind: str
    """table or index."""
    name: str
    table: str
    sql: str


class _Missing(dict[str, Any]):
    """Parameters by name; those that are not given are null, as npm's sqlite3 has it."""

    def __missing__(self, _name: str) -> None:
        return None


def tables_of(connection: sqlite3.Connection) -> list[Made]:
    """How the tables and indexes of a database are made, tables first."""
    made = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND type IN ('table', 'index') ORDER BY type DESC, rowid"
    )
    return [Made(*each) for each in connection.execute(made) if not each[1].startswith("sqlite_")]


def make_tables(connection: sqlite3.Connection, made: Iterable[Made]) -> None:
    """Make tables, columns and indexes where a database lacks them."""
    there = set(tables_of(connection))
    for kind, name, _, sql in (each for each in made if each not in there):
        if kind == "table" and columns_of(connection, name):
            _complete(connection, name, sql)
        elif not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            connection.execute(sql)


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table; none where there is no such table."""
    return tuple(name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)))


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _complete(connection: sqlite3.Connection, table: str, sql: str) -> None:
    """Add the columns of a CREATE TABLE statement that the table lacks."""
    scratch = sqlite3.connect(":memory:")
    try:
        scratch.execute(sql)
        wanted = scratch.execute('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,))
        have = {name.lower() for name in columns_of(connection, table)}
        for name, kind, required, default in wanted.fetchall():
            if name.lower() in have:
                continue
            # What is required can be added with a value only; without one the models see to it themselves.
            rest = f" {'NOT NULL ' if required else ''}DEFAULT {default}" if default is not None else ""
            connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {kind}{rest}")
    finally:
        scratch.close()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one after the other."""
    start = 0
    for place, letter in enumerate(script):
        if letter == ";" and sqlite3.complete_statement(script[start : place + 1]):
            yield script[start : place + 1]
            start = place + 1
    if script[start:].strip():
        yield script[start:]


def bindable(value: Json) -> Any:
    """A JSON value as npm's sqlite3 binds it: numbers that are no 32-bit integers are reals."""
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return well_formed(value)
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
        return raw_cell(value)
    return "[object Object]" if isinstance(value, Mapping) else ",".join(str(each) for each in _items(value))


def _items(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else [value]


def read_cell(value: Any) -> Json:
    """A cell as it travels: bytes as a tagged buffer."""
    return {TAG: "buffer", "text": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def raw_cell(value: Json) -> Any:
    """The inverse of `read_cell`."""
    return base64.b64decode(str(value.get("text", ""))) if isinstance(value, Mapping) else value


def _named(error: sqlite3.Error) -> SqlError:
    errno = getattr(error, "sqlite_errorcode", 1) & 0xFF
    code = f"SQLITE_{_CODES[errno]}" if errno < len(_CODES) else "SQLITE_ERROR"
    return SqlError(code, errno, str(error))
