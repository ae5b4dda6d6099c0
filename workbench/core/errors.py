"""What can go wrong, as one tree; every error says what happened and what to do.

WorkbenchError
  UsageError            2   the words given do not fit, or name a path that is not there
  StorageError          2   a file of the workbench's own cannot be read or written
  AdapterLoadError      3   the adapter could not be loaded, or the path holds none
  LoginError            4   a login is needed or was refused
  UnreachableError      5   the CRM or server could not be reached
  TimedOutError         6   timed out or cancelled
Anything else is a fault of the workbench itself: 70.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """An error that the user can mend: what happened, and what to do."""

    exit_code = 70

    def __init__(
        self, message: str, *, code: str, hint: str = "", detail: str = "", choices: tuple[str, ...] = ()
    ) -> None:
        """`code` is a kebab-case word for programs, `hint` the way out, `detail` longer evidence such as a stack.

        `choices` are the names of which one would have to be given.
        """
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.detail = detail
        self.choices = choices


def reason(error: Exception) -> str:
    """Why the machine refused, in its own words: without the number and the file, which the sentence around names."""
    return getattr(error, "strerror", None) or str(error).rstrip(".")


class UsageError(WorkbenchError):
    """The words given do not fit: unknown interface, unreadable input, missing file."""

    exit_code = 2


class StorageError(WorkbenchError):
    """A file of the workbench's own cannot be read or written: a full disk, a folder that is closed, a newer format."""

    exit_code = 2


class AdapterLoadError(WorkbenchError):
    """The adapter is there but could not be loaded, or what is there is none."""

    exit_code = 3


class LoginError(WorkbenchError):
    """A login is needed, or the CRM or the adapter refused it."""

    exit_code = 4


class UnreachableError(WorkbenchError):
    """The CRM or the connector server did not answer."""

    exit_code = 5


class TimedOutError(WorkbenchError):
    """It took too long, or was cancelled."""

    exit_code = 6
