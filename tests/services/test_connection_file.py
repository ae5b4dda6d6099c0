"""A connection's database in memory and the file that keeps it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from workbench.core.errors import WorkbenchError
from workbench.core.server.stores import Dated, Fetched, Stores
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.connection_file import ConnectionFile

CANARY = 'canary-7f3a91"c2'
USER = {
    "id": "4711-dealdesk",
    "platform": "dealdesk",
    "hostname": "eu4.dealdesk.example",
    "accessToken": "at-canary-1",
    "refreshToken": "rt-canary-2",
    "platformAdditionalInfo": {"userKey": "info-canary-3"},
    "rcAccountId": "62190",
    "userSettings": {"addCallLogNote": {"value": True}},
}


def is_secret(text: str) -> bool:
    return CANARY in text or json.dumps(CANARY)[1:-1] in text


class Kept:
    """One program that keeps a connection; the vault is a dict that several may share."""

    def __init__(self, path: Path, vault: dict[str, Any]) -> None:
        self.vault = vault
        self.database = AppConnectDatabase()
        self.stores = Stores(self.database)
        self.told: list[WorkbenchError] = []
        self.file = ConnectionFile(path, self.database, is_secret=is_secret, on_broken=self.told.append)

    async def load(self) -> Kept:
        await self.file.load(self.unseal)
        return self

    async def keep(self) -> bool:
        return await self.file.keep(self.seal, self.unseal)

    async def seal(self, secrets: Mapping[str, Any]) -> None:
        self.vault.update(secrets)

    async def unseal(self) -> Mapping[str, Any]:
        return dict(self.vault)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "connections" / "c1.sqlite3"


async def again(place: Path, vault: dict[str, Any]) -> Kept:
    return await Kept(place, vault).load()


async def test_what_was_kept_is_there_again_in_its_order(place: Path) -> None:
    vault: dict[str, Any] = {}
    first = await Kept(place, vault).load()
    first.stores.users["4711-dealdesk"] = USER
    for number in ("9", "10", "1"):
        first.stores.message_logs.append({"id": number, "conversationLogId": "c", "thirdPartyLogId": 5_000_000_000})
    assert await first.keep()
    assert not await first.keep()
    first.stores.message_logs.change({"id": "10"}, {"thirdPartyLogId": "moved"})
    first.stores.message_logs.remove(id="9")
    await first.keep()
    await first.file.close()
    second = await again(place, vault)
    assert {name: value for name, value in second.stores.users["4711-dealdesk"].items() if name in USER} == USER
    assert [(row["id"], row["thirdPartyLogId"]) for row in second.stores.message_logs] == [
        ("10", "moved"),
        ("1", "5000000000.0"),
    ]
    assert not await second.keep()
    await second.file.close()


async def test_no_secret_lies_in_the_file(place: Path) -> None:
    vault: dict[str, Any] = {}
    kept = await Kept(place, vault).load()
    kept.stores.users["4711-dealdesk"] = USER
    kept.stores.managed.account["62190", "dealdesk"] = {"apiKey": "managed-canary-4"}
    kept.stores.managed.pending_oauth["62190"] = Dated({"clientSecret": "pending-canary-8"}, 9e9)
    kept.stores.admin_configs["h"] = {"adminAccessToken": "admin-canary-5", "adminRefreshToken": "admin-canary-6"}
    kept.stores.contacts["62190", "dealdesk", "+12025550144"] = [{"id": "1", "note": f"says {CANARY}"}]
    kept.stores.account_data["62190", "dealdesk", f"of {CANARY}"] = Fetched([1], 0)
    run = kept.database.execute
    run("INSERT INTO llmSessions VALUES ('s', 'jwt-canary-7', NULL, 'now', 'now')")
    run("CREATE TABLE IF NOT EXISTS `own` (`id` INTEGER PRIMARY KEY, `bytes` BLOB, `text` TEXT)")
    run("INSERT INTO own VALUES (1, ?, ?)", [{"$workbench": "buffer", "text": "Y2FuYXJ5LTdmM2E5MSJjMg=="}, CANARY])
    await kept.keep()
    written = b"".join(path.read_bytes() for path in place.parent.iterdir())
    assert b"canary" not in written
    assert b"workbench-secret:users/4711-dealdesk/accessToken" in written
    assert b"eu4.dealdesk.example" in written
    await kept.file.close()
    other = await again(place, vault)
    assert other.stores.users["4711-dealdesk"]["platformAdditionalInfo"] == {"userKey": "info-canary-3"}
    assert other.stores.managed.account["62190", "dealdesk"] == {"apiKey": "managed-canary-4"}
    assert other.stores.account_data["62190", "dealdesk", f"of {CANARY}"].value == [1]
    own = other.database.execute("SELECT * FROM own").rows
    assert own == [{"id": 1, "bytes": {"$workbench": "buffer", "text": "Y2FuYXJ5LTdmM2E5MSJjMg=="}, "text": CANARY}]
    other.stores.users["4711-dealdesk"] = {"accessToken": "", "refreshToken": ""}
    await other.keep()
    left = {name for name, value in vault.items() if value is not None and name.startswith("workbench-secret:users")}
    assert left == {"workbench-secret:users/4711-dealdesk/platformAdditionalInfo"}
    await other.file.close()


async def test_without_the_vaults_values_a_user_is_logged_out_and_the_rows_stay(place: Path) -> None:
    kept = await Kept(place, {}).load()
    kept.stores.users["4711-dealdesk"] = USER
    await kept.keep()
    await kept.file.close()
    other = await again(place, {})
    assert other.stores.users["4711-dealdesk"]["accessToken"] is None
    assert other.stores.users["4711-dealdesk"]["hostname"] == "eu4.dealdesk.example"
    await other.file.close()


async def test_two_programs_take_in_each_others_rows(place: Path) -> None:
    vault: dict[str, Any] = {}
    one = await Kept(place, vault).load()
    one.stores.users["4711-dealdesk"] = USER
    one.stores.message_logs.append({"id": "gone", "conversationLogId": "c"})
    await one.keep()
    two = await again(place, vault)
    one.stores.users["4711-dealdesk"] = {"accessToken": "renewed", "timezoneName": "Europe/Oslo"}
    one.stores.message_logs.append({"id": "m1", "conversationLogId": "c"})
    one.stores.message_logs.remove(id="gone")
    one.database.execute("CREATE TABLE IF NOT EXISTS `sheets` (`id` INTEGER PRIMARY KEY, `name` TEXT)")
    one.database.execute("INSERT INTO sheets (name) VALUES ('Calls')")
    await one.keep()
    two.stores.users["4711-dealdesk"] = {"hostname": "us1.dealdesk.example"}
    two.stores.call_logs.append({"id": "t", "sessionId": "s"})
    assert await two.keep()
    user = two.stores.users["4711-dealdesk"]
    assert (user["accessToken"], user["timezoneName"], user["hostname"]) == (
        "renewed",
        "Europe/Oslo",
        "us1.dealdesk.example",
    )
    assert [row["id"] for row in two.stores.message_logs] == ["m1"]
    assert two.database.execute("SELECT name FROM sheets").rows == [{"name": "Calls"}]
    assert not await two.keep()
    one.stores.call_logs.append({"id": "u", "sessionId": "s"})
    await one.keep()
    assert one.stores.users["4711-dealdesk"]["hostname"] == "us1.dealdesk.example"
    assert {row["id"] for row in one.stores.call_logs} == {"t", "u"}
    await one.file.close()
    await two.file.close()


async def test_a_table_that_is_made_anew_loses_its_rows_in_the_file_too(place: Path) -> None:
    kept = await Kept(place, {}).load()
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    await kept.keep()
    made = kept.database.execute("SELECT sql FROM sqlite_master WHERE name = 'callLogs'").rows[0]["sql"]
    kept.database.execute("DROP TABLE callLogs")
    kept.database.execute(made)
    kept.stores.call_logs.append({"id": "new", "sessionId": "s"})
    await kept.keep()
    await kept.file.close()
    other = await again(place, {})
    assert [row["id"] for row in other.stores.call_logs] == ["new"]
    await other.file.close()


async def test_what_a_child_may_still_undo_is_not_kept(place: Path) -> None:
    kept = await Kept(place, {}).load()
    kept.database.execute("BEGIN DEFERRED TRANSACTION")
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    assert not await kept.keep()
    kept.database.execute("ROLLBACK")
    assert not await kept.keep()
    assert list(kept.stores.call_logs) == []
    await kept.file.close()


async def test_the_file_is_its_owners_alone(place: Path) -> None:
    kept = await Kept(place, {}).load()
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    await kept.keep()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (place.parent, *place.parent.iterdir())}
    assert modes.pop("connections") == 0o700
    assert set(modes.values()) == {0o600}
    await kept.file.close()


async def test_a_folder_that_cannot_be_made_is_told_and_memory_goes_on(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    kept = await Kept(tmp_path / "taken" / "c1.sqlite3", {}).load()
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    with pytest.raises(WorkbenchError, match="cannot be kept") as caught:
        await kept.keep()
    assert "WORKBENCH_HOME" in caught.value.hint
    assert [row["id"] for row in kept.stores.call_logs] == ["t"]
    (tmp_path / "taken").unlink()
    assert await kept.keep()
    await kept.file.close()


async def test_a_full_disk_is_told_and_what_was_not_written_is_written_later(place: Path) -> None:
    kept = await Kept(place, {}).load()
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    await kept.keep()
    await kept.file._file.run(lambda file: file.execute(f"PRAGMA max_page_count = {_pages(file)}"))
    kept.stores.contacts["a", "p", "1"] = ["x" * 100_000]
    with pytest.raises(WorkbenchError, match="full"):
        await kept.keep()
    await kept.file._file.run(lambda file: file.execute("PRAGMA max_page_count = 1000000"))
    assert await kept.keep()
    await kept.file.close()
    other = await again(place, {})
    assert other.stores.contacts["a", "p", "1"] == ["x" * 100_000]
    await other.file.close()


def _pages(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA page_count").fetchone()[0])


async def test_a_file_that_is_no_database_is_put_aside(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(b"not a database at all, but long enough to be taken for the header of one" * 20)
    kept = await Kept(place, {}).load()
    assert [error.code for error in kept.told] == ["connection-rows-broken"]
    kept.stores.call_logs.append({"id": "t", "sessionId": "s"})
    assert await kept.keep()
    await kept.file.close()


WRITER = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from test_connection_file import Kept

async def main():
    kept = await Kept(Path(sys.argv[1]), {}).load()
    for number in range(100_000):
        kept.stores.call_logs.append({"id": str(number), "sessionId": "s"})
        kept.stores.message_logs.append({"id": str(number), "conversationLogId": "x" * 500})
        await kept.keep()
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
@pytest.mark.parametrize("after", [0, 1, 7])
async def test_a_program_that_is_killed_leaves_a_readable_file(place: Path, after: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITER, str(place), str(Path(__file__).parent)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert child.stdout is not None
    for _ in range(after + 1):
        last = int(child.stdout.readline())
    time.sleep(0.003 * after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    kept = await again(place, {})
    calls, messages = list(kept.stores.call_logs), list(kept.stores.message_logs)
    assert len(calls) == len(messages) > last
    assert [row["id"] for row in calls] == [str(number) for number in range(len(calls))]
    await kept.file.close()
