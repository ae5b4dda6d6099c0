"""What App Connect's proxy engine throws, as one exception."""

from __future__ import annotations

from typing import Literal

from workbench.core.values import Json

Kind = Literal["http", "network", "timeout", "TypeError", "Error", "RangeError", "URIError", "AxiosError"]


class ProxyThrow(Exception):  # noqa: N818 - JavaScript throws any value
    """An exception of the engine: an answer outside 2xx, a failed connection, or a JavaScript error.

    `kind` is `http` for a refused answer, `network` and `timeout` for none, else the name of the JavaScript class.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status: int | None = None,
        code: str = "",
        response_body: Json = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status
        """`error.response.status`."""
        self.code = code
        """`error.code`, e.g. ECONNREFUSED or ERR_BAD_REQUEST."""
        self.response_body = response_body
        """`error.response.data`."""

    @property
    def name(self) -> str:
        """`error.name` as an adapter would see it."""
        return "AxiosError" if self.kind in ("http", "network", "timeout") else self.kind


def type_error(message: str) -> ProxyThrow:
    """A JavaScript TypeError."""
    return ProxyThrow("TypeError", message)
