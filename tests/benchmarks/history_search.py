"""History is searched at 100,000 rows as one types, against the same question put to SQLite directly."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from measure import Row

from workbench.core.history_filter import parse_filter
from workbench.services.history import History
from workbench.services.history_query import page_query

ROWS = 100_000
TYPED = (
    "c",
    "co",
    "con",
    "contact",
    "contact whit",
    "interface:createC status:4xx",
    "took:>500ms verdict:failed",
    "zzz",
)
"""What stands in the filter at one moment or another; the last finds nothing."""
_INTERFACES = ("createCallLog", "updateCallLog", "findContact", "createContact", "getUserInfo", "createMessageLog")
_PEOPLE = ("Dana Whitfield", "Marcus Oyelaran", "Ines Castellano", "Tomas Lindqvist")


async def history() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        kept = History(path)
        await kept.count()
        _fill(path)
        bare = sqlite3.connect(path)
        worst, ratios, taken, floors = 0.0, [], [], []
        for text in TYPED:
            mine, floor = [], []
            for number in range(12):
                began = perf_counter()
                found = await kept.rows(text=text, limit=200)
                mine.append((perf_counter() - began) * 1000)
                query, values = page_query(parse_filter(text, now=0), limit=200, before=None, pinned=None)
                began = perf_counter()
                assert len(bare.execute(query, values).fetchall()) == len(found)
                floor.append((perf_counter() - began) * 1000)
                if number < 2:
                    mine.clear()
                    floor.clear()
            took, alone = statistics.median(mine), statistics.median(floor)
            worst = max(worst, took)
            ratios.append(took / alone)
            taken.append(took)
            floors.append(alone)
        bare.close()
        await kept.close()
    note = f"{len(TYPED)} filters; the slowest took {worst:.1f} ms"
    return [
        Row("history search, all filters", sum(taken), "ms", floor=sum(floors), limit=1.5, note=note),
        Row("history search, slowest filter", worst, "ms", limit=50, limit_on="value"),
    ]


async def fill_history(folder: Path) -> None:
    """Write a history of ROWS rows where the window of this data folder finds it."""
    path = folder / "history.sqlite3"
    kept = History(path)
    await kept.count()
    await kept.close()
    _fill(path)


def _fill(path: Path) -> None:
    """Rows as they are in daily use, written in one go; their documents have the size of an ordinary call's."""
    chance = random.Random(7)
    database = sqlite3.connect(path)
    document = b'{"arguments": "' + b"x" * 3000 + b'"}'
    rows, texts, exchanges = [], [], []
    for number in range(1, ROWS + 1):
        interface, verdict = chance.choice(_INTERFACES), chance.choices(("meets", "findings", "failed"), (90, 8, 2))[0]
        adapter = chance.choice(("harbor-node", "my-crm"))
        summary = f"logId act_{number}" if "Log" in interface else f"1 found: {chance.choice(_PEOPLE)}"
        took = chance.expovariate(1 / 120)
        rows.append((number, f"{number:010x}", adapter, "p", "", interface, number, took, "returned", verdict, 0, 1))
        rows[-1] += (summary, document)
        texts.append((number, f"{interface} {adapter} {verdict} {summary}"))
        exchanges.append(
            (number, 0, "GET", "https://app.harborcrm.test/api", chance.choices((200, 404), (97, 3))[0], 9)
        )
    with database:
        database.executemany(f"INSERT INTO invocation VALUES ({', '.join('?' * 14)})", rows)
        database.executemany("INSERT INTO invocation_text (rowid, text) VALUES (?, ?)", texts)
        database.executemany("INSERT INTO exchange VALUES (?, ?, ?, ?, ?, ?, NULL)", exchanges)
    database.close()
