"""Forgetting past invocations a few at a time, so that whoever wants to write meanwhile waits only for moments."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.services.database import transaction

BATCH: Final = 250
"""Rows that one transaction forgets: some milliseconds of work."""

_NOT_PINNED: Final = "number NOT IN (SELECT invocation FROM pin)"
Old = tuple[str, tuple[float, ...]]
"""A condition on the table of invocations, and its values."""


@dataclass(frozen=True, slots=True)
class HistorySize:
    """How much history holds."""

    rows: int
    pinned: int
    bytes: int
    """On disk, or in memory when there is no file."""


def everything() -> Old:
    """Every row, the pinned ones too."""
    return "1", ()


def too_old(database: sqlite3.Connection, keep: int, since: float) -> Old | None:
    """What is neither among the newest `keep` nor began at `since` or later, and is not pinned; 0 is no limit.

    None when there is nothing like that.
    """
    reasons, values = [], []
    if keep > 0:
        newest = "SELECT number FROM invocation INDEXED BY invocation_facts ORDER BY number DESC LIMIT 1 OFFSET ?"
        found = database.execute(newest, (keep,)).fetchone()
        if found is not None:
            reasons.append("number <= ?")
            values.append(found[0])
    if since > 0:
        reasons.append("started_at < ?")
        values.append(since)
    return (f"({' OR '.join(reasons)}) AND {_NOT_PINNED}", tuple(values)) if reasons else None


def forget_some(database: sqlite3.Connection, old: Old) -> int:
    """Forget up to BATCH rows, the oldest first; gives how many, less than BATCH when none is left."""
    condition, values = old
    query = (
        "SELECT number FROM invocation INDEXED BY invocation_facts"  # noqa: S608, only constants are joined
        f" WHERE {condition} ORDER BY number LIMIT {BATCH}"
    )
    with transaction(database):
        return _forget(database, [number for (number,) in database.execute(query, values)])


def forget_ids(database: sqlite3.Connection, invocation_ids: Sequence[str]) -> int:
    """Forget up to BATCH invocations by their ids; gives how many there were."""
    wanted = ", ".join("?" * len(invocation_ids))
    query = f"SELECT number FROM invocation WHERE id IN ({wanted})"  # noqa: S608, question marks
    with transaction(database):
        return _forget(database, [number for (number,) in database.execute(query, tuple(invocation_ids))])


def give_back(database: sqlite3.Connection) -> None:
    """Make the file as small as what it holds, and leave no trace of the rest."""
    # The text index marks what is deleted, until its parts are merged.
    database.execute("INSERT INTO invocation_text (invocation_text) VALUES ('optimize')")
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def size(database: sqlite3.Connection) -> HistorySize:
    """How much there is."""
    rows = database.execute("SELECT count(*) FROM invocation INDEXED BY invocation_facts").fetchone()[0]
    pinned = database.execute("SELECT count(*) FROM pin").fetchone()[0]
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    return HistorySize(rows, pinned, pages * database.execute("PRAGMA page_size").fetchone()[0])


def _forget(database: sqlite3.Connection, numbers: list[int]) -> int:
    # One condition for many rows: the text index is changed once, and pins and exchanges go with their rows.
    listed = ", ".join(map(str, numbers))
    database.execute(f"DELETE FROM invocation_text WHERE rowid IN ({listed})")  # noqa: S608, numbers
    return database.execute(f"DELETE FROM invocation WHERE number IN ({listed})").rowcount  # noqa: S608, numbers
