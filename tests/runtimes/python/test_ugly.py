"""Adapters at their worst: each gives an outcome, a sentence, and a working next call."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from builders_runtimes import AUTH_TYPE, Opened, make_runtime, opened, write_source

from workbench.core.errors import AdapterLoadError
from workbench.core.run.events import RuntimeStopped, UnhandledError
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.values import Special


async def assert_next_call_works(adapter: Opened) -> None:
    outcome = await adapter.call("getAuthType")
    assert (outcome.kind, outcome.value) == (OutcomeKind.RETURNED, "apiKey"), outcome


CRASHES = {
    "os._exit": ("import os\n    os._exit(1)", "exit", "exited with code 1"),
    "sys.exit": ("import sys\n    sys.exit(3)", "exit", "exited with code 3"),
    "segmentation fault": ("import ctypes\n    ctypes.string_at(0)", "signal", "SIGSEGV"),
    "kill": ("import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)", "signal", "SIGKILL"),
    "closed descriptors": (
        "import os\n    os.closerange(3, 500)",
        "exit",
        "exited",
    ),
    "abort without memory": (
        "import os, sys\n    os.write(2, b'MemoryError\\n')\n    os.abort()",
        "out-of-memory",
        "ran out of memory",
    ),
}


@pytest.mark.parametrize("way", CRASHES)
@pytest.mark.parametrize("prefix", ["def", "async def"])
async def test_a_crash_is_an_outcome(tmp_path: Path, way: str, prefix: str) -> None:
    code, name, words = CRASHES[way]
    async with opened(tmp_path, f"{prefix} findContact():\n    {code}\n") as adapter:
        outcome = await adapter.call("findContact")

        assert outcome.kind is OutcomeKind.CRASHED, outcome
        assert outcome.error is not None
        assert outcome.error.name == name
        assert words in outcome.sentence
        assert "The next call starts it again." in outcome.sentence
        (stopped,) = adapter.events.of(RuntimeStopped)
        assert stopped.expected is False
        await assert_next_call_works(adapter)


async def test_what_was_printed_before_the_end_is_not_lost(tmp_path: Path) -> None:
    code = """
    import os

    def findContact():
        print("last words")
        os.write(2, b"and a cry")
        os._exit(1)
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", invocation="mine")

        assert adapter.events.texts("mine") == ["last words", "and a cry"]
        assert outcome.error is not None
        assert "and a cry" in outcome.error.stack


async def test_killing_the_child_from_outside_ends_every_call(tmp_path: Path) -> None:
    code = """
    import time

    def findContact():
        print("here")
        time.sleep(60)
    """
    async with opened(tmp_path, code) as adapter:
        calls = [asyncio.create_task(adapter.call("findContact", invocation=name)) for name in "ab"]
        await adapter.printed_by("a", "here")
        await adapter.printed_by("b", "here")
        os.kill(adapter.runtime.pid, signal.SIGKILL)

        for outcome in await asyncio.gather(*calls):
            assert outcome.kind is OutcomeKind.CRASHED
            assert "killed" in outcome.sentence
        await assert_next_call_works(adapter)


ENDLESS = {
    "loop": "def findContact():\n    print('here')\n    while True:\n        pass\n",
    "loop in a coroutine": "async def findContact():\n    print('here')\n    while True:\n        pass\n",
    "sleep": "import time\ndef findContact():\n    print('here')\n    time.sleep(600)\n",
    "stubborn coroutine": """
import asyncio
async def findContact():
    print('here')
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            pass
""",
}


@pytest.mark.parametrize("way", ENDLESS)
async def test_an_endless_call_times_out_and_its_process_is_ended(tmp_path: Path, way: str) -> None:
    async with opened(tmp_path, ENDLESS[way]) as adapter:
        first = adapter.runtime.pid
        outcome = await adapter.call("findContact", timeout=0.3)

        assert outcome.kind is OutcomeKind.TIMED_OUT
        assert "0.3 seconds" in outcome.sentence
        assert "its process had to be ended" in outcome.sentence
        await assert_next_call_works(adapter)
        assert adapter.runtime.pid not in (0, first)


