"""One login: its steps in order, run one at a time or to the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from workbench.core.connection.connection import Connection
from workbench.core.errors import UsageError, WorkbenchError
from workbench.core.login import STEPS, LoginNote, LoginStep, StepState, Way, blank_steps
from workbench.core.run.events import InvocationFinished, LoginStepped
from workbench.core.run.invocation import Invocation
from workbench.session.login import by_key, by_oauth, first, last
from workbench.session.login.credentials import Authorize, Credentials
from workbench.session.login.draft import Draft, StepRun
from workbench.session.login.pending import PendingLogins
from workbench.session.login.row import login_invocation
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import keep_in_history, new_invocation_id

_Run = Callable[[StepRun], Awaitable[str]]

_RUNS: Final[Mapping[str, Mapping[Way, _Run]]] = {
    "ask": dict.fromkeys(Way, first.ask),
    "hostname": dict.fromkeys(Way, first.find_hostname),
    "details": {Way.OAUTH: by_oauth.details, Way.API_KEY: by_key.details},
    "authorize": {Way.OAUTH: by_oauth.authorize},
    "exchange": {Way.OAUTH: by_oauth.exchange},
    "load-user": dict.fromkeys(Way, last.load_user),
    "save": dict.fromkeys(Way, last.save),
}
"""What each step does, by way of logging in; each gives a sentence and raises WorkbenchError."""

_SKIPPED: Final = "An API key needs no consent page."


class LoginFlow:
    """A login as states that a face can show: quick by `run_to_end`, guided by `run_step`.

    Every change of a step is told by LoginStepped; `steps` then holds it. Run one step at a time. Nothing is
    kept on the adapter before the last step has succeeded.
    """

    def __init__(
        self,
        adapter: OpenAdapter,
        credentials: Credentials,
        authorize: Authorize,
        *,
        pending: PendingLogins | None = None,
    ) -> None:
        """`pending` remembers opened consent pages beyond this program's life, for `Credentials.callback_url`."""
        self.credentials = credentials
        """May be replaced between steps; a step reads it when it runs."""
        self.authorize = authorize
        """May be replaced before the step authorize: another way to get the code."""
        self._adapter = adapter
        self._pending = pending
        self._steps: dict[str, LoginStep] = {}
        self._draft: Draft
        self.row: Invocation | None = None
        """The last try's row, once that is over."""
        self.start_over()

    @property
    def steps(self) -> tuple[LoginStep, ...]:
        """All steps in order, as they stand."""
        return tuple(self._steps.values())

    @property
    def next(self) -> LoginStep | None:
        """The step that `run_step` would run: the first that is neither done nor skipped; None at the end."""
        return next((step for step in self._steps.values() if not step.over), None)

    @property
    def way(self) -> Way:
        """How this login goes, known after the first step."""
        return self._draft.way

    @property
    def connection(self) -> Connection | None:
        """What the login made, or None so far."""
        return self._draft.connection

    def start_over(self) -> None:
        """Forget everything that this login found and begin again; the credentials stay."""
        adapter = self._adapter
        self._steps = {step.key: step for step in blank_steps()}
        identity = new_invocation_id()
        self._draft = Draft(
            adapter, self.credentials, self.authorize, self._pending, adapter.platform, identity, identity
        )

    async def run_step(self) -> LoginStep:
        """Run the next step, or the failed one again; the step afterwards, done or failed.

        What the user can mend is a failed step with an error note, never an exception. Raises UsageError when
        all steps are over.
        """
        step = self.next
        if step is None:
            raise UsageError("The login is complete.", code="login-complete", hint="Start over to log in again.")
        try:
            return await self._run(step)
        except WorkbenchError:
            return self._steps[step.key]

    async def run_to_end(self) -> Connection:
        """Run every step that is left; raises WorkbenchError, mostly LoginError, at the first that fails."""
        while (step := self.next) is not None:
            await self._run(step)
        assert self._draft.connection is not None
        return self._draft.connection

    async def _run(self, step: LoginStep) -> LoginStep:
        draft = self._draft
        draft.credentials, draft.authorize = self.credentials, self.authorize
        run = StepRun(draft, step.key)
        blank = replace(blank_steps()[list(STEPS).index(step.key)], state=StepState.RUNNING)
        self._set(blank, "waiting" if step.key == "authorize" else "started")
        try:
            sentence = await _RUNS[step.key][draft.way](run)
        except WorkbenchError as error:
            if not any(note.severity == "error" for note in run.notes):
                run.notes.append(LoginNote("error", "It failed", error.message, error.hint, error.code))
            failed = run.result(blank, StepState.FAILED, error.message)
            self._set(failed, "")
            await self._keep(error)
            self._set(failed, "failed")
            raise
        except BaseException:
            # Cancelled, or a fault of ours: the step can be run again.
            self._set(run.result(blank, StepState.WAITING, blank.sentence), "")
            raise
        done = run.result(blank, StepState.DONE, sentence)
        if step.key == "save" and draft.connection is not None:
            self._connect(draft.connection, done)
        self._set(done, "")
        if self.next is None:
            await self._keep(None)
        self._set(done, "done")
        if step.key == "ask" and draft.way is Way.API_KEY:
            for key in ("authorize", "exchange"):
                self._steps[key] = replace(self._steps[key], state=StepState.SKIPPED, sentence=_SKIPPED)
        return done

    def _connect(self, connection: Connection, last: LoginStep) -> None:
        """Make the connection the adapter's, with what every step has to be warned of."""
        steps = (*(step for step in self.steps if step.key != last.key), last)
        found = tuple(words for step in steps for words in step.warnings)
        self._draft.connection = self._adapter.connection = replace(connection, warnings=found)

    async def _keep(self, problem: WorkbenchError | None) -> None:
        """Keep the login as one row of history; what cannot be kept is told."""
        draft = self._draft
        invocation = login_invocation(self._adapter, draft.row, self.steps, draft.answer, problem, draft.trail)
        await keep_in_history(self._adapter, invocation)
        self.row = invocation
        self._adapter.surroundings.recorder(InvocationFinished(invocation))
        # What is tried next is a row of its own.
        draft.row = new_invocation_id()

    def _set(self, step: LoginStep, told: str) -> None:
        self._steps[step.key] = step
        if told:
            sentence = step.sentence or STEPS[step.key][1]
            self._adapter.surroundings.recorder(LoginStepped(self._adapter.name, step.key, told, sentence))
