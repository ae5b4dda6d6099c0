"""One open adapter: log in, fire its interfaces as App Connect's server does, keep what happened."""

from __future__ import annotations

import asyncio
import functools
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from workbench.core.arguments import (
    CallContext,
    apply_overrides,
    arguments_from_input,
    as_object,
    bare_arguments,
    build_arguments,
    is_shared,
    positional,
)
from workbench.core.connection.connection import Connection, Request, logged_rows, remember, secrets_in, secrets_of
from workbench.core.connection.user import StoredUser
from workbench.core.contract.interfaces import Interface
from workbench.core.errors import UsageError
from workbench.core.judging import judge, verdict
from workbench.core.manifest import Platform
from workbench.core.redaction import Redactor
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.document import invocation_document
from workbench.core.run.events import InvocationFinished, InvocationStarted
from workbench.core.run.finding import Finding
from workbench.core.run.fired import Fired
from workbench.core.run.invocation import Answer, Argument, Invocation, Outcome, Shown
from workbench.core.run.shown import shown
from workbench.core.run.summary import summary
from workbench.core.server.answers import AdapterThrew, SessionRevoked
from workbench.core.server.findings import passed_over
from workbench.core.server.results import Asked, answer_of
from workbench.core.server.session_tokens import sign
from workbench.core.server.stores import Stores
from workbench.core.traffic.exchange import Body
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.core.values import USER, Json, is_heavy
from workbench.runtimes.protocol import Call, Runtime
from workbench.services.harbor import HarborCrm
from workbench.services.history import History
from workbench.services.resources import contract
from workbench.session.hooks import HookJournal
from workbench.session.recorder import Recorder
from workbench.session.server import AppConnectServer, Steps
from workbench.session.server.authorization import authorized, before_validation
from workbench.session.server.composing import with_composed_call, with_shared_text
from workbench.session.serving import ConnectionRow, ServedRuntime, settings_of, shown_in, stopped

DEFAULT_TIMEOUT = 30.0
"""Seconds that an interface may take."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One interface to call, and what with."""

    interface: str
    request: Request | None = None
    """The client's request in merged form (core.contract.routes), from a sample or from the form."""
    edited: frozenset[str] = frozenset()
    """Paths of a sample's request that the user changed."""
    is_sample: bool = False
    """True when the request is a sample, so that contact and log ids of earlier calls go before its own."""
    arguments: Json = None
    """Arguments given by the user as they are; their keys replace what App Connect would pass."""
    overrides: tuple[tuple[str, Json], ...] = ()
    """Dotted argument paths and values, applied last."""
    bare: bool = False
    """Pass the given arguments, user and authHeader, and nothing else."""
    timeout: float = DEFAULT_TIMEOUT
    invocation_id: str = ""
    """Chosen by the caller who wants to cancel it; else made here."""
    sample: str = ""
    """Name of the sample that the request began as."""


class ConnectionKeeper(Protocol):
    """Where a connection is stored from one day to the next."""

    async def keep(self, adapter: OpenAdapter) -> None:
        """Store what a call changed of the adapter's connection."""
        ...

    async def user(self, adapter: OpenAdapter, user_id: str) -> StoredUser | None:
        """The row of a CRM user of this adapter that a stored connection holds."""
        ...

    async def log(self, adapter: OpenAdapter, kind: str, wanted: str) -> Json | None:
        """A linkage row by the call's or message's id or by the CRM's log id; `kind` is a table of the list."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an open adapter shares with the rest of the session."""

    recorder: Recorder
    history: History
    http: HttpClient
    capture: Callable[[str], Capture]
    """Where the workbench's own requests of an invocation are reported."""
    maps: tuple[HostMap, ...]
    crm: Callable[[], Awaitable[HarborCrm]] | None = None
    """Starts Harbor CRM, for the sample adapters that talk to it."""
    connections: ConnectionKeeper | None = None
    """Stored connections; what a call changed of the adapter's own is stored there."""


