"""Files through which a host hands over what is large: in a folder that the workbench made for it, and nowhere else."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import Final

from workbench.core.errors import AdapterLoadError, reason

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def make_folder(spool: str, name: str) -> str:
    """A folder for one process of the adapter `name`; where it lies cannot be guessed. Raises AdapterLoadError."""
    try:
        if spool:
            Path(spool).mkdir(mode=0o700, parents=True, exist_ok=True)  # systems tidy up what is temporary
        return tempfile.mkdtemp(prefix="host-", dir=spool or None)
    except OSError as error:
        raise AdapterLoadError(
            f"{name} could not be started: nothing can be written in "
            f"{spool or 'the folder for temporary files'}: {reason(error)}.",
            code="spool-unusable",
            hint="Free some space there, or name another folder in TMPDIR.",
        ) from error


def own_file(name: str, folder: str) -> str:
    """The path that a host named, if it lies in its folder and not below; else empty."""
    path = Path(name)
    return name if folder and path.parent == Path(folder) and path.name not in ("", "..") else ""


def read_spooled(name: str, limit: int | None = None) -> bytes:
    """The bytes of a file. A link, a pipe, or a file that has another name too is none of ours: raises OSError."""
    descriptor = os.open(name, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise OSError(f"{name} is not a file that a host wrote")
        if limit is not None and found.st_size > limit:
            raise OSError(f"{name} has more than {limit} bytes")
        return file.read()
