"""A past invocation as a firing: what was fired once is fired again, on the adapter that it was fired on."""

from __future__ import annotations

from pathlib import Path

from workbench.core.errors import UsageError
from workbench.core.run.fired import Fired
from workbench.core.run.invocation import LOGIN, Invocation
from workbench.session.open_adapter import DEFAULT_TIMEOUT, Firing, OpenAdapter


def fired_of(invocation: Invocation) -> Fired:
    """What an invocation was fired with; raises UsageError when history does not hold it."""
    if invocation.interface == LOGIN:
        raise UsageError(
            "A login is not fired again.",
            code="login-again",
            hint="Log in anew by Connect or workbench login: a code is good for one use, and keys are not kept.",
        )
    if invocation.fired is None:
        raise UsageError(
            f"This run of {invocation.interface} cannot be fired again: history holds no request for it.",
            code="no-request",
            hint="Another version of the workbench kept it. Fill in the form instead.",
        )
    return invocation.fired


def firing_again(invocation: Invocation) -> Firing:
    """The same firing anew; values that were secret are absent, so the connection's own go instead.

    Raises UsageError when history does not hold the request.
    """
    fired = fired_of(invocation)
    return Firing(
        invocation.interface,
        request=fired.request,
        edited=frozenset(fired.edited),
        is_sample=fired.is_sample,
        arguments=fired.arguments,
        overrides=fired.overrides,
        bare=fired.bare,
        timeout=fired.timeout or DEFAULT_TIMEOUT,
        sample=fired.sample,
    )


def is_of(invocation: Invocation, adapter: OpenAdapter) -> bool:
    """Whether an invocation was made on this adapter: the name, the platform and, where it is known, the folder."""
    source = adapter.description.source
    if (invocation.adapter, invocation.platform) != (adapter.name, source.platform):
        return False
    root = invocation.fired.root if invocation.fired else ""
    return not root or Path(root) == Path(source.root)
