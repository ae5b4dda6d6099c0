"""History keeps what was fired, through other versions, crashes and bad files."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders_invocations import exchange, invocation

from workbench.core.errors import WorkbenchError
from workbench.core.run.document import invocation_document
from workbench.core.run.invocation import Invocation, Verdict
from workbench.services.history import MIGRATIONS, History


async def keep(history: History, fired: Invocation, summary: str = "logId 42") -> int:
    return await history.add(invocation_document(fired, None, wire=True), summary)


async def test_rows_come_newest_first_with_their_facts(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite3")
    await keep(history, invocation(id="a"))
    await keep(history, invocation(id="b", verdict=Verdict.FAILED, exchanges=(exchange(), exchange(id="x2"))))
    rows = await history.rows()
    assert [row.id for row in rows] == ["b", "a"]
    assert (rows[0].verdict, rows[0].exchanges, rows[0].summary) == ("failed", 2, "logId 42")
    assert await history.count() == 2
    await history.close()


async def test_rows_page_and_filter(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite3")
    for number in range(5):
        interface = "findContact" if number % 2 else "createCallLog"
        await keep(history, invocation(id=str(number), interface=interface), f"100% of {number}")
    newest = await history.rows(limit=2)
    older = await history.rows(limit=10, before=newest[-1].number)
    assert [row.id for row in newest + older] == ["4", "3", "2", "1", "0"]
    assert [row.id for row in await history.rows(text="findcontact")] == ["3", "1"]
    assert [row.id for row in await history.rows(text="createCallLog 100%")] == ["4", "2", "0"]
    assert await history.rows(text="100_") == []
    await history.close()


async def test_an_invocation_comes_back_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    first = History(path)
    await keep(first, invocation(id="abcdef"))
    await first.close()
    second = History(path)
    found = await second.invocation("abc")
    assert found is not None
    assert found.outcome.value == {"logId": "42"}
    assert await second.invocation("zzz") is None
    await second.close()


@pytest.mark.parametrize("version", [len(MIGRATIONS) + 1, 9_999])
async def test_a_newer_format_is_refused_with_a_way_out(tmp_path: Path, version: int) -> None:
    path = tmp_path / "history.sqlite3"
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {version}")
    database.close()
    history = History(path)
    with pytest.raises(WorkbenchError, match="newer workbench") as caught:
        await history.rows()
    assert "WORKBENCH_HOME" in caught.value.hint
    await history.close()


@pytest.mark.parametrize("when", ["opened", "used"])
async def test_a_broken_file_is_put_aside_and_history_goes_on(tmp_path: Path, when: str) -> None:
    path = tmp_path / "history.sqlite3"
    told: list[WorkbenchError] = []
    history = History(path, told.append)
    for number in range(50):
        await keep(history, invocation(id=f"n{number}"))
    if when == "opened":
        await history.close()
        history = History(path, told.append)
    else:
        await history.count()
    checkpoint(path)
    whole = path.read_bytes()
    broken = b"no database at all" * 400 if when == "opened" else whole[:4096] + b"\xff" * (len(whole) - 4096)
    path.write_bytes(broken)
    assert await history.rows() == []
    assert [error.code for error in told] == ["history-broken"]
    assert "begins anew" in told[0].message
    (aside,) = tmp_path.glob("history.broken-*.sqlite3")
    assert str(aside) in told[0].hint
    assert aside.read_bytes() == broken
    await keep(history, invocation(id="new"))
    await history.close()
    again = History(path, told.append)
    assert [row.id for row in await again.rows()] == ["new"]
    await again.close()
    assert len(told) == 1


@pytest.mark.parametrize("content", ["X'7B22C3'", '\'{"id": "a"}\'', "NULL || 1", "7", "'[]'"])
async def test_a_run_whose_row_is_damaged_takes_no_other_along(tmp_path: Path, content: str) -> None:
    path = tmp_path / "history.sqlite3"
    history = History(path)
    for name in ("a", "b"):
        await keep(history, invocation(id=name))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE OR IGNORE invocation SET document = ifnull({content}, 0) WHERE id = 'a'")
        database.commit()
    with pytest.raises(WorkbenchError, match="What is kept of the run a is damaged") as caught:
        await history.invocation("a")
    assert caught.value.code == "history-row-damaged"
    assert (await history.invocation("b") or invocation()).id == "b"
    assert [row.id for row in await history.rows()] == ["b", "a"]
    await history.close()


def checkpoint(path: Path) -> None:
    """Put everything into the file itself."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


async def test_calls_at_once_do_not_lose_rows(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite3")
    await asyncio.gather(*(keep(history, replace(invocation(), id=f"n{number}")) for number in range(50)))
    assert await history.count() == 50
    await history.close()


WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from builders_invocations import invocation
from workbench.core.run.document import invocation_document
from workbench.services.history import History

async def main():
    history = History(Path(sys.argv[1]))
    number = 0
    while True:
        number += 1
        await history.add(invocation_document(invocation(id=f"k{number}"), None, wire=True), "")
        print(number, flush=True)

asyncio.run(main())
"""


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    arguments = [sys.executable, "-c", WRITER, str(path), str(Path(__file__).parent.parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)][-1]
        os.kill(writer.pid, signal.SIGKILL)
    history = History(path)
    assert await history.count() >= acknowledged
    assert await history.invocation(f"k{acknowledged}") is not None
    await history.close()
