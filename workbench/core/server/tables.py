"""App Connect's tables as its models make them on SQLite (published server 1.7.41; runtime.md section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_DATES: Final = "`createdAt` DATETIME NOT NULL, `updatedAt` DATETIME NOT NULL"

SCHEMA: Final[tuple[str, ...]] = (
    (
        "CREATE TABLE `users` (`id` VARCHAR(255) PRIMARY KEY, `rcAccountId` VARCHAR(255), `hostname` VARCHAR(255), "
        "`timezoneName` VARCHAR(255), `timezoneOffset` VARCHAR(255), `platform` VARCHAR(255), "
        "`accessToken` VARCHAR(2000), `refreshToken` VARCHAR(2000), `tokenExpiry` DATETIME, "
        f"`platformAdditionalInfo` JSON, `hashedRcExtensionId` VARCHAR(255), `userSettings` JSON, {_DATES})"
    ),
    (
        "CREATE TABLE `callLogs` (`id` VARCHAR(255) NOT NULL, `sessionId` VARCHAR(255) NOT NULL, "
        "`extensionNumber` VARCHAR(255) NOT NULL DEFAULT '', `hashedExtensionId` VARCHAR(255) NOT NULL DEFAULT '', "
        "`platform` VARCHAR(255), `thirdPartyLogId` VARCHAR(255), `userId` VARCHAR(255), `contactId` VARCHAR(255), "
        f"{_DATES}, PRIMARY KEY (`id`, `sessionId`, `extensionNumber`, `hashedExtensionId`))"
    ),
    (
        "CREATE TABLE `messageLogs` (`id` VARCHAR(255) PRIMARY KEY, `platform` VARCHAR(255), "
        "`conversationId` VARCHAR(255), `conversationLogId` VARCHAR(255), `thirdPartyLogId` VARCHAR(255), "
        f"`userId` VARCHAR(255), {_DATES})"
    ),
    (
        "CREATE TABLE `adminConfigs` (`id` VARCHAR(255) PRIMARY KEY, `userSettings` JSON, `customAdapter` JSON, "
        "`adminAccessToken` VARCHAR(512), `adminRefreshToken` VARCHAR(512), `adminTokenExpiry` DATETIME, "
        f"`userMappings` JSON, {_DATES})"
    ),
    (
        "CREATE TABLE `caches` (`id` VARCHAR(255) PRIMARY KEY, `status` VARCHAR(255), `userId` VARCHAR(255), "
        f"`cacheKey` VARCHAR(255), `data` JSON, `expiry` DATETIME, {_DATES})"
    ),
    "CREATE INDEX `caches_expiry` ON `caches` (`expiry`)",
    (
        "CREATE TABLE `accountData` (`rcAccountId` VARCHAR(255) NOT NULL, `platformName` VARCHAR(255) NOT NULL, "
        f"`dataKey` VARCHAR(255) NOT NULL, `data` JSON, {_DATES}, "
        "PRIMARY KEY (`rcAccountId`, `platformName`, `dataKey`))"
    ),
    (
        "CREATE TABLE `callDownLists` (`id` VARCHAR(255) PRIMARY KEY, `userId` VARCHAR(255), `contactId` VARCHAR(255), "
        f"`contactType` VARCHAR(255), `status` VARCHAR(255), `scheduledAt` DATETIME, `lastCallAt` DATETIME, {_DATES})"
    ),
    "CREATE INDEX `call_down_lists_user_id` ON `callDownLists` (`userId`)",
    "CREATE INDEX `call_down_lists_status` ON `callDownLists` (`status`)",
    "CREATE INDEX `call_down_lists_scheduled_at` ON `callDownLists` (`scheduledAt`)",
    "CREATE INDEX `call_down_lists_user_id_status` ON `callDownLists` (`userId`, `status`)",
    f"CREATE TABLE `llmSessions` (`id` VARCHAR(255) PRIMARY KEY, `jwtToken` VARCHAR(255), `expiry` DATETIME, {_DATES})",
)
"""What the models' sync does to an empty database; callLogs as its migration leaves it."""

COLUMN_LENGTHS: Final[Mapping[str, Mapping[str, int]]] = {
    statement.split("`")[1]: {
        column: int(length) for column, length in re.findall(r"`(\w+)` VARCHAR\((\d+)\)", statement)
    }
    for statement in SCHEMA
    if statement.startswith("CREATE TABLE")
}
"""Characters that a column of text takes, by table; PostgreSQL, the server's usual database, refuses longer ones."""


def too_long_cells(table: str, row: Mapping[str, object]) -> Iterator[tuple[str, int, int]]:
    """The columns whose text is longer than the table takes: their name, its length, and what they take."""
    for column, limit in COLUMN_LENGTHS[table].items():
        value = row.get(column)
        if isinstance(value, str) and len(value) > limit:
            yield column, len(value), limit


LINKAGE_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "callLogs": ("id", "sessionId", "extensionNumber", "hashedExtensionId"),
    "messageLogs": ("id",),
}
"""Primary keys of the rows by which a log is known again."""

JSON_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "users": ("platformAdditionalInfo", "userSettings"),
    "adminConfigs": ("userSettings", "customAdapter", "userMappings"),
    "caches": ("data",),
    "accountData": ("data",),
}
"""Columns that hold JSON text, by table."""

DATE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "users": ("tokenExpiry",),
    "adminConfigs": ("adminTokenExpiry",),
    "caches": ("expiry",),
    "callDownLists": ("scheduledAt", "lastCallAt"),
    "llmSessions": ("expiry",),
}
"""Columns that hold a moment, by table; createdAt and updatedAt are in every one."""

COLUMNS_OF_TODAY: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "seed": {
        "users": ("rcAccountId", "hashedRcExtensionId"),
        "callLogs": ("extensionNumber", "hashedExtensionId", "contactId"),
    },
    "mid": {
        "users": ("rcAccountId", "hashedRcExtensionId"),
        "callLogs": ("extensionNumber", "hashedExtensionId"),
    },
}
"""By era and table, the columns that earlier servers do not have (runtime.md section 12)."""
