"""Runs `workbench` in forks of a process that has its modules loaded: most of a short command's time is loading them.

`python -W error program_server.py DESCRIPTOR` takes requests from that socket until it is closed: what to run as JSON,
and with it the descriptors of stdin, stdout, stderr, and of a pipe that is told the process id and the exit code.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import time

LARGEST = 1 << 18
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24
"""Numbers of Linux: what root may do beyond the rights of files, and how a process gives it up."""
PACKAGES = ("workbench.cli", "workbench.session", "workbench.runtimes", "workbench.services")


def load() -> None:
    """What a command of the terminal may need; the window is not loaded, nor what asks the environment."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    assert not {"PySide6", "keyring"} & sys.modules.keys()
    gc.freeze()


def serve(line: socket.socket) -> list[str] | None:
    """Answer requests; in a process that is to be the program, gives its words."""
    while True:
        text, descriptors, _, _ = socket.recv_fds(line, LARGEST, 4)
        if not text:
            line.close()
            return None
        if os.fork():
            for descriptor in descriptors:
                os.close(descriptor)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        line.close()
        *streams, told = descriptors
        child = os.fork()
        if not child:
            os.close(told)
            return begin(json.loads(text), streams)
        for descriptor in streams:
            os.close(descriptor)
        os.write(told, f"{child}\n".encode())
        os.write(told, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())
        os._exit(0)


def obey_rights() -> None:
    """Be held by the rights of files, as root is not."""
    libc = ctypes.CDLL(None)
    header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, held)
    for place in range(3):
        held[place] &= ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH)
    for each in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, each, 0, 0, 0)
    libc.capset(header, held)


def begin(request: dict, streams: list[int]) -> list[str]:
    """Be as `python -m workbench` is when it begins."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["largest_file"] is not None:
        import resource  # Windows has none

        resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest_file"],) * 2)
    if request["as_user"]:
        obey_rights()
    time.tzset()
    more = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [os.getcwd(), *(place for place in more if place)]  # noqa: PTH109
    sys.modules["__main__"].__package__ = "workbench"
    return request["words"]


if __name__ == "__main__":
    del sys.path[0]
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    words = serve(socket.socket(fileno=int(sys.argv[1])))
    if words is not None:
        import workbench.__main__ as program

        sys.argv[:] = [program.__file__, *words]
        sys.exit(program.main())
