"""One operation's calls of the adapter: arguments built, results applied to the users' rows, everything noted."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace

from workbench.core.arguments import CallContext, bare_arguments, build_arguments
from workbench.core.arguments.rows import Request
from workbench.core.connection.user import StoredUser, apply_changes
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import Argument, Outcome
from workbench.core.server.answers import not_a_function, value_of
from workbench.core.server.settings import ServerSettings
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.core.values import Value
from workbench.session.server.outside import ServedAdapter


@dataclass(frozen=True, slots=True)
class ServedCall:
    """One call that the server made."""

    interface: str
    arguments: tuple[Argument, ...]
    outcome: Outcome


@dataclass(slots=True)
class Steps:
    """What an operation works with while it runs."""

    adapter: ServedAdapter
    users: MutableMapping[str, StoredUser]
    """The users' rows by id; what adapters save goes here."""
    http: HttpClient
    capture: Capture
    settings: ServerSettings = field(default_factory=ServerSettings)
    refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while tokens are renewed, so that calls at the same time renew once."""
    calls: list[ServedCall] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsaved: dict[str, Value] = field(default_factory=dict)
    """What the adapter assigned to the live user without saving: it stays there until the operation ends."""

    def exports(self, interface: str) -> bool:
        """Whether the adapter has an interface."""
        return interface in self.adapter.exports

    async def outcome(self, interface: str, context: CallContext, request: Request | None = None) -> Outcome:
        """Call an interface as App Connect does; raises AdapterThrew when the adapter does not export it."""
        if not self.exports(interface):
            raise not_a_function(interface)
        arguments = build_arguments(interface, request or {}, context)
        outcome = await self.adapter.call(interface, arguments, context.user)
        self.calls.append(ServedCall(interface, arguments, outcome))
        self.apply(context.user, outcome)
        return outcome

    async def fetch(self, key: str, context: CallContext) -> Outcome:
        """Call the fetch of an account-data table."""
        arguments = bare_arguments("refreshUserInfo", {}, context)
        outcome = await self.adapter.call(f"accountData.{key}", arguments, context.user)
        self.calls.append(ServedCall(f"accountData.{key}", arguments, outcome))
        return outcome

    async def value(self, interface: str, context: CallContext, request: Request | None = None) -> Value:
        """What an interface returned; raises AdapterThrew when it did not return."""
        return value_of(await self.outcome(interface, context, request), interface)

    def apply(self, user: StoredUser | None, outcome: Outcome) -> None:
        """Store what the adapter saved of the user, or forget a row that it destroyed."""
        self.unsaved |= outcome.user_changes.unsaved
        if not user or not outcome.user_changes.operations:
            return
        row = apply_changes(self.users.get(user["id"], user), outcome.user_changes)
        if row is None:
            self.users.pop(user["id"], None)
        else:
            self.users[user["id"]] = row

    def current(self, context: CallContext) -> CallContext:
        """The context with the user as the last call left it; a destroyed one stays as an object."""
        user = context.user
        if not user:
            return context
        return replace(context, user={**self.users.get(user["id"], user), **self.unsaved})
