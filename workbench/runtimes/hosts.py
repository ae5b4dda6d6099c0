"""The host programs that the workbench carries, and what they need to run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def host_folder(kind: str) -> Path:
    """The folder of a host (python or node)."""
    return _hosts() / kind


def supervisor() -> Path:
    """The program that starts hosts and ends with them whatever they started."""
    return _hosts() / "supervisor.py"


def _hosts() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / "resources" / "hosts"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources" / "hosts"


def cache_folder() -> Path:
    """Where results that can be made again lie; WORKBENCH_HOME moves it."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home).expanduser() / "cache"
    import platformdirs

    return Path(platformdirs.user_cache_dir("app-connect-workbench", appauthor=False))
