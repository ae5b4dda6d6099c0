"""What a login knows so far, and the running of one step: calls of the adapter, traffic, notes, failures."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from workbench.core.arguments import CallContext
from workbench.core.connection.connection import Connection
from workbench.core.errors import LoginError, UnreachableError
from workbench.core.login import Cause, Detail, Evidence, LoginNote, LoginStep, StepState, Way, likely_cause, warnings
from workbench.core.manifest import Platform
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.core.traffic.exchange import Exchange, unanswered
from workbench.core.traffic.outgoing import Capture
from workbench.core.values import Json, to_json
from workbench.services.oauth import Tokens
from workbench.session.login.credentials import Authorize, Credentials
from workbench.session.login.pending import PendingLogins
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import Run
from workbench.session.server import Walk


@dataclass(slots=True)
class Draft:
    """A login under way. Each step reads what earlier ones left here."""

    adapter: OpenAdapter
    credentials: Credentials
    authorize: Authorize
    pending: PendingLogins | None
    context: CallContext
    platform: Platform | None
    auth_type: str = ""
    """What getAuthType answers."""
    way: Way = Way.API_KEY
    host: str = ""
    info: Mapping[str, Json] = field(default_factory=dict)
    """What getOauthInfo returned."""
    asked_redirect: str = ""
    state: str = ""
    verifier: str = ""
    callback: str = ""
    code: str = ""
    code_at: float | None = None
    """When the code came, in seconds since the epoch; None when it was pasted."""
    code_uses: int = 0
    tokens: Tokens | None = None
    key: str = ""
    """The effective API key."""
    user_info: Mapping[str, Json] = field(default_factory=dict)
    welcome: str = ""
    """Text of getUserInfo's returnMessage."""
    known: frozenset[str] = frozenset()
    """Secrets met on the way."""
    connection: Connection | None = None

    def learn(self, *found: str) -> None:
        """Mask these from now on."""
        self.known |= {each for each in found if each}
        self.adapter.adopt_secrets(self.known)


class StepRun:
    """One step while it runs."""

    def __init__(self, draft: Draft, key: str) -> None:
        self.draft = draft
        self.key = key
        self.sent: list[Detail] = []
        self.received: list[Detail] = []
        self.notes: list[LoginNote] = []
        self._exchanges: list[Exchange] = []
        self._invocations: list[Invocation] = []
        self._id = f"login-{secrets.token_hex(5)}"
        self._started_at = time.time()
        self._began = time.perf_counter()

    async def invoke(self, interface: str, context: CallContext) -> Invocation:
        """Call the adapter; raises LoginError when the interface did not return."""
        adapter = self.draft.adapter
        run = Run(adapter, Firing(interface, request=context.login), is_step=True)
        operation = adapter.server.operation(ClientRequest("", ""), Walk(run.id, watch=adapter.watch))
        outcome = await operation.steps.outcome(interface, context, context.login)
        run.arguments = operation.steps.calls[-1].arguments
        invocation = await run.finish(outcome, None, ())
        self._invocations.append(invocation)
        self._exchanges.extend(invocation.exchanges)
        if invocation.outcome.kind is OutcomeKind.RETURNED:
            return invocation
        outcome = invocation.outcome
        why = f"{outcome.error.name}: {outcome.error.message}" if outcome.error else outcome.sentence
        lost = unanswered(invocation.exchanges)
        if lost is not None and lost.error is not None:
            address = urlsplit(lost.request.sent_to or lost.request.url)
            sentence = f"{interface} got no answer from {address.scheme}://{address.netloc} ({lost.error.code})."
            hint = "Check the address, the network and what --map says, and log in again."
            self.notes.append(LoginNote("error", "The CRM did not answer", sentence, hint, f"login-{self.key}"))
            raise UnreachableError(sentence, code="crm-unreachable", hint=hint)
        sentence = f"{interface} did not return: {why}"
        hint = "Mend it and log in again."
        self.notes.append(LoginNote("error", f"{interface} failed", sentence, hint, f"login-{self.key}"))
        raise LoginError(sentence, code=f"login-{self.key}", hint=hint)

    async def value(self, interface: str, context: CallContext) -> Json:
        """What an interface returned, as JSON."""
        return to_json((await self.invoke(interface, context)).outcome.value)

    def capture(self) -> Capture:
        """Where the workbench's own requests of this step are reported."""
        return self.draft.adapter.surroundings.capture(self._id)

    def failed(self, fault: str = "", **seen: Any) -> LoginError:
        """The error of a step that cannot go on: the likely cause of what was seen, and the mend."""
        evidence = Evidence(step=self.key, fault=fault, **seen)
        cause = likely_cause(evidence)
        assert cause is not None, f"no cause fits {fault or seen}"
        sentence = cause.sentence(evidence)
        self.notes.append(LoginNote("error", cause.title, sentence, cause.mend, cause.key))
        return LoginError(sentence, code=cause.key, hint=cause.mend)

    def warn(self, **seen: Any) -> tuple[Cause, ...]:
        """Note every warning that what was seen calls for."""
        evidence = Evidence(step=self.key, **seen)
        found = warnings(evidence)
        self.notes += [LoginNote("warning", each.title, each.sentence(evidence), each.mend, each.key) for each in found]
        return found

    def note(self, title: str, sentence: str, *, severity: str = "note", mend: str = "") -> None:
        """Say something worth knowing."""
        self.notes.append(LoginNote(severity, title, sentence, mend))

    def result(self, step: LoginStep, state: StepState, sentence: str) -> LoginStep:
        """The step with everything that happened in it."""
        own, _ = self.draft.adapter.surroundings.recorder.take(self._id)
        exchanges = sorted((*self._exchanges, *own), key=lambda exchange: exchange.started_at)
        return replace(
            step,
            state=state,
            sentence=sentence,
            sent=tuple(self.sent),
            received=tuple(self.received),
            notes=tuple(self.notes),
            exchanges=tuple(exchanges),
            invocations=tuple(self._invocations),
            started_at=self._started_at,
            duration_ms=(time.perf_counter() - self._began) * 1000,
        )
