"""The workbench beside App Connect's own server: an adapter that is told what to do, open as a session opens one."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from builders_node import write_files
from builders_open_adapter import connect
from builders_real_server import FOLDER, HASH_KEY, SECRET, Behaviour, Came, ClientStep, Given, TokenEndpoint
from builders_surroundings import surroundings
from npm_fixture import npm_project

from workbench.core.connection.user import StoredUser, UserChanges, UserOperation
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.manifest import Platform
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.events import Event
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import AdapterError, Answer, Outcome, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.stores import Stores
from workbench.core.values import UNDEFINED, Marker
from workbench.runtimes.protocol import Call
from workbench.services.http import CapturingClient
from workbench.session.open_adapter import OpenAdapter
from workbench.session.recorder import Recorder
from workbench.session.session import Session

UNDEFINED_TEXT = "__undefined__"
USER_TEXT = "__user__"
VARIABLES = {**SERVER_VARIABLES, "APP_SERVER_SECRET_KEY": SECRET, "HASH_KEY": HASH_KEY}
"""What the adapter's server is set up with."""


class ToldRuntime:
    """The same adapter as spy.cjs, without a process."""

    def __init__(self, does: Mapping[str, Sequence[Behaviour]]) -> None:
        self.does = {name: list(behaviours) for name, behaviours in copy.deepcopy(dict(does)).items()}
        self.calls: list[Any] = []

    stores: Stores
    """Where the users' rows lie."""

    async def start(self) -> AdapterDescription:
        source = AdapterSource(AdapterKind.NODE, "spy.cjs", ".", "spy", "spy")
        return AdapterDescription(source, tuple(self.does))

    async def call(self, call: Call) -> Outcome:
        interface, user = call.interface, call.user
        given = [plain(value, user) for value in call.arguments]
        self.calls.append({"interface": interface, "args": given})
        behaviours = self.does[interface]
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        changes = changes_of(behaviour)
        if user:
            self.stores.write_user(user["id"], changes)
        if "throws" in behaviour:
            thrown = behaviour["throws"]
            error = AdapterError("Error", thrown["message"], status=thrown.get("status"))
            return Outcome(OutcomeKind.THREW, error=error, user_changes=changes)
        value = with_undefined(behaviour.get("returns", UNDEFINED))
        if value == USER_TEXT:
            value = {**(user or {}), **behaviour.get("save", {}), **behaviour.get("leave", {})}
        is_promise = bool(
            behaviour.get("promise") or behaviour.get("save") or behaviour.get("leave") or behaviour.get("destroy")
        )
        return Outcome(OutcomeKind.RETURNED, value, was_promise=is_promise, user_changes=changes)

    async def cancel(self, invocation_id: str) -> None:
        """Nothing runs for long."""

    async def stop(self) -> None:
        """There is no process."""


class Replica:
    """The workbench with the adapter open, and its server over it."""

    adapter: OpenAdapter

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint
        self.http = CapturingClient()
        self.token = ""
        self.events: list[Event] = []

    async def prepare(self, given: Given, platform: Platform | None = None) -> None:
        """Open the adapter anew, with what is given in its database, and connect it as the first user, if any."""
        self.runtime = ToldRuntime(given.does)
        self.adapter = OpenAdapter(
            runtime=self.runtime,
            platform=platform,
            surroundings=surroundings(self.http, recorder=Recorder(self.events.append), variables=VARIABLES),
        )
        await self.adapter.start()
        self.runtime.stores = self.adapter.stores
        store(given, self.adapter)
        self.endpoint.answers = list(given.token_answers)

    def session_token(self, user_id: str) -> str:
        """A token as the workbench gives it."""
        return self.adapter.server.session_token(user_id, "spy")

    def request(self, step: ClientStep) -> ClientRequest:
        """A client's request as the server gets it."""
        headers = {"User-Agent": "client", **step.headers}
        if step.with_token and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {self.token}"
        body = copy.deepcopy(dict(step.body or {}))
        return ClientRequest(step.method, step.path, dict(step.query), headers, body)

    async def send(self, step: ClientStep) -> Came:
        """One request."""
        served = await self.adapter.server.handle(self.request(step))
        return self.came(served.answer, refreshed="x-refreshed-jwt-token" in served.headers)

    async def fire(self, interface: str, step: ClientStep) -> Came:
        """Fire an interface with what the request says."""
        invocation = await self.adapter.fire(Firing(interface, request=self.request(step).merged()))
        return self.came(invocation.answer)

    def came(self, answer: Answer | None, *, refreshed: bool = False) -> Came:
        """What came of what was done last."""
        answer = answer or Answer(0)
        # What JSON cannot tell apart cannot differ for a client.
        body = json.loads(json.dumps(answer.body))
        return Came(answer.status, body, refreshed, self.taken(), self.endpoint.taken())

    def taken(self) -> list[Any]:
        """The calls of the adapter since it was asked last."""
        calls, self.runtime.calls = self.runtime.calls, []
        return calls

    async def rows(self) -> dict[str, Any]:
        """Everything stored, in the tables of App Connect's server."""
        stores = self.adapter.stores
        return {
            "users": list(stores.users.values()),
            "callLogs": stores.call_logs.all(),
            "messageLogs": stores.message_logs.all(),
            "accountData": [
                {"rcAccountId": account, "platformName": platform, "dataKey": f"contact-{number}", "data": found}
                for (account, platform, number), found in stores.contacts.items()
            ],
        }


