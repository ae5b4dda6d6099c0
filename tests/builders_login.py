"""An adapter over functions of the test, a real Harbor, and whatever approves: for tests of logging in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from builders_harbor import Clock
from builders_open_adapter import FunctionRuntime

from workbench.core.manifest import Platform, parse_manifest
from workbench.core.run.events import Event, LoginStepped
from workbench.core.traffic.outgoing import Capture
from workbench.services.harbor import HarborCrm
from workbench.services.history import History
from workbench.services.http import CapturingClient
from workbench.session.login import Authorize, Credentials, LoginFlow, LoginStep
from workbench.session.open_adapter import OpenAdapter, Surroundings
from workbench.session.recorder import Recorder

ME = {"id": "31-spy", "name": "Dana Reyes"}


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Bench:
    """An open adapter beside a running Harbor."""

    adapter: OpenAdapter
    runtime: FunctionRuntime
    crm: HarborCrm
    clock: Clock
    events: list[Event]
    redirect: str

    async def approve(self, url: str, redirect_uri: str) -> str:
        """An `Authorize` that says yes."""
        return await self.decide(url, "approve")

    async def deny(self, url: str, redirect_uri: str) -> str:
        """An `Authorize` that says no."""
        return await self.decide(url, "deny")

    async def decide(self, url: str, decision: str, **changes: str) -> str:
        """Post the consent page's form; the address it redirects to."""
        form = {**dict(parse_qsl(urlsplit(url).query)), "decision": decision, **changes}
        async with httpx.AsyncClient(trust_env=False) as browser:
            answer = await browser.post(self.crm.approve_url, data=form)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def flow(self, authorize: Authorize | None = None, **credentials: Any) -> LoginFlow:
        """A login by the consent page."""
        return LoginFlow(self.adapter, Credentials(**credentials), authorize or self.approve)

    def told(self, step: str) -> list[str]:
        """The states of a step as they were told."""
        return [each.state for each in self.events if isinstance(each, LoginStepped) and each.step == step]


def platform_of(redirect: str, crm: HarborCrm | None, **oauth: Any) -> Platform:
    """A manifest's platform that logs in by OAuth at Harbor."""
    page = f"{crm.url}/oauth/authorize" if crm else "http://127.0.0.1:1/authorize"
    settings = {"authUrl": page, "clientId": "harbor-demo-app", "redirectUri": redirect, "scope": "scope=users.read"}
    auth = {"type": "oauth", "oauth": {**settings, **oauth}}
    environment = {"type": "fixed", "url": "https://app.harborcrm.test"}
    manifest = {"platforms": {"spy": {"name": "spy", "auth": auth, "environment": environment}}}
    return parse_manifest(manifest).platform("spy")


def key_platform(*content: Mapping[str, Any], **platform: Any) -> Platform:
    """A manifest's platform that logs in by an API-key page with these items."""
    auth = {"type": "apiKey", "apiKey": {"page": {"title": "Log in", "content": list(content)}}}
    return parse_manifest({"platforms": {"spy": {"name": "spy", "auth": auth, **platform}}}).platform("spy")


@contextlib.asynccontextmanager
async def bench(
    functions: Mapping[str, Callable[..., Any]] | None = None,
    *,
    oauth: Mapping[str, Any] | None = None,
    info: Mapping[str, Any] | None = None,
    platform: Platform | None = None,
    token_seconds: int = 3600,
    harbor_now: float | None = None,
) -> AsyncIterator[Bench]:
    """Start Harbor and open the functions as an adapter; `oauth` and `info` change manifest and getOauthInfo."""
    import time

    clock = Clock(time.time() if harbor_now is None else harbor_now)
    crm = HarborCrm(token_seconds=token_seconds, clock=clock)
    await crm.start()
    redirect = f"http://127.0.0.1:{free_port()}/callback"
    details = {
        "clientId": "harbor-demo-app",
        "clientSecret": "harbor-demo-app-secret",
        "accessTokenUri": f"{crm.url}/oauth/token",
        "redirectUri": redirect,
        **(info or {}),
    }
    defaults: dict[str, Callable[..., Any]] = {
        "getAuthType": lambda *_: "oauth",
        "getOauthInfo": lambda _: {name: value for name, value in details.items() if value is not None},
        "getUserInfo": lambda _: {"successful": True, "platformUserInfo": ME},
    }
    runtime = FunctionRuntime({**defaults, **(functions or {})})
    events: list[Event] = []
    recorder, http = Recorder(events.append), CapturingClient()
    surroundings = Surroundings(recorder, History(None), http, lambda identity: Capture(recorder, identity), ())
    known = platform or platform_of(redirect, crm, **(oauth or {}))
    adapter = OpenAdapter(runtime=runtime, platform=known, surroundings=surroundings)
    await adapter.start()
    try:
        yield Bench(adapter, runtime, crm, clock, events, redirect)
    finally:
        await adapter.surroundings.history.close()
        await http.close()
        await crm.stop()


def step(flow: LoginFlow, key: str) -> LoginStep:
    """A step as it stands."""
    return next(each for each in flow.steps if each.key == key)


@dataclass(slots=True)
class PastedRedirect:
    """An `Authorize` whose answer somebody pastes."""

    show: Callable[[str], object]
    """Shows the consent page's address to the user."""
    _pasted: asyncio.Future[str] | None = None

    def paste(self, address: str) -> None:
        """The address the browser ended on; only the first counts."""
        if self._pasted is not None and not self._pasted.done():
            self._pasted.set_result(address.strip())

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """Show the page and wait for the address."""
        self._pasted = asyncio.get_running_loop().create_future()
        self.show(url)
        return await self._pasted
