"""Files for what is too large for the channel."""

from __future__ import annotations

import itertools
import os
from typing import BinaryIO

_NUMBERS = itertools.count(1)


class Spool:
    """A folder that the workbench empties."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def write(self, data: bytes) -> str:
        """Write bytes to a new file and give its path."""
        path = self.new_path()
        with self.open(path) as file:
            file.write(data)
        return path

    def open(self, path: str) -> BinaryIO:
        """A new file that its user alone may read."""
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def new_path(self) -> str:
        """A path that no file has."""
        os.makedirs(self._folder, exist_ok=True)
        return os.path.join(self._folder, f"python-{os.getpid()}-{next(_NUMBERS)}")
