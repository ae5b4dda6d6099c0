"""Where this user's files lie: history, logs, caches; WORKBENCH_HOME puts all of them under one folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

_PRIVATE: Final = 0o077
_users_umask: int | None = None


def data_folder() -> Path:
    """History and settings."""
    return _place("data")


def cache_folder() -> Path:
    """What can be made again: transpiled adapters, spool files."""
    return _place("cache")


def log_path() -> Path:
    """The workbench's own log."""
    return _place("log") / "workbench.log"


def history_path() -> Path:
    """The database of past invocations."""
    return data_folder() / "history.sqlite3"


def pending_logins_path() -> Path:
    """Logins whose consent page is open while no program waits for it."""
    return cache_folder() / "pending-logins.json"


def connections_path() -> Path:
    """The list of stored connections."""
    return data_folder() / "connections.sqlite3"


def connection_rows_folder() -> Path:
    """App Connect's tables of stored connections, a file for each."""
    return connections_path().with_suffix("")


def vault_path() -> Path:
    """The sealed secrets of stored connections."""
    return data_folder() / "vault.sealed"


def _place(kind: str) -> Path:
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home).expanduser() / kind
    import platformdirs

    dirs = platformdirs.PlatformDirs("app-connect-workbench", appauthor=False)
    return {"data": dirs.user_data_path, "cache": dirs.user_cache_path, "log": dirs.user_log_path}[kind]


def keep_private() -> None:
    """What this program writes is for its user alone, from now on and of what earlier ones left; call it once, first.

    What the user has it write elsewhere goes through `services.elsewhere`, and programs get `users_umask`.
    """
    global _users_umask
    if os.name != "posix" or _users_umask is not None:
        return
    _users_umask = os.umask(_PRIVATE)
    home = os.environ.get("WORKBENCH_HOME")
    folders = {data_folder(), cache_folder(), log_path().parent}
    if home and (top := Path(home).expanduser()).is_dir():
        with contextlib.suppress(OSError):
            held = {each.name for each in top.iterdir()}
            if held and held <= {"data", "cache", "log"}:
                _take(top, 0o700)  # it holds nothing else, so an earlier program made it
    for folder in folders:
        _tighten(folder)


def users_umask() -> int | None:
    """The mask that the user has for files; None where `keep_private` has not changed it."""
    return _users_umask


def _tighten(folder: Path) -> None:
    """A folder with all in it for its owner alone; what belongs to another, and what a link leads to, stays."""
    for root, _, files in os.walk(folder):
        for path, mode in ((Path(root), 0o700), *((Path(root, name), 0o600) for name in files)):
            with contextlib.suppress(OSError):
                _take(path, mode)


def _take(path: Path, most: int) -> None:
    """Take from the rights what is beyond `most`; nothing is added."""
    if not path.is_symlink() and (mode := path.stat().st_mode & 0o777) & ~most:
        path.chmod(mode & most)