@pytest.mark.parametrize("way", ENDLESS)
async def test_an_endless_call_can_be_cancelled(tmp_path: Path, way: str) -> None:
    async with opened(tmp_path, ENDLESS[way]) as adapter:
        call = asyncio.create_task(adapter.call("findContact", invocation="mine"))
        await adapter.printed_by("mine", "here")
        await adapter.runtime.cancel("mine")
        outcome = await call

        assert outcome.kind is OutcomeKind.CANCELLED
        assert "was cancelled" in outcome.sentence
        await assert_next_call_works(adapter)


async def test_an_endless_await_is_cancelled_without_losing_the_process(tmp_path: Path) -> None:
    code = """
    import asyncio

    async def findContact():
        print("here")
        try:
            await asyncio.Event().wait()
        finally:
            print("tidied up")
    """
    async with opened(tmp_path, code) as adapter:
        first = adapter.runtime.pid
        outcome = await adapter.call("findContact", invocation="mine", timeout=0.3)

        assert outcome.kind is OutcomeKind.TIMED_OUT
        assert "process" not in outcome.sentence
        assert "tidied up" in adapter.events.texts("mine")
        await assert_next_call_works(adapter)
        assert adapter.runtime.pid == first


async def test_a_call_whose_waiting_task_is_cancelled_ends_in_the_child_too(tmp_path: Path) -> None:
    async with opened(tmp_path, ENDLESS["loop"]) as adapter:
        call = asyncio.create_task(adapter.call("findContact", invocation="mine"))
        await adapter.printed_by("mine", "here")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await adapter.events.until(lambda: bool(adapter.events.of(RuntimeStopped)))
        await assert_next_call_works(adapter)


async def test_another_call_survives_no_kill_but_says_why(tmp_path: Path) -> None:
    code = ENDLESS["loop"] + "async def createContact():\n    import asyncio\n    await asyncio.sleep(600)\n"
    async with opened(tmp_path, code) as adapter:
        other = asyncio.create_task(adapter.call("createContact"))
        await adapter.call("findContact", timeout=0.3)
        outcome = await other

        assert outcome.kind is OutcomeKind.CRASHED
        assert "findContact did not end" in outcome.sentence


async def test_fifty_megabytes_come_by_file(tmp_path: Path) -> None:
    code = """
    def findContact():
        return {"contacts": [{"id": number, "name": "x" * 1000} for number in range(50_000)]}
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", timeout=60)

        assert outcome.kind is OutcomeKind.RETURNED
        assert len(outcome.value["contacts"]) == 50_000
        assert outcome.value["contacts"][-1] == {"id": 49_999, "name": "x" * 1000}
        assert [file for file in (tmp_path / "spool").rglob("*") if file.is_file()] == []
        await assert_next_call_works(adapter)


async def test_garbage_on_stdout_is_shown_and_harms_nothing(tmp_path: Path) -> None:
    code = r"""
    import os, sys

    def findContact():
        os.write(1, b'{"jsonrpc": "2.0", "id": 2, "result": {}}\n\xff\xfe\x00broken\r\n')
        os.write(1, b"x" * 200_000 + b"\nno end")
        sys.stdout.buffer.write(b"through the buffer\n")
        return "fine"
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", invocation="mine")

        assert outcome.value == "fine"
        lines = [line for line in adapter.events.lines("mine") if line.stream == "stdout"]
        texts = [line.text for line in lines]
        assert '{"jsonrpc": "2.0", "id": 2, "result": {}}' in texts
        assert "\ufffd\ufffd\x00broken" in texts
        assert sum(text.count("x") for text in texts if set(text) == {"x"}) == 200_000
        assert "no end" in texts
        assert "through the buffer" in texts


THROWS = {
    "recursion": ("def findContact():\n    return findContact()\n", "RecursionError", "recursion"),
    "memory": ("def findContact():\n    raise MemoryError\n", "MemoryError", ""),
    "assertion": ("def findContact():\n    assert 1 == 2, 'one is not two'\n", "AssertionError", "one is not two"),
    "keyboard": ("def findContact():\n    raise KeyboardInterrupt\n", "KeyboardInterrupt", ""),
    "broken text": (
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\ndef findContact():\n    raise Odd\n",
        "Odd",
        "cannot be shown",
    ),
    "cancelled": (
        "import asyncio\nasync def findContact():\n    raise asyncio.CancelledError\n",
        "CancelledError",
        "",
    ),
    "deep value that raises": (
        """
class Odd:
    @property
    def __dict__(self):
        raise OSError('no members')

def findContact():
    return {'a': Odd()}
""",
        "OSError",
        "no members",
    ),
}


