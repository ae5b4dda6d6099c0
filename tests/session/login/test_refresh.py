"""Tokens are renewed once for calls at one time, a rotated refresh token is never lost, and the lab tries the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from builders_login import Bench, bench

from workbench.core.contract.eras import SeenEra
from workbench.core.errors import LoginError, UsageError
from workbench.core.run.events import ExchangeFinished, ExchangeStarted
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.exchange import Exchange
from workbench.session.token_lab import TokenLab

CONTACT = {"successful": True, "matchedContactInfo": [{"id": "1", "name": "A", "type": "Contact"}]}


async def connected(functions: dict[str, Callable[..., Any]] | None = None) -> AsyncIterator[Bench]:
    """A bench that is logged in."""
    async with bench({"findContact": lambda _: CONTACT, **(functions or {})}) as made:
        await made.flow().run_to_end()
        made.events.clear()
        yield made


@pytest.fixture
async def made() -> AsyncIterator[Bench]:
    """Logged in, with findContact."""
    async for each in connected():
        yield each


def refreshes(made: Bench) -> list[Exchange]:
    """The token requests so far."""
    return [each.exchange for each in made.events if isinstance(each, ExchangeFinished)]


def user(made: Bench) -> dict[str, Any]:
    """The stored row."""
    assert made.adapter.connection is not None
    return made.adapter.connection.user


FIRE = Firing("findContact", request={"phoneNumber": "+12025550144"})


async def test_twenty_calls_at_once_renew_once(made: Bench) -> None:
    before = dict(user(made))
    lab = TokenLab(made.adapter)
    await lab.expire()
    invocations = await asyncio.gather(*(made.adapter.fire(FIRE) for _ in range(20)))
    assert {each.outcome.kind for each in invocations} == {OutcomeKind.RETURNED}
    assert len(refreshes(made)) == 1
    assert user(made)["accessToken"] != before["accessToken"]
    assert user(made)["refreshToken"] != before["refreshToken"]
    headers = {call.arguments[0]["authHeader"] for call in made.runtime.calls if call.interface == "findContact"}
    assert headers == {f"Bearer {user(made)['accessToken']}"}
    # The rotated refresh token is the stored one: it renews again.
    assert (await lab.refresh()).renewed


async def test_a_cancelled_call_does_not_lose_the_rotated_token(made: Bench) -> None:
    await TokenLab(made.adapter).expire()
    started = asyncio.Event()
    emit = made.events.append
    made.adapter.surroundings.recorder._emit = lambda event: (
        emit(event),
        started.set() if isinstance(event, ExchangeStarted) else None,
    )
    first = asyncio.create_task(made.adapter.fire(FIRE))
    await started.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await made.adapter.fire(FIRE)).outcome.kind is OutcomeKind.RETURNED
    assert len(refreshes(made)) == 1


async def test_as_the_server_each_call_renews_by_itself(made: Bench) -> None:
    made.adapter.refresh_as_server = True
    await TokenLab(made.adapter).expire()
    await asyncio.gather(*(made.adapter.fire(FIRE) for _ in range(5)))
    assert len(refreshes(made)) > 1


async def test_null_expiry_by_era(made: Bench) -> None:
    made.adapter.adopt({**user(made), "tokenExpiry": None})
    await made.adapter.fire(FIRE)
    assert not refreshes(made)
    assert "never renews" in TokenLab(made.adapter).life().sentence
    made.adapter.called_as = SeenEra("seed")
    await made.adapter.fire(FIRE)
    assert len(refreshes(made)) == 1


async def test_a_revoked_session(made: Bench) -> None:
    lab = TokenLab(made.adapter)
    result = await lab.revoke(f"{made.crm.url}/oauth/revoke")
    assert "200" in result.sentence
    assert [each.interface for each in result.calls] == ["getAuthType", "getOauthInfo"]
    assert not result.renewed
    refused = await lab.refresh()
    assert refused.revoked
    assert refused.exchanges[-1].response is not None
    assert refused.exchanges[-1].response.status == 400
    assert refused.after.remaining == pytest.approx(refused.before.remaining, abs=5)
    await lab.expire()
    invocation = await made.adapter.fire(FIRE)
    assert invocation.outcome.error is not None
    assert invocation.outcome.error.name == "SessionRevoked"
    assert invocation.answer is not None
    assert invocation.answer.status == 401
    # App Connect leaves the stored tokens alone.
    assert user(made)["accessToken"]


async def test_the_lab_expires_corrupts_restores(made: Bench) -> None:
    lab = TokenLab(made.adapter)
    life = lab.life()
    assert life.remaining == pytest.approx(3600, abs=10)
    assert life.renewed_in == pytest.approx(3480, abs=10)
    expired = await lab.expire()
    assert expired.after.renewed_in == 0
    assert "ago" in expired.after.sentence
    token = user(made)["refreshToken"]
    await lab.corrupt("refreshToken")
    assert user(made)["refreshToken"] != token
    assert (await lab.refresh()).revoked
    with pytest.raises(UsageError):
        await lab.corrupt("hostname")
    await lab.restore()
    assert user(made)["refreshToken"] == token
    renewed = await lab.refresh()
    assert renewed.renewed
    assert len(renewed.exchanges) == 1


async def test_the_lab_needs_a_connection() -> None:
    async with bench() as made:
        with pytest.raises(LoginError):
            TokenLab(made.adapter)


async def test_the_adapters_hook_has_the_last_word() -> None:
    renewed = {"accessToken": "by-hook", "refreshToken": "r"}
    given: list[Any] = []

    def hook(*arguments: Any) -> Any:
        given.append(arguments)
        return renewed

    async for made in connected({"checkAndRefreshAccessToken": hook}):
        invocation = await made.adapter.fire(FIRE)
        assert {each.name: each.value for each in invocation.arguments}["authHeader"] == "Bearer by-hook"
        assert not refreshes(made)
        app, _, seconds = given[0]
        assert app.kind == "oauthApp"
        assert app.options["clientSecret"] == "harbor-demo-app-secret"
        assert seconds == 20
        assert made.runtime.called()[-4:] == [
            "getAuthType",
            "getOauthInfo",
            "checkAndRefreshAccessToken",
            "findContact",
        ]
        made.runtime.functions["checkAndRefreshAccessToken"] = lambda *_: None
        ended = await made.adapter.fire(FIRE)
        assert ended.outcome.error is not None
        assert ended.outcome.error.name == "SessionRevoked"


async def test_authvalidation_comes_after_the_refresh_check() -> None:
    seen: list[Any] = []
    async for made in connected({"authValidation": lambda given: seen.append(given) or {"successful": True}}):
        await TokenLab(made.adapter).expire()
        before = user(made)["accessToken"]
        await made.adapter.fire(Firing("authValidation"))
        assert len(refreshes(made)) == 1
        assert user(made)["accessToken"] != before
        assert seen
