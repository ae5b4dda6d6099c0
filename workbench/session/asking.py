"""A request of App Connect's client, sent to the server that an open adapter has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from workbench.core.run.invocation import Answer
from workbench.core.run.trail import TrailStep
from workbench.core.server.client_request import ClientRequest
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import new_invocation_id
from workbench.session.server import Walk


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one request."""

    answer: Answer
    headers: Mapping[str, str]
    """Headers of the answer that clients look at."""
    trail: tuple[TrailStep, ...]
    exchanges: tuple[Exchange, ...]


def parsed_request(method: str, target: str, headers: Mapping[str, str], body: Mapping[str, Json]) -> ClientRequest:
    """A request from what is typed: `target` is a path of server_api.md with its query."""
    parts = split_address(target)
    query: dict[str, Json] = dict(parse_qsl(parts.query, keep_blank_values=True))
    return ClientRequest(method.upper(), f"/{parts.path.strip('/')}", query, headers, body)


async def ask(adapter: OpenAdapter, request: ClientRequest) -> Asked:
    """Send it with the connected user's session, unless it carries one; what it stores is kept."""
    connection, server = adapter.connection, adapter.server
    if connection is not None and not request.header("Authorization") and "jwtToken" not in request.query:
        token = server.session_token(connection.user_id, adapter.description.source.platform)
        if adapter.era == "head":
            request = replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})
        else:
            request = replace(request, query={**request.query, "jwtToken": token})
        adapter.adopt_secrets(frozenset({token}))
    if adapter.surroundings.crm is not None:
        await adapter.surroundings.crm()
    walk = Walk(new_invocation_id(), person=adapter.person, watch=adapter.watch)
    served = await server.handle(request, walk)
    exchanges, _ = adapter.surroundings.recorder.take(walk.invocation_id)
    await adapter.store()
    assert served.answer is not None, "a client's request has an answer"
    return Asked(served.answer, served.headers, tuple(served.steps.trail) if served.steps else (), exchanges)
