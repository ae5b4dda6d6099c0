"""An exchange as text: whole, as a command that bash reads back exactly, as an HTTP archive; secrets masked."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess

import pytest
from builders_invocations import JSON, exchange

from workbench.core.redaction import Redactor
from workbench.core.run.document import read_memory
from workbench.core.traffic.exchange import Body, Exchange, ExchangeError, HttpRequest, Timing
from workbench.core.traffic.exchange_text import as_curl, short_address, whole_text
from workbench.core.traffic.har import archive

TOKEN = "tok-1234567890abcdef"
AUTHORIZED = (("Authorization", f"Bearer {TOKEN}"), *JSON)


def words(command: str) -> tuple[list[str], bytes]:
    """The words that bash gives to curl, and what curl reads."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("this machine has no bash")
    script = 'curl() { printf \'%s\\0\' "$#" "$@"; cat; }\n' + command
    done = subprocess.run([bash, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=20)
    count, _, rest = done.stdout.partition(b"\0")
    *given, read = rest.split(b"\0", int(count))
    return [word.decode() for word in given], read


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        'it\'s "quoted" $HOME `date` \\n !x',
        "two\nlines\tand a tab",
        "a\r\nb",
        "control \x01\x1b end'",
        "é ☂ 你",
    ],
)
def test_a_body_arrives_exactly_whatever_it_holds(text: str) -> None:
    body = json.dumps({"note": text}, ensure_ascii=False).encode()
    given, _ = words(as_curl(exchange(method="POST", request_headers=JSON, request_body=body), Redactor(), read_memory))
    assert given[given.index("--data-raw") + 1] == body.decode()
    plain = exchange(method="POST", request_headers=(("Content-Type", "text/plain"),), request_body=text.encode())
    given, _ = words(as_curl(plain, Redactor(), read_memory))
    assert given[given.index("--data-raw") + 1] == text


def test_a_command_masks_secrets_and_leaves_to_curl_what_it_works_out() -> None:
    headers = (
        *AUTHORIZED,
        ("Host", "api.example.test"),
        ("Content-Length", "9"),
        ("Accept-Encoding", "gzip"),
        ("X-Empty", ""),
    )
    made = exchange(
        method="POST",
        url=f"https://api.example.test/v1?access_token={TOKEN}&q=a b",
        request_headers=headers,
        request_body=b'{"password": "hunter2hunter2"}',
    )
    command = as_curl(made, Redactor(), read_memory)
    assert TOKEN not in command
    assert "hunter2" not in command
    given, _ = words(command)
    assert given[:2] == ["-X", "POST"]
    assert "--compressed" in given
    assert "X-Empty;" in given
    assert not [word for word in given if word.lower().startswith(("host:", "content-length", "accept-encoding"))]


def test_a_form_stays_a_form() -> None:
    kind = (("Content-Type", "application/x-www-form-urlencoded"),)
    made = exchange(method="POST", request_headers=kind, request_body=b"a=1&b=two+words&c=%26")
    given, _ = words(as_curl(made, Redactor(), read_memory))
    assert given[given.index("--data-raw") + 1] == "a=1&b=two+words&c=%26"


def test_a_binary_body_is_piped_in() -> None:
    data = bytes(range(256)) * 4
    kind = (("Content-Type", "application/octet-stream"),)
    made = exchange(method="PUT", request_headers=kind, request_body=data)
    given, read = words(as_curl(made, Redactor(), read_memory))
    assert given[-2:] == ["--data-binary", "@-"]
    assert read == data


def test_a_long_binary_body_and_one_with_a_secret_are_read_from_a_file() -> None:
    kind = (("Content-Type", "application/octet-stream"),)
    long = as_curl(exchange(request_headers=kind, request_body=b"\x00" * 70_000), Redactor(), read_memory)
    assert long.startswith("# The body is not in this command (70000 bytes)")
    assert "--data-binary @request-body" in long
    secret = exchange(request_headers=kind, request_body=b"\x00\x01" + TOKEN.encode())
    assert base64.b64encode(b"\x00\x01" + TOKEN.encode()).decode() not in as_curl(
        secret, Redactor([TOKEN]), read_memory
    )


def test_a_head_request_and_a_mapped_host() -> None:
    made = exchange(method="HEAD")
    mapped = HttpRequest("HEAD", made.request.url, sent_to="http://127.0.0.1:9000/v1/contacts")
    command = as_curl(exchange(request=mapped), Redactor(), read_memory)
    assert command == "curl \\\n  --head \\\n  http://127.0.0.1:9000/v1/contacts"


