"""The folder of large bodies: they lie in clear there, so it goes when its session ends, also one that was killed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from workbench.core.errors import StorageError, reason

_PREFIX: Final = "workbench-spool-"
_MAKING: Final = "workbench-making-"
_LOCK: Final = "lock"


class Spool:
    """One session's folder. Its lock is held while the session lives, so that others can tell."""

    def __init__(self, parent: Path | None = None) -> None:
        """`parent` is the system's folder for temporary files unless given. What dead sessions left is removed.

        Raises StorageError.
        """
        try:
            self._make(parent or Path(tempfile.gettempdir()))
        except OSError as error:
            raise StorageError(
                f"No temporary folder can be used: {reason(error)}.",
                code="spool-unusable",
                hint="Free some space there, or name a folder on another disk in TMPDIR.",
            ) from error

    def _make(self, parent: Path) -> None:
        for left in parent.glob(f"{_PREFIX}*"):
            _remove_abandoned(left)
        made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=parent))
        self._lock = FileLock(made / _LOCK, mode=0o600)
        self._lock.acquire(blocking=False)
        # It has its name once it is locked, or another session that starts now would take it for abandoned.
        self.folder = str(made.rename(parent / made.name.replace(_MAKING, _PREFIX)))
        """Where bodies are written; only this user may read it."""

    def remove(self) -> None:
        """Remove the folder with everything in it."""
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
