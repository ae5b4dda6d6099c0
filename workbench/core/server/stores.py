"""What App Connect's server keeps between requests, in the tables of its database (runtime.md section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.connection.user import StoredUser, UserChanges
from workbench.core.server.cells import date_cell, epoch
from workbench.core.server.sealing import seal, unseal
from workbench.core.server.settings import ServerSettings
from workbench.core.server.sql import Database
from workbench.core.server.store_table import Mapped, Row, Table
from workbench.core.server.tables import COLUMNS_OF_TODAY
from workbench.core.values import Json
from workbench.core.values.times import iso_time

NOTE_LIFETIME: Final = 3600.0
"""Seconds that a cached note is kept."""

ACCOUNT_DATA_LIFETIME: Final = 24 * 3600.0
"""Seconds that account data is kept when its table says nothing."""

PENDING_LIFETIME: Final = 24 * 3600.0
"""Seconds that an administrator's OAuth values wait for the first login."""

CONTACT_KEY: Final = "contact-"
"""Beginning of the key of a cached contact list, before the number."""

_OAUTH_KEY: Final = "managed-oauth-account"
_ACCOUNT_KEY: Final = "managed-auth-org"
_EXTENSION_KEY: Final = "managed-auth-user:"
_FAILED_KEY: Final = "managed-auth-login-failure:"
_OWN_KEYS: Final = (CONTACT_KEY, _OAUTH_KEY, _ACCOUNT_KEY, _EXTENSION_KEY, _FAILED_KEY)
"""Beginnings of the keys that the server itself uses in the table of account data."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and until when it holds, in seconds since the epoch."""

    value: Json
    until: float


@dataclass(frozen=True, slots=True)
class Fetched:
    """Account data and when it was fetched, in seconds since the epoch."""

    value: Json
    at: float


class Managed:
    """Values that administrators supply for logins (runtime.md sections 3.1 to 3.3), sealed by the server's secret."""

    def __init__(self, account_data: Table, caches: Table, settings: Callable[[], ServerSettings]) -> None:
        def read(row: Row) -> dict[str, Json]:
            fields = (row["data"] or {}).get("fields") or {}
            return {name: unseal(each, settings().token_secret) for name, each in fields.items()}

        def sealed(values: Mapping[str, Json]) -> dict[str, Json]:
            return {name: seal(each, settings().token_secret) for name, each in values.items()}

        self.account: Mapped[tuple[str, str], dict[str, Json]] = Mapped(
            account_data,
            where=lambda of: _where(*of, _ACCOUNT_KEY),
            key=lambda row: _account(row) if row["dataKey"] == _ACCOUNT_KEY else None,
            read=read,
            columns=lambda _, values: {"data": {"fields": sealed(values)}},
        )
        """(account id, platform) to API-key field values."""
        self.extension: Mapped[tuple[str, str, str], dict[str, Json]] = Mapped(
            account_data,
            where=lambda of: _where(of[0], of[1], _EXTENSION_KEY + of[2]),
            key=lambda row: _of_key(row, _EXTENSION_KEY),
            read=read,
            columns=lambda of, values: {"data": {"rcExtensionId": of[2], "rcUserName": "", "fields": sealed(values)}},
        )
        """(account id, platform, extension id) to API-key field values."""
        self.failed: Mapped[tuple[str, str, str], bool] = Mapped(
            account_data,
            where=lambda of: _where(of[0], of[1], _FAILED_KEY + of[2]),
            key=lambda row: _of_key(row, _FAILED_KEY),
            read=lambda _: True,
            columns=lambda *_: {"data": {"failedAt": iso_time(settings().clock())}},
        )
        """Extensions whose last managed login the CRM refused."""
        self.oauth: Mapped[tuple[str, str], dict[str, Json]] = Mapped(
            account_data,
            where=lambda of: _where(*of, _OAUTH_KEY),
            key=lambda row: _account(row) if row["dataKey"] == _OAUTH_KEY else None,
            read=read,
            columns=lambda _, values: {"data": {"fields": sealed(values)}},
        )
        """(account id, platform) to OAuth client values."""
        self.pending_oauth: Mapped[str, Dated] = Mapped(
            caches,
            where=lambda account: {"id": f"{account}-{_OAUTH_KEY}"},
            key=lambda row: row["userId"] if row["cacheKey"] == _OAUTH_KEY else None,
            read=lambda row: Dated(read(row), epoch(row["expiry"])),
            columns=lambda account, dated: {
                "status": "pending",
                "userId": account,
                "cacheKey": _OAUTH_KEY,
                "data": {"fields": sealed(dated.value)},
                "expiry": date_cell(dated.until),
            },
        )
        """Account id to OAuth client values that no login has proved yet."""


