"""One user's work: the adapters that are open, history, the shared HTTP client and Harbor CRM."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from workbench.core.redaction import Redactor
from workbench.core.redaction.names import secret_variables
from workbench.core.run.adapter import AdapterSource
from workbench.core.run.events import AdapterLoaded, BegunAnew, Emit, Progress
from workbench.core.traffic.exchange import ANSWER_LIMIT
from workbench.core.traffic.hosts import HostMap
from workbench.core.values.addresses import split_address
from workbench.runtimes.discovery import discover
from workbench.runtimes.environment import read_dotenv
from workbench.runtimes.factory import make_runtime
from workbench.runtimes.protocol import Runtime, RuntimeOptions
from workbench.runtimes.reloading import ReloadingRuntime
from workbench.runtimes.server_variables import server_variables
from workbench.services.connections import ConnectionStore
from workbench.services.harbor import HARBOR_HOSTS, HarborCrm
from workbench.services.history import History
from workbench.services.http import CapturingClient
from workbench.services.masking import mask_by
from workbench.services.places import users_umask
from workbench.services.resources import sample_adapters
from workbench.services.spool import Spool
from workbench.services.vault import MemoryVault, Vault
from workbench.session.adapter_settings import (
    AdapterSettings,
    chosen_manifest,
    load_adapter_settings,
    save_adapter_settings,
    setting_files,
)
from workbench.session.connections import Connections
from workbench.session.harbor import is_for_harbor
from workbench.session.manifests import read_platform
from workbench.session.open_adapter import OpenAdapter, Surroundings
from workbench.session.recorder import Recorder
from workbench.session.setup import Setup

_LOG: Final = logging.getLogger(__name__)


class Session:
    """Open adapters and fire their interfaces; both faces call this and see the same events.

    Use as an async context manager: leaving it ends every child process and closes history.
    """

    def __init__(
        self,
        *,
        emit: Emit,
        history: History,
        maps: Iterable[HostMap] = (),
        exchange_cap: int = 200,
        answer_limit: int = ANSWER_LIMIT,
        harbor_port: int = 0,
        node: str = "",
        vault: Vault | None = None,
        connections: ConnectionStore | None = None,
    ) -> None:
        """`maps` hold for every adapter; `exchange_cap` is the number of CRM calls one invocation may make.

        `answer_limit` is the number of bytes that are read of an answer.
        `node` is the Node executable that the user prefers.
        Without a vault and a list of connections both live in memory.
        """
        self.history = history
        self._recorder = Recorder(emit)
        self.connections = Connections(
            connections or ConnectionStore(None),
            vault or MemoryVault(),
            lambda sentence: emit(Progress(sentence)),
            lambda error: emit(BegunAnew(error)),
        )
        self._maps = tuple(maps)
        self.exchange_cap = exchange_cap
        """CRM calls that one invocation may make; holds for what is opened from now on."""
        self.answer_limit = answer_limit
        """Bytes that are read of an answer; holds for what is opened from now on."""
        self.node = node
        """The Node that the user prefers; holds for what is opened from now on."""
        self._spool = Spool()
        self._http = CapturingClient()
        self._harbor = HarborCrm(port=harbor_port)
        self._harbor_starting = asyncio.Lock()
        self._adapters: list[OpenAdapter] = []
        self._setups: dict[OpenAdapter, Setup] = {}
        self._left: list[Redactor] = []
        mask_by(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def adapters(self) -> Sequence[OpenAdapter]:
        """The adapters that are open, oldest first."""
        return tuple(self._adapters)

    async def harbor(self) -> HarborCrm:
        """Harbor CRM, running; started when first asked for."""
        async with self._harbor_starting:
            if not self._harbor.running:
                await self._harbor.start()
        return self._harbor

    async def open(
        self, text: str, *, platform: str | None = None, manifest: str = "", emit: Emit | None = None
    ) -> OpenAdapter:
        """Open an adapter by folder, file or sample name; raises UsageError or AdapterLoadError.

        Calls of a sample, and of a copy of one, are mapped to Harbor CRM, which starts when a login or a call first
        needs it. What happens on the adapter is told to `emit`, else to the session's own. `manifest` is a file that
        goes before the one that is found, and before the one that its settings name.
        """
        recorder = self._recorder if emit is None else Recorder(emit)
        found = await self.locate(text, platform=platform)
        is_sample = text in sample_adapters()
        setup = await self._setup(found, is_sample=is_sample, recorder=recorder, manifest=manifest)
        source = setup.source
        described = await asyncio.to_thread(read_platform, source)

        def make() -> Runtime:
            now = self._setups.get(opened, setup)
            options = replace(now.options, database=lambda: opened.database)
            return make_runtime(now.source, options, recorder, now.http)

        opened = OpenAdapter(
            runtime=ReloadingRuntime(make),
            platform=described,
            surroundings=Surroundings(
                recorder=recorder,
                history=self.history,
                http=setup.http,
                capture=setup.capture,
                maps=setup.options.maps,
                crm=self.harbor if setup.is_sample else None,
                connections=self.connections,
                variables=setup.variables,
                setting_files=setup.files,
            ),
        )
        self._setups[opened] = setup
        opened.adopt_secrets(setup.secrets)
        opened.called_as = setup.era
        opened.place = text if is_sample else await asyncio.to_thread(_absolute, text)
        try:
            description = await opened.start()
        except BaseException as error:
            _LOG.warning("%s could not be opened: %s", source.name, error)
            await opened.close()
            await self._let_go(opened)
            raise
        self._adapters.append(opened)
        recorder(AdapterLoaded(description))
        return opened

    async def locate(self, text: str, *, platform: str | None = None) -> AdapterSource:
        """Where an adapter is and how it would run, without running any of it; raises UsageError."""
        sample = sample_adapters().get(text)
        return await asyncio.to_thread(discover, str(sample or text), platform=platform, cwd=Path.cwd())

    async def close_adapter(self, opened: OpenAdapter) -> None:
        """End one adapter's process and forget it."""
        if opened in self._adapters:
            self._adapters.remove(opened)
        _LOG.info("%s is closed", opened.description.source.name)
        await self.connections.keep(opened)
        await opened.close()
        await self._let_go(opened)

    async def take_settings(self, opened: OpenAdapter) -> None:
        """Read the adapter's own settings again; they hold from its next load on. Raises UsageError."""
        recorder = opened.surroundings.recorder
        is_sample = opened.place in sample_adapters()
        fresh = await self._setup(self._setups[opened].found, is_sample=is_sample, recorder=recorder)
        left, self._setups[opened] = self._setups[opened], fresh
        if fresh.source != left.source:
            opened.platform = await asyncio.to_thread(read_platform, fresh.source)
        opened.surroundings = replace(
            opened.surroundings,
            http=fresh.http,
            capture=fresh.capture,
            maps=fresh.options.maps,
            crm=self.harbor if fresh.is_sample else None,
            variables=fresh.variables,
            setting_files=fresh.files,
        )
        opened.adopt_secrets(fresh.secrets)
        opened.called_as = fresh.era
        await left.close()

    async def choose_era(self, opened: OpenAdapter, era: str) -> None:
        """Call the adapter as another server does, and keep that in the user's own file; empty: as its files tell.

        Raises UsageError where the file cannot be written.
        """
        source, vault = opened.description.source, self.connections.vault
        folders = [Path(folder) for folder in source.folders]
        settings = await load_adapter_settings(folders, vault)
        chosen = replace(settings, own=replace(settings.own, era=era))
        await save_adapter_settings(folders, vault, chosen)
        opened.called_as = chosen.era or source.seen

    async def close(self) -> None:
        """End every child process, stop Harbor CRM, close history, remove spool files."""
        for opened in self._adapters:
            await self.connections.keep(opened)
        self._adapters.clear()
        for opened in tuple(self._setups):  # also what is being opened still
            await opened.close()
            await self._let_go(opened)
        await self._harbor.stop()
        await self._http.close()
        await self.connections.close()
        await self.history.close()
        await asyncio.to_thread(self._spool.remove)

    def redactors(self) -> Iterator[Redactor]:
        """Those that know the secrets of what is open and of what was."""
        yield from self._left
        for opened in tuple(self._setups):
            yield opened.redactor()

    async def _let_go(self, opened: OpenAdapter) -> None:
        if opened in self._setups:
            # First, so that what is written meanwhile is masked.
            self._left.append(opened.redactor())
            await self._setups.pop(opened).close()

    async def _setup(self, found: AdapterSource, *, is_sample: bool, recorder: Recorder, manifest: str = "") -> Setup:
        """What an adapter runs on, by the settings of the session and its own as they are now."""
        root, folders = Path(found.root), [Path(folder) for folder in found.folders]
        settings = await load_adapter_settings(folders, self.connections.vault)
        source = await asyncio.to_thread(_with_manifest, found, settings, manifest)
        platform = await asyncio.to_thread(read_platform, source)
        for sentence in settings.missing:
            recorder(Progress(sentence))
        maps = self._maps + settings.maps
        is_sample = is_sample or is_for_harbor(platform, maps)
        options = RuntimeOptions(
            spool=self._spool.folder,
            maps=maps + (self._harbor_maps() if is_sample else ()),
            exchange_cap=self.exchange_cap,
            answer_limit=self.answer_limit,
            node=self.node,
            umask=users_umask(),
            environment=await asyncio.to_thread(settings.environment, root),
        )
        certificates = await asyncio.to_thread(settings.certificates, root)
        own = CapturingClient(certificate_file=certificates, proxy=settings.proxy)
        is_own = bool(certificates or settings.proxy)
        secrets = frozenset(filter(None, (*settings.secrets.values(), split_address(settings.proxy).password)))
        for variables in (await asyncio.to_thread(read_dotenv, source.folders), os.environ, dict(options.environment)):
            secrets |= secret_variables(variables)
        era = settings.era or source.seen
        variables = await asyncio.to_thread(server_variables, source, options.environment)
        client = own if is_own else self._http
        return Setup(
            source,
            found,
            options,
            client,
            recorder,
            secrets,
            is_own=is_own,
            is_sample=is_sample,
            era=era,
            variables=variables,
            files=await asyncio.to_thread(setting_files, folders),
        )

    def _harbor_maps(self) -> tuple[HostMap, ...]:
        address = self._harbor.reserve()
        return tuple(HostMap(host, address) for host in HARBOR_HOSTS)


def _with_manifest(source: AdapterSource, settings: AdapterSettings, typed: str) -> AdapterSource:
    """With the manifest that was typed or that the settings name, else as it was found."""
    chosen = chosen_manifest(Path(typed).expanduser().resolve()) if typed else settings.manifest(Path(source.root))
    if not chosen:
        return source
    others = (source.manifest_path, *source.other_manifests)
    return replace(
        source, manifest_path=chosen, other_manifests=tuple(file for file in others if file not in ("", chosen))
    )


def _absolute(place: str) -> str:
    """A typed path as it opens the same adapter from anywhere."""
    return str(Path(place).expanduser().resolve())
