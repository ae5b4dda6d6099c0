"""Panes are put away and brought back, and stay so from one day to the next."""

from __future__ import annotations

from builders_window import Bench
from PySide6.QtCore import Qt

from workbench.gui.settings.preferences import Preferences
from workbench.services.settings import settings_path

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def kept() -> str:
    return bytes(Preferences(settings_path()).layout("hidden").data()).decode()


def test_a_pane_is_put_away_by_its_keys_and_comes_back(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.press(Qt.Key.Key_B, CONTROL)
    assert not bench.window.interfaces.isVisible()
    bench.press(Qt.Key.Key_B, CONTROL)
    assert bench.window.interfaces.isVisible()


def test_going_to_a_pane_that_was_put_away_shows_it(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.press(Qt.Key.Key_B, CONTROL | SHIFT)
    assert not bench.window.history.isVisible()
    bench.press_action("go-history")
    assert bench.window.history.isVisible()
    assert bench.window.actions_by_id["show-history"].isChecked()


def test_the_window_remembers(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.press(Qt.Key.Key_B, CONTROL | SHIFT)
    bench.window.close()
    assert kept() == "history"
