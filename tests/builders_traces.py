"""Replays of recorded scenarios: an adapter and a token endpoint that give what was recorded, and how to compare."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from builders_surroundings import surroundings

from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser, UserChanges, UserOperation
from workbench.core.contract.eras import SeenEra
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.manifest import LoginField, LoginFieldKind, Platform
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import AdapterError, Answer, Outcome, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.managed import Person
from workbench.core.server.stores import Stores
from workbench.core.traffic.outgoing import Capture, HttpFailure, IncomingAnswer, OutgoingRequest
from workbench.core.values import UNDEFINED, Marker
from workbench.runtimes.protocol import Call
from workbench.session.open_adapter import OpenAdapter
from workbench.session.server import AppConnectServer, Walk
from workbench.session.server.routes import firing_route

TRACES = json.loads((Path(__file__).parent / "data" / "traces.json").read_text("utf-8"))
NOW = 1_750_000_000.0
"""Seconds since the epoch at which every replay runs."""

BASE_EXPORTS = (
    "getAuthType",
    "getBasicAuth",
    "getUserInfo",
    "findContact",
    "findContactWithName",
    "createContact",
    "createCallLog",
    "updateCallLog",
    "getCallLog",
    "getLogFormatType",
    "createMessageLog",
    "updateMessageLog",
    "unAuthorize",
)
"""What the recording adapter exported unless a step says otherwise; further interfaces where a step calls them."""

ROW: StoredUser = {
    "id": "u1-spy",
    "rcAccountId": "rc-9",
    "hostname": "acme.crm.example.test",
    "timezoneName": None,
    "timezoneOffset": "-6",
    "platform": "spy",
    "accessToken": "AK",
    "refreshToken": None,
    "tokenExpiry": None,
    "platformAdditionalInfo": {"team": "west"},
    "hashedRcExtensionId": None,
    "userSettings": {},
}
"""The stored user of most scenarios."""


@dataclass(frozen=True)
class Setup:
    """How things stood before a step, as far as the recording does not say it."""

    user: Mapping[str, Any] | None = None
    """Columns of the stored user that differ from then on; an empty mapping sets the usual row again."""
    unknown_user: bool = False
    """The session token names somebody who is not stored."""
    call_logs: list[dict[str, Any]] | None = None
    """Rows there from then on."""
    message_logs: list[dict[str, Any]] | None = None
    contacts: Mapping[str, Any] | None = None
    missing: tuple[str, ...] = ()
    """Interfaces that the adapter did not export."""
    also: tuple[str, ...] = ()
    """Interfaces that it exported though the step does not call them."""
    promised: tuple[str, ...] = ()
    """Interfaces that gave a promise."""
    changes: Mapping[str, UserChanges] = field(default_factory=dict)
    """What an interface did to the user."""
    status: int | None = None
    """error.response.status of what was thrown."""
    token_answers: tuple[tuple[int, Mapping[str, Any]], ...] | None = None
    """What the token endpoint answered; by default what the recorded getUserInfo was given."""
    plugged: Mapping[str, Any] = field(default_factory=dict)
    """Members of the body as the account's plugins leave them, which App Connect reads from there."""
    rows: Mapping[str, str] = field(default_factory=dict)
    """Recorded rows to compare after the step: name in the recording to the store's name."""