class NodeReplica(Replica):
    """The same over spy.cjs itself, a project that a session opens."""

    def __init__(self, endpoint: TokenEndpoint, session: Session, folder: Path) -> None:
        super().__init__(endpoint)
        self.session = session
        self.folder = folder

    async def prepare(self, given: Given, platform: Platform | None = None) -> None:
        """Write the project and open it."""
        package = {"name": "spy", "dependencies": {"@app-connect/core": "1.7.41"}}
        files = {
            "index.js": NODE_ADAPTER,
            "does.json": json.dumps({"does": given.does}),
            "package.json": json.dumps(package),
            ".env": f"APP_SERVER_SECRET_KEY={SECRET}\nHASH_KEY={HASH_KEY}\n",
        }
        write_files(self.folder, files)
        (self.folder / "spy.cjs").write_text((FOLDER / "spy.cjs").read_text())
        (self.folder / "node_modules").symlink_to(npm_project(FOLDER) / "node_modules")
        self.adapter = await self.session.open(str(self.folder / "index.js"), platform="spy")
        store(given, self.adapter)
        self.taken()
        self.endpoint.answers = list(given.token_answers)

    def taken(self) -> list[Any]:
        file = self.folder / "calls.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        file.write_text("")
        return [json.loads(line) for line in lines]


NODE_ADAPTER = """
const fs = require('node:fs');
const path = require('node:path');
const { Spy } = require('./spy.cjs');

const spy = new Spy();
spy.calls.push = (call) => fs.appendFileSync(path.join(__dirname, 'calls.jsonl'), `${JSON.stringify(call)}\\n`);
module.exports = spy.adapter(JSON.parse(fs.readFileSync(path.join(__dirname, 'does.json'), 'utf8')));
"""


def store(given: Given, adapter: OpenAdapter) -> None:
    """Put what is given into an adapter's database, and connect the adapter as the first user, if there is one."""
    stores = adapter.stores
    account = str(given.users[0].get("rcAccountId") or "") if given.users else ""
    for user in reversed(given.users):
        auth_type = str(given.does["getAuthType"][0].get("returns") or "") if "getAuthType" in given.does else ""
        connect(adapter, user, auth_type)
    for row in given.call_logs:
        stores.call_logs.append(row)
    for row in given.message_logs:
        stores.message_logs.append(row)
    stores.contacts.update({(account, "spy", number): found for number, found in given.contacts.items()})
    stores.admin_configs.update({row["id"]: dict(row) for row in given.admin_configs})


def changes_of(behaviour: Behaviour) -> UserChanges:
    """What a behaviour does to the user, as a runtime reports it."""
    operations = []
    if "save" in behaviour:
        operations.append(UserOperation("save", behaviour["save"]))
    if behaviour.get("destroy"):
        operations.append(UserOperation("destroy"))
    return UserChanges(tuple(operations), unsaved=behaviour.get("leave", {}))


def plain(value: Any, user: StoredUser | None) -> Any:
    """A value that the adapter received, as spy.cjs writes it."""
    if value is UNDEFINED:
        return UNDEFINED_TEXT
    if isinstance(value, Marker):
        held = {"user": user, "oauthApp": value.options, "tracer": True}[value.kind]
        return {value.kind: plain(held, user)}
    if isinstance(value, dict):
        return {name: plain(item, user) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, user) for item in value]
    return value


def with_undefined(value: Any) -> Any:
    """The spelling of undefined in behaviours, as the workbench spells it."""
    if value == UNDEFINED_TEXT:
        return UNDEFINED
    if isinstance(value, dict):
        return {name: with_undefined(item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_undefined(item) for item in value]
    return value
