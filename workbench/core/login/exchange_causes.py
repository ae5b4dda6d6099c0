"""Likely causes of a code that was not exchanged: rows of the table of causes, the more precise first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.core.login.evidence import SKEW, Cause, Evidence, skew_words
from workbench.core.login.predicates import BROKEN, error, pkce, said
from workbench.core.values.addresses import split_address

OLD_CODE: Final = 60.0
"""Seconds after which a code may well have expired; RFC 6749 allows ten minutes at most, many CRMs give one."""

_REFUSED: Final = 399
"""Status from which App Connect's OAuth library takes an answer for a refusal."""
_BUSY: Final = 429
_NOWHERE: Final = (404, 405, 410)


_BOM: Final = "\ufeff"


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= 200 else f"{flat[:199]}…") or "nothing"


def _path(address: str | None) -> str:
    return split_address(address or "").path or "/"


def _is_html(evidence: Evidence) -> bool:
    return "html" in evidence.content_type.lower() or evidence.body.lstrip().lower().startswith(("<!doctype", "<html"))


_CLIENT_CODES: Final = (
    "invalid_client",
    "invalid_client_id",
    "invalid_client_credentials",
    "incorrect_client_credentials",
    "bad_client_secret",
    "bad_client_id",
    "client_not_found",
)
"""Error codes that say the client's id or secret is wrong, whatever else the words mention."""


def _names_client(evidence: Evidence) -> bool:
    return evidence.error.lower() in _CLIENT_CODES


def _client_refused(evidence: Evidence) -> bool:
    if _names_client(evidence) or (evidence.status == 401 and not evidence.error):
        return True
    return evidence.error.lower() in ("", "invalid_request") and evidence.says("client_secret", "client secret")


_REDIRECT_CODES: Final = ("redirect_uri_mismatch", "invalid_redirect_uri", "bad_redirect_uri")


def _wrong_redirect(evidence: Evidence) -> bool:
    code = evidence.error.lower()
    if code in _REDIRECT_CODES:
        return True
    if _names_client(evidence) or evidence.status >= BROKEN or evidence.status == _BUSY:
        return False
    if evidence.says("redirect_uri", "redirect uri", "redirect url"):
        return True
    return (
        code == "invalid_grant" and evidence.asked_redirect != evidence.sent_redirect and not evidence.says("expired")
    )


def _hidden_error(evidence: Evidence) -> bool:
    data = evidence.data
    if not isinstance(data, Mapping) or not 0 < evidence.status < _REFUSED or data.get("access_token"):
        return False
    return any(name in data for name in ("error", "errors", "error_description", "message", "errorCode", "error_code"))


def _age(seen: Evidence) -> str:
    return "" if seen.code_age is None else f", {seen.code_age:.0f} s after it was given"


EXCHANGE_CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        "too-many-requests",
        ("exchange",),
        lambda seen: seen.status == _BUSY or seen.error.lower() == "slow_down",
        "Too many requests",
        lambda seen: f"The token address answered {seen.status}, too many requests: {said(seen)}",
        "Wait a while and start over; the code is lost by then.",
    ),
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
            seen.status > 0
            and not _names_client(seen)
            and (seen.code_uses > 1 or seen.says("used before", "already used", "already been"))
        ),
        "The code was used before",
        lambda seen: f"The CRM refused the code, which was sent before: {said(seen)}",
        "A code can be used once. Start over to get a new one; many CRMs also revoke what the first use gave.",
    ),
    Cause(
        "pkce-mismatch",
        ("exchange",),
        lambda seen: seen.status > 0 and not _names_client(seen) and pkce(seen),
        "PKCE does not fit",
        lambda seen: f"The code verifier and the challenge do not belong together: {said(seen)}",
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
        lambda seen: f"The CRM did not accept the client by its Basic header: {said(seen)}",
        "Check clientId and clientSecret. If they are right, the CRM wants them in the form: export "
        "getOverridingOAuthOption and return {headers: {Authorization: ''}, body: {client_id, client_secret}}.",
    ),
    Cause(
        "client-in-body",
        ("exchange",),
        lambda seen: _client_refused(seen) and seen.authentication == "body",
        "Client refused",
        lambda seen: f"The CRM did not accept the client by the form: {said(seen)}",
        "Check clientId and clientSecret. If they are right, the CRM wants a Basic header, which App Connect sends by "
        "itself.",
    ),
    Cause(
        "client-without-secret",
        ("exchange",),
        _client_refused,
        "Client refused",
        lambda seen: f"The CRM did not accept a client without a secret: {said(seen)}",
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
        lambda seen: f"The CRM refused the code{_age(seen)}: {said(seen)}",
        "Start over and exchange the code at once; it lives for a minute or a few.",
    ),
    Cause(
        "clock-skew",
        ("exchange",),
        lambda seen: seen.status >= _REFUSED and seen.skew is not None and abs(seen.skew) > SKEW,
        "The clocks differ",
        lambda seen: f"The CRM refused, and its clock is {skew_words(seen)}: {said(seen)}",
        "Set this machine's clock; signed requests and short-lived codes depend on it.",
    ),
    Cause(
        "invalid-grant",
        ("exchange",),
        error("invalid_grant"),
        "The code was refused",
        lambda seen: f"The token address answered {seen.status}: {said(seen)}",
        "Start over. A code belongs to one client, one redirect address and one use.",
    ),
    Cause(
        "token-address-unknown",
        ("exchange",),
        lambda seen: seen.status in _NOWHERE and not seen.error,
        "Nothing at the token address",
        lambda seen: f"The token address answered {seen.status}: there is no such address, or none to post to.",
        "Check accessTokenUri in getOauthInfo, or the tokenUrl that replaces it.",
    ),
    Cause(
        "scope-at-exchange",
        ("exchange",),
        error("invalid_scope"),
        "The scope was refused",
        lambda seen: f"The CRM does not give the scope that was asked for: {said(seen)}",
        "Correct auth.oauth.scope in the manifest; it is a query fragment with its own key, such as scope=read.",
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
        lambda seen: f"The token address answered {seen.status}, but the answer holds an error: {said(seen)}",
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
        "request-not-understood",
        ("exchange",),
        error("invalid_request"),
        "The CRM did not take the request",
        lambda seen: f"The token address answered {seen.status} that the request is malformed: {said(seen)}",
        "Compare what was sent with what the CRM asks for. getOverridingOAuthOption can add parameters to it.",
    ),
    Cause(
        "token-refused",
        ("exchange",),
        lambda seen: seen.status > 0,
        "The CRM refused",
        lambda seen: f"The token address answered {seen.status}: {said(seen)}",
        "Check accessTokenUri, clientId and clientSecret in getOauthInfo.",
    ),
    Cause(
        "exchange-refused",
        ("exchange",),
        lambda _: True,
        "App Connect refuses",
        lambda seen: f"App Connect refuses to exchange the code: {said(seen)}",
        "Mend what it says and start over.",
    ),
)
"""The first row that applies is the likely cause."""
