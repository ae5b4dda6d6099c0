"""One child process: its output as lines, its end as a sentence, and nothing left behind of what it started.

Where there are signals it runs below a supervisor (resources/hosts/supervisor.py), which ends all of it, also when this
process is killed.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from workbench.runtimes import hosts

LINE_LIMIT: Final = 64 * 1024
"""Characters after which an unfinished line is shown in pieces."""

_STREAMS: Final = {1: "stdout", 2: "stderr"}
_MEMORY_MARKS: Final = ("MemoryError", "heap out of memory", "Out of memory", "out of memory", "Cannot allocate memory")
_DRAIN_READS: Final = 16
_SUPERVISOR_TAKES: Final = 10.0
"""Seconds for a supervisor to end all that it has below it; it gives up itself before that."""
_T = TypeVar("_T")

OnLine = Callable[[str, str], None]
"""Called with stream (stdout or stderr) and one line without its end."""


class LineReader:
    """Turns bytes into lines of text; what is not UTF-8 is replaced, never refused."""

    def __init__(self, stream: str, on_line: OnLine) -> None:
        self._stream = stream
        self._on_line = on_line
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    @property
    def has_rest(self) -> bool:
        """Whether there is an unfinished line."""
        return self._rest != ""

    def feed(self, data: bytes) -> None:
        """Report every line that is complete now."""
        text = self._rest + self._decoder.decode(data)
        *lines, self._rest = text.split("\n")
        for line in lines:
            self._on_line(self._stream, line.removesuffix("\r"))
        while len(self._rest) > LINE_LIMIT:
            self._on_line(self._stream, self._rest[:LINE_LIMIT])
            self._rest = self._rest[LINE_LIMIT:]

    def flush(self) -> None:
        """Report what has no line end."""
        rest, self._rest = self._rest, ""
        if rest:
            self._on_line(self._stream, rest)


class ChildProcess(asyncio.SubprocessProtocol):
    """A running child; `finish` waits for its end and leaves nothing behind."""

    def __init__(self, on_line: OnLine) -> None:
        self._readers = {fd: LineReader(name, on_line) for fd, name in _STREAMS.items()}
        self._open_pipes = set(_STREAMS)
        self._transport: asyncio.SubprocessTransport | None = None
        self._poll: select.poll | None = None
        self._pipes: dict[int, asyncio.BaseTransport] = {}
        self._descriptors: dict[int, int] = {}
        """Descriptor of a pipe here to 1 or 2."""
        self._control: socket.socket | None = None
        self._program = 0
        self._gone = asyncio.Event()
        self._pipes_closed = asyncio.Event()
        self.last_errors: deque[str] = deque(maxlen=40)
        """The last lines of stderr, kept for a diagnosis."""
        self.on_exited: Callable[[], object] | None = None
        self.exited = asyncio.Event()
        """The process is reaped; its pipes may still hold output."""

    @property
    def pid(self) -> int:
        """Process id."""
        return self._program or self._group

    @property
    def _group(self) -> int:
        """Process id of what was started here, which is that of the group."""
        return self._transport.get_pid() if self._transport else 0

    def supervised(self, control: socket.socket, program: int) -> None:
        """The process `program` runs below a supervisor, which `control` reaches."""
        self._control, self._program = control, program

    @property
    def return_code(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return self._transport.get_returncode() if self._transport else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)

    async def read_pipes(self, pipes: Mapping[int, int]) -> None:
        """Take output from pipes of our own (stream number to descriptor): at once, not by way of the loop's queue."""
        loop = asyncio.get_running_loop()
        self._poll = select.poll()
        files = {fd: os.fdopen(descriptor, "rb", 0) for fd, descriptor in pipes.items()}
        try:
            for fd, file in files.items():
                transport, _ = await loop.connect_read_pipe(lambda fd=fd: _Output(self, fd), file)  # type: ignore[misc]
                self._pipes[fd] = transport
                self._descriptors[pipes[fd]] = fd
                self._poll.register(pipes[fd], select.POLLIN)
        except BaseException:
            for fd in files.keys() - self._pipes.keys():
                files[fd].close()
            raise

    @property
    def is_prompt(self) -> bool:
        """Whether `drain` sees all that was written; otherwise some of it is still in the loop's queue."""
        return self._poll is not None

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        reader = self._readers.get(fd)
        if reader is not None:
            if fd == 2:
                self.last_errors.extend(data.decode("utf-8", "replace").splitlines())
            reader.feed(data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        reader = self._readers.get(fd)
        if reader is not None:
            reader.flush()
        self._open_pipes.discard(fd)
        self._forget_pipe(fd)
        if not self._open_pipes:
            self._pipes_closed.set()

    def _forget_pipe(self, fd: int) -> None:
        """Its descriptor is closed soon, and may then be another's."""
        for descriptor, stream in list(self._descriptors.items()):
            if stream == fd and self._poll is not None:
                self._poll.unregister(descriptor)
                del self._descriptors[descriptor]

    def process_exited(self) -> None:
        self.exited.set()
        if self.on_exited is not None:
            self.on_exited()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()

    def drain(self) -> None:
        """Take what lies in the pipes now, so that output written before a reply is seen before it.

        The pipes belong to the transport, which copes with finding them empty.
        """
        if self._poll is None or not self._open_pipes:
            return
        for descriptor, _ in self._poll.poll(0):
            fd = self._descriptors[descriptor]
            for _ in range(_DRAIN_READS):
                try:
                    data = os.read(descriptor, 65536)
                except OSError:
                    break
                if not data:
                    break
                self.pipe_data_received(fd, data)

    def flush(self) -> None:
        """Report unfinished lines as they are: what was printed belongs to what has just ended."""
        for reader in self._readers.values():
            if reader.has_rest:
                reader.flush()

    def kill(self) -> None:
        """Kill the process and everything it started."""
        if self._transport is None:
            return
        if self._control is not None:
            self._control.close()
        if os.name == "posix":
            if self._control is None or self.exited.is_set():
                self._kill_group()
        elif self.return_code is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(self.pid)], capture_output=True, check=False)  # noqa: S607

    def close_pipes(self) -> None:
        """Read no more of its output."""
        for pipe in self._pipes.values():
            pipe.close()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._group, signal.SIGKILL)

    async def finish(self, patience: float = 1.0) -> None:
        """Wait for the end (by itself, or by `kill`), take the last output and close the pipes.

        `patience`: seconds given to a pipe that something outside the group still holds open.
        """
        try:
            async with asyncio.timeout(_SUPERVISOR_TAKES):
                await self.exited.wait()
        except TimeoutError:
            self._kill_group()
            await self.exited.wait()
        self.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._pipes_closed.wait()
        self.close_pipes()
        if self._transport is not None:
            self._transport.close()
        await self._gone.wait()
        await self._pipes_closed.wait()

    def describe_end(self) -> tuple[str, str]:
        """How it ended: a word (exit, signal, out-of-memory) and the first half of a sentence."""
        return describe_end(self.return_code, self.last_errors)


