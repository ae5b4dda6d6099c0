"""The loopback listener catches one redirect, on its own path, and gives its port back."""

from __future__ import annotations

import socket

import httpx
import pytest

from workbench.core.errors import LoginError, TimedOutError
from workbench.services.loopback import LoopbackListener, is_loopback


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_redirect_is_caught_whole() -> None:
    address = f"http://127.0.0.1:{free_port()}/callback"
    async with LoopbackListener(address) as listener, httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(f"{address}?code=c1&state=s%3D1")
        assert await listener.wait(5) == f"{address}?code=c1&state=s%3D1"
    assert page.status_code == 200
    assert "close this window" in page.text


async def test_other_paths_and_methods_are_not_answers() -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/callback"
    async with LoopbackListener(address) as listener, httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(f"http://127.0.0.1:{port}/favicon.ico")).status_code == 404
        assert (await browser.post(f"{address}?code=evil")).status_code == 404
        with pytest.raises(TimedOutError):
            await listener.wait(0.05)
        await browser.get(f"{address}?code=good")
        assert await listener.wait(5) == f"{address}?code=good"


@pytest.mark.parametrize(
    "host", ["evil.example.test", "evil.example.test:{port}", "127.0.0.1.nip.io:{port}", "127.0.0.1:1"]
)
async def test_another_host_name_that_leads_here_is_refused(host: str) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/callback"
    async with LoopbackListener(address, "s1") as listener, httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(f"{address}?code=evil&state=s1", headers={"Host": host.format(port=port)})
        assert page.status_code == 421
        for own in ("localhost", "LOCALHOST", "127.0.0.1"):
            headers = {"Host": f"{own}:{port}"}
            assert (await browser.get(f"http://127.0.0.1:{port}/else", headers=headers)).status_code == 404
        await browser.get(f"{address}?code=good&state=s1")
        assert await listener.wait(5) == f"{address}?code=good&state=s1"


async def test_an_answer_by_a_posted_form_ends_the_wait_with_its_reason() -> None:
    address = f"http://127.0.0.1:{free_port()}/callback"
    browsers = {"Origin": "https://crm.example.test", "Sec-Fetch-Mode": "navigate"}
    async with LoopbackListener(address, "s1") as listener, httpx.AsyncClient(trust_env=False) as browser:
        planted = await browser.post(address, data={"code": "evil", "state": "other"}, headers=browsers)
        assert planted.status_code == 404
        assert (await browser.post(address, content=b"x" * 100_000)).status_code == 404
        page = await browser.post(address, data={"code": "c", "state": "s1"}, headers=browsers)
        assert "answered with a form" in page.text
        with pytest.raises(LoginError, match="form_post") as caught:
            await listener.wait(5)
        assert caught.value.code == "redirect-by-post"


async def test_an_address_without_an_answer_says_what_may_be_behind_it() -> None:
    address = f"http://127.0.0.1:{free_port()}/callback"
    async with LoopbackListener(address, "s1") as listener, httpx.AsyncClient(trust_env=False) as browser:
        assert "behind a #" in (await browser.get(address)).text
        await browser.get(f"{address}?code=good&state=s1")
        assert await listener.wait(5) == f"{address}?code=good&state=s1"


async def test_a_second_answer_is_refused() -> None:
    address = f"http://127.0.0.1:{free_port()}/callback"
    async with LoopbackListener(address) as listener, httpx.AsyncClient(trust_env=False) as browser:
        await browser.get(f"{address}?code=first")
        assert (await browser.get(f"{address}?code=second")).status_code == 409
        assert await listener.wait(5) == f"{address}?code=first"


async def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LoginError, match=f"Port {port}"):
            async with LoopbackListener(f"http://127.0.0.1:{port}/callback"):
                pass


async def test_the_port_is_free_again() -> None:
    port = free_port()
    for _ in range(2):
        async with LoopbackListener(f"http://127.0.0.1:{port}/callback"):
            pass
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8765/callback", True),
        ("http://localhost:8765/", True),
        ("http://[::1]:8765/", True),
        ("https://127.0.0.1:8765/callback", False),
        ("https://connect.example.test/redirect", False),
    ],
)
def test_only_loopback_can_be_listened_on(address: str, *, expected: bool) -> None:
    assert is_loopback(address) is expected
