"""The rows by which App Connect knows a log again, and what an adapter does to them by way of the models.

runtime.md sections 7 and 8: a call's row lies in the table callLogs, a message's in messageLogs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.values import Json

CALL_LOGS: Final = "callLogs"
MESSAGE_LOGS: Final = "messageLogs"

LogRow = Mapping[str, Json]
"""Column name to text."""


@dataclass(frozen=True, slots=True)
class LogChange:
    """One row that an adapter changed during a call."""

    table: str
    row: LogRow
    """As it was before the call."""
    values: LogRow | None
    """Columns with their new values; None when the row was destroyed."""


def changed_row(row: LogRow | None, table: str, changes: tuple[LogChange, ...]) -> LogRow | None:
    """A row of a table after the changes of a call; None when it is gone."""
    for change in changes:
        if row is not None and change.table == table and change.row == row:
            row = None if change.values is None else {**row, **change.values}
    return row
