"""Harbor's OAuth: what it grants, and each thing it refuses."""

from __future__ import annotations

import base64
import html

import pytest
from builders_harbor import REDIRECT, VERIFIER, Harbor, challenge, running


async def test_login_gives_tokens_that_work(harbor: Harbor) -> None:
    granted = await harbor.decide()
    assert granted["state"] == "platform=harbor"
    answer = await harbor.exchange(granted["code"])
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert answer.headers["cache-control"] == "no-store"
    assert (await harbor.me(tokens["access_token"])).json()["data"]["name"] == "Dana Reyes"


async def test_consent_page_shows_what_is_asked_and_carries_the_request(harbor: Harbor) -> None:
    page = await harbor.http.get("/oauth/authorize", params=harbor.request(scope="contacts.read", state='"><b>'))
    assert page.status_code == 200
    assert "App Connect" in page.text
    assert "See contacts" in page.text
    assert "contacts.write" not in page.text
    assert 'value="approve"' in page.text
    assert 'value="deny"' in page.text
    assert '"><b>' not in page.text
    assert '"><b>' in html.unescape(page.text)


async def test_consent_of_another_user_and_fewer_scopes(harbor: Harbor) -> None:
    granted = await harbor.decide(user_id="33", choose="1", grant="contacts.read")
    tokens = (await harbor.exchange(granted["code"])).json()
    assert tokens["scope"] == "contacts.read"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await harbor.me(tokens["access_token"])).json()["data"]["name"] == "Theo Marsh"
    assert (await harbor.http.get("/v1/contacts", headers=bearer)).status_code == 200
    refused = await harbor.http.post("/v1/contacts", headers=bearer, json={"name": "Nobody"})
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "insufficient_scope"
    assert 'scope="contacts.write"' in refused.headers["www-authenticate"]


@pytest.mark.parametrize("fields", [{"decision": "deny"}, {"decision": "approve", "choose": "1"}])
async def test_denied_consent_comes_back_as_access_denied(harbor: Harbor, fields: dict[str, str]) -> None:
    assert (await harbor.decide(**fields))["error"] == "access_denied"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.test/callback",
        "http://127.0.0.1:8712/elsewhere",
        "http://127.0.0.1:8712/callback?x=1",
        "http://127.0.0.1.evil.example.test/callback",
        "http://evil@127.0.0.1/callback",
        "https://127.0.0.1:8712/callback",
        "https://connect.harborcrm.test:444/redirect",
        "http://127.0.0.1:notaport/callback",
        "",
    ],
)
async def test_redirect_address_that_is_not_registered_gets_nothing(harbor: Harbor, address: str) -> None:
    for answer in (
        await harbor.http.get("/oauth/authorize", params=harbor.request(redirect_uri=address)),
        await harbor.http.post(
            "/oauth/authorize", data={**harbor.request(redirect_uri=address), "decision": "approve"}
        ),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "not registered" in answer.text


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/callback", "http://localhost/", "http://[::1]:65000/oauth/callback",
     "https://connect.harborcrm.test/redirect"],
)  # fmt: skip
async def test_loopback_redirect_matches_with_any_port(harbor: Harbor, address: str) -> None:
    granted = await harbor.decide(redirect_uri=address)
    assert (await harbor.exchange(granted["code"], redirect_uri=address)).status_code == 200


async def test_unknown_application_is_refused_on_a_page(harbor: Harbor) -> None:
    answer = await harbor.http.get("/oauth/authorize", params=harbor.request(client_id="<script>"))
    assert answer.status_code == 401
    assert "location" not in answer.headers
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ""}, "unsupported_response_type"),
        ({"scope": "contacts.read everything"}, "invalid_scope"),
        ({"code_challenge": "x", "code_challenge_method": "S512"}, "invalid_request"),
        ({"client_id": "harbor-public-app"}, "invalid_request"),
        ({"client_id": "harbor-public-app", "code_challenge": VERIFIER, "code_challenge_method": "plain"},
         "invalid_request"),
    ],
)  # fmt: skip
async def test_bad_request_for_consent_goes_back_with_its_error(
    harbor: Harbor, changes: dict[str, str], error: str
) -> None:
    answer = await harbor.http.get("/oauth/authorize", params=harbor.request(**changes))
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith(f"{REDIRECT}?")
    assert f"error={error}" in location
    assert "state=platform%3Dharbor" in location


