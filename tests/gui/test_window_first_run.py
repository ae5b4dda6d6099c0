"""From an empty home to a green createCallLog with one click; recent adapters; the window's memory."""

from __future__ import annotations

import re

from builders_window import Bench
from PySide6.QtWidgets import QPushButton

from workbench.core.run.invocation import Verdict
from workbench.services.settings import load_settings, settings_path


def test_one_click_gives_a_call_log_that_meets_the_contract(bench: Bench) -> None:
    bench.click("welcome-start")
    bench.until(lambda: bench.workplace.adapter and bench.workplace.last("createCallLog"))
    bench.until(lambda: bench.workplace.firing is None)
    assert bench.problems == []
    assert bench.workplace.last("createCallLog").verdict is Verdict.MEETS
    assert bench.text("verdict-words") == "Meets the contract"
    assert "1 CRM call" in bench.text("verdict-figures")
    assert bench.text("interface-title") == "createCallLog"
    assert re.fullmatch(r"token 5\d:\d\d|token 60:00", bench.text("token-life"))


def test_an_adapter_that_was_open_is_offered_again(bench: Bench) -> None:
    bench.open("harbor-python")
    assert [recent.place for recent in load_settings(settings_path()).recent] == ["harbor-python"]
    bench.press_action("close-adapter")
    bench.until(lambda: bench.sees(QPushButton, "recent:harbor-python"))
    bench.click("recent:harbor-python")
    bench.until(lambda: bench.workplace.adapter is not None)
    assert bench.workplace.adapter.name == "harbor-python"


def test_the_palette_finds_an_interface_by_a_few_letters(bench: Bench) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLineEdit

    bench.open("harbor-python")
    bench.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    bench.until(bench.dialogs)
    line = bench.find(QLineEdit, "palette-line")
    bench.qtbot.keyClicks(line, "umslog")
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bench.text("interface-title") == "updateMessageLog"
    bench.until(lambda: not bench.dialogs())
