"""App Connect's database with what a test gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.core.server.settings import ServerSettings
from workbench.core.server.stores import Stores
from workbench.services.app_connect_database import AppConnectDatabase


def stores_of(
    *users: Mapping[str, Any],
    settings: ServerSettings | None = None,
    call_logs: Iterable[Mapping[str, Any]] = (),
    message_logs: Iterable[Mapping[str, Any]] = (),
    contacts: Mapping[tuple[str, str, str], Any] | None = None,
    admin_configs: Mapping[str, Mapping[str, Any]] | None = None,
) -> Stores:
    """The stores of a server with these rows."""
    stores = Stores(AppConnectDatabase(), settings)
    for user in users:
        stores.users[user["id"]] = dict(user)
    for row in call_logs:
        stores.call_logs.append(row)
    for row in message_logs:
        stores.message_logs.append(row)
    stores.contacts.update(contacts or {})
    stores.admin_configs.update({account: dict(row) for account, row in (admin_configs or {}).items()})
    return stores