async def test_code_works_once_and_its_replay_revokes_what_it_gave(harbor: Harbor) -> None:
    code = (await harbor.decide())["code"]
    tokens = (await harbor.exchange(code)).json()
    replayed = await harbor.exchange(code)
    assert replayed.status_code == 400
    assert replayed.json()["error"] == "invalid_grant"
    assert (await harbor.me(tokens["access_token"])).status_code == 401
    refreshed = await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.json()["error"] == "invalid_grant"


async def test_code_expires(harbor: Harbor) -> None:
    code = (await harbor.decide())["code"]
    harbor.clock.now += 60
    answer = await harbor.exchange(code)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"
    assert "expired" in answer.json()["error_description"]


async def test_code_is_bound_to_its_redirect_address(harbor: Harbor) -> None:
    code = (await harbor.decide())["code"]
    answer = await harbor.exchange(code, redirect_uri="http://127.0.0.1:8713/callback")
    assert answer.json()["error"] == "invalid_grant"
    assert "redirect_uri" in answer.json()["error_description"]


async def test_code_is_bound_to_its_application(harbor: Harbor) -> None:
    code = (await harbor.decide(code_challenge=challenge(), code_challenge_method="S256"))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    answer = await harbor.http.post("/oauth/token", data={**form, "client_id": "harbor-public-app"})
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("method", "sent", "verifier", "status"),
    [
        ("S256", challenge(), VERIFIER, 200),
        ("plain", VERIFIER, VERIFIER, 200),
        ("S256", challenge(), VERIFIER + "x", 400),
        ("S256", challenge(), "", 400),
        ("S256", challenge("short"), "short", 400),
        ("plain", VERIFIER, VERIFIER + "x", 400),
        ("", "", VERIFIER, 400),
    ],
)
async def test_proof_key(harbor: Harbor, method: str, sent: str, verifier: str, status: int) -> None:
    code = (await harbor.decide(code_challenge=sent, code_challenge_method=method))["code"]
    answer = await harbor.exchange(code, **({"code_verifier": verifier} if verifier else {}))
    assert answer.status_code == status, answer.text
    if status == 400:
        assert answer.json()["error"] == "invalid_grant"


async def test_public_application_exchanges_with_its_proof_key_alone(harbor: Harbor) -> None:
    changes = {"client_id": "harbor-public-app", "code_challenge": challenge(), "code_challenge_method": "S256"}
    code = (await harbor.decide(**changes))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    answer = await harbor.http.post("/oauth/token", data={**form, "client_id": "harbor-public-app"})
    assert answer.status_code == 200
    refresh = {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}
    assert (await harbor.http.post("/oauth/token", data=refresh, auth=("harbor-public-app", ""))).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["", "Basic ???", "Basic " + base64.b64encode(b"harbor-demo-app:no").decode()]
)
async def test_wrong_client_credentials(harbor: Harbor, authorization: str) -> None:
    code = (await harbor.decide())["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    headers = {"Authorization": authorization} if authorization else {}
    answer = await harbor.http.post("/oauth/token", data=form, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert (await harbor.exchange(code)).status_code == 200, "a refused client must not use the code up"


async def test_client_may_authenticate_in_the_form_but_not_twice(harbor: Harbor) -> None:
    client = harbor.crm.oauth_client
    secret = {"client_id": client.client_id, "client_secret": client.client_secret}
    code = (await harbor.decide())["code"]
    doubled = await harbor.exchange(code, **secret)
    assert doubled.json()["error"] == "invalid_request"
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **secret}
    assert (await harbor.http.post("/oauth/token", data=form)).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "no"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "no"}, "invalid_grant"),
    ],
)
async def test_bad_token_request(harbor: Harbor, form: dict[str, str], error: str) -> None:
    answer = await harbor.token(**form, pad="1")
    assert answer.status_code == 400
    assert answer.json()["error"] == error


