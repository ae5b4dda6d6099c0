"""Calls of Harbor's REST API: one function that every interface uses."""

from __future__ import annotations

import functools
from typing import Any

import httpx

API = "https://api.harborcrm.test/v1"


@functools.cache
def client() -> httpx.AsyncClient:
    """One client for the whole process: its connections are used again."""
    return httpx.AsyncClient(timeout=30)


async def call(method: str, path: str, auth_header: str, **request: Any) -> httpx.Response:
    """Send one request. A refusal is raised as httpx.HTTPStatusError.

    App Connect reads the status from the error: 429 becomes "Rate limit exceeded", 400 to 409 "Authorization error",
    everything else the message of the operation. So let it rise, unless you can say something better.
    """
    headers = {"Accept": "application/json"}
    if auth_header:
        headers["Authorization"] = auth_header
    response = await client().request(method, f"{API}{path}", headers=headers, **request)
    response.raise_for_status()
    return response


def tracking(response: httpx.Response) -> dict[str, str]:
    """What App Connect keeps for its statistics; never shown to the user."""
    return {
        "ratelimitRemaining": response.headers.get("X-RateLimit-Remaining", ""),
        "ratelimitAmount": response.headers.get("X-RateLimit-Limit", ""),
        "ratelimitReset": response.headers.get("X-RateLimit-Reset", ""),
    }


def notice(text: str, kind: str = "success", ttl: int = 3000) -> dict[str, Any]:
    """A returnMessage: what the user reads, how it looks, and for how many milliseconds."""
    return {"message": text, "messageType": kind, "ttl": ttl}
