"""Host maps: one spelling of a host, whoever writes it."""

from __future__ import annotations

import pytest

from workbench.core.errors import UsageError
from workbench.core.traffic.hosts import map_url, parse_host_map, plain_name

TARGET = "http://127.0.0.1:9000/prefix/"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("bücher.example.test", "http://xn--bcher-kva.example.test/x"),
        ("xn--bcher-kva.example.test", "http://bücher.example.test/x"),
        ("BÜCHER.example.test", "http://bücher.EXAMPLE.test/x"),
        ("straße.example.test", "http://xn--strae-oqa.example.test/x"),
        ("*.bücher.example.test", "https://api.xn--bcher-kva.example.test/x"),
        ("api.example.test.", "https://API.example.test/x"),
        ("api.example.test", "https://api.example.test./x"),
        ("bücher.example.test:8443", "https://xn--bcher-kva.example.test:8443/x"),
        ("api.example.test:443", "https://api.example.test/x"),
        ("[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080/x"),
        ("::1", "http://[::1]/x"),
        ("under_score.example.test", "http://under_score.example.test/x"),
    ],
)
def test_one_host_in_two_spellings_is_one(host: str, url: str) -> None:
    assert map_url(url, [parse_host_map(f"{host}={TARGET}")]) == "http://127.0.0.1:9000/prefix/x"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("bücher.example.test", "http://bucher.example.test/x"),
        ("api.example.test:8443", "https://api.example.test/x"),
        ("*.example.test", "https://example.test/x"),
        ("[::1]:8080", "http://[::2]:8080/x"),
        ("api.example.test", "http://api.example.test:99999/x"),
    ],
)
def test_other_hosts_are_left_alone(host: str, url: str) -> None:
    assert map_url(url, [parse_host_map(f"{host}={TARGET}")]) == url


@pytest.mark.parametrize(
    "text",
    [
        "api.example.test",
        "=http://x",
        "a/b=http://x",
        "a:x=http://x",
        "a:70000=http://x",
        "a=ftp://x",
        "a=http://",
        "a=http://[::1",
        "a=http://x:99999",
        "a b=http://x",
        "a=http://℀.test",
    ],
)
def test_what_maps_nothing_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_host_map(text)
    assert refused.value.hint


def test_a_target_beyond_ascii_is_called_as_requests_name_it() -> None:
    assert parse_host_map("a=https://bücher.test:8443/p").target == "https://xn--bcher-kva.test:8443/p"


def test_a_name_that_cannot_be_written_in_ascii_stays() -> None:
    assert plain_name("É\u200d.test") == "é\u200d.test"
