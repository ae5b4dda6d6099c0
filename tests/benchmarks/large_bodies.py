"""A body of 50 MB in the real view: until it is painted, what it holds, how fast it scrolls and is searched.

`python large_bodies.py (tree|text|memory)` is the child: it prints one JSON object of milliseconds, or of MiB.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import Row
from window_probe import Heart

CONTACTS = 130_000
TURNS = 5
FRAMES = 60
HEADERS = (("Content-Type", "application/json"),)
LAST = f"contact{CONTACTS - 3}@"
"""Stands once, near the end."""


async def large_bodies() -> list[Row]:
    """The tree beside orjson alone, the text beside decoding and splitting, memory in a process of its own."""
    tree, text, memory = [await _child(part) for part in ("tree", "text", "memory")]
    size = f"{tree['size']:.0f} MiB"
    return [
        Row(f"JSON of {size} to painted tree", tree["painted"], "ms", tree["floor"], 0.5),
        Row("the same, memory above the body", memory["above"], "MiB", None, 100.0, "value"),
        Row("the same, peak above the body", memory["peak"], "MiB"),
        Row("the same, found near its end", tree["found"], "ms", tree["find"], note="floor: bytes.find"),
        Row("the same, longest block meanwhile", tree["block"], "ms", tree["idle"], 50.0, "value"),
        Row(f"text of {size} to first paint", text["painted"], "ms", text["floor"], note="floor: decode and split"),
        Row("the same, a frame elsewhere", text["frame"], "ms", None, 16.7, "value", note=f"p95 {text['p95']:.1f} ms"),
        Row("the same, found near its end", text["found"], "ms", text["find"], note="floor: bytes.find"),
        Row("the same, longest block meanwhile", text["block"], "ms", text["idle"], 50.0, "value"),
    ]


async def _child(part: str) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, part),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    out, errors = await child.communicate()
    assert child.returncode == 0, errors.decode()
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def main(part: str) -> None:
    import qasync
    from PySide6.QtWidgets import QApplication

    from workbench.gui.look.theme import Theme

    application = QApplication(sys.argv)
    Theme(application, "dark")
    with qasync.QEventLoop(application) as loop:
        print(json.dumps(loop.run_until_complete(PARTS[part]())), flush=True)


async def _tree() -> dict[str, float]:
    """The tree, and orjson in turns with it."""
    import orjson

    data = _document()
    view = await _shown_view()
    painted, floor = [], []
    for _ in range(TURNS):
        painted.append(await _painted(view, data, view.tree))
        await _empty(view)
        floor.append(_took(lambda: orjson.loads(data)))
    heart = Heart(view)
    heart.start()
    await _painted(view, data, view.tree)
    found = await _found(view.tree)
    block = heart.report()["longest"]
    find = _took(lambda: data.find(LAST.encode()))
    middle = statistics.median
    took = {"painted": middle(painted), "floor": middle(floor), "found": found, "find": find}
    return {"size": len(data) / 2**20, **took, "block": block, "idle": await _idle(view)}


async def _text() -> dict[str, float]:
    """The raw text, and what reading it as lines costs at least."""
    data = _document()
    view = await _shown_view()
    view.choose("text")
    painted, floor = [], []
    for _ in range(TURNS):
        painted.append(await _painted(view, data, view.text))
        await _empty(view)
        floor.append(_took(lambda: data.decode().split("\n")))
    heart = Heart(view)
    heart.start()
    await _painted(view, data, view.text)
    found = await _found(view.text)
    block = heart.report()["longest"]
    bar = view.text.verticalScrollBar()
    frames = []
    for number in range(FRAMES):
        bar.setValue(bar.maximum() * (number * 37 % FRAMES) // FRAMES)
        frames.append(_took(view.text.viewport().repaint))
    return {
        "painted": statistics.median(painted),
        "floor": statistics.median(floor),
        "frame": statistics.median(frames),
        "p95": sorted(frames)[int(FRAMES * 0.95)],
        "found": found,
        "block": block,
        "idle": await _idle(view),
        "find": _took(lambda: data.find(LAST.encode())),
    }


async def _memory() -> dict[str, float]:
    """Resident memory beyond what there was with the body alone; its peak as the system tells it."""
    import psutil

    view = await _shown_view()
    await _painted(view, _document(3), view.tree)
    data = _document()
    await _empty(view)
    before, peak_before = psutil.Process().memory_info().rss, _peak()
    await _painted(view, data, view.tree)
    after, peak = psutil.Process().memory_info().rss, _peak()
    return {
        "above": (after - before) / 2**20,
        "peak": max(after, peak if peak > peak_before else 0) / 2**20 - before / 2**20,
    }


def _peak() -> int:
    """The most bytes that this process ever held; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _document(count: int = CONTACTS) -> bytes:
    """Contacts as a CRM lists them, written piece by piece so that nothing but the bytes is left in memory."""
    sys.path.insert(1, str(Path(__file__).parent.parent))
    from builders_bodies import contacts

    pieces = [
        json.dumps(contacts(1)[0] | {"id": f"c-{n}", "emails": [f"contact{n}@example.test"]}) for n in range(count)
    ]
    return ('{"items": [' + ", ".join(pieces) + '], "next": null}').encode()


