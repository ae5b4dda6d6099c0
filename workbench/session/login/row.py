"""A login as one row of history: what was sent, the steps, every exchange, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.core.errors import TimedOutError, WorkbenchError
from workbench.core.judging import verdict
from workbench.core.login import LoginStep, StepState, step_document
from workbench.core.run.finding import gathered
from workbench.core.run.invocation import (
    LOGIN,
    AdapterError,
    Answer,
    Argument,
    Invocation,
    Outcome,
    OutcomeKind,
)
from workbench.core.run.trail import TrailStep
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import shown_in


def login_invocation(
    adapter: OpenAdapter,
    invocation_id: str,
    steps: Sequence[LoginStep],
    answer: Answer | None,
    problem: WorkbenchError | None,
    trail: tuple[TrailStep, ...],
) -> Invocation:
    """The row of a login that is over. `answer` is the server's, where it gave one; `problem` is why it ended early."""
    calls = tuple(call for step in steps for call in step.invocations)
    findings = gathered(
        replace(finding, path=f"{call.interface}.{finding.path}".rstrip("."))
        for call in calls
        for finding in call.findings
    )
    outcome = _outcome(answer, problem)
    ran = [step for step in steps if step.started_at]
    sent = {detail.name: detail.value for step in steps if step.key in ("hostname", "details") for detail in step.sent}
    return Invocation(
        id=invocation_id,
        interface=LOGIN,
        adapter=adapter.name,
        platform=adapter.description.source.platform,
        started_at=min((step.started_at for step in ran), default=0.0),
        duration_ms=sum(step.duration_ms for step in ran),
        arguments=tuple(Argument(name, value, "yours", "Sent with the login.") for name, value in sent.items()),
        outcome=outcome,
        verdict=verdict(outcome, findings),
        findings=findings,
        shown=replace(shown_in(answer), successful=problem is None) if answer else None,
        exchanges=tuple(exchange for step in steps for exchange in step.exchanges),
        console=tuple(line for step in steps for line in step.console),
        connection=adapter.connection.name if adapter.connection and problem is None else "",
        answer=answer,
        steps=tuple(step_document(step, adapter.redactor()) for step in steps if step.state is not StepState.WAITING),
        calls=calls,
        trail=trail,
    )


def _outcome(answer: Answer | None, problem: WorkbenchError | None) -> Outcome:
    if problem is None:
        return Outcome(OutcomeKind.RETURNED, answer.body if answer else None)
    kind = OutcomeKind.TIMED_OUT if isinstance(problem, TimedOutError) else OutcomeKind.THREW
    error = AdapterError(problem.code, f"{problem.message} {problem.hint}".strip())
    return Outcome(kind, error=error, sentence=problem.message)
