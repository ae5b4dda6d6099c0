"""Likely causes of a failed login: a table from what was seen to a sentence and the mend.

To add a cause, add a row before the more general ones: the first row of a step that applies is the likely cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from workbench.core.login.evidence import SKEW, Cause, Evidence, skew_words

OLD_CODE: Final = 60.0
"""Seconds after which a code may well have expired; RFC 6749 allows ten minutes at most, many CRMs give one."""

_REFUSED: Final = 399
"""Status from which App Connect's OAuth library takes an answer for a refusal."""


def likely_cause(evidence: Evidence) -> Cause | None:
    """The first row that fits a failed step; None when nothing is known."""
    return next((row for row in CAUSES if evidence.step in row.steps and row.applies(evidence)), None)


def _fault(word: str) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.fault == word


def _error(*codes: str) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.error.lower() in codes


def _said(evidence: Evidence) -> str:
    return evidence.description or evidence.error or (f"status {evidence.status}" if evidence.status else "nothing")


_BOM: Final = "\ufeff"


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= 200 else f"{flat[:199]}…") or "nothing"


def _names(evidence: Evidence) -> str:
    return " and no ".join(evidence.names)


def _path(address: str | None) -> str:
    return urlsplit(address or "").path or "/"


def _is_html(evidence: Evidence) -> bool:
    return "html" in evidence.content_type.lower() or evidence.body.lstrip().lower().startswith(("<!doctype", "<html"))


def _client_refused(evidence: Evidence) -> bool:
    refused = evidence.error.lower() in ("invalid_client", "unauthorized_client", "invalid_client_id")
    return refused or (evidence.status == 401 and not evidence.error) or evidence.says("client_secret", "client secret")


def _pkce(evidence: Evidence) -> bool:
    return evidence.says("code_verifier", "code verifier", "code_challenge", "code challenge", "pkce")


def _wrong_redirect(evidence: Evidence) -> bool:
    return (
        evidence.error.lower() == "redirect_uri_mismatch"
        or evidence.says("redirect_uri", "redirect uri", "redirect url")
        or (evidence.error.lower() == "invalid_grant" and evidence.asked_redirect != evidence.sent_redirect)
    )


def _hidden_error(evidence: Evidence) -> bool:
    data = evidence.data
    if not isinstance(data, Mapping) or not 0 < evidence.status < _REFUSED or data.get("access_token"):
        return False
    return any(name in data for name in ("error", "errors", "error_description", "message", "errorCode", "error_code"))


_USER_INFO: Final = "{successful: true, platformUserInfo: {id, name, …}, returnMessage}"

