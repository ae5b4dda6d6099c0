"""A form is never dead: what is chosen is shown, whatever was open before, and Fire answers, if only with why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

CONTROL = Qt.KeyboardModifier.ControlModifier
ADAPTER = """
import time

def getAuthType():
    return "apiKey"

def getBasicAuth(apiKey="", **_):
    return apiKey

def findContact(phoneNumber=None, **_):
    time.sleep(0.5 if phoneNumber == "+12025550144" else 0)
    return {"successful": True, "matchedContactInfo": []}
"""


@pytest.fixture
def place(bench: Bench, tmp_path: Path) -> str:
    (tmp_path / "adapter.py").write_text(ADAPTER)
    bench.workplace.preferences.trust(str(tmp_path))
    return str(tmp_path / "adapter.py")


def fields(bench: Bench) -> list[QLineEdit]:
    return [each for each in bench.window.form.tabs.currentWidget().findChildren(QLineEdit) if each.isVisible()]


def close(bench: Bench) -> None:
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)


@pytest.mark.parametrize("chosen", ["createCallLog", "findContact", "getCallLog"])
def test_an_adapter_that_is_opened_after_another_has_its_form(bench: Bench, chosen: str) -> None:
    bench.open("harbor-python")
    bench.select(chosen)
    for name in ("harbor-proxy", "harbor-python"):
        close(bench)
        bench.open(name)
        assert bench.window.form.interface == bench.window.interfaces.chosen == chosen
        assert fields(bench)
        assert bench.text("interface-title") == chosen


def test_one_that_the_next_adapter_has_not_gives_way(bench: Bench, place: str) -> None:
    bench.open("harbor-python")
    bench.select("getUserList")
    close(bench)
    bench.open(place)
    assert bench.window.form.interface == bench.window.interfaces.chosen == "createCallLog"
    bench.press_action("fire")
    assert "does not export createCallLog" in bench.window.problem.message.text()


def test_a_filter_that_hides_the_chosen_one_leaves_its_form(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("findContact")
    bench.type("interface-filter", "appointment")
    assert bench.window.form.interface == "findContact"
    assert fields(bench)
    close(bench)
    bench.open("harbor-python")
    assert bench.window.form.interface == bench.window.interfaces.chosen
    assert fields(bench)


def test_fire_says_why_it_cannot(bench: Bench, place: str) -> None:
    bench.open(place)
    bench.select("findContact")
    bench.press(Qt.Key.Key_Return, CONTROL)
    bench.until(lambda: bench.workplace.firing is not None)
    bench.press(Qt.Key.Key_Return, CONTROL)
    assert "findContact is still running" in bench.window.problem.message.text()
    bench.until(lambda: bench.workplace.firing is None)
    bench.select("unAuthorize")
    bench.click("fire")
    assert "does not export unAuthorize" in bench.window.problem.message.text()
    assert bench.find(QPushButton, "fire").isEnabled()
