"""Stored connections: list, restore, save, rename, forget; several per adapter."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from workbench.core.connection.connection import Connection
from workbench.core.connection.saved_connection import (
    MESSAGE,
    SavedConnection,
    clear_part,
    merged,
    recalled,
    restored,
    sealed_part,
)
from workbench.core.errors import LoginError, UsageError, WorkbenchError
from workbench.core.server.sql import SqlError
from workbench.core.server.stores import Stores
from workbench.core.values import Json
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.connections import ConnectionStore, Stored
from workbench.services.sealed import BrokenSealError
from workbench.services.vault import Vault, VaultKind
from workbench.session.kept_rows import ROWS, KeptRows

if TYPE_CHECKING:
    from workbench.session.open_adapter import OpenAdapter


_USED_AGAIN_AFTER: Final = 60.0
"""Seconds after which the list of connections is told anew that one is used."""


@dataclass(slots=True)
class _Bound:
    """What was stored last of an open adapter's connection, so that only changes are written."""

    saved: SavedConnection
    rows: KeptRows | None
    """None for a simulated one."""
    sealed: Json = None
    clear: Json = None


class Connections:
    """All stored connections. Methods that need secrets raise KeychainLockedError while the keychain is locked."""

    def __init__(
        self,
        store: ConnectionStore,
        vault: Vault,
        tell: Callable[[str], None],
        on_broken: Callable[[WorkbenchError], None],
    ) -> None:
        """`tell` gets sentences for the user that belong to no result; `on_broken` hears of files put aside."""
        self.vault = vault
        self._store = store
        self._tell = tell
        self._on_broken = on_broken
        store.on_broken = on_broken
        self._writing = asyncio.Lock()
        self._held: set[str] = set()
        """Connections whose secrets are in memory alone."""
        self._bound: WeakKeyDictionary[OpenAdapter, _Bound] = WeakKeyDictionary()
        self._recognised: WeakKeyDictionary[OpenAdapter, _Bound] = WeakKeyDictionary()
        """Stored connections whose user is logging in."""
        self._closing: set[asyncio.Task[None]] = set()

    async def all(self, adapter: OpenAdapter | None = None) -> tuple[SavedConnection, ...]:
        """Stored connections, last used first; those of one adapter, or all."""
        found = tuple(map(self._as_held, await self._store.all()))
        if adapter is None:
            return found
        place, platform = place_of(adapter), adapter.description.source.platform
        return tuple(each for each in found if (each.adapter, each.platform) == (place, platform))

    async def find(self, wanted: str, adapter: OpenAdapter | None = None) -> SavedConnection:
        """The connection of that name or beginning of an id; raises UsageError for none or several."""
        known = await self.all(adapter)
        found = [each for each in known if wanted in (each.name, each.id)]
        found = found or [each for each in known if wanted and each.id.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        listed = ", ".join(f"{each.name} ({each.id}, {each.adapter_name})" for each in found or known)
        raise UsageError(
            f"Several connections are called {wanted}." if found else f"No stored connection is called {wanted}.",
            code="connection-ambiguous" if found else "connection-unknown",
            hint=f"{'Name one by its id' if found else 'Stored are'}: {listed}." if listed else "None is stored yet.",
        )

    def saved(self, adapter: OpenAdapter) -> SavedConnection | None:
        """The stored connection that an open adapter works with, or None."""
        bound = self._bound.get(adapter)
        return bound.saved if bound else None

    async def restore(self, adapter: OpenAdapter, wanted: str = "") -> Connection | None:
        """Give an open adapter the stored connection of this name or id, or the one used last; also switches to it.

        None when there is none that can be used without a login. Reading may take long, as a keychain asks its user;
        who logs in meanwhile stays. Raises UsageError for an unknown name, and LoginError when the one named has to
        log in anew.
        """
        before = _of(adapter)
        known = (await self.find(wanted, adapter),) if wanted else await self.all(adapter)
        for saved in known:
            sealed = None if saved.simulated else await self._secrets(saved)
            stored = await self._store.get(saved.id)
            if sealed is None or stored is None:
                continue
            rows = self._rows(saved, adapter, AppConnectDatabase())
            await rows.load()
            saved = await self._with_earlier_rows(stored.saved, rows, sealed)
            connection = restored(adapter.name, saved, Stores(rows.database), stored.document, sealed)
            if _of(adapter) != before:
                await rows.close()
                return adapter.connection
            if not connection.connected:
                await rows.close()
                continue
            self.let_go(adapter)
            adapter.bind(rows.database)
            adapter.connection = replace(connection, users=adapter.stores.users)
            self._bound[adapter] = _Bound(
                saved, rows, sealed={name: sealed.get(name) for name in sealed_part(connection)}
            )
            await self.keep(adapter)
            return adapter.connection
        if wanted and not known[0].simulated:
            raise LoginError(
                f"The connection {known[0].name} has to log in anew: its secrets are not kept.",
                code="login-needed",
                hint=f"Run workbench login {known[0].adapter_name}, or log in in the window.",
            )
        return None

    async def recognise(self, adapter: OpenAdapter, user_ids: Collection[str], hostname: str = "") -> None:
        """Bind the database that holds what is known of a CRM user, before a login writes the user's row.

        The user may have been stored under any of the ids.
        That is the connection's own when the same user logs in again, a stored one's, or else an empty one.
        """
        current = adapter.connection
        if current is not None and current.user_id in user_ids:
            return
        place, platform = place_of(adapter), adapter.description.source.platform
        known = [
            each
            for each in await self._store.all()
            if (each.adapter, each.platform) == (place, platform) and each.user_id in user_ids and not each.simulated
        ]
        saved = next((each for each in known if each.hostname == hostname), None) or next(iter(known), None)
        if saved is None:
            if current is not None:
                adapter.bind(AppConnectDatabase())
            return
        rows = self._rows(saved, adapter, AppConnectDatabase())
        await rows.load()
        await self._with_earlier_rows(saved, rows, await self._secrets(saved) or {})
        self._close(self._recognised.get(adapter))
        self._recognised[adapter] = _Bound(saved, rows)
        adapter.bind(rows.database)

    async def save(self, adapter: OpenAdapter, name: str = "") -> SavedConnection:
        """Store the connection that an open adapter has after a login; the same CRM user's earlier one is renewed."""
        connection = adapter.connection
        assert connection is not None, "a login comes first"
        names = {each.name for each in await self.all(adapter)}
        stored = await self._earlier(adapter, connection)
        if stored is None:
            saved = replace(_new(adapter, connection), name=_free(name or connection.name, names))
        else:
            saved = stored.saved
            if name and name != saved.name:
                saved = await self.rename(saved, _free(name, names))
            if not saved.simulated:
                connection = adapter.connection = recalled(connection, stored.document)
        bound = await self._bind(adapter, saved, is_new=stored is None)
        await self._write(adapter, connection, bound)
        return bound.saved

    async def _bind(self, adapter: OpenAdapter, saved: SavedConnection, *, is_new: bool) -> _Bound:
        """Tie an open adapter's database to a stored connection; what lies in its file joins what is in memory."""
        ready = [self._bound.get(adapter), self._recognised.pop(adapter, None)]
        fitting = [each for each in ready if each and each.rows and each.rows.database is adapter.database]
        bound = next((each for each in fitting if each.saved.id == saved.id), None)
        for each in ready:
            if each is not bound:
                self._close(each)
        if bound is None:
            bound = _Bound(saved, None if saved.simulated else self._rows(saved, adapter, adapter.database))
            if bound.rows is not None and not is_new:
                await bound.rows.load()
        bound.saved = saved
        self._bound[adapter] = bound
        return bound

    async def recall(self, adapter: OpenAdapter) -> None:
        """After a login for a single call: go on with what is stored of the same CRM user, if anything is.

        What cannot be stored is told, not raised: the call does not depend on it.
        """
        try:
            if adapter.connection is not None and await self._earlier(adapter, adapter.connection) is not None:
                await self.save(adapter)
        except WorkbenchError as error:
            self._tell(f"The login was not stored. {error.message} {error.hint}")

    async def keep(self, adapter: OpenAdapter) -> None:
        """Store what a call changed of a stored connection; what cannot be stored is told, not raised."""
        async with self._writing:
            # Looked at within the lock, so that of two calls at one time the later state is stored last.
            bound, connection = self._bound.get(adapter), adapter.connection
            if bound is None or connection is None:
                return
            if bound.rows is not None and bound.rows.database is not adapter.database:
                # A login is about to write another user's row.
                return
            try:
                await self._write(adapter, connection, bound)
            except WorkbenchError as error:
                self._tell(f"The connection {bound.saved.name} could not be stored. {error.message} {error.hint}")

    async def rename(self, saved: SavedConnection, name: str) -> SavedConnection:
        """Give a connection another name; raises UsageError when another of its adapter has it."""
        known = await self._store.all()
        others = [each for each in known if _group(each) == _group(saved) and each.id != saved.id]
        if not name.strip() or any(each.name == name for each in others):
            raise UsageError(
                f"A connection of {saved.adapter_name} cannot be called “{name}”.",
                code="connection-name",
                hint="Choose a name that none of the adapter's other connections has.",
            )
        await self._store.rename(saved.id, name)
        for bound in self._bound.values():
            if bound.saved.id == saved.id:
                bound.saved = replace(bound.saved, name=name)
        return replace(saved, name=name)

    async def log_out(self, saved: SavedConnection) -> None:
        """Remove the secrets; the name and the logs made stay for the next login."""
        await self.vault.forget(saved.id)
        stored = await self._store.get(saved.id)
        if stored is not None:
            await self._store.put(replace(stored.saved, logged_in=False, expires_at=None), stored.document)
        self._unbind(saved.id)

    def let_go(self, adapter: OpenAdapter) -> None:
        """Leave an open adapter without a connection; what is stored stays as it is."""
        self._close(self._bound.pop(adapter, None))
        self._close(self._recognised.pop(adapter, None))
        adapter.let_go()

    async def forget(self, saved: SavedConnection) -> None:
        """Remove a connection with its secrets and what it remembers."""
        self._unbind(saved.id)
        await self._closed()
        await self.vault.forget(saved.id)
        await self._store.remove(saved.id)

    async def forget_everything(self) -> None:
        """Remove all connections, all secrets, and the key that sealed them."""
        self._unbind(None)
        await self._closed()
        await self._store.remove(None)
        await self.vault.forget_everything()

    async def close(self) -> None:
        """Close the list and the files, and let the keychain go."""
        for bound in [*self._bound.values(), *self._recognised.values()]:
            self._close(bound)
        self._bound.clear()
        self._recognised.clear()
        await self._closed()
        await self._store.close()
        await self.vault.close()

    def _close(self, bound: _Bound | None) -> None:
        if bound is not None and bound.rows is not None:
            task = asyncio.create_task(bound.rows.close(), name="connection-file-closing")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _closed(self) -> None:
        """Wait until no file is being closed any more."""
        await asyncio.gather(*self._closing)

    def _rows(self, saved: SavedConnection, adapter: OpenAdapter, database: AppConnectDatabase) -> KeptRows:
        return KeptRows(
            self._store.rows_path(saved.id),
            database,
            redactor=adapter.redactor,
            read=lambda: self._secrets(saved),
            write=lambda secrets: self.vault.put(saved.id, secrets),
            on_broken=self._on_broken,
            of=saved.name,
        )

    async def _with_earlier_rows(
        self, saved: SavedConnection, rows: KeptRows, sealed: Mapping[str, Any]
    ) -> SavedConnection:
        """Take over what an earlier workbench kept elsewhere: the user's row in the vault, linkage rows in the list."""
        stores, user, linkage = Stores(rows.database), sealed.get("user"), await self._store.linkage(saved.id)
        if user and user.get("id") not in stores.users:
            stores.users[str(user["id"])] = user
            saved = replace(saved, user_id=str(user["id"]))
        for kind, row in linkage:
            with contextlib.suppress(SqlError):
                (stores.message_logs if kind == MESSAGE else stores.call_logs).append(row)
        if linkage and await rows.keep(logged_in=saved.logged_in):
            await self._store.drop_linkage(saved.id)
        return saved

    async def _write(self, adapter: OpenAdapter, connection: Connection, bound: _Bound) -> None:
        saved = self._described(bound.saved, adapter, connection)
        sealed, clear = sealed_part(connection), clear_part(connection)
        before = bound.sealed, bound.clear, bound.saved.logged_in
        is_same = (sealed, clear, saved.logged_in) == before
        if bound.rows is None:
            if not is_same:
                await self._store.put(saved, {})
        else:
            if sealed != bound.sealed or saved.logged_in != bound.saved.logged_in:
                await self._seal(saved, bound.sealed, sealed)
            if not await bound.rows.keep(logged_in=saved.logged_in) and is_same:
                return
            is_recent = saved.used_at - bound.saved.used_at < _USED_AGAIN_AFTER
            if is_same and is_recent and saved == replace(bound.saved, used_at=saved.used_at):
                # Only rows changed, which lie in a file of their own.
                return
            if self.vault.state.kind is VaultKind.MEMORY:
                # What the next program finds: a connection without its secrets.
                (self._held.add if saved.logged_in else self._held.discard)(saved.id)
                saved = replace(saved, logged_in=False)
            await self._store.put(saved, adapter.redactor().value(clear))
        bound.saved, bound.sealed, bound.clear = self._as_held(saved), sealed, clear

    async def _seal(self, saved: SavedConnection, before: Json, sealed: dict[str, Json]) -> None:
        if not saved.logged_in:
            await self.vault.forget(saved.id)
            return
        theirs = await self._secrets(saved) or {}
        mine = merged(before, sealed, theirs) if before is not None else sealed
        await self.vault.put(saved.id, {**mine, ROWS: theirs.get(ROWS) or {}})

    def _as_held(self, saved: SavedConnection) -> SavedConnection:
        return replace(saved, logged_in=True) if saved.id in self._held else saved

    async def _earlier(self, adapter: OpenAdapter, connection: Connection) -> Stored | None:
        """What is stored of the same CRM user on the same host."""
        made = self._described(_new(adapter, connection), adapter, connection)
        for each in await self.all(adapter):
            if (each.user_id, each.hostname, each.simulated) == (made.user_id, made.hostname, made.simulated):
                return await self._store.get(each.id)
        return None

    def _described(self, saved: SavedConnection, adapter: OpenAdapter, connection: Connection) -> SavedConnection:
        """As the connection is now, with nothing secret in it."""
        words = adapter.redactor().text
        return replace(
            saved,
            user_name=words(connection.name),
            hostname=words(str(connection.user.get("hostname") or saved.hostname)),
            auth_type=connection.auth_type,
            expires_at=connection.expires_at,
            logged_in=connection.connected and not saved.simulated,
            warnings=saved.warnings if connection.warnings is None else words("\n".join(connection.warnings)),
            used_at=time.time(),
        )

    async def _secrets(self, saved: SavedConnection) -> dict[str, Json] | None:
        try:
            return await self.vault.get(saved.id)
        except BrokenSealError as error:
            self._tell(f"{saved.name}: {error.message} {error.hint}")
            return None

    def _unbind(self, connection_id: str | None) -> None:
        for adapter, bound in list(self._bound.items()):
            if connection_id in (None, bound.saved.id):
                self.let_go(adapter)


def place_of(adapter: OpenAdapter) -> str:
    """What an adapter is known by from one day to the next."""
    source = adapter.description.source
    return f"sample:{source.name}" if adapter.is_sample else str(Path(source.root).resolve())


def _of(adapter: OpenAdapter) -> tuple[AppConnectDatabase, str]:
    """Whose connection an adapter has, or is about to have."""
    return adapter.database, adapter.connection.user_id if adapter.connection else ""


def _group(saved: SavedConnection) -> tuple[str, str]:
    return saved.adapter, saved.platform


def _new(adapter: OpenAdapter, connection: Connection) -> SavedConnection:
    source, now = adapter.description.source, time.time()
    return SavedConnection(
        id=uuid.uuid4().hex[:12],
        adapter=place_of(adapter),
        adapter_name=adapter.name,
        platform=source.platform,
        name=connection.name,
        user_name=connection.name,
        user_id=connection.user_id,
        hostname="",
        auth_type="",
        expires_at=None,
        simulated=adapter.is_sample,
        logged_in=False,
        created_at=now,
        used_at=now,
    )


def _free(wanted: str, taken: AbstractSet[str]) -> str:
    """The name, with a number after it when it is taken."""
    numbers = itertools.count(2)
    name = wanted
    while name in taken:
        name = f"{wanted} {next(numbers)}"
    return name
