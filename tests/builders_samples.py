"""A sample adapter in its real runtime, logged in to a real Harbor."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builders_harbor import Harbor, running

from workbench.core.connection.user import StoredUser
from workbench.core.judging import judge
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.events import Event, ExchangeFinished
from workbench.core.run.finding import Severity
from workbench.core.run.invocation import OutcomeKind
from workbench.core.server.stores import Stores
from workbench.core.traffic.hosts import HostMap
from workbench.core.values import UNDEFINED, to_json
from workbench.runtimes.discovery import discover
from workbench.runtimes.factory import make_runtime
from workbench.runtimes.protocol import USER, Call, Runtime, RuntimeOptions
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.harbor import HARBOR_HOSTS
from workbench.services.http import CapturingClient
from workbench.services.resources import contract, sample_adapters

ELEVEN = (
    "createCallLog", "createContact", "createMessageLog", "findContact", "findContactWithName", "getAuthType",
    "getCallLog", "getOauthInfo", "unAuthorize", "updateCallLog", "updateMessageLog",
)  # fmt: skip


@dataclass(slots=True)
class Sample:
    """One sample, its description, its user, and what it sent."""

    runtime: Runtime
    description: AdapterDescription
    harbor: Harbor
    events: list[Event]
    stores: Stores
    """Where the user's row lies."""
    auth_header: str = ""
    user: StoredUser | None = None
    _numbers: Any = field(default_factory=itertools.count)

    async def fire(self, interface: str, /, _told: tuple[str, ...] = (), **given: Any) -> Any:
        """Call with App Connect's whole set of arguments, the rest undefined; the value, judged without fault.

        `_told` are the rules that fire all the same.
        """
        row = contract()[interface]
        known = {
            "user": USER,
            "authHeader": self.auth_header,
            "proxyConfig": None,
        }
        arguments: tuple[Any, ...]
        if interface == "getLogFormatType":
            arguments = (self.description.source.platform, known["proxyConfig"])
        else:
            names = [parameter.name for parameter in row.parameters]
            assert set(given) <= set(names), f"{interface} has no {set(given) - set(names)}"
            arguments = ({name: given.get(name, known.get(name, UNDEFINED)) for name in names},)
        invocation = f"i{next(self._numbers)}"
        outcome = await self.runtime.call(Call(invocation, interface, arguments, self.user))
        assert outcome.kind is OutcomeKind.RETURNED, f"{interface}: {outcome.error or outcome.sentence}"
        if self.user is not None:
            self.user = self.stores.users.get(self.user["id"])
        findings = judge(
            row,
            outcome,
            table=contract(),
            platform=self.description.source.platform,
            auth_type=self.description.auth_type,
            log_format="text/plain",
            user=self.user,
        )
        faults = [finding for finding in findings if finding.severity is not Severity.NOTE]
        assert [finding.rule for finding in faults] == [*_told], f"{interface}: {faults}"
        assert not outcome.unhandled
        return to_json(outcome.value)

    async def login(self) -> dict[str, Any]:
        """Log in as App Connect does, by what getAuthType says; the platformUserInfo."""
        kind = await self.fire("getAuthType")
        tokens: dict[str, Any] = {}
        if kind == "oauth":
            info = await self.fire("getOauthInfo", hostname="app.harborcrm.test")
            granted = await self.harbor.decide(client_id=info["clientId"], redirect_uri=info["redirectUri"])
            answer = await self.harbor.http.post(
                "/oauth/token",
                data={
                    "grant_type": "authorization_code", "code": granted["code"], "redirect_uri": info["redirectUri"],
                },
                auth=(info["clientId"], info["clientSecret"]),
            )  # fmt: skip
            tokens = answer.json()
            self.auth_header = f"Bearer {tokens['access_token']}"
        else:
            await self.use_key(self.harbor.crm.api_key)
        key = tokens.get("access_token") or self.harbor.crm.api_key
        answered = await self.user_info(key)
        assert answered["successful"] is True
        who = answered["platformUserInfo"]
        self.user = {
            "id": who["id"],
            "platform": self.description.source.platform,
            "hostname": "app.harborcrm.test",
            "accessToken": key,
            "refreshToken": tokens.get("refresh_token", ""),
            "tokenExpiry": None,
            "timezoneName": who.get("timezoneName"),
            "timezoneOffset": who.get("timezoneOffset"),
            "rcAccountId": "400100200",
            "hashedRcExtensionId": None,
            "platformAdditionalInfo": who.get("platformAdditionalInfo") or {},
            "userSettings": {},
        }
        self.stores.users[who["id"]] = self.user
        return who

    async def use_key(self, key: str) -> None:
        """Build the header for an API key."""
        self.auth_header = f"Basic {await self.fire('getBasicAuth', apiKey=key)}"

    async def user_info(self, key: str, *, is_refused: bool = False) -> dict[str, Any]:
        """What getUserInfo answers for this key or token; that it refuses the login is told, and is no fault."""
        answered: dict[str, Any] = await self.fire(
            "getUserInfo",
            ("returns/reported-failure",) if is_refused else (),
            hostname="app.harborcrm.test",
            platform=self.description.source.platform,
            apiKey=key,
            additionalInfo={"apiKey": key},
            proxyId=self.description.facts.get("proxy_id", UNDEFINED),
        )
        return answered

    def requests(self) -> list[tuple[str, str, int]]:
        """Method, address and status of each CRM call so far."""
        finished = [event.exchange for event in self.events if isinstance(event, ExchangeFinished)]
        return [
            (item.request.method, item.request.url, item.response.status if item.response else 0) for item in finished
        ]


@contextlib.asynccontextmanager
async def opened(name: str, spool: Path) -> AsyncIterator[Sample]:
    """Start Harbor and the sample's runtime, its hosts mapped."""
    async with running() as harbor:
        maps = tuple(HostMap(host, harbor.crm.url) for host in HARBOR_HOSTS)
        events: list[Event] = []
        http = CapturingClient()
        source = discover(str(sample_adapters()[name]), platform=None, cwd=spool)
        stores = Stores(AppConnectDatabase())
        options = RuntimeOptions(spool=str(spool), maps=maps, database=lambda: stores.database)
        runtime = make_runtime(source, options, events.append, http)
        try:
            description = await runtime.start()
            yield Sample(runtime, description, harbor, events, stores)
        finally:
            await runtime.stop()
            await http.close()
