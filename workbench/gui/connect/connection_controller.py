"""What can be done with the connection of the open adapter, as tasks: switch, rename, try tokens, log out, forget."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from workbench.core.connection.connection import Connection
from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.errors import WorkbenchError
from workbench.core.login import LostConnection, lost_connection
from workbench.core.run.events import InvocationFinished
from workbench.core.run.invocation import LOGIN
from workbench.gui.connect.connection_notice import Notice
from workbench.gui.workplace import Workplace
from workbench.session.leaving import LoggedOut, changes_of, log_out
from workbench.session.open_adapter import OpenAdapter
from workbench.session.token_lab import TOKEN_ACTIONS, LabResult, TokenLab

_REVOKED: Final = (
    "It answers 401 with CRM_SESSION_REVOKED, and its user is asked to connect again. The stored tokens stay as they "
    "are."
)


class ConnectionController(QObject):
    """The stored connections of the open adapter, and the commands on the one in use; tells what each did."""

    changed = Signal()
    """The list of stored connections, or what is known of the one in use."""
    told = Signal(object)
    """Notice."""
    settled = Signal()
    """What was told last does not hold any more."""
    tried = Signal(object)
    """LabResult of an experiment with the tokens."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.saved: tuple[SavedConnection, ...] = ()
        """Stored connections of the open adapter, last used first."""
        self.lost: LostConnection | None = None
        """How the connection in use was lost, as far as the last call showed."""
        self.result: LabResult | None = None
        """What the last experiment did."""
        self.left: LoggedOut | None = None
        """What the last logging out did."""
        self._before: Connection | None = None
        self._lab: tuple[OpenAdapter, str, TokenLab] | None = None
        self._listing = False
        workplace.adapter_changed.connect(self._on_adapter)
        workplace.connection_changed.connect(self._on_connection)
        workplace.connection_stored.connect(self._on_stored)
        workplace.events.invocation_finished.connect(self._on_finished)

    @property
    def current(self) -> SavedConnection | None:
        """The stored connection in use; None for one that is not stored."""
        adapter = self._workplace.adapter
        return self._workplace.session.connections.saved(adapter) if adapter else None

    @property
    def lost_at_the_end(self) -> str:
        """What to tell of stored connections that do not last; empty where a keychain holds their secrets."""
        adapter = self._workplace.adapter
        has_secrets = adapter is not None and not adapter.is_sample
        return self._workplace.session.connections.vault.state.lost_at_the_end if has_secrets else ""

    def switch(self, saved: SavedConnection) -> None:
        """Go on with another stored connection."""
        self._do(partial(self._switch, saved), "connection-switch")

    def rename(self) -> None:
        """Ask for another name."""
        self._do(self._rename, "connection-rename")

    def token_commands(self) -> Mapping[str, Callable[[], None]]:
        """The experiments by the ids of their actions."""
        return {f"token-{key}": partial(self.try_token, key) for key in TOKEN_ACTIONS}

    def try_token(self, action: str) -> None:
        """Do to the tokens what an experiment is about; `action` is a key of TOKEN_ACTIONS."""
        self._do(partial(self._try_token, action), f"token-{action}")

    def log_out(self) -> None:
        """Call unAuthorize and remove the secrets."""
        self._do(self._log_out, "connection-log-out")

    def forget(self) -> None:
        """Ask, and remove the stored connection without calling the CRM."""
        self._do(self._forget, "connection-forget")

    def _do(self, work: Callable[[OpenAdapter], Coroutine[Any, Any, None]], name: str) -> None:
        adapter = self._workplace.adapter
        if adapter is not None:
            self._workplace.spawn(self._watched(work(adapter)), name)

    async def _watched(self, work: Awaitable[None]) -> None:
        self._workplace.problem_over.emit()
        try:
            await work
        finally:
            self._workplace.connection_changed.emit()

    async def _switch(self, saved: SavedConnection, adapter: OpenAdapter) -> None:
        connections = self._workplace.session.connections
        restored = await self._workplace.unlocked(partial(connections.restore, adapter, saved.id))
        if restored is None:
            self.told.emit(
                Notice(
                    f"{saved.name} has to log in anew.",
                    "Harbor CRM forgets its users when the program ends.",
                    "warning",
                    can_connect=True,
                )
            )
            return
        if self.current is not None and self.current.id == saved.id:
            self._tell(Notice(f"Switched to {saved.name}.", self._about(restored), "ok"))

    async def _rename(self, adapter: OpenAdapter) -> None:
        saved, questions = self.current, self._workplace.questions
        if saved is None or questions is None:
            raise _not_stored(adapter)
        name = await questions.name_connection(saved.name)
        if name and name != saved.name:
            await self._workplace.session.connections.rename(saved, name)
            self._tell(Notice(f"{saved.name} is called {name} now.", state="ok"))

    async def _try_token(self, action: str, adapter: OpenAdapter) -> None:
        lab = self._lab_of(adapter)
        questions = self._workplace.questions
        address = await questions.revocation_address() if action == "revoke" and questions else ""
        if address is None:
            return
        runs: Mapping[str, Callable[[], Awaitable[LabResult]]] = {
            "renew": lab.refresh,
            "expire": lab.expire,
            "corrupt": lab.corrupt,
            "corrupt-refresh": partial(lab.corrupt, "refreshToken"),
            "revoke": partial(lab.revoke, address),
            "restore": lab.restore,
        }
        self._workplace.busy_changed.emit(TOKEN_ACTIONS[action].title)
        try:
            result = await runs[action]()
            await self._workplace.session.connections.keep(adapter)
        finally:
            self._workplace.busy_changed.emit("")
        self.result = result
        self.tried.emit(result)
        state = "error" if result.revoked else "ok" if result.renewed or action in ("expire", "restore") else "warning"
        words = adapter.redactor().text(result.sentence)
        after = _REVOKED if result.revoked else result.after.sentence
        self._tell(Notice(words, after, state, can_connect=result.revoked, details="token"))

    async def _log_out(self, adapter: OpenAdapter) -> None:
        self.left = left = await log_out(adapter, self._workplace.session.connections)
        rows = changes_of(left.invocation) if left.invocation else ()
        did = "; ".join(f"{name}: {words}" for name, words in rows) or "It left the stored user as it was."
        words = adapter.redactor().text(f"{left.sentence} {did}" if left.invocation else left.sentence)
        self._tell(Notice(f"{left.name} is logged out.", words, "ok", can_connect=True, details="log-out"))

    async def _forget(self, adapter: OpenAdapter) -> None:
        saved, questions = self.current, self._workplace.questions
        if saved is None or questions is None:
            raise _not_stored(adapter)
        if await questions.forgets(saved.name):
            await self._workplace.session.connections.forget(saved)
            self._tell(Notice(f"{saved.name} is forgotten. The CRM was not told.", state="ok", can_connect=True))

    def _tell(self, notice: Notice) -> None:
        self.lost = None
        self.told.emit(notice)

    def _about(self, connection: Connection) -> str:
        host = str(connection.user.get("hostname") or "")
        return f"{connection.name} on {host}." if host else f"{connection.name}."

    def _lab_of(self, adapter: OpenAdapter) -> TokenLab:
        """The lab of the connection in use, which remembers how its tokens were before the first experiment."""
        identity = str(adapter.connection.user.get("id") if adapter.connection else "")
        if self._lab is None or self._lab[:2] != (adapter, identity):
            self._lab = (adapter, identity, TokenLab(adapter))
        return self._lab[2]

    def _on_adapter(self) -> None:
        self._lab = self.lost = self.result = self.left = None
        self.settled.emit()

    def _on_stored(self) -> None:
        if (saved := self.current) is not None and (words := self.lost_at_the_end):
            self._tell(Notice(f"Connected as {saved.name}.", words, "warning"))

    def _on_connection(self) -> None:
        adapter = self._workplace.adapter
        connection = adapter.connection if adapter else None
        if self.lost is not None and connection is not None and connection.connected:
            before = self._before
            if before is None or connection.user.get("accessToken") != before.user.get("accessToken"):
                # Somebody logged in, or the tokens are others now.
                self.lost = None
                self.settled.emit()
        self._before = _as_it_is(connection)
        if not self._listing:
            self._listing = True
            self._workplace.spawn(self._list(), "list-connections")

    async def _list(self) -> None:
        adapter = self._workplace.adapter
        try:
            self.saved = await self._workplace.session.connections.all(adapter) if adapter else ()
        finally:
            self._listing = False
        self.changed.emit()

    def _on_finished(self, event: InvocationFinished) -> None:
        """See whether the call showed that the connection is lost, or that it works after all."""
        adapter, invocation = self._workplace.adapter, event.invocation
        if adapter is None or invocation.adapter != adapter.name or invocation.interface == LOGIN:
            return
        before, self._before = self._before, _as_it_is(adapter.connection)
        lost = lost_connection(invocation, before, adapter.connection, time.time())
        if lost is not None:
            self.lost = lost
            words = f"{adapter.redactor().text(lost.what_happens)} {lost.mend}"
            self.told.emit(Notice(adapter.redactor().text(lost.title), words, "error", can_connect=True))
            self.changed.emit()
        elif self.lost is not None and invocation.exchanges and before is not None and before.connected:
            self.lost = None
            self.settled.emit()
            self.changed.emit()


def _as_it_is(connection: Connection | None) -> Connection | None:
    return connection.as_it_is() if connection else None


def _not_stored(adapter: OpenAdapter) -> WorkbenchError:
    return WorkbenchError(
        f"The connection of {adapter.name} is not stored.",
        code="connection-not-stored",
        hint="Connect it by the Connect dialog; what it makes is stored.",
    )
