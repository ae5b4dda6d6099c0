"""Routes without a session, and account data (server_api.md sections 3 and 5)."""

from __future__ import annotations

from workbench.core.run.invocation import Answer
from workbench.core.server.answers import answer, type_error, value_of
from workbench.core.server.app_settings import admin_settings
from workbench.core.server.capabilities import capabilities
from workbench.core.server.identity import hashed_id
from workbench.core.server.stores import ACCOUNT_DATA_LIFETIME, Fetched
from workbench.core.values import UNDEFINED, Json, to_json
from workbench.core.values.paths import get_path
from workbench.session.server.operation import Operation


async def is_alive(_operation: Operation) -> Answer:
    """The server runs."""
    return Answer(200, "OK")


async def implemented_interfaces(operation: Operation) -> Answer:
    """What the adapter exports; getAuthType is called without arguments and not awaited."""
    context = operation.context(None, purpose="implementedInterfaces")
    outcome = await operation.steps.outcome("getAuthType", context)
    value_of(outcome, "getAuthType")
    exports = operation.steps.adapter.exports
    return Answer(200, capabilities(exports, outcome, caches_notes=operation.settings.uses_note_cache))


async def user_info_hash(operation: Operation) -> Answer:
    """Hashes under which accounts and extensions are known to adapters."""
    query, key = operation.request.query, operation.settings.hash_key
    names = ("extensionId", "accountId")
    return answer(**{name: hashed_id(query[name], key) if query.get(name) else UNDEFINED for name in names})


async def preload_settings(operation: Operation) -> Answer:
    """What an administrator set, for a client that nobody has logged in to yet."""
    account = operation.hashed_account()
    if not account:
        return Answer(400, "Cannot find rc user login")
    settings = admin_settings(operation.stores, account)
    return answer(userSettings=UNDEFINED if settings is None else settings)


async def crm_manifest(operation: Operation) -> Answer:
    """The platform's manifest, if its author has a name."""
    manifest: Json = operation.settings.manifests.get(str(operation.request.query.get("platformName") or "default"))
    return Answer(200, manifest) if get_path(manifest, "author.name") else Answer(400, "Platform not found")


async def account_data(operation: Operation) -> Answer:
    """Lists that an adapter fetches for forms, kept for the account; stale ones serve when fetching fails."""
    names = [name for name in str(operation.request.query.get("keys") or "").split(",") if name]
    known = operation.steps.adapter.account_data
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise type_error(f"Unknown account data key: {', '.join(unknown)}" if unknown else "Missing keys")
    user = operation.connected_user(Answer(400, "User not found")) or {}
    context = await operation.authorized(user)
    forced = operation.request.query.get("forceRefresh") == "true"
    data: dict[str, Json] = {}
    for name in names:
        if not user.get("rcAccountId"):
            operation.refuse(type_error(f"Cannot resolve account data '{name}': user has no rcAccountId"))
        key = (str(user.get("rcAccountId") or ""), operation.platform, name)
        kept = operation.stores.account_data.get(key)
        lifetime = known[name]
        lifetime = ACCOUNT_DATA_LIFETIME if lifetime is None else lifetime
        if kept is not None and operation.now - kept.at <= lifetime and not forced:
            data[name] = kept.value
            continue
        outcome = await operation.steps.fetch(name, context)
        if outcome.error is not None and kept is not None:
            data[name] = kept.value
            continue
        data[name] = to_json(value_of(outcome, name))
        operation.stores.account_data[key] = Fetched(data[name], operation.now)
    return answer(successful=True, data=data)
