"""What was fired is fired again from history alone, with the same call of the adapter."""

from __future__ import annotations

import pytest
from builders_invocations import invocation
from builders_open_adapter import open_functions

from workbench.core.errors import UsageError
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Invocation
from workbench.session.firing_again import firing_of, is_of
from workbench.session.life import sample_firing
from workbench.session.open_adapter import OpenAdapter

FOUND = {"successful": True, "matchedContactInfo": []}


async def kept(adapter: OpenAdapter, fired: Invocation) -> Invocation:
    found = await adapter.surroundings.history.invocation(fired.id)
    assert found is not None
    return found


async def test_the_adapter_is_called_with_the_same_arguments() -> None:
    adapter, runtime, _ = await open_functions({"findContact": lambda *_: FOUND})
    first = sample_firing(adapter, "findContact")
    fired = await adapter.fire(
        Firing(
            "findContact",
            request={**(first.request or {}), "unknown": [1, None]},
            edited=frozenset({"unknown"}),
            is_sample=True,
            overrides=(("phoneNumber", "+12025550199"),),
            timeout=7.0,
            sample=first.sample,
        )
    )
    past = await kept(adapter, fired)
    assert is_of(past, adapter)
    again = firing_of(past)
    assert (again.timeout, again.sample, again.edited) == (7.0, first.sample, frozenset({"unknown"}))
    await adapter.fire(again)
    calls = [call for call in runtime.calls if call.interface == "findContact"]
    assert calls[0].arguments == calls[1].arguments
    assert "+12025550199" in str(calls[1].arguments)
    await adapter.surroundings.history.close()


async def test_a_secret_of_the_request_becomes_the_connections_own() -> None:
    adapter, runtime, _ = await open_functions({"getUserInfo": lambda *_: {"successful": False}})
    request = {"apiKey": "typed-by-the-user"}
    fired = await adapter.fire(Firing("getUserInfo", request=request, edited=frozenset({"apiKey"})))
    assert "typed-by-the-user" in str(runtime.calls[-1].arguments)
    past = await kept(adapter, fired)
    assert past.firing is not None
    assert past.firing.left_out == ("apiKey",)
    assert "apiKey" in past.firing.remark
    await adapter.fire(firing_of(past))
    assert "typed-by-the-user" not in str(runtime.calls[-1].arguments)
    assert "'AK'" in str(runtime.calls[-1].arguments)
    await adapter.surroundings.history.close()


async def test_a_run_without_a_request_says_why() -> None:
    with pytest.raises(UsageError, match="holds no request") as caught:
        firing_of(invocation())
    assert "Another version" in caught.value.hint


async def test_another_adapter_is_told_from_this_one() -> None:
    adapter, _, _ = await open_functions({"findContact": lambda *_: FOUND})
    past = await kept(adapter, await adapter.fire(Firing("findContact", request={})))
    assert is_of(past, adapter)
    assert not is_of(invocation(adapter="spy", platform="other"), adapter)
    other, _, _ = await open_functions({"findContact": lambda *_: FOUND})
    assert is_of(invocation(adapter="spy", platform="spy"), other)
    await adapter.surroundings.history.close()
