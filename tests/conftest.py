"""Before the tests everything from a registry is fetched, and what the machine lacks is said; each has its own home."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from npm_fixture import npm_project

from workbench.core.values.json_text import well_formed
from workbench.session.doctor import window_trouble

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test may touch the keychain of whoever runs it; those that want one bring it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# The tests start the program a thousand times: once compiled, it starts in half the time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Each run tries the same inputs, so that it tells of the code and not of chance; others come with
# `--hypothesis-profile=default`.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.load_profile("same")

TESTS = Path(__file__).parent
MOST_WORKERS = 8
_HANGUP = getattr(signal, "SIGHUP", None)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A whole run goes on all cores, and one more since tests wait much; chosen tests run in this process alone.

    `-n` on the command line has it otherwise.
    """
    option = config.option
    is_chosen = config.args_source is pytest.Config.ArgsSource.ARGS or option.keyword or option.markexpr
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if is_chosen or is_worker or option.usepdb or not config.pluginmanager.has_plugin("xdist"):
        return
    if option.numprocesses is None:
        option.numprocesses = min(MOST_WORKERS, (os.cpu_count() or 1) + 1)
    if option.dist == "no":
        option.dist = "worksteal"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long runs of the readers are left out unless they are asked for."""
    if "fuzz" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("fuzz")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_sessionstart() -> None:
    """Bring the npm packages that tests drive, and stop early where Qt cannot load."""
    trouble = window_trouble()
    if trouble is not None:
        pytest.exit(f"{trouble.found} {trouble.remedy}", returncode=3)
    # A shell that runs the tests in the background, or nohup, lets them and the programs they start ignore these.
    for number, action in ((signal.SIGINT, signal.default_int_handler), (_HANGUP, signal.SIG_DFL)):
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, action)
    for lock in sorted(TESTS.rglob("package-lock.json")):
        if "node_modules" not in lock.parts and "benchmarks" not in lock.parts:
            npm_project(lock.parent)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Any:
    """What a test printed may hold half characters, which no worker can send."""
    return _sendable((yield))


def _sendable(report: Any) -> Any:
    if isinstance(report, str):
        return well_formed(report)
    if isinstance(report, dict):
        return {_sendable(name): _sendable(value) for name, value in report.items()}
    if isinstance(report, list | tuple):
        return type(report)(map(_sendable, report))
    return report


@pytest.fixture(autouse=True)
def workbench_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh WORKBENCH_HOME."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    return home
