"""Stand-in keychains: one that keeps in memory, one that keeps in a file between processes, and broken ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked

_TESTS = Path(__file__).parent


class MemoryKeychain(KeyringBackend):
    """Keeps in memory."""

    priority = 5.0
    name = "Test keychain"

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[tuple[str, str], str] = {}
        self.calls = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.calls += 1
        return self.values.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls += 1
        self.values[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls += 1
        del self.values[service, username]


class FileKeychain(KeyringBackend):
    """Keeps in the file that WORKBENCH_TEST_KEYCHAIN names, so that several processes share it."""

    priority = 5.0
    name = "Test keychain in a file"

    def _path(self, service: str, username: str) -> Path:
        folder = Path(os.environ["WORKBENCH_TEST_KEYCHAIN"])
        folder.mkdir(exist_ok=True)
        return folder / f"{service} {username}.json"

    def get_password(self, service: str, username: str) -> str | None:
        path = self._path(service, username)
        return json.loads(path.read_text()) if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        path = self._path(service, username)
        draft = path.with_suffix(f".{os.getpid()}")  # whoever is killed here leaves the old one or the new one
        draft.write_text(json.dumps(password))
        draft.replace(path)

    def delete_password(self, service: str, username: str) -> None:
        self._path(service, username).unlink()


def file_keychain(folder: Path) -> dict[str, str]:
    """What gives a child process the keychain in this folder, and the code that is tested."""
    return {
        "PYTHON_KEYRING_BACKEND": "builders_vault.FileKeychain",
        "PYTHONPATH": os.pathsep.join((str(_TESTS), str(_TESTS.parent))),
        "WORKBENCH_TEST_KEYCHAIN": str(folder),
    }


class LockedKeychain(MemoryKeychain):
    """Refuses until it is unlocked."""

    locked = True

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("Failed to unlock the collection!")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("Failed to unlock the collection!")
        super().set_password(service, username, password)


class UninitialisedKeychain(MemoryKeychain):
    """As an uninitialised daemon answers."""

    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("Failed to create the collection: Prompt dismissed..")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("Failed to create the collection: Prompt dismissed..")


class ForgetfulKeychain(MemoryKeychain):
    """Forgets silently."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class SmallKeychain(MemoryKeychain):
    """Takes 1,280 characters a value, as Windows does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password) <= 1280
        super().set_password(service, username, password)
