"""History is searched by filter, keeps pinned rows, forgets on request, and takes over files of its first format."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_invocations import exchange, invocation

from workbench.core.program.history_filter import FilterError, HistoryFilter, OneOf, parse_filter
from workbench.core.run.document import invocation_document
from workbench.core.run.invocation import Invocation, Outcome, OutcomeKind, Verdict
from workbench.core.traffic.exchange import HttpResponse
from workbench.services.history import MIGRATIONS, History

FIRST_FORMAT = Path(__file__).parent.parent / "data" / "history-1.sql"
NOW = time.time()


async def keep(history: History, fired: Invocation, summary: str) -> None:
    await history.add(invocation_document(fired, None, wire=True), summary)


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    """Four runs, from a (the oldest) to d."""
    made = History(tmp_path / "history.sqlite3")
    missing = exchange(response=HttpResponse(404, "Not Found", ()))
    await keep(made, invocation(id="a", started_at=NOW - 7200, duration_ms=900), "logId 42")
    await keep(made, invocation(id="b", started_at=NOW, duration_ms=20, exchanges=(missing,)), "logId 43")
    failed = Outcome(OutcomeKind.THREW)
    await keep(
        made, invocation(id="c", interface="findContact", started_at=NOW, outcome=failed, verdict=Verdict.FAILED), "No"
    )
    await keep(made, invocation(id="d", interface="findContact", adapter="other", started_at=NOW), "Zoë: 100% found")
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "dcba"),
        ("contact", "dc"),
        ("-contact", "ba"),
        ("LOGID", "ba"),
        ("zoë", "d"),
        ("4", "ba"),
        ("%", "d"),
        ("interface:create", "ba"),
        ("interface:create,find adapter:other", "d"),
        ("interface:Contact", ""),
        ("-interface:createCallLog verdict:failed", "c"),
        ("outcome:threw", "c"),
        ("status:4xx", "b"),
        ("status:404 calls:1", "b"),
        ("status:5xx", ""),
        ("took:>500ms", "a"),
        ("took:<=20ms -contact", "b"),
        ("before:1h", "a"),
        ("since:1h logId", "b"),
        ("is:pinned", ""),
        ('"4" "logid 4"', "ba"),
    ],
)
async def test_filters_find_their_rows(history: History, text: str, ids: str) -> None:
    assert "".join(row.id for row in await history.rows(text=text)) == ids


@pytest.mark.parametrize("pinned", ["", "c", "ad"])
@pytest.mark.parametrize(
    "text",
    ["", "contact", "-contact", "4 logId", "o %", "status:2xx", "status:4xx 43", "is:pinned found", "-is:pinned d"],
)
async def test_the_first_page_has_the_same_rows_as_all_pages(history: History, text: str, pinned: str) -> None:
    for each in pinned:
        await history.pin(each, pinned=True)
    found = [row.id for row in await history.rows(text=text)]
    first = [row.id for row in await history.first_page(parse_filter(text, now=NOW))]
    assert first == sorted(found, key=lambda each: (each not in pinned, -ord(each)))


async def test_a_whole_name_is_no_beginning(history: History) -> None:
    async def found(field: str, name: str) -> list[str]:
        return [row.id for row in await history.first_page(HistoryFilter((OneOf(field, (name,)),)))]

    assert await found("adapter", "oth") == ["d"]
    assert await found("this adapter", "oth") == []
    assert await found("this adapter", "other") == ["d"]
    assert await found("this interface", "findContact") == ["d", "c"]


async def test_a_filter_that_says_nothing_is_refused(history: History) -> None:
    with pytest.raises(FilterError, match="no field verdit"):
        await history.rows(text="verdit:failed")


async def test_pinned_rows_are_known_and_stay(history: History) -> None:
    await history.pin("a", pinned=True)
    await history.pin("a", pinned=True)
    assert [(row.id, row.pinned) for row in await history.rows(text="logId")] == [("b", False), ("a", True)]
    assert [row.id for row in await history.rows(pinned=True)] == ["a"]
    assert [row.id for row in await history.rows(pinned=False)] == ["d", "c", "b"]
    assert await history.trim(keep=2, since=0) == 1
    assert [row.id for row in await history.rows()] == ["d", "c", "a"]
    await history.pin("a", pinned=False)
    assert await history.trim(keep=0, since=NOW - 3600) == 1
    assert [row.id for row in await history.rows()] == ["d", "c"]
    assert await history.trim(keep=0, since=0) == 0


async def test_deleted_rows_are_gone_everywhere(history: History, tmp_path: Path) -> None:
    await history.pin("b", pinned=True)
    await history.delete("b")
    assert [row.id for row in await history.rows(text="logId")] == ["a"]
    assert await history.rows(text="status:404") == []
    assert await history.invocation("b") is None
    await history.clear()
    assert await history.count() == 0
    assert b"Zo\xc3\xab" not in (tmp_path / "history.sqlite3").read_bytes()


async def test_names_complete_a_filter(history: History) -> None:
    names = await history.names()
    assert names["interface"] == ("createCallLog", "findContact")
    assert "other" in names["adapter"]


async def test_a_file_of_the_first_format_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    old = sqlite3.connect(path)
    old.executescript(FIRST_FORMAT.read_text(encoding="utf-8"))
    old.close()
    history = History(path)
    assert [row.id for row in await history.rows(text="whitfield status:2xx")] == ["bbbb222222"]
    assert [row.id for row in await history.rows(text="interface:createCallLog")] == ["aaaa111111"]
    assert await history.invocation("aaaa") is not None
    await keep(history, invocation(id="new"), "logId 44")
    assert [row.id for row in await history.rows(text="logId")] == ["new", "aaaa111111"]
    await history.close()
    again = sqlite3.connect(path)
    assert again.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    again.close()
