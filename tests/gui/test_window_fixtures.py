"""The fixtures of window tests do fail a test that leaves something behind, or at which Qt warns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

HERE = Path(__file__).parent

CONFTEST = f"""
import importlib.util
import sys
from pathlib import Path

sys.path[:0] = [{str(HERE.parent)!r}]

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

home = load("conftest_of_tests", {str(HERE.parent / "conftest.py")!r})
window = load("conftest_of_window", {str(HERE / "conftest.py")!r})
window._HERE = Path(__file__).parent
workbench_home = home.workbench_home
globals().update({{name: each for name, each in vars(window).items() if not name.startswith("_")}})
"""

LEAKS = """
import asyncio
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget

kept = []

@pytest.fixture(autouse=True)
def tidy():
    # Set up before the window and torn down after it, so that one leak is not the next test's.
    yield
    while kept:
        kept.pop()()

def test_clean(bench):
    assert bench.window.isVisible()

def test_widget(bench):
    widget = QWidget()
    kept.append(widget.deleteLater)

def test_task(bench):
    task = asyncio.get_event_loop().create_task(asyncio.sleep(60))
    kept.append(task.cancel)

def test_thread(bench):
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, daemon=True)
    thread.start()
    kept.append(stop.set)

def test_child(bench):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    kept.append(child.communicate)

def test_warning(bench):
    qWarning("something of Qt is not right")

def test_error_in_a_slot(bench):
    def slot():
        raise RuntimeError("nobody catches this")
    bench.workplace.states_changed.connect(slot)
    bench.workplace.states_changed.emit()

def test_clean_again(bench):
    assert bench.window.isVisible()
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name of each test in LEAKS, and what became of it."""
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_leaks.py").write_text(LEAKS)
    report = folder / "report.xml"
    settings = HERE.parent.parent / "pyproject.toml"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", str(settings), f"--rootdir={folder}"),
            *(f"--junitxml={report}", str(folder / "test_leaks.py")),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    found = {}
    for case in ET.parse(report).iter("testcase"):
        problems = [each.text or "" for each in case if each.tag in ("failure", "error")]
        name = str(case.get("name"))
        found[name] = found.get(name, "") + "\n".join(problems)
    return found


@pytest.mark.parametrize(
    ("leak", "said"),
    [
        ("test_widget", "QWidget"),
        ("test_task", "sleep"),
        ("test_thread", "Thread"),
        ("test_child", "_children"),
        ("test_warning", "something of Qt is not right"),
        ("test_error_in_a_slot", "nobody catches this"),
    ],
)
def test_a_leak_fails_its_test_and_is_named(outcomes: dict[str, str], leak: str, said: str) -> None:
    assert said in outcomes[leak]


@pytest.mark.parametrize("name", ["test_clean", "test_clean_again"])
def test_a_clean_test_passes_even_after_leaks(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == ""
