"""The connection's database as hosts reach it: their statements, and the end of what they began."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from workbench.core.server.sql import Database, SqlError, SqlResult
from workbench.core.values import Json

Current = Callable[[], Database] | None
"""RuntimeOptions.database."""


def answer_request(database: Current, method: str, params: dict[str, Any]) -> Json:
    """The result of a host's request (resources/hosts/WIRE.md, `sql`); raises ValueError or SqlError."""
    if method != "sql":
        raise ValueError(f"There is no method {method}.")
    result = SqlResult()
    if database is not None:
        result = database().execute(params["sql"], params.get("parameters"), params["method"])
    return {"rows": result.rows, "last_id": result.last_id, "changes": result.changes}


def settle(database: Current) -> None:
    """Undo what a child that is gone began and did not commit."""
    if database is not None:
        with contextlib.suppress(SqlError):
            database().execute("ROLLBACK", None, "run")
