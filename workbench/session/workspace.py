"""The workspace file of an adapter: what a team agrees on for it, kept beside its code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.core.errors import UsageError
from workbench.core.hosts import HostMap, parse_host_map

FILE_NAME: Final = "workbench.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The contents of a workspace file."""

    maps: tuple[HostMap, ...] = ()
    """Table [maps]: host = target address."""


def read_workspace(root: Path) -> Workspace:
    """The workspace file in an adapter's folder; an empty workspace without one. Raises UsageError with the place."""
    path = root / FILE_NAME
    if not path.is_file():
        return Workspace()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"{FILE_NAME} could not be read: {error}.", code="workspace-unreadable", hint=f"Mend {path}."
        ) from error
    unknown = data.keys() - {"maps"}
    if unknown or not isinstance(data.get("maps", {}), dict):
        raise UsageError(
            f"{FILE_NAME} holds {', '.join(sorted(unknown)) or 'no table'} where only the table maps is known.",
            code="workspace-unknown",
            hint='Write [maps] and lines such as "api.example.com" = "http://127.0.0.1:9000".',
        )
    return Workspace(maps=tuple(parse_host_map(f"{host}={target}") for host, target in data.get("maps", {}).items()))
