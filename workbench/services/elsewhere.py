"""Files that the user asked for, at a place of the user's own: with the rights that other programs give, not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.core.errors import UsageError, reason
from workbench.services.places import users_umask

_FILE: Final = 0o666
_FOLDER: Final = 0o777


def write_elsewhere(path: Path, text: str) -> None:
    """Write a file; one that is there already keeps its rights. Raises UsageError."""
    try:
        is_new = not path.exists()
        path.write_text(text, encoding="utf-8")
        if is_new:
            share(path)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} could not be written: {reason(error)}.",
            code="file-not-written",
            hint="Name a file in a folder that can be written to.",
        ) from error


def make_elsewhere(folder: Path) -> None:
    """Make a folder with those above it that are missing. Raises UsageError."""
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for each in missing:
            share(each)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{folder} could not be made: {reason(error)}.",
            code="file-not-written",
            hint="Name a folder that can be written to.",
        ) from error


def share(path: Path) -> None:
    """Give a new file or folder the rights that the user's own mask leaves. Raises OSError."""
    mask = users_umask()
    if mask is not None:
        path.chmod((_FOLDER if path.is_dir() else _FILE) & ~mask)
