"""The real program, fired in from inside: prints each run that history acknowledged, then hangs in the middle of one.

`python firing_program.py PLACE TIMES` prints the ids of the rows that history shows at the start on one line, then one
id a line for every run, and `firing` while the last one, which never ends, is under way.
"""

from __future__ import annotations

import asyncio
import sys

from PySide6.QtWidgets import QApplication

from workbench.core.run.firing import Firing
from workbench.gui import application, working
from workbench.gui.history.model import ROW_ROLE
from workbench.gui.main_window import MainWindow


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


async def until(condition: object) -> None:
    while not condition():  # type: ignore[operator]
        await asyncio.sleep(0.02)


async def work(place: str, times: int) -> None:
    found: list[MainWindow] = []

    def is_open() -> bool:
        found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
        return bool(found)

    await until(is_open)
    window = found[0]
    window.workplace.preferences.trust(place)
    window.workplace.open(place)
    await until(lambda: window.workplace.adapter is not None)
    model = window.history.model
    count = await window.workplace.session.history.count()
    await until(lambda: model.rowCount() == min(count, 200))
    say("shows " + " ".join(model.index(row, 0).data(ROW_ROLE).id for row in range(model.rowCount())))
    done: list[str] = []
    window.workplace.events.invocation_finished.connect(lambda event: done.append(event.invocation.id))
    for number in range(times):
        window.workplace.fire(Firing("findContact", request={"phoneNumber": str(number)}))
        await until(lambda number=number: len(done) > number and window.workplace.firing is None)
        say(done[-1])
    window.workplace.fire(Firing("findContact", request={"phoneNumber": "never"}))
    await until(lambda: window.result.invocation is None and window.workplace.firing is not None)
    say("firing")
    await asyncio.Event().wait()


def main() -> None:
    """Run the window with `work` beside it."""
    original = working._work

    async def worked(*arguments: object) -> None:
        task = asyncio.get_running_loop().create_task(work(sys.argv[1], int(sys.argv[2])))
        await original(*arguments)
        task.cancel()

    working._work = worked
    application.run()


main()
