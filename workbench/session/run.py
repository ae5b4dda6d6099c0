"""One firing, from the client's request to the invocation that is judged, shown and kept."""

from __future__ import annotations

import asyncio
import functools
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from workbench.core.arguments import (
    CallContext,
    apply_overrides,
    arguments_from_input,
    as_object,
    bare_arguments,
    build_arguments,
    is_shared,
)
from workbench.core.arguments.rows import Request
from workbench.core.connection.connection import with_secrets
from workbench.core.connection.remembering import remember, secrets_in
from workbench.core.contract.eras import MID
from workbench.core.errors import StorageError, UsageError
from workbench.core.judging import judge, verdict
from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document
from workbench.core.run.events import InvocationFinished, InvocationStarted, NotKept
from workbench.core.run.finding import Finding, gathered
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import (
    AdapterError,
    Answer,
    Argument,
    ConsoleLine,
    Invocation,
    Outcome,
    OutcomeKind,
    Shown,
)
from workbench.core.run.shown import shown
from workbench.core.run.summary import summary
from workbench.core.run.trail import TrailStep
from workbench.core.server.answers import AdapterThrew, SessionRevoked
from workbench.core.server.client_request import client_request
from workbench.core.server.findings import never_calls, passed_over, settings_empty, stopped_before
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Json, is_heavy
from workbench.core.values.paths import get_path
from workbench.services.resources import contract
from workbench.session.around import around, read_body
from workbench.session.server import Walk
from workbench.session.server.steps import as_recorded

MUCH: Final = 64 * 1024
"""Bytes of bodies."""

if TYPE_CHECKING:
    from workbench.session.open_adapter import OpenAdapter
    from workbench.session.server import Served


