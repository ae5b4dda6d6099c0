"""The server's operation that a login walks: the adapter watched, and what the client and its administrator bring."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import TypeVar

from workbench.core.manifest import Platform
from workbench.core.server.client_request import ClientRequest
from workbench.session.login.credentials import Credentials
from workbench.session.open_adapter import OpenAdapter
from workbench.session.server import Walk
from workbench.session.server.operation import Operation
from workbench.session.server.steps import ServedCall

Key = TypeVar("Key")
Kept = TypeVar("Kept")

Watch = Callable[[ServedCall], object]


def login_operation(
    adapter: OpenAdapter,
    request: ClientRequest,
    invocation_id: str,
    watch: Watch,
    *,
    credentials: Credentials,
    platform: Platform | None,
) -> Operation:
    """An operation of the adapter's server for a client's login, asked by the client's RingCentral user.

    `platform` is the manifest's entry with its overrides for the host.
    """

    def told(call: ServedCall) -> None:
        adapter.watch(call)
        watch(call)

    source, facts = adapter.description.source, adapter.description.facts
    walk = Walk(invocation_id, person=credentials.identity.person, watch=told)
    operation = adapter.server.operation(request, walk)
    operation.serve(source.platform)
    if profile := str(facts.get("proxy_id", "")):
        operation.profiles = {profile: facts.get("proxy_config")}
    if platform is not None:
        operation.settings = replace(operation.settings, login_fields=platform.login_fields)
        operation.adapters = {**operation.adapters, platform.key: adapter}
    _store_managed(operation, credentials)
    return operation


def _store_managed(operation: Operation, credentials: Credentials) -> None:
    """An administrator's values as the server keeps them for the client's account, in place of those of before."""
    client, platform, managed = credentials.identity, operation.platform, operation.stores.managed
    extension = (client.account_id, platform, client.extension_id)
    values = {name: value for name, value in credentials.managed.items() if value}
    _put(managed.extension, extension, values)
    _put(managed.failed, extension, credentials.managed_refused)
    _put(managed.oauth, (client.account_id, platform), dict(credentials.managed_oauth))


def _put(kept: MutableMapping[Key, Kept], key: Key, value: Kept) -> None:
    if value:
        kept[key] = value
    else:
        kept.pop(key, None)
