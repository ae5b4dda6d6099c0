"""One open adapter, its connection, and App Connect's server over both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from workbench.core.arguments import CallContext, into_request
from workbench.core.arguments.rows import Request
from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser
from workbench.core.contract.eras import SeenEra
from workbench.core.contract.interfaces import Interface
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.errors import UsageError
from workbench.core.login import Way, way_gone
from workbench.core.manifest import Platform
from workbench.core.redaction import Redactor
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.calling import never_called
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Argument, Invocation, Outcome
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.managed import Person
from workbench.core.server.settings import ServerSettings
from workbench.core.server.stores import Stores
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.runtimes.protocol import Call, Runtime
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.harbor import HarborCrm
from workbench.services.history import History
from workbench.services.resources import contract
from workbench.session.manifests import registered_platform
from workbench.session.recorder import Recorder
from workbench.session.run import Run, check_fits, new_invocation_id
from workbench.session.server import AppConnectServer, ServedCall, Walk


class ConnectionKeeper(Protocol):
    """Where a connection is stored from one day to the next."""

    async def keep(self, adapter: OpenAdapter) -> None:
        """Store what a call changed of the adapter's connection."""
        ...

    async def recognise(self, adapter: OpenAdapter, user_ids: Collection[str], hostname: str = "") -> None:
        """Bind the database that holds what is known of a CRM user, before a login writes the user's row.

        The user may have been stored under any of the ids.
        """
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an open adapter shares with the rest of the session."""

    recorder: Recorder
    history: History
    http: HttpClient
    capture: Callable[[str], Capture]
    """Where the workbench's own requests of an invocation are reported."""
    maps: tuple[HostMap, ...]
    crm: Callable[[], Awaitable[HarborCrm]] | None = None
    """Starts Harbor CRM, for the sample adapters that talk to it."""
    connections: ConnectionKeeper | None = None
    """Stored connections; what a call changed of the adapter's own is stored there."""
    variables: Mapping[str, str] = field(default_factory=lambda: SERVER_VARIABLES, repr=False)
    """What the adapter's server is set up with: keys that sign and hash (core.server.settings)."""
    setting_files: tuple[Path, ...] = ()
    """Where the adapter's settings and variables were read; what stands in an earlier file goes first."""


