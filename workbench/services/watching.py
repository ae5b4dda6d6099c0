"""Tells when the source of an adapter is saved."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".py")
NAMES: Final = (".env", "manifest.json", "package.json", "tsconfig.json")
"""Files whose change changes an adapter. Others may be an adapter's own output, which must not load it again."""

PROJECT_FILES: Final = ("package.json", "pyproject.toml")
"""A folder with one of these is a project and watched with all below it; else only the folder itself is."""

_QUIET: Final = 100
"""Milliseconds without a further change after which a save is complete."""


async def saves(root: Path, entry: Path) -> AsyncGenerator[tuple[Path, ...], None]:
    """The files of each save in an adapter's folder, without what is installed or generated there.

    Close it to end the watching and its thread, also when the task that reads it is cancelled: `contextlib.aclosing`.
    """
    from watchfiles import Change, DefaultFilter, watch

    ignored = DefaultFilter()

    def wanted(change: Change, path: str) -> bool:
        file = Path(path)
        is_source = file == entry or file.suffix in SUFFIXES or file.name in NAMES
        return is_source and ignored(change, path)

    loop = asyncio.get_running_loop()
    found: asyncio.Queue[tuple[Path, ...]] = asyncio.Queue()
    stop, ended = threading.Event(), asyncio.Event()
    whole = any((root / name).is_file() for name in PROJECT_FILES)

    def follow() -> None:
        try:
            for changes in watch(root, watch_filter=wanted, step=_QUIET, stop_event=stop, recursive=whole):
                loop.call_soon_threadsafe(found.put_nowait, tuple(sorted({Path(path) for _, path in changes})))
        finally:
            loop.call_soon_threadsafe(ended.set)

    # A thread of its own rather than watchfiles' awatch, whose thread stays when the watching is over.
    thread = threading.Thread(target=follow, name="follow-saves", daemon=True)
    thread.start()
    try:
        while True:
            yield await found.get()
    finally:
        stop.set()
        await ended.wait()
        thread.join()
