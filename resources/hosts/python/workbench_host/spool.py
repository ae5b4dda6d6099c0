"""Files for what is too large for the channel."""

from __future__ import annotations

import itertools
import os

_NUMBERS = itertools.count(1)


class Spool:
    """A folder that the workbench empties."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def write(self, data: bytes) -> str:
        """Write bytes to a new file and give its path."""
        path = self.new_path()
        with open(path, "wb") as file:
            file.write(data)
        return path

    def new_path(self) -> str:
        """A path that no file has."""
        os.makedirs(self._folder, exist_ok=True)
        return os.path.join(self._folder, f"python-{os.getpid()}-{next(_NUMBERS)}")
