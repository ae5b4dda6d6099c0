"""Forgetting everything from the window: what there is is counted, and what is marked goes at once everywhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from workbench.gui.look.theme import Theme
from workbench.services.drafts import drafts_path
from workbench.services.settings import load_settings, settings_path


@pytest.fixture
def worked(bench: Bench) -> Bench:
    """A window in which something was done on Harbor CRM."""
    bench.workplace.try_harbor("harbor-python")
    bench.until(lambda: bench.finished and bench.finished[-1].interface == "createCallLog")
    bench.until(lambda: bench.workplace.firing is None)
    return bench


def counted(bench: Bench, part: str) -> str:
    return bench.text(f"forget-count:{part}")


def opened(bench: Bench) -> None:
    bench.press_action("forget")
    bench.until(lambda: bench.sees(QLabel, "forget-words") and "in all" in bench.text("forget-words"))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everything_is_forgotten(worked: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    opened(worked)
    runs = len(worked.finished)
    assert counted(worked, "history").startswith(f"{runs} runs, ")
    assert "kB" in counted(worked, "history")
    assert counted(worked, "adapters").startswith("0 folders, 1 recent adapter")
    worked.picture(f"forget-{theme}", worked.dialogs()[0])
    worked.click("forget-now")
    worked.until(lambda: not worked.dialogs())
    worked.until(lambda: worked.window.history.model.rowCount() == 0)
    assert worked.run(worked.workplace.session.history.count()) == 0
    assert load_settings(settings_path()).recent == ()
    assert worked.workplace.adapter is not None
    assert worked.problems == []


def test_what_is_not_marked_stays(worked: Bench) -> None:
    opened(worked)
    for part in ("history", "inputs", "adapters"):
        box = worked.find(QCheckBox, f"forget:{part}")
        box.setFocus()
        worked.qtbot.keyClick(box, Qt.Key.Key_Space)
        assert not box.isChecked()
    worked.click("forget-now")
    worked.until(lambda: not worked.dialogs())
    assert worked.workplace.adapter is not None
    assert worked.workplace.adapter.is_sample
    assert len(load_settings(settings_path()).recent) == 1
    assert worked.run(worked.workplace.session.history.count()) == len(worked.finished)


def test_nothing_goes_without_the_button(worked: Bench) -> None:
    opened(worked)
    for part in ("history", "connections", "inputs", "adapters"):
        worked.find(QCheckBox, f"forget:{part}").setChecked(False)
    assert not worked.find(QPushButton, "forget-now").isEnabled()
    worked.qtbot.keyClick(worked.dialogs()[0], Qt.Key.Key_Escape)
    worked.until(lambda: not worked.dialogs())
    assert worked.run(worked.workplace.session.history.count()) == len(worked.finished)


def test_what_cannot_be_forgotten_is_said_in_its_place(worked: Bench) -> None:
    opened(worked)
    with closing(sqlite3.connect(drafts_path())) as database:
        database.execute("PRAGMA user_version = 99")
    worked.click("forget-now")
    worked.until(lambda: worked.sees(QLabel, "forget-trouble"))
    assert "newer workbench" in worked.text("forget-trouble")
    assert not worked.find(QCheckBox, "forget:history").isChecked()
    assert worked.find(QCheckBox, "forget:adapters").isChecked()
    worked.click("forget-cancel")
