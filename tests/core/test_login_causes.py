"""The tables of causes and warnings, the form, the state and the rule of renewal, value by value."""

from __future__ import annotations

from typing import Any

import pytest
from builders_login import key_platform, platform_of

from workbench.core.login import (
    CAUSES,
    STEPS,
    Evidence,
    FormFieldKind,
    code_request,
    fits_state,
    form_problems,
    is_due,
    likely_cause,
    login_form,
    merged_options,
    refresh_request,
    secret_values,
    warnings,
)
from workbench.core.login.token_request import querystring

LIVING = {"expires_in": 3600, "refresh_token": "r"}
MICROSOFT = "Mail.Read offline_access openid profile email"
GRANT = {"step": "exchange", "status": 400, "error": "invalid_grant"}


@pytest.mark.parametrize(
    ("seen", "key"),
    [
        ({**GRANT, "description": "code already used"}, "code-used-twice"),
        ({**GRANT, "code_uses": 2}, "code-used-twice"),
        ({**GRANT, "description": "PKCE verification failed"}, "pkce-mismatch"),
        ({**GRANT, "asked_redirect": "http://a/x", "sent_redirect": "http://b/x"}, "wrong-redirect-uri"),
        ({**GRANT, "code_age": 90.0}, "code-too-old"),
        ({**GRANT, "skew": -600.0}, "clock-skew"),
        (GRANT, "invalid-grant"),
        ({"step": "exchange", "status": 401, "error": "invalid_client", "authentication": "basic"}, "client-in-header"),
        ({"step": "exchange", "status": 401, "error": "invalid_client", "authentication": "body"}, "client-in-body"),
        ({"step": "exchange", "status": 200, "body": "<!DOCTYPE html><p>Log in"}, "html-answer"),
        ({"step": "exchange", "status": 200, "data": {"message": "No such app"}}, "error-in-success"),
        ({"step": "exchange", "status": 200, "data": {}}, "no-token"),
        ({"step": "exchange", "status": 500, "body": "boom"}, "crm-unwell"),
        ({"step": "exchange", "status": 503, "body": "<html>Bad gateway"}, "crm-unwell"),
        ({"step": "exchange", "status": 500, "error": "invalid_client", "authentication": "basic"}, "client-in-header"),
        ({"step": "exchange", "status": 429, "body": "redirect_uri limit"}, "too-many-requests"),
        ({"step": "exchange", "status": 404, "body": "<html>Not found"}, "token-address-unknown"),
        ({"step": "exchange", "status": 405}, "token-address-unknown"),
        ({"step": "exchange", "status": 418, "body": "no"}, "token-refused"),
        ({"step": "exchange", "callback": "http://a/b?code=1", "registered_redirect": "https://c/d"}, "path-differs"),
        ({"step": "authorize", "error": "access_denied"}, "denied"),
        ({"step": "authorize", "error": "invalid_scope"}, "scope-refused"),
        ({"step": "authorize", "error": "server_error"}, "crm-unwell"),
        ({"step": "authorize", "error": "temporarily_unavailable"}, "crm-unwell"),
        ({"step": "authorize", "error": "unauthorized_client"}, "flow-not-allowed"),
        ({"step": "authorize", "error": "unsupported_response_type"}, "flow-not-allowed"),
        ({"step": "authorize", "error": "interaction_required"}, "consent-refused"),
    ],
)
def test_each_failure_has_its_cause(seen: dict[str, Any], key: str) -> None:
    evidence = Evidence(**seen)
    cause = likely_cause(evidence)
    assert cause is not None
    assert cause.key == key
    assert cause.sentence(evidence)
    assert cause.mend


REDIRECTS = {"asked_redirect": "https://a/x", "sent_redirect": "https://b/x"}
RFC = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)


