"""Arguments of logging in, of the session and of settings (runtime.md sections 3, 4, 5 and 10)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

from workbench.core.arguments.context import CLIENT, CallContext
from workbench.core.arguments.rows import (
    HELPER_PROXY_CONFIG,
    HOSTNAME,
    PROXY_CONFIG,
    PROXY_ID,
    USER_ROW,
    Filled,
    Request,
    Row,
    fixed,
    from_request,
    is_users,
    submitted,
)
from workbench.core.contract.routes import HEADERS
from workbench.core.values import UNDEFINED, Json, Marker, Value
from workbench.core.values.addresses import split_address
from workbench.core.values.paths import get_path

CLIENT_OPTIONS: Final = (
    "clientId",
    "clientSecret",
    "accessTokenUri",
    "authorizationUri",
    "redirectUri",
    "scopes",
)
"""Members of getOauthInfo's answer that App Connect builds its OAuth client from."""

TOKEN_LOCK_TIMEOUT: Final = 20
"""Seconds that App Connect passes to checkAndRefreshAccessToken."""


def is_oauth(_request: Request, context: CallContext) -> bool:
    """Whether the adapter logs in by OAuth."""
    return context.auth_type == "oauth"


def is_login(request: Request, context: CallContext) -> bool:
    """Whether getOauthInfo is asked for a login rather than for an operation of a connected user."""
    return context.user is None or "callbackUri" in request


def from_login(request: Request, context: CallContext, name: str) -> Filled:
    """A value of the login: what the user typed, else what this connection logged in with, else the sample's."""
    if context.login is None or is_users(request, name, context):
        return from_request(request, context, name)
    known = get_path(context.login, name)
    words = f"This connection's login had no {name}." if known is UNDEFINED else f"{name} of this connection's login."
    return Filled(known, "connection", words)


def _login(name: str) -> Row:
    return Row(name, lambda request, context: from_login(request, context, name), name)


def _login_or_user(name: str, column: str) -> Row:
    """From the login, else from the stored user."""

    def fill(request: Request, context: CallContext) -> Filled:
        if not is_users(request, name, context) and context.login is None and context.user_value(column):
            return Filled(context.user_value(column), "connection", f"{column} of the stored user.")
        return from_login(request, context, name)

    return Row(name, fill, name)


def _resolved_hostname(request: Request, context: CallContext) -> Filled:
    """At an OAuth login the hostname of getOauthInfo's answer goes first (runtime.md section 3.2)."""
    resolved = get_path(context.oauth_info, "hostname")
    if resolved is not UNDEFINED and resolved is not None and not is_users(request, "hostname", context):
        return Filled(resolved, "earlier call", "hostname that getOauthInfo gave.")
    return _LOGIN_HOSTNAME.fill(request, context)


def _api_key(request: Request, context: CallContext) -> Filled:
    """The submitted apiKey. App Connect looks into additionalInfo for it only where values are managed (section 3.1);
    so does a person who fills in the login form's fields here."""
    if context.login is None and context.user_value("accessToken") and not is_users(request, "apiKey", context):
        return Filled(context.user_value("accessToken"), "connection", "accessToken of the stored user.")
    submitted_key = from_login(request, context, "apiKey")
    if submitted_key.value is not UNDEFINED or context.request_origin == CLIENT:
        return submitted_key
    return from_login(request, context, "additionalInfo.apiKey")


def _header_key(request: Request, context: CallContext) -> Filled:
    """Of a connected user the stored key, which getUserInfo may have replaced (runtime.md section 4)."""
    if context.user_value("accessToken") and not is_users(request, "apiKey", context):
        return Filled(context.user_value("accessToken"), "connection", "accessToken of the stored user.")
    return _api_key(request, context)


def _additional_info(request: Request, context: CallContext) -> Filled:
    given = from_login(request, context, "additionalInfo")
    info: dict[str, Any] = dict(given.value) if isinstance(given.value, dict) else {}
    key = _api_key(request, context)
    is_stored = key.origin == "connection" and given.origin != "yours"
    if key.value is not UNDEFINED and ("apiKey" not in info or is_stored):
        info["apiKey"] = key.value
    origin = key.origin if given.value is UNDEFINED else given.origin
    return Filled(info, origin, "additionalInfo of the login form, with the API key put in.")


def _login_platform(request: Request, context: CallContext) -> Filled:
    given = from_login(request, context, "platform")
    if given.value is UNDEFINED or not is_users(request, "platform", context):
        return Filled(context.platform or given.value, "connection", "The platform that the user logs in to.")
    return given


def _auth_header(request: Request, context: CallContext) -> Filled:
    how = "“Bearer ” and the new access token." if is_oauth(request, context) else "“Basic ” and getBasicAuth's answer."
    return Filled(context.auth_header, "connection", how)


def _token_url(request: Request, context: CallContext) -> Filled:
    resolved = get_path(context.oauth_info, "accessTokenUri")
    if resolved:
        return Filled(resolved, "earlier call", "accessTokenUri that getOauthInfo gave.")
    return from_login(request, context, "tokenUrl")


def _login_request(request: Request, context: CallContext) -> Filled:
    if context.login is not None and not context.edited:
        return Filled(dict(context.login), "connection", "The whole query of this connection's login.")
    whole = {name: value for name, value in request.items() if name != HEADERS}
    return Filled(whole, context.request_origin, "The whole query of the request.")


def _token_answer(_request: Request, context: CallContext) -> Filled:
    value = UNDEFINED if context.token_answer is None else context.token_answer
    return Filled(value, "connection", "The token endpoint's answer at login.")


