"""What an adapter may write into its host's channel: a call ends at once with a sentence, and no file is touched."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from builders_fake_host import FakeRuntime
from builders_runtimes import Events

from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.runtimes.channel import WireError
from workbench.runtimes.protocol import Call, RuntimeOptions
from workbench.runtimes.wire import read_exchange, read_value
from workbench.session.run import read_body


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[FakeRuntime, Events]]:
    events = Events()
    source = AdapterSource(AdapterKind.PYTHON, "entry", str(folder), "testing", "testing")
    runtime = FakeRuntime(
        source, RuntimeOptions(str(folder / "spool"), grace=0.2), events.emit, interfaces=["getAuthType"]
    )
    try:
        await runtime.start()
        yield runtime, events
    finally:
        await runtime.stop()


async def said(runtime: FakeRuntime, *texts: str, alone: bool = True) -> tuple[Outcome, float]:
    """The outcome of a call whose process writes these texts (and, unless `alone`, its own answer), and the seconds."""
    began = time.monotonic()
    outcome = await runtime.call(Call("1", "says", (list(texts), alone), timeout=20))
    return outcome, time.monotonic() - began


ANSWERS = {
    "error is a text": '{"jsonrpc": "2.0", "id": NUMBER, "error": "lost"}',
    "error data is a list": '{"jsonrpc": "2.0", "id": NUMBER, "error": {"message": "x", "data": [1]}}',
    "result is a text": '{"jsonrpc": "2.0", "id": NUMBER, "result": "lost"}',
    "result is a list": '{"jsonrpc": "2.0", "id": NUMBER, "result": []}',
    "neither": '{"jsonrpc": "2.0", "id": NUMBER}',
    "changes are a text": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"user_changes": "x"}}',
    "rows are numbers": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"row_changes": [1, 2]}}',
    "row values are a list": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"row_changes": [{"values": [1]}]}}',
    "mutated is an object": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"mutated": {"a": 1}}}',
    "unhandled holds texts": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"unhandled": ["x"]}}',
    "text is a list": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"text": []}}',
    "escaped without value": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"value": {"$workbench": "escaped"}}}',
    "thrown with a stack of lists": '{"id": NUMBER, "error": {"message": "x", "data": {"stack": {}}}}',
    "torn apart": '{"jsonrpc": "2.0", "id": NUMBER, DEBUG something "result": {}}',
    "glued to a log line": 'DEBUG something {"jsonrpc": "2.0", "id": NUMBER, "result": {}}',
    "an exchange before it": '{"jsonrpc": "2.0", "method": "exchange_finished", "params": {"request": "x"}}',
    "a date beyond all": '{"jsonrpc": "2.0", "method": "console", "params": {"text": "x", "at": 1e300}}',
    "params are a list": '{"jsonrpc": "2.0", "method": "console", "params": [1]}',
    "value_file is a number": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"value_file": 7}}',
    "value_file above": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"value_file": "../x"}}',
    "a nul in value_file": '{"jsonrpc": "2.0", "id": NUMBER, "result": {"value_file": "a\\u0000b"}}',
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
async def test_an_answer_that_no_host_writes_ends_the_call_at_once(tmp_path: Path, answer: str) -> None:
    async with running(tmp_path) as (runtime, _):
        outcome, took = await said(runtime, answer + "\n")

        assert outcome.kind is OutcomeKind.CRASHED
        assert outcome.sentence.startswith("The adapter's process ")
        assert outcome.sentence.endswith("The next call starts it again.")
        assert took < 5
        assert (await runtime.call(Call("2", "echo", (3,)))).value == [3]


STRAY = ("not json", "[]", "7", '{"id": [1], "result": {}}', '{"id": 4000, "result": {}}', '{"method": "x"}')


async def test_stray_lines_harm_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as (runtime, _):
        outcome, _ = await said(runtime, *(f"{line}\n" for line in STRAY), alone=False)

        assert outcome.kind is OutcomeKind.RETURNED


@pytest.mark.parametrize("how", ["elsewhere", "link", "hard link", "pipe", "folder", "below"])
async def test_no_file_but_of_its_own_folder_is_read_or_removed(tmp_path: Path, how: str) -> None:
    mine = tmp_path / "notes.json"
    mine.write_text('"of-great-worth"')
    async with running(tmp_path) as (runtime, _):
        (folder,) = (tmp_path / "spool").iterdir()
        file = folder / "value.json"
        if how == "elsewhere":
            file = mine
        elif how == "link":
            file.symlink_to(mine)
        elif how == "hard link":
            file.hardlink_to(mine)
        elif how == "pipe":
            os.mkfifo(file)
        elif how == "folder":
            file.mkdir()
        else:
            file = folder / ".." / ".." / "notes.json"
        answer = {"jsonrpc": "2.0", "id": 0, "result": {"value_file": str(file)}}
        outcome, took = await said(runtime, json.dumps(answer).replace(" 0", " NUMBER", 1) + "\n")

        assert outcome.kind is OutcomeKind.CRASHED
        assert "value_file" in outcome.sentence
        assert took < 5
        assert mine.read_text() == '"of-great-worth"'


async def test_a_body_is_read_from_its_own_folder_alone(tmp_path: Path) -> None:
    mine = tmp_path / "notes.json"
    mine.write_text("of-great-worth")
    with pytest.raises(WireError):
        read_exchange({"id": "1", "request": {"body": {"size": 3, "file": str(mine)}}}, str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    link = tmp_path / "own" / "body"
    link.symlink_to(mine)
    exchange = read_exchange({"id": "1", "request": {"body": {"size": 3, "file": str(link)}}}, str(link.parent))
    assert read_body(exchange.request.body) == b""


async def test_a_process_that_closes_its_channel_is_told_as_that(tmp_path: Path) -> None:
    async with running(tmp_path) as (runtime, _):
        outcome = await runtime.call(Call("1", "closes", (), timeout=20))

        assert outcome.kind is OutcomeKind.CRASHED
        assert "closed its channel" in outcome.sentence


def test_a_value_without_end_is_refused() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(WireError):
        read_value(deep)


async def test_a_message_beyond_the_limit_ends_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.runtimes.channel.MESSAGE_LIMIT", 1024 * 1024)
    async with running(tmp_path) as (runtime, _):
        async with asyncio.timeout(20):
            outcome, _ = await said(runtime, '{"jsonrpc": "' + "x" * 3_000_000)

        assert outcome.kind is OutcomeKind.CRASHED
        assert "1 MiB" in outcome.sentence
