"""The vault seals by a key in the keychain, and survives damage, locks, other processes and the want of a keychain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builders_vault import (
    ForgetfulKeychain,
    LockedKeychain,
    MemoryKeychain,
    SmallKeychain,
    UninitialisedKeychain,
)
from keyring.backend import KeyringBackend

from workbench.core.errors import WorkbenchError
from workbench.services.keychain import Keychain, KeychainLockedError
from workbench.services.sealed import BrokenSealError, SealedFile, SealedFileNewerError
from workbench.services.vault import MemoryVault, SealedVault, VaultKind, system_vault

SECRET = {"accessToken": "canary-" + "x" * 6000}


def vault(folder: Path, backend: KeyringBackend) -> SealedVault:
    return SealedVault(folder / "vault.sealed", Keychain(lambda: backend))


async def test_a_secret_comes_back_in_another_session(tmp_path: Path) -> None:
    keychain = SmallKeychain()
    first = vault(tmp_path, keychain)
    await first.put("one", SECRET)
    assert first.state.kind is VaultKind.SEALED
    assert "Test keychain" in first.state.sentence
    assert await vault(tmp_path, keychain).get("one") == SECRET
    assert await vault(tmp_path, keychain).get("two") is None


async def test_the_file_holds_nothing_in_clear_and_is_its_owners_alone(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    await vault(tmp_path, keychain).put("one", SECRET)
    path = tmp_path / "vault.sealed"
    assert b"canary" not in path.read_bytes()
    assert next(iter(keychain.values.values())) not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    header = json.loads(path.read_text())
    assert header["version"] == 1
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".new"] == []


async def test_each_writing_takes_a_nonce_of_its_own(tmp_path: Path) -> None:
    opened = vault(tmp_path, MemoryKeychain())
    seen = set()
    for name in ("one", "one", "two"):
        await opened.put(name, SECRET)
        seen.add(json.loads((tmp_path / "vault.sealed").read_text())["entries"][name]["nonce"])
    assert len(seen) == 3


@pytest.mark.parametrize("part", ["nonce", "sealed"])
async def test_a_changed_entry_does_not_open(tmp_path: Path, part: str) -> None:
    opened = vault(tmp_path, MemoryKeychain())
    await opened.put("one", SECRET)
    await opened.put("two", {"apiKey": "other"})
    path = tmp_path / "vault.sealed"
    content = json.loads(path.read_text())
    text = content["entries"]["one"][part]
    content["entries"]["one"][part] = ("B" if text[0] == "A" else "A") + text[1:]
    path.write_text(json.dumps(content))
    with pytest.raises(BrokenSealError, match="one"):
        await opened.get("one")
    assert await opened.get("two") == {"apiKey": "other"}


async def test_an_entry_opens_under_its_own_name_only(tmp_path: Path) -> None:
    opened = vault(tmp_path, MemoryKeychain())
    await opened.put("one", SECRET)
    path = tmp_path / "vault.sealed"
    content = json.loads(path.read_text())
    content["entries"]["two"] = content["entries"]["one"]
    path.write_text(json.dumps(content))
    with pytest.raises(BrokenSealError):
        await opened.get("two")


async def test_another_key_opens_nothing(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    await vault(tmp_path, keychain).put("one", SECRET)
    (entry,) = keychain.values
    keychain.values[entry] = "A" * 43 + "="
    with pytest.raises(BrokenSealError):
        await vault(tmp_path, keychain).get("one")


async def test_a_lost_key_is_said_and_the_file_kept_aside(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    await vault(tmp_path, keychain).put("one", SECRET)
    before = (tmp_path / "vault.sealed").read_bytes()
    keychain.values.clear()
    later = vault(tmp_path, keychain)
    assert await later.get("one") is None
    assert "gone from the keychain" in later.state.notices[0]
    assert (tmp_path / "vault.sealed.aside-1").read_bytes() == before
    await later.put("one", {"apiKey": "new"})
    assert await vault(tmp_path, keychain).get("one") == {"apiKey": "new"}


@pytest.mark.parametrize(
    "damage", [b"", b"{", b'{"format": "app-connect-workbench sealed values", "version": 1}', b"[]"]
)
async def test_a_torn_file_is_kept_aside(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "vault.sealed").write_bytes(damage)
    opened = vault(tmp_path, MemoryKeychain())
    assert await opened.get("one") is None
    await opened.put("one", SECRET)
    assert "kept aside" in opened.state.notices[0]
    assert (tmp_path / "vault.sealed.aside-1").read_bytes() == damage
    assert await opened.get("one") == SECRET


async def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = vault(tmp_path, MemoryKeychain())
    await opened.put("one", SECRET)

    def torn(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", torn)
    with pytest.raises(WorkbenchError, match="disk full") as caught:
        await opened.put("one", {"apiKey": "lost"})
    assert "WORKBENCH_HOME" in caught.value.hint
    assert await opened.get("one") == SECRET
    assert list(tmp_path.glob("*.new")) == []


async def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    text = '{"format": "app-connect-workbench sealed values", "version": 2}'
    (tmp_path / "vault.sealed").write_text(text)
    with pytest.raises(SealedFileNewerError):
        await vault(tmp_path, MemoryKeychain()).put("one", SECRET)
    assert (tmp_path / "vault.sealed").read_text() == text


async def test_a_locked_keychain_is_a_question_with_two_answers(tmp_path: Path) -> None:
    keychain = LockedKeychain()
    opened = vault(tmp_path, keychain)
    with pytest.raises(KeychainLockedError) as caught:
        await opened.put("one", SECRET)
    assert caught.value.exit_code == 4
    assert "Unlock it" in caught.value.hint
    keychain.locked = False
    await opened.put("one", SECRET)
    keychain.locked = True
    other = vault(tmp_path, keychain)
    with pytest.raises(KeychainLockedError):
        await other.get("one")
    other.use_memory("The keychain stays locked.")
    assert await other.get("one") is None
    await other.put("one", {"apiKey": "here"})
    assert await other.get("one") == {"apiKey": "here"}
    assert other.state.kind is VaultKind.MEMORY
    assert "until the program ends" in other.state.sentence
    keychain.locked = False
    assert await vault(tmp_path, keychain).get("one") == SECRET


@pytest.mark.parametrize("backend", [UninitialisedKeychain, ForgetfulKeychain])
async def test_a_keychain_that_keeps_nothing_means_memory_and_is_said(
    tmp_path: Path, backend: type[KeyringBackend]
) -> None:
    opened = vault(tmp_path, backend())
    await opened.put("one", SECRET)
    assert await opened.get("one") == SECRET
    assert opened.state.kind is VaultKind.MEMORY
    assert "until the program ends" in opened.state.sentence
    assert not (tmp_path / "vault.sealed").exists()


@pytest.mark.parametrize("name", ["fail", "null"])
async def test_no_backend_means_memory(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import keyring

    backend = importlib.import_module(f"keyring.backends.{name}").Keyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    opened = SealedVault(tmp_path / "vault.sealed")
    assert (await opened.open()).kind is VaultKind.MEMORY
    await opened.put("one", SECRET)
    assert await opened.get("one") == SECRET
    assert list(tmp_path.glob("vault.sealed")) == []


async def test_a_backend_that_writes_in_clear_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    class PlainKeychain(MemoryKeychain):
        priority = 0.5

    backend = PlainKeychain()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    opened = SealedVault(tmp_path / "vault.sealed")
    await opened.put("one", SECRET)
    assert backend.calls == 0
    assert "not safe enough" in opened.state.sentence


async def test_nothing_stored_asks_no_keychain(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    assert await vault(tmp_path, keychain).get("one") is None
    assert keychain.calls == 0


async def test_a_keychain_that_never_answers_does_not_block(tmp_path: Path) -> None:
    released = threading.Event()

    class Silent(MemoryKeychain):
        def get_password(self, service: str, username: str) -> str | None:
            released.wait(20)
            return None

    opened = SealedVault(tmp_path / "vault.sealed", Keychain(Silent, patience=0.05))
    with pytest.raises(KeychainLockedError, match="did not answer"):
        await opened.open()
    released.set()


async def test_forgetting_removes_from_the_file(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    opened = vault(tmp_path, keychain)
    await opened.put("one", SECRET)
    await opened.put("two", SECRET)
    await opened.forget("one")
    assert await opened.get("one") is None
    assert set(SealedFile.read(tmp_path / "vault.sealed").entries) == {"two"}  # type: ignore[union-attr]
    (tmp_path / "vault.sealed.aside-1").write_text("old")
    await opened.forget_everything()
    assert keychain.values == {}
    assert {each.name for each in tmp_path.iterdir()} <= {"vault.sealed.lock"}
    await opened.put("one", SECRET)
    assert await vault(tmp_path, keychain).get("one") == SECRET


async def test_the_environment_can_ask_for_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_VAULT", "memory")
    opened = system_vault(tmp_path / "vault.sealed")
    assert isinstance(opened, MemoryVault)
    assert "WORKBENCH_VAULT" in opened.state.sentence


WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from builders_vault import FileKeychain
from workbench.services.keychain import Keychain
from workbench.services.vault import SealedVault

async def main():
    vault = SealedVault(Path(sys.argv[1]) / "vault.sealed", Keychain(FileKeychain))
    for number in range(15):
        await vault.put(f"{sys.argv[3]} {number}", {"token": f"{sys.argv[3]} {number}"})

asyncio.run(main())
"""


async def test_processes_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_TEST_KEYCHAIN", str(tmp_path / "keychain"))
    words = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).parent.parent)]
    writers = [subprocess.Popen([*words, name]) for name in ("a", "b", "c")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    from builders_vault import FileKeychain

    opened = vault(tmp_path, FileKeychain())
    for writer in "abc":
        for number in range(15):
            assert await opened.get(f"{writer} {number}") == {"token": f"{writer} {number}"}
    assert len(list((tmp_path / "keychain").iterdir())) == 1
    assert opened.state.notices == ()
