"""Why a file of the workbench's own cannot be used, as a sentence with the way out that fits."""

from __future__ import annotations

import contextlib
import errno
import logging
import sqlite3
import time
from pathlib import Path
from typing import Final

from workbench.core.errors import StorageError, reason
from workbench.core.values import Json
from workbench.core.values.json_text import read_json

_LOG: Final = logging.getLogger(__name__)
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_CLOSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
_CANNOT_WRITE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_HELD: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SAYS_BROKEN: Final = ("no such table", "no such column", "Could not decode to UTF-8", "malformed database schema")
"""What SQLite says, without a number of its own, of a file that is not as the workbench made it."""


class DamagedRowError(sqlite3.DatabaseError):
    """A row of a database that SQLite can read does not hold what was written there."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def is_broken(error: Exception) -> bool:
    """Whether the database's file itself is at fault, rather than what was asked, a lock, or the disk."""
    if isinstance(error, UnicodeDecodeError):
        # What SQLite says of a broken schema quotes it.
        return True
    says_so = isinstance(error, sqlite3.OperationalError) and any(each in str(error) for each in _SAYS_BROKEN)
    return says_so or _primary(error) in _BROKEN


def read_row(text: object) -> Json:
    """The JSON that a row holds; raises DamagedRowError."""
    if not isinstance(text, str | bytes):
        raise DamagedRowError("a row is no text")
    try:
        return read_json(text)
    except ValueError as error:
        raise DamagedRowError(f"a row is no JSON: {error}") from error


def put_aside(path: Path, error: Exception, what: str, code: str) -> StorageError:
    """Give a broken database and its log another name; what to tell about it. Raises OSError."""
    aside = path.with_name(f"{path.stem}.broken-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    for tail in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{tail}").replace(f"{aside}{tail}")
    _LOG.error("%s: a new file begins, the broken one is kept as %s: %s", what, aside, error)
    return StorageError(
        f"{what}: the file was broken ({_words(error)}), and a new one begins.",
        code=f"{code}-broken",
        hint=f"The broken file is kept as {aside}; what it held is not shown any more.",
    )


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
    elif is_broken(error):
        why, hint = f"the file is damaged ({_words(error)})", f"Move {path} aside; the workbench makes a new one."
    elif isinstance(error, OSError) or primary == sqlite3.SQLITE_IOERR:
        why = f"the disk refuses ({reason(error)})"
        hint = "Look at the disk, or set WORKBENCH_HOME to a folder on another one."
    elif isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        why = f"SQLite refuses ({_words(error)})"
        hint = f"If that stays so, move {path} aside; the workbench makes a new one."
    else:
        raise error
    return StorageError(f"{what} cannot be kept{place}: {why}.", code=code, hint=hint)


def _words(error: Exception) -> str:
    """What the error says, in one line."""
    return "its schema is no text" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())


def _primary(error: Exception) -> int:
    """SQLite's own number, without the details; 0 for another error."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
