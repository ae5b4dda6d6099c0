"""The rows of one stored connection: its file and the vault, around the database in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from workbench.core.errors import WorkbenchError
from workbench.core.redaction import Redactor
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.connection_file import ConnectionFile
from workbench.services.vault import Secrets

ROWS: Final = "rows"
"""Under this name the vault has what the references in a connection's file stand for."""


class KeptRows:
    """Loads and keeps them; what the file must not hold goes into the connection's entry of the vault."""

    def __init__(
        self,
        path: Path,
        database: AppConnectDatabase,
        *,
        redactor: Callable[[], Redactor],
        read: Callable[[], Awaitable[Secrets | None]],
        write: Callable[[Secrets], Awaitable[None]],
        on_broken: Callable[[WorkbenchError], object],
        of: str,
    ) -> None:
        """`read` and `write` are the vault's, for this connection; `of` is its name."""
        self.database = database
        self._redactor = redactor
        self._read = read
        self._write = write
        self._is_sealing = True
        self._file = ConnectionFile(path, database, is_secret=self._is_secret, on_broken=on_broken, of=of)
        self._masks = redactor()

    async def load(self) -> None:
        """Fill the database; raises WorkbenchError."""
        await self._file.load(self._unseal)

    async def keep(self, *, logged_in: bool) -> bool:
        """Write what changed; whether anything did. Raises WorkbenchError.

        The vault keeps nothing of a user who is logged out.
        """
        if logged_in and not self._is_sealing:
            self._file.seal_again()
        self._is_sealing = logged_in
        self._masks = self._redactor()
        return await self._file.keep(self._seal, self._unseal)

    async def close(self) -> None:
        """Close the file."""
        await self._file.close()

    def _is_secret(self, text: str) -> bool:
        if self._masks.text(text) != text:
            return True
        if not text.startswith(("{", "[", '"')):
            return False
        try:
            value = read_json(text)
        except ValueError:
            return False
        return bool(self._masks.value(value) != value)

    async def _seal(self, changed: Mapping[str, Json]) -> None:
        if not self._is_sealing:
            return
        secrets: dict[str, Any] = await self._read() or {}
        rows = {name: value for name, value in {**secrets.get(ROWS, {}), **changed}.items() if value is not None}
        await self._write({**secrets, ROWS: rows})

    async def _unseal(self) -> Mapping[str, Json]:
        return (await self._read() or {}).get(ROWS) or {}
