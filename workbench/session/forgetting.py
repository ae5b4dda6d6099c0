"""What the workbench holds of its user on this machine, counted, and forgetting it part by part."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.services.drafts import DraftStore, drafts_path
from workbench.services.places import connection_rows_folder, connections_path, pending_logins_path, vault_path
from workbench.services.settings import Settings, settings_path
from workbench.services.storage import files_aside
from workbench.session.session import Session
from workbench.session.workspace import own_files


class Part(enum.StrEnum):
    """What can be forgotten by itself."""

    HISTORY = "history"
    CONNECTIONS = "connections"
    INPUTS = "inputs"
    ADAPTERS = "adapters"


@dataclass(frozen=True, slots=True)
class Kept:
    """One part as it is now."""

    part: Part
    count: str
    """How many there are, in words."""
    bytes: int
    """On disk."""


@dataclass(frozen=True, slots=True)
class About:
    """What a part is called, and what goes and stays when it is forgotten."""

    title: str
    words: str


ABOUT: Final = {
    Part.HISTORY: About(
        "History",
        "Every run with what was sent, what came back and its CRM calls, the pinned ones too. "
        "The CRM keeps the records that were made in it.",
    ),
    Part.CONNECTIONS: About(
        "Connections and their secrets",
        "Who was logged in where, with tokens and keys, the key in the keychain, and what is remembered of calls and "
        "contacts. Open adapters are disconnected. The CRM is not told: log out first where its tokens should end.",
    ),
    Part.INPUTS: About(
        "What was typed into forms",
        "The last input of every interface. What stands in a form that is open stays there until it is closed.",
    ),
    Part.ADAPTERS: About(
        "Trusted folders and recent adapters",
        "The list on the first page, which folders may be run without a question, and your own settings of adapters. "
        "The adapters themselves stay, and what is shared in workbench.toml.",
    ),
}


async def kept(session: Session, settings: Settings) -> tuple[Kept, ...]:
    """Every part with its size; raises WorkbenchError when a file cannot be read."""
    history = await session.history.size()
    connections = await session.connections.all()
    inputs = await asyncio.to_thread(DraftStore(drafts_path()).count)
    lists, typed, chosen = await asyncio.gather(
        _bytes(_connection_files()),
        _bytes(_with_log(drafts_path())),
        _bytes((settings_path(),)),
    )
    own = await asyncio.to_thread(own_files)
    pinned = f", {history.pinned:,} of them pinned" if history.pinned else ""
    folders = f"{_count(len(settings.trusted), 'folder')}, {_count(len(settings.recent), 'recent adapter')}"
    known = bool(settings.trusted or settings.recent)
    counted = {
        Part.HISTORY: (f"{_count(history.rows, 'run')}{pinned}", history.bytes),
        Part.CONNECTIONS: (_count(len(connections), "connection"), lists),
        Part.INPUTS: (_count(inputs, "input"), typed),
        Part.ADAPTERS: (folders, (chosen if known else 0) + await _bytes(own)),
    }
    return tuple(Kept(part, *counted[part]) for part in Part)


async def forget(
    session: Session, parts: Iterable[Part], forget_adapters: Callable[[], object], done: Callable[[Part], object]
) -> None:
    """Forget some parts, telling `done` after each; raises WorkbenchError, and then the parts told before are gone.

    `forget_adapters` empties the settings' lists, which belong to whoever holds the settings.
    """

    async def adapters() -> None:
        forget_adapters()
        for file in await asyncio.to_thread(own_files):
            await asyncio.to_thread(file.unlink, missing_ok=True)

    ways: dict[Part, Callable[[], Awaitable[object]]] = {
        Part.HISTORY: session.history.clear,
        Part.CONNECTIONS: lambda: _forget_connections(session),
        Part.INPUTS: lambda: asyncio.to_thread(DraftStore(drafts_path()).forget),
        Part.ADAPTERS: adapters,
    }
    for part in parts:
        await ways[part]()
        done(part)


async def _forget_connections(session: Session) -> None:
    await session.connections.forget_everything()
    await asyncio.to_thread(pending_logins_path().unlink, missing_ok=True)


def _connection_files() -> tuple[Path, ...]:
    sealed = vault_path()
    return (
        *_with_log(connections_path()),
        sealed,
        *sealed.parent.glob(f"{sealed.name}.aside-*"),
        *connection_rows_folder().glob("*"),
    )


def _with_log(path: Path) -> tuple[Path, ...]:
    """An SQLite file, the log that lies beside it while it is open, and what was put aside of it."""
    return path, Path(f"{path}-wal"), *files_aside(path)


async def _bytes(paths: Iterable[Path]) -> int:
    return await asyncio.to_thread(lambda: sum(path.stat().st_size for path in paths if path.exists()))


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
