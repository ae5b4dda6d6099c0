"""What a login knows so far, and the running of one step: the server's phases, traffic, notes, failures."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any, Final

from workbench.core.connection.connection import Connection
from workbench.core.connection.remembering import secrets_in
from workbench.core.contract.eras import SEED
from workbench.core.errors import LoginError, UnreachableError, WorkbenchError
from workbench.core.judging import verdict
from workbench.core.login import Cause, Detail, Evidence, LoginNote, LoginStep, StepState, Way, likely_cause, warnings
from workbench.core.manifest import Platform
from workbench.core.run.invocation import Answer, ConsoleLine, Invocation
from workbench.core.run.trail import TrailStep
from workbench.core.server.answers import AdapterThrew, uncaught
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.store_table import noted
from workbench.core.traffic.exchange import Exchange, unanswered
from workbench.core.values.addresses import split_address
from workbench.session.login.credentials import Authorize, Credentials
from workbench.session.login.managed import managed_store
from workbench.session.login.pending import PendingLogins
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import judged_call, shown_call
from workbench.session.server import ServedCall, Walk
from workbench.session.server.logins import ApiKeyLogin, Phase
from workbench.session.server.oauth_callback import OAuthLogin
from workbench.session.server.operation import Operation

_CLOCKS: Final = 0.01
"""Seconds by which the clocks of two processes may differ."""


@dataclass(slots=True)
class Draft:
    """A login under way. Each step reads what earlier ones left here."""

    adapter: OpenAdapter
    credentials: Credentials
    authorize: Authorize
    pending: PendingLogins | None
    platform: Platform | None
    id: str
    """What its calls and exchanges are recorded under."""
    row: str
    """Id of the row of history that the login becomes; one that is tried again becomes another."""
    auth_type: str = ""
    """What getAuthType answers."""
    way: Way = Way.API_KEY
    host: str = ""
    by_key: ApiKeyLogin | None = None
    by_code: OAuthLogin | None = None
    """The server's login, of which a step runs a phase or two; one of them from the details on."""
    asked_redirect: str = ""
    state: str = ""
    verifier: str = ""
    code_at: float | None = None
    """When the code came, in seconds since the epoch; None when it was pasted."""
    code_uses: int = 0
    answer: Answer | None = None
    """What the server answered its client, once it has."""
    calls: list[Invocation] = field(default_factory=list)
    """Calls of the adapter that no step has taken over yet."""
    judged: frozenset[str] = frozenset()
    """Ids of exchanges that belong to what happened before the next call."""
    known: frozenset[str] = frozenset()
    """Secrets met on the way."""
    connection: Connection | None = None

    @property
    def trail(self) -> tuple[TrailStep, ...]:
        """What the server did so far, once the details were asked."""
        login = self.by_key or self.by_code
        return tuple(login.operation.steps.trail) if login else ()

    @property
    def login(self) -> ApiKeyLogin | OAuthLogin:
        """The server's login."""
        found = self.by_key if self.way is Way.API_KEY else self.by_code
        assert found is not None, "the details come first"
        return found

    def watch(self, call: ServedCall) -> None:
        """Note a call of the adapter, judged as every call is."""
        self.adapter.watch(call)
        self.learn(*secrets_in(call.interface, call.outcome.value))
        self.calls.append(_judged(self, call))

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
        self._console: list[ConsoleLine] = []
        self._invocations: list[Invocation] = []
        self._started_at = time.time()
        self._began = time.perf_counter()

    def operation(self, request: ClientRequest) -> Operation:
        """The server's operation for the client's request, by the manifest as it is for the login's host."""
        draft = self.draft
        adapter, source, credentials = draft.adapter, draft.adapter.description.source, draft.credentials
        walk = Walk(
            draft.id,
            person=credentials.identity.person,
            managed=managed_store(credentials, source.platform),
            watch=draft.watch,
        )
        operation = adapter.server.operation(request, walk, settings=adapter.server_settings(draft.platform))
        operation.serve(source.platform)
        return operation

    @property
    def hash_key(self) -> str:
        """The server's key, with which the client's account and extension are hashed."""
        return self.draft.adapter.server.settings.hash_key

    async def phase(self, phase: Phase) -> Answer | None:
        """Run a phase of the server's login; the answer that ended it, or None. Raises WorkbenchError."""
        try:
            with noted(self.draft.login.operation.steps.trail.append):
                self.draft.answer = await phase()
        except AdapterThrew as threw:
            self.draft.answer = uncaught(threw.error, self.draft.adapter.era)
            raise self.threw(threw) from threw
        return self.draft.answer

    def threw(self, threw: AdapterThrew) -> WorkbenchError:
        """The error of a phase that ended as an exception."""
        self._take()
        if isinstance(threw.__cause__, WorkbenchError):
            return threw.__cause__
        code, why = f"login-{self.key}", threw.error.words
        if not threw.interface:
            return self._ends("App Connect cannot go on", f"App Connect's server fails: {why}", code)
        if threw.outcome is not None and threw.outcome.error is None:
            why = threw.outcome.sentence
        lost = unanswered(self._exchanges)
        if lost is not None and lost.error is not None:
            address = split_address(lost.request.sent_to or lost.request.url)
            sentence = f"{threw.interface} got no answer from {address.scheme}://{address.netloc} ({lost.error.code})."
            hint = "Check the address, the network and what --map says, and log in again."
            self.notes.append(LoginNote("error", "The CRM did not answer", sentence, hint, code))
            return UnreachableError(sentence, code="crm-unreachable", hint=hint)
        return self._ends(f"{threw.interface} failed", f"{threw.interface} did not return: {why}", code)

    def _ends(self, title: str, sentence: str, code: str) -> LoginError:
        hint = "Mend it and log in again."
        self.notes.append(LoginNote("error", title, sentence, hint, code))
        return LoginError(sentence, code=code, hint=hint)

    def failed(self, fault: str = "", **seen: Any) -> LoginError:
        """The error of a step that cannot go on: the likely cause of what was seen, and the mend."""
        self._take()
        evidence = Evidence(step=self.key, fault=fault, exchanges=len(self._exchanges), **seen)
        cause = likely_cause(evidence)
        assert cause is not None, f"no cause fits {fault or seen}"
        sentence, mend = cause.sentence(evidence), cause.mend_for(evidence)
        self.notes.append(LoginNote("error", cause.title, sentence, mend, cause.key))
        return LoginError(sentence, code=cause.key, hint=mend)

    def warn(self, **seen: Any) -> tuple[Cause, ...]:
        """Note every warning that what was seen calls for."""
        adapter = self.draft.adapter
        hook = "checkAndRefreshAccessToken" in adapter.exports and adapter.era != SEED
        evidence = Evidence(step=self.key, renews_itself=hook, era=adapter.era, **seen)
        found = warnings(evidence)
        self.notes += [
            LoginNote("warning", each.title, each.sentence(evidence), each.mend_for(evidence), each.key)
            for each in found
        ]
        return found

    def note(self, title: str, sentence: str, *, severity: str = "note", mend: str = "", key: str = "") -> None:
        """Say something worth knowing."""
        self.notes.append(LoginNote(severity, title, sentence, mend, key))

    def result(self, step: LoginStep, state: StepState, sentence: str) -> LoginStep:
        """The step with everything that happened in it."""
        self._take()
        return replace(
            step,
            state=state,
            sentence=sentence,
            sent=tuple(self.sent),
            received=tuple(self.received),
            notes=tuple(self.notes),
            exchanges=tuple(self._exchanges),
            console=tuple(self._console),
            invocations=tuple(self._invocations),
            started_at=self._started_at,
            duration_ms=(time.perf_counter() - self._began) * 1000,
        )

    def _take(self) -> None:
        """Take over what was recorded of the login since."""
        exchanges, console = self.draft.adapter.surroundings.recorder.take(self.draft.id)
        self._exchanges += exchanges
        self._console += console
        self._invocations += self.draft.calls
        self.draft.calls.clear()


def _judged(draft: Draft, call: ServedCall) -> Invocation:
    """A call as an invocation that is no row of its own: the login's row holds its traffic."""
    adapter, outcome = draft.adapter, call.outcome
    exchanges = adapter.surroundings.recorder.seen(draft.id)
    own = [each for each in exchanges if each.id not in draft.judged and each.started_at >= call.started_at - _CLOCKS]
    draft.judged |= {each.id for each in exchanges}
    findings = judged_call(adapter, call.interface, outcome, call.arguments, own, by_key=draft.way is Way.API_KEY)
    return Invocation(
        id=draft.id,
        interface=call.interface,
        adapter=adapter.name,
        platform=adapter.description.source.platform,
        started_at=call.started_at,
        duration_ms=call.duration_ms,
        arguments=call.arguments,
        outcome=outcome,
        verdict=verdict(outcome, findings),
        findings=findings,
        shown=shown_call(adapter, call.interface, outcome, call.arguments),
    )
