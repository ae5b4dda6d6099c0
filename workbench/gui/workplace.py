"""What the window works on: the open adapter, its connection, what was fired; the session's commands as tasks."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from workbench.core.errors import UsageError, WorkbenchError
from workbench.core.login import ConsentWay
from workbench.core.program.settings import RELOAD_ON_SAVE
from workbench.core.redaction import Redactor
from workbench.core.run.adapter import AdapterSource
from workbench.core.run.events import BegunAnew, InvocationFinished, InvocationStarted, NotKept, RuntimeStopped
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Invocation, Verdict
from workbench.core.run.readiness import InterfaceState, Readiness, readiness, remark, state_of
from workbench.core.run.summary import summary
from workbench.gui.bridge import Events, Faults, spawn
from workbench.gui.history.keeper import HistoryKeeper
from workbench.gui.reveal import Revealing
from workbench.gui.settings.preferences import Preferences
from workbench.services.keychain import KeychainLockedError
from workbench.services.outside import open_folder, open_web_page
from workbench.services.resources import sample_adapters
from workbench.services.settings import Recent
from workbench.services.watching import saves
from workbench.session.app_settings import settle
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.life import prepare, sample_firing, with_contact, with_session_token
from workbench.session.login import Authorize, Credentials, login
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import new_invocation_id
from workbench.session.session import Session

Result = TypeVar("Result")

FIRST_CALL: Final = "createCallLog"
"""What the first-run page fires."""

_ASK_AGAIN: Final = 0.05
"""Seconds between two requests to end a call."""


def absolute(place: str) -> str:
    """A typed path as it can be opened again from anywhere."""
    return str(Path(place).expanduser().resolve())


class KeychainAnswer(enum.StrEnum):
    """What to do about a locked keychain."""

    AGAIN = "again"
    MEMORY = "memory"
    LEAVE = "leave"


class Questions(Protocol):
    """What the work has to ask the user; the window answers with dialogs, tests as they like."""

    async def trusts(self, source: AdapterSource) -> bool:
        """Whether the adapter's folder may be run."""
        ...

    async def choose_platform(self, names: tuple[str, ...]) -> str | None:
        """Which of several adapters; None to leave it."""
        ...

    async def keychain_locked(self, why: str) -> KeychainAnswer:
        """What to do while the keychain is locked."""
        ...

    async def name_connection(self, name: str) -> str | None:
        """Another name for a connection; None to leave it."""
        ...

    async def forgets(self, name: str) -> bool:
        """Whether a stored connection is forgotten."""
        ...

    async def revocation_address(self) -> str | None:
        """The CRM's revocation address, empty for the adapter's unAuthorize; None to leave it."""
        ...


