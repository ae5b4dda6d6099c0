"""What a session did is in the log, without the secrets that its adapters know."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from workbench.core.run.events import Event, RuntimeStopped
from workbench.services.history import History
from workbench.services.log import start_log
from workbench.session.recorder import Recorder
from workbench.session.session import Session


def ignored(_event: Event) -> None:
    """An emit that nobody listens to."""


async def test_opening_and_closing_are_written_and_secrets_stay_masked(workbench_home: Path) -> None:
    start_log()
    async with Session(emit=ignored, history=History(None)) as session:
        opened = await session.open("harbor-node")
        opened.adopt_secrets(frozenset({"pass-phrase-of-uma"}))
        await session.close_adapter(opened)
    logging.getLogger("workbench.session").warning("refused pass-phrase-of-uma")
    written = (workbench_home / "log" / "workbench.log").read_text(encoding="utf-8")
    assert "harbor-node is open" in written
    assert "harbor-node is closed" in written
    assert "refused" in written
    assert "pass-phrase-of-uma" not in written


def test_a_process_that_ended_by_itself_is_trouble(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder(ignored)
    recorder(RuntimeStopped("acme", "It was killed by SIGSEGV.", expected=False))
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.WARNING, "acme stopped: It was killed by SIGSEGV.")