@dataclass(slots=True)
class Run:
    """What becomes of one firing; `go` does it."""

    adapter: OpenAdapter
    firing: Firing
    id: str = field(default_factory=lambda: new_invocation_id())
    started_at: float = field(default_factory=time.time)
    """Seconds since the epoch."""
    arguments: tuple[Argument, ...] = ()
    """As the adapter got them; as they would have been where it was not called."""
    trail: tuple[TrailStep, ...] = ()
    """What the server did."""
    client: CallContext = field(init=False)
    """What the client knows and sends along."""
    earlier: frozenset[str] = frozenset()
    """Ids of exchanges of what was called before the interface; they are not its own."""
    request: Request = field(init=False)
    """The client's request in merged form, with what the user set of the arguments that are taken from it."""

    def __post_init__(self) -> None:
        self.client, self.request = self.adapter.sent(self.firing)

    def walk(self) -> Walk:
        """How the server goes through the operation."""
        adapter, firing = self.adapter, self.firing
        return Walk(
            invocation_id=self.id,
            timeout=firing.seconds,
            target=firing.interface,
            user_id=adapter.connection.user_id if adapter.connection else "",
            shape=self._shape,
            bare=firing.bare,
            client=self.client,
            person=adapter.person,
            renews_alone=adapter.refresh_as_server,
            about_to=self._about_to,
            watch=adapter.watch,
        )

    async def go(self) -> Invocation:
        """Let the server walk the operation, and judge what came of it."""
        adapter = self.adapter
        if adapter.surroundings.crm is not None and contract()[self.firing.interface].calls_crm != "no":
            await adapter.surroundings.crm()
        if self._is_changed:
            # What cannot be passed is refused before anything is called.
            self.arguments = self.preview()
        served = await adapter.server.handle(client_request(self.firing.interface, self.request), self.walk())
        call = served.steps.reached if served.steps else None
        self.trail = tuple(served.steps.trail) if served.steps else ()
        if call is not None:
            outcome, answer = call.outcome, served.answer if call.outcome.ended else None
            self.arguments = call.arguments
        else:
            outcome, answer = stopped(served, self.firing.interface), served.answer
            self.arguments = self.arguments or self.preview()
        return await self._finish(outcome, answer, served, was_called=call is not None)

    def preview(self) -> tuple[Argument, ...]:
        """The arguments as far as they are known before the firing; what is asked or composed then is empty.

        Raises UsageError for what was given and cannot be passed.
        """
        adapter, name = self.adapter, self.firing.interface
        operation = adapter.server.operation(client_request(name, self.request), self.walk())
        context = operation.context(operation.user())
        context = replace(context, call_log=operation.call_row(None), message_log=operation.message_row(None))
        given = () if self.firing.bare else build_arguments(name, operation.merged, context)
        return as_recorded(self._shape(given, operation.merged, context), context.user)

    async def _finish(self, outcome: Outcome, answer: Answer | None, served: Served, *, was_called: bool) -> Invocation:
        """Judge an outcome, make the invocation of it, learn from it, keep it, tell it."""
        adapter, firing, interface = self.adapter, self.firing, self.firing.interface
        exchanges, console = adapter.surroundings.recorder.take(self.id)
        adapter.adopt_secrets(secrets_in(interface, outcome.value))
        duration_ms = (time.time() - self.started_at) * 1000
        heavy = is_heavy(outcome.value)
        own = [each for each in exchanges if each.id not in self.earlier] if was_called else list(exchanges)
        judged = functools.partial(self._judged, outcome, served, own, console, was_called=was_called)
        findings = await asyncio.to_thread(judged) if heavy or is_much(own) else judged()
        said = (
            shown_in(answer)
            if answer and not was_called
            else shown_call(adapter, interface, outcome, self.arguments, variant=self._variant)
        )
        connection = adapter.connection
        invocation = Invocation(
            id=self.id,
            interface=interface,
            adapter=adapter.name,
            platform=adapter.description.source.platform,
            started_at=self.started_at,
            duration_ms=duration_ms,
            arguments=self.arguments,
            outcome=outcome,
            verdict=verdict(outcome, findings),
            findings=findings,
            shown=said,
            exchanges=exchanges,
            console=console,
            connection=connection.name if connection else "",
            answer=answer,
            trail=self.trail,
            firing=replace(firing, place=adapter.place, root=adapter.description.source.root),
        )
        if was_called and connection is not None:
            connection = adapter.connection = with_secrets(connection)
            learned = await asyncio.to_thread(remember, connection, interface, self.request, outcome) if heavy else None
            if learned is None or adapter.connection is not connection:
                learned = remember(adapter.connection or connection, interface, self.request, outcome)
            adapter.connection = learned
        await keep_in_history(adapter, invocation)
        await adapter.store()
        adapter.surroundings.recorder(InvocationFinished(invocation))
        return invocation

    def _shape(self, arguments: tuple[Argument, ...], request: Request, context: CallContext) -> tuple[Argument, ...]:
        """The arguments with what the user gave."""
        firing = self.firing
        if firing.bare:
            arguments = bare_arguments(firing.interface, firing.arguments or {}, context)
        elif firing.arguments is not None:
            arguments = arguments_from_input(firing.interface, firing.arguments, context, request)
        return apply_overrides(arguments, firing.overrides)

    async def _about_to(self, arguments: tuple[Argument, ...]) -> None:
        """A renewed token is stored before anything can end the program: the old one may be worth nothing now."""
        adapter = self.adapter
        self.earlier = frozenset(each.id for each in adapter.surroundings.recorder.seen(self.id))
        await adapter.store()
        event = InvocationStarted(self.id, self.firing.interface, adapter.name, self.started_at, arguments)
        adapter.surroundings.recorder(event)

    def _judged(
        self,
        outcome: Outcome,
        served: Served,
        exchanges: list[Exchange],
        console: Collection[ConsoleLine],
        *,
        was_called: bool,
    ) -> tuple[Finding, ...]:
        """What is said of it: of the adapter's own doing, and of what the server made of it or did instead."""
        adapter, interface = self.adapter, self.firing.interface
        why = adapter.never_calls(interface)
        if why:
            return (never_calls(interface, why),)
        found = list(served.findings)
        stop = served.stop
        if was_called or (isinstance(stop, AdapterThrew) and stop.outcome is not None):
            found += judged_call(
                adapter, interface, outcome, self.arguments, exchanges, variant=self._variant, console=console
            )
        elif stop is not None:
            found.append(stopped_before(interface, stop))
        if was_called:
            found += passed_over(interface, outcome, as_object(self.arguments))
            if adapter.connection is not None:
                found += settings_empty(interface, adapter.platform, adapter.connection.user, outcome)
        return gathered(found)

    @property
    def _is_changed(self) -> bool:
        """Whether the user gave arguments, all or some."""
        return self.firing.bare or self.firing.arguments is not None or bool(self.firing.overrides)

    @property
    def _variant(self) -> str:
        return "shared" if is_shared(self.request) else ""


