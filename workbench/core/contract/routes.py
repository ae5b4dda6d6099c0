"""The client's requests: which route of App Connect's server makes which interface run (server_api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from workbench.core.values import Json

HEADERS: Final = "headers"
"""Where the context headers of a request stand in its merged form."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the connector server."""

    method: str
    path: str
    """With {name} for a part that differs, e.g. /appointments/{appointmentId}/confirm."""


def path_names(path: str) -> tuple[str, ...]:
    """Names of the parts that differ in a route's path."""
    return tuple(name for _, name, _, _ in Formatter().parse(path) if name)


def path_parameters(path: str) -> dict[str, str]:
    """Parts of a concrete path that a route names: /appointments/9/confirm gives {"appointmentId": "9"}."""
    pieces = path.strip("/").split("/")
    if len(pieces) > 1 and pieces[0] == "appointments":
        return {"appointmentId": pieces[1]}
    return {}


def merged(
    path: str, query: Mapping[str, Json], body: Mapping[str, Json], headers: Mapping[str, str]
) -> dict[str, Any]:
    """A request as one object: path parts, query and body members, and the headers, if any, under `headers`."""
    request: dict[str, Any] = {**path_parameters(path), **query, **body}
    if headers:
        request[HEADERS] = dict(headers)
    return request
