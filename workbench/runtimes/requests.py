"""What a host may ask of the workbench: statements for the connection's database (resources/hosts/WIRE.md, `sql`)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from workbench.core.server.sql import Database, SqlError, SqlResult
from workbench.core.values import Json


def answer_request(database: Callable[[], Database] | None, method: str, params: dict[str, Any]) -> Json:
    """The result of a host's request; raises ValueError or SqlError."""
    if method != "sql":
        raise ValueError(f"There is no method {method}.")
    result = SqlResult()
    if database is not None:
        result = database().execute(params["sql"], params.get("parameters"), params["method"])
    return {"rows": result.rows, "last_id": result.last_id, "changes": result.changes}


def settle(database: Callable[[], Database] | None) -> None:
    """Undo what a child that is gone began and did not commit."""
    if database is not None:
        with contextlib.suppress(SqlError):
            database().execute("ROLLBACK", None, "run")
