"""Saving an adapter's file loads it again: what is on the screen stays, and a broken save loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtWidgets import QLineEdit, QPushButton

GOOD = """exports.getAuthType = () => 'apiKey';
exports.createContact = () => ({ contactInfo: { id: '%s', name: 'Dana' } });
"""


@pytest.fixture
def saved(bench: Bench, tmp_path: Path) -> Bench:
    (tmp_path / "index.js").write_text(GOOD % "first")
    bench.workplace.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("createContact")
    bench.type("field:newContactName", "Stays as typed")
    return bench


def contact_id(bench: Bench) -> str:
    return str(bench.fire().outcome.value["contactInfo"]["id"])


def test_a_save_is_answered_by_the_new_code_and_the_form_stays(saved: Bench, tmp_path: Path) -> None:
    assert contact_id(saved) == "first"
    with saved.qtbot.waitSignal(saved.workplace.adapter_changed, timeout=20_000):
        (tmp_path / "index.js").write_text(GOOD % "second")
    assert contact_id(saved) == "second"
    assert saved.find(QLineEdit, "field:newContactName").text() == "Stays as typed"


def test_a_broken_save_is_explained_and_the_last_good_one_answers(saved: Bench, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("exports.getAuthType = () => {\n")
    saved.until(lambda: saved.sees(QPushButton, "problem-close"))
    assert "index.js" in saved.text("problem-message") + saved.problems[-1].detail
    assert contact_id(saved) == "first"
