"""History is searched at 100,000 rows as one types, against the same question put to SQLite directly.

Once as the store answers, beside its own SQL, and once in the real window, from the key until its rows are in the
table: beside its own SQL, and beside the plain SQL that somebody would type who only knows the table.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from measure import Row
from window_start import probe

from workbench.core.program.history_filter import HistoryFilter, Numbers, OneOf, Words, parse_filter
from workbench.core.program.settings import HISTORY_ROWS
from workbench.services.history import History
from workbench.services.history_query import COLUMNS, first_page_query
from workbench.services.settings import Settings, save_settings

ROWS = 100_000
WARM_UP, ROUNDS = 2, 10
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
        taken: dict[str, list[float]] = {}
        for text in TYPED:
            wanted = parse_filter(text, now=0)
            times: list[tuple[float, float, float]] = []
            for _ in range(WARM_UP + ROUNDS):
                began = perf_counter()
                found = await kept.first_page(wanted, limit=200)
                mine = (perf_counter() - began) * 1000
                rows, alone = asked(bare, *first_page_query(wanted, limit=200))
                plain_rows, plain = asked(bare, *plain_query(wanted))
                assert rows == plain_rows == len(found), text
                times.append((mine, alone, plain))
            taken[text] = [statistics.median(column) for column in zip(*times[WARM_UP:], strict=True)]
        bare.close()
        await kept.close()
    mine, alone, plain = (sum(column) for column in zip(*taken.values(), strict=True))
    slowest = max(taken, key=lambda text: taken[text][0])
    note = f"{len(TYPED)} filters, beside plain SQL; the same queries alone take {alone:.1f} ms"
    return [
        Row("history search, all filters", mine, "ms", floor=plain, limit=1.5, note=note),
        Row("history search, slowest filter", taken[slowest][0], "ms", taken[slowest][2], 50, "value", f"“{slowest}”"),
    ]


def asked(database: sqlite3.Connection, query: str, values: list[str | float]) -> tuple[int, float]:
    """How many rows a query has, and the milliseconds it takes."""
    began = perf_counter()
    found = database.execute(query, values).fetchall()
    return len(found), (perf_counter() - began) * 1000


async def typed() -> list[Row]:
    """The real window, driven by keys, each waiting for its rows."""
    with tempfile.TemporaryDirectory() as home:
        await fill_history(Path(home) / "data")
        told = await probe("program", "history-typed", "0", environment={"WORKBENCH_HOME": home})
    if "error" in told:
        return [Row("history search as one types", None, "ms", limit=1.5, note=told["error"])]
    by_text: dict[str, list[list[float]]] = {}
    for text, *times in told["keys"]:
        by_text.setdefault(text, []).append(times)
    middle = {text: [statistics.median(column) for column in zip(*each, strict=True)] for text, each in by_text.items()}
    took, alone, plain = (statistics.mean(column) for column in zip(*middle.values(), strict=True))
    slowest = max(middle, key=lambda text: middle[text][0])
    note = f"{told['rows']:,} rows, {len(middle)} keys"
    return [
        Row("history search as one types", took, "ms", plain, 1.5, note=f"beside plain SQL; {note}"),
        Row("history search, its own SQL", took, "ms", alone, 50, "value", "beside the same query without a window"),
        Row("history search, slowest key", middle[slowest][0], "ms", middle[slowest][2], 50, "value", f"“{slowest}”"),
    ]


def plain_query(wanted: HistoryFilter) -> tuple[str, list[str | float]]:
    """The question as it is asked of the bare table, without the text index and without walking any other."""
    conditions: list[str] = []
    values: list[str | float] = []
    for condition in wanted.conditions:
        match condition:
            case Words(text):
                conditions.append("interface || ' ' || adapter || ' ' || verdict || ' ' || summary LIKE ?")
                values.append(f"%{text}%")
            case OneOf(field, words):
                conditions.append(f"({' OR '.join([f'{field} LIKE ?'] * len(words))})")
                values += [f"{each}%" for each in words]
            case Numbers("status", tests):
                compared = " AND ".join(f"status {operator} ?" for operator, _ in tests)
                conditions.append(f"number IN (SELECT invocation FROM exchange WHERE {compared})")
                values += [each for _, each in tests]
            case Numbers(_, tests):
                conditions += [f"duration_ms {operator} ?" for operator, _ in tests]
                values += [each for _, each in tests]
    where = " AND ".join(conditions) or "1"
    return f"SELECT {COLUMNS} FROM invocation WHERE {where} ORDER BY number DESC LIMIT 200", values


async def fill_history(folder: Path) -> None:
    """Write a history of ROWS rows where the window of this data folder finds it."""
    path = folder / "history.sqlite3"
    kept = History(path)
    await kept.count()
    await kept.close()
    _fill(path)
    # The window would trim them to its limit when it starts.
    save_settings(folder / "settings.toml", Settings().with_value(HISTORY_ROWS, 0))


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
