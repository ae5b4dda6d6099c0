"""The program's own log: one file in the log folder that rotates, in which secrets are masked.

Every module logs to `logging.getLogger(__name__)`. What libraries warn of is written too; nothing goes to the terminal.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from workbench.services.masking import masked
from workbench.services.places import log_path
from workbench.services.storage import is_no_file

_BYTES: Final = 1_000_000
"""Size at which a new file begins; one older file is kept."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

LOG: Final = logging.getLogger("workbench")


def start_log(path: Path | None = None) -> None:
    """Write log lines to `path`, by default the one of this user; the file is made with its first line.

    Starting again moves on to another file. A file that cannot be written is no reason to stop: its lines are lost.
    """
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, _PrivateFile):
            root.removeHandler(handler)
            handler.close()
    file = _PrivateFile(path or log_path())
    file.setFormatter(_Masked("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root.addHandler(file)
    if LOG.level == logging.NOTSET:
        set_level("info")


def set_level(name: str) -> None:
    """From which level on our own lines are written: debug, info or warning."""
    LOG.setLevel(name.upper())


def log_fault(error: BaseException) -> tuple[str, str]:
    """Write a fault of the program down; its traceback, masked, and a sentence that says where it can be read."""
    LOG.critical("The workbench itself failed: %s", type(error).__name__, exc_info=error)
    files = [each for each in logging.getLogger().handlers if isinstance(each, _PrivateFile) and not each.failed]
    where = f"It is written down in {files[0].baseFilename}." if files else ""
    return masked("".join(traceback.format_exception(error))), where


class _PrivateFile(RotatingFileHandler):
    """A file that only its user may read. Whatever goes wrong with it stays here."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True)
        self.failed = False
        """Whether the last line could not be written."""

    def emit(self, record: logging.LogRecord) -> None:
        self.failed = False
        super().emit(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802, the name that logging calls
        self.failed = True

    def doRollover(self) -> None:  # noqa: N802, the name that logging calls
        try:
            super().doRollover()
        except OSError:
            # Another program of this user has the file open, which Windows does not let us rename.
            self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        folder = Path(self.baseFilename).parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_no_file(Path(self.baseFilename)):
            raise OSError(errno.EINVAL, "a folder or a pipe stands in the place of the log", self.baseFilename)
        opened = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(os.fdopen(opened, "ab", 0), self.encoding, self.errors, write_through=True)


class _Masked(logging.Formatter):
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        """One record, its further lines indented: none of them passes for a record."""
        return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", masked(super().format(record))).replace("\n", "\n    ")