class Workplace(QObject):
    """The one adapter that the window shows, and everything that can be done with it."""

    adapter_changed = Signal()
    connection_stored = Signal()
    """A login was stored."""
    connection_changed = Signal()
    states_changed = Signal()
    """The state of an interface changed."""
    firing_changed = Signal()
    """A firing began or ended."""
    busy_changed = Signal(str)
    """What is being waited for, in words; empty when nothing is."""
    interface_wanted = Signal(str)
    problem = Signal(object)
    """WorkbenchError."""
    problem_over = Signal()

    def __init__(
        self,
        session: Session,
        events: Events,
        faults: Faults,
        preferences: Preferences,
        keeper: HistoryKeeper | None = None,
    ) -> None:
        """`events` are this window's own; `keeper` is shared by all windows."""
        super().__init__()
        self.session = session
        self.events = events
        self.preferences = preferences
        self._faults = faults
        self.keeper = keeper or HistoryKeeper(session.history, preferences, faults.report)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False
        """Whether its window is closed: what others still tell it begins no work any more."""
        self.questions: Questions | None = None
        self.open_page: Callable[[str], object] = open_web_page
        """Shows a web page in the browser; raises UsageError for anything else."""
        self.open_folder: Callable[[Path], object] = open_folder
        """Shows a folder of the user's own in the file manager."""
        self.consent_way = ConsentWay.BROWSER
        """How the consent page is opened."""
        self.revealing = False
        """Whether secrets are shown."""
        self.adapter: OpenAdapter | None = None
        self.place = ""
        """What opens the adapter again."""
        self.firing: tuple[str, str] | None = None
        """Id and interface of the user's firing that runs."""
        self.stopping = False
        """Whether it was asked to end and has not ended yet."""
        self._last: dict[str, Invocation] = {}
        self._running: dict[str, str] = {}
        self._watch: asyncio.Task[Any] | None = None
        self._idle = asyncio.Event()
        """Set while nothing is fired."""
        self._idle.set()
        faults.reported.connect(self.show_error)
        preferences.unwritable.connect(self.show_error)
        events.invocation_started.connect(self._on_started)
        events.invocation_finished.connect(self._on_finished)
        events.runtime_stopped.connect(self._on_stopped)
        events.not_kept.connect(self._on_trouble)
        events.begun_anew.connect(self._on_trouble)
        self.keeper.disconnected.connect(self.connection_changed)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run work of the window; its errors are shown in the window. Work of a closed window is not begun."""
        task = spawn(work, name=name, on_error=self.show_error)
        if self._ended:
            task.cancel()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        """End the window's own work and its adapter; the session goes on for other windows."""
        self._ended = True
        await self._end_tasks()
        if self.adapter is not None:
            await self._change_to(None)
        await self._end_tasks()

    async def _end_tasks(self) -> None:
        while self._tasks:
            tasks = tuple(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def redactor(self) -> Redactor:
        """Masks what is secret of the open adapter, unless the user wants to see it."""
        if self.revealing:
            return Revealing()
        return self.adapter.redactor() if self.adapter else Redactor()

    def state(self, interface: str) -> InterfaceState:
        """What is known of an interface."""
        exports = self.adapter.description.exports if self.adapter else ()
        running = interface in self._running.values()
        return state_of(interface, exports, self._last.get(interface), running=running)

    def remark(self, interface: str) -> str:
        """A word beside the state."""
        return "" if interface in self._running.values() else remark(self._last.get(interface))

    def worst(self, interface: str) -> str:
        """What the last call of an interface with findings has to be told of first; empty without."""
        last = self._last.get(interface)
        if last is None or last.verdict is not Verdict.FINDINGS or interface in self._running.values():
            return ""
        return summary(last, self.redactor())

    def last(self, interface: str) -> Invocation | None:
        """The interface's last invocation since the adapter was opened."""
        return self._last.get(interface)

    def readiness(self) -> Readiness:
        """The adapter as a whole."""
        return readiness(self.adapter.description.exports if self.adapter else (), self._last)

    def open(self, place: str) -> None:
        """Open an adapter by folder, file or sample name."""
        self.spawn(self._open(place), "open")

    async def open_now(self, place: str, platform: str | None = None) -> bool:
        """The same, waiting until it is open; False when the user does not want it. Raises WorkbenchError."""
        return await self._open(place, platform)

    def try_harbor(self, sample: str) -> None:
        """Open a sample adapter on Harbor CRM, log in, fire one call."""
        self.spawn(self._try_harbor(sample), "try-harbor")

    def reload(self) -> None:
        """Load the adapter again; what is on the screen stays."""
        if self.adapter is not None:
            self.spawn(self._reload(self.adapter), "reload")

    def choose_era(self, era: str) -> None:
        """Call the adapter as another server does, now and whenever it is opened; empty: as its files tell."""
        if self.adapter is not None:
            self.spawn(self._choose_era(self.adapter, era), "choose-era")

    def close_adapter(self) -> None:
        """End the adapter's process and go back to the first page."""
        if self.adapter is not None:
            self.spawn(self._change_to(None), "close-adapter")

    def fire(self, firing: Firing) -> None:
        """Fire one interface; one at a time."""
        if self.adapter is not None and self.firing is None:
            self.spawn(self._fire(self.adapter, firing), "fire")

    def cancel(self) -> None:
        """End the firing that runs."""
        if self.adapter is not None and self.firing is not None and not self.stopping:
            self.stopping = True
            self.firing_changed.emit()
            self.spawn(self._cancel(self.adapter, self.firing[0]), "cancel")

    async def connect_adapter(self, credentials: Credentials, authorize: Authorize) -> None:
        """Log in; raises LoginError."""
        assert self.adapter is not None
        try:
            if self.adapter.is_sample:
                await self.session.harbor()
            await login(self.adapter, credentials, authorize)
        finally:
            self.connection_changed.emit()

    async def _cancel(self, adapter: OpenAdapter, invocation_id: str) -> None:
        """Ask until it has ended: what is not on its way to the adapter yet cannot be ended there."""
        while self.firing is not None and self.firing[0] == invocation_id:
            await adapter.cancel(invocation_id)
            await asyncio.sleep(_ASK_AGAIN)

    async def _open(self, place: str, platform: str | None = None) -> bool:
        self.problem_over.emit()
        try:
            source = await self.session.locate(place, platform=platform)
        except UsageError as error:
            if error.code != "several-adapters" or self.questions is None or platform is not None:
                raise
            chosen = await self.questions.choose_platform(error.choices)
            return chosen is not None and await self._open(place, chosen)
        is_sample = place in sample_adapters()
        if not is_sample and not await self._trusted(source):
            return False
        self.busy_changed.emit(f"Opening {source.name}")
        try:
            opened = await self.session.open(place, platform=platform, emit=self.events.emit_event)
        finally:
            self.busy_changed.emit("")
        self.place = place if is_sample else absolute(place)
        await self._change_to(opened)
        self._remember(opened)
        await self._restore(opened)
        return True

    async def _choose_era(self, adapter: OpenAdapter, era: str) -> None:
        try:
            await self.session.choose_era(adapter, era)
        finally:
            self.connection_changed.emit()

    async def _trusted(self, source: AdapterSource) -> bool:
        if self.preferences.settings.trusts(source.root):
            return True
        if self.questions is None or not await self.questions.trusts(source):
            return False
        self.preferences.trust(source.root)
        return True

    async def _restore(self, adapter: OpenAdapter) -> None:
        """Go on with the adapter's stored connection; where it cannot be had, the user logs in."""
        try:
            await self.unlocked(partial(self.session.connections.restore, adapter))
            if not adapter.is_sample:
                await self.session.connections.vault.look()
        except WorkbenchError as error:
            self.show_error(error)
        await self._take_team_settings(adapter)
        self.connection_changed.emit()

    async def _take_team_settings(self, adapter: OpenAdapter) -> None:
        """Store what the workspace files set in App Connect; what the adapter refuses is shown."""
        try:
            applied = await settle(adapter)
        except WorkbenchError as error:
            self.show_error(error)
            return
        if applied.refusal:
            self.problem.emit(WorkbenchError(applied.refusal, code="settings-refused", hint="See workbench.toml."))

    async def store_connection(self, adapter: OpenAdapter) -> None:
        """Store the connection of a login, so that the next day goes on with it."""
        try:
            await self.unlocked(partial(self.session.connections.save, adapter))
            self.connection_stored.emit()
        except WorkbenchError as error:
            self.show_error(error)
        await self._take_team_settings(adapter)

    async def unlocked(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Work that needs the keychain; while it is locked the user is asked. Raises KeychainLockedError if left."""
        while True:
            try:
                return await work()
            except KeychainLockedError as error:
                if self.questions is None:
                    raise
                answer = await self.questions.keychain_locked(error.message)
                if answer is KeychainAnswer.LEAVE:
                    raise
                if answer is KeychainAnswer.MEMORY:
                    self.session.connections.vault.use_memory("The keychain stays locked.")

    def _remember(self, opened: OpenAdapter) -> None:
        ways = {"oauth": "OAuth", "apiKey": "API key"}
        description = opened.description
        about = [description.source.language, ways.get(description.auth_type, description.auth_type)]
        self.preferences.remember(
            Recent(self.place, opened.name, ", ".join(filter(None, about)), opened_at=time.time())
        )

    async def _change_to(self, adapter: OpenAdapter | None) -> None:
        """Show another adapter, or none, and end the one before."""
        if self._watch is not None:
            self._watch.cancel()
        left, self.adapter = self.adapter, adapter
        self._watch = None if adapter is None else self.spawn(self._follow_saves(adapter), "follow-saves")
        self._last.clear()
        self._running.clear()
        self.adapter_changed.emit()
        self.connection_changed.emit()
        self.states_changed.emit()
        if left is not None:
            await self.session.close_adapter(left)

    async def _reload(self, adapter: OpenAdapter) -> None:
        self.problem_over.emit()
        self.busy_changed.emit(f"Loading {adapter.name} again")
        try:
            await self.session.take_settings(adapter)
            await adapter.start()
        finally:
            self.busy_changed.emit("")
        self.adapter_changed.emit()
        self.states_changed.emit()

    async def _follow_saves(self, adapter: OpenAdapter) -> None:
        """Load the adapter again after each save; a broken one is explained, and the last good one still answers."""
        source = adapter.description.source
        async with contextlib.aclosing(saves(Path(source.root), Path(source.entry))) as each_save:
            async for _ in each_save:
                await self._idle.wait()
                if not self.preferences[RELOAD_ON_SAVE]:
                    continue
                try:
                    await self._reload(adapter)
                except WorkbenchError as error:
                    self.problem.emit(error)

    async def _try_harbor(self, sample: str) -> None:
        if not await self._open(sample) or self.adapter is None:
            return
        adapter = self.adapter
        self.interface_wanted.emit(FIRST_CALL)
        self.busy_changed.emit("Logging in to Harbor CRM")
        try:
            crm = await self.session.harbor()
            await self.connect_adapter(harbor_credentials(crm), HarborConsent(crm))
            async for _ in prepare(adapter, sample_firing(adapter, FIRST_CALL)):
                self.connection_changed.emit()
        finally:
            self.busy_changed.emit("")
        await self._fire(adapter, sample_firing(adapter, FIRST_CALL))

    async def _fire(self, adapter: OpenAdapter, firing: Firing) -> None:
        self.problem_over.emit()
        self._idle.clear()
        fire = partial(self._fire_one, adapter)
        try:
            async for _ in with_contact(adapter, firing, fire):
                if self.stopping:
                    return
            await fire(with_session_token(adapter, firing))
        finally:
            self.firing, self.stopping = None, False
            self._idle.set()
            self.firing_changed.emit()
            self.connection_changed.emit()

    async def _fire_one(self, adapter: OpenAdapter, firing: Firing) -> Invocation:
        """Fire the user's own, or what it needs first; Cancel ends the one that runs."""
        invocation_id = new_invocation_id()
        self.firing = (invocation_id, firing.interface)
        self.firing_changed.emit()
        return await adapter.fire(firing, invocation_id)

    def _on_started(self, event: InvocationStarted) -> None:
        if self.adapter is not None and event.adapter == self.adapter.name:
            self._running[event.invocation_id] = event.interface
            self.states_changed.emit()

    def _on_finished(self, event: InvocationFinished) -> None:
        invocation = event.invocation
        self._running.pop(invocation.id, None)
        if self.adapter is not None and invocation.adapter == self.adapter.name:
            for each in (invocation, *invocation.calls):
                self._last[each.interface] = each
        self.keeper.note_added()
        self.states_changed.emit()

    def _on_stopped(self, event: RuntimeStopped) -> None:
        if not event.expected:
            self.busy_changed.emit("")
            self.states_changed.emit()

    def _on_trouble(self, event: NotKept | BegunAnew) -> None:
        self.problem.emit(event.error)

    def show_error(self, error: BaseException) -> None:
        """Show an error in the window: the user's as it is, ours as a fault."""
        if isinstance(error, WorkbenchError):
            self.problem.emit(error)
        else:
            self._faults.report(error)
