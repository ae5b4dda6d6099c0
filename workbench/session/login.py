"""Logging in as App Connect does: ask, details, authorize, exchange, load the user, save (contract: runtime.md 3)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from workbench.core.arguments import CallContext, build_arguments
from workbench.core.connection import Connection, secrets_of
from workbench.core.errors import LoginError
from workbench.core.events import LoginStepped
from workbench.core.hosts import map_url
from workbench.core.invocation import Invocation, OutcomeKind
from workbench.core.manifest import LoginField, LoginFieldKind, authorization_url, hostname
from workbench.core.stored_login import api_key_login, oauth_login
from workbench.core.user import StoredUser
from workbench.core.values import Json, to_json
from workbench.services.oauth import OAuthClient, authorization_code, exchange_code
from workbench.session.open_adapter import OpenAdapter

STEPS: Final[Mapping[str, str]] = {
    "ask": "Ask the adapter how it logs in",
    "details": "Get what the login needs",
    "authorize": "Approve the access on the CRM's page",
    "exchange": "Exchange the code for tokens",
    "load-user": "Find out who has logged in",
    "save": "Save the connection",
}
"""Steps of a login and what each does; an API-key login has no authorize and no exchange."""


class Authorize(Protocol):
    """How the user's approval is got: a browser and the loopback listener, a pasted address, a test."""

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """Show the consent page at `url`; gives the complete address the browser was sent back to."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the user types to log in."""

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of the manifest's login form by const; apiKey is the key."""
    hostname: str = ""
    """The CRM host the user works on; empty takes the manifest's."""


async def login(adapter: OpenAdapter, credentials: Credentials, authorize: Authorize) -> Connection:
    """Log in and make the connection the adapter's; raises LoginError naming the step that failed."""
    step = _Steps(adapter)
    auth_type = await step.call("ask", "getAuthType", adapter.login_context())
    context = replace(adapter.login_context(), auth_type=str(auth_type))
    host = hostname(adapter.platform, credentials.hostname) if adapter.platform else credentials.hostname
    if auth_type == "oauth":
        return await _oauth(adapter, step, context, host, authorize)
    if auth_type == "apiKey":
        return await _api_key(adapter, step, context, host, credentials)
    raise step.failed("ask", f"getAuthType answers {auth_type!r}.", "It must answer “oauth” or “apiKey”.")


class _Steps:
    """Reports where a login is, and calls the adapter for it."""

    def __init__(self, adapter: OpenAdapter) -> None:
        self._adapter = adapter

    def reached(self, step: str, state: str, sentence: str = "") -> None:
        self._adapter.surroundings.recorder(LoginStepped(self._adapter.name, step, state, sentence or STEPS[step]))

    def failed(self, step: str, sentence: str, hint: str) -> LoginError:
        self.reached(step, "failed", sentence)
        return LoginError(sentence, code=f"login-{step}", hint=hint)

    async def call(self, step: str, interface: str, context: CallContext) -> Json:
        """The value an interface returned, as JSON; raises LoginError when it returned none."""
        self.reached(step, "started")
        arguments = build_arguments(interface, context.login or {}, context)
        invocation = await self._adapter.invoke(interface, arguments, user=context.user, request=context.login)
        if invocation.outcome.kind is not OutcomeKind.RETURNED:
            raise self.failed(step, f"{interface} did not return: {_why(invocation)}", "Mend it and log in again.")
        self.reached(step, "done")
        return to_json(invocation.outcome.value)


async def _api_key(
    adapter: OpenAdapter, step: _Steps, context: CallContext, host: str, credentials: Credentials
) -> Connection:
    key = credentials.fields.get("apiKey", "")
    missing = [each.title or each.const for each in _required(adapter) if not credentials.fields.get(each.const)]
    if missing or not credentials.fields:
        raise step.failed(
            "details",
            f"The login needs {', '.join(missing) if missing else 'an API key'}.",
            "Give it with --field NAME=VALUE, or in the form.",
        )
    context = replace(
        context,
        login={
            "platform": context.platform,
            "hostname": host,
            "apiKey": key,
            "additionalInfo": dict(credentials.fields),
            "proxyId": context.proxy_id or None,
        },
    )
    known = frozenset(value for name, value in credentials.fields.items() if _is_secret(adapter, name))
    adapter.adopt_secrets(known)
    basic = await step.call("details", "getBasicAuth", context)
    context = replace(context, auth_header=f"Basic {basic}")
    info = await _user_info(adapter, step, context, known)
    user = api_key_login(_existing(adapter, info), info, platform=context.platform, hostname=host, key=key)
    return await _save(adapter, step, replace(context, user=user), info, known)