class _Workplace:
    """What a body view needs of the workplace."""

    def spawn(self, work: Any, name: str) -> Any:
        from workbench.gui.bridge import spawn

        return spawn(work, name=name, on_error=_fail)


def _fail(error: BaseException) -> None:
    raise SystemExit(repr(error))


async def _shown_view() -> Any:
    from workbench.gui.values.body_view import BodyView

    view = BodyView("response-body", "Response body", _Workplace())
    view.resize(760, 560)
    view.show()
    await _painted(view, _document(3), view.tree)
    return view


async def _painted(view: Any, data: bytes, shown: Any) -> float:
    """Milliseconds from the bytes to the first paint of what they hold."""
    from PySide6.QtCore import QEvent, QObject

    from workbench.core.redaction import Redactor
    from workbench.core.traffic.exchange import Body

    painted = asyncio.get_running_loop().create_future()

    class Paint(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802, Qt's name
            if event.type() == QEvent.Type.Paint and _holds_rows(shown):
                asyncio.get_running_loop().call_soon(lambda: painted.done() or painted.set_result(time.perf_counter()))
            return False

    watch = Paint()
    began = time.perf_counter()
    view.show_body(Body(size=len(data), data=data), HEADERS, Redactor(["a-known-secret-77"]))
    shown.viewport().installEventFilter(watch)
    ended = await painted
    shown.viewport().removeEventFilter(watch)
    return float((ended - began) * 1000)


def _holds_rows(shown: Any) -> bool:
    return bool(shown.json.rowCount() if hasattr(shown, "json") else shown.pages.row_count)


async def _empty(view: Any) -> None:
    view.show_nothing("Nothing")
    await asyncio.sleep(0.05)


async def _idle(view: Any) -> float:
    """The longest gap between two beats while nothing is done, on the same machine."""
    heart = Heart(view)
    heart.start()
    await asyncio.sleep(1)
    return float(heart.report()["longest"])


async def _found(shown: Any) -> float:
    """Milliseconds until a search has shown the one match, near the end."""
    found = asyncio.get_running_loop().create_future()
    finding = shown.finding

    def changed() -> None:
        if finding.places and not found.done():
            found.set_result(time.perf_counter())

    finding.changed.connect(changed)
    began = time.perf_counter()
    finding.look_for(LAST)
    ended = await found
    while finding.running:
        await asyncio.sleep(0.02)
    finding.changed.disconnect(changed)
    return float((ended - began) * 1000)


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    made = work()
    ended = time.perf_counter()
    del made
    return (ended - began) * 1000


PARTS = {"tree": _tree, "text": _text, "memory": _memory}

if __name__ == "__main__":
    main(sys.argv[1])
