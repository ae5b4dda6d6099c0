"""Harbor CRM as one object: starts on loopback, says its address and credentials, stops."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from workbench.core.errors import UnreachableError, UsageError, reason
from workbench.services.harbor.records import SCOPES

if TYPE_CHECKING:
    from workbench.services.harbor.oauth import OAuthClient

API_KEY: Final = "harbor-demo-key"
"""The demonstration key of every Harbor: acts as Dana Reyes, with every scope."""
READ_ONLY_API_KEY: Final = "harbor-read-only-key"
"""Acts as Theo Marsh and may only read: writing with it is refused with 403."""

CLIENT_ID: Final = "harbor-demo-app"
CLIENT_SECRET: Final = "harbor-demo-app-secret"  # noqa: S105 - opens nothing but invented records on this machine
REDIRECT_PATHS: Final = ("/oauth/callback", "/callback", "/")
"""Paths on which the demonstration clients take a redirect to a loopback address, with any port."""
REDIRECT_PAGE: Final = "https://connect.harborcrm.test/redirect"
"""A registered redirect address that nothing serves, for clients that catch or paste the redirect."""

_STOP_SECONDS: Final = 1
"""How long open requests may finish when Harbor stops."""


class HarborCrm:
    """A small CRM that runs on this machine."""

    def __init__(
        self,
        *,
        port: int = 0,
        database: str = ":memory:",
        seed: bool = True,
        token_seconds: int = 3_600,
        rate_limit: int = 6_000,
        rate_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`port` 0 takes any free one; `database` is a file or in memory; `seed` fills a new database with samples.

        `token_seconds` is the life of an access token; `rate_limit` requests are allowed in `rate_seconds`;
        `clock` gives seconds since the epoch.
        """
        self.api_key = API_KEY
        self._port = port
        self._database = database
        self._seed = seed
        self._token_seconds = token_seconds
        self._rate_limit = rate_limit
        self._rate_seconds = rate_seconds
        self._clock = clock
        self._listener: socket.socket | None = None
        self._stop: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._close_store: Callable[[], None] | None = None

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._task is not None

    def reserve(self) -> str:
        """Take the port without serving yet, and return the address; raises UsageError when the port is taken.

        Requests that come before `start` wait for it.
        """
        if self._listener is None and self._task is None:
            self._listener = _listen(self._port)
            self._port = self._listener.getsockname()[1]
        return self.url

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, known once reserved or started."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def approve_url(self) -> str:
        """Where the consent page posts its form.

        A form POST of the authorization request's own parameters plus `decision=approve` (or `deny`), and
        optionally `user_id`, is answered with 303 to the redirect address with `code` and `state`.
        """
        return f"{self.url}/oauth/authorize"

    @property
    def oauth_client(self) -> OAuthClient:
        """The registered demonstration application, with its secret and redirect addresses."""
        return demo_clients()[0]

    async def start(self) -> None:
        """Serve until `stop`; returns once requests are answered. Raises UsageError when the port is taken."""
        # Imported here so that naming Harbor costs the command line nothing.
        import uvicorn

        from workbench.services.harbor import access, app, seed
        from workbench.services.harbor.oauth import OAuthServer
        from workbench.services.harbor.store import Store

        if self._task is not None:
            return
        self.reserve()
        listener, self._listener = self._listener, None
        assert listener is not None, "reserve() made it"
        try:
            store = Store(self._database, self._clock)
            try:
                if store.fresh and self._seed:
                    with store.together():
                        seed.fill(store)
                _add_demo_keys(store, access.add_key)
            except BaseException:
                store.close()
                raise
        except sqlite3.Error as error:
            listener.close()
            raise UsageError(
                f"Harbor CRM cannot keep its records in {self._database}: {error}.",
                code="bad-database",
                hint="Name a file that does not exist yet, or one that Harbor made, on a disk that has room.",
            ) from error
        self._close_store = store.close
        oauth = OAuthServer(store, demo_clients(), token_seconds=self._token_seconds)
        application = app.build(
            store, oauth, rate_limit=self._rate_limit, rate_seconds=self._rate_seconds, clock=self._clock
        )
        config = uvicorn.Config(
            application,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )

        class Server(uvicorn.Server):
            """Says when it serves, and leaves the process's signals to the program it runs in."""

            serving = asyncio.Event()
            stopping = asyncio.Event()

            async def main_loop(self) -> None:
                # uvicorn looks ten times a second whether to stop; here it is told, and wakes only for the Date header.
                while not self.stopping.is_set():
                    await self.on_tick(0)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.stopping.wait(), timeout=1)

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                self.serving.set()

            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        server = Server(config)
        self._stop = server.stopping.set
        self._task = asyncio.create_task(server.serve([listener]), name="harbor-crm")
        serving = asyncio.create_task(server.serving.wait(), name="harbor-crm-serving")
        await asyncio.wait({self._task, serving}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            serving.cancel()
            await self.stop()
            raise UnreachableError("Harbor CRM did not start.", code="crm-not-started")

    async def stop(self) -> None:
        """Stop serving, give the port back and close the database; safe to call twice."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        task, self._task = self._task, None
        if task is None or self._stop is None or self._close_store is None:
            return
        self._stop()
        try:
            await task
        finally:
            self._close_store()


def demo_clients() -> tuple[OAuthClient, OAuthClient]:
    """The two registered applications: one with a secret, one without."""
    from workbench.services.harbor.oauth import OAuthClient

    loopback = tuple(f"http://{host}{path}" for host in ("127.0.0.1", "localhost", "[::1]") for path in REDIRECT_PATHS)
    redirects = (*loopback, REDIRECT_PAGE)
    return (
        OAuthClient(CLIENT_ID, CLIENT_SECRET, "App Connect", redirects),
        OAuthClient("harbor-public-app", "", "Harbor Pocket", redirects, s256_only=True),
    )


def _add_demo_keys(store: object, add_key: Callable[..., None]) -> None:
    reading = frozenset(scope for scope in SCOPES if scope.endswith(".read"))
    add_key(store, API_KEY, label="Demonstration key", user_id=31)
    add_key(store, READ_ONLY_API_KEY, label="Read-only key", user_id=33, scopes=reading)


def _listen(port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only on sockets that say they are TCP; without it each answer waits 44 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(
            f"Harbor CRM cannot listen on port {port}: {reason(error)}.",
            code="port-taken",
            hint="Give another port, or 0 for any free one.",
        ) from error
    return listener
