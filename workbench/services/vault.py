"""Where secrets lie: sealed in a file by a key that only the system keychain holds, or in memory for this session."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from workbench.core.errors import StorageError
from workbench.core.values import Json
from workbench.services.keychain import IN_MEMORY, Keychain, NoKeychainError
from workbench.services.sealed import SealedFile, SealedFileDamagedError, new_key, put_aside, read_key
from workbench.services.storage import cannot_use

Secrets = dict[str, Json]

_LOG: Final = logging.getLogger(__name__)

VAULT_CHOICE: Final = "WORKBENCH_VAULT"
"""Environment variable; `memory` leaves the keychain alone."""


class VaultKind(enum.StrEnum):
    """Where secrets lie."""

    UNOPENED = "unopened"
    SEALED = "keychain-sealed"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class VaultState:
    """Where secrets lie, and what to tell the user of it."""

    kind: VaultKind
    sentence: str
    notices: tuple[str, ...] = ()
    """What went wrong and was put right, such as a damaged file that was kept aside."""

    @property
    def lost_at_the_end(self) -> str:
        """What to tell where something was stored that does not last; empty where a keychain holds it."""
        return self.sentence if self.kind is VaultKind.MEMORY else ""


class Vault(Protocol):
    """Keeps secrets by name. Every method raises KeychainLockedError while the keychain is locked."""

    @property
    def state(self) -> VaultState:
        """Where secrets lie, as far as it is known; `open` finds out."""
        ...

    async def open(self) -> VaultState:
        """Find out where secrets can lie."""
        ...

    async def look(self) -> VaultState:
        """Find out whether there is a keychain at all; the user is asked for nothing."""
        ...

    def use_memory(self, why: str = "") -> None:
        """Keep secrets in memory for this session, whatever the keychain says."""
        ...

    async def get(self, name: str) -> Secrets | None:
        """The secrets under a name; None when there are none. Raises BrokenSealError for changed ones."""
        ...

    async def put(self, name: str, secrets: Secrets) -> None:
        """Keep secrets under a name, in place of earlier ones."""
        ...

    async def forget(self, name: str) -> None:
        """Remove what is kept under a name."""
        ...

    async def forget_everything(self) -> None:
        """Remove all secrets, the files kept aside and the key in the keychain."""
        ...

    async def close(self) -> None:
        """Let the keychain go; what is kept stays."""
        ...


class MemoryVault:
    """Keeps secrets until the program ends."""

    def __init__(self, sentence: str = IN_MEMORY) -> None:
        self._sentence = sentence
        self._secrets: dict[str, Secrets] = {}

    @property
    def state(self) -> VaultState:
        """In memory, always."""
        return VaultState(VaultKind.MEMORY, self._sentence)

    async def open(self) -> VaultState:
        """It is."""
        return self.state

    async def look(self) -> VaultState:
        """See Vault."""
        return self.state

    def use_memory(self, why: str = "") -> None:
        """It does."""

    async def get(self, name: str) -> Secrets | None:
        """See Vault."""
        return self._secrets.get(name)

    async def put(self, name: str, secrets: Secrets) -> None:
        """See Vault."""
        self._secrets[name] = secrets

    async def forget(self, name: str) -> None:
        """See Vault."""
        self._secrets.pop(name, None)

    async def forget_everything(self) -> None:
        """See Vault."""
        self._secrets.clear()

    async def close(self) -> None:
        """Nothing is held."""


class SealedVault:
    """The sealed file and its key in the keychain; falls back to memory, and says so, where there is no keychain."""

    def __init__(self, path: Path, keychain: Keychain | None = None) -> None:
        """`path` is the sealed file; its lock lies beside it."""
        self._path = path
        self._keychain = keychain or Keychain()
        self._keys: dict[str, bytes] = {}
        self._state = VaultState(VaultKind.UNOPENED, "The keychain was not needed yet.")
        self._memory: MemoryVault | None = None
        self._turn = asyncio.Lock()

    @property
    def state(self) -> VaultState:
        """Where secrets lie, as far as it is known."""
        return self._state

    async def open(self) -> VaultState:
        """Reach the keychain, which may ask the user to unlock it, and the key if there is one already."""
        async with self._exclusively():
            try:
                if await self._sealed() is None:
                    await self._keychain.read("probe")
                await self._opened()
            except NoKeychainError as error:
                self.use_memory(error.message)
        return self._state

    async def look(self) -> VaultState:
        """See Vault; where one is there but not set up, that shows when it is used first."""
        if self._state.kind is VaultKind.UNOPENED:
            try:
                await self._keychain.name()
            except NoKeychainError as error:
                self.use_memory(error.message)
        return self._state

    def use_memory(self, why: str = "") -> None:
        """From now on in memory; what is sealed stays where it is."""
        self._memory = self._memory or MemoryVault()
        sentence = f"{why} {IN_MEMORY}".strip()
        _LOG.warning("%s", sentence)
        self._state = VaultState(VaultKind.MEMORY, sentence, self._state.notices)

    async def get(self, name: str) -> Secrets | None:
        """See Vault; the keychain is left alone while nothing was ever sealed."""
        if self._memory is None:
            if not await asyncio.to_thread(os.path.lexists, self._path):
                return None
            async with self._exclusively():
                try:
                    found = await self._sealed()
                    if found is None:
                        return None
                    await self._opened()
                    file, key = found
                    return file.open(key, name)
                except NoKeychainError as error:
                    self.use_memory(error.message)
        return await self._in_memory().get(name)

    async def put(self, name: str, secrets: Secrets) -> None:
        """See Vault."""
        if self._memory is None:
            async with self._exclusively():
                try:
                    file, key = await self._sealed() or await self._new()
                    await self._opened()
                    await self._write(file.seal(key, name, secrets))
                except NoKeychainError as error:
                    self.use_memory(error.message)
                else:
                    return
        await self._in_memory().put(name, secrets)

    async def forget(self, name: str) -> None:
        """See Vault; needs no key, so it works without a keychain too."""
        if self._memory is not None:
            await self._memory.forget(name)
        async with self._exclusively():
            file = await self._read()
            if file is not None and name in file.entries:
                await self._write(file.without(name))

    async def forget_everything(self) -> None:
        """See Vault."""
        if self._memory is not None:
            await self._memory.forget_everything()
        async with self._exclusively():
            file = await self._read()
            await asyncio.to_thread(self._remove_files)
            self._keys.clear()
            if file is not None:
                # Without its file the key opens nothing, so a keychain that is out of reach does no harm.
                with contextlib.suppress(NoKeychainError):
                    await self._keychain.remove(_entry(file))

    async def close(self) -> None:
        """See Vault."""
        await self._keychain.close()

    async def _sealed(self) -> tuple[SealedFile, bytes] | None:
        """The file and its key; None when there is no file, or only one that had to be put aside."""
        file = await self._read()
        if file is None:
            return None
        if file.identity not in self._keys:
            key = read_key(await self._keychain.read(_entry(file)) or "")
            if key is None:
                await self._aside("The key of the sealed secrets is gone from the keychain")
                return None
            self._keys[file.identity] = key
        return file, self._keys[file.identity]

    async def _new(self) -> tuple[SealedFile, bytes]:
        file, text = SealedFile.new(), new_key()
        await self._keychain.write(_entry(file), text)
        key = read_key(text)
        assert key is not None
        self._keys[file.identity] = key
        return file, key

    async def _read(self) -> SealedFile | None:
        try:
            return await asyncio.to_thread(SealedFile.read, self._path)
        except SealedFileDamagedError as error:
            await self._aside(error.message.rstrip("."))
            return None

    async def _write(self, file: SealedFile) -> None:
        try:
            await asyncio.to_thread(file.write, self._path)
        except OSError as error:
            raise self._unwritable(error) from error

    async def _aside(self, why: str) -> None:
        try:
            aside = await asyncio.to_thread(put_aside, self._path)
        except OSError as error:
            raise self._unwritable(error) from error
        notice = f"{why}. The file was kept aside as {aside.name}; log in again."
        _LOG.error("%s", notice)
        self._state = VaultState(self._state.kind, self._state.sentence, (*self._state.notices, notice))

    async def _opened(self) -> None:
        if self._state.kind is not VaultKind.SEALED:
            sentence = f"Secrets are sealed by a key in the keychain ({await self._keychain.name()})."
            self._state = VaultState(VaultKind.SEALED, sentence, self._state.notices)

    def _in_memory(self) -> MemoryVault:
        assert self._memory is not None
        return self._memory

    def _remove_files(self) -> None:
        for path in (self._path, *self._path.parent.glob(f"{self._path.name}.aside-*")):
            if path.is_file():  # a folder that stood in its place is somebody else's
                path.unlink(missing_ok=True)

    @contextlib.asynccontextmanager
    async def _exclusively(self) -> AsyncIterator[None]:
        """One at a time, in this program and among all of them."""
        from filelock import AsyncFileLock  # what only a stored login needs

        async with self._turn, contextlib.AsyncExitStack() as stack:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # Tried in the loop rather than waited for: a thread that waits in the system could not be cancelled.
                lock = AsyncFileLock(f"{self._path}.lock", mode=0o600, thread_local=False, run_in_executor=False)
                await stack.enter_async_context(lock)
            except OSError as error:
                raise self._unwritable(error) from error
            yield

    def _unwritable(self, error: OSError) -> StorageError:
        _LOG.error("The sealed secrets could not be written: %s", error)
        return cannot_use("The sealed secrets", self._path, error, "vault-unwritable")


def asks_for_memory() -> bool:
    """Whether the environment asks to leave the keychain alone."""
    return os.environ.get(VAULT_CHOICE, "").lower() == "memory"


def system_vault(path: Path) -> Vault:
    """The vault of this machine; in memory when the environment asks for that."""
    if asks_for_memory():
        return MemoryVault(f"{VAULT_CHOICE} asks for it: {IN_MEMORY[0].lower()}{IN_MEMORY[1:]}")
    return SealedVault(path)


def _entry(file: SealedFile) -> str:
    """The keychain's entry that holds the key of a file."""
    return f"sealing key {file.identity}"
