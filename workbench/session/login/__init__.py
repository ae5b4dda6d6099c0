"""Logging in as App Connect does: one engine, gone through step by step, in one go, or without a person."""

from __future__ import annotations

from workbench.core.errors import WorkbenchError
from workbench.core.login import STEPS, LoginStep, StepState, Way, form_problems, login_form
from workbench.core.run.events import Progress
from workbench.core.run.invocation import Invocation
from workbench.session.login.by_oauth import ANSWER
from workbench.session.login.credentials import Authorize, Credentials
from workbench.session.login.flow import LoginFlow
from workbench.session.login.pending import PendingLogins
from workbench.session.open_adapter import OpenAdapter

__all__ = [
    "STEPS",
    "Authorize",
    "Credentials",
    "LoginFlow",
    "LoginStep",
    "PendingLogins",
    "StepState",
    "Way",
    "form_problems",
    "login",
    "login_form",
]


async def login(adapter: OpenAdapter, credentials: Credentials, authorize: Authorize) -> Invocation:
    """Log in and make the connection the adapter's; the login's row. Raises LoginError naming what failed.

    Nobody looks at the steps, so that what the login is warned of is told, and what the adapter printed when it failed.
    """
    flow, tell = LoginFlow(adapter, credentials, authorize), adapter.surroundings.recorder
    try:
        connection = await flow.run_to_end()
    except WorkbenchError:
        for step in flow.steps:
            if step.state is StepState.FAILED:
                said = [f"The token address answered: {each.value}" for each in step.received if each.name == ANSWER]
                said += [f"The adapter printed: {line.text}" for line in step.console]
                for words in said:
                    tell(Progress(adapter.redactor().text(words)))
        raise
    for words in connection.warnings or ():
        tell(Progress(adapter.redactor().text(f"The login: {words}")))
    assert flow.row is not None
    return flow.row
