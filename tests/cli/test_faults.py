"""A fault of the workbench itself is told with where it is written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli.main import FAULT, run
from workbench.core.errors import UsageError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine() -> None:
        raise RuntimeError("no look at this machine")

    monkeypatch.setattr("workbench.cli.commands.doctor.examine", examine)


@pytest.mark.usefixtures("failing")
def test_a_fault_is_in_the_log_and_the_log_is_named(workbench_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == FAULT
    file = workbench_home / "log" / "workbench.log"
    error = capsys.readouterr().err
    assert "RuntimeError: no look at this machine" in error
    assert str(file) in error
    written = file.read_text(encoding="utf-8")
    assert "doctor" in written.splitlines()[0]
    assert "in examine" in written


@pytest.mark.usefixtures("failing")
def test_a_fault_for_programs_names_the_log_too(workbench_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == FAULT
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["code"] == "fault"
    assert str(workbench_home / "log") in document["error"]["hint"]


def test_words_that_were_typed_are_not_in_the_log(workbench_home: Path) -> None:
    assert run(["fire", "nowhere-at-all", "findContact", "--field", "apiKey=hunter2hunter2"]) == UsageError.exit_code
    written = (workbench_home / "log" / "workbench.log").read_text(encoding="utf-8")
    assert "hunter2" not in written
    assert "There is no file or folder" in written
