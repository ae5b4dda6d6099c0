"""Builders for tests of runtimes: adapters written on the spot, events collected, calls made short."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from workbench.core.connection.user import StoredUser
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.events import ConsolePrinted, Event, ExchangeFinished, ExchangeStarted
from workbench.core.run.invocation import ConsoleLine, Outcome
from workbench.core.server.stores import Stores
from workbench.core.traffic.exchange import Exchange
from workbench.runtimes.protocol import Call, RuntimeOptions
from workbench.runtimes.python import PythonRuntime
from workbench.services.app_connect_database import AppConnectDatabase

_NUMBERS = itertools.count(1)

AUTH_TYPE = """
def getAuthType():
    return "apiKey"
"""


class Events:
    """Collects events; awaits the one that a test is about."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._changed = asyncio.Event()

    def emit(self, event: Event) -> None:
        self.all.append(event)
        self._changed.set()

    def of(self, kind: type[Any]) -> list[Any]:
        """Events of one kind."""
        return [event for event in self.all if isinstance(event, kind)]

    def exchanges(self, invocation: str | None = None) -> list[Exchange]:
        """Complete exchanges, of one invocation or all."""
        found = [event.exchange for event in self.of(ExchangeFinished)]
        return [each for each in found if invocation is None or each.invocation_id == invocation]

    def started(self) -> list[Exchange]:
        """Exchanges as they were announced."""
        return [event.exchange for event in self.of(ExchangeStarted)]

    def lines(self, invocation: str | None = None) -> list[ConsoleLine]:
        """Console lines, of one invocation or all."""
        found = [event.line for event in self.of(ConsolePrinted)]
        return [each for each in found if invocation is None or each.invocation_id == invocation]

    def texts(self, invocation: str | None = None) -> list[str]:
        """Texts of the console lines."""
        return [line.text for line in self.lines(invocation)]

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until the events collected make the condition true."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


class Opened:
    """A started runtime with its events."""

    def __init__(
        self,
        runtime: PythonRuntime,
        events: Events,
        description: AdapterDescription,
        stores: Stores | None = None,
    ) -> None:
        self.runtime = runtime
        self.stores = stores
        """Of the connection's database, where the users of calls lie."""
        self.events = events
        self.description = description

    async def call(
        self,
        interface: str,
        *positional: Any,
        invocation: str = "",
        user: StoredUser | None = None,
        timeout: float = 20.0,
        **members: Any,
    ) -> Outcome:
        """Call an interface with one object of `members`, or with positional arguments."""
        number = invocation or f"call-{next(_NUMBERS)}"
        if user is not None and self.stores is not None:
            self.stores.users[user["id"]] = user
        return await self.runtime.call(Call(number, interface, positional or (members,), user, timeout))

    async def printed_by(self, invocation: str, text: str) -> None:
        """Wait until an invocation has printed a text: it is under way then."""
        await self.events.until(lambda: text in self.events.texts(invocation))


def write_source(folder: Path, code: str, file: str = "adapter.py") -> AdapterSource:
    """An adapter in a file of its own folder."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = folder / file
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.write_text(textwrap.dedent(code), "utf-8")
    return AdapterSource(AdapterKind.PYTHON, str(entry), str(folder), "testing", "testing")


def make_runtime(
    source: AdapterSource, spool: Path, transport: str = "", **options: Any
) -> tuple[PythonRuntime, Events]:
    """A runtime that is not started."""
    events = Events()
    options = {"grace": 0.3, "load_timeout": 20.0, **options}
    runtime = PythonRuntime(source, RuntimeOptions(str(spool), **options), events.emit, transport=transport)
    return runtime, events


@contextlib.asynccontextmanager
async def opened(
    tmp_path: Path, code: str, *, auth_type: bool = True, transport: str = "", file: str = "adapter.py", **options: Any
) -> AsyncIterator[Opened]:
    """A started Python adapter; stopped at the end. getAuthType is added unless `auth_type` is False."""
    stores = Stores(AppConnectDatabase())
    whole = (AUTH_TYPE if auth_type else "") + textwrap.dedent(code)
    runtime, events = make_runtime(
        write_source(tmp_path / "adapter", whole, file),
        tmp_path / "spool",
        transport,
        **{"database": lambda: stores.database, **options},
    )
    try:
        description = await runtime.start()
        yield Opened(runtime, events, description, stores)
    finally:
        await runtime.stop()