def _stored_token_url(_request: Request, context: CallContext) -> Filled:
    value = get_path(context.user_value("platformAdditionalInfo"), "tokenUrl")
    return Filled(value, "connection", "tokenUrl in platformAdditionalInfo, where only the adapter puts one.")


def _code(request: Request, context: CallContext) -> Filled:
    uri = from_login(request, context, "callbackUri")
    codes = parse_qs(split_address(str(uri.value)).query).get("code") if uri.value else None
    if codes:
        return Filled(codes[0], uri.origin, "code in the address that the CRM sent the user back to.")
    return from_login(request, context, "code")


def _oauth_info(request: Request, context: CallContext) -> Filled:
    if context.oauth_info is None:
        return Filled({}, "default", "getOauthInfo was not asked yet.")
    return Filled(context.oauth_info, "earlier call", "What getOauthInfo returned.")


def _oauth_app(_request: Request, context: CallContext) -> Filled:
    given = context.oauth_info if isinstance(context.oauth_info, dict) else {}
    options = {name: given[name] for name in CLIENT_OPTIONS if name in given}
    return Filled(Marker("oauthApp", options), "server", "A live OAuth client, built from what getOauthInfo returned.")


def _user_info(request: Request, context: CallContext) -> Filled:
    if context.user is None or is_users(request, "userInfo", context):
        return from_request(request, context, "userInfo")
    known: dict[str, Json] = {"id": context.user.get("id"), "name": context.user_name}
    return Filled(known, "connection", "Id and name that getUserInfo gave, and nothing else.")


def _user_id(_request: Request, context: CallContext) -> Filled:
    return Filled(context.user_value("id"), "connection", "User id in the session token.")


def _updated_settings(request: Request, context: CallContext) -> Filled:
    """Stored settings overlaid with the submitted ones, minus settingKeysToRemove (runtime.md section 10)."""
    stored: Value = context.user_value("userSettings")
    updated: dict[str, Json] = dict(stored) if isinstance(stored, dict) else {}
    given = get_path(request, "userSettings")
    updated.update(given if isinstance(given, dict) else {})
    gone = get_path(request, "settingKeysToRemove")
    for key in gone if isinstance(gone, list) else []:
        updated.pop(str(key), None)
    return Filled(updated, "server", "The stored settings with the submitted ones over them.")


def _account_values(request: Request, context: CallContext) -> Filled:
    typed = get_path(context.login, "additionalInfo")
    if isinstance(typed, dict) and not is_users(request, "accountValues", context):
        known = {name: value for name, value in typed.items() if name != "apiKey"}
        return Filled({**context.managed_values, **known}, "connection", "Stored values, and this login's over them.")
    given = get_path(request, "accountValues")
    merged = {**context.managed_values, **(given if isinstance(given, dict) else {})}
    origin = "server" if given is UNDEFINED else from_request(request, context, "accountValues").origin
    return Filled(merged, origin, "Stored values of the account with the submitted ones over them.")


_OAUTH_APP: Final = Row("oauthApp", _oauth_app)
_USER_INFO: Final = Row("userInfo", _user_info)
_LOGIN_HOSTNAME: Final = _login_or_user("hostname", "hostname")
_LOGIN_PLATFORM: Final = Row("platform", _login_platform)

GET_OAUTH_INFO_AT_LOGIN: Final = (
    _login("tokenUrl"),
    _LOGIN_HOSTNAME,
    _login("rcAccountId"),
    _login("proxyId"),
    PROXY_CONFIG,
    _login("userEmail"),
    fixed("isFromMCP", value=False, source="No AI agent takes part in this login."),
)
GET_OAUTH_INFO: Final = (Row("tokenUrl", _stored_token_url), HOSTNAME, PROXY_ID, HELPER_PROXY_CONFIG)
GET_BASIC_AUTH: Final = (Row("apiKey", _header_key),)
GET_USER_INFO_BY_KEY: Final = (
    Row("authHeader", _auth_header),
    _LOGIN_HOSTNAME,
    _LOGIN_PLATFORM,
    Row("additionalInfo", _additional_info),
    Row("apiKey", _api_key),
    _login("proxyId"),
)
GET_USER_INFO_BY_OAUTH: Final = (
    Row("authHeader", _auth_header),
    Row("tokenUrl", _token_url),
    _login("apiUrl"),
    Row("hostname", _resolved_hostname),
    _LOGIN_PLATFORM,
    _login("username"),
    _login("callbackUri"),
    Row("query", _login_request),
    _login("proxyId"),
    PROXY_CONFIG,
    _login("userEmail"),
    Row("data", _token_answer),
)
OVERRIDING_OAUTH_OPTION: Final = (Row("code", _code), Row("oauthInfo", _oauth_info))
POST_SAVE_BY_KEY: Final = (_USER_INFO,)
POST_SAVE_BY_OAUTH: Final = (_USER_INFO, _OAUTH_APP)
CHECK_AND_REFRESH: Final = (
    _OAUTH_APP,
    USER_ROW,
    fixed("tokenLockTimeout", value=TOKEN_LOCK_TIMEOUT, source="Seconds, always 20."),
)
USER_SETTINGS: Final = (USER_ROW, submitted("userSettings"), Row("updatedSettings", _updated_settings))
LICENSE_STATUS: Final = (Row("userId", _user_id), Row("platform", _login_platform), USER_ROW)
MANAGED_OPTIONS: Final = (submitted("fieldConst"), Row("accountValues", _account_values))
SERVER_LOGGING: Final = (USER_ROW, submitted("additionalFieldValues"), _OAUTH_APP)
