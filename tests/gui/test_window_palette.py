"""The command palette: what it offers, what comes first, and what it says when nothing fits."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from workbench.gui.palette import ENTRY_ROLE, Entry, ranked
from workbench.services.harbor.server import API_KEY
from workbench.services.resources import contract, sample_adapters

TITLES = [*(each.name for each in contract()), "Fire", "Connect", "Close the adapter", "Go to the CRM traffic"]


def best(typed: str) -> str:
    """The title that comes first."""
    return ranked(typed, [Entry(title, "", print) for title in TITLES])[0].title


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ccl", "createCallLog"),
        ("cml", "createMessageLog"),
        ("umslog", "updateMessageLog"),
        ("fc", "findContact"),
        ("fcwn", "findContactWithName"),
        ("con", "Connect"),
        ("clo", "Close the adapter"),
        ("traffic", "Go to the CRM traffic"),
        ("getcall", "getCallLog"),
        ("un", "unAuthorize"),
    ],
)
def test_a_few_letters_find_what_was_meant(typed: str, first: str) -> None:
    assert best(typed) == first


def test_the_title_goes_before_other_words() -> None:
    by_title, by_words = Entry("Fire", "Action", print), Entry("Stop", "Action", print, also="fire")
    assert ranked("fire", [by_words, by_title]) == [by_title, by_words]
    assert ranked("nothing", [by_title, by_words]) == []
    assert ranked("", [by_title, by_words], ["Stop"]) == [by_words, by_title]


def offered(bench: Bench) -> dict[str, Entry]:
    """What the palette lists, by title, in its order."""
    shown = bench.find(QListWidget, "palette-list")
    entries = [shown.item(row).data(ENTRY_ROLE) for row in range(shown.count())]
    return {each.title: each for each in entries}


def test_everything_is_offered_and_what_was_chosen_comes_first(bench: Bench) -> None:
    bench.press_action("palette")
    assert {f"Open {name}" for name in sample_adapters()} <= set(offered(bench))
    assert "createCallLog" not in offered(bench)
    bench.dialogs()[0].close()
    bench.open("harbor-node")
    bench.connect_by_key(API_KEY)
    bench.press_action("palette")
    listed = offered(bench)
    assert {each.name for each in contract()} <= set(listed)
    assert {f"Open {name}" for name in sample_adapters()} <= set(listed)
    assert listed["Fire"].shortcut == "Ctrl+Enter"
    bench.type("palette-line", "ccl")
    line = bench.find(QListWidget, "palette-list").window().line
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bench.text("interface-title") == "createCallLog"
    bench.until(lambda: not bench.dialogs())
    bench.press_action("palette")
    assert next(iter(offered(bench))) == "createCallLog"
    bench.type("palette-line", "call_log")
    assert "createCallLog" in offered(bench)
    bench.type("palette-line", "zzzz")
    assert bench.text("palette-nothing") == "Nothing fits “zzzz”. Fewer letters find more."
    bench.dialogs()[0].close()
