"""What a child runtime knows of a life of its process, and of a call on its way in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from workbench.core.run.adapter import UnsetVariable
from workbench.core.run.invocation import ConsoleLine, OutcomeKind
from workbench.runtimes.channel import Endpoint
from workbench.runtimes.process import ChildProcess
from workbench.runtimes.protocol import Call


@dataclass(slots=True)
class Running:
    """A call on its way."""

    call: Call
    child: Child
    started: float
    reply: asyncio.Future[Any]
    deadline: float
    """On the loop's clock: when to ask it to end or, once that was done, when to give up."""
    reason: OutcomeKind | None = None
    """TIMED_OUT or CANCELLED once its end was asked for."""
    killed: bool = False
    """True when asking did not help."""
    ended: asyncio.Future[None] | None = None
    """Made when somebody waits for the end."""
    is_over: bool = False
    printed: int = 0
    """Lines of output so far."""


@dataclass(slots=True, eq=False)
class Child:
    """One life of the process."""

    process: ChildProcess
    endpoint: Endpoint
    born: float
    """Seconds since the epoch."""
    over: asyncio.Event
    """Set when the process has ended or the channel is closed."""
    folder: str = ""
    """Where it puts what is large."""
    watch: asyncio.Task[None] | None = None
    printed: int = 0
    """Lines of output that belong to no call."""
    loading: list[ConsoleLine] | None = field(default_factory=list)
    """What it printed while loading; None once it is loaded."""
    unset: tuple[UnsetVariable, ...] = ()
    """Variables that it read while loading and did not find."""
    killed_because: str = ""
    """Why the workbench killed it, as a sentence; empty when it did not."""
    expected: bool = False
    """True when it was to end: closed or loaded again."""
