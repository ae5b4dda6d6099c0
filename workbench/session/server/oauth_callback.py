"""/oauth-callback: the redirect's code becomes tokens and a stored user (runtime.md section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote

from workbench.core.arguments import CallContext
from workbench.core.connection.user import StoredUser
from workbench.core.errors import WorkbenchError
from workbench.core.login import ClientOptions, TokenRequest, code_request, merged_options
from workbench.core.run.invocation import AdapterError, Answer
from workbench.core.server.answers import NOT_STORED, AdapterThrew, answer, need_object, stock, type_error, value_of
from workbench.core.server.cells import INVALID_DATE
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.core.values.addresses import split_address
from workbench.core.values.javascript import member, missing, to_text, truthy
from workbench.core.values.times import iso_time
from workbench.services.oauth import TokenAnswer, TokenRefusedError, ask_for_tokens
from workbench.session.server.logins import after_save, ended, in_one_go, store_user
from workbench.session.server.operation import Operation


async def oauth_callback(operation: Operation) -> Answer:
    """Find the platform in the state, exchange the code, ask who it is, store the user."""
    login = OAuthLogin(operation)
    return await in_one_go(login.redirect, login.details, login.exchange, login.user_info, login.save)


@dataclass(slots=True)
class OAuthLogin:
    """One login by code; what a phase found is there for the next.

    Where the client asks for the details before it opens the consent page, `stated` and `details` come first, then
    `came_back` and `redirect`: no answer depends on their order.
    """

    operation: Operation
    redirect_uri: str = ""
    """Replaces the adapter's redirect address in this login alone; App Connect knows no such thing."""
    verifier: str = ""
    """PKCE's, which App Connect never sends."""
    secret_in_body: bool = False
    """Send the client secret in the form, as App Connect never does by itself."""
    callback: str = ""
    host: Value = UNDEFINED
    """The hostname that counts: the query's, else the state's; after `details` the one of getOauthInfo before both."""
    info: dict[str, Json] = field(default_factory=dict)
    """The OAuth client: an administrator's, else what getOauthInfo returned."""
    is_managed: bool = False
    token_request: TokenRequest | None = None
    """What was sent to the token address; None when nothing was."""
    tokens: TokenAnswer | None = None
    """What the token address answered, good or not."""
    context: CallContext = field(default_factory=CallContext)
    result: Value = UNDEFINED
    """What getUserInfo returned."""
    row: StoredUser | None = None
    """The user as it was stored; there also where postSaveUserInfo then failed."""
    saved: Value = UNDEFINED
    """{id, name}, or what postSaveUserInfo made of it."""

    def __post_init__(self) -> None:
        self.stated(None)

    @property
    def client(self) -> dict[str, Json]:
        """The OAuth client as this login uses it."""
        return {**self.info, "redirectUri": self.redirect_uri} if self.redirect_uri else self.info

    def stated(self, state: str | None) -> dict[str, str]:
        """The members of a state; its hostname counts where the query has none."""
        members = dict(parse_qsl(state or ""))
        known = members.get("hostname", None if self.operation.is_head else UNDEFINED)
        self.host = self.operation.request.query.get("hostname", known)
        return members

    def came_back(self, callback: str) -> None:
        """The client sends the address that the browser ended on."""
        operation = self.operation
        operation.request = replace(operation.request, query={**operation.request.query, "callbackUri": callback})
        operation.merged = operation.request.merged()

    async def redirect(self) -> Answer | None:
        """Find platform and hostname in the redirect (3.2, 1 to 4)."""
        operation, query = self.operation, self.operation.request.query
        callback = str(query.get("callbackUri") or "")
        if callback in ("", "undefined"):
            if not query.get("code"):
                return Answer(400, "Missing callbackUri")
            callback = f"https://localhost/oauth-callback?code={query['code']}"
        state, host = _state(callback, query), self.host
        platform = self.stated(state).get("platform") or _after_platform(callback) or _after_platform(state or "")
        if self.info:
            # The details were asked before; what they said of the host goes on.
            self.host = host
        if not platform and state is None:
            raise type_error("Cannot read properties of undefined (reading 'split')")
        if not platform:
            return Answer(400, "Missing platform name")
        operation.serve(platform)
        self.callback = callback if "code=" in callback else f"{callback}&code={query.get('code')}"
        return None

    async def details(self) -> Answer | None:
        """Take an administrator's OAuth client, else ask getOauthInfo (3.2, 5 to 9)."""
        operation = self.operation
        proxy = str(operation.request.query.get("proxyId") or "")
        known = operation.profiles.get(proxy) if proxy else None
        self.context = replace(operation.context(None), auth_type="oauth", proxy_config=known)
        request = {name: value for name, value in operation.merged.items() if name != "hostname"}
        if self.host is not UNDEFINED:
            request["hostname"] = self.host
        info = self._managed()
        self.is_managed = info is not None
        if info is None:
            info = to_json(need_object(await operation.call("getOauthInfo", self.context, request), "failMessage"))
        self.info = info
        if truthy(member(info, "failMessage")):
            return answer(returnMessage={"messageType": "danger", "message": info["failMessage"]})
        if operation.is_head and not missing(member(info, "hostname")):
            self.host = info["hostname"]
        return None

    async def exchange(self) -> Answer | None:
        """Ask for the override, and turn the code into tokens (3.2, 10 and 11)."""
        operation, info = self.operation, self.client
        self.token_request = self.tokens = None
        override: Json = None
        if operation.steps.exports("getOverridingOAuthOption"):
            context = replace(self.context, oauth_info=info)
            request = {**operation.merged, "callbackUri": self.callback}
            outcome = await operation.steps.outcome("getOverridingOAuthOption", context, request)
            # It is not awaited: a promise has no members, so nothing is overridden.
            override = None if outcome.was_promise else to_json(value_of(outcome, "getOverridingOAuthOption"))
        options = merged_options(info, override)
        code = _code(self.callback, options, member(override, "state"))
        self.token_request = code_request(options, code, verifier=self.verifier, in_body=self.secret_in_body)
        try:
            self.tokens = await ask_for_tokens(operation.steps.http, self.token_request, operation.steps.capture)
            if self.tokens.refused:
                raise TokenRefusedError(self.tokens)
        except WorkbenchError as error:
            raise AdapterThrew(AdapterError("Error", error.message)) from error
        header = f"Bearer {to_text(self.tokens.data.get('access_token', UNDEFINED))}"
        self.context = replace(self.context, auth_header=header, token_answer=self.tokens.data)
        return None

    async def user_info(self) -> Answer | None:
        """Ask getUserInfo (3.2, 12 and 13)."""
        operation, context = self.operation, self.context
        if operation.is_head:
            context = replace(context, oauth_info={**self.info, "hostname": self._host})
        if self.host is None:
            context = replace(context, overrides={"hostname": None})
        request = {**operation.merged, "callbackUri": self.callback}
        self.result = await operation.call("getUserInfo", context, request)
        need_object(self.result, "successful")
        if not truthy(member(self.result, "successful")):
            return answer(returnMessage=member(self.result, "returnMessage"))
        if missing(member(self.result, "platformUserInfo")):
            return answer(returnMessage=stock(NOT_STORED))
        return None

    async def save(self) -> Answer:
        """Store the user, run the hook; a client that waited for its first login is the account's now."""
        operation = self.operation
        assert self.tokens is not None, "the exchange comes first"
        never = None if operation.is_head else INVALID_DATE
        columns = {
            "hostname": member(member(self.result, "platformUserInfo"), "overridingHostname") or self.host,
            "accessToken": self.tokens.data.get("access_token", UNDEFINED),
            "refreshToken": self.tokens.data.get("refresh_token", UNDEFINED),
            "tokenExpiry": iso_time(self.tokens.expires_at) or never,
            "rcAccountId": operation.request.query.get("rcAccountId", UNDEFINED),
        }
        self.row = store_user(operation, self.result, columns)
        self.saved = await after_save(operation, replace(self.context, oauth_info=self.client), self.result)
        account, managed = self._account, operation.managed
        if self.is_managed and (account, operation.platform) not in managed.oauth:
            managed.oauth[(account, operation.platform)] = self.info
            managed.pending_oauth.pop(account, None)
        return ended(operation, self.result, self.saved, by_oauth=True)

    @property
    def _account(self) -> str:
        return str(self.operation.request.query.get("rcAccountId") or "")

    @property
    def _host(self) -> Value:
        return None if self.host is UNDEFINED else self.host

    def _managed(self) -> dict[str, Json] | None:
        """Values of an administrator: the account's, else pending ones that are not a day old."""
        operation, account = self.operation, self._account
        if not account or not operation.is_head:
            return None
        managed = operation.managed
        found = managed.oauth.get((account, operation.platform))
        pending = managed.pending_oauth.get(account)
        if found is None and pending is not None and pending.until > operation.now:
            found = pending.value
        return None if found is None else dict(found)


