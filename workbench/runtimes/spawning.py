"""Starts the process of a host and hands it over once it can be heard; a start that is given up leaves nothing."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable
from typing import Any

from workbench.core.errors import AdapterLoadError, reason
from workbench.runtimes.channel import OnRequest, open_endpoint
from workbench.runtimes.loading import Launch
from workbench.runtimes.process import start_process
from workbench.runtimes.running import Child


async def spawn(
    launch: Launch,
    folder: str,
    transport: str,
    *,
    on_notification: Callable[[Child, str, dict[str, Any]], None],
    on_line: Callable[[Child, str, str], None],
    on_request: OnRequest,
    umask: int | None = None,
) -> Child:
    """A process with its channel; its host may not be connected yet. Raises AdapterLoadError.

    `folder`: where it puts what is too large for the wire. `on_line` gets the stream (stdout or stderr) and one line.
    """
    slot: list[Child] = []
    early: list[Callable[[Child], None]] = []  # a quick child speaks before its start has returned

    def hear(tell: Callable[[Child], None]) -> None:
        if slot:
            tell(slot[0])
        else:
            early.append(tell)

    endpoint = await open_endpoint(
        lambda method, params: hear(lambda child: on_notification(child, method, params)),
        transport,
        on_request=on_request,
    )
    try:
        process = await start_process(
            launch.argv,
            launch.cwd,
            {**launch.environment, "WORKBENCH_CHANNEL": endpoint.address},
            endpoint.pass_fds,
            lambda stream, text: hear(lambda child: on_line(child, stream, text)),
            umask=umask,
        )
    except BaseException as error:
        endpoint.close()
        if not isinstance(error, OSError):
            raise
        too_much = "Shorten the variables in .env and the adapter's settings: the system gives a process no more."
        there = "Check that the interpreter and the adapter's folder are still there."
        raise AdapterLoadError(
            f"{launch.argv[0]} could not be started: {reason(error)}.",
            code="no-interpreter",
            hint=too_much if error.errno == errno.E2BIG else there,
        ) from error
    finally:
        endpoint.child_started()
    child = Child(process, endpoint, time.time(), asyncio.Event(), folder)
    slot.append(child)
    for tell in early:
        tell(child)
    process.on_exited = endpoint.channel.on_closed = child.over.set
    if process.exited.is_set():
        child.over.set()
    return child