class _Output(asyncio.Protocol):
    """Hands over what comes through one pipe."""

    def __init__(self, process: ChildProcess, fd: int) -> None:
        self._process = process
        self._fd = fd

    def data_received(self, data: bytes) -> None:
        self._process.pipe_data_received(self._fd, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._process.pipe_connection_lost(self._fd, exc)


def describe_end(code: int | None, last_errors: Sequence[str] | deque[str]) -> tuple[str, str]:
    """Word and clause for an exit code (negative: signal) and the last lines of stderr."""
    if code and any(mark in line for line in last_errors for mark in _MEMORY_MARKS):
        return "out-of-memory", "The adapter's process ran out of memory"
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        if name == "SIGKILL":
            return "signal", "The adapter's process was killed (SIGKILL), which systems also do when memory runs out"
        return "signal", f"The adapter's process was ended by {name}"
    return "exit", f"The adapter's process exited with code {code}"


async def start_process(
    argv: Sequence[str],
    cwd: str,
    environment: Mapping[str, str],
    pass_fds: tuple[int, ...],
    on_line: OnLine,
    *,
    umask: int | None = None,
) -> ChildProcess:
    """Start a child in a session of its own with stdin closed; raises OSError when it cannot be started.

    A start that is cancelled ends the child. `umask`: with which it makes files; by default as this process does.
    """
    loop = asyncio.get_running_loop()
    settings: dict[str, Any] = {"cwd": cwd, "env": dict(environment), "stdin": subprocess.DEVNULL}
    if os.name != "posix":
        _, process = await loop.subprocess_exec(
            lambda: ChildProcess(on_line), *argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **settings
        )
        return process
    process = ChildProcess(on_line)
    ours, theirs = zip(os.pipe(), os.pipe(), strict=True)
    control, its = socket.socketpair()
    control.settimeout(0)
    its_number = its.fileno()
    supervisor = (
        sys.executable,
        "-I",
        "-S",
        str(hosts.supervisor()),
        str(its_number),
        "" if umask is None else f"{umask:o}",
    )
    try:
        try:
            await process.read_pipes(dict(zip(_STREAMS, ours, strict=True)))
            # To its end: what asyncio kills when it is cancelled is the supervisor, which then ends nothing.
            await to_its_end(
                loop.subprocess_exec(
                    lambda: process,
                    *supervisor,
                    *argv,
                    stdout=theirs[0],
                    stderr=theirs[1],
                    start_new_session=True,
                    pass_fds=(*pass_fds, its_number),
                    **settings,
                )
            )
        finally:
            its.close()
            for descriptor in theirs:
                os.close(descriptor)
        process.supervised(control, await _started(control))
    except BaseException:
        control.close()
        if process.pid:
            await process.finish()
        else:
            process.close_pipes()
        raise
    return process


async def to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Work that cannot be stopped, such as a thread with a process of its own: who is cancelled still waits for it."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _started(control: socket.socket) -> int:
    """Process id of the program that the supervisor has started; raises OSError when it could not."""
    said = await asyncio.get_running_loop().sock_recv(control, 64)
    if said.startswith(b"p"):
        return int(said[1:])
    number = int(said[1:] or 0) if said.startswith(b"e") else 0
    raise OSError(number, os.strerror(number) if number else "its supervisor ended")
