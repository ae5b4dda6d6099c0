"""The system keychain through keyring, on a thread of its own: it may wait for the user, and it blocks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

from workbench.core.errors import LoginError, StorageError, WorkbenchError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Result = TypeVar("Result")

_LOG: Final = logging.getLogger(__name__)

SERVICE: Final = "app-connect-workbench"
"""The name under which the workbench's entries lie in the keychain."""

_GOODBYE: Final = 0.5
"""Seconds that the thread has to end."""

PATIENCE: Final = 120.0
"""Seconds that a call may take; the keychain may be showing its own dialog to the user meanwhile."""


IN_MEMORY: Final = (
    "Secrets are kept in memory until the program ends: tokens, keys and secret values are lost then, and a new login "
    "is needed."
)
"""What holds where no keychain is used."""


class KeychainLockedError(LoginError):
    """The keychain is there but locked: unlock it and try again, or keep secrets in memory for this session."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The system keychain is locked: {why}",
            code="keychain-locked",
            hint="Unlock it and try again, or set WORKBENCH_VAULT=memory to keep secrets in memory for this session.",
        )


class NoKeychainError(StorageError):
    """No keychain can be used on this machine; the message says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why, code="no-keychain", hint=IN_MEMORY)


class Keychain:
    """Reads and writes small values. Every method raises NoKeychainError or KeychainLockedError when it cannot."""

    def __init__(self, backend: Callable[[], KeyringBackend] | None = None, *, patience: float = PATIENCE) -> None:
        """`backend` gives another keychain than the system's; `patience` is in seconds."""
        self._find = backend or _system_backend
        self._patience = patience
        self._backend: KeyringBackend | None = None
        self._waiting: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | Future[None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def name(self) -> str:
        """What the keychain calls itself; nothing in it is touched, so it asks its user for nothing."""
        return await self._run(lambda backend: str(backend.name))

    async def read(self, entry: str) -> str | None:
        """The value of an entry; None when there is none."""
        return await self._run(lambda backend: backend.get_password(SERVICE, entry))

    async def write(self, entry: str, value: str) -> None:
        """Store a value and read it back, since some backends forget silently."""

        def store(backend: KeyringBackend) -> None:
            backend.set_password(SERVICE, entry, value)
            if backend.get_password(SERVICE, entry) != value:
                raise NoKeychainError(f"The keychain {backend.name} does not give back what is stored in it.")

        await self._run(store)

    async def remove(self, entry: str) -> None:
        """Remove an entry; one that is not there is no error."""

        def delete(backend: KeyringBackend) -> None:
            if backend.get_password(SERVICE, entry) is not None:
                backend.delete_password(SERVICE, entry)

        await self._run(delete)

    async def close(self) -> None:
        """End the thread; one that the keychain keeps waiting ends with the program."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        over: Future[None] = Future()
        self._waiting.put(over)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(over), _GOODBYE)
            thread.join()

    async def _run(self, work: Callable[[KeyringBackend], Result]) -> Result:
        if self._thread is None:
            # A daemon: a keychain that never answers must not keep the program from ending.
            self._thread = threading.Thread(target=self._serve, name="keychain", daemon=True)
            self._thread.start()
        done: Future[Result] = Future()
        self._waiting.put((lambda: self._on_thread(work), done))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(done), self._patience)
        except WorkbenchError as error:
            _LOG.warning("%s", error.message)
            raise
        except TimeoutError:
            _LOG.warning("The keychain did not answer within %.0f seconds.", self._patience)
            raise KeychainLockedError(f"it did not answer within {self._patience:.0f} seconds.") from None

    def _serve(self) -> None:
        while isinstance(wanted := self._waiting.get(), tuple):
            work, done = wanted
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001, it belongs to whoever waits for the result
                done.set_exception(error)
        if wanted.set_running_or_notify_cancel():
            wanted.set_result(None)

    def _on_thread(self, work: Callable[[KeyringBackend], Result]) -> Result:
        from keyring.errors import InitError, KeyringError, KeyringLocked

        if self._backend is None:
            self._backend = self._find()
        try:
            return work(self._backend)
        except KeyringLocked as error:
            raise KeychainLockedError(_sentence(error)) from error
        except InitError as error:
            raise NoKeychainError(f"The system keychain is not set up: {_sentence(error)}") from error
        except KeyringError as error:
            raise NoKeychainError(f"The system keychain cannot be used: {_sentence(error)}") from error
        except WorkbenchError:
            raise
        except Exception as error:
            # A backend talks to D-Bus, to a C library or to Windows, and lets through whatever those raise.
            raise NoKeychainError(f"The system keychain failed: {type(error).__name__}: {error}") from error


def _system_backend() -> KeyringBackend:
    """The backend that keyring picks; raises NoKeychainError for those that keep nothing, or keep it in clear."""
    import keyring
    from keyring.backends import fail, null

    try:
        backend = keyring.get_keyring()
    except Exception as error:
        # PYTHON_KEYRING_BACKEND and keyring's own configuration may name what does not exist.
        raise NoKeychainError(f"The keychain that keyring is told to use cannot be loaded: {error}") from error
    if isinstance(backend, fail.Keyring):
        raise NoKeychainError("This system has no keychain that answers.")
    if isinstance(backend, null.Keyring):
        raise NoKeychainError("keyring is told to use a backend that keeps nothing.")
    if float(backend.priority) < 1:
        raise NoKeychainError(f"The only keychain is {backend.name}, which is not safe enough for secrets.")
    return backend


def _sentence(error: Exception) -> str:
    text = str(error).strip().rstrip(".!") or type(error).__name__
    return f"{text}."
