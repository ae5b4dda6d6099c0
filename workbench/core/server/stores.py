"""The rows that App Connect's server keeps between requests: users, linkage, caches, settings of an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.core.connection.user import StoredUser
from workbench.core.values import Json

Row = dict[str, Any]
"""One row of a linkage table; every column is text."""

NOTE_LIFETIME = 3600.0
"""Seconds that a cached note is kept."""

ACCOUNT_DATA_LIFETIME = 24 * 3600.0
"""Seconds that account data is kept when its table says nothing."""

PENDING_LIFETIME = 24 * 3600.0
"""Seconds that an administrator's OAuth values wait for the first login."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and until when it holds, in seconds since the epoch."""

    value: Json
    until: float


@dataclass(slots=True)
class Managed:
    """Values that administrators supply for logins (runtime.md sections 3.1 to 3.3)."""

    account: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)
    """(account id, platform) to API-key field values."""
    extension: dict[tuple[str, str, str], dict[str, Json]] = field(default_factory=dict)
    """(account id, platform, extension id) to API-key field values."""
    failed: set[tuple[str, str, str]] = field(default_factory=set)
    """Extensions whose last managed login the CRM refused."""
    oauth: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)
    """(account id, platform) to OAuth client values."""
    pending_oauth: dict[str, Dated] = field(default_factory=dict)
    """Account id to OAuth client values that no login has proved yet."""


@dataclass(slots=True)
class Stores:
    """Everything the server keeps. Plain memory: whoever wants it kept longer stores these members."""

    users: dict[str, StoredUser] = field(default_factory=dict)
    call_logs: list[Row] = field(default_factory=list)
    """id, sessionId, extensionNumber, hashedExtensionId, platform, thirdPartyLogId, userId, contactId."""
    message_logs: list[Row] = field(default_factory=list)
    """id, platform, conversationId, conversationLogId, thirdPartyLogId, userId."""
    contacts: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    """(account id, platform, number as received) to the list of contacts; it has no lifetime."""
    notes: dict[str, Dated] = field(default_factory=dict)
    """Session id to a note typed before the server-side log exists."""
    account_data: dict[tuple[str, str, str], Dated] = field(default_factory=dict)
    """(account id, platform, key) to what the adapter fetched."""
    admin_configs: dict[str, Row] = field(default_factory=dict)
    """Hashed account id to what an administrator decided: id, userSettings, userMappings and the other columns."""
    managed: Managed = field(default_factory=Managed)

    def account_contacts(self, account: str, platform: str) -> Mapping[str, Json]:
        """The contact cache of one account: number to list."""
        return {number: found for (of, on, number), found in self.contacts.items() if (of, on) == (account, platform)}
