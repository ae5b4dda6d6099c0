"""A login of the workbench beside App Connect's server: what it sends does there what it did here."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

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
from real_server_cases import ENDINGS, LOGINS, TOKENS, adapter, user
from real_server_stories import KEY_LOGIN, LOGIN_STORIES, OAUTH_LOGIN

from workbench.core.errors import WorkbenchError
from workbench.core.manifest import Platform, parse_manifest
from workbench.core.run.events import InvocationFinished
from workbench.core.run.invocation import Answer
from workbench.core.server.client_request import ClientRequest
from workbench.session.login import Credentials, LoginFlow
from workbench.session.server.operation import Operation

pytestmark = pytest.mark.slow

REDIRECT = "https://redirect.example.test/index.html"
KEY_FIELDS = {"apiKey": "demo-key-123", "apiUrl": "https://api.acme.crm.example.test/v3"}
HOST = "acme.crm.example.test"
QUERY = {
    "tokenUrl": "https://acme.crm.example.test/oauth/token",
    "apiUrl": "https://acme.crm.example.test/api",
    "username": "priya",
}
CREDENTIALS: dict[str, Credentials] = {
    "by key": Credentials(fields=KEY_FIELDS, hostname=HOST),
    "by key alone": Credentials(fields={"apiKey": "k"}),
    "by key of an extension": Credentials(
        fields=KEY_FIELDS, hostname=HOST, query={"rcExtensionId": "77", "rcAccountId": "4711"}
    ),
    "by key without an account": Credentials(fields=KEY_FIELDS, query={"rcAccountId": "", "rcExtensionId": ""}),
    "by code": Credentials(hostname=HOST, query=QUERY),
    "by code alone": Credentials(),
    "by code of an extension": Credentials(hostname=HOST, query={"rcExtensionId": "77", "rcAccountId": "4711"}),
    "by code without an account": Credentials(query={"rcAccountId": "", "rcExtensionId": "", "userEmail": ""}),
    "by code with members of one's own": Credentials(query={"tenant": "nine & ten", "apiUrl": ""}),
}


def platform(login: str) -> Platform | None:
    """The manifest's entry of an adapter that logs in by OAuth; one with a key needs none."""
    if login != "oauth":
        return None
    oauth = {"authUrl": "https://crm.example.test/authorize", "clientId": "client-1", "redirectUri": REDIRECT}
    profile = {"name": "spy", "auth": {"type": "oauth", "oauth": oauth}}
    return parse_manifest({"platforms": {"spy": profile}}).platform("spy")


async def approve(url: str, redirect_uri: str) -> str:
    """The CRM sends the browser back with a code."""
    state = parse_qs(urlsplit(url).query)["state"][0]
    return f"{redirect_uri}?code=CODE-1&state={quote(state, safe='')}"


@dataclass
class Walked:
    """What came of a login of the workbench."""

    sent: ClientRequest | None
    """The client's request as the server's login has it at the end."""
    answer: Answer | None
    calls: list[Any]
    token_requests: list[Any]
    error: WorkbenchError | None


async def walk(ours: Replica, credentials: Credentials) -> Walked:
    """Log in step by step."""
    operations: list[Operation] = []
    make = ours.adapter.server.operation

    def noting(request: ClientRequest, *given: Any, **named: Any) -> Operation:
        operations.append(make(request, *given, **named))
        return operations[-1]

    ours.adapter.server.operation = noting  # type: ignore[method-assign]
    ours.events.clear()
    flow = LoginFlow(ours.adapter, credentials, approve)
    await flow.run_step()
    ours.runtime.calls.clear()
    error = None
    try:
        await flow.run_to_end()
    except WorkbenchError as raised:
        error = raised
    [finished] = [each.invocation for each in ours.events if isinstance(each, InvocationFinished)]
    came = ours.came(finished.answer)
    sent = operations[-1].request if len(operations) > 1 else None
    return Walked(sent, finished.answer, came.calls, came.token_requests, error)


@pytest.fixture
async def ours(endpoint: TokenEndpoint) -> AsyncIterator[Replica]:
    made = Replica(endpoint)
    yield made
    await made.http.close()


async def same(real: RealServer, ours: Replica, given: Given, login: str, credentials: Credentials) -> Walked:
    """Log in, send what was sent to the real server, and compare as far as the login went."""
    now = time.time()
    await ours.prepare(given, platform(login))
    walked = await walk(ours, credentials)
    rows = comparable_rows(await ours.rows(), now)
    assert walked.sent is not None, walked.error
    sent = walked.sent
    # The workbench asks for what the CRM's page needs before anybody comes back from there.
    comes_back = {"callbackUri": OAUTH_LOGIN.query["callbackUri"]} if sent.method == "GET" else {}
    query = {**comes_back, **{name: str(value) for name, value in sent.query.items()}}
    body = dict(sent.body) if sent.method == "POST" else None
    person = credentials.identity.person
    known = {"X-RC-Access-Token": f"{person.account_id}.{person.extension_id}"} if person else {}
    step = ClientStep(sent.method, sent.path, query, {**sent.headers, **known}, body, with_token=False)
    await real.prepare(given)
    theirs = comparable((await real.send(step)).document(), now)
    here = comparable({"calls": walked.calls, "token requests": walked.token_requests}, now)
    assert not differences(theirs["calls"][: len(walked.calls)], here["calls"]), walked.error
    if walked.answer is not None:
        assert not differences(theirs["calls"], here["calls"]), walked.error
        assert not differences(theirs["token requests"], here["token requests"]), walked.error
        answered = comparable(json.loads(json.dumps(walked.answer.body)), now)
        assert not differences([theirs["status"], theirs["body"]], [walked.answer.status, answered]), walked.error
        assert not differences(comparable_rows(await real.rows(), now), rows), walked.error
    else:
        assert walked.error is not None
    return walked


@pytest.mark.parametrize("name", CREDENTIALS)
async def test_what_the_client_brings(server: RealServer, ours: Replica, name: str) -> None:
    login = "oauth" if name.startswith("by code") else "apiKey"
    does = adapter(login, endpoint=ours.endpoint.url)
    walked = await same(server, ours, Given(does, token_answers=((200, TOKENS),)), login, CREDENTIALS[name])
    assert walked.error is None
    assert ours.adapter.connection is not None
    assert ours.adapter.connection.connected


STORIES = {name: story for name, story in LOGIN_STORIES.items() if story.steps[0] in (KEY_LOGIN, OAUTH_LOGIN)}


@pytest.mark.parametrize("name", STORIES)
async def test_stories_of_logins(server: RealServer, ours: Replica, name: str) -> None:
    story = STORIES[name]
    login = "oauth" if story.steps[0] == OAUTH_LOGIN else "apiKey"
    given = story.given(ours.endpoint.url)
    if login != story.login:
        given.does["getAuthType"][0]["returns"] = login
    await same(server, ours, given, login, CREDENTIALS["by code" if login == "oauth" else "by key"])


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("login", LOGINS)
async def test_logins_however_the_adapter_ends(
    server: RealServer, ours: Replica, login: str, ending: str, known: bool
) -> None:
    does = adapter(login, endpoint=ours.endpoint.url, ending=ending)
    given = Given(does, users=(user(login),) if known else (), token_answers=((200, TOKENS),))
    await same(server, ours, given, login, CREDENTIALS["by code" if login == "oauth" else "by key"])
