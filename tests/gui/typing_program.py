"""The real program, with somebody typing in it: prints what the form shows, types, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from workbench.gui import application, working
from workbench.gui.main_window import MainWindow


async def _type(text: str) -> None:
    """Wait for the adapter, then for what came back, and type."""
    while True:
        await asyncio.sleep(0.05)
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
        if windows and windows[0].workplace.adapter is not None:
            break
    window = windows[0]
    window.interfaces.select("findContactWithName")
    line = window.form.findChild(QLineEdit, "field:name")
    before = line.text()
    if not text:
        while line.text() == before:
            await asyncio.sleep(0.05)
            line = window.form.findChild(QLineEdit, "field:name")
    sys.stdout.write(line.text() + "\n")
    sys.stdout.flush()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    await asyncio.Event().wait()


def main() -> None:
    """Run the window with `_type` beside it."""
    original = working._work

    async def typed(*arguments: object) -> None:
        typing = asyncio.get_running_loop().create_task(_type(sys.argv[1]))
        await original(*arguments)
        typing.cancel()

    working._work = typed
    application.run("harbor-python")


main()
