"""Past runs in the window: fired again, put into the form, compared, deleted; by keyboard, on their own adapter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders_invocations import invocation
from builders_window import Bench
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox

from workbench.core.program.settings import HISTORY_ROWS
from workbench.core.run.document import invocation_document
from workbench.core.run.firing import Firing
from workbench.gui.history.keeper import EVERY
from workbench.gui.history.model import ROW_ROLE

ADAPTER = """
def getAuthType():
    return "apiKey"

def findContact(phoneNumber=None, **_):
    return {"successful": True, "matchedContactInfo": [{"id": "1", "name": f"Called {phoneNumber}", "type": "contact"}]}

def getUserInfo(apiKey=None, **_):
    return {"successful": False, "returnMessage": {"messageType": "warning", "message": f"{len(apiKey or '')} signs"}}
"""
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def mine(bench: Bench, tmp_path: Path) -> Bench:
    """An adapter of the test's own, open, with findContact chosen."""
    (tmp_path / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path / "adapter.py"))
    bench.select("findContact")
    return bench


def rows(bench: Bench) -> list[str]:
    model = bench.window.history.model
    return [model.index(row, 0).data(ROW_ROLE).id for row in range(model.rowCount())]


def fire(bench: Bench, number: str) -> str:
    """Fire findContact with a phone number of the test's; gives the run's id, when it is listed."""
    firing = Firing("findContact", request={"phoneNumber": number}, timeout=9.0)
    before = len(bench.finished)
    bench.workplace.fire(firing)
    bench.until(lambda: bench.workplace.firing is None and len(bench.finished) > before)
    bench.until(lambda: rows(bench)[:1] == [bench.finished[-1].id])
    return bench.finished[-1].id


def go_to(bench: Bench, invocation_id: str) -> None:
    """Go to a run with the keyboard, from the filter."""
    bench.press_action("go-history")
    bench.press(Qt.Key.Key_Down)
    table = bench.window.history.table
    bench.until(table.hasFocus)
    while (step := rows(bench).index(invocation_id) - table.currentIndex().row()) != 0:
        bench.press(Qt.Key.Key_Down if step > 0 else Qt.Key.Key_Up)
    assert table.currentIndex().data(ROW_ROLE).id == invocation_id


def number_sent(bench: Bench) -> object:
    return next(each.value for each in bench.finished[-1].arguments if each.name == "phoneNumber")


def test_a_run_is_fired_again_with_the_keys_of_fire(mine: Bench) -> None:
    first = fire(mine, "+12025550111")
    fire(mine, "+12025550122")
    go_to(mine, first)
    before = len(mine.finished)
    mine.press(Qt.Key.Key_Return, Ctrl)
    mine.until(lambda: len(mine.finished) > before and mine.workplace.firing is None)
    assert number_sent(mine) == "+12025550111"
    assert mine.problems == []
    mine.until(lambda: mine.window.result.invocation is mine.finished[-1])
    mine.until(lambda: mine.window.history.menu.rows()[0].id == mine.finished[-1].id)


def test_enter_shows_a_run_and_goes_to_its_result(mine: Bench) -> None:
    first = fire(mine, "+12025550111")
    fire(mine, "+12025550122")
    go_to(mine, first)
    mine.press(Qt.Key.Key_Return)
    mine.until(mine.window.result.tabs.hasFocus)
    assert mine.window.result.invocation is not None
    assert mine.window.result.invocation.id == first


def test_a_run_is_put_into_the_form_without_firing(mine: Bench) -> None:
    first = fire(mine, "+12025550111")
    mine.select("getUserInfo")
    go_to(mine, first)
    before = len(mine.finished)
    mine.press(Qt.Key.Key_O)
    mine.until(lambda: mine.window.form.interface == "findContact")
    again = mine.fire()
    assert len(mine.finished) == before + 1
    assert again.firing is not None
    assert again.firing.request == {"phoneNumber": "+12025550111"}
    assert again.firing.timeout == 9.0


def test_a_secret_of_the_request_is_said_to_be_the_connections_own(mine: Bench) -> None:
    before = len(mine.finished)
    mine.workplace.fire(Firing("getUserInfo", request={"apiKey": "typed-by-the-user", "hostname": "h"}))
    mine.until(lambda: len(mine.finished) > before and mine.workplace.firing is None)
    mine.until(lambda: rows(mine)[:1] == [mine.finished[-1].id])
    go_to(mine, mine.finished[-1].id)
    mine.press_action("history-fire")
    mine.until(lambda: len(mine.finished) > before + 1 and mine.workplace.firing is None)
    mine.until(lambda: "does not keep the secret in apiKey" in mine.words(mine.window.history))
    stored = mine.run(mine.workplace.session.history.document(mine.finished[-2].id))
    assert "typed-by-the-user" not in str(stored)


def past(bench: Bench, invocation_id: str, fired: Firing | None, adapter: str = "harbor-python") -> None:
    """A run of earlier, of another adapter."""
    made = invocation(
        id=invocation_id, interface="findContact", adapter=adapter, platform=adapter, firing=fired, started_at=1.0
    )
    bench.run(bench.workplace.session.history.add(invocation_document(made, None, wire=True), "1 found"))
    bench.workplace.keeper.changed.emit()
    bench.until(lambda: invocation_id in rows(bench))


