"""Compare, in the real window: fire twice, see what differs, jump between differences."""

from __future__ import annotations

from builders_invocations import exchange, invocation
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.modeltest import ModelTester

from workbench.core.comparing.compare import compare
from workbench.core.run.document import read_memory
from workbench.gui.look.theme import Theme, theme
from workbench.gui.result.compare_model import PIECES_ROLE, CompareModel


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
    assert "createCallLog" in bench.text("compare-title")
    assert bench.text("compare-with-verdict") == "meets contract"
    assert bench.text("compare-run-figures").endswith(" ms, 1 CRM call")
    bench.picture("compare-dark")
    theme().choose("light")
    bench.picture("compare-light")
    theme().choose("dark")
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
    bench.press(Qt.Key.Key_F7)
    there = table.currentIndex().row()
    assert there >= 0
    assert words(table)[there][0] in ("changed", "added", "removed")
    bench.press(Qt.Key.Key_F7)
    assert table.currentIndex().row() != there
    bench.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert table.currentIndex().row() == there


def test_the_comparison_keeps_qts_rules(qtmodeltester: ModelTester, themed: Theme) -> None:
    model = CompareModel()
    before = invocation(exchanges=(exchange(), exchange(id="x2", response_body=b'{"n": 1}')))
    after = invocation(value={"logId": "43"}, exchanges=(exchange(response_body=b'{"n": 2}'),))
    model.show_comparison(compare(before, after, read_memory))
    assert model.rowCount() > 5
    qtmodeltester.check(model)


def test_what_differs_within_a_text_is_marked(themed: Theme) -> None:
    model = CompareModel()
    before = invocation(value={"note": "Call back Thursday"}, exchanges=())
    after = invocation(value={"note": "Call back on Friday"}, exchanges=())
    model.show_comparison(compare(before, after, read_memory))
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "changed")
    marked = [[piece.text for piece in model.index(row, side).data(PIECES_ROLE) if piece.changed] for side in (1, 2)]
    assert marked == [["Thursday"], ["on Friday"]]
    assert model.index(row, 1).data() == 'note: "Call back Thursday"'


def test_any_two_runs_are_compared(bench: Bench) -> None:
    bench.open("harbor-python")
    for name in ("getAuthType", "getLogFormatType", "getAuthType"):
        bench.select(name)
        bench.fire()
    first, other, last = (each.id for each in bench.finished)
    bench.tab("result-tabs", "Compare")
    left, right = bench.find(QComboBox, "compare-with"), bench.find(QComboBox, "compare-run")
    bench.until(lambda: (left.currentData(), right.currentData()) == (first, last))
    table = bench.find(QTableView, "compare-table")
    bench.until(table.model().rowCount)
    left.setFocus()
    while left.currentData() != other:
        bench.qtbot.keyClick(left, Qt.Key.Key_Down)
    bench.until(lambda: ("changed", '"text/plain"', '"apiKey"') in words(table))
    bench.press_action("next-difference")
    assert words(table)[table.currentIndex().row()][0] == "changed"


def test_a_run_that_stands_alone_says_how_to_get_another(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("getAuthType")
    bench.fire()
    bench.tab("result-tabs", "Compare")
    bench.until(lambda: bench.text("compare-words").startswith("getAuthType was fired only once."))
