"""The database of the connection, which the workbench keeps: statements go over the channel (../../WIRE.md, sql)."""

from __future__ import annotations

import itertools
import threading
from typing import Any


class SqlError(Exception):
    """A statement that failed: `code` is SQLite's, such as SQLITE_CONSTRAINT with `errno` 19."""

    def __init__(self, message: str, code: str, errno: int) -> None:
        super().__init__(message)
        self.code = code
        self.errno = errno


class Database:
    """Asks for statements, in any thread, and waits for their answers."""

    def __init__(self, channel, about_to_wait) -> None:
        """`about_to_wait()` sees to it that another thread reads the channel."""
        self._channel = channel
        self._about_to_wait = about_to_wait
        self._numbers = itertools.count(1)
        self._waiting: dict[Any, tuple[list[Any], threading.Lock]] = {}

    def execute(self, sql: str, parameters: list | None = None, method: str = "all") -> dict:
        """Do one statement: {rows: [{column: cell}], last_id, changes}. Raises SqlError."""
        number = f"s{next(self._numbers)}"
        answer: list[Any] = []
        answered = threading.Lock()
        answered.acquire()
        self._waiting[number] = answer, answered
        self._about_to_wait()
        self._channel.request(number, "sql", {"sql": sql, "parameters": parameters, "method": method})
        answered.acquire()
        message = answer[0]
        error = message.get("error")
        if error is None:
            return dict(message["result"])
        data = error.get("data") or {}
        raise SqlError(error.get("message", ""), data.get("code", "SQLITE_ERROR"), data.get("errno", 1))

    def answered(self, message: dict) -> None:
        """Take the answer to a request of this host."""
        waiting = self._waiting.pop(message.get("id"), None)
        if waiting is not None:
            answer, answered = waiting
            answer.append(message)
            answered.release()