class OpenAdapter:
    """An adapter that is loaded, with its connection; it is what its server calls."""

    server: AppConnectServer
    """App Connect's server over this adapter, with everything that it stores; there once the adapter has started."""

    def __init__(self, *, runtime: Runtime, platform: Platform | None, surroundings: Surroundings) -> None:
        self.platform = platform
        """The manifest's entry for it, or None."""
        self._connection: Connection | None = None
        self.place = ""
        """What opens it again: a sample's name, or a folder or file."""
        self.person = Person("", "", is_admin=True)
        """Whom RingCentral's directory would name."""
        self.refresh_as_server = False
        """Renew tokens in every call by itself, as App Connect's server does; else calls at one time renew once."""
        self.watch: Callable[[ServedCall], object] = lambda _call: None
        """Told of every call of the adapter, the helpers on the way to an interface included."""
        self.database = AppConnectDatabase()
        """App Connect's tables, which its server and its models share."""
        self.stores = Stores(self.database)
        """The same, as its server uses them."""
        self.met_hosts: frozenset[str] = frozenset()
        """The host that got the connection's key first, since the adapter was opened."""
        self._runtime = runtime
        self._surroundings = surroundings
        self._called_as = SeenEra()
        self._description: AdapterDescription | None = None
        self._secrets: frozenset[str] = frozenset()

    @property
    def surroundings(self) -> Surroundings:
        """What it shares with the session; its settings may be read anew, and then these are others."""
        return self._surroundings

    @surroundings.setter
    def surroundings(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._serve()

    @property
    def is_by_key(self) -> bool:
        """Whether users log in by key, so that nobody is redirected: this one did, or no consent page is known."""
        login = self.connection.login if self.connection else None
        if login is not None:
            return way_gone(login) is Way.API_KEY
        knows_page = self.platform is not None and bool(self.platform.oauth.auth_url)
        return not knows_page and "getBasicAuth" in self.description.exports

    def never_calls(self, interface: str) -> str:
        """Why App Connect calls an interface of this adapter at no time, as a sentence; empty when it does."""
        described = self.description
        return never_called(interface, auth_type=described.auth_type, by_key=self.is_by_key, exports=described.exports)

    @property
    def called_as(self) -> SeenEra:
        """Whose server calls it, and why: the one that it was written for, or that the user chose."""
        return self._called_as

    @called_as.setter
    def called_as(self, seen: SeenEra) -> None:
        self._called_as = seen
        if self._description is not None:
            self.server.settings = self.server_settings(self.platform)

    @property
    def era(self) -> str:
        """The name of that server: seed, mid or head."""
        return self._called_as.era

    @property
    def description(self) -> AdapterDescription:
        """What the adapter exports."""
        assert self._description is not None, "start() comes first"
        return self._description

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.description.source.name

    @property
    def is_sample(self) -> bool:
        """Whether it talks to Harbor CRM on this machine."""
        return self.surroundings.crm is not None

    @property
    def exports(self) -> Collection[str]:
        """Interface names that it exports."""
        return self.description.exports

    @property
    def account_data(self) -> Mapping[str, float | None]:
        """Keys of its accountData table, with the seconds that an entry is kept; None for App Connect's own."""
        lifetimes = self.description.account_data
        return {key: None if lifetime is None else lifetime / 1000 for key, lifetime in lifetimes.items()}

    async def start(self) -> AdapterDescription:
        """Load it, or load it again after a change; the connection stays. Raises AdapterLoadError."""
        self._description = await self._runtime.start()
        self.platform = registered_platform(self._description) or self.platform
        self._serve()
        return self._description

    async def close(self) -> None:
        """End its process."""
        await self._runtime.stop()

    async def call(self, call: Call) -> Outcome:
        """Call one interface; only its server does."""
        return await self._runtime.call(call)

    async def cancel(self, invocation_id: str) -> None:
        """End a call that is running; its outcome is CANCELLED."""
        await self._runtime.cancel(invocation_id)

    def interface(self, name: str) -> Interface:
        """An interface that the adapter exports, by either spelling; raises UsageError."""
        interface = contract()[name]
        if interface.name not in self.description.exports:
            raise UsageError(
                f"{self.name} does not export {interface.name}.",
                code="not-exported",
                hint=f"It exports {', '.join(self.description.exports)}.",
            )
        return interface

    async def fire(self, firing: Firing, invocation_id: str = "") -> Invocation:
        """Call one interface as App Connect's server would, judge what comes back, and keep it in history.

        `invocation_id` is chosen by whoever wants to cancel it. Raises UsageError for an interface that is not
        exported or input that does not fit; whatever the adapter does is an outcome.
        """
        return await Run(self, check_fits(self, firing), invocation_id or new_invocation_id()).go()

    def preview(self, firing: Firing) -> tuple[Argument, ...]:
        """The arguments of a firing as far as they are known before it; what is asked or composed then is empty."""
        return Run(self, firing).preview()

    async def authorize(self, invocation_id: str) -> CallContext:
        """The context of the next call with its header, tokens renewed where the rule says so.

        The token request's exchange belongs to `invocation_id`. Raises AdapterThrew, or SessionRevoked.
        """
        user_id = self.connection.user_id if self.connection else ""
        walk = Walk(invocation_id, user_id=user_id, client=self.client_context(), watch=self.watch)
        operation = self.server.operation(ClientRequest("", ""), walk)
        operation.serve(self.description.source.platform)
        return await operation.authorized(operation.user())

    def login_context(self) -> CallContext:
        """What is known before anybody has logged in."""
        source = self.description.source
        return CallContext(
            platform=source.platform,
            auth_type=self.description.auth_type,
            era=self.era,
            proxy_config=self.description.facts.get("proxy_config"),
            proxy_id=str(self.description.facts.get("proxy_id", "")),
        )

    def client_context(self, firing: Firing | None = None) -> CallContext:
        """What App Connect's client knows and sends along with a request."""
        context, connection = self.login_context(), self.connection
        if firing is not None:
            origin = "sample" if firing.is_sample else "yours"
            context = replace(context, request_origin=origin, edited=firing.edited)
        if connection is None:
            return context
        return replace(
            context,
            user_name=connection.name,
            auth_type=connection.auth_type,
            login=connection.login,
            token_answer=connection.token_answer,
            oauth_info=connection.oauth_info,
            contact=connection.contact,
            contacts=connection.contacts,
            call_log=connection.call_log,
            message_log=connection.message_log,
            appointment_id=connection.appointment_id,
        )

    def sent(self, firing: Firing) -> tuple[CallContext, Request]:
        """The client's request, with what the user set of the arguments that are taken from it, and its context."""
        context, request = self.client_context(firing), firing.request or {}
        if firing.bare:
            return context, request
        given = firing.arguments.items() if isinstance(firing.arguments, dict) else ()
        sent = into_request(firing.interface, request, context, [*given, *firing.overrides])
        return replace(context, edited=context.edited | sent.edited), sent.request

    def adopt(self, user: StoredUser) -> None:
        """Store a changed row of the connection's user, such as one with an expiry that was moved."""
        if self.connection is not None:
            self.adopt_secrets(self.connection.known_secrets)
            self.connection.users[self.connection.user_id] = user

    @property
    def connection(self) -> Connection | None:
        """The connection that calls go on with."""
        return self._connection

    @connection.setter
    def connection(self, connection: Connection | None) -> None:
        """What the one before knew stays masked."""
        for each in (self._connection, connection):
            if each is not None:
                self.adopt_secrets(each.known_secrets)
        self._connection = connection

    def let_go(self) -> None:
        """Leave it without a connection; what happened so far is still shown, and stays masked."""
        self.connection = None
        self.bind(AppConnectDatabase())

    async def store(self) -> None:
        """Store what changed of the connection."""
        if self.surroundings.connections is not None:
            await self.surroundings.connections.keep(self)

    def adopt_secrets(self, known: frozenset[str]) -> None:
        """Mask these values from now on, also while no connection is made yet."""
        self._secrets |= known

    @property
    def known_secrets(self) -> frozenset[str]:
        """Values that are masked wherever they stand; none is forgotten when a call destroys or renews its row."""
        if self._connection is not None:
            self._secrets |= self._connection.known_secrets
        return self._secrets

    def redactor(self) -> Redactor:
        """Masks what is secret in this adapter's traffic."""
        return Redactor(self.known_secrets)

    def bind(self, database: AppConnectDatabase) -> None:
        """Go on with another database; the tables that the adapter made are made there too."""
        database.take_tables(self.database)
        self.database, self.stores = database, Stores(database)
        self.server.stores = self.stores

    def _serve(self) -> None:
        facts, names = self.description.facts, [self.description.source.platform]
        if self.platform is not None:
            # The manifest may have the adapter's platform under another name.
            names.append(self.platform.key)
        self.server = AppConnectServer(
            dict.fromkeys(names, self),
            http=self.surroundings.http,
            capture=self.surroundings.capture,
            stores=self.stores,
            settings=self.server_settings(self.platform),
            profiles={str(facts["proxy_id"]): facts.get("proxy_config")} if facts.get("proxy_id") else {},
        )

    def server_settings(self, platform: Platform | None) -> ServerSettings:
        """The server that the era and a manifest's entry ask for, which a host's overrides may change."""
        variables = self.surroundings.variables
        settings = ServerSettings(
            era=self.era, hash_key=variables["HASH_KEY"], token_secret=variables["APP_SERVER_SECRET_KEY"]
        )
        if platform is None:
            return settings
        return replace(
            settings,
            login_fields=platform.login_fields,
            log_format=str(platform.raw.get("logFormat") or ""),
        )
