"""A lock between processes, so that two of them never write one file over each other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

PAUSE: Final = 0.05
"""Seconds between two tries to take a lock that somebody holds."""
_SHORT_PAUSE: Final = 0.002
"""The same for a lock that is held for a moment."""


@contextlib.asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock that the file `path` stands for, once others have let it go; it ends with the process.

    Raises OSError when the file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # Tried rather than waited for: a thread that waits in the system could not be cancelled.
        while not taken(descriptor):  # noqa: ASYNC110, nothing tells when another process lets go
            await asyncio.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked_briefly(path: Path, *, patience: float = 0.5) -> Iterator[None]:
    """The same for work of a moment, in any thread; who holds the lock for more than `patience` seconds is passed over.

    Raises OSError when the file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience
        while not taken(descriptor) and time.monotonic() < until:
            time.sleep(_SHORT_PAUSE)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def taken(descriptor: int) -> bool:
        """Take the lock of an open file, until it is closed; whether it was free."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def taken(descriptor: int) -> bool:
        """Take the lock of an open file, until it is closed; whether it was free."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
