"""Small Node projects on disk, and open runtimes over them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.core.connection.user import StoredUser
from workbench.core.run.adapter import AdapterDescription, AdapterSource
from workbench.core.run.events import ConsolePrinted, Event
from workbench.core.run.invocation import Outcome
from workbench.core.values import USER, Value
from workbench.runtimes.discovery import discover
from workbench.runtimes.node import NodeRuntime
from workbench.runtimes.protocol import Call, RuntimeOptions
from workbench.services.app_connect_database import AppConnectDatabase

STAMP = "2026-01-01T00:00:00.000Z"
"""When rows were made."""
DATES = ("tokenExpiry", "createdAt", "updatedAt")
ADAPTERS = Path(__file__).parent / "adapters"
BAD_ADAPTERS = Path(__file__).parent / "bad_adapters"


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts by relative path; gives the folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def a_user(**columns: Any) -> StoredUser:
    """A stored user of the platform acme."""
    return {
        "id": "7-acme",
        "platform": "acme",
        "hostname": "acme.example",
        "accessToken": "token",
        "refreshToken": "refresh",
        "tokenExpiry": "2026-01-02T03:04:05.000Z",
        "timezoneName": "UTC",
        "timezoneOffset": "0",
        "rcAccountId": "account",
        "hashedRcExtensionId": None,
        "platformAdditionalInfo": {"region": "north"},
        "userSettings": {},
        **columns,
    }


def store(database: AppConnectDatabase, table: str, row: Mapping[str, Any]) -> None:
    """Put a row into a table of App Connect, in place of one with the same key."""
    stamped = {"createdAt": STAMP, "updatedAt": STAMP, **row}
    cells = [cell_of(column, value) for column, value in stamped.items()]
    places = ", ".join("?" * len(cells))
    database.execute(f"REPLACE INTO {table} ({', '.join(stamped)}) VALUES ({places})", cells, "run")


def cell_of(column: str, value: Any) -> Any:
    """A value as Sequelize writes it."""
    if column in DATES and value is not None:
        return value.replace("T", " ").replace("Z", " +00:00")
    return json.dumps(value) if isinstance(value, dict | list) else value


@dataclass
class OpenNode:
    """A started runtime, its connection's database, and what it reported."""

    runtime: NodeRuntime
    description: AdapterDescription
    database: AppConnectDatabase
    events: list[Event] = field(default_factory=list)
    count: int = 0

    async def call(
        self, interface: str, *arguments: Value, user: StoredUser | None = None, timeout: float = 20.0
    ) -> Outcome:
        """Call one interface; without arguments it gets the user alone, who lies in the database as given here."""
        self.count += 1
        given = arguments or ({"user": USER},)
        user = a_user() if user is None else user
        store(self.database, "users", user)
        return await self.runtime.call(Call(f"call-{self.count}", interface, given, user, timeout))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table of the database."""
        return self.database.execute(f"SELECT * FROM {table}").rows

    def printed(self) -> list[tuple[str, str]]:
        """Stream and text of every line that was printed."""
        return [(event.line.stream, event.line.text) for event in self.events if isinstance(event, ConsolePrinted)]


@asynccontextmanager
async def open_node(
    path: Path | AdapterSource, spool: Path, *, platform: str | None = None, transport: str = "", **options: Any
) -> AsyncIterator[OpenNode]:
    """Discover and start the adapter of a folder or file; it is stopped at the end."""
    source = path if isinstance(path, AdapterSource) else discover(str(path), platform=platform, cwd=Path.cwd())
    events: list[Event] = []
    spool.mkdir(exist_ok=True)
    database = AppConnectDatabase()
    given = RuntimeOptions(spool=str(spool), **{"database": lambda: database, **options})
    runtime = NodeRuntime(source, given, events.append, transport=transport)
    try:
        yield OpenNode(runtime, await runtime.start(), database, events)
    finally:
        await runtime.stop()
