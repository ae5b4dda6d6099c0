"""The log holds what went wrong, without secrets, for its user alone; nothing of it goes to the terminal."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from workbench.core.redaction import Redactor
from workbench.services import log
from workbench.services.log import log_fault, start_log
from workbench.services.masking import mask_by


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "log" / "workbench.log"
    start_log(path)
    yield path
    for handler in [each for each in logging.getLogger().handlers if isinstance(each, log._PrivateFile)]:
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_a_fault_is_written_with_its_traceback_and_told_where(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("the store is gone")
    except ValueError as error:
        text, where = log_fault(error)
    written = file.read_text(encoding="utf-8")
    assert "ValueError: the store is gone" in written
    assert "test_a_fault_is_written" in written
    assert "ValueError: the store is gone" in text
    assert str(file) in where
    assert capfd.readouterr() == ("", "")


def test_known_secrets_and_credentials_are_masked(file: Path) -> None:
    class Owner:
        def redactors(self) -> Iterable[Redactor]:
            return (Redactor(["hunter-2-hunter"]),)

    owner = Owner()
    mask_by(owner)
    logging.getLogger("workbench.any").warning("refused hunter-2-hunter with Authorization: Bearer abcdefghijklmnop")
    written = file.read_text(encoding="utf-8")
    assert "refused" in written
    assert "hunter-2-hunter" not in written
    assert "abcdefghijklmnop" not in written


def test_what_an_adapter_said_cannot_pass_for_a_line_of_ours(file: Path) -> None:
    logging.getLogger("workbench.any").warning("said \x1b[31mred\n2026-01-01 00:00:00 INFO 1 workbench: all is well")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert "\x1b" not in lines[0]
    assert lines[1].startswith("    2026")


def test_warnings_of_libraries_go_there_too(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async def lose() -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "a task was lost"})

    asyncio.run(lose())
    assert "a task was lost" in file.read_text(encoding="utf-8")
    assert "a task was lost" not in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_only_its_user_reads_it_also_when_a_new_file_begins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_BYTES", 100)
    start_log(file)
    for number in range(3):
        logging.getLogger("workbench.any").warning("line %d %s", number, "x" * 60)
    assert {each.name for each in file.parent.iterdir()} == {"workbench.log", "workbench.log.1"}
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_in_its_place_is_not_waited_for(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)
    start_log(file)
    _, where = log_fault(ValueError("x"))
    assert where == ""


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_text("no folder")
    start_log(tmp_path / "log" / "workbench.log")
    _, where = log_fault(ValueError("x"))
    assert where == ""
    assert capfd.readouterr() == ("", "")
