"""The workbench's server beside App Connect's own, over the same adapter: same calls, same answers, same rows."""

from __future__ import annotations

import copy
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from builders_real_server import (
    ClientStep,
    Given,
    RealServer,
    TokenEndpoint,
    comparable,
    comparable_rows,
    differences,
)
from builders_replica import Replica
from builders_traces import fired_by
from real_server_cases import (
    ENDINGS,
    FORMATS,
    LOGINS,
    NEEDS_RINGCENTRAL,
    SAMPLES,
    USER_ID,
    adapter,
    given_for,
    sample_steps,
    user,
)
from real_server_stories import STORIES

from workbench.core.server.client_request import ClientRequest

pytestmark = pytest.mark.slow


@dataclass
class Pair:
    """Both servers."""

    real: RealServer
    ours: Replica

    @property
    def url(self) -> str:
        """Address of the token endpoint."""
        return self.ours.endpoint.url

    async def same(self, given: Given, steps: Sequence[ClientStep], note: str = "") -> list[dict[str, Any]]:
        """Send the requests to both and compare; what came of the real ones."""
        now = time.time()
        came: list[list[dict[str, Any]]] = []
        rows = []
        for side in (self.real, self.ours):
            await side.prepare(given)
            side.token = side.session_token(given.users[0]["id"] if given.users else "nobody")
            came.append([comparable((await side.send(step)).document(), now) for step in steps])
            rows.append(comparable_rows(await side.rows(), now))
        theirs, ours = came
        for step, expected, actual in zip(steps, theirs, ours, strict=True):
            assert not differences(expected, actual), f"{step.method} {step.path} {note}"
        assert not differences(*rows), note
        for place, step in enumerate(steps):
            if target := fired(step, theirs[place]):
                await self.same_when_fired(given, steps[: place + 1], target, theirs[place], note)
        return theirs

    async def same_when_fired(
        self, given: Given, steps: Sequence[ClientStep], target: str, theirs: dict[str, Any], note: str
    ) -> None:
        """Fire what the last request leads to."""
        now = time.time()
        await self.ours.prepare(given)
        self.ours.token = self.ours.session_token(given.users[0]["id"])
        for before in steps[:-1]:
            await self.ours.send(before)
        came = comparable((await self.ours.fire(target, steps[-1])).document(), now)
        assert not differences({**theirs, "refreshed": False}, came), f"{target} {note}"


def fired(step: ClientStep, came: Mapping[str, Any]) -> str:
    """The interface that is fired in place of a request; empty for none."""
    request = ClientRequest(step.method, step.path, step.query)
    return fired_by(request, [call["interface"] for call in came["calls"]])


@pytest.fixture
async def pair(server: RealServer, endpoint: TokenEndpoint) -> AsyncIterator[Pair]:
    ours = Replica(endpoint)
    yield Pair(server, ours)
    await ours.http.close()


COMPARED = [sample.id for sample in SAMPLES.values() if sample.id not in NEEDS_RINGCENTRAL]


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("sample", COMPARED)
async def test_every_sample_however_the_adapter_ends(pair: Pair, sample: str, login: str) -> None:
    chosen = SAMPLES[sample]
    for ending in ENDINGS:
        does = adapter(login, endpoint=pair.url, ending=ending)
        await pair.same(given_for(chosen, does, user(login)), sample_steps(chosen), ending)


@pytest.mark.parametrize("log_format", FORMATS)
@pytest.mark.parametrize("sample", [each.id for each in SAMPLES.values() if each.kind in ("call", "shared")])
async def test_every_log_format(pair: Pair, sample: str, log_format: str) -> None:
    chosen = SAMPLES[sample]
    does = adapter("apiKey", endpoint=pair.url, log_format=log_format)
    came = await pair.same(given_for(chosen, does, user("apiKey")), sample_steps(chosen))
    texts = [text for step in came for text in composed(step["calls"])]
    assert any(texts) is (log_format != "custom" or chosen.kind == "shared")