async def test_token_request_has_to_be_a_form(harbor: Harbor) -> None:
    answer = await harbor.http.post("/oauth/token", json={"grant_type": "authorization_code"})
    assert answer.json()["error"] == "invalid_request"


async def test_access_token_expires_and_is_renewed(harbor: Harbor) -> None:
    tokens = await harbor.connect()
    harbor.clock.now += 3600
    expired = await harbor.me(tokens["access_token"])
    assert expired.status_code == 401
    assert 'error="invalid_token"' in expired.headers["www-authenticate"]
    renewed = (await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])).json()
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert (await harbor.me(renewed["access_token"])).status_code == 200


async def test_used_refresh_token_revokes_its_whole_family(harbor: Harbor) -> None:
    tokens = await harbor.connect()
    renewed = (await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])).json()
    reused = await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert reused.status_code == 400
    assert reused.json()["error"] == "invalid_grant"
    assert (await harbor.me(renewed["access_token"])).status_code == 401
    after = await harbor.token(grant_type="refresh_token", refresh_token=renewed["refresh_token"])
    assert after.json()["error"] == "invalid_grant"


async def test_refresh_may_narrow_but_not_widen(harbor: Harbor) -> None:
    tokens = await harbor.connect(scope="contacts.read users.read")
    wider = await harbor.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], scope="contacts.read contacts.write"
    )
    assert wider.json()["error"] == "invalid_scope"
    narrower = await harbor.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], scope="contacts.read"
    )
    assert narrower.json()["scope"] == "contacts.read"
    whole = await harbor.token(grant_type="refresh_token", refresh_token=narrower.json()["refresh_token"])
    assert whole.json()["scope"] == "contacts.read users.read"


async def test_refresh_token_expires(harbor: Harbor) -> None:
    tokens = await harbor.connect()
    harbor.clock.now += 31 * 24 * 3600
    answer = await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_either_token_ends_the_grant(harbor: Harbor, which: str) -> None:
    tokens = await harbor.connect()
    client = harbor.crm.oauth_client
    credentials = (client.client_id, client.client_secret)
    wrong = await harbor.http.post("/oauth/revoke", data={"token": tokens[which]}, auth=(client.client_id, "no"))
    assert wrong.status_code == 401
    assert (await harbor.me(tokens["access_token"])).status_code == 200
    revoked = await harbor.http.post("/oauth/revoke", data={"token": tokens[which]}, auth=credentials)
    assert revoked.status_code == 200
    assert (await harbor.me(tokens["access_token"])).status_code == 401
    after = await harbor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert after.json()["error"] == "invalid_grant"


async def test_revoking_what_is_not_known_is_no_error(harbor: Harbor) -> None:
    client = harbor.crm.oauth_client
    credentials = (client.client_id, client.client_secret)
    assert (await harbor.http.post("/oauth/revoke", data={"token": "no"}, auth=credentials)).status_code == 200
    missing = await harbor.http.post("/oauth/revoke", data={"x": "1"}, auth=credentials)
    assert missing.json()["error"] == "invalid_request"


async def test_consent_form_of_another_page_is_refused(harbor: Harbor) -> None:
    form = {**harbor.request(), "decision": "approve"}
    foreign = await harbor.http.post("/oauth/authorize", data=form, headers={"Origin": "https://evil.example.test"})
    assert foreign.status_code == 403
    own = await harbor.http.post("/oauth/authorize", data=form, headers={"Origin": harbor.crm.url})
    assert own.status_code == 303


async def test_life_of_an_access_token_can_be_chosen() -> None:
    async with running(token_seconds=90) as harbor:
        tokens = await harbor.connect()
        assert tokens["expires_in"] == 90
        harbor.clock.now += 91
        assert (await harbor.me(tokens["access_token"])).status_code == 401
