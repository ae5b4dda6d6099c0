"""A started Harbor CRM and a client for it, for every test that needs one."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from workbench.services.harbor import HarborCrm

REDIRECT = "http://127.0.0.1:8712/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-taken-0123456789"


@dataclass(slots=True)
class Clock:
    """A clock that a test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Harbor:
    """A running CRM, a client that sends the demonstration key, and the clock it runs by."""

    crm: HarborCrm
    http: httpx.AsyncClient
    clock: Clock = field(default_factory=Clock)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET with the API key."""
        return await self.http.get(path, **{"auth": (self.crm.api_key, ""), **options})

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """A JSON request with the API key."""
        return await self.http.request(method, path, **{"auth": (self.crm.api_key, ""), "json": body, **options})

    def request(self, **changes: str) -> dict[str, str]:
        """The parameters of a request for consent."""
        wanted = {
            "client_id": self.crm.oauth_client.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "state": "platform=harbor",
            **changes,
        }
        return {name: value for name, value in wanted.items() if value}

    async def decide(self, decision: str = "approve", **changes: str) -> dict[str, str]:
        """What the redirect carries after the consent page's form was posted."""
        answer = await self.http.post(self.crm.approve_url, data={**self.request(**changes), "decision": decision})
        assert answer.status_code == 303, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    async def exchange(self, code: str, **changes: str) -> httpx.Response:
        """Ask for tokens with a code."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **changes}
        return await self.token(**form)

    async def token(self, **form: str) -> httpx.Response:
        """Post to the token address with the client's Basic header."""
        client = self.crm.oauth_client
        return await self.http.post("/oauth/token", data=form, auth=(client.client_id, client.client_secret))

    async def connect(self, **changes: str) -> dict[str, Any]:
        """Tokens of a whole login."""
        granted = await self.decide(**changes)
        answer = await self.exchange(granted["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def me(self, access_token: str) -> httpx.Response:
        """Who the token stands for."""
        return await self.http.get("/v1/users/me", headers={"Authorization": f"Bearer {access_token}"})


def challenge(verifier: str = VERIFIER) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@contextlib.asynccontextmanager
async def running(**options: Any) -> AsyncIterator[Harbor]:
    """Start a Harbor with these options, and stop it."""
    clock = Clock()
    crm = HarborCrm(**{"clock": clock, **options})
    await crm.start()
    try:
        async with httpx.AsyncClient(base_url=crm.url, trust_env=False) as http:
            yield Harbor(crm, http, clock)
    finally:
        await crm.stop()
