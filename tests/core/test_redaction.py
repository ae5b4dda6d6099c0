"""No secret gets through, however it stands; what is no secret stays."""

# ruff: noqa: E501 - a table reads best with a row on a line

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from workbench.core.redaction import MASK, Redactor, mask
from workbench.core.redaction.names import header_is_secret, name_is_secret
from workbench.core.values import UNDEFINED, USER, Marker, Special

CANARY = 'canary/8f3+Ä"7c41a91f'
KNOWN = Redactor({CANARY, "zzz"})
PLAIN = Redactor()


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        quote(CANARY, safe=""),
        quote(CANARY, safe="").replace("%2F", "%2f"),
        quote_plus(CANARY),
        json.dumps(CANARY),
        json.dumps(json.dumps({"inner": CANARY})),
        base64.b64encode(CANARY.encode()).decode(),
        base64.b64encode(f"x:{CANARY}".encode()).decode(),
        base64.b64encode(f"ab:{CANARY}:tail".encode()).decode(),
        base64.urlsafe_b64encode(f"user:{CANARY}".encode()).decode(),
    ],
)
def test_a_known_secret_is_found_in_every_form(form: str) -> None:
    for where in (
        f"seen {form} here",
        f"https://a.test/{form}",
        f'{{"message": {json.dumps(form)}}}',
        f"<a>{form}</a>",
    ):
        for masked in (KNOWN.text(where), KNOWN.url(where), KNOWN.body_text(where), KNOWN.value({"any": [where]})):
            shown = json.dumps(masked, ensure_ascii=False)
            assert "anary" not in shown
            assert form[4:-6] not in shown
            assert "•" in shown
    assert form not in json.dumps(KNOWN.headers((("X-Note", form),)))


def test_long_secrets_keep_their_last_four_characters() -> None:
    assert mask("0123456789a91f") == "••••••••a91f"
    assert mask("short") == MASK
    assert mask("dXNlcjpwYXNzd29yZA==") == MASK
    assert PLAIN.headers((("Authorization", "Bearer 0123456789a91f"),)) == (("Authorization", "Bearer ••••••••a91f"),)
    assert PLAIN.value({"password": "a-very-long-password"}) == {"password": MASK}


def test_text_with_no_secret_stays_and_short_secrets_do_not_blot_it_out() -> None:
    for text in (
        "zzz zzz",
        "Found 2 contacts for +12025550144",
        "Invalid token: expired",
        "Contact key account: Dana",
        "at Object.<anonymous> (/adapters/harbor/index.js:12:7)",
        "GET https://acme.test/contacts?phone=%2B1202&sessionId=910000000001 -> 200",
        "author: Dana, keywords: renewal",
    ):
        assert KNOWN.text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "Proxy-Authorization",
        "X-Api-Key",
        "X-Auth-Token",
        "X-Client-Secret",
        "X-Session-Id",
        "My-Credential",
        "X-RC-Access-Token",
    ],
)
def test_headers_are_masked_by_name(name: str) -> None:
    ((kept, value),) = PLAIN.headers(((name, "abcdef123456789z"),))
    assert kept == name
    assert value == "••••••••789z"


def test_harmless_headers_stay_and_cookies_keep_their_names() -> None:
    headers = (
        ("WWW-Authenticate", 'Bearer error="expired"'),
        ("developer-author-name", "Acme"),
        ("Content-Type", "application/json"),
        ("Cookie", "theme=dark; sid=0123456789abcdef"),
        ("Set-Cookie", "sid=0123456789abcdef; Path=/; HttpOnly"),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
        ("Location", "https://a.test/cb?code=0123456789abcdef&state=platform%3Dx"),
    )
    assert PLAIN.headers(headers) == (
        *headers[:3],
        ("Cookie", "theme=••••••••; sid=••••••••cdef"),
        ("Set-Cookie", "sid=••••••••cdef; Path=/; HttpOnly"),
        ("Authorization", "Basic ••••••••"),
        ("Location", "https://a.test/cb?code=••••••••cdef&state=platform%3Dx"),
    )
    assert not header_is_secret(":authority")


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://user:pw@a.test/x?a=1", "https://••••••••@a.test/x?a=1"),
        ("https://a.test/?to=https://user:pw@b.test/", "https://a.test/?to=https://••••••••@b.test/"),
        ("https://a.test/#https://user:pw@b.test", "https://a.test/#https://••••••••@b.test"),
        ("https://a.test/?to=http://b.test?by=a@b.test", "https://a.test/?to=http://b.test?by=a@b.test"),
        ("https://a.test/#/mail/dana@b.test", "https://a.test/#/mail/dana@b.test"),
        ("https://a.test/x?api_key=abcd&q=a%20b&empty=", "https://a.test/x?api_key=••••••••&q=a%20b&empty="),
        ("https://a.test/#access_token=0123456789abcd&x=1", "https://a.test/#access_token=••••••••abcd&x=1"),
        ("/contact?jwtToken=0123456789abcd", "/contact?jwtToken=••••••••abcd"),
        ("https://a.test/x?code=404&key=AIza0123456789", "https://a.test/x?code=404&key=••••••••6789"),
        ("https://a.test/callLog?sessionIds=910000000001,2", "https://a.test/callLog?sessionIds=910000000001,2"),
        ("https://a.test/p/#/contacts/7", "https://a.test/p/#/contacts/7"),
    ],
)
def test_addresses_keep_everything_but_secrets(url: str, masked: str) -> None:
    assert PLAIN.url(url) == masked


