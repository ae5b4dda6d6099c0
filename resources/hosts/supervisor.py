"""Runs a program; everything that it started ends with it, and all of it with the workbench (see WIRE.md).

Usage: supervisor.py DESCRIPTOR UMASK PROGRAM ARGUMENTS…: DESCRIPTOR is a socket to the workbench, UMASK
octal or empty. One line is written
there: `p` and the program's process id, or `e` and an error number. When the workbench closes it, all ends.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time

_SET_CHILD_SUBREAPER = 36
_PATIENCE = 5.0
"""Seconds for what was killed to be gone; a process of another user cannot be killed."""


def main() -> None:
    """Start, watch, end."""
    control, umask, argv = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    awake, waker = os.pipe()
    os.set_blocking(awake, False)
    os.set_blocking(waker, False)
    # A handler, other than ignoring, is not inherited by the program. Only the workbench ends this process.
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(waker)
    refusal, told = os.pipe()
    program = os.fork()
    if program == 0:
        _become(argv, umask, told, (control, awake, waker, refusal))
    _keep_only(control, awake, waker, refusal)
    _adopt_orphans()
    problem = os.read(refusal, 16)
    os.close(refusal)
    os.write(control, b"e" + problem + b"\n" if problem else b"p%d\n" % program)
    status = None
    while status is None and not problem:
        ready, _, _ = select.select((control, awake), (), ())
        if control in ready and not os.read(control, 64):
            break
        if awake in ready:
            os.read(awake, 4096)
        status, _ = _reaped(program)
    _end_like(_end_all(program, status))


def _become(argv: list[str], umask: str, told: int, others: tuple[int, ...]) -> None:
    """In the new process: the program; an error number is told where it cannot be started."""
    try:
        for descriptor in others:
            os.close(descriptor)
        if umask:
            os.umask(int(umask, 8))
        for name in ("SIGPIPE", "SIGXFSZ"):  # Python ignores them, which would be inherited
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.execvpe(argv[0], argv, _environment())
    except OSError as error:
        os.write(told, b"%d" % (error.errno or 0))
    finally:
        os._exit(127)


def _environment() -> dict[bytes, bytes]:
    """As it was given: Python itself adds a variable where no locale is set."""
    try:
        with open("/proc/self/environ", "rb") as file:
            pairs = (each.partition(b"=") for each in file.read().split(b"\0") if each)
            return {name: value for name, _, value in pairs}
    except OSError:
        return dict(os.environb)


def _keep_only(*mine: int) -> None:
    """Let go of the program's channel and output, so that their end is seen when it ends."""
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) not in mine:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _adopt_orphans() -> None:
    """On Linux whatever the program starts stays below this process, also in a session of its own."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reaped(program: int) -> tuple[int | None, bool]:
    """Take leave of what has ended; the program's status when it is among that, and whether anything is left."""
    status = None
    try:
        while True:
            pid, found = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return status, True
            if pid == program:
                status = found
    except ChildProcessError:
        return status, False


def _end_all(program: int, status: int | None) -> int:
    """Kill children until there are none: what a killed one has started becomes a child of this process.

    Gives the program's status: one that was about to end by itself did so.
    """
    if sys.platform != "linux":
        if status is None:
            os.killpg(0, signal.SIGKILL)  # this process too; else the workbench does it
        return status or 0
    until = time.monotonic() + _PATIENCE
    pause = 0.001
    while time.monotonic() < until:
        for pid in _children():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        ended, left = _reaped(program)
        status = ended if status is None else status
        if not left:
            break
        time.sleep(pause)
        pause = min(pause * 2, 0.05)
    return signal.SIGKILL if status is None else status


def _children() -> list[int]:
    """Processes whose parent this one is."""
    me = os.getpid()
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == me:
            found.append(int(name))
    return found


def _end_like(status: int) -> None:
    """End as the program did, so that whoever waits for this process learns how."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        os._exit(code)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
    os._exit(1)


if __name__ == "__main__":
    main()