def composed(calls: list[dict[str, Any]]) -> Iterator[str]:
    """Log texts that the server composed."""
    for call in calls:
        given = call["args"][0] if call["args"] and isinstance(call["args"][0], dict) else {}
        yield given.get("composedLogDetails", "") or (given.get("sharedSMSLogContent") or {}).get("body", "")


ELEVEN = {
    "getAuthType",
    "getOauthInfo",
    "unAuthorize",
    "findContact",
    "findContactWithName",
    "createContact",
    "createCallLog",
    "updateCallLog",
    "getCallLog",
    "createMessageLog",
    "updateMessageLog",
}


async def test_the_samples_reach_all_eleven_interfaces_and_both_logins(pair: Pair) -> None:
    seen = set()
    for sample in COMPARED:
        chosen = SAMPLES[sample]
        does = adapter("oauth", endpoint=pair.url)
        for step in await pair.same(given_for(chosen, does, user("oauth")), sample_steps(chosen)):
            seen |= {call["interface"] for call in step["calls"]}
    assert seen >= ELEVEN | {"getUserInfo", "getBasicAuth"}


@pytest.mark.parametrize("name", STORIES)
async def test_stories(pair: Pair, name: str) -> None:
    story = STORIES[name]
    came = await pair.same(story.given(pair.url), story.steps)
    if story.status is not None:
        assert came[-1]["status"] == story.status
    if story.interfaces is not None:
        assert [call["interface"] for step in came for call in step["calls"]] == story.interfaces


async def test_session_tokens_of_each_are_good_at_the_other(pair: Pair) -> None:
    given = Given(adapter("apiKey", endpoint=pair.url), users=(user("apiKey"),))
    for side in (pair.real, pair.ours):
        await side.prepare(given)
    pair.real.token = pair.ours.session_token(USER_ID)
    pair.ours.token = pair.real.session_token(USER_ID)
    for side in (pair.real, pair.ours):
        came = await side.send(ClientStep("GET", "/custom/contact/search", {"name": "Dana"}))
        assert came.body["successful"] is True


EMPTIED = ("call-inbound", "call-voicemail", "call-recorded", "call-ai", "sms-inbound", "mms-image", "fax-inbound")
EMPTIED += ("voicemail-message", "create-contact", "find-contact-phone", "find-contact-name", "shared-sms")
EMPTIED += ("appointment-new", "appointment-moved", "appointment-status", "appointments-month")


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("sample", EMPTIED)
async def test_members_that_clients_leave_out_or_send_empty(pair: Pair, sample: str, login: str) -> None:
    chosen = SAMPLES[sample]
    given = given_for(chosen, adapter(login, endpoint=pair.url), user(login))
    for steps, note in emptied(sample_steps(chosen)):
        await pair.same(given, steps, note)


def emptied(steps: list[ClientStep]) -> Iterator[tuple[list[ClientStep], str]]:
    """The requests, with one member of the query, the body or the logInfo of one of them gone or null.

    conversationId and conversationLogId are left out: App Connect stores undefined and null in words there.
    """
    for place, step in enumerate(steps):
        for name in step.query:
            kept = {each: value for each, value in step.query.items() if each != name}
            yield [*steps[:place], replace(step, query=kept), *steps[place + 1 :]], f"without {name}"
        for path in body_members(step.body):
            for ending in ("without", "null"):
                body = copy.deepcopy(dict(step.body or {}))
                inner = body if len(path) == 1 else body[path[0]]
                inner[path[-1]] = None
                if ending == "without":
                    del inner[path[-1]]
                yield [*steps[:place], replace(step, body=body), *steps[place + 1 :]], f"{ending} {'.'.join(path)}"


def body_members(body: Mapping[str, Any] | None) -> Iterator[tuple[str, ...]]:
    """Paths of a body's members, and of its logInfo's."""
    for name, value in (body or {}).items():
        yield (name,)
        if name == "logInfo":
            yield from ((name, each) for each in value if each not in ("conversationId", "conversationLogId"))
