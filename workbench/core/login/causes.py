"""Likely causes of a failed login: a table from what was seen to a sentence and the mend.

To add a cause, add a row before the more general ones: the first row of a step that applies is the likely cause.
"""

from __future__ import annotations

from typing import Final

from workbench.core.login.evidence import Cause, Evidence
from workbench.core.login.exchange_causes import EXCHANGE_CAUSES
from workbench.core.login.predicates import error, fault, pkce, said, unwell


def _names(evidence: Evidence) -> str:
    return " and no ".join(evidence.names)


def likely_cause(evidence: Evidence) -> Cause | None:
    """The first row that fits a failed step; None when nothing is known."""
    return next((row for row in CAUSES if evidence.step in row.steps and row.applies(evidence)), None)


_USER_INFO: Final = "{successful: true, platformUserInfo: {id, name, …}, returnMessage}"

CAUSES: Final[tuple[Cause, ...]] = (
    # The adapter and its manifest
    Cause(
        "auth-type-unknown",
        ("ask",),
        fault("auth-type-unknown"),
        "No way to log in",
        lambda seen: f"getAuthType answers {seen.description}.",
        "It has to answer “oauth” or “apiKey”, or the manifest's auth.type has to say which.",
    ),
    Cause(
        "hostname-needed",
        ("hostname",),
        fault("hostname-needed"),
        "No hostname",
        lambda seen: seen.description,
        "Give an address that fits the manifest's environment.",
    ),
    Cause(
        "missing-fields",
        ("details",),
        fault("missing-fields"),
        "Fields are missing",
        lambda seen: f"The login needs {', '.join(seen.names)}.",
        "Fill them in the form, or give them with --field NAME=VALUE. Those that an administrator manages have to be "
        "stored first.",
    ),
    Cause(
        "fail-message",
        ("details",),
        fault("fail-message"),
        "The adapter refuses",
        lambda seen: seen.description,
        "The adapter said so in getOauthInfo's failMessage; App Connect shows this text to the user.",
    ),
    Cause(
        "oauth-info-missing",
        ("details",),
        fault("oauth-info-missing"),
        "getOauthInfo is missing",
        lambda _: "The adapter does not export getOauthInfo.",
        "Export it: App Connect asks it for the OAuth client at every login.",
    ),
    Cause(
        "oauth-info-empty",
        ("details",),
        fault("oauth-info-empty"),
        "No OAuth details",
        lambda _: "getOauthInfo returned nothing, so App Connect's next step breaks.",
        "Return clientId, clientSecret, accessTokenUri and redirectUri from it.",
    ),
    Cause(
        "oauth-info-incomplete",
        ("details", "exchange"),
        fault("oauth-info-incomplete"),
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
        fault("consent-page-unknown"),
        "No consent page",
        lambda _: "The address of the CRM's consent page is not known.",
        "It stands in the manifest (auth.oauth.authUrl): put a manifest.json beside the adapter, or open the start "
        "file that registers one.",
    ),
    Cause(
        "consent-page-no-web-page",
        ("authorize",),
        fault("consent-page-no-web-page"),
        "The consent page is no web page",
        lambda seen: f"The manifest's authUrl is “{seen.description}”, which no browser is sent to.",
        "Write auth.oauth.authUrl as an address that begins with https:// or http:// and names the CRM's host.",
    ),
    # The consent page and the way back
    Cause(
        "denied",
        ("authorize",),
        error("access_denied"),
        "Access was denied",
        lambda seen: f"The CRM refused the login: {said(seen)}",
        "Start over and approve the access on the CRM's page.",
    ),
    Cause(
        "pkce-required",
        ("authorize",),
        lambda seen: bool(seen.error) and pkce(seen) and not seen.pkce,
        "The CRM wants PKCE",
        lambda seen: f"The CRM asks for a code challenge: {said(seen)}",
        "App Connect sends none, so register the application with a secret. PKCE can be switched on here to go on.",
    ),
    Cause(
        "scope-refused",
        ("authorize",),
        error("invalid_scope"),
        "The scope was refused",
        lambda seen: f"The CRM does not give what the manifest asks for: {said(seen)}",
        "Correct auth.oauth.scope in the manifest; it is a query fragment with its own key, such as scope=read.",
    ),
    Cause(
        "crm-unwell",
        ("authorize", "exchange"),
        unwell,
        "The CRM failed",
        lambda seen: (
            f"The CRM could not do it now: {said(seen)}"
            if seen.step == "authorize"
            else f"The token address answered {seen.status}, a failure of its own: {said(seen)}"
        ),
        "Try again later. The adapter is not to blame as long as the CRM says no more than this.",
    ),
    Cause(
        "flow-not-allowed",
        ("authorize", "exchange"),
        error("unauthorized_client", "unsupported_grant_type", "unsupported_response_type"),
        "The client may not log in this way",
        lambda seen: f"The CRM does not let this client use the authorization code flow: {said(seen)}",
        "Allow the authorization code grant where the application is registered at the CRM.",
    ),
    Cause(
        "consent-refused",
        ("authorize",),
        lambda seen: bool(seen.error),
        "The CRM refused",
        lambda seen: f"The CRM refused the login: {said(seen)}",
        "Check how the application is registered at the CRM, and what it may ask for.",
    ),
    Cause(
        "wrong-redirect",
        ("authorize",),
        fault("wrong-redirect"),
        "Another address",
        lambda seen: f"The address is not one that {seen.asked_redirect or 'the redirect address'} leads to.",
        "Give the complete address the browser ended on, with everything after the question mark.",
    ),
    Cause(
        "parameter-twice",
        ("authorize",),
        fault("parameter-twice"),
        "A parameter stands twice",
        lambda seen: (
            f"The redirected address carries {' and '.join(seen.names)} twice, with different values. App Connect's "
            "OAuth library takes both, and such a code or state fits nothing."
        ),
        "Look at what adds the second one: authUrl or redirectUri that hold it already, or a proxy between.",
    ),
    Cause(
        "answer-in-fragment",
        ("authorize",),
        fault("answer-in-fragment"),
        "The answer stands behind #",
        lambda seen: (
            f"The redirected address carries {' and '.join(seen.names)} behind its #, where App Connect does not look."
        ),
        "Have the CRM answer with a code in the query: response_type=code, without response_mode=fragment, and an "
        "application that is registered for the authorization code flow.",
    ),
    Cause(
        "code-missing",
        ("authorize", "exchange"),
        fault("code-missing"),
        "No code",
        lambda _: "The redirected address carries no code.",
        "Give the complete address the browser ended on, with everything after the question mark.",
    ),
    Cause(
        "state-mismatch",
        ("authorize", "exchange"),
        fault("state-mismatch"),
        "Another login's state",
        lambda _: "The redirect carries another login's state, so it may have been planted; nothing was exchanged.",
        "Start the login again and use the page that it opens. A pasted address has to belong to the login last "
        "started here.",
    ),
    Cause(
        "state-without-platform",
        ("authorize",),
        fault("state-without-platform"),
        "The state names no platform",
        lambda _: "customState holds no “platform=”, so App Connect answers “Missing platform name”.",
        "End customState with platform= and the platform's name.",
    ),
    # The exchange
    *EXCHANGE_CAUSES,
    # The user
    Cause(
        "user-info-missing",
        ("load-user",),
        fault("user-info-missing"),
        "getUserInfo is missing",
        lambda _: "The adapter does not export getUserInfo.",
        "Export it: App Connect calls it at every login.",
    ),
    Cause(
        "user-without-id",
        ("load-user",),
        fault("user-without-id"),
        "No user id",
        lambda _: "getUserInfo gives no platformUserInfo.id.",
        "Return the CRM user's id there; App Connect stores users by it.",
    ),
    Cause(
        "user-info-empty",
        ("load-user",),
        fault("user-info-empty"),
        "getUserInfo returned nothing",
        lambda _: "getUserInfo returned nothing, so App Connect fails taking its answer apart.",
        f"Return {_USER_INFO}.",
    ),
    Cause(
        "user-info-without-successful",
        ("load-user",),
        fault("user-info-without-successful"),
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
        fault("login-refused"),
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
        fault("post-save-empty"),
        "postSaveUserInfo returned nothing",
        lambda _: "postSaveUserInfo returned nothing, so the login fails although the user is stored.",
        "Return the userInfo it was given, changed or not; its result replaces it.",
    ),
)
"""Likely causes in order of precision, by step."""
