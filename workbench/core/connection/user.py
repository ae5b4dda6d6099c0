"""App Connect's stored user, and what adapters do to it (contract: runtime.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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


_STAMPS: Final = ("createdAt", "updatedAt")


def with_unseen(changes: UserChanges, before: StoredUser | None, after: StoredUser | None) -> UserChanges:
    """The changes with what was written by another way than the user of the call, such as a model of App Connect.

    `before` and `after` are the row as it lies in the database around the call; None where there is none.
    """
    if before is None or any(each.op == "destroy" for each in changes.operations):
        return changes
    if after is None:
        return replace(changes, operations=(*changes.operations, UserOperation("destroy")))
    seen = {name for each in changes.operations for name in each.values}.union(_STAMPS)
    unseen = {name: after[name] for name in after if name not in seen and after[name] != before.get(name)}
    if not unseen:
        return changes
    return replace(changes, operations=(*changes.operations, UserOperation("update", unseen)))


@dataclass(frozen=True, slots=True)
class RowChange:
    """One call by which an adapter stored something in another row that it was given (runtime.md sections 7 and 8)."""

    table: str
    op: str
    """save, update or destroy."""
    values: dict[str, Json] = field(default_factory=dict)
    """Columns written, with their new values."""
