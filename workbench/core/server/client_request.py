"""A request as a client of App Connect's server sends it (server_api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.core.contract.routes import HEADERS, merged, path_names
from workbench.core.interfaces import rows
from workbench.core.values import Json


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """Method, path and everything that came along."""

    method: str
    path: str
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Json] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """A header, whatever its spelling; empty when absent."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def merged(self) -> dict[str, Any]:
        """Path parts, query and body as one object, from which arguments are made."""
        query = {name: value for name, value in self.query.items() if name != "jwtToken"}
        return merged(self.path, query, self.body, self.headers)

    @property
    def debug(self) -> bool:
        """Whether the answer is to carry a trace."""
        return self.header("is-debug") == "true"


def client_request(interface: str, request: Mapping[str, Json]) -> ClientRequest:
    """The request of the route that is chiefly about an interface, from its merged form."""
    route = rows()[interface].route
    headers = request.get(HEADERS)
    in_path = {name for name in path_names(route.path) if request.get(name)}
    path = route.path.format_map({name: request.get(name, "") for name in path_names(route.path)})
    members = {name: value for name, value in request.items() if name != HEADERS and name not in in_path}
    carried = {str(name): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    if route.method == "GET":
        return ClientRequest(route.method, path, query=members, headers=carried)
    return ClientRequest(route.method, path, headers=carried, body=members)
