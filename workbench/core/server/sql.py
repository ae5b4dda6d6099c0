"""What App Connect's tables are reached by: SQL in, rows out, errors named as npm's sqlite3 names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from workbench.core.values import Json

Cells: TypeAlias = dict[str, Json]
"""One row, column name to text, number, None or {"$workbench": "buffer", "text": base64}."""

Parameters: TypeAlias = Sequence[Json] | Mapping[str, Json] | None
"""By place, or by name with or without its `$`, `:` or `@`; what is missing is null."""


class SqlError(Exception):
    """A statement that failed."""

    def __init__(self, code: str, errno: int, message: str) -> None:
        """`code` is SQLite's primary one, such as SQLITE_CONSTRAINT with 19; the message begins with it."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.errno = errno
        self.data = {"code": code, "errno": errno}
        self.message = f"{code}: {message}"


@dataclass(frozen=True, slots=True)
class SqlResult:
    """What came of a statement."""

    rows: list[Cells] = field(default_factory=list)
    last_id: int = 0
    """The row id of the last insertion."""
    changes: int = 0
    """Rows that the statement wrote."""


class Database(Protocol):
    """A database of a connection. Whole numbers of at most 32 bits are bound as integers, all others as reals."""

    def execute(self, sql: str, parameters: Parameters = None, method: str = "all") -> SqlResult:
        """Do one statement; raises SqlError. `method` is npm's: run, all, get (one row at most), exec (a script)."""
        ...