@pytest.mark.parametrize("way", THROWS)
async def test_an_exception_is_an_outcome_with_a_stack_of_the_adapter_alone(tmp_path: Path, way: str) -> None:
    code, name, words = THROWS[way]
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact")

        assert outcome.kind is OutcomeKind.THREW
        assert outcome.error is not None
        assert outcome.error.name == name
        assert words in outcome.error.message
        assert name in outcome.sentence
        assert "workbench_host" not in outcome.error.stack
        await assert_next_call_works(adapter)


async def test_a_memory_limit_is_told_apart(tmp_path: Path) -> None:
    code = """
    import resource

    def findContact():
        resource.setrlimit(resource.RLIMIT_AS, (600 * 1024 * 1024, 600 * 1024 * 1024))
        return bytearray(4 * 1024 * 1024 * 1024)
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact")

        assert outcome.error is not None
        assert outcome.error.name in ("MemoryError", "out-of-memory")
        await assert_next_call_works(adapter)


async def test_errors_that_nobody_caught_are_reported(tmp_path: Path) -> None:
    code = """
    import asyncio, threading

    async def findContact():
        async def fails():
            raise ValueError("in a task")
        task = asyncio.create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    def createContact():
        def fails():
            raise ValueError("in a thread")
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
    """
    async with opened(tmp_path, code) as adapter:
        for interface, words in (("findContact", "in a task"), ("createContact", "in a thread")):
            outcome = await adapter.call(interface, invocation=interface)

            assert [error.message for error in outcome.unhandled] == [words]
            event = adapter.events.of(UnhandledError)[-1]
            assert (event.invocation_id, event.error.name) == (interface, "ValueError")


LOADS = {
    "exception at import": ("raise RuntimeError('no database')", "load-failed", "no database", "line 1"),
    "syntax error": ("def getAuthType(:\n    pass", "syntax-error", "not valid Python", "line 1"),
    "missing package": ("import surely_not_installed.part", "missing-package", "surely_not_installed", "pip install"),
    "nothing exported": ("x = 1", "no-auth-type", "exports no getAuthType", "Export getAuthType"),
    "misspelt": ("def getAuthtype():\n    pass", "no-auth-type", "getAuthtype", "Did you mean getAuthType"),
    "exit at import": ("import sys\nsys.exit(4)", "load-crashed", "exited with code 4", "loaded"),
    "crash at import": ("import os\nos._exit(5)", "load-crashed", "exited with code 5", "loaded"),
}


@pytest.mark.parametrize("way", LOADS)
async def test_a_failed_load_says_what_to_do(tmp_path: Path, way: str) -> None:
    code, error_code, words, hint = LOADS[way]
    source = write_source(tmp_path / "adapter", code)
    runtime, events = make_runtime(source, tmp_path / "spool")
    with pytest.raises(AdapterLoadError) as caught:
        await runtime.start()

    assert caught.value.code == error_code
    assert words in caught.value.message
    assert hint in f"{caught.value.message} {caught.value.hint}"
    assert "workbench_host" not in caught.value.detail
    assert runtime.pid == 0
    write_source(tmp_path / "adapter", AUTH_TYPE)
    try:
        description = await runtime.start()
    finally:
        await runtime.stop()
    assert description.auth_type == "apiKey"
    assert [event.expected for event in events.of(RuntimeStopped)] == [True]


async def test_a_load_without_end_is_ended(tmp_path: Path) -> None:
    source = write_source(tmp_path / "adapter", "print('waiting', flush=True)\nwhile True:\n    pass\n")
    runtime, _ = make_runtime(source, tmp_path / "spool", load_timeout=0.8)
    with pytest.raises(AdapterLoadError) as caught:
        await runtime.start()

    assert caught.value.code == "load-timeout"
    assert "waiting" in caught.value.detail
    await runtime.stop()


async def test_an_adapter_that_no_longer_loads_is_an_outcome_of_the_next_call(tmp_path: Path) -> None:
    async with opened(tmp_path, CRASHES["os._exit"][0].join(["def findContact():\n    ", "\n"])) as adapter:
        await adapter.call("findContact")
        write_source(tmp_path / "adapter", "import surely_not_installed")
        outcome = await adapter.call("findContact")

        assert outcome.kind is OutcomeKind.CRASHED
        assert "pip install" in outcome.sentence
        write_source(tmp_path / "adapter", AUTH_TYPE)
        await assert_next_call_works(adapter)


async def test_an_auth_type_that_fails_is_a_note(tmp_path: Path) -> None:
    for code, words in (
        ("def getAuthType():\n    raise ValueError('later')\n", "threw ValueError: later"),
        ("def getAuthType():\n    import os\n    os._exit(7)\n", "exited with code 7"),
        ("def getAuthType():\n    return 5\n", "no text"),
    ):
        async with opened(tmp_path, code, auth_type=False) as adapter:
            assert adapter.description.auth_type == ""
            assert words in adapter.description.notes[-1]


async def test_a_grandchild_does_not_outlive_the_adapter(tmp_path: Path) -> None:
    code = """
    import subprocess, sys

    def findContact(port):
        script = f"import socket, time; line = socket.create_connection(('127.0.0.1', {port})); time.sleep(600)"
        return subprocess.Popen([sys.executable, "-c", script]).pid
    """
    lines: asyncio.Queue[asyncio.StreamReader] = asyncio.Queue()
    writers = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await lines.put(reader)

    async with asyncio.timeout(20), await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        async with opened(tmp_path, code) as adapter:
            await adapter.call("findContact", port=server.sockets[0].getsockname()[1])
            line = await lines.get()
            assert not line.at_eof()
        assert await line.read() == b""  # its socket closed, so it is gone
        writers[0].close()


async def test_values_that_json_cannot_carry_come_tagged(tmp_path: Path) -> None:
    code = """
    import dataclasses, datetime, decimal, enum, math

    class Colour(enum.Enum):
        RED = "red"

    @dataclasses.dataclass
    class Point:
        x: int

    class Thing:
        def __init__(self):
            self.name, self._secret = "thing", 1

    def findContact():
        circular = {"list": []}
        circular["list"].append(circular)
        return {
            "date": datetime.datetime(2026, 1, 2, 3, 4, 5, 6000, datetime.timezone.utc),
            "bytes": b"abc", "decimal": decimal.Decimal("1.10"), "set": {1}, "nan": math.nan,
            "big": 2**80, "function": findContact, "point": Point(1), "colour": Colour.RED, "tuple": (1, 2),
            "thing": Thing(), "error": ValueError("bad"), "circular": circular, "none": None,
            1: "number key", "tagged": {"$workbench": "mine"}, "surrogate": "\\ud800",
        }
    """
    async with opened(tmp_path, code) as adapter:
        value = (await adapter.call("findContact")).value

    assert value["date"] == Special("date", "2026-01-02T03:04:05.006Z")
    assert value["bytes"] == Special("buffer", "YWJj")
    assert value["decimal"] == Special("object", "Decimal", "1.10")
    assert value["set"] == Special("set", "set", [1])
    assert value["nan"] == Special("number", "NaN")
    assert value["big"] == Special("bigint", str(2**80))
    assert value["function"] == Special("function", "findContact")
    assert value["thing"] == Special("object", "Thing", {"name": "thing"})
    assert value["error"] == Special("error", "ValueError: bad", {})
    assert value["circular"] == {"list": [Special("circular", "circular")]}
    assert (value["point"], value["colour"], value["tuple"]) == ({"x": 1}, "red", [1, 2])
    assert (value["none"], value["1"], value["tagged"]) == (None, "number key", {"$workbench": "mine"})


async def test_a_value_without_bottom_is_cut(tmp_path: Path) -> None:
    code = """
    def findContact():
        value = leaf = []
        for _ in range(5000):
            leaf.append([])
            leaf = leaf[0]
        return value
    """
    async with opened(tmp_path, code) as adapter:
        outcome: Outcome = await adapter.call("findContact")

    depth, value = 0, outcome.value
    while isinstance(value, list):
        depth, value = depth + 1, value[0]
    assert (depth, value) == (200, Special("object", "too deep"))
