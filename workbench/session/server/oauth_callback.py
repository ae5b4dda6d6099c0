"""/oauth-callback: the redirect's code becomes tokens and a stored user (runtime.md section 3.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from workbench.core.errors import WorkbenchError
from workbench.core.judging.judgement import member, missing, truthy
from workbench.core.run.invocation import AdapterError, Answer
from workbench.core.server.answers import NOT_STORED, AdapterThrew, answer, need_object, stock, type_error, value_of
from workbench.core.server.cells import INVALID_DATE
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.core.values.times import iso_time
from workbench.services.oauth import OAuthClient, Tokens, exchange_code
from workbench.session.server.logins import ended, save_user
from workbench.session.server.operation import Operation

_CLIENT_OPTIONS: Final = ("clientId", "clientSecret", "accessTokenUri", "redirectUri")
"""What getOverridingOAuthOption may replace by name."""


async def oauth_callback(operation: Operation) -> Answer:
    """Find the platform in the state, exchange the code, ask who it is, store the user."""
    query = operation.request.query
    callback = str(query.get("callbackUri") or "")
    if callback in ("", "undefined"):
        if not query.get("code"):
            return Answer(400, "Missing callbackUri")
        callback = f"https://localhost/oauth-callback?code={query['code']}"
    state = _state(callback, query)
    stated = dict(parse_qsl(state or ""))
    platform = stated.get("platform") or _after_platform(callback) or _after_platform(state or "")
    if not platform and state is None:
        raise type_error("Cannot read properties of undefined (reading 'split')")
    if not platform:
        return Answer(400, "Missing platform name")
    operation.serve(platform)
    host: Value = query.get("hostname", stated.get("hostname", None if operation.is_head else UNDEFINED))
    if "code=" not in callback:
        callback += f"&code={query.get('code')}"

    context = replace(operation.context(None), auth_type="oauth")
    request = {name: value for name, value in operation.merged.items() if name != "hostname"}
    if host is not UNDEFINED:
        request["hostname"] = host
    account = str(query.get("rcAccountId") or "")
    info = _managed_oauth(operation, account)
    pending = info is not None and (account, platform) not in operation.stores.managed.oauth
    if info is None:
        info = to_json(need_object(await operation.call("getOauthInfo", context, request), "failMessage"))
    if truthy(member(info, "failMessage")):
        return answer(returnMessage={"messageType": "danger", "message": info["failMessage"]})
    if operation.is_head and not missing(member(info, "hostname")):
        host = info["hostname"]

    tokens = await _exchange(operation, replace(context, oauth_info=info), callback, info)
    context = replace(context, auth_header=f"Bearer {tokens.access_token}", token_answer=tokens.data)
    if operation.is_head:
        context = replace(context, oauth_info={**info, "hostname": None if host is UNDEFINED else host})
    request = {**operation.merged, "callbackUri": callback}
    if host is None:
        context = replace(context, overrides={"hostname": None})
    value = need_object(await operation.call("getUserInfo", context, request), "successful")
    if not truthy(member(value, "successful")):
        return answer(returnMessage=member(value, "returnMessage"))
    user_info = member(value, "platformUserInfo")
    if missing(user_info):
        return answer(returnMessage=stock(NOT_STORED))
    columns = {
        "hostname": member(user_info, "overridingHostname") or host,
        "accessToken": tokens.access_token,
        "refreshToken": tokens.refresh_token or UNDEFINED,
        "tokenExpiry": iso_time(tokens.expires_at) or (None if operation.is_head else INVALID_DATE),
        "rcAccountId": query.get("rcAccountId", UNDEFINED),
    }
    saved = await save_user(operation, replace(context, oauth_info=info, overrides={}), value, columns)
    if pending:
        operation.stores.managed.oauth[(account, platform)] = info
        operation.stores.managed.pending_oauth.pop(account, None)
    return ended(operation, value, saved, by_oauth=True)


async def _exchange(operation: Operation, context: Any, callback: str, info: dict[str, Json]) -> Tokens:
    override: Json = None
    if operation.steps.exports("getOverridingOAuthOption"):
        request = {**operation.merged, "callbackUri": callback}
        outcome = await operation.steps.outcome("getOverridingOAuthOption", context, request)
        # It is not awaited: a promise has no members, so nothing is overridden.
        override = None if outcome.was_promise else to_json(value_of(outcome, "getOverridingOAuthOption"))
    options = override if isinstance(override, dict) else {}
    client = {**info, **{name: options[name] for name in _CLIENT_OPTIONS if name in options}}
    code = _code(callback, str(client.get("redirectUri") or ""))
    try:
        return await exchange_code(
            operation.steps.http, OAuthClient.from_oauth_info(client), code, options, operation.steps.capture
        )
    except WorkbenchError as error:
        raise AdapterThrew(AdapterError("Error", error.message)) from error


def _code(callback: str, redirect_uri: str) -> str:
    """The code of a redirect; raises AdapterThrew for another path, a refusal or no code."""
    path = urlsplit(callback).path
    if redirect_uri and urlsplit(redirect_uri).path != path:
        raise type_error(f"Redirected path should match configured path, but got: {path}")
    parameters = parse_qs(urlsplit(callback).query)
    if "error" in parameters:
        raise type_error(parameters.get("error_description", parameters["error"])[0])
    if not parameters.get("code"):
        raise type_error("Missing code, unable to request token")
    return parameters["code"][0]


def _managed_oauth(operation: Operation, account: str) -> dict[str, Json] | None:
    """Values of an administrator: the account's, else pending ones that are not a day old."""
    if not account or not operation.is_head:
        return None
    managed = operation.stores.managed
    found = managed.oauth.get((account, operation.platform))
    pending = managed.pending_oauth.get(account)
    if found is None and pending is not None and pending.until > operation.now:
        found = pending.value
    return None if found is None else dict(found)


def _state(callback: str, query: Any) -> str | None:
    """The state of the redirect, else of the query; raises AdapterThrew for what is no address."""
    if not urlsplit(callback).scheme:
        raise type_error("Invalid URL")
    in_callback = parse_qs(urlsplit(callback).query).get("state")
    given = in_callback[0] if in_callback else query.get("state")
    return None if given is None else unquote(str(given))


def _after_platform(text: str) -> str:
    """The rest after the first platform=, further parameters included."""
    return text.partition("platform=")[2]