class OpenAdapter:
    """An adapter that is loaded, with its connection."""

    def __init__(self, *, runtime: Runtime, platform: Platform | None, surroundings: Surroundings) -> None:
        self.platform = platform
        """The manifest's entry for it, or None."""
        self.connection: Connection | None = None
        self.place = ""
        """What opens it again: a sample's name, or a folder or file."""
        self.era = "head"
        """Whose server calls it: seed, mid or head; it stands in for the server that the adapter was written for."""
        self.refresh_as_server = False
        """Renew tokens in every call by itself, as App Connect's server does; else calls at one time renew once."""
        self.surroundings = surroundings
        self.hooks = HookJournal(runtime)
        """Every call of the adapter in order, the helpers on the way to an interface included."""
        self._runtime: Runtime = self.hooks
        self._description: AdapterDescription | None = None
        self._secrets: frozenset[str] = frozenset()
        self._refreshing = asyncio.Lock()

    @property
    def description(self) -> AdapterDescription:
        """What the adapter exports."""
        assert self._description is not None, "start() comes first"
        return self._description

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.description.source.name

    @property
    def is_sample(self) -> bool:
        """Whether it talks to Harbor CRM on this machine."""
        return self.surroundings.crm is not None

    async def start(self) -> AdapterDescription:
        """Load it, or load it again after a change; the connection stays. Raises AdapterLoadError."""
        self._description = await self._runtime.start()
        return self._description

    async def close(self) -> None:
        """End its process."""
        await self._runtime.stop()

    def _user(self) -> StoredUser:
        return self.connection.user if self.connection else {}

    def adopt(self, user: StoredUser) -> None:
        """Make a changed row the connection's, such as one with renewed tokens."""
        if self.connection is not None:
            self.connection = replace(
                self.connection,
                context=replace(self.connection.context, user=user),
                secrets=self.connection.secrets | secrets_of(user),
            )

    async def cancel(self, invocation_id: str) -> None:
        """End a call that is running; its outcome is CANCELLED."""
        await self._runtime.cancel(invocation_id)

    def interface(self, name: str) -> Interface:
        """An interface that the adapter exports, by either spelling; raises UsageError."""
        interface = contract()[name]
        if interface.name not in self.description.exports:
            raise UsageError(
                f"{self.name} does not export {interface.name}.",
                code="not-exported",
                hint=f"It exports {', '.join(self.description.exports)}.",
            )
        return interface

    async def fire(self, firing: Firing) -> Invocation:
        """Call one interface as App Connect's server would, judge what comes back, and keep it in history.

        Raises UsageError for an interface that is not exported or input that does not fit; whatever the
        adapter does is an outcome.
        """
        interface = self.interface(firing.interface)
        if not interface.exists_in(self.era):
            raise UsageError(
                f"{interface.name} is not called by App Connect's {self.era} server.",
                code="not-in-era",
                hint="Choose another interface, or another server with --era.",
            )
        if self.surroundings.crm is not None and interface.calls_crm != "no":
            await self.surroundings.crm()
        invocation_id = firing.invocation_id or new_invocation_id()
        context = self._context(firing)
        request = firing.request or {}
        started_at = time.time()
        steps = self._steps(invocation_id)
        try:
            context = await self._as_server(interface, firing, request, context, steps)
            # A renewed token is stored before anything can end the program: the old one may be worth nothing now.
            await self._store()
        except (AdapterThrew, SessionRevoked) as stop:
            arguments = self._arguments(interface, firing, request, context)
            outcome, answer = stopped(stop, self._asked(interface.name, arguments, request))
            return await self._finish(
                interface,
                as_recorded(arguments, context.user),
                request,
                outcome,
                invocation_id,
                started_at,
                learn=False,
                noticed=tuple(steps.findings),
                answer=answer,
                fired=self._fired(firing),
            )
        arguments = self._arguments(interface, firing, request, context)
        return await self.invoke(
            interface.name,
            arguments,
            user=context.user,
            request=request,
            timeout=firing.timeout,
            invocation_id=invocation_id,
            started_at=started_at,
            noticed=tuple(steps.findings),
            fired=self._fired(firing),
        )

    def server(self, stores: Stores | None = None, *, invocation_id: str = "") -> AppConnectServer:
        """App Connect's server over this adapter, which handles whole client requests.

        Without `stores` it starts with the connection's user and nothing else; it keeps what it learns there, not
        in the connection.
        """
        known = self.connection.user if self.connection else {}
        stores = stores or Stores(users={known["id"]: dict(known)} if known else {})
        identity = invocation_id or new_invocation_id()
        platform = self.description.source.platform
        return AppConnectServer(
            {platform: ServedRuntime(self._runtime, self.description.exports, identity, DEFAULT_TIMEOUT)},
            http=self.surroundings.http,
            capture=self.surroundings.capture(identity),
            stores=stores,
            settings=settings_of(self.platform, self.era),
        )

    def preview(self, firing: Firing) -> tuple[Argument, ...]:
        """The arguments of a firing as far as they are known before it; what is asked or composed then is empty."""
        interface = contract()[firing.interface]
        return self._arguments(interface, firing, firing.request or {}, self._context(firing))

    async def invoke(
        self,
        name: str,
        arguments: tuple[Argument, ...],
        *,
        user: Json = None,
        request: Request | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        invocation_id: str = "",
        started_at: float = 0.0,
        noticed: tuple[Finding, ...] = (),
        fired: Fired | None = None,
    ) -> Invocation:
        """Call an interface with finished arguments; judged, shown and stored like every firing."""
        invocation_id = invocation_id or new_invocation_id()
        started_at = started_at or time.time()
        recorded = as_recorded(arguments, user)
        self.surroundings.recorder(InvocationStarted(invocation_id, name, self.name, started_at, recorded))
        logged = logged_rows(self.connection) if self.connection else {}
        call = Call(invocation_id, name, positional(name, arguments), user, timeout, logged)
        outcome = await self._runtime.call(call)
        return await self._finish(
            contract()[name],
            recorded,
            request or {},
            outcome,
            invocation_id,
            started_at,
            learn=True,
            noticed=noticed,
            fired=fired,
        )

    async def record(self, invocation: Invocation) -> None:
        """Keep what was no firing, such as a login, in history, and tell of it."""
        try:
            await self._keep(invocation)
        finally:
            self.surroundings.recorder(InvocationFinished(invocation))

    async def authorize(self, invocation_id: str) -> CallContext:
        """The context of the next call with its header, tokens renewed where the rule says so.

        The token request's exchange belongs to `invocation_id`. Raises AdapterThrew, or SessionRevoked.
        """
        return await authorized(self._steps(invocation_id), self._context(Firing("")))

    def login_context(self) -> CallContext:
        """What is known before anybody has logged in."""
        source = self.description.source
        return CallContext(
            platform=source.platform,
            auth_type=self.description.auth_type,
            era=self.era,
            proxy_config=self.description.facts.get("proxy_config"),
            proxy_id=str(self.description.facts.get("proxy_id", "")),
        )

    def adopt_secrets(self, known: frozenset[str]) -> None:
        """Mask these values from now on, also while no connection is made yet."""
        self._secrets |= known

    def redactor(self) -> Redactor:
        """Masks what is secret in this adapter's traffic."""
        return Redactor(self._secrets | (self.connection.secrets if self.connection else frozenset()))

    def _context(self, firing: Firing) -> CallContext:
        context = self.connection.context if self.connection else self.login_context()
        origin = "sample" if firing.is_sample else "yours"
        return replace(context, era=self.era, request_origin=origin, edited=firing.edited)

    async def _as_server(
        self, interface: Interface, firing: Firing, request: Request, context: CallContext, steps: Steps
    ) -> CallContext:
        """What App Connect's server does before it calls: the authorization header, and the composed text of a log."""
        names = {parameter.name for parameter in interface.parameters}
        if self.connection is None or not self.connection.connected:
            return context
        if interface.name == "authValidation":
            return await before_validation(steps, context)
        if "authHeader" in names:
            purpose = interface.name if interface.name == "createCallLog" else ""
            context = replace(await authorized(steps, replace(context, purpose=purpose)), purpose="")
        if firing.bare:
            return context
        if "composedLogDetails" in names:
            context = await with_composed_call(steps, interface.name, request, context)
        if "sharedSMSLogContent" in names and is_shared(request) and self.era == "head":
            context = await with_shared_text(steps, request, context)
        return context

    def _steps(self, invocation_id: str) -> Steps:
        return Steps(
            adapter=ServedRuntime(self._runtime, self.description.exports, invocation_id, DEFAULT_TIMEOUT),
            users=ConnectionRow(self._user, self.adopt),
            http=self.surroundings.http,
            capture=self.surroundings.capture(invocation_id),
            settings=settings_of(self.platform, self.era),
            refreshing=asyncio.Lock() if self.refresh_as_server else self._refreshing,
        )

    def _asked(self, name: str, arguments: tuple[Argument, ...], request: Request) -> Asked:
        """What the client's answer depends on besides the outcome."""
        settings, platform = settings_of(self.platform, self.era), self.description.source.platform
        user_id = str((self.connection.user if self.connection else {}).get("id") or "")
        token = sign(user_id, platform, secret=settings.token_secret, now=time.time(), era=self.era)
        return Asked(
            name,
            platform,
            as_object(arguments),
            request,
            self.era,
            by_oauth=self.description.auth_type == "oauth",
            exports=self.description.exports,
            session_token=token,
            shared=is_shared(request) and self.era == "head",
        )

    def _arguments(
        self, interface: Interface, firing: Firing, request: Request, context: CallContext
    ) -> tuple[Argument, ...]:
        if firing.bare:
            arguments = bare_arguments(interface.name, firing.arguments or {}, context)
        elif firing.arguments is not None:
            arguments = arguments_from_input(interface.name, firing.arguments, context, request)
        else:
            arguments = build_arguments(interface.name, request, context)
        return apply_overrides(arguments, firing.overrides)

    async def _finish(
        self,
        interface: Interface,
        arguments: tuple[Argument, ...],
        request: Request,
        outcome: Outcome,
        invocation_id: str,
        started_at: float,
        *,
        learn: bool,
        noticed: tuple[Finding, ...] = (),
        answer: Answer | None = None,
        fired: Fired | None = None,
    ) -> Invocation:
        exchanges, console = self.surroundings.recorder.take(invocation_id)
        self.adopt_secrets(secrets_in(interface.name, outcome.value))
        duration_ms = (time.time() - started_at) * 1000
        heavy = is_heavy(outcome.value)
        judged = functools.partial(self._judged, interface, arguments, request, outcome, noticed, answer)
        findings, said, answer = await asyncio.to_thread(judged) if heavy else judged()
        connection = self.connection
        invocation = Invocation(
            id=invocation_id,
            interface=interface.name,
            adapter=self.name,
            platform=self.description.source.platform,
            started_at=started_at,
            duration_ms=duration_ms,
            arguments=arguments,
            outcome=outcome,
            verdict=verdict(outcome, findings),
            findings=findings,
            shown=said,
            exchanges=exchanges,
            console=console,
            connection=connection.name if connection else "",
            answer=answer,
            fired=fired,
        )
        if learn and connection is not None:
            learned = await asyncio.to_thread(remember, connection, interface.name, request, outcome) if heavy else None
            if learned is None or self.connection is not connection:
                learned = remember(self.connection or connection, interface.name, request, outcome)
            self.connection = learned
        try:
            await self._keep(invocation)
            await self._store()
        finally:
            # What came back is shown even where it cannot be kept; then why it cannot.
            self.surroundings.recorder(InvocationFinished(invocation))
        return invocation

    def _judged(
        self,
        interface: Interface,
        arguments: tuple[Argument, ...],
        request: Request,
        outcome: Outcome,
        noticed: tuple[Finding, ...],
        answer: Answer | None,
    ) -> tuple[tuple[Finding, ...], Shown | None, Answer | None]:
        """What is to be said of an outcome, what the client's user sees, and the client's answer."""
        platform = self.description.source.platform
        variant = "shared" if is_shared(request) else ""
        given = as_object(arguments)
        findings = judge(
            interface,
            outcome,
            table=contract(),
            era=self.era,
            variant=variant,
            platform=platform,
            auth_type=self.description.auth_type,
            log_format=self.description.log_format or None,
        )
        findings += (*noticed, *passed_over(interface.name, outcome, given))
        if answer is not None:
            return findings, shown_in(answer), answer
        said = shown(interface.name, outcome, platform, arguments=given, era=self.era, variant=variant)
        return findings, said, answer_of(outcome, self._asked(interface.name, arguments, request))

    def _fired(self, firing: Firing) -> Fired:
        """What is kept of a firing, so that it can be fired again."""
        return Fired(
            request=firing.request,
            sample=firing.sample,
            is_sample=firing.is_sample,
            edited=tuple(firing.edited),
            arguments=firing.arguments,
            overrides=firing.overrides,
            bare=firing.bare,
            timeout=firing.timeout,
            place=self.place,
            root=self.description.source.root,
        )

    async def _store(self) -> None:
        if self.surroundings.connections is not None:
            await self.surroundings.connections.keep(self)

    async def _keep(self, invocation: Invocation) -> None:
        redactor = self.redactor()
        document = await asyncio.to_thread(invocation_document, invocation, redactor, read_body, wire=True)
        if redactor.seen:
            # Its traffic gave away secrets that nobody had named; where they stand elsewhere, they are masked too.
            self.adopt_secrets(frozenset(redactor.seen))
            redactor = self.redactor()
            document = await asyncio.to_thread(invocation_document, invocation, redactor, read_body, wire=True)
        line = await asyncio.to_thread(summary, invocation, redactor)
        await self.surroundings.history.add(document, line)


def as_recorded(arguments: tuple[Argument, ...], user: Json) -> tuple[Argument, ...]:
    """The arguments as they are kept: the row itself in place of the live user."""
    return tuple(replace(each, value=user) if each.value == USER else each for each in arguments)


def new_invocation_id() -> str:
    """An id that is short enough to type."""
    return secrets.token_hex(5)


def read_body(body: Body) -> bytes:
    """The bytes of a body, also when they lie in a spool file; empty when the file has gone."""
    if body.data is not None or not body.file:
        return body.data or b""
    try:
        return Path(body.file).read_bytes()
    except OSError:
        return b""
