"""Before the tests everything from a registry is fetched, and what the machine lacks is said; each has its own home."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from npm_fixture import npm_project

from workbench.session.doctor import window_trouble

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test may touch the keychain of whoever runs it; those that want one bring it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

TESTS = Path(__file__).parent


def pytest_sessionstart() -> None:
    """Bring the npm packages that tests drive, and stop early where Qt cannot load."""
    trouble = window_trouble()
    if trouble is not None:
        pytest.exit(f"{trouble.found} {trouble.remedy}", returncode=3)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell that runs the tests in the background lets them, and the programs they start, ignore Ctrl+C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for lock in sorted(TESTS.rglob("package-lock.json")):
        if "node_modules" not in lock.parts and "benchmarks" not in lock.parts:
            npm_project(lock.parent)


@pytest.fixture(autouse=True)
def workbench_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh WORKBENCH_HOME."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    return home
