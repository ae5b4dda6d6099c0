"""A file of sealed values: each under AES-GCM, with its name as associated data, by a key that is kept elsewhere."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

from workbench.core.errors import StorageError, reason
from workbench.core.values import Json
from workbench.core.values.json_text import read_json, write_json
from workbench.services.storage import is_no_file, write_whole

FORMAT: Final = "app-connect-workbench sealed values"
VERSION: Final = 1
KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SealedFileDamagedError(StorageError):
    """The file is torn or no sealed file at all."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The sealed secrets in {path.name} cannot be read: {why}.",
            code="vault-damaged",
            hint="Log in again; the file is kept aside.",
        )


class SealedFileNewerError(StorageError):
    """A newer workbench wrote the file; nothing must touch it."""

    def __init__(self, path: Path, version: Json) -> None:
        super().__init__(
            f"The sealed secrets in {path.name} were written by a newer workbench (version {version} of the format).",
            code="vault-newer",
            hint="Update the workbench, or set WORKBENCH_HOME to another folder.",
        )


class BrokenSealError(StorageError):
    """A value was changed, moved to another name, or sealed by another key."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The sealed secrets of {name} do not open: they were changed, or sealed by another key.",
            code="vault-seal-broken",
            hint="Log in again; that seals them anew.",
        )


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The contents of the file; values stay sealed until `open` is called with the key."""

    identity: str
    """Names the key of this file, wherever that is kept."""
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name to {nonce, sealed}, both in base64."""

    @classmethod
    def new(cls) -> Self:
        """An empty one with an identity of its own."""
        return cls(secrets.token_hex(8))

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The file; None when there is none. Raises SealedFileDamagedError, SealedFileNewerError, StorageError."""
        try:
            if is_no_file(path):
                raise SealedFileDamagedError(path, "it is no file")
            content = read_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(
                f"The sealed secrets in {path.name} could not be read: {reason(error)}.",
                code="vault-unreadable",
                hint=f"Look at {path}, or set WORKBENCH_HOME to another folder.",
            ) from error
        except ValueError as error:
            raise SealedFileDamagedError(path, "it is no JSON any more") from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise SealedFileDamagedError(path, "it is no file of sealed values")
        if content.get("version") != VERSION:
            raise SealedFileNewerError(path, content.get("version"))
        identity, entries = content.get("identity"), content.get("entries")
        if not isinstance(identity, str) or not isinstance(entries, dict):
            raise SealedFileDamagedError(path, "its header is incomplete")
        return cls(identity, entries)

    def write(self, path: Path) -> None:
        """Write it whole, readable by its owner alone: a crash leaves the old file or the new one."""
        content = {"format": FORMAT, "version": VERSION, "identity": self.identity, "entries": dict(self.entries)}
        write_whole(path, write_json(content, indent=1).encode(), synced=True)

    def seal(self, key: bytes, name: str, value: Json) -> Self:
        """With the value under this name."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, write_json(value).encode(), self._bound_to(name))
        return replace(self, entries={**self.entries, name: {"nonce": _text(nonce), "sealed": _text(sealed)}})

    def open(self, key: bytes, name: str) -> Json | None:
        """The value under a name; None when there is none. Raises BrokenSealError."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        entry = self.entries.get(name)
        if entry is None:
            return None
        try:
            nonce, sealed = (base64.b64decode(entry[part], validate=True) for part in ("nonce", "sealed"))
            return read_json(AESGCM(key).decrypt(nonce, sealed, self._bound_to(name)))
        except (InvalidTag, ValueError, KeyError, TypeError) as error:
            raise BrokenSealError(name) from error

    def without(self, name: str) -> Self:
        """With nothing under this name."""
        return replace(self, entries={each: entry for each, entry in self.entries.items() if each != name})

    def _bound_to(self, name: str) -> bytes:
        """What a sealed value is tied to: it opens in this file, under this name, in this version alone."""
        return f"{VERSION}\n{self.identity}\n{name}".encode()


def new_key() -> str:
    """A random key, as text that a keychain can hold."""
    return _text(secrets.token_bytes(KEY_BYTES))


def read_key(text: str) -> bytes | None:
    """A key from its text; None when it is none."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def put_aside(path: Path) -> Path:
    """Rename a file that cannot be used, so that nothing of it is lost; gives its new place."""
    for number in range(1, 10_000):
        aside = path.with_name(f"{path.name}.aside-{number}")
        if not aside.exists():
            path.replace(aside)
            return aside
    return path


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
