"""Garbage in cycles goes from the window's loop; large values are not looked through."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.gui.idle_collector import IdleCollector


class Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[IdleCollector]:
    parent = QObject()
    made = IdleCollector(lambda: False, parent)
    made.start()
    yield made
    gc.unfreeze()
    gc.enable()
    gc.collect()
    parent.deleteLater()


def test_a_cycle_goes_though_pythons_own_collector_is_off(collector: IdleCollector, qtbot: QtBot) -> None:
    assert not gc.isenabled()
    gone = weakref.ref(Cycle())
    assert gone() is not None
    kept = [[number] for number in range(2000)]
    qtbot.waitUntil(lambda: gone() is None)
    assert len(kept) == 2000


def test_a_large_value_is_set_aside(collector: IdleCollector, qtbot: QtBot) -> None:
    before = gc.get_freeze_count()
    value = [[[number]] for number in range(60_000)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + 50_000)
    assert len(value) == 60_000
