"""An open adapter as App Connect's server sees it: its runtime's calls, its connection's row, its settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from dataclasses import replace

from workbench.core.arguments import positional
from workbench.core.connection.user import StoredUser
from workbench.core.manifest import Platform
from workbench.core.run.invocation import AdapterError, Answer, Argument, Outcome, OutcomeKind, Shown
from workbench.core.server.answers import AdapterThrew, SessionRevoked, revoked
from workbench.core.server.results import Asked, failure_of
from workbench.core.server.settings import ServerSettings
from workbench.core.values.paths import get_path
from workbench.runtimes.protocol import Call, Runtime


class ServedRuntime:
    """A runtime as the server's adapter; every call belongs to one invocation."""

    def __init__(self, runtime: Runtime, exports: Collection[str], invocation_id: str, timeout: float) -> None:
        """`timeout` is in seconds, for each call."""
        self._runtime = runtime
        self._exports = exports
        self._invocation_id = invocation_id
        self._timeout = timeout

    @property
    def exports(self) -> Collection[str]:
        """Interface names that the adapter exports."""
        return self._exports

    @property
    def account_data(self) -> Mapping[str, float | None]:
        """None: an exported table is no interface, and runtimes call interfaces."""
        return {}

    async def call(self, interface: str, arguments: tuple[Argument, ...], user: StoredUser | None) -> Outcome:
        """Call one interface."""
        given = positional(interface, arguments)
        return await self._runtime.call(Call(self._invocation_id, interface, given, user, self._timeout))


class ConnectionRow(MutableMapping[str, StoredUser]):
    """The connection's stored user as the server's table of users, always as it is now."""

    def __init__(self, user: Callable[[], StoredUser], adopt: Callable[[StoredUser], None]) -> None:
        """`user` gives the row as it is now, empty without one; `adopt` replaces it."""
        self._user = user
        self._adopt = adopt

    def __getitem__(self, key: str) -> StoredUser:
        user = self._user()
        if user.get("id") != key:
            raise KeyError(key)
        return user

    def __setitem__(self, key: str, row: StoredUser) -> None:
        if self._user().get("id") == key:
            self._adopt(row)

    def __delitem__(self, key: str) -> None:
        if self[key]:
            self._adopt({})

    def __iter__(self) -> Iterator[str]:
        return iter([self._user()["id"]] if self._user() else [])

    def __len__(self) -> int:
        return 1 if self._user() else 0


def settings_of(platform: Platform | None, era: str) -> ServerSettings:
    """The server that an adapter's manifest and era ask for."""
    if platform is None:
        return ServerSettings(era=era)
    return ServerSettings(
        era=era,
        login_fields=platform.login_fields,
        log_format=str(platform.raw.get("logFormat") or ""),
    )


def stopped(stop: AdapterThrew | SessionRevoked, asked: Asked) -> tuple[Outcome, Answer | None]:
    """How a firing ends, and what is answered, when App Connect stops before it calls the interface."""
    if isinstance(stop, SessionRevoked):
        sentence = f"App Connect ends the session and does not call {asked.interface}: the CRM renews no token."
        error = AdapterError("SessionRevoked", "The CRM refused the refresh token.")
        outcome = Outcome(OutcomeKind.THREW, error=error, sentence=sentence)
        return outcome, revoked(200 if asked.interface == "refreshUserInfo" else 401)
    error = stop.error
    why = f"{error.name}: {error.message}"
    outcome = stop.outcome or Outcome(OutcomeKind.THREW, error=error)
    sentence = (
        f"{stop.interface}, which App Connect calls first, did not answer: {outcome.sentence or why}"
        if stop.interface
        else f"App Connect stops before it calls {asked.interface}. {error.message}"
    )
    ended = outcome.kind in (OutcomeKind.THREW, OutcomeKind.RETURNED)
    return replace(outcome, sentence=sentence), failure_of(error, asked) if ended else None


def shown_in(answer: Answer) -> Shown:
    """What the user sees of an answer that no result stands behind."""
    message = get_path(answer.body, "returnMessage")
    return Shown(
        successful=False,
        message=str(get_path(message, "message") or get_path(answer.body, "error") or ""),
        message_type=str(get_path(message, "messageType") or ""),
        ttl=get_path(message, "ttl") or None,
        details=get_path(message, "details") or None,
    )
