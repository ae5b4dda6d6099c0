"""Harbor as an object: starting, stopping, its port and its file."""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from builders_harbor import running

from workbench.core.errors import UsageError
from workbench.services.harbor import HARBOR_HOSTS, HarborCrm


async def test_port_is_reserved_before_it_serves_and_free_afterwards() -> None:
    crm = HarborCrm()
    address = crm.reserve()
    assert address == crm.reserve() == crm.url
    assert not crm.running
    async with httpx.AsyncClient(trust_env=False) as http:
        early = asyncio.create_task(http.get(address))
        await crm.start()
        assert (await early).status_code == 200
    assert crm.running
    assert crm.url == address
    await crm.stop()
    await crm.stop()
    assert not crm.running
    again = HarborCrm(port=int(address.rpartition(":")[2]))
    assert again.reserve() == address
    await again.stop()


async def test_starting_twice_and_again_after_a_stop() -> None:
    crm = HarborCrm()
    for _ in range(2):
        await crm.start()
        await crm.start()
        async with httpx.AsyncClient(base_url=crm.url, auth=(crm.api_key, ""), trust_env=False) as http:
            assert (await http.get("/v1/users/me")).status_code == 200
        await crm.stop()


async def test_taken_port_is_a_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}") as caught:
            await HarborCrm(port=port).start()
    assert caught.value.code == "port-taken"
    assert "another port" in caught.value.hint


async def test_records_stay_in_a_file(tmp_path: Path) -> None:
    database = str(tmp_path / "harbor.sqlite3")
    async with running(database=database) as harbor:
        assert (await harbor.send("POST", "/v1/contacts", {"name": "Kept Person"})).status_code == 201
    async with running(database=database) as harbor:
        found = (await harbor.get("/v1/contacts", params={"name": "Kept"})).json()
        assert [contact["name"] for contact in found["data"]] == ["Kept Person"]
        assert (await harbor.get("/v1/contacts")).json()["paging"]["total"] == 13


async def test_secrets_are_not_in_the_file(tmp_path: Path) -> None:
    database = tmp_path / "harbor.sqlite3"
    async with running(database=str(database)) as harbor:
        tokens = await harbor.connect()
    stored = database.read_bytes()
    for secret in (tokens["access_token"], tokens["refresh_token"], harbor.crm.api_key):
        assert secret.encode() not in stored


@pytest.mark.parametrize("content", [b"this is no database, only text" * 100, None])
async def test_file_of_something_else_is_refused_unchanged(tmp_path: Path, content: bytes | None) -> None:
    database = tmp_path / "other.db"
    if content is None:
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE theirs (a)")
        connection.close()
    else:
        database.write_bytes(content)
    before = database.read_bytes()
    crm = HarborCrm(database=str(database))
    with pytest.raises(UsageError) as caught:
        await crm.start()
    assert caught.value.code == "bad-database"
    assert not crm.running
    assert database.read_bytes() == before


async def test_signals_stay_the_program_s_own() -> None:
    before = signal.getsignal(signal.SIGINT)
    async with running():
        assert signal.getsignal(signal.SIGINT) is before


async def test_stop_does_not_wait_for_idle_clients() -> None:
    crm = HarborCrm()
    await crm.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(crm.url.rpartition(":")[2]))
    writer.write(b"GET /harbor.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    async with asyncio.timeout(5):
        await crm.stop()
    writer.close()


async def test_only_its_own_host_names_are_answered() -> None:
    async with running() as harbor:
        port = int(harbor.crm.url.rpartition(":")[2])
        for path in ("/v1/contacts", "/contacts", "/oauth/authorize", "/harbor.css"):
            for other in (
                "evil.example.test",
                f"evil.example.test:{port}",
                "127.0.0.1.nip.io",
                "harborcrm.test.evil.test",
                "",
            ):
                refused = await harbor.http.get(path, headers={"Host": other})
                assert refused.status_code == 421, (path, other)
                assert refused.json()["error"]["code"] == "another_host"
        for own in ("127.0.0.1", f"localhost:{port}", "harborcrm.test", "API.HarborCRM.test:443"):
            assert (await harbor.http.get("/contacts", headers={"Host": own})).status_code == 200, own


def test_naming_harbor_loads_no_web_framework() -> None:
    code = (
        "import sys, workbench.services.harbor;"
        "print([name for name in ('starlette', 'uvicorn', 'anyio', 'h11') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_hosts_are_those_of_the_samples() -> None:
    assert HARBOR_HOSTS == ("harborcrm.test", "*.harborcrm.test")
