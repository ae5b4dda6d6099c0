"""Why a file of the workbench's own cannot be used, as a sentence with the way out that fits."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

from workbench.core.errors import StorageError, reason

_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_CLOSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
_CANNOT_WRITE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_HELD: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_broken(error: Exception) -> bool:
    """Whether the database's file itself is at fault, rather than what was asked, a lock, or the disk."""
    return _primary(error) in _BROKEN


def cannot_use(what: str, path: Path | None, error: Exception, code: str) -> StorageError:
    """What to say of an error of the system or of SQLite; `what` begins the sentence, as “History” does."""
    number, primary = getattr(error, "errno", None), _primary(error)
    place = f" in {path}" if path else ""
    if number in _FULL or primary == sqlite3.SQLITE_FULL:
        why, hint = "the disk is full", "Free some space there, or set WORKBENCH_HOME to a folder on another disk."
    elif number in _CLOSED or primary in _CANNOT_WRITE:
        why, hint = f"it cannot be written ({reason(error)})", "Set WORKBENCH_HOME to a folder that can be written."
    elif primary in _HELD:
        why, hint = "another program holds it", "Wait for the other program, or close it, and try again."
    elif primary in _BROKEN:
        why, hint = f"the file is damaged ({error})", f"Move {path} aside; the workbench makes a new one."
    elif isinstance(error, OSError) or primary == sqlite3.SQLITE_IOERR:
        why = f"the disk refuses ({reason(error)})"
        hint = "Look at the disk, or set WORKBENCH_HOME to a folder on another one."
    else:
        raise error
    return StorageError(f"{what} cannot be kept{place}: {why}.", code=code, hint=hint)


def _primary(error: Exception) -> int:
    """SQLite's own number, without the details; 0 for another error."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