def test_the_whole_exchange() -> None:
    made = exchange(
        method="POST",
        request_headers=AUTHORIZED,
        request_body=b'{"name": "Maya"}',
        response_body=b'{"id": 1001}',
        status=201,
        timing=Timing(dns=1.0, first_byte=20.0, body=2.0, total=25.0),
    )
    text = whole_text(made, Redactor(), read_memory)
    assert text.startswith("POST https://api.example.test/v1/contacts\nAuthorization: Bearer ••••••••cdef\n")
    assert '\n\n{"name": "Maya"}\n\n201 OK\n' in text
    assert '\n\n{"id": 1001}\n\n' in text
    assert text.endswith("Took 25.0 ms (name look-up 1.0 ms, first byte 20.0 ms, body 2.0 ms)\n")
    assert TOKEN not in text
    broken = exchange(response=None, error=ExchangeError("ECONNRESET", "socket hang up"))
    assert "No whole answer: ECONNRESET, socket hang up" in whole_text(broken, Redactor(), read_memory)


def test_the_short_address() -> None:
    assert short_address(exchange(url="https://a.test/v1/contacts?phone=1#x"), Redactor()) == "GET /v1/contacts"
    assert short_address(exchange(url="https://a.test"), Redactor()) == "GET /"


ENTRY = {"startedDateTime", "time", "request", "response", "cache", "timings"}
REQUEST = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
RESPONSE = {
    "status",
    "statusText",
    "httpVersion",
    "cookies",
    "headers",
    "content",
    "redirectURL",
    "headersSize",
    "bodySize",
}
"""Members that HAR 1.2 requires."""


def _all_kinds() -> tuple[Exchange, ...]:
    cookies = (
        ("Cookie", "session=abcdefabcdef123456; theme=dark"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    return (
        exchange(url="https://a.test/x?q=1&q=2&empty=", request_headers=AUTHORIZED, timing=Timing(total=12.5)),
        exchange(
            method="POST",
            request_headers=cookies,
            request_body=b"a=1&b=two+words",
            response_headers=(("Set-Cookie", "session=fedcbafedcba654321; Path=/"), ("Content-Type", "image/png")),
            response_body=b"\x89PNG\x00\x01",
            timing=Timing(dns=1, connect=2, tls=3, first_byte=10, body=4, total=25),
            status=201,
        ),
        exchange(response=None, error=ExchangeError("ECONNREFUSED", "refused"), timing=Timing()),
        exchange(status=302, response_headers=(("Location", "/y"),), response_body=b""),
    )


def test_an_archive_has_the_shape_of_har() -> None:
    made = archive(_all_kinds(), Redactor(), read_memory, title="createCallLog", version="1.0")
    log = json.loads(json.dumps(made))["log"]
    assert log["version"] == "1.2"
    assert set(log["creator"]) == {"name", "version"}
    assert {"startedDateTime", "id", "title", "pageTimings"} == set(log["pages"][0])
    for entry in log["entries"]:
        assert set(entry) >= ENTRY
        assert set(entry["request"]) >= REQUEST
        assert set(entry["response"]) >= RESPONSE
        assert {"size", "mimeType"} <= set(entry["response"]["content"])
        assert {"send", "wait", "receive"} <= set(entry["timings"])
        assert entry["pageref"] == log["pages"][0]["id"]
        timings = [length for name, length in entry["timings"].items() if name != "ssl" and length > 0]
        assert entry["time"] == pytest.approx(sum(timings))
        for pair in (*entry["request"]["headers"], *entry["request"]["queryString"], *entry["request"]["cookies"]):
            assert set(pair) == {"name", "value"}
    first, form, refused, moved = log["entries"]
    assert [pair["value"] for pair in first["request"]["queryString"]] == ["1", "2", ""]
    assert first["time"] == 12.5
    assert form["time"] == 25
    assert form["timings"]["connect"] == 5
    assert form["request"]["postData"]["params"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "two words"}]
    assert form["response"]["content"]["encoding"] == "base64"
    assert [cookie["name"] for cookie in form["request"]["cookies"]] == ["session", "theme"]
    assert refused["response"]["status"] == 0
    assert refused["response"]["_error"] == "ECONNREFUSED: refused"
    assert moved["response"]["redirectURL"] == "/y"


def test_an_archive_masks_secrets() -> None:
    text = json.dumps(archive(_all_kinds(), Redactor(), read_memory, title="t", version="1"), ensure_ascii=False)
    assert TOKEN not in text
    assert "abcdefabcdef123456" not in text
    assert "fedcbafedcba654321" not in text


def test_encoded_bodies_are_archived_decoded() -> None:
    made = exchange(request=HttpRequest("POST", "https://a.test/", JSON, Body(2, b"{}")))
    entry = archive((made,), Redactor(), read_memory, title="t", version="1")["log"]["entries"][0]
    assert entry["request"]["postData"] == {"mimeType": "application/json", "params": [], "text": "{}"}
