"""The connection's database as runtimes reach it: statements of hosts, and what an adapter did to the user."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from workbench.core.connection.user import StoredUser, UserChanges
from workbench.core.server.sql import Database, SqlError, SqlResult
from workbench.core.server.store_table import Table
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


def store_changes(database: Current, user: StoredUser | None, changes: UserChanges) -> None:
    """Write what an adapter without a host saved of its user; never raises SqlError."""
    if database is None or not user or not changes.operations:
        return
    users = Table(database(), "users", clock=time.time, hidden=tuple)
    with contextlib.suppress(SqlError):
        for operation in changes.operations:
            if operation.op == "destroy":
                users.remove(id=user["id"])
            elif operation.values:
                users.change({"id": user["id"]}, operation.values)


def settle(database: Current) -> None:
    """Undo what a child that is gone began and did not commit."""
    if database is not None:
        with contextlib.suppress(SqlError):
            database().execute("ROLLBACK", None, "run")
