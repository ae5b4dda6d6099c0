"""Compare, in the real window: fire twice, see what differs, jump between differences."""

from __future__ import annotations

from builders_invocations import exchange, invocation
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.modeltest import ModelTester

from workbench.core.compare import compare
from workbench.core.document import read_memory
from workbench.gui.compare_model import CompareModel
from workbench.gui.theme import Theme


def words(table: QTableView) -> list[tuple[str, str, str]]:
    model = table.model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_fire_again_and_compare_is_one_key(bench: Bench) -> None:
    bench.workplace.try_harbor("harbor-python")
    bench.until(lambda: bench.finished and bench.finished[-1].interface == "createCallLog")
    bench.until(lambda: bench.workplace.firing is None)
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    bench.until(lambda: len([each for each in bench.finished if each.interface == "createCallLog"]) == 2)
    table = bench.find(QTableView, "compare-table")
    bench.until(lambda: table.model().rowCount())
    first, second = (each.outcome.value["logId"] for each in bench.finished if each.interface == "createCallLog")
    assert ("changed", f'logId: "{first}"', f'logId: "{second}"') in words(table)
    assert " in the value" in bench.find(QLabel, "compare-words").text()
    bench.picture("compare-dark")
    bench.click("compare-swap")
    bench.until(lambda: ("changed", f'logId: "{second}"', f'logId: "{first}"') in words(table))


def test_only_differences_and_the_jump_between_them(bench: Bench) -> None:
    bench.workplace.try_harbor("harbor-python")
    bench.until(lambda: bench.finished and bench.finished[-1].interface == "createCallLog")
    bench.until(lambda: bench.workplace.firing is None)
    bench.fire()
    bench.tab("result-tabs", "Compare")
    table = bench.find(QTableView, "compare-table")
    bench.until(lambda: table.model().rowCount())
    assert "same" in [change for change, _, _ in words(table)]
    bench.qtbot.mouseClick(bench.find(QPushButton, "compare-only"), Qt.MouseButton.LeftButton)
    assert "same" not in [change for change, _, _ in words(table)]
    bench.window.activateWindow()
    table.setFocus()
    bench.until(table.hasFocus)
    bench.qtbot.keyClick(table, Qt.Key.Key_F7)
    there = table.currentIndex().row()
    assert there >= 0
    assert words(table)[there][0] in ("changed", "added", "removed")
    bench.qtbot.keyClick(table, Qt.Key.Key_F7)
    assert table.currentIndex().row() != there
    bench.qtbot.keyClick(table, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert table.currentIndex().row() == there


def test_the_comparison_keeps_qts_rules(qtmodeltester: ModelTester, themed: Theme) -> None:
    model = CompareModel()
    before = invocation(exchanges=(exchange(), exchange(id="x2", response_body=b'{"n": 1}')))
    after = invocation(value={"logId": "43"}, exchanges=(exchange(response_body=b'{"n": 2}'),))
    model.show_comparison(compare(before, after, read_memory))
    assert model.rowCount() > 5
    qtmodeltester.check(model)
