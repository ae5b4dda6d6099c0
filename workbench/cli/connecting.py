"""How a command comes by a connection: a stored one, else a login for this one call."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from workbench.cli.options import Chosen
from workbench.cli.output import Output, ask
from workbench.cli.running import way_in
from workbench.core.errors import StorageError
from workbench.core.server.app_settings import read_settings
from workbench.services.keychain import KeychainLockedError
from workbench.services.vault import Vault
from workbench.session import app_settings
from workbench.session.login import login
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session

Result = TypeVar("Result")


async def connect(adapter: OpenAdapter, opened: Session, said: Chosen, out: Output) -> bool:
    """Connect the adapter; True with a stored connection, False after a login for this call.

    Credentials that are given go before a stored connection, unless one is named. Raises LoginError.
    """
    if (said.connection or not said.enters) and await stored(adapter, opened, out, said.connection):
        return True
    credentials, authorize = await way_in(adapter, opened, said, out)
    await login(adapter, credentials, authorize)
    if not adapter.is_sample:
        await opened.connections.recall(adapter)
        say_vault(out, opened)
    return False


async def settle(adapter: OpenAdapter, said: Chosen, out: Output) -> bool:
    """Store what the options and the workspace files set in App Connect; False when the adapter refused it."""
    given = read_settings(adapter.platform, said.settings, said.admin)
    applied = await app_settings.settle(adapter, given)
    for sentence in applied.notes:
        out.note(sentence)
    if applied.refusal:
        out.warn(applied.refusal)
    return not applied.refusal


async def stored(adapter: OpenAdapter, opened: Session, out: Output, wanted: str) -> bool:
    """Restore a stored connection, asking when the keychain is locked; False when there is none to use.

    Where the list cannot be read, a sample goes on without: it logs in by itself.
    """
    try:
        restored = await unlocked(opened.connections.vault, lambda: opened.connections.restore(adapter, wanted))
    except StorageError as error:
        if wanted or not adapter.is_sample:
            raise
        out.warn(f"{error.message} {error.hint}")
        return False
    if restored is None:
        await say_whether_kept(adapter, opened, out)
    else:
        say_vault(out, opened)
    saved = opened.connections.saved(adapter)
    if restored is not None and saved is not None:
        out.note(f"Connected as {saved.name}, from the stored connection {saved.id}.")
    return restored is not None


async def unlocked(vault: Vault, work: Callable[[], Awaitable[Result]]) -> Result:
    """Work that needs the keychain; while it is locked the user is asked. Raises KeychainLockedError in a pipe."""
    while True:
        try:
            return await work()
        except KeychainLockedError as error:
            if not sys.stdin.isatty():
                raise
            question = "Unlock it and press Enter to try again, or type m to keep secrets in memory for this session"
            answer = ask(f"{error.message}\n{question}", default="")
            if answer.strip().lower() == "m":
                vault.use_memory("The keychain stays locked.")


async def say_whether_kept(adapter: OpenAdapter, opened: Session, out: Output) -> None:
    """Say it of an adapter's stored connections where there is no keychain that has their secrets."""
    if any(not each.simulated for each in await opened.connections.all(adapter)):
        await opened.connections.vault.look()
    say_vault(out, opened)


def say_vault(out: Output, opened: Session) -> None:
    """Say it where secrets do not outlast the command, or were lost; a second time says only what is new."""
    state = opened.connections.vault.state
    for sentence in filter(None, (state.lost_at_the_end, *state.notices)):
        out.note_once(sentence)
