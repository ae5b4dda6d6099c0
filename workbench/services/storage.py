"""Files of the workbench's own: written whole, put aside when damaged, and why one cannot be used as a sentence."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from workbench.core.errors import StorageError, reason

_LOG: Final = logging.getLogger(__name__)

_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_CLOSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
_CANNOT_WRITE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_HELD: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OF_THE_DISK: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of a full disk too, where it could not make a file or write its log."""
_SPARE: Final = 64 * 1024
"""Bytes that have to be free for SQLite's log of one change."""

LATEST: Final = 253_402_214_400.0
"""Seconds since the epoch, the last day but one of the year 9999: there are no dates much later."""
LAST_VERSION: Final = 65_535
"""No workbench writes a later version of a format; who reads one reads what a failing disk made of it."""
LOGS: Final = ("", "-wal", "-shm", "-journal")
"""Endings of the files that are one SQLite database together."""


def write_whole(
    path: Path, content: bytes, *, prepare: Callable[[Path], object] | None = None, synced: bool = False
) -> None:
    """Write a file for its owner alone: a crash or a full disk leaves the old one or the new one. Raises OSError.

    `prepare` is given the new one before it takes its place; `synced` waits until it lies on the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        if prepare is not None:
            prepare(draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


class DamagedError(sqlite3.DatabaseError):
    """A database can be read, and holds something that nobody wrote there."""


def is_broken(error: Exception) -> bool:
    """Whether the database's file itself is at fault, rather than what was asked, a lock, or the disk."""
    return isinstance(error, DamagedError) or _primary(error) in _BROKEN


def is_unsaid(error: Exception) -> bool:
    """Whether SQLite's word may mean the file or what was asked: no such table, a constraint that does not hold."""
    known = (*_CANNOT_WRITE, *_HELD, *_BROKEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_TOOBIG)
    return _primary(error) not in (0, *known)


def cannot_use(what: str, path: Path | None, error: Exception, code: str) -> StorageError:
    """What to say of an error of the system or of SQLite; `what` begins the sentence, as “History” does."""
    number, primary = getattr(error, "errno", None), _primary(error)
    place = f" in {path}" if path else ""
    if number in _FULL or primary == sqlite3.SQLITE_FULL or (primary in _OF_THE_DISK and _is_full(path)):
        why, hint = "the disk is full", "Free some space there, or set WORKBENCH_HOME to a folder on another disk."
    elif number in _CLOSED or primary in _CANNOT_WRITE:
        why, hint = f"it cannot be written ({reason(error)})", "Set WORKBENCH_HOME to a folder that can be written."
    elif primary in _HELD:
        why, hint = "another program holds it", "Wait for the other program, or close it, and try again."
    elif is_broken(error):
        why, hint = f"the file is damaged ({error})", f"Move {path} aside; the workbench makes a new one."
    elif isinstance(error, OSError) or primary == sqlite3.SQLITE_IOERR:
        why = f"the disk refuses ({reason(error)})"
        hint = "Look at the disk, or set WORKBENCH_HOME to a folder on another one."
    elif primary == sqlite3.SQLITE_TOOBIG:
        why, hint = "it is too large", "Have less of it read: --max-answer, or the setting answer_limit."
    elif primary and path:
        _LOG.error("%s: %s", what, error, exc_info=error)
        why, hint = f"SQLite refuses ({error})", f"Move {path} aside; the workbench makes a new one."
    else:
        raise error
    return StorageError(f"{what} cannot be kept{place}: {why}.", code=code, hint=hint)


def put_aside(what: str, path: Path, error: Exception, code: str) -> StorageError:
    """Give a broken database and its logs another name, so that a new one begins; what to tell about it.

    Raises OSError.
    """
    stem = f"{path.stem}.broken-{time.strftime('%Y%m%d-%H%M%S')}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{path.suffix}" for number in range(1, 1000))
    aside = next(each for each in map(path.with_name, names) if not os.path.lexists(each))
    for ending in LOGS:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{ending}").replace(f"{aside}{ending}")
    _LOG.error("%s begins anew, its file is kept as %s: %s", what, aside, error)
    return StorageError(
        f"{what} begins anew: its file was broken ({error}).",
        code=code,
        hint=f"The broken file is kept as {aside}; what it held is not shown any more.",
    )


def files_aside(path: Path) -> tuple[Path, ...]:
    """What was put aside of a database, with its logs; a folder that stood in its place is somebody else's."""
    found = path.parent.glob(f"{path.stem}.broken-*{path.suffix}*")
    return tuple(each for each in found if each.is_file() and not each.is_symlink())


def must_be_files(path: Path) -> None:
    """Raise DamagedError where a folder, a pipe or a loop of links stands in the place of a database or of its log."""
    for each in (Path(f"{path}{ending}") for ending in LOGS):
        if is_no_file(each):
            raise DamagedError(f"{each.name} is no file")


def is_no_file(path: Path) -> bool:
    """Whether something is there that can be no file; reading a pipe would wait for ever."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno == errno.ELOOP


@contextlib.contextmanager
def damage_as_such() -> Iterator[None]:
    """Where SQLite's own sentence about a file holds what is no text, Python raises that in place of SQLite's error."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise DamagedError("its tables have names that are no text") from error


def readable(raw: bytes) -> str:
    """A text of a database that may be no UTF-8 any more."""
    return raw.decode("utf-8", errors="replace")


def _is_full(path: Path | None) -> bool:
    """Whether the disk has no room for a change."""
    place = next((each for each in path.parents if each.is_dir()), None) if path else None
    if place is None:
        return False
    try:
        return shutil.disk_usage(place).free < _SPARE
    except OSError:
        return False


def _primary(error: Exception) -> int:
    """SQLite's own number, without the details; 0 for another error."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
