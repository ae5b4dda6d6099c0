"""A known secret is masked however it is written, and nothing but secrets is; in time that grows with the length."""

from __future__ import annotations

import base64
import html
import json
import string
import time
from urllib.parse import quote

import pytest
from cases_secret_forms import APART, FORMS
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.redaction import Redactor
from workbench.core.redaction.names import STEMS, may_hold_secret, name_is_secret, secret_variables
from workbench.core.values.json_text import utf8

SECRETS = (
    "tarn&9<moss>Reed",
    "wold77aQ4kX9mTz1",
    'canary/8f3+Ä"7c41a91f',
    "pass word 12+3",
    "C:\\new'x9\"drive",
    "ü😀x9abc1fgh",
    "100%25x&amp;7",
    "hunter2",
)


AROUND = (("", ""), ('see "', '" here'), ("first\\n", "\\nlast"), ("<a>", "</a>"), ("x=%20", "&y=1"), ("Key ", ", so"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_known_secret_is_masked_however_it_is_written(secret: str, form: str) -> None:
    written = FORMS[form](secret)
    redactor = Redactor([secret])
    for before, after in AROUND:
        for masked in (
            redactor.known(before + written + after),
            redactor.text(before + written + after),
            redactor.body_text(before + written + after, "text/plain"),
            str(redactor.value([before + written + after])),
        ):
            assert written not in masked
            assert "•" in masked
            assert secret[:5] not in html.unescape(masked)
        assert redactor.known(before + written + after).startswith(before)


@pytest.mark.parametrize("form", APART)
@pytest.mark.parametrize("secret", [*SECRETS[:4], "ü😀x9abc1fgh77q", "C:\\new\\y9drive77"])
def test_a_long_one_is_masked_in_pieces_too(secret: str, form: str) -> None:
    written = APART[form](secret)
    for before, after in (("see ", " here"), ("see '", "', so"), ('{"a": "', '"}')):
        for masked in (
            Redactor([secret]).known(before + written + after),
            Redactor([secret]).text(before + written + after),
        ):
            assert masked.startswith(before)
            assert masked.endswith(after)
            assert masked.count("\n") == written.count("\n")
            left = masked[len(before) : -len(after)]
            assert left.strip("•\r\n ") in ("", secret[-4:])


def test_bytes_one_by_one_are_masked_and_what_follows_is_left() -> None:
    listed = ", ".join(f"0x{each:02x}" for each in b"Q70000000000z8")
    assert Redactor(["Q70000000000z8"]).known(f"0{listed}Bearer") == "0••••••••Bearer"


def test_what_only_looks_like_one_in_pieces_is_left() -> None:
    text = "wold77aQ4\nand kX9mTz1 'wold' + '77' \x1b[31mwold\x1b[0m 776f6c64 776f 6c64 3737 d29sZDc3\n" * 3
    assert Redactor(["wold77aQ4kX9mTz1"]).known(text) == text


def test_what_is_short_or_a_word_of_everybody_is_left() -> None:
    redactor = Redactor(["k", "abc", "1234", "Reed", "changeme", "password", "aaaaaaaaaa", "x9-4"])
    text = "Kim's key is abc, call +1 1234 5678, Reed Ltd, changeme, the password, aaaaaaaaaa, box9-45"
    assert redactor.known(text) == text
    assert redactor.known("code x9-4.") == "code ••••••••."


@pytest.mark.parametrize("cut", [18, 22, 25])
@pytest.mark.parametrize("form", ["plain", "in an address", "twice in an address", "in HTML", "in JSON"])
def test_what_is_left_of_a_secret_before_or_behind_an_ellipsis_is_masked(form: str, cut: int) -> None:
    secret = "tarn&97<moss-is-long-and>Reed+77"
    written = FORMS[form](secret)
    redactor = Redactor([secret])
    assert "tarn" not in redactor.text(f"it says “see {written[:cut]}…”.")
    assert "Reed" not in redactor.text(f"it says “…{written[-cut:]} here”.")
    assert redactor.text("it says “see tarn…” and “…Reed”") == "it says “see tarn…” and “…Reed”"


@pytest.mark.parametrize("between", [",", ", ", ",\n   "])
@pytest.mark.parametrize("secret", SECRETS)
def test_bytes_in_a_list_of_numbers_are_masked_and_others_are_not(secret: str, between: str) -> None:
    numbers = list(secret.encode())
    redactor = Redactor([secret])
    masked = redactor.text(f"Uint8Array [ 7, {between.join(map(str, numbers))}, 8 ]")
    assert masked == "Uint8Array [ 7, ••••••••, 8 ]"
    for others in (numbers[:-1], [*numbers[:-1], numbers[-1] * 10 + 1], [numbers[0] + 200, *numbers[1:]]):
        text = between.join(map(str, others))
        assert redactor.text(text) == text


@pytest.mark.parametrize("secret", ["k\ud83d9wold77aQ4", "é9\udc00wold77aQ4"])
def test_half_characters_are_masked_as_each_language_writes_them(secret: str) -> None:
    redactor = Redactor([secret])
    for data in (secret.encode("utf-8", "surrogatepass"), utf8(secret)):
        for written in (
            base64.b64encode(b"us:" + data).decode(),
            quote(data, safe=""),
            data.hex(),
            data.decode("utf-8", "replace" if data == utf8(secret) else "surrogatepass"),
        ):
            masked = redactor.text(f"see {written} here")
            assert "wold77" not in masked
            assert masked.startswith("see •")
            assert masked.endswith(" here")


def test_masked_json_is_json() -> None:
    secret = 'tarn"9\\moss/Reed'
    body = json.dumps({"list": [secret, {"note": f"by {secret}\n"}], "token": 'x"9\\', "count": 3}, indent=1)
    masked = json.loads(Redactor([secret]).body_text(body, "application/json"))
    assert masked["count"] == 3
    assert "moss" not in str(masked)
    assert masked["token"] == "••••••••"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("<r><sessionId>sess77aQ4kX9</sessionId><name>North Ford</name></r>", "sess77aQ4kX9"),
        ("<s:sessionId xsi:type='xsd:string'>sess77aQ4kX9</s:sessionId> North Ford", "sess77aQ4kX9"),
        ("<token><![CDATA[sess77aQ4kX9]]></token> North Ford", "sess77aQ4kX9"),
        ("&lt;sessionId&gt;sess77aQ4kX9&lt;/sessionId&gt; North Ford", "sess77aQ4kX9"),
        ('{"x": "\\u003csessionId\\u003esess77aQ4kX9\\u003c/sessionId\\u003e North Ford"}', "sess77aQ4kX9"),
        ('<input type="hidden" name="csrf_token" value="csrf84hB2n"><input name="note" value="North Ford">', "csrf84"),
        ("<input value='csrf84hB2n' type=hidden name=_csrf><b>North Ford</b>", "csrf84"),
        ("<input name=authenticity_token value=csrf84hB2n>North Ford", "csrf84"),
        ('{"page": "<meta name=\\"csrf-token\\" content=\\"csrf84hB2n\\"> North Ford"}', "csrf84"),
        ('<add key="ApiKey" value="csrf84hB2n"/><add key="Town" value="North Ford"/>', "csrf84"),
        ('<login sessionToken="csrf84hB2n" town="North Ford"/>', "csrf84"),
        ("sent with Basic ay1icm9vay03Nzg4OnBhc3M= to North Ford", "ay1icm9v"),
        ("sent with bearer 0123abcd to North Ford", "0123abcd"),
        ("Authorization: Token abcd1234 at North Ford", "abcd1234"),
        ("Authorization: Zoho-oauthtoken 1000.abcd1234 at North Ford", "abcd1234"),
        ("Cookie: theme=dark; JSESSIONID=ab12cd34\nNorth Ford", "ab12cd34"),
        ("https://uma:pw-7-x@crm.test/North Ford", "pw-7-x"),
        ("at https://crm.test/x?a=1&access_token=ab12cd34 North Ford", "ab12cd34"),
        ('{"at": "https:\\/\\/crm.test\\/x?access_token=ab12cd34", "town": "North Ford"}', "ab12cd34"),
        ("back?x=%7B%22accessToken%22%3A%22ab12cd34%22%7D North Ford", "ab12cd34"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVkLWJ5 North Ford", "eyJzdWIi"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\nNorth Ford", "MIIEow"),
        ('{"credentials": {"user": "u77", "parts": ["p77", 4711]}, "town": "North Ford"}', "p77"),
        ('{"token": 47110815, "town": "North Ford"}', "47110815"),
        ("{ apiKey: 'ab\\'cd34', town: 'North Ford' }", "cd34"),
        ('{"password": "=ab12cd34", "town": "North Ford"}', "ab12cd34"),
        ("{ password: '==ab12cd34', town: 'North Ford' }", "ab12cd34"),
        ("API Key: ab12cd34 of North Ford", "ab12cd34"),
        ("key: AB12-CD34-EF56-GH78 of North Ford", "CD34"),
        ("key: key-3ax6xnjp29jd6fds4gc373sgvjxteol0 of North Ford", "jd6fds4gc"),
        ("token=abcdefab7(expired) of North Ford", "abcdefab7"),
        ("BROOK_API_SECRET=ab12cd34 TOWN=North Ford", "ab12cd34"),
        ("user[password]=ab12cd34&town=North Ford", "ab12cd34"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_nothing_beside_it(text: str, secret: str) -> None:
    masked = Redactor().text(text)
    assert secret not in masked
    assert "North Ford" in masked
    assert masked.count("\n") == text.count("\n")
    assert Redactor().text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Call +1 202 555 0144 about the token, the key account and the password policy",
        "The token expired: renew it. Keys: none. Invalid session: log in again.",
        '{"sessionId": "s-a0d17fbc0181fz1900000000", "telephonySessionId": "s-a0d17fbc0181fz1900000000"}',
        '{"id": "0031x00000ABCDEAA2", "keywords": ["renewal-2026-spring-offer"], "zipCode": "1234567890123456"}',
        "<page><sessionId>910000000001</sessionId><code>npm install</code><p>a &lt; b &amp;&amp; c</p></page>",
        '<input name="q" value="0031x00000ABCDEAA2"><meta name="author" content="Uma 77 North Ford">',
        "at Object.<anonymous> (/adapters/harbor/index.js:12:7) https://crm.test/a/b#top",
        "basic settings and bearer bonds",
        'WWW-Authenticate: Bearer realm="crm", error="invalid_token"',
        '{"code": "INVALID_FIELD_FOR_UPDATE2", "key": "customfield_10042", "issueKey": "PROJ-1234567890123"}',
        "errorCode: 'rate_limit_exceeded_12' https://crm.test/contacts?key=Name&sort=asc",
        '{"next_page_token": "CAUQAA", "nextSyncToken": "CPDAlvWDx70CEPDAlvWDx70CGAU="}',
        '{"usage": {"prompt_tokens": 120, "total_tokens": 153}} tokens: 42, max_tokens=4096',
        '{"hasPassword": "yes", "lastPasswordChangeDate": "2026-11-30", "tokenExpiresOn": "2026-11-30"}',
        "<ticket>TCK-12345678</ticket><ticketId>TICKET-20240001</ticketId>",
        '  File "adapter.py", line 4, in f\n    token = get_token(user)\n    key = data["access_token"]',
        "const token = await refresh(); connect(token=token, secret=this.secret, apiKey=os.environ['KEY'])",
        "basic understanding/knowledge, bearer to/from, otp: 6 digits",
        "tokenUrl=https://crm.test/oauth authType: apiKey tokenExpiry=2026-11-30",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["wold77aQ4kX9mTz1", "k"]).body_text(text) == text


@given(st.text(string.ascii_letters + " .,!?\n", max_size=200))
@settings(max_examples=200, deadline=None)
def test_words_stay(text: str) -> None:
    assert Redactor(["wold77aQ4kX9mTz1"]).text(text) == text


def test_every_word_that_names_a_secret_has_a_syllable_that_is_looked_for() -> None:
    names = [
        "token", "jwt", "secrets", "passwords", "passwd", "passphrase", "passcode", "pwd", "credentials", "bearer",
        "authorization", "apiKey", "cookie", "hapikey", "otp", "privateKey", "accessKey", "csrf", "xsrf", "PHPSESSID",
        "JSESSIONID", "client_assertion", "code_verifier", "signature", "sig", "sid", "auth", "session",
    ]  # fmt: skip
    for name in names:
        assert may_hold_secret(name), name
        assert any(stem in name.lower() for stem in STEMS), name
    assert name_is_secret("csrf_token")


def test_secret_variables_are_told_by_name_or_by_the_address_they_hold() -> None:
    variables = {
        "BROOK_API_SECRET": "wold77aQ4kX9mTz1",
        "BROOK_LEVEL": "verbose-mode-12",
        "DATABASE_URL": "postgres://app:p%407-words@db.test/app",
        "CRM_URL": "https://crm.test/x",
        "SMTP_PASS": "mail-7-words",
        "TOKEN_FILE": "/run/secrets/token",
    }
    assert secret_variables(variables) == {"wold77aQ4kX9mTz1", "p%407-words", "p@7-words", "mail-7-words"}


ASTRAY = (
    "a.", ".", "ab-", " ", "=", "a=", "a:", "key", "key=", "key ", "token:", '"token":[', '"token":{', '"session":["',
    '"', "\\", '\\"', "<", "<a ", "&lt;a ", "&amp;", "&", "%", "%41", "%2541", "&#38;", "A", "-eyJ", "eyJa.", "Bearer ",
    "https://", "x?a=b&", "\\u0026", "\\\\u0041", 'password="\\', "password=\\", '<x a="', "<input value='",
    'name="a"\n\n', 'name="token"\r\n\r\n', "-----BEGIN PRIVATE KEY-----", "cookie=a;", "authorization: ", "•", "İ",
    "key%3D", "%22token%22%3A", "d29sZDc3YVE0a1g5bVR6MQ", "<sessionId>a", "a:a=",
    "...", "wold77aQ...", "\n", "aQ4k\\n", "\\x1b[", "=41", "%u0041", "wold\u200b", "' + '", "77 6f ",
)  # fmt: skip


@pytest.mark.parametrize("piece", ASTRAY)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    redactor = Redactor(["wold77aQ4kX9mTz1", 'tarn&9<moss>"\\Reed', "pass word 77"])

    def seconds(length: int) -> float:
        text = f"see http://x {piece * (length // len(piece))}"
        best = 9.0
        for _ in range(3):
            began = time.process_time()
            redactor.body_text(text)
            redactor.body_text(text, "multipart/form-data")
            best = min(best, time.process_time() - began)
        return best

    short, long = seconds(10_000), seconds(80_000)
    assert long < 0.3 or long < 16 * short, f"{short:.3f} s, eight times as long {long:.3f} s"


@pytest.mark.parametrize(
    "text",
    [
        "GET https://relay.example.test/https://ann:moss@reed@crm.example.test/contacts",
        '{"next": "https:\\/\\/ann:moss@reed@crm.example.test\\/contacts"}',
        "https://bo:x1@relay.example.test/http://ann:moss@reed@crm.example.test",
    ],
    ids=["in the path of another", "as PHP writes JSON", "both"],
)
def test_name_and_password_of_every_address_are_masked(text: str) -> None:
    shown = Redactor().text(text)
    assert "moss" not in shown
    assert "x1" not in shown
    assert "@crm.example.test" in shown
    assert Redactor().text(shown) == shown