@pytest.mark.parametrize(
    ("error", "words", "key"),
    [
        ("invalid_client", "Unknown client, or redirect_uri not registered for it", "client-in-header"),
        ("INVALID_CLIENT", "code expired; check redirect URI and PKCE-less grant", "client-in-header"),
        ("invalid_client_id", "client identifier invalid", "client-in-header"),
        (
            "incorrect_client_credentials",
            "The client_id and/or client_secret are incorrect.",
            "client-in-header",
        ),
        ("bad_client_secret", "", "client-in-header"),
        ("unauthorized_client", "This client may not use authorization_code; see redirect_uri", "flow-not-allowed"),
        ("unsupported_grant_type", "", "flow-not-allowed"),
        ("invalid_scope", "contacts.write is unknown", "scope-at-exchange"),
        ("invalid_request", "Missing required parameter: audience", "request-not-understood"),
        ("invalid_request", "client_secret is missing", "client-in-header"),
        ("redirect_uri_mismatch", "", "wrong-redirect-uri"),
        ("bad_redirect_uri", "", "wrong-redirect-uri"),
        ("invalid_request", "AADSTS50011: the redirect URI does not match", "wrong-redirect-uri"),
        ("server_error", "", "crm-unwell"),
        ("temporarily_unavailable", "", "crm-unwell"),
        ("invalid_grant", RFC, "invalid-grant"),
        ("invalid_grant", "The authorization code has expired", "code-too-old"),
        ("made_up", "no", "token-refused"),
    ],
)
def test_each_oauth_error_has_its_own_cause(error: str, words: str, key: str) -> None:
    differs = REDIRECTS if error.lower() != "invalid_grant" else {}
    evidence = Evidence("exchange", error, words, 400, authentication="basic", **differs)
    cause = likely_cause(evidence)
    assert cause is not None
    assert cause.key == key
    assert words[:20] in cause.sentence(evidence) or not words or key == "wrong-redirect-uri"
    assert cause.mend_for(evidence)


def test_a_code_that_expired_is_no_wrong_redirect() -> None:
    seen = Evidence("exchange", "invalid_grant", "The code has expired", 400, **REDIRECTS)
    assert (likely_cause(seen) or CAUSES[0]).key == "code-too-old"


def test_the_table_is_whole() -> None:
    keys = [each.key for each in CAUSES]
    assert len(keys) == len(set(keys))
    assert all(set(each.steps) <= set(STEPS) for each in CAUSES)


@pytest.mark.parametrize(
    ("seen", "keys"),
    [
        ({"data": {"expires_in": 3600, "refresh_token": "r", "scope": "a,b"}, "asked_scope": "x=1&scope=a b"}, set()),
        (
            {"data": {"expires_in": 3600, "refresh_token": "r", "scope": ["a"]}, "asked_scope": "scope=a+b"},
            {"scope-narrower"},
        ),
        # Tokens are no right to call anything, and an API's address before a scope changes nothing.
        (
            {"data": LIVING | {"scope": "https://graph.test/Mail.Read"}, "asked_scope": f"scope={MICROSOFT}"},
            set(),
        ),
        ({"data": LIVING | {"scope": "mail.read User.Read"}, "asked_scope": "scope=https://g.test/.default"}, set()),
        ({"data": LIVING | {"scope": ""}, "asked_scope": "scope=a"}, set()),
        ({"data": LIVING | {"scope": "api"}, "asked_scope": "scope=api crm"}, {"scope-narrower"}),
        # The adapter's own hook renews, by its own rule.
        ({"data": {"access_token": "t"}, "renews_itself": True}, set()),
        ({"data": {"expires_in": "soon"}, "renews_itself": True}, set()),
        ({"data": {"expires_in": 60}, "renews_itself": True}, set()),
        ({"data": {"expires_in": 3600}, "renews_itself": True}, set()),
        # Without a refresh token nothing is renewed, however short the life.
        ({"data": {"expires_in": 60}}, {"no-refresh-token"}),
        ({"data": {"expires_in": 60, "refresh_token": "r"}}, {"lifetime-short"}),
        ({"data": {"access_token": "t"}}, {"no-lifetime"}),
        ({"data": {"expires_in": 3600}, "skew": 90.0}, {"no-refresh-token", "clock-skew"}),
    ],
)
def test_what_a_good_exchange_is_told_of(seen: dict[str, Any], keys: set[str]) -> None:
    evidence = Evidence("exchange", **seen)
    found = warnings(evidence)
    assert {each.key for each in found} == keys
    assert all(each.sentence(evidence) for each in found)


def test_a_token_without_a_lifetime_is_renewed_at_every_call_by_the_first_server() -> None:
    for era, words in (("seed", "at every call"), ("head", "never renews")):
        evidence = Evidence("exchange", data={"access_token": "t"}, era=era)
        (found,) = warnings(evidence)
        assert words in found.sentence(evidence)


