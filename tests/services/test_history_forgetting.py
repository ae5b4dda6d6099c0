"""History forgets a few rows at a time, so that writers get their turn; what is kept is counted and shown first."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_invocations import invocation

from workbench.core.program.history_filter import HistoryFilter, parse_filter
from workbench.core.run.document import invocation_document
from workbench.services.history import History
from workbench.services.history_forgetting import BATCH

MANY = BATCH * 6 + 7


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    """Many runs, n0 the oldest."""
    made = History(tmp_path / "history.sqlite3")
    await asyncio.gather(*(add(made, f"n{number}") for number in range(MANY)))
    yield made
    await made.close()


async def add(history: History, invocation_id: str) -> None:
    document = invocation_document(invocation(id=invocation_id), None, wire=True)
    await history.add(document, f"logId {invocation_id}")


async def test_writers_come_between_what_is_forgotten(history: History) -> None:
    async with asyncio.TaskGroup() as tasks:
        trimming = tasks.create_task(history.trim(keep=5, since=0))
        await asyncio.sleep(0)
        await add(history, "meanwhile")
        assert not trimming.done()
    assert trimming.result() == MANY - 5
    assert [row.id for row in await history.rows()] == ["meanwhile", *(f"n{MANY - 1 - step}" for step in range(5))]


async def test_several_are_deleted_at_once_and_nothing_of_them_is_found(history: History, tmp_path: Path) -> None:
    gone = [f"n{number}" for number in range(BATCH + 3)]
    assert await history.delete(*gone, "unknown") == len(gone)
    assert await history.count() == MANY - len(gone)
    bare = sqlite3.connect(tmp_path / "history.sqlite3")
    for table in ("invocation", "exchange", "invocation_text"):
        assert bare.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == MANY - len(gone)
    bare.close()


async def test_all_is_forgotten_and_the_space_given_back(history: History, tmp_path: Path) -> None:
    await history.pin("n3", pinned=True)
    before = await history.size()
    assert (before.rows, before.pinned) == (MANY, 1)
    assert before.bytes > 500_000
    assert await history.clear() == MANY
    after = await history.size()
    assert (after.rows, after.pinned) == (0, 0)
    assert after.bytes < 100_000
    assert (tmp_path / "history.sqlite3").stat().st_size == after.bytes


async def test_the_first_page_has_pinned_rows_on_top(history: History) -> None:
    for pinned in ("n1", "n7"):
        await history.pin(pinned, pinned=True)
    rows = await history.first_page(HistoryFilter(), limit=3)
    assert [(row.id, row.pinned) for row in rows[:2]] == [("n7", True), ("n1", True)]
    assert [row.id for row in rows[2:]] == [f"n{MANY - 1 - step}" for step in range(3)]
    fitting = await history.first_page(parse_filter("logId n7", now=0), limit=2)
    sevens = [row.id for row in await history.rows(text="logId n7", limit=MANY)]
    assert [row.id for row in fitting] == ["n7", *sevens[:2]]
    assert await history.first_page(parse_filter("is:pinned n7", now=0)) == rows[:1]
