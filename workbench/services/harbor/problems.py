"""The refusals of Harbor's REST API: one exception, one JSON shape."""

from __future__ import annotations

from typing import Any


class Problem(Exception):  # noqa: N818 - named as the answer it becomes
    """A refusal; becomes `{"error": {"code", "message", "field"}}` with its status and headers."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str = "", headers: dict[str, str] | None = None
    ) -> None:
        """`code` is a word for programs, `message` a sentence, `field` the request field at fault."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = headers or {}

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON body of the answer."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field:
            error["field"] = self.field
        error["request_id"] = request_id
        return {"error": error}


def not_found(what: str, key: object) -> Problem:
    """404 for a record that is not there."""
    return Problem(404, "not_found", f"There is no {what} {key}.")


def invalid(field: str, message: str, *, code: str = "invalid_field") -> Problem:
    """422 for a field whose value cannot be stored."""
    return Problem(422, code, message, field=field)
