"""The window's history: filtered as one types, with mistakes explained and ways to go on; pinned, copied, deleted."""

from __future__ import annotations

import json

import pytest
from builders_invocations import invocation
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit

from workbench.core.program.history_filter import HistoryFilter, Words
from workbench.core.run.document import invocation_document
from workbench.core.run.invocation import Verdict
from workbench.gui.history.model import ROW_ROLE


@pytest.fixture
def filled(bench: Bench) -> Bench:
    """A window over 450 past runs, the first one failed."""

    async def fill() -> None:
        history = bench.workplace.session.history
        for number in range(450):
            verdict = Verdict.MEETS if number else Verdict.FAILED
            fired = invocation(id=f"n{number:03}", verdict=verdict, adapter="alpha" if number % 2 else "beta")
            await history.add(invocation_document(fired, None, wire=True), f"logId {number:03}")

    bench.run(fill())
    # History is shown with an open adapter; its page is raised here as it is then.
    bench.window.history.parentWidget().parentWidget().setCurrentIndex(1)
    bench.workplace.keeper.changed.emit()
    bench.until(lambda: shown(bench)[:1] == ["n449"])
    return bench


def shown(bench: Bench) -> list[str]:
    model = bench.window.history.model
    return [model.index(row, 0).data(ROW_ROLE).id for row in range(model.rowCount())]


def words(bench: Bench, name: str) -> str:
    return bench.window.findChild(QLabel, name).text()


def test_the_filter_finds_and_explains(filled: Bench) -> None:
    filled.type("history-filter", "verdict:failed")
    filled.until(lambda: shown(filled) == ["n000"])
    filled.type("history-filter", "took:>5q")
    filled.until(lambda: "took: cannot be >5q, at character 6" in words(filled, "history-mistake"))
    assert "took:>500ms" in words(filled, "history-mistake")
    assert "at character 6" in filled.window.history.filter.accessibleDescription()
    filled.picture("history-mistake")
    filled.type("history-filter", "adapter:alpha 449")
    filled.until(lambda: shown(filled) == ["n449"])
    assert words(filled, "history-mistake") == ""
    assert filled.window.history.filter.accessibleDescription() == ""
    assert words(filled, "history-count") == "1 of 450 runs"


def test_a_completion_is_taken_with_the_keyboard(filled: Bench) -> None:
    line = filled.find(QLineEdit, "history-filter")
    filled.type("history-filter", "verd")
    popup = filled.window.history.filter.popup
    filled.until(popup.isVisible)
    filled.qtbot.keyClick(popup, Qt.Key.Key_Down)
    filled.qtbot.keyClick(popup, Qt.Key.Key_Return)
    filled.until(lambda: line.text() == "verdict:")
    filled.until(popup.isVisible)
    offers = filled.window.history.filter.offers
    assert [offers.item(row).text() for row in range(3)] == ["verdict:meets", "verdict:findings", "verdict:failed"]
    popup.hide()


def test_completions_come_on_demand_and_down_goes_to_the_rows(filled: Bench) -> None:
    panel = filled.window.history
    line = filled.find(QLineEdit, "history-filter")
    filled.type("history-filter", "")
    assert not panel.filter.popup.isVisible()
    filled.qtbot.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    filled.until(panel.filter.popup.isVisible)
    assert panel.filter.offers.item(0).text().startswith("interface:")
    filled.picture("history-offers", panel.filter.popup)
    filled.qtbot.keyClick(panel.filter.popup, Qt.Key.Key_Escape)
    filled.until(lambda: not panel.filter.popup.isVisible())
    assert line.text() == ""
    line.setFocus()
    filled.qtbot.keyClick(line, Qt.Key.Key_Down)
    filled.until(panel.table.hasFocus)
    assert [row.id for row in panel.menu.rows()] == ["n449"]


def test_each_key_asks_once_and_what_is_typed_meanwhile_is_not_asked(filled: Bench) -> None:
    history, asked = filled.workplace.session.history, []
    first_page = history.first_page

    async def counted(wanted: HistoryFilter, *, limit: int = 200) -> object:
        asked.append(wanted.conditions)
        return await first_page(wanted, limit=limit)

    history.first_page = counted  # type: ignore[method-assign, assignment]
    filled.type("history-filter", "logId 3")
    fitting = [f"n{number:03}" for number in range(449, -1, -1) if "3" in f"{number:03}"]
    filled.until(lambda: shown(filled) == fitting)
    assert asked[-1] == (Words("logId"), Words("3"))
    assert len(asked) < len("logId 3")


def test_older_rows_come_when_they_are_wanted(filled: Bench) -> None:
    model = filled.window.history.model
    assert model.rowCount() == 200
    table = filled.window.history.table

    def scrolled_to(rows: int) -> bool:
        table.scrollToTop()
        table.scrollToBottom()
        return model.rowCount() >= rows

    filled.until(lambda: scrolled_to(400))
    filled.until(lambda: scrolled_to(450))
    assert shown(filled) == [f"n{number:03}" for number in range(449, -1, -1)]


def test_a_row_is_pinned_copied_and_deleted(filled: Bench) -> None:
    panel = filled.window.history
    panel.table.selectRow(5)
    panel.menu.pin.trigger()
    filled.until(lambda: shown(filled)[0] == "n444")
    assert panel.model.index(0, 0).data().startswith("★")
    panel.table.selectRow(0)
    panel.menu.copy.trigger()
    filled.until(lambda: '"n444"' in QGuiApplication.clipboard().text())
    assert json.loads(QGuiApplication.clipboard().text())["interface"] == "createCallLog"
    panel.menu.delete.trigger()
    filled.until(filled.dialogs)
    filled.click("history-delete-no")
    filled.until(lambda: not filled.dialogs())
    assert shown(filled)[0] == "n444"
    panel.menu.delete.trigger()
    filled.until(filled.dialogs)
    filled.click("history-delete-yes")
    filled.until(lambda: shown(filled)[0] == "n449")
    assert words(filled, "history-count") == "449 runs"


def test_the_model_keeps_qts_rules(filled: Bench, qtmodeltester: object) -> None:
    qtmodeltester.check(filled.window.history.filter.offers)  # type: ignore[attr-defined]
    qtmodeltester.check(filled.window.history.model)  # type: ignore[attr-defined]