def _code(callback: str, options: ClientOptions, state: Value) -> str:
    """The code of a redirect; raises AdapterThrew for a client without id or address, another path or state, no code.

    `state` is what the override says the redirect's has to be.
    """
    for name, value in (("clientId", options.client_id), ("accessTokenUri", options.access_token_uri)):
        if not value:
            raise type_error(f'Expected "{name}" to exist')
    path = split_address(callback).path
    if options.redirect_uri and (split_address(options.redirect_uri).path or "/") != (path or "/"):
        raise type_error(f"Redirected path should match configured path, but got: {path}")
    parameters = parse_qs(split_address(callback).query)
    if "error" in parameters:
        raise type_error(parameters.get("error_description", parameters["error"])[0])
    if not missing(state) and parameters.get("state", [""])[0] != state:
        raise type_error(f"Invalid state: {parameters.get('state', [''])[0]}")
    if not parameters.get("code"):
        raise type_error("Missing code, unable to request token")
    return parameters["code"][0]


def _state(callback: str, query: Any) -> str | None:
    """The state of the redirect, else of the query; raises AdapterThrew for what is no address."""
    if not split_address(callback).scheme:
        raise type_error("Invalid URL")
    in_callback = parse_qs(split_address(callback).query).get("state")
    given = in_callback[0] if in_callback else query.get("state")
    return None if given is None else unquote(str(given))


def _after_platform(text: str) -> str:
    """The rest after the first platform=, further parameters included."""
    return text.partition("platform=")[2]