def test_a_run_of_another_adapter_is_never_fired_at_this_one(mine: Bench) -> None:
    past(mine, "theirs", Firing("findContact", request={"phoneNumber": "+12025550133"}, place="harbor-python"))
    go_to(mine, "theirs")
    before = mine.workplace.adapter
    mine.press(Qt.Key.Key_Return, Ctrl)
    mine.until(mine.dialogs)
    question = mine.find(QMessageBox, "history-adapter-question")
    assert "This run is of harbor-python" in question.text()
    mine.click("history-adapter-no")
    mine.until(lambda: not mine.dialogs())
    assert mine.workplace.adapter is before
    assert mine.finished == []
    mine.press(Qt.Key.Key_Return, Ctrl)
    mine.until(mine.dialogs)
    mine.picture("history-other-adapter", mine.find(QMessageBox, "history-adapter-question"))
    mine.click("history-adapter-yes")
    mine.until(lambda: (mine.finished and mine.workplace.firing is None) or mine.problems)
    assert mine.problems == []
    assert mine.workplace.adapter is not None
    assert mine.workplace.adapter.name == "harbor-python"
    assert mine.finished[-1].adapter == "harbor-python"
    assert number_sent(mine) == "+12025550133"


def test_a_run_whose_adapter_cannot_be_found_says_what_to_do(mine: Bench) -> None:
    past(mine, "lost", Firing("findContact", request={}), adapter="gone")
    go_to(mine, "lost")
    mine.press(Qt.Key.Key_Return, Ctrl)
    mine.until(lambda: mine.problems)
    assert "gone, which is not open" in mine.problems[-1].message
    past(mine, "old", None)
    go_to(mine, "old")
    mine.press(Qt.Key.Key_O)
    mine.until(lambda: len(mine.problems) > 1)
    assert "holds no request" in mine.problems[-1].message


def test_two_runs_are_compared_and_one_with_the_newest(mine: Bench) -> None:
    first, second, third = (fire(mine, f"+1202555014{number}") for number in range(3))
    go_to(mine, second)
    mine.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [row.id for row in mine.window.history.menu.rows()] == [second, first]
    mine.press(Qt.Key.Key_C)
    compared(mine, second, first)
    mine.press(Qt.Key.Key_Up)
    go_to(mine, first)
    mine.press(Qt.Key.Key_C)
    compared(mine, third, first)


def compared(bench: Bench, after: str, before: str) -> None:
    result = bench.window.result

    def holds() -> bool:
        choice = result.findChild(QComboBox, "compare-with")
        is_shown = result.invocation is not None and result.invocation.id == after
        return is_shown and choice.currentData() == before and result.compare.model.rowCount() > 0

    bench.until(holds)
    assert result.tabs.currentWidget() is result.compare


def test_several_runs_are_deleted_at_once(mine: Bench) -> None:
    ids = [fire(mine, f"+1202555015{number}") for number in range(4)]
    go_to(mine, ids[2])
    mine.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    mine.press(Qt.Key.Key_Delete)
    mine.until(mine.dialogs)
    assert "these 2 runs" in mine.find(QMessageBox, "history-delete-question").text()
    mine.click("history-delete-yes")
    mine.until(lambda: rows(mine) == [ids[3], ids[0]])


def test_what_is_not_possible_says_why(mine: Bench) -> None:
    fire(mine, "+12025550161")
    fire(mine, "+12025550162")
    panel = mine.window.history
    panel.table.selectAll()
    mine.press_action("history-fire")
    assert "2 runs are selected" in mine.words(panel)
    panel.table.clearSelection()
    mine.press_action("history-delete")
    assert "Select a run" in mine.words(panel)


def test_a_new_run_leaves_what_is_selected_elsewhere(mine: Bench, loop: object) -> None:
    ids = [fire(mine, f"+1202555017{number}") for number in range(3)]
    table = mine.window.history.table
    table.selectRow(1)
    table.selectionModel().select(
        table.model().index(2, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    past(mine, "new", None)
    assert {row.id for row in mine.window.history.menu.rows()} == set(ids[:2])


def test_the_limit_holds_after_a_hundred_runs(mine: Bench) -> None:
    mine.workplace.preferences.choose(HISTORY_ROWS, 30)
    mine.run(_fired_often(mine, EVERY + 1))
    mine.until(lambda: len(rows(mine)) in (30, 31))
    mine.until(lambda: mine.run(mine.workplace.session.history.count()) in (30, 31))


async def _fired_often(bench: Bench, times: int) -> None:
    assert bench.workplace.adapter is not None
    for _ in range(times):
        await bench.workplace.adapter.fire(Firing("findContact", request={}))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_history_as_it_looks(mine: Bench, themed: object, theme: str) -> None:
    themed.choose(theme)  # type: ignore[attr-defined]
    for number in range(6):
        fire(mine, f"+1202555018{number}")
    table = mine.window.history.table
    go_to(mine, rows(mine)[1])
    mine.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    mine.press(Qt.Key.Key_P)
    mine.until(lambda: table.model().index(1, 0).data(ROW_ROLE).pinned)
    mine.picture(f"history-rows-{theme}")
    menu = opened_menu(mine, lambda: table.customContextMenuRequested.emit(table.rect().center()))
    mine.picture(f"history-menu-{theme}", menu)
    menu.close()


def opened_menu(bench: Bench, ask: Callable[[], object]) -> QApplication:
    ask()
    bench.until(bench.window.history.menu.isVisible)
    return bench.window.history.menu  # type: ignore[return-value]