class AccountContacts(Mapping[str, Json]):
    """The contact cache of one account: number to list, read when it is asked for."""

    def __init__(self, contacts: Mapping[tuple[str, str, str], Json], account: str, platform: str) -> None:
        self._contacts = contacts
        self._of = (account, platform)

    def __getitem__(self, number: str) -> Json:
        return self._contacts[(*self._of, number)]

    def __iter__(self) -> Iterator[str]:
        return (number for (*of, number) in self._contacts if tuple(of) == self._of)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Stores:
    """Everything the server keeps. All of it lies in the database, but for what App Connect keeps in DynamoDB."""

    def __init__(self, database: Database, settings: ServerSettings | None = None) -> None:
        """`settings` are the server's, which sets them when it takes the stores."""
        self.settings = settings or ServerSettings()

        def table(name: str) -> Table:
            return Table(
                database,
                name,
                clock=lambda: self.settings.clock(),
                hidden=lambda: COLUMNS_OF_TODAY.get(self.settings.era, {}).get(name, ()),
            )

        account_data = table("accountData")
        self.database = database
        self._users = table("users")
        self.users: Mapped[str, StoredUser] = Mapped(
            self._users,
            where=lambda user: {"id": user},
            key=lambda row: str(row["id"]),
            read=dict,
            columns=lambda _, user: user,
        )
        """By id; assigning writes the columns that are given."""
        self.call_logs = table("callLogs")
        self.message_logs = table("messageLogs")
        self.contacts: Mapped[tuple[str, str, str], Json] = Mapped(
            account_data,
            where=lambda of: _where(of[0], of[1], CONTACT_KEY + of[2]),
            key=lambda row: _of_key(row, CONTACT_KEY),
            read=lambda row: row["data"],
            columns=lambda _, found: {"data": found},
        )
        """(account id, platform, number as received) to the list of contacts; it has no lifetime."""
        self.account_data: Mapped[tuple[str, str, str], Fetched] = Mapped(
            account_data,
            where=lambda of: _where(*of),
            key=lambda row: None if row["dataKey"].startswith(_OWN_KEYS) else _of_key(row, ""),
            read=lambda row: Fetched(row["data"], epoch(row["updatedAt"])),
            columns=lambda _, fetched: {"data": fetched.value},
        )
        """(account id, platform, key) to what the adapter fetched; it dates from when it was stored."""
        self.admin_configs: Mapped[str, Row] = Mapped(
            table("adminConfigs"),
            where=lambda account: {"id": account},
            key=lambda row: str(row["id"]),
            read=dict,
            columns=lambda _, columns: columns,
        )
        """Hashed account id to what an administrator set: userSettings, userMappings [{crmUserId, rcExtensionId}].

        Assigning writes the columns that are given.
        """
        self.managed = Managed(account_data, table("caches"), lambda: self.settings)
        self.notes: dict[str, Dated] = {}
        """Session id to a note typed before the server-side log exists; it lies in DynamoDB there."""

    def write_user(self, user_id: str, changes: UserChanges) -> None:
        """Do what an adapter did to a user's row; one that is gone stays so."""
        for each in changes.operations:
            if each.op == "destroy":
                self._users.remove(id=user_id)
            elif each.values:
                self._users.change({"id": user_id}, {name: each.values[name] for name in each.values if name != "id"})

    def account_contacts(self, account: str, platform: str) -> Mapping[str, Json]:
        """The contact cache of one account: number to list."""
        return AccountContacts(self.contacts, account, platform)


def _where(account: str, platform: str, key: str) -> dict[str, Json]:
    return {"rcAccountId": account, "platformName": platform, "dataKey": key}


def _account(row: Row) -> tuple[str, str]:
    return row["rcAccountId"], row["platformName"]


def _of_key(row: Row, beginning: str) -> tuple[str, str, str] | None:
    key: str = row["dataKey"]
    return (*_account(row), key.removeprefix(beginning)) if key.startswith(beginning) else None
