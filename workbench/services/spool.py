"""The folder of large bodies: they lie in clear there, so it goes when its session ends, also one that was killed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

_PREFIX: Final = "workbench-spool-"
_MAKING: Final = "workbench-making-"
_LOCK: Final = "lock"


class Spool:
    """One session's folder. Its lock is held while the session lives, so that others can tell."""

    def __init__(self, parent: Path | None = None) -> None:
        """`parent` is the system's folder for temporary files unless given. What dead sessions left is removed.

        Where nothing can be written there is none: what needs one says so when it begins.
        """
        self.folder = ""
        """Where bodies are written; only this user may read it. Empty where there is no such place."""
        self._lock: FileLock | None = None
        with contextlib.suppress(OSError):
            self._make(parent or Path(tempfile.gettempdir()))

    def _make(self, parent: Path) -> None:
        for left in parent.glob(f"{_PREFIX}*"):
            _remove_abandoned(left)
        made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=parent))
        lock = FileLock(made / _LOCK, mode=0o600)
        try:
            lock.acquire(blocking=False)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
            raise
        # It has its name once it is locked, or another session that starts now would take it for abandoned.
        self.folder = str(made.rename(parent / made.name.replace(_MAKING, _PREFIX)))
        self._lock = lock

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        if self._lock is not None:
            self._lock.release()
            shutil.rmtree(self.folder, ignore_errors=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove a folder whose session has ended; another user's stays."""
    if not (folder / _LOCK).exists():
        return
    try:
        with FileLock(folder / _LOCK, blocking=False):
            pass
    except (OSError, Timeout):
        return
    shutil.rmtree(folder, ignore_errors=True)
