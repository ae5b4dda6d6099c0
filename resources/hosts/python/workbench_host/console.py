"""What the adapter prints, as lines tied to the invocation that printed them."""

from __future__ import annotations

import io
import sys
import threading
import time

from workbench_host.context import INVOCATION

_LIMIT = 64 * 1024


class Console(io.TextIOBase):
    """Stands in for sys.stdout or sys.stderr; whole lines go to the workbench, whichever thread or task writes."""

    def __init__(self, stream: str, original, notify) -> None:
        super().__init__()
        self._stream = stream
        self._original = original
        self._notify = notify
        self._lock = threading.Lock()
        self._parts: dict[str, str] = {}
        self.buffer = _Bytes(self)

    encoding = "utf-8"
    errors = "replace"

    def write(self, text) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        invocation = INVOCATION.get()
        with self._lock:
            *lines, rest = (self._parts.pop(invocation, "") + text).split("\n")
            while len(rest) > _LIMIT:
                lines.append(rest[:_LIMIT])
                rest = rest[_LIMIT:]
            if rest:
                self._parts[invocation] = rest
        for line in lines:
            self._say(invocation, line)
        return len(text)

    def finish(self, invocation: str) -> None:
        """Send what an invocation printed without a line end."""
        if self._parts:
            with self._lock:
                rest = self._parts.pop(invocation, "")
            if rest:
                self._say(invocation, rest)

    def finish_all(self) -> None:
        """Send everything, before the process ends."""
        for invocation in list(self._parts):
            self.finish(invocation)

    def _say(self, invocation: str, line: str) -> None:
        params = {"invocation": invocation, "stream": self._stream, "text": line, "at": time.time() * 1000}
        self._notify("console", params)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return int(self._original.fileno())

    def flush(self) -> None:
        pass  # lines are sent as they are complete

    def close(self) -> None:
        pass  # an adapter that closes its output still has one


class _Bytes(io.RawIOBase):
    """The binary side of a console."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def write(self, data) -> int:
        self._console.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._console.fileno()

    def close(self) -> None:
        pass  # as above


def capture_console(notify):
    """Replace sys.stdout and sys.stderr; gives both consoles."""
    for name in ("stdout", "stderr"):
        console = Console(name, getattr(sys, name), notify)
        setattr(sys, name, console)
        setattr(sys, f"__{name}__", console)
    return sys.stdout, sys.stderr
