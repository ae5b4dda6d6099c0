"""What the real window is made to do while its heart beats; runs in the probe's process, in the window's own loop."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from history_search import asked, plain_query
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_probe import Heart

from workbench.core.program.history_filter import FilterError, HistoryFilter, parse_filter
from workbench.gui.history.model import PAGE
from workbench.services.history_query import first_page_query
from workbench.services.places import history_path

HEAD: Final = {
    "index.js": "exports.getAuthType = () => 'apiKey';\n",
    "adapter.py": "def getAuthType():\n    return 'apiKey'\n\n",
}
SERVER: Final = os.environ.get("PROBE_SERVER", "")
"""Base address of the benchmark's server."""

LOOP_NODE: Final = "exports.findContact = () => { for (;;); };\n"
LOOP_PYTHON: Final = "def findContact(**_):\n    while True:\n        pass\n"
STREAM: Final = f"""
exports.findContact = ({{ seconds }}) => new Promise((resolve) => {{
  const answers = [];
  const begun = Date.now();
  const timer = setInterval(() => {{
    const due = Math.min((Date.now() - begun) / 5, seconds * 200);
    while (answers.length < due) answers.push(fetch(`{SERVER}/json?n=${{answers.length}}`).then((each) => each.json()));
    if (answers.length < seconds * 200) return;
    clearInterval(timer);
    resolve(Promise.all(answers).then(() => ({{ successful: true, matchedContactInfo: [] }})));
  }}, 5);
}});
"""
BIG_ANSWER: Final = f"""
exports.findContact = async () => {{
  const contacts = await (await fetch('{SERVER}/big')).json();
  return {{ successful: true, matchedContactInfo: contacts.slice(0, 2) }};
}};
"""
BIG_VALUE: Final = f"""
exports.findContact = async () => {{
  const contacts = await (await fetch('{SERVER}/big')).json();
  return {{ successful: true, matchedContactInfo: contacts }};
}};
"""
TYPED: Final = ("contact whit", "zzz", "interface:createC status:4xx", "took:>500ms verdict:failed")
TURNS: Final = 3
"""Times that everything is typed; the first is not counted."""
FILTERS: Final = ("contact", "interface:createC status:4xx", "took:>500ms verdict:failed", "whitfield")


def start(scenario: str, window: Any, heart: Heart, seconds: float, tell: Callable[[dict[str, Any]], None]) -> None:
    """Run a scenario and tell what the heart says; one that fails is told too."""

    async def run() -> None:
        try:
            more = await SCENARIOS[scenario](window, heart, seconds)
        except Exception as error:
            tell({"error": f"{type(error).__name__}: {error}"})
            raise
        tell({**heart.report(), **(more or {})})

    window.benchmark = asyncio.get_running_loop().create_task(run())


async def loops(name: str, text: str, window: Any, heart: Heart, seconds: float) -> None:
    """An adapter that never ends, then is cancelled."""
    workplace = window.workplace
    await opened(window, name, text)
    heart.start()
    fire(window, {})
    await until(lambda: workplace.firing is not None)
    await asyncio.sleep(seconds)
    window.actions_by_id["cancel"].trigger()
    await until(lambda: workplace.firing is None)


async def stream(window: Any, heart: Heart, seconds: float) -> dict[str, Any]:
    """Two hundred exchanges a second come in while they are looked at."""
    session = window.workplace.session
    session._exchange_cap = 1_000_000
    await opened(window, "index.js", STREAM)
    window.result.tabs.setCurrentWidget(window.result.traffic)
    heart.start()
    fire(window, {"seconds": seconds})
    invocation = await ended(window)
    return {"exchanges": len(invocation.exchanges)}


async def big_answer(window: Any, heart: Heart, _seconds: float) -> dict[str, Any]:
    """A CRM answers with 50 MB, which are opened in the traffic tab."""
    await opened(window, "index.js", BIG_ANSWER)
    window.result.tabs.setCurrentWidget(window.result.traffic)
    heart.start()
    fire(window, {})
    invocation = await ended(window)
    await asyncio.sleep(2)
    return {"size": invocation.exchanges[0].response.body.size}


