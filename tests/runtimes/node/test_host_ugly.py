"""Whatever an adapter does, there is an outcome, a sentence, and a next call that works."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_node import BAD_ADAPTERS, OpenNode, open_node, write_files

from workbench.core.errors import AdapterLoadError
from workbench.core.run.events import RuntimeStopped
from workbench.core.run.invocation import OutcomeKind
from workbench.runtimes.protocol import Call

UGLY = BAD_ADAPTERS / "node"


@pytest.fixture
async def ugly(tmp_path: Path) -> AsyncIterator[OpenNode]:
    small_heap = (("NODE_OPTIONS", "--max-old-space-size=200"),)
    async with open_node(UGLY, tmp_path / "spool", grace=0.2, environment=small_heap) as node:
        yield node
        assert (await node.call("getAuthType")).value == "apiKey"
        assert not [file for file in (tmp_path / "spool").rglob("*") if file.is_file()]


CRASHES = {
    "findContact": ("exit", "exited with code 1"),
    "updateMessageLog": ("signal", "killed"),
    "createMessageLog": ("out-of-memory", "ran out of memory"),
}


@pytest.mark.parametrize("interface", CRASHES)
async def test_the_end_of_the_process_is_a_crash(interface: str, ugly: OpenNode) -> None:
    word, clause = CRASHES[interface]
    outcome = await ugly.call(interface)
    assert outcome.kind is OutcomeKind.CRASHED
    assert outcome.error is not None
    assert outcome.error.name == word
    assert clause in outcome.sentence
    assert [event.expected for event in ugly.events if isinstance(event, RuntimeStopped)] == [False]


@pytest.mark.parametrize("interface", ["createContact", "createCallLog", "unAuthorize"])
async def test_what_never_ends_times_out(interface: str, ugly: OpenNode) -> None:
    outcome = await ugly.call(interface, timeout=0.3)
    assert outcome.kind is OutcomeKind.TIMED_OUT
    assert "0.3 seconds" in outcome.sentence


async def test_what_never_ends_can_be_cancelled(ugly: OpenNode) -> None:
    call = asyncio.create_task(ugly.runtime.call(Call("loop", "createContact", ({},), None, 60)))
    await asyncio.sleep(0)
    await ugly.runtime.cancel("loop")
    assert (await call).kind is OutcomeKind.CANCELLED


async def test_a_child_killed_from_outside(ugly: OpenNode) -> None:
    call = asyncio.create_task(ugly.call("createCallLog"))
    await asyncio.sleep(0)
    os.kill(ugly.runtime.pid, signal.SIGKILL)
    assert (await call).kind is OutcomeKind.CRASHED


async def test_fifty_megabytes_come_back(ugly: OpenNode) -> None:
    outcome = await ugly.call("updateCallLog")
    assert outcome.kind is OutcomeKind.RETURNED
    assert len(outcome.value["contacts"]) == 50 * 1024 * 1024


async def test_garbage_on_stdout_harms_nothing(ugly: OpenNode) -> None:
    outcome = await ugly.call("getCallLog")
    assert outcome.value == "after garbage"
    printed = ugly.printed()
    assert any(stream == "stdout" and "garbage" in text for stream, text in printed)
    assert ("stderr", "not a line end") in printed


async def test_an_exception_in_a_timer_is_survived(ugly: OpenNode) -> None:
    outcome = await ugly.call("getOauthInfo")
    assert outcome.value == "survived"
    assert [error.message for error in outcome.unhandled] == ["nobody catches this"]


async def test_a_load_that_never_ends(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"index.js": "exports.getAuthType = () => 'apiKey'; for (;;);"})
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder, tmp_path / "spool", load_timeout=0.5):
            pass
    assert caught.value.code == "load-timeout"


async def test_get_auth_type_that_never_ends_is_a_note(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"index.js": "exports.getAuthType = () => { for (;;); };"})
    async with open_node(folder, tmp_path / "spool", load_timeout=0.5) as node:
        assert node.description.auth_type == ""
        assert any("getAuthType" in note for note in node.description.notes)


async def test_reload_sees_the_changed_file(tmp_path: Path) -> None:
    text = "exports.getAuthType = () => 'apiKey'; exports.findContact = () => 1;"
    folder = write_files(tmp_path / "project", {"index.ts": text})
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == 1
        write_files(folder, {"index.ts": text.replace("=> 1", "=> 2")})
        await node.runtime.start()
        assert (await node.call("findContact")).value == 2
