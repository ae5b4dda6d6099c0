"""Routes about the connected user: logout, validation, licence, user info, settings (runtime.md section 10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.core.run.invocation import Answer, OutcomeKind
from workbench.core.server.answers import (
    AdapterThrew,
    SessionRevoked,
    answer,
    need_object,
    not_a_function,
    refused,
)
from workbench.core.server.app_settings import admin_settings, merged_settings
from workbench.core.server.result_answers import no_license, passed_on
from workbench.core.values import UNDEFINED, Json, to_json
from workbench.core.values.javascript import as_object, member, missing, truthy
from workbench.session.server.authorization import renewed
from workbench.session.server.operation import Operation

_NOT_FOUND = Answer(400, "User not found")


async def un_authorize(operation: Operation) -> Answer:
    """The adapter blanks the tokens and saves; the server clears nothing itself."""
    user = operation.known_user(_NOT_FOUND)
    return await operation.answer("unAuthorize", operation.context(user))


async def auth_validation(operation: Operation) -> Answer:
    """Ask for the OAuth client and renew tokens whatever the auth type, then ask the adapter."""
    user = operation.known_user(answer(successful=False))
    context = operation.context(user, purpose="authValidation")
    of = (str((user or {}).get("rcAccountId") or ""), operation.platform)
    info: Json = operation.stores.managed.oauth.get(of)
    if info is None:
        info = await operation.call("getOauthInfo", context)
    try:
        context = await renewed(operation.steps, context, info)
    except SessionRevoked:
        context = replace(context, user=None)
    return await operation.answer("authValidation", context)


async def license_status(operation: Operation) -> Answer:
    """Passed through; an invalid licence without a token, user or export, or when it throws. The status is 200."""
    if not operation.user_id:
        operation.refuse(no_license("Invalid user session"))
    user = operation.known_user(no_license("User not found"))
    if not operation.steps.exports("getLicenseStatus"):
        return no_license("Connect to get license status")
    outcome = await operation.steps.outcome("getLicenseStatus", operation.context(user), operation.merged)
    if outcome.kind is not OutcomeKind.RETURNED:
        return no_license("Connect to get license status")
    return passed_on(outcome.value)


async def refresh_user_info(operation: Operation) -> Answer:
    """Without the export a success that touches nothing."""
    if not operation.steps.exports("refreshUserInfo"):
        return answer(successful=True)
    user = operation.connected_user(refused("User not found"), same_platform=True)
    return await operation.answer("refreshUserInfo", await operation.authorized(user))


async def hostname(operation: Operation) -> Answer:
    """The stored hostname as text."""
    user = operation.user()
    return _NOT_FOUND if user is None else Answer(200, str(user.get("hostname") or ""))


async def read_settings(operation: Operation) -> Answer:
    """The settings map itself: the user's, and an administrator's for the account that the client names.

    The query's rcAccountId is a hashed one; a RingCentral token that nobody knows leaves the user's own.
    """
    user = operation.user()
    if user is None:
        return _NOT_FOUND
    account = operation.hashed_account()
    admin = admin_settings(operation.stores, account) if account else None
    settings = merged_settings(admin, user.get("userSettings"), operation.settings.era)
    return Answer(200, {} if settings is None else settings)


async def write_settings(operation: Operation) -> Answer:
    """Store the merged settings; with the hook only when it says successful: true, and then nothing is told."""
    user = operation.known_user(_NOT_FOUND) or {}
    merged = updated_settings(operation.merged, as_object(user.get("userSettings")) or {}, removes=operation.is_head)
    stores = operation.stores
    if not operation.steps.exports("onUpdateUserSettings"):
        stores.users[user["id"]] = {**user, "userSettings": merged}
        return answer(userSettings=merged)
    context = replace(operation.context(user), overrides={} if operation.is_head else {"updatedSettings": merged})
    value = need_object(await operation.call("onUpdateUserSettings", context), "successful")
    if truthy(member(value, "successful")) and user:
        row = stores.users.get(user["id"], user)
        stores.users[user["id"]] = {**row, "userSettings": merged}
    return answer()


def updated_settings(request: dict[str, Any], stored: dict[str, Json], *, removes: bool = True) -> dict[str, Json]:
    """Stored settings with the submitted ones over them, minus the keys to remove, which earlier servers keep."""
    given = request.get("userSettings")
    merged = {**stored, **(given if isinstance(given, dict) else {})}
    gone = request.get("settingKeysToRemove")
    for key in gone if removes and isinstance(gone, list) else []:
        merged.pop(str(key), None)
    return merged


async def read_server_logging(operation: Operation) -> Answer:
    """Passed through; an empty object without the export."""
    user = operation.known_user(_NOT_FOUND)
    if not operation.steps.exports("getServerLoggingSettings"):
        return answer()
    return await operation.answer("getServerLoggingSettings", operation.context(user))


async def write_server_logging(operation: Operation) -> Answer:
    """Asks for the OAuth client first, so getOauthInfo must be there for API-key adapters too."""
    if operation.is_head and not truthy(operation.merged.get("additionalFieldValues", UNDEFINED)):
        operation.refuse(Answer(400, "Missing additionalFieldValues"))
    user = operation.known_user(_NOT_FOUND)
    context = operation.context(user, purpose="serverLoggingSettings")
    info = await operation.call("getOauthInfo", context)
    if not operation.steps.exports("updateServerLoggingSettings"):
        return answer()
    if missing(info):
        raise AdapterThrew(not_a_function("getOauthInfo").error)
    return await operation.answer("updateServerLoggingSettings", replace(context, oauth_info=to_json(info)))
