"""A past invocation as a firing: what was fired once is fired again, on the adapter that it was fired on."""

from __future__ import annotations

from pathlib import Path

from workbench.core.errors import UsageError
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import LOGIN, Invocation
from workbench.session.open_adapter import OpenAdapter


def firing_of(invocation: Invocation) -> Firing:
    """What an invocation was fired with; values that were secret are absent, so the connection's own go instead.

    Raises UsageError when history does not hold it.
    """
    if invocation.interface == LOGIN:
        raise UsageError(
            "A login is not fired again.",
            code="login-again",
            hint="Log in anew by Connect or workbench login: a code is good for one use, and keys are not kept.",
        )
    if invocation.firing is None:
        raise UsageError(
            f"This run of {invocation.interface} cannot be fired again: history holds no request for it.",
            code="no-request",
            hint="Another version of the workbench kept it. Fill in the form instead.",
        )
    return invocation.firing


def is_of(invocation: Invocation, adapter: OpenAdapter) -> bool:
    """Whether an invocation was made on this adapter: the name, the platform and, where it is known, the folder."""
    source = adapter.description.source
    if (invocation.adapter, invocation.platform) != (adapter.name, source.platform):
        return False
    root = invocation.firing.root if invocation.firing else ""
    return not root or Path(root) == Path(source.root)
