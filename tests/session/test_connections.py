"""Stored connections: kept, restored, renamed, forgotten; secrets in the vault alone; other programs respected."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders_vault import MemoryKeychain

from workbench.core.arguments import Contact
from workbench.core.connection.connection import Connection
from workbench.core.connection.known_contacts import contact_for
from workbench.core.errors import LoginError, UsageError
from workbench.core.redaction import Redactor
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.server.stores import Stores
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.connections import ConnectionStore
from workbench.services.keychain import Keychain
from workbench.services.vault import MemoryVault, SealedVault, Vault
from workbench.session.connections import Connections

TOKEN = "canary-token-0123456789"


class Adapter:
    """As much of an open adapter as connections look at."""

    def __init__(self, root: Path, *, sample: bool = False) -> None:
        self.connection: Connection | None = None
        self.is_sample = sample
        self.name = "acme"
        source = AdapterSource(AdapterKind.NODE, str(root / "index.js"), str(root), "acme", "acme")
        self.description = AdapterDescription(source, ())
        self.database = AppConnectDatabase()
        self.stores = Stores(self.database)
        self._known: frozenset[str] = frozenset()

    def let_go(self) -> None:
        self.adopt_secrets(self.connection.known_secrets if self.connection else frozenset())
        self.connection = None
        self.bind(AppConnectDatabase())

    def bind(self, database: AppConnectDatabase) -> None:
        self.database, self.stores = database, Stores(database)

    def redactor(self) -> Redactor:
        return Redactor(self._known | (self.connection.known_secrets if self.connection else frozenset()))

    def adopt_secrets(self, known: frozenset[str]) -> None:
        self._known |= known

    def log_in(self, user_id: str = "7-acme", name: str = "Ada", token: str = TOKEN, **row: Any) -> None:
        user = {"id": user_id, "accessToken": token, "hostname": "crm.example.com", **row}
        self.stores.users[user_id] = user
        login = {"apiKey": token}
        self.connection = Connection(
            "acme", name, user_id, self.stores.users, "apiKey", login, secrets=frozenset({token})
        )

    def change_user(self, **columns: Any) -> None:
        assert self.connection is not None
        self.stores.users[self.connection.user_id] = {**self.connection.user, **columns}

    def change(self, **changes: Any) -> None:
        assert self.connection is not None
        self.connection = replace(self.connection, **changes)


def opened(folder: Path, vault: Vault, told: list[str] | None = None) -> Any:
    told = [] if told is None else told
    return Connections(ConnectionStore(folder / "connections.sqlite3"), vault, told.append, told.append)


def sealed(folder: Path, keychain: MemoryKeychain) -> SealedVault:
    return SealedVault(folder / "vault.sealed", Keychain(lambda: keychain))


@pytest.fixture
def keychain() -> MemoryKeychain:
    return MemoryKeychain()


async def test_a_connection_comes_back_in_another_program(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    saved = await connections.save(adapter)
    adapter.change(contacts={"+12025550144": ({"id": "c1", "name": "Bo"},)})
    adapter.stores.call_logs.append({"id": "s1", "sessionId": "1", "thirdPartyLogId": "L1"})
    await connections.keep(adapter)
    await connections.close()
    later, again = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    connection = await later.restore(again)
    assert connection.user["accessToken"] == TOKEN
    assert connection.name == "Ada"
    assert connection.secrets == {TOKEN}
    assert connection.login == {"apiKey": TOKEN}
    assert contact_for(connection.contacts, "(202) 555-0144") == Contact("c1", "Bo")
    assert [(row["id"], row["thirdPartyLogId"]) for row in again.stores.call_logs] == [("s1", "L1")]
    assert later.saved(again).id == saved.id
    await later.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / "connections" / f"{saved.id}.sqlite3" in files
    for path in files:
        assert TOKEN.encode() not in path.read_bytes(), path


async def test_several_of_one_adapter_are_listed_switched_and_renamed(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in("1-acme", "Ada", "token-one-1")
    first = await connections.save(adapter)
    await connections.recognise(adapter, ("2-acme",), "crm.example.com")
    adapter.log_in("2-acme", "Ada", "token-two-2")
    second = await connections.save(adapter)
    assert [each.name for each in await connections.all(adapter)] == ["Ada 2", "Ada"]
    assert (await connections.restore(adapter, "Ada")).user["accessToken"] == "token-one-1"
    assert list(adapter.stores.users) == ["1-acme"]
    assert (await connections.restore(adapter, second.id[:6])).user["accessToken"] == "token-two-2"
    assert list(adapter.stores.users) == ["2-acme"]
    await connections.rename(first, "Sandbox")
    assert (await connections.find("Sandbox")).id == first.id
    with pytest.raises(UsageError, match="cannot be called"):
        await connections.rename(second, "Sandbox")
    with pytest.raises(UsageError, match="Nobody") as caught:
        await connections.restore(adapter, "Nobody")
    assert "Sandbox" in caught.value.hint
    other = Adapter(tmp_path / "elsewhere")
    assert await connections.all(other) == ()
    assert await connections.restore(other) is None
    await connections.close()


async def test_a_second_login_of_the_same_user_renews_and_recalls(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    first = await connections.save(adapter, "Mine")
    adapter.stores.message_logs.append({"id": "m1", "thirdPartyLogId": "L9"})
    await connections.keep(adapter)
    again = Adapter(tmp_path)
    again.log_in(token="another-token-99")
    await connections.recall(again)
    assert again.connection is not None
    assert [(row["id"], row["thirdPartyLogId"]) for row in again.stores.message_logs] == [("m1", "L9")]
    assert [(each.id, each.name) for each in await connections.all()] == [(first.id, "Mine")]
    assert (await connections.restore(adapter)).user["accessToken"] == "another-token-99"
    stranger = Adapter(tmp_path)
    stranger.log_in("8-acme")
    await connections.recall(stranger)
    assert connections.saved(stranger) is None
    await connections.close()


async def test_what_is_known_of_a_user_is_there_before_the_login_writes_the_row(
    tmp_path: Path, keychain: MemoryKeychain
) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in(platformAdditionalInfo={"seat": "s-1"}, refreshToken="refresh-0123456789")
    saved = await connections.save(adapter)
    await connections.close()
    later, again = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    await later.recognise(again, ("7-acme",), "crm.example.com")
    row = again.stores.users["7-acme"]
    assert (row["platformAdditionalInfo"], row["refreshToken"]) == ({"seat": "s-1"}, "refresh-0123456789")
    again.log_in(token="another-token-99")
    assert (await later.save(again)).id == saved.id
    assert again.stores.users["7-acme"]["refreshToken"] == "refresh-0123456789"
    await later.recognise(again, ("9-acme",), "crm.example.com")
    assert list(again.stores.users) == []
    await later.close()


async def test_a_connection_of_an_earlier_workbench_is_taken_over(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    saved = await connections.save(adapter)
    entry = await connections.vault.get(saved.id) or {}
    row = {"id": "7-acme", "accessToken": TOKEN, "hostname": "crm.example.com", "userSettings": {"a": 1}}
    await connections.vault.put(saved.id, {**{name: entry[name] for name in entry if name != "rows"}, "user": row})
    await connections.close()
    (tmp_path / "connections" / f"{saved.id}.sqlite3").unlink()
    with sqlite3.connect(tmp_path / "connections.sqlite3") as earlier:
        for kind, log in (("call", {"id": "s1", "sessionId": "1", "thirdPartyLogId": "L1"}), ("message", {"id": "m1"})):
            values = (saved.id, kind, log["id"], json.dumps(log).encode())
            earlier.execute("INSERT INTO linkage (connection, kind, id, fields) VALUES (?, ?, ?, ?)", values)
    earlier.close()
    for _ in range(2):
        later, again = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
        connection = await later.restore(again)
        assert (connection.user["accessToken"], connection.user["userSettings"]) == (TOKEN, {"a": 1})
        assert [each["thirdPartyLogId"] for each in again.stores.call_logs] == ["L1"]
        assert [each["id"] for each in again.stores.message_logs] == ["m1"]
        again.change(contacts={"+1": ({"id": "c"},)})
        await later.keep(again)
        await later.close()
    with sqlite3.connect(tmp_path / "connections.sqlite3") as earlier:
        assert earlier.execute("SELECT count(*) FROM linkage").fetchone() == (0,)
    earlier.close()
    assert "user" not in (await sealed(tmp_path, keychain).get(saved.id) or {})


async def test_what_another_program_renewed_stands(tmp_path: Path, keychain: MemoryKeychain) -> None:
    one, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    await one.save(adapter)
    two, beside = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    await two.restore(beside)
    assert beside.connection is not None
    beside.change_user(accessToken="renewed-token-5")
    await two.keep(beside)
    assert adapter.connection is not None
    adapter.change(contacts={"+12025550144": ({"id": "c1"},)})
    await one.keep(adapter)
    three, last = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    connection = await three.restore(last)
    assert connection.user["accessToken"] == "renewed-token-5"
    assert connection.all_contacts == ({"id": "c1"},)
    for each in (one, two, three):
        await each.close()


async def test_logging_out_removes_the_secrets_and_forgetting_all_of_it(
    tmp_path: Path, keychain: MemoryKeychain
) -> None:
    vault = sealed(tmp_path, keychain)
    connections, adapter = opened(tmp_path, vault), Adapter(tmp_path)
    adapter.log_in()
    saved = await connections.save(adapter)
    await connections.log_out(saved)
    assert adapter.connection is None
    assert TOKEN not in adapter.redactor().text(f"It was {TOKEN}.")
    assert await vault.get(saved.id) is None
    (listed,) = await connections.all()
    assert not listed.logged_in
    with pytest.raises(LoginError, match="log in anew") as caught:
        await connections.restore(adapter, "Ada")
    assert caught.value.exit_code == 4
    assert await connections.restore(adapter) is None
    file = tmp_path / "connections" / f"{saved.id}.sqlite3"
    assert file.exists()
    await connections.forget(saved)
    assert not file.exists()
    assert await connections.all() == ()
    adapter.log_in()
    await connections.save(adapter)
    await connections.forget_everything()
    assert await connections.all() == ()
    assert list((tmp_path / "connections").iterdir()) == []
    assert keychain.values == {}
    await connections.close()


async def test_a_user_without_a_token_leaves_no_secret(tmp_path: Path, keychain: MemoryKeychain) -> None:
    vault = sealed(tmp_path, keychain)
    connections, adapter = opened(tmp_path, vault), Adapter(tmp_path)
    adapter.log_in()
    saved = await connections.save(adapter)
    assert adapter.connection is not None
    adapter.change_user(accessToken="")
    await connections.keep(adapter)
    assert await vault.get(saved.id) is None
    assert not (await connections.all())[0].logged_in
    adapter.change_user(accessToken="once-more-12345", platformAdditionalInfo={"seat": "s-2"})
    await connections.keep(adapter)
    await connections.close()
    later, again = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    assert (await later.restore(again)).user["accessToken"] == "once-more-12345"
    await later.close()


async def test_without_a_keychain_it_lasts_for_the_session(tmp_path: Path) -> None:
    connections, adapter = opened(tmp_path, MemoryVault()), Adapter(tmp_path)
    adapter.log_in()
    await connections.save(adapter)
    assert (await connections.all())[0].logged_in
    assert (await connections.restore(Adapter(tmp_path))).user["accessToken"] == TOKEN
    await connections.close()
    later = opened(tmp_path, MemoryVault())
    assert not (await later.all())[0].logged_in
    assert await later.restore(Adapter(tmp_path)) is None
    await later.close()


async def test_a_sample_is_listed_but_never_restored(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path, sample=True)
    adapter.log_in()
    saved = await connections.save(adapter)
    assert saved.simulated
    assert await connections.restore(adapter, "Ada") is None
    assert keychain.calls == 0
    await connections.close()


async def test_what_cannot_be_stored_is_told(tmp_path: Path, keychain: MemoryKeychain) -> None:
    told: list[str] = []
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain), told), Adapter(tmp_path)
    adapter.log_in()
    await connections.save(adapter)
    lock = tmp_path / "vault.sealed.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    adapter.change_user(accessToken="changed-token")
    await connections.keep(adapter)
    assert "could not be stored" in told[0]
    await connections.close()


async def test_a_login_that_fails_leaves_the_connection_kept(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    await connections.save(adapter)
    before = adapter.database
    await connections.recognise(adapter, ("9-acme",), "crm.example.com")
    adapter.stores.users["9-acme"] = {"accessToken": "of-somebody-else-1"}
    await connections.keep(adapter)
    adapter.bind(before)
    adapter.change_user(userSettings={"kept": True})
    await connections.keep(adapter)
    await connections.close()
    later, again = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    assert (await later.restore(again)).user["userSettings"] == {"kept": True}
    assert list(again.stores.users) == ["7-acme"]
    await later.close()


async def test_who_logs_in_while_the_keychain_is_slow_stays(tmp_path: Path, keychain: MemoryKeychain) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    await connections.save(adapter)
    await connections.close()
    may_answer, asked = threading.Event(), threading.Event()

    class SlowKeychain(MemoryKeychain):
        def get_password(self, service: str, username: str) -> str | None:
            asked.set()
            may_answer.wait(20)
            return keychain.get_password(service, username)

    later, again = opened(tmp_path, sealed(tmp_path, SlowKeychain())), Adapter(tmp_path)
    restoring = asyncio.create_task(later.restore(again))
    assert await asyncio.to_thread(asked.wait, 20)
    again.log_in("9-acme", "Grace", "token-of-grace-9")
    database = again.database
    may_answer.set()
    connection = await restoring
    assert connection is again.connection
    assert (connection.name, connection.user["accessToken"]) == ("Grace", "token-of-grace-9")
    assert again.database is database
    assert later.saved(again) is None
    await later.save(again)
    assert [each.name for each in await later.all(again)] == ["Grace", "Ada"]
    await later.close()


async def test_who_is_about_to_log_in_while_the_keychain_is_slow_keeps_the_database(
    tmp_path: Path, keychain: MemoryKeychain
) -> None:
    connections, adapter = opened(tmp_path, sealed(tmp_path, keychain)), Adapter(tmp_path)
    adapter.log_in()
    await connections.save(adapter)
    restoring = asyncio.create_task(connections.restore(adapter, "Ada"))
    await connections.recognise(adapter, ("9-acme",), "crm.example.com")
    recognised = adapter.database
    await restoring
    assert adapter.database is recognised
    await connections.close()
