"""One operation's calls of the adapter: arguments built, results applied to the users' rows, everything noted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Final

from workbench.core.arguments import CallContext, as_object, bare_arguments, build_arguments, positional
from workbench.core.arguments.rows import Request
from workbench.core.connection.user import StoredUser, with_unseen
from workbench.core.run.finding import Finding
from workbench.core.run.firing import USUAL_TIMEOUT
from workbench.core.run.invocation import Argument, Outcome
from workbench.core.run.trail import CALLED, TrailStep
from workbench.core.server.answers import not_a_function, value_of
from workbench.core.server.managed import Person
from workbench.core.server.settings import ServerSettings
from workbench.core.server.store_table import noted
from workbench.core.server.stores import Managed
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.core.values import USER, Json, Value, to_json
from workbench.runtimes.protocol import Call
from workbench.session.server.outside import ServedAdapter

ACCOUNT_DATA: Final = "accountData"
"""The exported table whose entries' fetch is called as accountData.<key>."""

Shape = Callable[[tuple[Argument, ...], Request, CallContext], tuple[Argument, ...]]
"""Changes the arguments that the server would pass, as the user of the workbench asked for."""


@dataclass(frozen=True, slots=True)
class ServedCall:
    """One call that the server made."""

    interface: str
    arguments: tuple[Argument, ...]
    """As the adapter got them; the stored user's row stands where the live user went."""
    outcome: Outcome
    user: StoredUser | None = None
    started_at: float = 0.0
    """Seconds since the epoch."""
    duration_ms: float = 0.0


def _as_built(arguments: tuple[Argument, ...], _request: Request, _context: CallContext) -> tuple[Argument, ...]:
    return arguments


async def _nothing(_arguments: tuple[Argument, ...]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Walk:
    """How an operation is gone through. By itself it is a client's request; with a target it is a firing.

    A firing is about one interface: what the server would refuse is noted and passed over, so that the interface is
    called all the same, and nothing more of its kind is called afterwards.
    """

    invocation_id: str = ""
    """To which its calls, their exchanges and console lines belong."""
    timeout: float = USUAL_TIMEOUT
    """Seconds for each call."""
    target: str = ""
    """The interface that is fired."""
    user_id: str = ""
    """Who asks, where no session token says it."""
    shape: Shape = _as_built
    """Of the target's arguments."""
    bare: bool = False
    """Call the target with its header and nothing that the server composes or reads for it."""
    client: CallContext = field(default_factory=lambda: CallContext(request_origin="client"))
    """What the client knows and sends along: its origin, what was edited, contacts, the log or appointment it means."""
    person: Person | None = None
    """Whom RingCentral's directory names for the client's token; without anybody no login value is managed."""
    managed: Managed | None = None
    """Administrators' values of a login, where they do not lie in the database."""
    renews_alone: bool = False
    """Renew tokens whatever other calls do at the same time, as App Connect's own does (runtime.md section 5)."""
    about_to: Callable[[tuple[Argument, ...]], Awaitable[object]] = _nothing
    """Told of the target's arguments before it is called."""
    watch: Callable[[ServedCall], object] = lambda _call: None
    """Told of every call after it."""


@dataclass(slots=True)
class Steps:
    """What an operation works with while it runs."""

    adapter: ServedAdapter
    users: MutableMapping[str, StoredUser]
    """The users' rows by id, as the database has them; adapters write there too."""
    http: HttpClient
    capture: Capture
    walk: Walk = field(default_factory=Walk)
    settings: ServerSettings = field(default_factory=ServerSettings)
    refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while tokens are renewed, so that calls at the same time renew once."""
    calls: list[ServedCall] = field(default_factory=list)
    trail: list[TrailStep] = field(default_factory=list)
    """Everything that was done so far, the calls among it; the target's arguments are told with the firing."""
    findings: list[Finding] = field(default_factory=list)
    unsaved: dict[str, Value] = field(default_factory=dict)
    """What the adapter assigned to the live user without saving: it stays there until the operation ends."""
    reached: ServedCall | None = None
    """The target's call, once it was made."""

    def exports(self, interface: str) -> bool:
        """Whether the adapter has an interface."""
        return interface in self.adapter.exports

    async def outcome(self, interface: str, context: CallContext, request: Request | None = None) -> Outcome:
        """Call an interface as App Connect does; raises AdapterThrew when the adapter does not export it."""
        if not self.exports(interface):
            raise not_a_function(interface)
        given = request or {}
        is_target = interface == self.walk.target and self.reached is None
        if is_target and self.walk.bare:
            arguments = self.walk.shape((), given, context)
        else:
            arguments = build_arguments(interface, given, context)
            arguments = self.walk.shape(arguments, given, context) if is_target else arguments
        if is_target:
            await self.walk.about_to(as_recorded(arguments, context.user))
        call = await self._call(interface, arguments, context.user)
        if is_target:
            self.reached = call
        self.unsaved |= call.outcome.user_changes.unsaved
        return call.outcome

    async def fetch(self, key: str, context: CallContext) -> Outcome:
        """Call the fetch of an account-data table."""
        call = await self._call(f"{ACCOUNT_DATA}.{key}", bare_arguments("refreshUserInfo", {}, context), context.user)
        return call.outcome

    async def value(self, interface: str, context: CallContext, request: Request | None = None) -> Value:
        """What an interface returned; raises AdapterThrew when it did not return."""
        return value_of(await self.outcome(interface, context, request), interface)

    def current(self, context: CallContext) -> CallContext:
        """The context with the user as the last call left it; a destroyed one stays as an object."""
        user = context.user
        if not user:
            return context
        return replace(context, user={**self.users.get(user["id"], user), **self.unsaved})

    async def _call(self, interface: str, arguments: tuple[Argument, ...], user: StoredUser | None) -> ServedCall:
        walk, started_at, began = self.walk, time.time(), time.perf_counter()
        table, _, _ = interface.partition(".")
        given = (as_object(arguments),) if table == ACCOUNT_DATA else positional(interface, arguments)
        before = self._stored(user)
        outcome = await self.adapter.call(Call(walk.invocation_id, interface, given, user, walk.timeout))
        duration = (time.perf_counter() - began) * 1000
        if user:
            changes = with_unseen(outcome.user_changes, before, self._stored(user))
            outcome = replace(outcome, user_changes=changes)
        call = ServedCall(interface, as_recorded(arguments, user), outcome, user, started_at, duration)
        self.calls.append(call)
        told = {} if interface == walk.target else to_json(as_object(call.arguments))
        self.trail.append(TrailStep(CALLED, interface, told, outcome.kind.value))
        walk.watch(call)
        return call

    def _stored(self, user: StoredUser | None) -> StoredUser | None:
        """The user's row as it lies in the database; the server does not look at it, so the trail does not tell."""
        with noted(lambda _step: None):
            return self.users.get(user["id"]) if user else None


def as_recorded(arguments: tuple[Argument, ...], user: Json) -> tuple[Argument, ...]:
    """The arguments as they are kept: the row itself in place of the live user."""
    return tuple(replace(each, value=user) if each.value == USER else each for each in arguments)