CAUSES: Final[tuple[Cause, ...]] = (
    # The adapter and its manifest
    Cause(
        "auth-type-unknown",
        ("ask",),
        _fault("auth-type-unknown"),
        "No way to log in",
        lambda seen: f"getAuthType answers {seen.description}.",
        "It has to answer “oauth” or “apiKey”, or the manifest's auth.type has to say which.",
    ),
    Cause(
        "hostname-needed",
        ("hostname",),
        _fault("hostname-needed"),
        "No hostname",
        lambda seen: seen.description,
        "Give an address that fits the manifest's environment.",
    ),
    Cause(
        "missing-fields",
        ("details",),
        _fault("missing-fields"),
        "Fields are missing",
        lambda seen: f"The login needs {', '.join(seen.names)}.",
        "Fill them in the form, or give them with --field NAME=VALUE. Those that an administrator manages have to be "
        "stored first.",
    ),
    Cause(
        "fail-message",
        ("details",),
        _fault("fail-message"),
        "The adapter refuses",
        lambda seen: seen.description,
        "The adapter said so in getOauthInfo's failMessage; App Connect shows this text to the user.",
    ),
    Cause(
        "oauth-info-missing",
        ("details",),
        _fault("oauth-info-missing"),
        "getOauthInfo is missing",
        lambda _: "The adapter does not export getOauthInfo.",
        "Export it: App Connect asks it for the OAuth client at every login.",
    ),
    Cause(
        "oauth-info-empty",
        ("details",),
        _fault("oauth-info-empty"),
        "No OAuth details",
        lambda _: "getOauthInfo returned nothing, so App Connect's next step breaks.",
        "Return clientId, clientSecret, accessTokenUri and redirectUri from it.",
    ),
    Cause(
        "oauth-info-incomplete",
        ("details", "exchange"),
        _fault("oauth-info-incomplete"),
        "OAuth details are missing",
        lambda seen: f"getOauthInfo gives no {_names(seen)}.",
        lambda seen: (
            "Return it from getOauthInfo; it often comes from the adapter's .env file"
            + (
                ", or is the client's tokenUrl, which --query gives, and Advanced in the window."
                if "accessTokenUri" in seen.names
                else "."
            )
        ),
    ),
    Cause(
        "consent-page-unknown",
        ("authorize",),
        _fault("consent-page-unknown"),
        "No consent page",
        lambda _: "The address of the CRM's consent page is not known.",
        "It stands in the manifest (auth.oauth.authUrl): put a manifest.json beside the adapter, or open the start "
        "file that registers one.",
    ),
    Cause(
        "consent-page-no-web-page",
        ("authorize",),
        _fault("consent-page-no-web-page"),
        "The consent page is no web page",
        lambda seen: f"The manifest's authUrl is “{seen.description}”, which no browser is sent to.",
        "Write auth.oauth.authUrl as an address that begins with https:// or http:// and names the CRM's host.",
    ),
    # The consent page and the way back
    Cause(
        "denied",
        ("authorize",),
        _error("access_denied"),
        "Access was denied",
        lambda seen: f"The CRM refused the login: {_said(seen)}",
        "Start over and approve the access on the CRM's page.",
    ),
    Cause(
        "pkce-required",
        ("authorize",),
        lambda seen: bool(seen.error) and _pkce(seen) and not seen.pkce,
        "The CRM wants PKCE",
        lambda seen: f"The CRM asks for a code challenge: {_said(seen)}",
        "App Connect sends none, so register the application with a secret. PKCE can be switched on here to go on.",
    ),
    Cause(
        "scope-refused",
        ("authorize",),
        _error("invalid_scope"),
        "The scope was refused",
        lambda seen: f"The CRM does not give what the manifest asks for: {_said(seen)}",
        "Correct auth.oauth.scope in the manifest; it is a query fragment with its own key, such as scope=read.",
    ),
    Cause(
        "consent-refused",
        ("authorize",),
        lambda seen: bool(seen.error),
        "The CRM refused",
        lambda seen: f"The CRM refused the login: {_said(seen)}",
        "Check how the application is registered at the CRM, and what it may ask for.",
    ),
    Cause(
        "wrong-redirect",
        ("authorize",),
        _fault("wrong-redirect"),
        "Another address",
        lambda seen: f"The address is not one that {seen.asked_redirect or 'the redirect address'} leads to.",
        "Give the complete address the browser ended on, with everything after the question mark.",
    ),
    Cause(
        "code-missing",
        ("authorize", "exchange"),
        _fault("code-missing"),
        "No code",
        lambda _: "The redirected address carries no code.",
        "Give the complete address the browser ended on, with everything after the question mark.",
    ),
    Cause(
        "state-mismatch",
        ("authorize", "exchange"),
        _fault("state-mismatch"),
        "Another login's state",
        lambda _: "The redirect carries another login's state, so it may have been planted; nothing was exchanged.",
        "Start the login again and use the page that it opens. A pasted address has to belong to the login last "
        "started here.",
    ),
    Cause(
        "state-without-platform",
        ("authorize",),
        _fault("state-without-platform"),
        "The state names no platform",
        lambda _: "customState holds no “platform=”, so App Connect answers “Missing platform name”.",
        "End customState with platform= and the platform's name.",
    ),
    # The exchange
    Cause(
        "path-differs",
        ("exchange",),
        lambda seen: (
            bool(seen.callback)
            and seen.registered_redirect is not None
            and _path(seen.callback) != _path(seen.registered_redirect)
        ),
        "The paths differ",
        lambda seen: (
            f"The browser came back to the path {_path(seen.callback)}, but getOauthInfo's redirectUri has "
            f"{_path(seen.registered_redirect)}; App Connect refuses such a redirect."
        ),
        "Give the manifest's auth.oauth.redirectUri and getOauthInfo's redirectUri the same path.",
    ),
    Cause(
        "code-used-twice",
        ("exchange",),
        lambda seen: (
            seen.status > 0 and (seen.code_uses > 1 or seen.says("used before", "already used", "already been"))
        ),
        "The code was used before",
        lambda seen: f"The CRM refused the code, which was sent before: {_said(seen)}",
        "A code can be used once. Start over to get a new one; many CRMs also revoke what the first use gave.",
    ),
    Cause(
        "pkce-mismatch",
        ("exchange",),
        lambda seen: seen.status > 0 and _pkce(seen),
        "PKCE does not fit",
        lambda seen: f"The code verifier and the challenge do not belong together: {_said(seen)}",
        "Start over. App Connect sends no PKCE: if the CRM insists on it, the adapter cannot log in there.",
    ),
    Cause(
        "wrong-redirect-uri",
        ("exchange",),
        lambda seen: seen.status > 0 and _wrong_redirect(seen),
        "Wrong redirect URI",
        lambda seen: (
            f"The CRM refused the redirect address {seen.sent_redirect}; consent was asked with {seen.asked_redirect}."
        ),
        "The manifest's auth.oauth.redirectUri, getOauthInfo's redirectUri and the one registered at the CRM have to "
        "be equal, character for character.",
    ),
    Cause(
        "client-in-header",
        ("exchange",),
        lambda seen: _client_refused(seen) and seen.authentication == "basic",
        "Client refused",
        lambda seen: f"The CRM did not accept the client by its Basic header: {_said(seen)}",
        "Check clientId and clientSecret. If they are right, the CRM wants them in the form: export "
        "getOverridingOAuthOption and return {headers: {Authorization: ''}, body: {client_id, client_secret}}.",
    ),
    Cause(
        "client-in-body",
        ("exchange",),
        lambda seen: _client_refused(seen) and seen.authentication == "body",
        "Client refused",
        lambda seen: f"The CRM did not accept the client by the form: {_said(seen)}",
        "Check clientId and clientSecret. If they are right, the CRM wants a Basic header, which App Connect sends by "
        "itself.",
    ),
    Cause(
        "client-without-secret",
        ("exchange",),
        _client_refused,
        "Client refused",
        lambda seen: f"The CRM did not accept a client without a secret: {_said(seen)}",
        "Return clientSecret from getOauthInfo; it often comes from the adapter's .env file.",
    ),
    Cause(
        "code-too-old",
        ("exchange",),
        lambda seen: (
            seen.error.lower() == "invalid_grant"
            and (seen.says("expired") or (seen.code_age is not None and seen.code_age > OLD_CODE))
        ),
        "The code is too old",
        lambda seen: f"The CRM refused the code{_age(seen)}: {_said(seen)}",
        "Start over and exchange the code at once; it lives for a minute or a few.",
    ),
    Cause(
        "clock-skew",
        ("exchange",),
        lambda seen: seen.status >= _REFUSED and seen.skew is not None and abs(seen.skew) > SKEW,
        "The clocks differ",
        lambda seen: f"The CRM refused, and its clock is {skew_words(seen)}: {_said(seen)}",
        "Set this machine's clock; signed requests and short-lived codes depend on it.",
    ),
    Cause(
        "invalid-grant",
        ("exchange",),
        _error("invalid_grant"),
        "The code was refused",
        lambda seen: f"The token address answered {seen.status}: {_said(seen)}",
        "Start over. A code belongs to one client, one redirect address and one use.",
    ),
    Cause(
        "html-answer",
        ("exchange",),
        lambda seen: seen.status > 0 and _is_html(seen),
        "A page instead of tokens",
        lambda seen: f"The token address answered {seen.status} with an HTML page instead of JSON.",
        "Check accessTokenUri: it is probably the address of a page, or a proxy answers in the CRM's place.",
    ),
    Cause(
        "error-in-success",
        ("exchange",),
        _hidden_error,
        "An error in a success",
        lambda seen: f"The token address answered {seen.status}, but the answer holds an error: {_said(seen)}",
        "Mend what it says. Where the error has another name than “error”, App Connect would go on with “Bearer "
        "undefined”.",
    ),
    Cause(
        "byte-order-mark",
        ("exchange",),
        lambda seen: 0 < seen.status < _REFUSED and seen.body.startswith(_BOM),
        "A byte order mark before the answer",
        lambda seen: (
            f"The token address answered {seen.status} with a byte order mark before its JSON, which App Connect's "
            "parser does not take: it finds no access_token."
        ),
        "The CRM has to leave the mark out. App Connect would go on with “Bearer undefined”.",
    ),
    Cause(
        "no-token",
        ("exchange",),
        lambda seen: 0 < seen.status < _REFUSED,
        "No access token",
        lambda seen: f"The token address answered {seen.status} without an access_token: {_beginning(seen.body)}",
        "Check accessTokenUri. App Connect would go on with “Bearer undefined”.",
    ),
    Cause(
        "token-refused",
        ("exchange",),
        lambda seen: seen.status > 0,
        "The CRM refused",
        lambda seen: f"The token address answered {seen.status}: {_said(seen)}",
        "Check accessTokenUri, clientId and clientSecret in getOauthInfo.",
    ),
    Cause(
        "exchange-refused",
        ("exchange",),
        lambda _: True,
        "App Connect refuses",
        lambda seen: f"App Connect refuses to exchange the code: {_said(seen)}",
        "Mend what it says and start over.",
    ),
    # The user
    Cause(
        "user-info-missing",
        ("load-user",),
        _fault("user-info-missing"),
        "getUserInfo is missing",
        lambda _: "The adapter does not export getUserInfo.",
        "Export it: App Connect calls it at every login.",
    ),
    Cause(
        "user-without-id",
        ("load-user",),
        _fault("user-without-id"),
        "No user id",
        lambda _: "getUserInfo gives no platformUserInfo.id.",
        "Return the CRM user's id there; App Connect stores users by it.",
    ),
    Cause(
        "user-info-empty",
        ("load-user",),
        _fault("user-info-empty"),
        "getUserInfo returned nothing",
        lambda _: "getUserInfo returned nothing, so App Connect fails taking its answer apart.",
        f"Return {_USER_INFO}.",
    ),
    Cause(
        "user-info-without-successful",
        ("load-user",),
        _fault("user-info-without-successful"),
        "getUserInfo does not say that it succeeded",
        lambda seen: (
            "getUserInfo's answer has no “successful”, so App Connect takes it for a refusal."
            + (" It is the user alone, as adapters answered an earlier server." if "id" in seen.names else "")
            + (f" It says: {seen.description}" if seen.description else "")
        ),
        f"Return {_USER_INFO}.",
    ),
    Cause(
        "login-refused",
        ("load-user",),
        _fault("login-refused"),
        "The login was refused",
        lambda seen: f"The login was refused: {seen.description or 'getUserInfo was not successful, without a word.'}",
        lambda seen: (
            "Check the credentials; the exchanges of this step show what the CRM said."
            if seen.exchanges
            else "The adapter decided so without asking the CRM: its message and its console say why."
        ),
    ),
    Cause(
        "post-save-empty",
        ("save",),
        _fault("post-save-empty"),
        "postSaveUserInfo returned nothing",
        lambda _: "postSaveUserInfo returned nothing, so the login fails although the user is stored.",
        "Return the userInfo it was given, changed or not; its result replaces it.",
    ),
)
"""Likely causes in order of precision, by step."""


def _age(seen: Evidence) -> str:
    return "" if seen.code_age is None else f", {seen.code_age:.0f} s after it was given"