def test_the_form_has_every_kind_of_item() -> None:
    page = key_platform(
        {"const": "apiKey", "title": "API key", "required": True, "uiSchema": {"ui:widget": "password"}},
        {"const": "tenant", "title": "Tenant"},
        {"const": "dealer", "title": "Dealer", "managed": True, "managedScope": "user", "managedFieldType": "dynamic"},
        {"const": "secretAgent", "title": "Hidden", "hidden": True},
        {"const": "p", "description": "Text", "required": True, "uiSchema": {"ui:field": "typography"}},
        {"const": "b", "title": "More", "uiSchema": {"ui:field": "button"}},
        {"const": "n", "description": "Note", "uiSchema": {"ui:field": "admonition", "ui:severity": "warning"}},
        environment={"type": "selectable", "selections": [{"const": "https://eu.acme.test", "name": "Europe"}]},
    )
    form = login_form(page)
    kinds = [each.kind.value for each in form]
    assert kinds == ["choice", "password", "text", "text", "text", "paragraph", "button", "notice"]
    assert form[0].choices == (("https://eu.acme.test", "Europe"),)
    assert (form[3].managed, form[3].dynamic, form[3].managed_scope) == (True, True, "user")
    assert form[4].hidden
    assert [each.name for each in form if each.required] == ["hostname", "apiKey"]
    assert set(form_problems(form, {}, page)) == {"hostname", "apiKey"}
    assert not form_problems(form, {"hostname": "Europe", "apiKey": "k"}, page)
    assert secret_values(form, {"apiKey": "k", "tenant": "t", "other": "o"}) == {"k", "o"}


def test_without_a_manifest_a_key_is_asked() -> None:
    hostname, key = login_form(None)
    assert (key.name, key.kind, key.required) == ("apiKey", FormFieldKind.PASSWORD, True)
    assert not hostname.required
    assert [each.name for each in login_form(platform_of("http://127.0.0.1:1/", None), "oauth")] == ["hostname"]


def test_the_parts_of_a_request_are_merged_by_name() -> None:
    info = {
        "clientId": "c",
        "clientSecret": "s",
        "accessTokenUri": "https://t.test/x?a=1",
        "redirectUri": "https://r.test/",
    }
    override = {
        "clientId": "other",
        "headers": {"Accept": "x"},
        "query": {"q": ["1", 2], "b": True},
        "body": {"code": None},
    }
    request = code_request(merged_options(info, override), "CODE")
    assert request.url == "https://t.test/x?a=1&q=1&q=2&b=true"
    assert request.headers["Accept"] == "x"
    assert request.headers["Authorization"] == "Basic b3RoZXI6cw=="
    assert querystring(request.form) == "code=&grant_type=authorization_code&redirect_uri=https%3A%2F%2Fr.test%2F"


def test_without_a_secret_the_form_names_the_client_and_a_refresh_stays_basic() -> None:
    options = merged_options({"clientId": "c", "accessTokenUri": "https://t.test"})
    request = code_request(options, "CODE")
    assert request.authentication == "none"
    assert request.form["client_id"] == "c"
    assert request.form["redirect_uri"] == ""
    assert refresh_request(options, "R").headers["Authorization"] == "Basic Yzo="


def test_the_state_may_come_back_encoded_once_more_and_not_otherwise() -> None:
    assert fits_state("nonce%3Da%26platform%3Dx", "nonce=a&platform=x")
    assert not fits_state("nonce=a&platform=y", "nonce=a&platform=x")
    assert not fits_state("", "nonce=a&platform=x")


@pytest.mark.parametrize(
    ("expiry", "era", "due"),
    [
        ("2025-07-01T00:01:59.000Z", "head", True),
        ("2025-07-01T00:02:01.000Z", "head", False),
        (None, "head", False),
        (None, "mid", False),
        (None, "seed", True),
        ("Invalid Date", "seed", False),
    ],
)
def test_when_a_token_is_renewed(expiry: str | None, era: str, *, due: bool) -> None:
    row = {"accessToken": "a", "refreshToken": "r", "tokenExpiry": expiry}
    assert is_due(row, 1751328000.0, era) is due
    assert not is_due({**row, "refreshToken": None}, 1751328000.0, era)


@pytest.mark.parametrize(("name", "told"), [("accessTokenUri", True), ("clientId", False)])
def test_a_token_address_may_come_from_the_client(name: str, told: bool) -> None:
    seen = Evidence(step="details", fault="oauth-info-incomplete", names=(name,))
    cause = likely_cause(seen)
    assert cause is not None
    assert ("tokenUrl" in cause.mend_for(seen)) is told


def test_fields_that_no_page_asks_for_stand_for_the_key() -> None:
    assert [each.name for each in login_form(None) if each.required] == ["apiKey"]
    assert [each.name for each in login_form(None, given={"dealer": "7"}) if each.required] == []
