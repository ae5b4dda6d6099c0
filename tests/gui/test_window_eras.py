"""For whose server an adapter is called: shown in the bar with the reason, chosen in the adapter's menu, and kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders_node import write_files
from builders_window import Bench
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

ADAPTER = """exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = (given) => ({ clientId: 'c', given });
"""


@pytest.fixture
def early(bench: Bench, tmp_path: Path) -> Bench:
    """An adapter of June 2025 is open."""
    write_files(tmp_path, {"package.json": json.dumps({"name": "elm"}), "src/adapters/elm/index.js": ADAPTER})
    bench.workplace.open(str(tmp_path))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    return bench


def menu(bench: Bench) -> dict[str, bool]:
    """The choices of the adapter's menu by their titles, and whether each is checked; and the reason."""
    shown = bench.find(QToolButton, "adapter-button").menu()
    assert isinstance(shown, QMenu)
    return {action.text(): action.isChecked() for action in shown.actions() if action.text()}


def given(bench: Bench) -> list[str]:
    bench.select("getOauthInfo")
    return sorted(bench.fire().outcome.value["given"])


def test_the_bar_shows_the_era_and_why(early: Bench) -> None:
    button = early.find(QToolButton, "adapter-button")
    assert "of June 2025" in button.text()
    assert "It lies in src/adapters" in button.toolTip()
    assert any("It lies in src/adapters" in text for text in menu(early))
    assert menu(early)["Call as the server that its files tell of"]


def test_another_server_is_chosen_used_and_kept(early: Bench, tmp_path: Path) -> None:
    assert given(early) == ["hostname", "rcAccountId", "tokenUrl"]
    early.press_action("era-head")
    early.until(lambda: not menu(early)["Call as the server that its files tell of"])
    assert menu(early)["Call as App Connect of today (head)"]
    assert "of June 2025" not in early.find(QToolButton, "adapter-button").text()
    assert "proxyId" in given(early)
    early.workplace.close_adapter()
    early.until(lambda: early.workplace.adapter is None)
    early.open(str(tmp_path))
    assert any("You chose it." in text for text in menu(early))
    assert "proxyId" in given(early)
    early.press_action("era-seen")
    early.until(lambda: not menu(early)["Call as App Connect of today (head)"])
    assert given(early) == ["hostname", "rcAccountId", "tokenUrl"]
