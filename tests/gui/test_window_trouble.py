"""What goes wrong stays calm: hanging, crashing, throwing and broken adapters, refused trust, missing files."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QPlainTextEdit, QPushButton, QTreeView

from workbench.core.run.invocation import OutcomeKind, Verdict
from workbench.core.run.readiness import InterfaceState
from workbench.runtimes.child import CONSOLE_LIMIT

ADAPTER = """
import os
import time


def get_auth_type():
    return "apiKey"


def get_log_format_type():
    return "text/plain"


def find_contact(**_arguments):
    print("looking for ever")
    while True:
        time.sleep(0.01)


def create_contact(**_arguments):
    os._exit(1)


def create_call_log(**_arguments):
    raise KeyError("deal")


def get_call_log(**_arguments):
    return None


def create_message_log(**_arguments):
    for number in range(30_000):
        print("line", number)
    return {"logId": "M-1"}


def update_message_log(**_arguments):
    for stream in (1, 2):
        os.write(stream, bytes(range(256)) * 200)
    return {}


def find_contact_with_name(**_arguments):
    contact = {"id": "C-1", "name": "Dana " + "x" * 50_000_000, "phone": "", "type": "contact", "additionalInfo": None}
    return {"successful": True, "matchedContactInfo": [contact]}
"""


@pytest.fixture
def ugly(bench: Bench, tmp_path: Path) -> Bench:
    """An adapter of the user's own that misbehaves, trusted and open."""
    (tmp_path / "adapter.py").write_text(ADAPTER)
    bench.workplace.open(str(tmp_path / "adapter.py"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    return bench


def test_a_hanging_call_is_cancelled_by_escape_and_the_next_one_works(ugly: Bench) -> None:
    ugly.select("findContact")
    ugly.click("fire")
    ugly.until(lambda: ugly.workplace.firing is not None)
    ugly.tab("result-tabs", "Console")
    ugly.until(lambda: "looking for ever" in ugly.find(QPlainTextEdit, "console").toPlainText())
    assert ugly.workplace.state("findContact") is InterfaceState.RUNNING
    assert ugly.text("elapsed").endswith(" s")
    ugly.picture("running-dark")
    ugly.press(Qt.Key.Key_Escape)
    ugly.until(lambda: ugly.workplace.firing is None)
    assert ugly.finished[-1].outcome.kind is OutcomeKind.CANCELLED
    assert ugly.text("verdict-words") == "Cancelled"
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS


def test_a_call_that_takes_too_long_times_out(ugly: Bench) -> None:
    ugly.select("findContact")
    timeout = ugly.find(QDoubleSpinBox, "timeout")
    timeout.setFocus()
    timeout.selectAll()
    ugly.qtbot.keyClicks(timeout, "0.3")
    invocation = ugly.fire()
    assert invocation.outcome.kind is OutcomeKind.TIMED_OUT
    assert ugly.text("verdict-words") == "Timed out"


def test_a_crash_is_survived(ugly: Bench) -> None:
    ugly.select("createContact")
    ugly.type("field:newContactName", "Kept through the crash")
    assert ugly.fire().outcome.kind is OutcomeKind.CRASHED
    assert ugly.text("verdict-words") == "The adapter's process ended"
    assert ugly.find(QLineEdit, "field:newContactName").text() == "Kept through the crash"
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS
    ugly.until(lambda: ugly.window.history.model.rowCount() == 2)


def test_a_flood_of_output_is_cut_off_and_that_is_said(ugly: Bench) -> None:
    ugly.select("createMessageLog")
    invocation = ugly.fire()
    assert invocation.outcome.kind is OutcomeKind.RETURNED
    assert len(invocation.console) == CONSOLE_LIMIT + 1
    ugly.tab("result-tabs", "Console")
    console = ugly.find(QPlainTextEdit, "console")
    ugly.until(lambda: console.toPlainText().endswith("10,000 lines were printed; what follows is left out."))
    assert "line 9999" in console.toPlainText()
    assert console.blockCount() <= 5000
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS


def test_garbage_on_its_output_harms_nothing(ugly: Bench) -> None:
    ugly.select("updateMessageLog")
    assert ugly.fire().outcome.kind is OutcomeKind.RETURNED
    ugly.tab("result-tabs", "Console")
    assert "abcdefghijklmnopqrstuvwxyz" in ugly.find(QPlainTextEdit, "console").toPlainText()
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS


def test_an_answer_of_50_megabytes_is_shown(ugly: Bench) -> None:
    ugly.select("findContactWithName")
    invocation = ugly.fire()
    assert len(invocation.outcome.value["matchedContactInfo"][0]["name"]) > 50_000_000
    tree = ugly.find(QTreeView, "result-tree")
    assert tree.model().rowCount() == 2
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS


def test_an_error_is_shown_with_its_stack(ugly: Bench) -> None:
    ugly.select("createCallLog")
    ugly.fire()
    assert ugly.text("verdict-words") == "Threw an error"
    text = ugly.find(QPlainTextEdit, "result-error").toPlainText()
    assert "KeyError" in text
    assert "create_call_log" in text
    ugly.picture("threw-dark")


def test_a_finding_is_explained(ugly: Bench) -> None:
    ugly.select("getCallLog")
    invocation = ugly.fire()
    assert invocation.verdict is not Verdict.MEETS
    ugly.tab("result-tabs", "Findings")
    words = ugly.words(ugly.window.result.findings)
    assert invocation.findings[0].message in words
    assert "App Connect: " in words
    assert "To mend it: " in words
    ugly.picture("findings-dark")


def test_an_adapter_is_not_run_without_trust_and_asked_about_once(bench: Bench, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (tmp_path / "adapter.py").write_text(f"open({str(ran)!r}, 'w').close()\n{ADAPTER}")
    for answer in ("trust-no", "trust-yes"):
        bench.workplace.open(str(tmp_path / "adapter.py"))
        bench.until(lambda: bench.sees(QPushButton, "trust-no"))
        assert not ran.exists()
        bench.picture("trust-dark", bench.dialogs()[0])
        bench.click(answer)
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open(str(tmp_path / "adapter.py"))
    assert not bench.sees(QPushButton, "trust-no")


def test_a_file_that_is_not_there_is_said_in_a_sentence(bench: Bench, tmp_path: Path) -> None:
    bench.workplace.open(str(tmp_path / "nothing.js"))
    bench.until(lambda: bench.sees(QPushButton, "problem-close"))
    assert "nothing.js" in bench.text("problem-message")
    bench.click("problem-close")
    assert not bench.sees(QPushButton, "problem-close")


def test_a_syntax_error_leaves_the_window_as_it_was(ugly: Bench, tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text("def broken(:\n")
    ugly.press_action("reload")
    ugly.until(lambda: ugly.sees(QPushButton, "problem-close"))
    ugly.picture("problem-dark")
    assert "line 1" in ugly.text("problem-message")
    (tmp_path / "adapter.py").write_text(ADAPTER)
    ugly.press_action("reload")
    ugly.until(lambda: not ugly.sees(QPushButton, "problem-close"))
    ugly.select("getLogFormatType")
    assert ugly.fire().verdict is Verdict.MEETS
