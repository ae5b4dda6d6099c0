"""Variables, proxy, authorities and maps of one adapter: shared, one's own, sealed; true in every runtime."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from program import workbench

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.errors import UsageError
from workbench.core.run.events import Event, Progress
from workbench.core.run.firing import Firing
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.outgoing import Capture, OutgoingRequest
from workbench.core.values import UNDEFINED
from workbench.services.history import History
from workbench.services.http import CapturingClient
from workbench.services.settings import Settings
from workbench.services.vault import MemoryVault
from workbench.session.adapter_settings import (
    AdapterSettings,
    load_adapter_settings,
    proxy_fault,
    save_adapter_settings,
    variable_fault,
)
from workbench.session.forgetting import Part, forget, kept
from workbench.session.session import Session
from workbench.session.workspace import FILE_NAME, Workspace, own_path, read_workspace

SECRET = "s3cret-of-the-adapter"

NODE = """
exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = async () => {
  const asked = process.env.ASKS ? await (await fetch('http://crm.nowhere.test/me')).json() : null;
  console.log('plain', process.env.PLAIN, 'secret', process.env.API_SECRET);
  return { plain: process.env.PLAIN, secret: process.env.API_SECRET, asked };
};
"""
PYTHON = """
import json, os, urllib.request

def get_auth_type():
    return "apiKey"

def get_oauth_info():
    asked = json.load(urllib.request.urlopen("http://crm.nowhere.test/me")) if os.environ.get("ASKS") else None
    print("plain", os.environ.get("PLAIN"), "secret", os.environ.get("API_SECRET"))
    return {"plain": os.environ.get("PLAIN"), "secret": os.environ.get("API_SECRET"), "asked": asked}
"""
LANGUAGES = {"node": ("index.js", NODE), "python": ("adapter.py", PYTHON)}


@dataclass
class Proxy:
    """A proxy that answers everything by itself."""

    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Note the first line, and answer with JSON."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.splitlines()[0])
        if head.startswith("CONNECT"):
            # Node's fetch asks for a tunnel, also for plain http.
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
        body = b'{"by": "the proxy"}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy on this machine."""
    made = Proxy()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()
    await server.wait_closed()


