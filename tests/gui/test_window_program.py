"""The program itself: which words open the window, how it starts and ends, what it says where it cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.__main__ import shows_window_after, wants_window
from workbench.services.settings import load_settings


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ([], True),
        (["harbor-node"], True),
        (["demo"], False),
        (["--version"], False),
        (["fire", "harbor-node"], False),
        (["no-such-thing"], False),
    ],
)
def test_which_words_open_the_window(words: list[str], window: bool) -> None:
    assert wants_window(words) is window


def test_a_path_opens_the_window(tmp_path: Path) -> None:
    assert wants_window([str(tmp_path)])


def test_the_demonstration_goes_on_in_the_window_only_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shows_window_after(["demo"])
    assert not shows_window_after(["demo", "--headless"])
    assert not shows_window_after(["demo", "--json"])
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert shows_window_after(["demo"]) == (sys.platform != "linux")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_it_says_so_and_ends() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    environment.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "workbench"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("There is no screen here")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_it_opens_an_adapter_and_ends_cleanly_on_ctrl_c(workbench_home: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "workbench", "harbor-python"],
        stderr=subprocess.PIPE,
        text=True,
    )
    settings = workbench_home / "data" / "settings.toml"
    while not (settings.exists() and load_settings(settings).recent):
        assert child.poll() is None, child.stderr.read() if child.stderr else ""
        os.sched_yield()
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 0, errors
    assert [line for line in errors.splitlines() if "does not support" not in line] == []
    assert load_settings(settings).recent[0].place == "harbor-python"
