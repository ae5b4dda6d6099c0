"""The child-process runtime with a host of a few lines: channel, order, restart, stop."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from builders_fake_host import FakeRuntime
from builders_runtimes import Events

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.events import RuntimeStopped
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import UNDEFINED, Special
from workbench.runtimes.channel import ChannelClosedError, RemoteError, open_endpoint, read_json
from workbench.runtimes.environment import read_dotenv
from workbench.runtimes.process import describe_end
from workbench.runtimes.protocol import Call, RuntimeOptions

Make = Callable[..., AbstractAsyncContextManager[tuple[FakeRuntime, Events]]]


@pytest.fixture(params=["fd", "tcp"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    @asynccontextmanager
    async def started() -> AsyncIterator[tuple[FakeRuntime, Events]]:
        events = Events()
        source = AdapterSource(AdapterKind.PYTHON, "entry", str(tmp_path), "testing", "testing")
        options = RuntimeOptions(str(tmp_path), grace=0.2, load_timeout=10)
        runtime = FakeRuntime(source, options, events.emit, interfaces=["getAuthType"], transport=request.param)
        try:
            yield runtime, events
        finally:
            await runtime.stop()
            await runtime.stop()
        assert len(asyncio.all_tasks()) == 1

    return started


async def test_start_describes_the_adapter(make: Make) -> None:
    async with make() as (runtime, _):
        description = await runtime.start()

        assert description.exports == ("getAuthType",)
        assert description.other_exports == ("x",)
        assert description.runtime == "fake 1"
        assert description.notes[0] == "A note."
        assert [line.text for line in description.console] == ["loading"]


async def test_values_pass_both_ways(make: Make) -> None:
    sent = {"a": [1, None, UNDEFINED], "date": Special("date", "2026-01-01T00:00:00.000Z"), "$workbench": 1}
    async with make() as (runtime, _):
        await runtime.start()
        outcome = await runtime.call(Call("1", "echo", (sent,)))

        assert outcome.kind is OutcomeKind.RETURNED
        assert outcome.value == [sent]


async def test_everything_of_a_call_is_emitted_before_it_returns(make: Make) -> None:
    async with make() as (runtime, events):
        await runtime.start()
        await runtime.call(Call("1", "noise", ()))
        assert events.texts("1") == [f"line {number}" for number in range(50)]

        await runtime.call(Call("2", "exchange", ()))
        (started,) = events.started()
        (finished,) = events.exchanges("2")
        assert started.request.body.data == b"hi"
        assert started.started_at == 2.0005
        assert finished.response is not None
        assert (Path(finished.response.body.file).name, finished.response.body.data) == ("f", None)
        assert finished.timing.total == 1.5


async def test_long_messages_and_garbage_on_the_wire_are_survived(make: Make) -> None:
    async with make() as (runtime, _):
        await runtime.start()
        assert (await runtime.call(Call("1", "raw", ()))).kind is OutcomeKind.RETURNED
        assert len((await runtime.call(Call("2", "big", ()))).value) == 3_000_000


async def test_a_dead_child_is_started_again_once_for_all_who_call(make: Make) -> None:
    async with make() as (runtime, events):
        await runtime.start()
        first = runtime.pid
        outcome = await runtime.call(Call("1", "exit", ()))
        assert outcome.kind is OutcomeKind.CRASHED
        assert outcome.sentence == (
            "The adapter's process exited with code 9 while exit was running. The next call starts it again."
        )

        answers = await asyncio.gather(*(runtime.call(Call(str(number), "echo", ())) for number in range(5)))
        assert {answer.kind for answer in answers} == {OutcomeKind.RETURNED}
        assert runtime.pid not in (0, first)
        assert events.texts().count("loading") == 2


async def test_a_call_before_start_starts(make: Make) -> None:
    async with make() as (runtime, _):
        assert (await runtime.call(Call("1", "echo", ()))).kind is OutcomeKind.RETURNED


async def test_starting_again_reloads_and_cancels_what_ran(make: Make) -> None:
    async with make() as (runtime, events):
        await runtime.start()
        first = runtime.pid
        call = asyncio.create_task(runtime.call(Call("1", "slow", ())))
        await asyncio.sleep(0)
        await runtime.start()

        outcome = await call
        assert outcome.kind is OutcomeKind.CANCELLED
        assert runtime.pid != first
        (stopped,) = events.of(RuntimeStopped)
        assert stopped.expected is True


async def test_cancel_asks_first(make: Make) -> None:
    async with make() as (runtime, events):
        await runtime.start()
        call = asyncio.create_task(runtime.call(Call("1", "slow", ())))
        await asyncio.sleep(0)
        await runtime.cancel("1")

        assert (await call).kind is OutcomeKind.CANCELLED
        assert "asked" in events.texts("1")
        await runtime.cancel("unknown")


async def test_stop_ends_what_runs_and_leaves_no_process(make: Make) -> None:
    async with make() as (runtime, _):
        await runtime.start()
        pid = runtime.pid
        call = asyncio.create_task(runtime.call(Call("1", "slow", ())))
        await asyncio.sleep(0)
        await runtime.stop()

        assert (await call).kind is OutcomeKind.CANCELLED
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


async def test_an_interpreter_that_is_not_there_is_a_load_error(make: Make) -> None:
    async with make() as (runtime, _):
        runtime.command = ("/nowhere/python",)
        with pytest.raises(AdapterLoadError) as caught:
            await runtime.start()
        assert caught.value.code == "no-interpreter"


async def test_a_host_that_ends_before_it_connects_is_a_load_error(make: Make) -> None:
    async with make() as (runtime, _):
        runtime.command = (sys.executable, "-c", "import sys; print('broken', file=sys.stderr); sys.exit(3)")
        with pytest.raises(AdapterLoadError) as caught:
            await runtime.start()
        assert caught.value.code == "load-crashed"
        assert "code 3" in caught.value.message
        assert "broken" in caught.value.detail


async def test_a_stranger_without_the_token_is_turned_away() -> None:
    endpoint = await open_endpoint(lambda method, params: None, "tcp")
    port = int(endpoint.address.split(":")[1])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"wrong\n")
    await endpoint.channel.closed.wait()
    writer.close()
    await writer.wait_closed()
    with pytest.raises(ChannelClosedError):
        await endpoint.channel.request("ping", {})
    endpoint.close()


def test_lone_surrogates_of_javascript_are_kept() -> None:
    assert read_json(b'{"a": "\\ud800 \\ud83d\\ude00"}') == {"a": "\ud800 \U0001f600"}
    assert read_json(b"nonsense") is None
    assert issubclass(RemoteError, Exception)


@pytest.mark.parametrize(
    ("code", "lines", "word", "clause"),
    [
        (0, [], "exit", "exited with code 0"),
        (137, [], "exit", "exited with code 137"),
        (-9, [], "signal", "was killed (SIGKILL)"),
        (-15, [], "signal", "SIGTERM"),
        (
            -6,
            ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
            "out-of-memory",
            "memory",
        ),
        (1, ["MemoryError"], "out-of-memory", "ran out of memory"),
    ],
)
def test_an_end_is_told_in_words(code: int, lines: list[str], word: str, clause: str) -> None:
    name, sentence = describe_end(code, lines)
    assert name == word
    assert clause in sentence


def test_dotenv_is_read_as_python_dotenv_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME_OF_TESTS", "known")
    text = (
        "# comment\nA=1\nexport B = two words # note\nC='single # kept'\n"
        'D="line\\none ${A}"\nE="two\nlines"\nF=\nG=a#b\nH=${MISSING}${HOME_OF_TESTS}\nbroken line\n'
        'FOLDER="C:\\Users\\uma"\nALONE\nPATTERN="^\\d+$"\nQUOTED="a \\"b\\""\n'
    )
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    assert read_dotenv([str(tmp_path)]) == {
        "A": "1",
        "B": "two words",
        "C": "single # kept",
        "D": "line\none 1",
        "E": "two\nlines",
        "F": "",
        "G": "a#b",
        "H": "known",
        "FOLDER": "C:\\Users\\uma",
        "PATTERN": "^\\d+$",
        "QUOTED": 'a "b"',
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes("FIRST=für\r\nSECOND=2\r\n".encode(encoding))
    assert read_dotenv([str(tmp_path)]) == {"FIRST": "für", "SECOND": "2"}


def test_what_no_process_can_be_given_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"NAME=caf\xe9\nBAD=a\0b\n")
    assert read_dotenv([str(tmp_path)]) == {"NAME": "caf\ufffd"}