@pytest.fixture(params=LANGUAGES)
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An adapter that tells its environment."""
    name, text = LANGUAGES[request.param]
    (tmp_path / name).write_text(text)
    return tmp_path


async def test_what_is_shared_lies_beside_the_adapter_and_what_is_ones_own_does_not(tmp_path: Path) -> None:
    vault = MemoryVault()
    wanted = AdapterSettings(
        Workspace((HostMap("a.example.com", "http://127.0.0.1:1"),), {"PLAIN": "shared"}, "http://proxy.example.com:1"),
        Workspace((HostMap("b.example.com", "http://127.0.0.1:2"),), {"PLAIN": "own"}, secret=("API_SECRET",)),
        {"API_SECRET": SECRET},
    )
    await save_adapter_settings([tmp_path], vault, wanted)
    assert await load_adapter_settings([tmp_path], vault) == wanted
    assert wanted.variables == {"PLAIN": "own", "API_SECRET": SECRET}
    assert [each.host for each in wanted.maps] == ["b.example.com", "a.example.com"]
    assert "own" not in (tmp_path / FILE_NAME).read_text()
    for file in (tmp_path / FILE_NAME, own_path(tmp_path)):
        assert SECRET not in file.read_text()
    assert SECRET not in repr(wanted)


async def test_emptied_settings_leave_no_file(tmp_path: Path) -> None:
    vault = MemoryVault()
    full = AdapterSettings(Workspace(proxy="http://p.example.com"), Workspace(secret=("A",)), {"A": "value"})
    await save_adapter_settings([tmp_path], vault, full)
    await save_adapter_settings([tmp_path], vault, AdapterSettings())
    assert not (tmp_path / FILE_NAME).exists()
    assert not own_path(tmp_path).exists()
    assert await load_adapter_settings([tmp_path], vault) == AdapterSettings()


async def test_comments_above_the_file_stay(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("# Ask the team before changing this.\n\n[environment]\nPLAIN = 'a'\n")
    shared = Workspace(environment={"PLAIN": "b"})
    await save_adapter_settings([tmp_path], MemoryVault(), AdapterSettings(shared))
    assert (tmp_path / FILE_NAME).read_text().startswith("# Ask the team before changing this.\n")
    assert read_workspace(tmp_path) == shared


async def test_a_secret_that_was_not_kept_is_told_and_the_adapter_opens(adapter: Path) -> None:
    settings = AdapterSettings(own=Workspace(secret=("API_SECRET",)), secrets={"API_SECRET": SECRET})
    await save_adapter_settings([adapter], MemoryVault(), settings)
    events: list[Event] = []
    async with Session(emit=events.append, history=History(None)) as session:
        await session.open(str(adapter))
    told = [event.sentence for event in events if isinstance(event, Progress)]
    assert any("API_SECRET is not set: its value was not kept" in sentence for sentence in told)


async def test_variables_reach_the_adapter_and_secret_ones_are_masked(adapter: Path) -> None:
    vault = MemoryVault()
    settings = AdapterSettings(
        Workspace(environment={"PLAIN": "shared"}), Workspace(secret=("API_SECRET",)), {"API_SECRET": SECRET}
    )
    await save_adapter_settings([adapter], vault, settings)
    async with Session(emit=lambda _event: None, history=History(None), vault=vault) as session:
        opened = await session.open(str(adapter))
        invocation = await opened.fire(Firing("getOauthInfo"))
        assert invocation.outcome.value["plain"] == "shared"
        assert invocation.outcome.value["secret"] == SECRET
        assert SECRET not in str(opened.redactor().value(invocation.outcome.value))
        assert SECRET not in opened.redactor().text(invocation.console[0].text)
        assert SECRET not in str(await session.history.document(invocation.id))


async def test_changed_settings_hold_from_the_next_load_on(adapter: Path) -> None:
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        opened = await session.open(str(adapter))
        vault = session.connections.vault
        await save_adapter_settings([adapter], vault, AdapterSettings(Workspace(environment={"PLAIN": "later"})))
        before = await opened.fire(Firing("getOauthInfo"))
        await session.take_settings(opened)
        await opened.start()
        after = await opened.fire(Firing("getOauthInfo"))
    assert before.outcome.value["plain"] in (None, UNDEFINED)
    assert after.outcome.value["plain"] == "later"


async def test_the_server_signs_and_hashes_with_the_adapters_own_keys(adapter: Path) -> None:
    (adapter / ".env").write_text("HASH_KEY=of-the-file\n")
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        opened = await session.open(str(adapter))
        vault = session.connections.vault
        first = opened.server.settings
        own = Workspace(environment={"APP_SERVER_SECRET_KEY": "of-the-workspace"})
        await save_adapter_settings([adapter], vault, AdapterSettings(own))
        await session.take_settings(opened)
        second = opened.server.settings
    assert (first.hash_key, first.token_secret) == ("of-the-file", SERVER_VARIABLES["APP_SERVER_SECRET_KEY"])
    assert (second.hash_key, second.token_secret) == ("of-the-file", "of-the-workspace")


async def test_calls_go_through_the_proxy(adapter: Path, proxy: Proxy) -> None:
    shared = Workspace(environment={"ASKS": "yes"}, proxy=proxy.url)
    await save_adapter_settings([adapter], MemoryVault(), AdapterSettings(shared))
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        opened = await session.open(str(adapter))
        invocation = await opened.fire(Firing("getOauthInfo"))
    assert invocation.outcome.value["asked"] == {"by": "the proxy"}, invocation.outcome
    assert any("crm.nowhere.test" in line for line in proxy.asked)


async def test_the_workbenchs_own_calls_go_through_the_proxy_but_not_to_this_machine(proxy: Proxy) -> None:
    client = CapturingClient(proxy=proxy.url)
    try:
        outside = await client.send(
            OutgoingRequest("GET", "http://crm.nowhere.test/token"), Capture(lambda _event: None)
        )
        assert outside.body == b'{"by": "the proxy"}'
        assert proxy.asked == ["GET http://crm.nowhere.test/token HTTP/1.1"]
        await client.send(OutgoingRequest("GET", f"{proxy.url}/here"), Capture(lambda _event: None))
        assert proxy.asked[1:] == ["GET /here HTTP/1.1"]
    finally:
        await client.close()


async def test_the_terminal_takes_the_same(adapter: Path) -> None:
    (adapter / FILE_NAME).write_text('[environment]\nPLAIN = "from the file"\n')
    entry = next(name for name, _text in LANGUAGES.values() if (adapter / name).exists())
    ran = await asyncio.to_thread(workbench, "fire", entry, "getOauthInfo", "--json", cwd=adapter)
    assert ran.document["outcome"]["value"]["plain"] == "from the file"


async def test_authorities_that_are_not_there_are_named(adapter: Path) -> None:
    (adapter / FILE_NAME).write_text('ca_file = "company.pem"\n')
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        with pytest.raises(UsageError, match=r"company\.pem"):
            await session.open(str(adapter))


async def test_authorities_reach_both_kinds_of_clients(tmp_path: Path) -> None:
    (tmp_path / "company.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    settings = AdapterSettings(Workspace(ca_file="company.pem"))
    found = dict(settings.environment(tmp_path))
    assert found["NODE_EXTRA_CA_CERTS"] == str(tmp_path / "company.pem")
    bundle = Path(found["SSL_CERT_FILE"]).read_text()
    assert found["REQUESTS_CA_BUNDLE"] == found["SSL_CERT_FILE"]
    assert bundle.count("BEGIN CERTIFICATE") > 50
    assert bundle.endswith("-----BEGIN CERTIFICATE-----\n")


async def test_ones_own_settings_are_forgotten_with_the_adapters(tmp_path: Path) -> None:
    wanted = AdapterSettings(Workspace(environment={"PLAIN": "shared"}), Workspace(environment={"PLAIN": "own"}))
    await save_adapter_settings([tmp_path], MemoryVault(), wanted)
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        assert {each.part: each.bytes for each in await kept(session, Settings())}[Part.ADAPTERS] > 0
        await forget(session, [Part.ADAPTERS], lambda: None, lambda _part: None)
    assert not own_path(tmp_path).exists()
    assert (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "A=B"])
def test_names_that_are_none_are_explained(name: str) -> None:
    assert "letters, digits and underscores" in variable_fault(name)
    assert variable_fault("API_KEY_2") == ""


def test_addresses_that_are_no_proxys_are_explained() -> None:
    assert "http://" in proxy_fault("proxy.example.com:8080")
    assert proxy_fault("http://proxy.example.com:8080") == proxy_fault("") == ""
