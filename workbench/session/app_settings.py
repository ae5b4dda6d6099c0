"""What a user and an administrator set in App Connect, put where its server keeps it for an adapter's connection."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from workbench.core.connection.user import StoredUser
from workbench.core.login.client import ClientIdentity
from workbench.core.server.app_settings import (
    ADMIN_COLUMNS,
    USER_SETTINGS,
    AppSettings,
    admin_settings,
    is_locked,
    merged_settings,
    read_settings,
    write_admin,
)
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.identity import hashed_id
from workbench.core.values import UNDEFINED, Json
from workbench.core.values.javascript import as_object, member, truthy
from workbench.core.values.paths import get_path
from workbench.session.open_adapter import OpenAdapter
from workbench.session.run import new_invocation_id
from workbench.session.server import Served, Walk
from workbench.session.workspace import read_own, read_shared

_HOOK: Final = "onUpdateUserSettings"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of settings."""

    refusal: str = ""
    """Why the user's settings were not stored, as a sentence; empty when they were, or when there were none."""
    notes: tuple[str, ...] = ()
    """What else is to be said, as sentences."""


async def apply(
    adapter: OpenAdapter, settings: AppSettings, *, anew: Collection[str] = (), gone: Collection[str] = ()
) -> Applied:
    """Store settings for a connection as App Connect's clients do; an adapter that is not connected is left alone.

    An administrator's go into the configuration of the user's account, whose columns they replace. The user's client
    reads both merged and sends what is new to the server, which asks onUpdateUserSettings where there is one. Settings
    named in `anew` are sent also when they are stored already, and those in `gone` are removed.
    """
    if not (settings or gone) or adapter.connection is None or not adapter.connection.user:
        return Applied()
    adapter.adopt_secrets(settings.secrets)
    user, invocation_id = adapter.connection.user, new_invocation_id()
    server = adapter.server
    account = account_of(user, server.settings.hash_key)
    if settings.admin:
        write_admin(server.stores, account, settings.admin)
    administrators = admin_settings(server.stores, account)
    locked = [name for name in settings.user if is_locked(administrators, name)]
    notes = [f"{name} is set by the administrator, and no user can change it." for name in locked]
    notes += settings.slips(adapter.platform)
    before = as_object(user.get(USER_SETTINGS)) or {}
    own = {name: entry for name, entry in settings.user.items() if name not in locked}
    merged = merged_settings(administrators, {**before, **own}, adapter.era) or {}
    wanted = {**{name: merged[name] for name in merged if name in (administrators or {})}, **own}
    sent = {name: entry for name, entry in wanted.items() if name in anew or before.get(name) != entry}
    refusal = ""
    if sent or gone:
        token = server.session_token(str(user["id"]), str(user["platform"]))
        # The first servers look for the token in the query, today's in a header.
        carried: dict[str, Json] = {"jwtToken": token}
        body: dict[str, Json] = {USER_SETTINGS: sent, "settingKeysToRemove": list(gone)}
        request = ClientRequest("POST", "/user/settings", carried, {"Authorization": f"Bearer {token}"}, body)
        refusal = _refusal(await server.handle(request, Walk(invocation_id, watch=adapter.watch)))
        adapter.surroundings.recorder.take(invocation_id)
    await adapter.store()
    return Applied(adapter.redactor().text(refusal), tuple(notes))


async def settle(adapter: OpenAdapter, given: AppSettings | None = None) -> Applied:
    """Store what is given for a connection that was just made, over what the workspace files say. Raises UsageError.

    What administrators set before stays beside it.
    """
    given = given or AppSettings()
    wanted = given.over(await team_settings(adapter))
    if wanted.admin:
        wanted = wanted.over(AppSettings(admin=held(adapter).admin))
    return await apply(adapter, wanted, anew=given.user)


def held(adapter: OpenAdapter) -> AppSettings:
    """What is stored for an adapter's connection now."""
    if adapter.connection is None:
        return AppSettings()
    server = adapter.server
    user = adapter.connection.user
    row = server.stores.admin_configs.get(account_of(user, server.settings.hash_key), {})
    known = {name: row[name] for name in ADMIN_COLUMNS if row.get(name) is not None}
    return AppSettings(user.get(USER_SETTINGS) or {}, known)


async def team_settings(adapter: OpenAdapter) -> AppSettings:
    """What the workspace files say for an adapter: the user's own over the team's. Raises UsageError."""
    folders = [Path(folder) for folder in adapter.description.source.folders]
    shared, own = await asyncio.to_thread(lambda: (read_shared(folders), read_own(folders[-1])))
    team, users = (read_settings(adapter.platform, each.settings, each.admin) for each in (shared, own))
    return users.over(team)


def account_of(user: StoredUser, hash_key: str) -> str:
    """The hashed account id under which the configuration of a user's account lies."""
    return hashed_id(user.get("rcAccountId") or ClientIdentity().account_id, hash_key)


def _refusal(served: Served) -> str:
    """Why nothing was stored; the route itself does not tell when the adapter's hook refuses."""
    answer = served.answer
    assert answer is not None, "a client's request is always answered"
    called = next((call.outcome for call in served.calls if call.interface == _HOOK), None)
    error = get_path(answer.body, "error") if answer.status != HTTPStatus.OK else UNDEFINED
    if called is not None and not truthy(member(called.value, "successful")):
        said = get_path(called.value, "returnMessage.message")
        words = (said, called.error and called.error.message, called.sentence, error)
        why = next((each for each in words if isinstance(each, str) and each), "it gives no reason.")
        return f"The adapter does not take the settings: {why}"
    if answer.status != HTTPStatus.OK:
        return f"App Connect's server does not take the settings: {error}"
    return ""
