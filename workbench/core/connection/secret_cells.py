"""Cells of a connection's tables that must not lie in a file in clear: a reference stands there, the vault resolves it.

A reference is `workbench-secret:<table>/<primary key>/<column>`, its parts percent-encoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, TypeGuard
from urllib.parse import quote

Cell: TypeAlias = str | int | float | bytes | None
"""What SQLite holds in one column."""

Cells: TypeAlias = dict[str, Cell]

REFERENCE: Final = "workbench-secret:"

_SECRET_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "users": ("accessToken", "refreshToken", "platformAdditionalInfo"),
    "adminConfigs": ("adminAccessToken", "adminRefreshToken"),
    "caches": ("data",),
    "llmSessions": ("jwtToken",),
}
"""Columns whose very purpose is a secret, or that may hold one, by table."""

_MANAGED: Final = "managed-"
"""Beginning of the keys of account data under which login values of administrators lie."""


def masked(
    table: str, key: Sequence[str], cells: Mapping[str, Cell], is_secret: Callable[[str], bool]
) -> tuple[Cells, dict[str, Cell]]:
    """A row as it may lie in a file, and what its references stand for. `key` are the columns of the primary key."""
    hidden = {column for column, cell in cells.items() if _is_hidden(table, column, cells, cell, is_secret)}
    parts = [_digest(cells[column]) if column in hidden else _plain(cells[column]) for column in key]
    place = f"{REFERENCE}{quote(table, safe='')}/{','.join(quote(part, safe='') for part in parts)}"
    references = {column: f"{place}/{quote(column, safe='')}" for column in hidden}
    return {**cells, **references}, {references[column]: cells[column] for column in hidden}


def resolved(cells: Mapping[str, Cell], secrets: Mapping[str, Cell]) -> Cells:
    """The row with what its references stand for; None where the vault has nothing any more."""
    return {column: secrets.get(cell) if is_reference(cell) else cell for column, cell in cells.items()}


def is_reference(cell: Cell) -> TypeGuard[str]:
    """Whether a cell of a file stands for a secret."""
    return isinstance(cell, str) and cell.startswith(REFERENCE)


def _is_hidden(
    table: str, column: str, cells: Mapping[str, Cell], cell: Cell, is_secret: Callable[[str], bool]
) -> bool:
    if cell is None or cell == "":
        return False
    if column in _SECRET_COLUMNS.get(table, ()):
        return True
    if table == "accountData" and column == "data" and str(cells.get("dataKey")).startswith(_MANAGED):
        return True
    text = _plain(cell)
    return text.startswith(REFERENCE) or is_secret(text)


def _plain(cell: Cell) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _digest(cell: Cell) -> str:
    return hashlib.sha256(_plain(cell).encode(errors="replace")).hexdigest()[:16]