def test_an_address_inside_an_address_is_masked_too() -> None:
    inner = quote("https://r.test/cb?code=0123456789abcdef&state=x", safe="")
    assert "0123456789" not in PLAIN.url(f"https://a.test/oauth-callback?callbackUri={inner}&hostname=h")


@pytest.mark.parametrize(
    "name",
    ["access_token", "refreshToken", "clientSecret", "api_key", "apiKey", "APIKey", "x-api-key", "id_token",
     "accesstoken", "BhRestToken", "authHeader", "credentials", "jwtToken", "adminAssignedUserToken"],
)  # fmt: skip
def test_members_are_masked_by_name_at_any_depth(name: str) -> None:
    data = {"list": [{"deep": {name: "0123456789abcdef", "name": "Dana"}}]}
    assert PLAIN.value(data) == {"list": [{"deep": {name: "••••••••cdef", "name": "Dana"}}]}
    assert name_is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["sessionId", "telephonySessionId", "tokenUrl", "tokenExpiry", "token_type", "authType", "author", "key",
     "expires_in", "keywords", "code", "hashedAccountId", "accessTokenUri", "tokenLockTimeout"],
)  # fmt: skip
def test_members_that_only_sound_like_secrets_stay(name: str) -> None:
    assert PLAIN.value({name: "s-a0d17fbc01"}) == {name: "s-a0d17fbc01"}


def test_values_keep_their_shape() -> None:
    value = {
        "a": UNDEFINED,
        "b": None,
        "c": True,
        "token": None,
        "user": USER,
        "n": 5,
        "credentials": {"pw": 1, "x": ""},
    }
    assert PLAIN.value(value) == value | {"credentials": {"pw": MASK, "x": ""}}
    marker = PLAIN.value(Marker("oauthApp", {"clientId": "c", "clientSecret": "0123456789abcdef"}))
    assert marker == Marker("oauthApp", {"clientId": "c", "clientSecret": "••••••••cdef"})
    error = PLAIN.value(Special("error", "Error: Bearer 0123456789abcdef", {"token": "x"}))
    assert error == Special("error", "Error: Bearer ••••••••cdef", {"token": MASK})


BODIES: list[tuple[str, str, str]] = [
    ("application/json", '{"access_token": "S3CR3T-0123456789", "expires_in": 3600}', "expires_in"),
    ("application/json", '{"cut": 1, "refresh_token": "S3CR3T-0123456789", "na', "cut"),
    ("application/json", '{"body": "{\\"access_token\\":\\"S3CR3T-0123456789\\"}"}', "body"),
    ("application/x-www-form-urlencoded", "grant_type=password&password=S3CR3T-0123456789&code=S3CR3T-01", "grant_type=password"),
    ("", "grant_type=refresh_token&refresh_token=S3CR3T-0123456789", "grant_type=refresh_token"),
    ("text/xml", "<a><ns:password>S3CR3T-0123456789</ns:password><name>Dana</name></a>", "Dana"),
    ("multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nS3CR3T\r\n--b--', "--b--"),
    ("text/plain", "login with apiKey=S3CR3T done", "done"),
    ("text/plain", "{ accessToken: 'S3CR3T abc', name: 'Dana' }", "Dana"),
    ("text/plain", 'message: "password=S3CR3T-0" sent', "sent"),
    ("text/plain", "Authorization: Bearer S3CR3T0123456789", "Bearer"),
    ("text/plain", "got https://a.test/x?token=S3CR3T-0123 back", "back"),
]  # fmt: skip


@pytest.mark.parametrize(("content_type", "text", "kept"), BODIES)
def test_bodies_are_masked_by_their_type(content_type: str, text: str, kept: str) -> None:
    masked = PLAIN.body_text(text, content_type)
    assert "S3CR3T" not in masked
    assert kept in masked


def test_a_body_without_secrets_is_the_same_text() -> None:
    for text in ('{"amount": 1.10,  "name": "Dana"}', "a=1&b=2", "<a><b>c</b></a>", "Thanks, see you at 3 pm."):
        assert PLAIN.body_text(text, "") == text


def test_a_long_text_takes_no_long_time() -> None:
    texts: list[Any] = [
        "A" * 300_000,
        "a=" * 100_000,
        '"x":' * 60_000,
        "https://" * 30_000,
        "<a" * 100_000,
        "eyJ" * 90_000,
    ]
    started = time.perf_counter()
    for text in texts:
        KNOWN.body_text(text)
        KNOWN.body_text(text, "multipart/form-data")
    assert time.perf_counter() - started < 10