def judged_call(
    adapter: OpenAdapter,
    interface: str,
    outcome: Outcome,
    arguments: tuple[Argument, ...],
    exchanges: Collection[Exchange],
    *,
    variant: str = "",
    by_key: bool | None = None,
    console: Collection[ConsoleLine] = (),
) -> tuple[Finding, ...]:
    """What the contract says of an outcome of an open adapter, and of the adapter's own traffic in that call.

    `by_key` is how the login goes that the call belongs to, where that is under way.
    """
    description = adapter.description
    # A mid server does not call getLogFormatType: it has the format from the manifest (runtime.md section 12).
    is_mid = adapter.era == MID
    return judge(
        contract()[interface],
        outcome,
        table=contract(),
        era=adapter.era,
        variant=variant,
        platform=description.source.platform,
        auth_type=description.auth_type,
        log_format=adapter.server.settings.log_format if is_mid else description.log_format or None,
        by_key=adapter.is_by_key if by_key is None else by_key,
        user=adapter.connection.user if adapter.connection else None,
        around=around(adapter, arguments, exchanges, console),
    )


def is_much(exchanges: Collection[Exchange]) -> bool:
    """Whether reading the bodies takes long enough to keep a window from being drawn."""
    bodies = [body for each in exchanges for body in (each.request.body, each.response and each.response.body) if body]
    return sum(body.size for body in bodies) > MUCH


def shown_call(
    adapter: OpenAdapter, interface: str, outcome: Outcome, arguments: tuple[Argument, ...], *, variant: str = ""
) -> Shown | None:
    """What the client's user sees of an outcome of an open adapter."""
    platform = adapter.description.source.platform
    return shown(interface, outcome, platform, arguments=as_object(arguments), era=adapter.era, variant=variant)


async def keep_in_history(adapter: OpenAdapter, invocation: Invocation) -> None:
    """Make a row of history of it. Where that cannot be, it is told: what came back is shown all the same."""
    known = adapter.known_secrets
    met: set[str] = set()

    def written() -> tuple[Json, str]:
        redactor = Redactor(known)
        document = invocation_document(invocation, redactor, read_body, wire=True)
        if redactor.seen:
            # Its traffic gave away secrets that nobody had named; where they stand elsewhere, they are masked too.
            met.update(redactor.seen)
            redactor = Redactor(known | met)
            document = invocation_document(invocation, redactor, read_body, wire=True)
        return document, summary(invocation, redactor)

    document, line = await asyncio.to_thread(written)
    adapter.adopt_secrets(frozenset(met))
    try:
        await adapter.surroundings.history.add(document, line)
    except StorageError as error:
        adapter.surroundings.recorder(NotKept(invocation.id, error))


def stopped(served: Served, interface: str) -> Outcome:
    """How a firing ends when App Connect stops before it calls the interface."""
    stop = served.stop
    if isinstance(stop, SessionRevoked):
        sentence = f"App Connect ends the session and does not call {interface}: the CRM renews no token."
        error = AdapterError("SessionRevoked", str(stop))
        return Outcome(OutcomeKind.THREW, error=error, sentence=sentence)
    if not isinstance(stop, AdapterThrew):
        words = _words(served.answer)
        error = AdapterError("NotCalled", words)
        return Outcome(
            OutcomeKind.THREW, error=error, sentence=f"App Connect does not call {interface}. {words}".strip()
        )
    error = stop.error
    outcome = stop.outcome or Outcome(OutcomeKind.THREW, error=error)
    sentence = (
        f"{stop.interface}, which App Connect calls first, did not answer: {outcome.sentence or error.words}"
        if stop.interface
        else f"App Connect stops before it calls {interface}. {error.message}"
    )
    return replace(outcome, sentence=sentence)


def shown_in(answer: Answer) -> Shown:
    """What the user sees of an answer that no result stands behind."""
    message = get_path(answer.body, "returnMessage")
    return Shown(
        successful=False,
        message=str(get_path(message, "message") or get_path(answer.body, "error") or ""),
        message_type=str(get_path(message, "messageType") or ""),
        ttl=get_path(message, "ttl") or None,
        details=get_path(message, "details") or None,
    )


def _words(answer: Answer | None) -> str:
    said = shown_in(answer).message if answer else ""
    return f"It answers “{said}”." if said else ""


def check_fits(adapter: OpenAdapter, firing: Firing) -> Firing:
    """The firing by the contract's spelling; raises UsageError for an interface that cannot be fired here."""
    interface = adapter.interface(firing.interface)
    if not interface.exists_in(adapter.era):
        raise UsageError(
            f"{interface.name} is not called by App Connect's {adapter.era} server.",
            code="not-in-era",
            hint="Choose another interface, or another server with --era.",
        )
    return replace(firing, interface=interface.name)


def new_invocation_id() -> str:
    """An id that is short enough to type."""
    return secrets.token_hex(5)
