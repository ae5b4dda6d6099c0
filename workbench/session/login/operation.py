"""The server's operation that a login walks: the adapter watched, and what the client and its administrator bring."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from workbench.core.connection.user import StoredUser
from workbench.core.login.client import ClientIdentity
from workbench.core.manifest import Platform
from workbench.core.run.invocation import Argument, Outcome
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.managed import Person
from workbench.core.server.stores import Managed, Stores
from workbench.session.login.credentials import Credentials
from workbench.session.open_adapter import DEFAULT_TIMEOUT, OpenAdapter
from workbench.session.server.operation import Operation
from workbench.session.server.outside import ServedAdapter
from workbench.session.server.steps import Steps
from workbench.session.serving import ServedRuntime, settings_of


@dataclass(frozen=True, slots=True)
class WatchedCall:
    """One call of the adapter that the server made."""

    interface: str
    arguments: tuple[Argument, ...]
    user: StoredUser | None
    outcome: Outcome
    started_at: float
    """Seconds since the epoch."""
    duration_ms: float


Watch = Callable[[WatchedCall], None]


def login_operation(
    adapter: OpenAdapter,
    request: ClientRequest,
    invocation_id: str,
    watch: Watch,
    *,
    credentials: Credentials,
    platform: Platform | None,
) -> Operation:
    """An operation of App Connect's server over this adapter, for a client's login.

    `platform` is the manifest's entry with its overrides for the host. Nothing of the adapter's connection changes.
    """
    source, facts = adapter.description.source, adapter.description.facts
    client = credentials.identity
    settings = settings_of(platform, adapter.era)
    served = _Watched(ServedRuntime(adapter.hooks, adapter.description.exports, invocation_id, DEFAULT_TIMEOUT), watch)
    stores = Stores(managed=_managed(credentials, client, source.platform))
    steps = Steps(
        adapter=served,
        users=stores.users,
        http=adapter.surroundings.http,
        capture=adapter.surroundings.capture(invocation_id),
        settings=settings,
    )
    profile = str(facts.get("proxy_id", ""))
    return Operation(
        request,
        stores,
        settings,
        steps,
        {source.platform: served, **({platform.key: served} if platform else {})},
        platform=source.platform,
        ringcentral=_StandIn(client.person),
        profiles={profile: facts.get("proxy_config")} if profile else {},
    )


def _managed(credentials: Credentials, client: ClientIdentity, platform: str) -> Managed:
    """An administrator's values as the server keeps them for the client's account."""
    account, extension = client.account_id, client.extension_id
    managed = Managed()
    if credentials.managed:
        managed.extension[(account, platform, extension)] = {
            name: value for name, value in credentials.managed.items() if value
        }
    if credentials.managed_refused:
        managed.failed.add((account, platform, extension))
    if credentials.managed_oauth:
        managed.oauth[(account, platform)] = dict(credentials.managed_oauth)
    return managed


class _StandIn:
    """RingCentral's directory, which knows the client's user and nobody else."""

    def __init__(self, person: Person | None) -> None:
        self._person = person

    async def person(self, token: str) -> Person | None:
        """The client's user, whatever token came along."""
        return self._person


class _Watched:
    """A served adapter whose calls are told."""

    def __init__(self, adapter: ServedAdapter, watch: Watch) -> None:
        self._adapter = adapter
        self._watch = watch

    @property
    def exports(self) -> Collection[str]:
        """Interface names that the adapter exports."""
        return self._adapter.exports

    @property
    def account_data(self) -> Mapping[str, float | None]:
        """The adapter's account-data table."""
        return self._adapter.account_data

    async def call(self, interface: str, arguments: tuple[Argument, ...], user: StoredUser | None) -> Outcome:
        """Call, and tell it once it is over."""
        started_at, began = time.time(), time.perf_counter()
        outcome = await self._adapter.call(interface, arguments, user)
        duration = (time.perf_counter() - began) * 1000
        self._watch(WatchedCall(interface, arguments, user, outcome, started_at, duration))
        return outcome
