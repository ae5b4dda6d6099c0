"""Where this user's files lie: history, logs, caches; WORKBENCH_HOME puts all of them under one folder."""

from __future__ import annotations

import os
from pathlib import Path


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