class RecordingRuntime:
    """Gives the recorded results in order, and holds what the adapter received against the recording."""

    stores: Stores
    """Where the users' rows lie."""

    def __init__(self) -> None:
        self.expected: list[dict[str, Any]] = []
        self.setup = Setup()

    async def start(self) -> AdapterDescription:
        called = {call["interface"] for call in self.expected}
        exported = (set(BASE_EXPORTS) | called | set(self.setup.also)) - set(self.setup.missing)
        source = AdapterSource(AdapterKind.NODE, "spy.js", ".", "spy", "spy")
        return AdapterDescription(source, tuple(sorted(exported)))

    async def cancel(self, invocation_id: str) -> None:
        """Nothing runs for long."""

    async def stop(self) -> None:
        """There is no process."""

    async def call(self, made: Call) -> Outcome:
        interface, user = made.interface, made.user
        assert self.expected, f"{interface} was not called in the recording"
        call = self.expected.pop(0)
        assert interface == call["interface"]
        assert [named(value) for value in made.arguments] == with_undefined(call["args"])
        changes = self.setup.changes.get(interface, UserChanges())
        if user:
            self.stores.write_user(user["id"], changes)
        if "threw" in call:
            error = AdapterError("Error", call["threw"], status=self.setup.status)
            return Outcome(OutcomeKind.THREW, error=error, user_changes=changes)
        value = with_undefined(copy.deepcopy(call["returned"]))
        if value == f"<user row {(user or {}).get('id')}>":
            value = dict(user or {})
        return Outcome(OutcomeKind.RETURNED, value, was_promise=interface in self.setup.promised, user_changes=changes)


class RecordingTokenEndpoint:
    """An HTTP client that answers token requests and remembers them."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Mapping[str, Any]]] = []
        self.requests: list[dict[str, Any]] = []

    async def warm(self) -> None:
        """Nothing to do ahead."""

    async def send(self, request: OutgoingRequest, capture: Capture) -> IncomingAnswer:
        if not self.answers:
            raise HttpFailure("ECONNREFUSED", "no answer was recorded")
        status, data = self.answers.pop(0)
        address = urlsplit(request.url)
        headers = {name.lower(): value for name, value in request.headers}
        self.requests.append(
            {
                "method": request.method,
                "url": address.path + (f"?{address.query}" if address.query else ""),
                "authorization": headers.get("authorization", ""),
                "body": dict(parse_qsl((request.body or b"").decode())),
            }
        )
        return IncomingAnswer(status, "", (), json.dumps(data).encode(), request.url)


PEOPLE = {"ADMIN": Person("rc-9", "555", is_admin=True), "USER": Person("rc-9", "777")}
"""Two people of one account, an administrator and an ordinary user, by RingCentral's tokens for them."""


def asked_by(request: ClientRequest) -> Walk:
    """A client's request as it is, of the person to whom its RingCentral token belongs."""
    token = request.header("X-RC-Access-Token") or request.body.get("rcAccessToken")
    return Walk(person=PEOPLE.get(str(token or request.query.get("rcAccessToken")).removeprefix("Bearer ")))


def fired_by(request: ClientRequest, called: Sequence[str], era: str = "head") -> str:
    """The interface that a request is chiefly about, where the server called it last; empty for none.

    A firing calls one interface once, so that a request which leads to several calls of its kind has none.
    """
    routes = {name: firing_route(name) for name in called}
    chief = [
        name
        for name in called
        if not routes[name].is_helper and routes[name].matches(request.method, request.path, era)
    ]
    several = "," in str(request.query.get("sessionIds", "")) or len(chief) > 1
    return chief[0] if chief and chief[0] == called[-1] and not several else ""


def client_request(recorded: dict[str, Any], token: str) -> ClientRequest:
    """The recorded request, with a session token where it had one."""
    query = dict(recorded.get("query") or {})
    headers = dict(recorded.get("headers") or {})
    if query.get("jwtToken") == "<jwt>":
        query["jwtToken"] = token
    if recorded.get("jwt"):
        headers["Authorization"] = f"Bearer {token}"
    body = copy.deepcopy(recorded.get("body") or {})
    return ClientRequest(recorded["method"], recorded["path"], query, headers, body)


def token_request(recorded: dict[str, Any]) -> dict[str, Any]:
    """A recorded request of the token endpoint, its form by name."""
    wanted = {name: recorded[name] for name in ("method", "url", "authorization")}
    return {**wanted, "body": dict(parse_qsl(recorded["body"]))}


