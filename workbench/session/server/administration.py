"""Routes of administrators, who show a RingCentral token: mappings and managed logins (runtime.md 3 and 10)."""

from __future__ import annotations

from workbench.core.run.invocation import Answer
from workbench.core.server.answers import ADMIN_REFUSED, answer, type_error
from workbench.core.server.app_settings import USER_MAPPINGS, USER_SETTINGS, write_admin
from workbench.core.server.managed import (
    OAUTH_MEMBERS,
    account_values,
    dynamic_field,
    keep,
    read_options,
    state,
)
from workbench.core.server.stores import PENDING_LIFETIME, Dated
from workbench.core.server.user_mapping import kept_mappings, mapped_users
from workbench.core.values import Json, to_json
from workbench.session.server.operation import Operation

_REFUSED = Answer(403, ADMIN_REFUSED)


async def map_users(operation: Operation) -> Answer:
    """Who is who; what was mapped before stays, unless the mapping is made anew."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    user = operation.connected_user(Answer(200, []))
    if not operation.steps.exports("getUserList"):
        return Answer(200, [])
    context = await operation.authorized(user)
    users = await operation.call("getUserList", context)
    if not isinstance(users, list):
        raise type_error("the user list is not iterable")
    account = operation.hashed(person.account_id)
    again = operation.request.path.endswith("/reinitializeUserMapping")
    stored = [] if again else operation.stores.admin_configs.get(account, {}).get(USER_MAPPINGS) or []
    extensions = operation.merged.get("rcExtensionList")
    answered = mapped_users(users, extensions if isinstance(extensions, list) else [], stored)
    write_admin(operation.stores, account, {USER_MAPPINGS: kept_mappings(stored, answered)})
    return Answer(200, to_json(answered))


async def write_settings(operation: Operation) -> Answer:
    """Store columns of the account's configuration, such as userSettings and userMappings."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    given = operation.merged.get("adminSettings")
    write_admin(operation.stores, operation.hashed(person.account_id), given if isinstance(given, dict) else {})
    return Answer(200, "Admin settings updated")


async def read_settings(operation: Operation) -> Answer:
    """The account's configuration; an empty one where nothing is stored."""
    if operation.user() is None:
        return Answer(400, "User not found")
    person = operation.administrator
    if person is None:
        return _REFUSED
    row = operation.stores.admin_configs.get(operation.hashed(person.account_id))
    return Answer(200, {"customConnector": None, USER_SETTINGS: {}} if row is None else to_json(row))


async def api_key_state(operation: Operation) -> Answer:
    """Which fields of the login form a person still has to fill in."""
    person = operation.person
    if person is None:
        return Answer(400, "Invalid RingCentral access token")
    return Answer(200, state(operation.managed, person, operation.platform, operation.settings.login_fields))


async def managed_options(operation: Operation) -> Answer:
    """The choices of a dynamic field, as the adapter gives them."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    fields, const = operation.settings.login_fields, operation.merged.get("fieldConst")
    if dynamic_field(fields, const) is None:
        raise type_error(f'Managed auth field "{const}" is not a dynamic user field')
    if not operation.steps.exports("getManagedAuthOptions"):
        return Answer(200, [])
    stored = operation.managed.account.get((person.account_id, operation.platform), {})
    unsaved = operation.merged.get("accountValues")
    values = account_values(fields, stored, unsaved if isinstance(unsaved, dict) else {})
    request = {"fieldConst": const, "accountValues": values}
    return Answer(200, read_options(await operation.call("getManagedAuthOptions", operation.context(None), request)))


async def write_managed(operation: Operation) -> Answer:
    """Store values for the account, or for the extension whose page it is."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    values = operation.merged.get("values")
    keep(
        operation.managed,
        person,
        operation.platform,
        operation.settings.login_fields,
        values if isinstance(values, dict) else {},
    )
    return answer(successful=True)


async def cache_oauth(operation: Operation) -> Answer:
    """Keep an administrator's OAuth client until the first login proves it."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    given = operation.merged.get("values")
    values: Json = {name: given[name] for name in OAUTH_MEMBERS if name in given} if isinstance(given, dict) else {}
    until = operation.now + PENDING_LIFETIME
    operation.managed.pending_oauth[person.account_id] = Dated(values, until)
    return answer(successful=True)


async def forget_pending_oauth(operation: Operation) -> Answer:
    """Drop the OAuth client that no login has proved."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    operation.managed.pending_oauth.pop(person.account_id, None)
    return answer(successful=True)


async def forget_account_oauth(operation: Operation) -> Answer:
    """Drop the account's OAuth client."""
    person = operation.administrator
    if person is None:
        return _REFUSED
    operation.managed.oauth.pop((person.account_id, operation.platform), None)
    return answer(successful=True)


async def oauth_state(operation: Operation) -> Answer:
    """Whether an OAuth client is kept or pending; only administrators learn of pending ones, and see values."""
    person = operation.person
    if person is None:
        return Answer(400, "Invalid RingCentral access token")
    managed = operation.managed
    kept = managed.oauth.get((person.account_id, operation.platform))
    pending = managed.pending_oauth.get(person.account_id)
    if pending is not None and (pending.until <= operation.now or not person.is_admin):
        pending = None
    said: dict[str, Json] = {
        "isAdmin": person.is_admin,
        "hasAccountOAuth": kept is not None,
        "hasPendingOAuth": pending is not None,
    }
    if person.is_admin and kept is not None:
        said["oauthValues"] = {name: value for name, value in kept.items() if name != "clientSecret"}
    if pending is not None:
        said["pendingValues"] = pending.value
    return Answer(200, said)