async def _oauth(
    adapter: OpenAdapter, step: _Steps, context: CallContext, host: str, authorize: Authorize
) -> Connection:
    context = replace(context, login={"platform": context.platform, "hostname": host})
    info = await step.call("details", "getOauthInfo", context)
    if not isinstance(info, dict):
        raise step.failed("details", "getOauthInfo returned nothing.", "Return clientId, accessTokenUri, redirectUri.")
    if info.get("failMessage"):
        raise step.failed("details", str(info["failMessage"]), "The adapter said so in getOauthInfo's failMessage.")
    if adapter.platform is None or not adapter.platform.oauth.auth_url:
        raise step.failed(
            "authorize",
            "The address of the CRM's consent page is not known.",
            "It stands in the manifest (auth.oauth.authUrl); put a manifest.json beside the adapter.",
        )
    host = str(info.get("hostname") or host)
    client = OAuthClient.from_oauth_info(info)
    known = frozenset(filter(None, (client.client_secret,)))
    adapter.adopt_secrets(known)

    step.reached("authorize", "waiting")
    state = f"nonce={secrets.token_urlsafe(12)}&platform={context.platform}"
    redirect_uri = client.redirect_uri or adapter.platform.oauth.redirect_uri
    url = authorization_url(adapter.platform, state=state, redirect_uri=redirect_uri)
    callback = await authorize(map_url(url, adapter.surroundings.maps), redirect_uri)
    code = authorization_code(callback, state)
    step.reached("authorize", "done")

    context = replace(
        context,
        oauth_info=info,
        login={"platform": context.platform, "hostname": host, "callbackUri": callback, "code": code},
    )
    override = None
    if "getOverridingOAuthOption" in adapter.description.exports:
        override = await step.call("exchange", "getOverridingOAuthOption", context)
    step.reached("exchange", "started")
    surroundings = adapter.surroundings
    tokens = await exchange_code(surroundings.http, client, code, override, surroundings.capture(""))
    step.reached("exchange", "done")

    known |= {tokens.access_token, *filter(None, (tokens.refresh_token, code))}
    context = replace(context, auth_header=f"Bearer {tokens.access_token}", token_answer=tokens.data)
    user_info = await _user_info(adapter, step, context, known)
    user = oauth_login(
        _existing(adapter, user_info),
        user_info,
        platform=context.platform,
        hostname=host,
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=tokens.expires_at,
    )
    return await _save(adapter, step, replace(context, user=user), user_info, known)


async def _user_info(adapter: OpenAdapter, step: _Steps, context: CallContext, known: frozenset[str]) -> Json:
    """platformUserInfo of getUserInfo; raises LoginError when the adapter refuses or gives no id."""
    adapter.adopt_secrets(known)
    if "getUserInfo" not in adapter.description.exports:
        raise step.failed("load-user", f"{adapter.name} does not export getUserInfo.", "App Connect calls it at login.")
    answer = await step.call("load-user", "getUserInfo", context)
    message = ((answer or {}).get("returnMessage") or {}).get("message", "") if isinstance(answer, dict) else ""
    if not isinstance(answer, dict) or not answer.get("successful"):
        raise step.failed(
            "load-user",
            f"The login was refused: {message or 'getUserInfo was not successful.'}",
            "Check the credentials.",
        )
    info = answer.get("platformUserInfo")
    if not isinstance(info, dict) or info.get("id") is None:
        raise step.failed("load-user", "getUserInfo gives no platformUserInfo.id.", "App Connect stores users by it.")
    return info


async def _save(
    adapter: OpenAdapter, step: _Steps, context: CallContext, info: Json, known: frozenset[str]
) -> Connection:
    name = str(info.get("name") or info["id"])
    context = replace(context, user_name=name)
    if "postSaveUserInfo" in adapter.description.exports:
        saved = await step.call("save", "postSaveUserInfo", context)
        if not isinstance(saved, dict):
            raise step.failed("save", "postSaveUserInfo returned nothing, so the login fails.", "Return the user info.")
    step.reached("save", "started")
    assert context.user is not None
    connection = Connection(adapter=adapter.name, name=name, context=context, secrets=known | secrets_of(context.user))
    adapter.connection = connection
    step.reached("save", "done", f"Connected as {name}.")
    return connection


def _existing(adapter: OpenAdapter, info: Json) -> StoredUser | None:
    """The row of an earlier login of the same user."""
    user = adapter.connection.user if adapter.connection else None
    return user if user and user.get("id") == str(info["id"]) else None


def _why(invocation: Invocation) -> str:
    outcome = invocation.outcome
    return f"{outcome.error.name}: {outcome.error.message}" if outcome.error else outcome.sentence


def _required(adapter: OpenAdapter) -> tuple[LoginField, ...]:
    """The fields that the manifest's login form demands."""
    fields = adapter.platform.login_fields if adapter.platform else ()
    return tuple(field for field in fields if field.required and field.submits and not field.managed)


def _is_secret(adapter: OpenAdapter, name: str) -> bool:
    """Whether a login field holds a secret: the key, a password, or anything a manifest does not describe."""
    fields = {field.const: field for field in adapter.platform.login_fields} if adapter.platform else {}
    return name == "apiKey" or name not in fields or fields[name].kind is LoginFieldKind.PASSWORD