async def big_value(window: Any, heart: Heart, _seconds: float) -> dict[str, Any]:
    """An adapter returns 50 MB."""
    await opened(window, "index.js", BIG_VALUE)
    heart.start()
    fire(window, {})
    invocation = await ended(window)
    await asyncio.sleep(2)
    return {"size": len(invocation.outcome.value["matchedContactInfo"])}


async def search(window: Any, heart: Heart, _seconds: float) -> dict[str, Any]:
    """History is searched as one types."""
    await opened(window, "index.js", HEAD["index.js"])
    count = await window.workplace.session.history.count()
    line = window.history.filter
    line.setFocus()
    heart.start()
    for text in FILTERS:
        line.clear()
        for letter in text:
            QTest.keyClick(line, letter, Qt.KeyboardModifier.NoModifier)
            await asyncio.sleep(0.12)
        await asyncio.sleep(0.4)
    return {"rows": count}


async def typed(window: Any, heart: Heart, _seconds: float) -> dict[str, Any]:
    """Every key in history's filter until its rows are shown, beside the same question put to SQLite directly."""
    await opened(window, "index.js", HEAD["index.js"])
    history, line, model = window.workplace.session.history, window.history.filter, window.history.model
    shown = asyncio.Event()
    model.modelReset.connect(shown.set)
    bare = sqlite3.connect(history_path())
    keys: list[tuple[str, float, float, float]] = []
    line.setFocus()
    heart.start()
    for turn in range(TURNS):
        for text in TYPED:
            line.clear()
            await asyncio.sleep(0.3)
            for place, letter in enumerate(text, start=1):
                wanted = readable(text[:place])
                if wanted is None:
                    QTest.keyClick(line, letter)
                    continue
                shown.clear()
                began = perf_counter()
                QTest.keyClick(line, letter)
                async with asyncio.timeout(20):
                    await shown.wait()
                took = (perf_counter() - began) * 1000
                rows, alone = asked(bare, *first_page_query(wanted, limit=PAGE))
                plain_rows, plain = asked(bare, *plain_query(wanted))
                assert rows == plain_rows == model.rowCount(), text[:place]
                if turn:
                    keys.append((text[:place], took, alone, plain))
    return {"keys": keys, "rows": await history.count()}


def readable(text: str) -> HistoryFilter | None:
    """The filter that a text is; None while it is none yet."""
    try:
        return parse_filter(text, now=0)
    except FilterError:
        return None


async def opened(window: Any, name: str, text: str) -> None:
    """An adapter of this text, open in the window, when all is quiet again."""
    folder = Path(tempfile.mkdtemp())
    (folder / name).write_text(text if "getAuthType" in text else HEAD[name] + text, encoding="utf-8")
    window.workplace.preferences.trust(str(folder))
    window.workplace.open(str(folder / name))
    await until(lambda: window.workplace.adapter is not None)
    window.interfaces.select("findContact")
    await asyncio.sleep(1)


def fire(window: Any, arguments: dict[str, Any]) -> None:
    """Fire findContact."""
    from workbench.core.run.firing import Firing

    window.workplace.fire(Firing("findContact", arguments=arguments, timeout=300))


async def ended(window: Any) -> Any:
    """The invocation that was fired, once it is shown."""
    await until(lambda: window.workplace.firing is not None)
    await until(lambda: window.workplace.firing is None)
    return window.result.invocation


async def until(condition: Callable[[], bool]) -> None:
    """Wait for the window; looking costs nothing that a heart would notice."""
    async with asyncio.timeout(120):
        while not condition():
            await asyncio.sleep(0.02)


SCENARIOS: Final[dict[str, Callable[[Any, Heart, float], Awaitable[dict[str, Any] | None]]]] = {
    "loop-node": lambda *given: loops("index.js", LOOP_NODE, *given),
    "loop-python": lambda *given: loops("adapter.py", LOOP_PYTHON, *given),
    "stream": stream,
    "big-answer": big_answer,
    "big-value": big_value,
    "history": search,
    "history-typed": typed,
}
