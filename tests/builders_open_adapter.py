"""An open adapter over functions of the test, without a process: what it is called with, and what it is answered."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from builders_surroundings import surroundings
from builders_traces import RecordingTokenEndpoint

from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.runtimes.protocol import Call
from workbench.session.open_adapter import OpenAdapter

USER: StoredUser = {
    "id": "u1-spy",
    "platform": "spy",
    "hostname": "acme.crm.example.test",
    "accessToken": "AK",
    "refreshToken": None,
    "tokenExpiry": None,
    "timezoneOffset": "-06:00",
    "rcAccountId": "rc-9",
    "platformAdditionalInfo": {},
    "userSettings": {},
}


class FunctionRuntime:
    """Calls functions of the test; one that raises AdapterThrows throws, one that gives an Outcome ends so."""

    def __init__(self, functions: dict[str, Callable[..., Any]]) -> None:
        self.functions = functions
        self.calls: list[Call] = []

    async def start(self) -> AdapterDescription:
        source = AdapterSource(AdapterKind.PYTHON, "adapter.py", ".", "spy", "spy")
        return AdapterDescription(source, tuple(self.functions))

    async def call(self, call: Call) -> Outcome:
        self.calls.append(call)
        try:
            value = self.functions[call.interface](*call.arguments)
            value = await value if inspect.isawaitable(value) else value
        except AdapterThrowsError as error:
            return Outcome(OutcomeKind.THREW, error=AdapterError("HTTPError", str(error), status=error.status))
        return value if isinstance(value, Outcome) else Outcome(OutcomeKind.RETURNED, value)

    async def cancel(self, invocation_id: str) -> None:
        """Nothing runs for long."""

    async def stop(self) -> None:
        """There is no process."""

    def called(self) -> list[str]:
        """The interfaces, in order."""
        return [call.interface for call in self.calls]


class AdapterThrowsError(Exception):
    """What a function of the test throws, with the CRM's status."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def connect(adapter: OpenAdapter, user: StoredUser, auth_type: str, name: str = "Priya", **members: Any) -> Connection:
    """Connect an open adapter as this user, without a login."""
    adapter.stores.users[user["id"]] = dict(user)
    adapter.connection = Connection(
        adapter=adapter.name, name=name, user_id=user["id"], users=adapter.stores.users, auth_type=auth_type, **members
    )
    return adapter.connection


async def open_functions(
    functions: dict[str, Callable[..., Any]], *, user: StoredUser | None = USER, auth_type: str = "apiKey"
) -> tuple[OpenAdapter, FunctionRuntime, RecordingTokenEndpoint]:
    """An adapter with these interfaces, connected as `user`."""
    helpers: dict[str, Callable[..., Any]] = {
        "getAuthType": lambda *_: auth_type,
        "getBasicAuth": lambda given: given["apiKey"],
        "getOauthInfo": lambda _: {"clientId": "c", "clientSecret": "s", "accessTokenUri": "https://t.example.test"},
    }
    runtime, endpoint = FunctionRuntime({**helpers, **functions}), RecordingTokenEndpoint()
    adapter = OpenAdapter(runtime=runtime, platform=None, surroundings=surroundings(endpoint))
    await adapter.start()
    if user is not None:
        connect(adapter, user, auth_type)
    return adapter, runtime, endpoint