def agrees(recorded: Any, actual: Any) -> bool:
    """Whether a value is the recorded one; texts in angle brackets stand for anything."""
    if isinstance(recorded, str) and recorded.startswith("<") and recorded.endswith(">"):
        return actual is not None
    if isinstance(recorded, dict):
        return (
            isinstance(actual, dict)
            and recorded.keys() == actual.keys()
            and all(agrees(value, actual[name]) for name, value in recorded.items())
        )
    if isinstance(recorded, list):
        return (
            isinstance(actual, list)
            and len(recorded) == len(actual)
            and all(agrees(one, other) for one, other in zip(recorded, actual, strict=True))
        )
    return type(recorded) is type(actual) and recorded == actual


def with_undefined(value: Any) -> Any:
    """The recording's spelling of undefined, as the workbench spells it."""
    if value == "__undefined__":
        return UNDEFINED
    if isinstance(value, dict):
        return {key: with_undefined(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_undefined(item) for item in value]
    return value


def named(value: Any) -> Any:
    """Live objects as the recording names them."""
    if isinstance(value, Marker):
        return {"user": "<user row u1-spy>", "oauthApp": "<oauth app>", "tracer": "<debug tracer>"}[value.kind]
    if isinstance(value, dict):
        return {name: named(item) for name, item in without_dates(value).items()}
    return value


def saved(**columns: Any) -> UserChanges:
    """The adapter assigned columns and saved."""
    return UserChanges((UserOperation("save", columns),))


def destroyed() -> UserChanges:
    """The adapter deleted the row."""
    return UserChanges((UserOperation("destroy"),))


LINKED = {
    "id": "s-a1",
    "sessionId": "901000000001",
    "extensionNumber": "101",
    "hashedExtensionId": "hx-1",
    "platform": "spy",
    "thirdPartyLogId": "900",
    "userId": "u1-spy",
    "contactId": "C-1",
}
TOKENS = {"access_token": "AT2", "refresh_token": "RT2", "expires_in": 3600, "token_type": "bearer"}

FIELDS = (
    LoginField("apiKey", "API key", LoginFieldKind.PASSWORD, required=True),
    LoginField("dealerId", "Dealer", LoginFieldKind.TEXT, required=True, managed=True, managed_scope="account"),
    LoginField(
        "crmUserId",
        "CRM user",
        LoginFieldKind.TEXT,
        required=True,
        managed=True,
        managed_scope="user",
        managed_type="dynamic",
    ),
)


def in_time(seconds: float) -> str:
    """A moment some seconds after the replay's present."""
    return datetime.fromtimestamp(NOW + seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tokens_left(seconds: float | None, **columns: Any) -> dict[str, Any]:
    """A user who logged in by OAuth, with some life left in the access token."""
    expiry = None if seconds is None else in_time(seconds)
    return {"accessToken": "AT1", "refreshToken": "RT1", "tokenExpiry": expiry, **columns}


class Replay:
    """One scenario in an open adapter of its own."""

    def __init__(self, scenario: str, settings: Mapping[str, Any], platform: Platform | None = None) -> None:
        self.scenario = scenario
        self.runtime = RecordingRuntime()
        self.endpoint = RecordingTokenEndpoint()
        self.settings = {
            "clock": lambda: NOW,
            "login_fields": FIELDS if scenario == "managed-api-key" else (),
            **settings,
        }
        self.adapter = OpenAdapter(
            runtime=self.runtime,
            platform=platform,
            surroundings=surroundings(self.endpoint, variables={**SERVER_VARIABLES, "HASH_KEY": "hash-key"}),
        )
        self.adapter.called_as = SeenEra(settings.get("era", "head"))
        self.stores = self.runtime.stores = self.adapter.stores

    @classmethod
    async def open(cls, scenario: str, platform: Platform | None = None, **settings: Any) -> Replay:
        """The adapter, open, with the usual user stored; `settings` are the server's."""
        replay = cls(scenario, settings, platform)
        await replay.prepare([], Setup())
        replay.stores.users["u1-spy"] = dict(ROW)
        return replay

    @property
    def server(self) -> AppConnectServer:
        """App Connect's server over it."""
        return self.adapter.server

    async def prepare(self, calls: list[dict[str, Any]], setup: Setup) -> None:
        """Load the adapter as it was for a step, and expect the step's calls."""
        self.runtime.expected, self.runtime.setup = list(calls), setup
        await self.adapter.start()
        self.server.settings = replace(self.server.settings, **self.settings)

    def stand(self, setup: Setup) -> None:
        """Bring the stores to what they were."""
        if setup.user is not None:
            if setup.user.get("absent"):
                self.stores.users.clear()
            else:
                base = self.stores.users["u1-spy"] if self.scenario == "managed-oauth" else ROW
                self.stores.users["u1-spy"] = copy.deepcopy({**base, **setup.user})
        if setup.call_logs is not None:
            self.stores.call_logs.remove()
            for row in setup.call_logs:
                self.stores.call_logs.append(row)
        if setup.contacts is not None:
            self.stores.contacts.clear()
            self.stores.contacts.update({("rc-9", "spy", number): found for number, found in setup.contacts.items()})

    async def step(self, step: dict[str, Any], setup: Setup, *, fires: bool = False) -> None:
        """Send one recorded request and compare; or fire the interface that it is chiefly about."""
        self.stand(setup)
        title = step["title"]
        if title.startswith("status "):
            setup = replace(setup, status=int(title.split()[1]))
        await self.prepare(step["calls"], setup)
        self.endpoint.answers = list(token_answers(step) if setup.token_answers is None else setup.token_answers)
        self.endpoint.requests.clear()
        token = self.server.session_token("nobody" if setup.unknown_user else "u1-spy", "spy")
        request = client_request(step["request"], token)
        request = replace(request, body={**request.body, **setup.plugged})
        target = fired_by(request, [call["interface"] for call in step["calls"]]) if fires else ""
        answer = await self.answered(request, target)
        expected = [call["interface"] for call in self.runtime.expected]
        assert not expected, f"{title}: {expected} never came"
        wanted = step["response"]
        assert answer.status == wanted["status"], (title, answer)
        assert agrees(wanted["body"], answer.body), (title, wanted["body"], answer.body)
        recorded = step.get("token_endpoint_requests", [])
        assert self.endpoint.requests == [token_request(each) for each in recorded], title

    async def answered(self, request: ClientRequest, target: str) -> Answer:
        """The answer to a request; to the firing of `target` with what the request says, if there is one."""
        walk = asked_by(request)
        if target:
            self.adapter.person = walk.person or self.adapter.person
            users = self.stores.users
            self.adapter.connection = Connection("spy", "Priya", "u1-spy", users)
            answer = (await self.adapter.fire(Firing(target, request=request.merged()))).answer
        else:
            answer = (await self.server.handle(request, walk)).answer
        assert answer is not None, "a route answers"
        return answer

    def rows(self, store: str) -> list[Any]:
        """What the server keeps, as the recording writes it."""
        if store == "users":
            return [without_dates(row) for row in self.stores.users.values()]
        if store == "contacts":
            return [
                {"rcAccountId": account, "platformName": platform, "dataKey": f"contact-{number}", "data": data}
                for (account, platform, number), data in self.stores.contacts.items()
            ]
        return [without_dates(row) for row in getattr(self.stores, store)]


def without_dates(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the recording writes it: when it was written is left out."""
    return {name: value for name, value in row.items() if name not in ("createdAt", "updatedAt")}


def token_answers(step: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """The token answer that the recorded getUserInfo was given."""
    given = [call["args"][0].get("data") for call in step["calls"] if call["interface"] == "getUserInfo"]
    return [(200, data) for data in given if data]
