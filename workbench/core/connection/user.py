"""App Connect's stored user, and what adapters do to it (contract: runtime.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from workbench.core.values import Json

COLUMNS: Final = (
    "id",
    "platform",
    "hostname",
    "accessToken",
    "refreshToken",
    "tokenExpiry",
    "timezoneName",
    "timezoneOffset",
    "rcAccountId",
    "hashedRcExtensionId",
    "platformAdditionalInfo",
    "userSettings",
)
"""Columns of App Connect's user table that an adapter can read and write."""

JSON_COLUMNS: Final = ("platformAdditionalInfo", "userSettings")
"""Columns whose change is only seen when a different object is assigned."""

StoredUser = dict[str, Json]
"""One row: column name to value. tokenExpiry is ISO 8601 text or None; ids and offsets are text."""


@dataclass(frozen=True, slots=True)
class UserOperation:
    """One call by which an adapter stored something."""

    op: str
    """save, update or destroy."""
    values: dict[str, Json] = field(default_factory=dict)
    """Columns written, with their new values."""


@dataclass(frozen=True, slots=True)
class UserChanges:
    """Everything an adapter did to the user during one invocation."""

    operations: tuple[UserOperation, ...] = ()
    unsaved: dict[str, Json] = field(default_factory=dict)
    """Columns assigned but never saved: App Connect forgets them after the call."""
    lost: dict[str, Json] = field(default_factory=dict)
    """JSON columns mutated in place and then saved: the database sees no change and stores nothing."""

    def __bool__(self) -> bool:
        return bool(self.operations or self.unsaved or self.lost)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One call by which an adapter stored something in another row that it was given (runtime.md sections 7 and 8)."""

    table: str
    op: str
    """save, update or destroy."""
    values: dict[str, Json] = field(default_factory=dict)
    """Columns written, with their new values."""
