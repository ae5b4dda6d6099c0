"""The same adapter in a Node process of the workbench and in App Connect's server."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_real_server import RealServer, TokenEndpoint, comparable, comparable_rows, differences
from builders_replica import NodeReplica
from builders_traces import fired_by
from real_server_stories import STORIES

from workbench.services.history import History
from workbench.session.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture
async def ours(endpoint: TokenEndpoint, tmp_path: Path) -> AsyncIterator[NodeReplica]:
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        yield NodeReplica(endpoint, session, tmp_path / "spy")


@pytest.mark.parametrize("name", STORIES)
async def test_stories(server: RealServer, ours: NodeReplica, name: str) -> None:
    """Requests one after another; the last is a firing where it is chiefly about an interface."""
    story = STORIES[name]
    given = story.given(ours.endpoint.url)
    now = time.time()
    await server.prepare(given)
    server.token = server.session_token(given.users[0]["id"] if given.users else "nobody")
    theirs = [comparable((await server.send(step)).document(), now) for step in story.steps]
    their_rows = comparable_rows(await server.rows(), now)
    await ours.prepare(given)
    ours.token = server.token
    for step, expected in zip(story.steps, theirs, strict=True):
        called = [call["interface"] for call in expected["calls"]]
        target = fired_by(ours.request(step), called) if step is story.steps[-1] else ""
        came = await (ours.fire(target, step) if target else ours.send(step))
        wanted = {**expected, "refreshed": False} if target else expected
        assert not differences(wanted, comparable(came.document(), now)), f"{step.method} {step.path} {target}"
    assert not differences(their_rows, comparable_rows(await ours.rows(), now))
