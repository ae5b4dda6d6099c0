"""What reaches the connection (proxy.md section 7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.proxy import ProxyRequest, ProxyThrow, outgoing, serialise
from workbench.core.proxy.wire import with_query
from workbench.core.values import UNDEFINED, Special


def ask(url: Any = "https://a.test/c", **members: Any) -> ProxyRequest:
    return ProxyRequest(
        **({"method": "GET", "url": url, "headers": {}, "params": {}, "data": {}, "timeout": 30_000} | members)
    )


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({}, ""),
        ({"a": None, "b": UNDEFINED}, ""),
        ({"a": "x y+z&=/?#%"}, "?a=x+y%2Bz%26%3D%2F%3F%23%25"),
        ({"a": "a:b,c$d@e;f"}, "?a=a:b,c$d%40e%3Bf"),
        ({"a": "~!*()"}, "?a=~!*()"),
        ({"é ü": "😀"}, "?%C3%A9+%C3%BC=%F0%9F%98%80"),
        ({"n": 1e21, "b": False, "z": -0.0, "e": ""}, "?n=1e%2B21&b=false&z=0&e="),
        ({"l": ["a", None, UNDEFINED, 1, True]}, "?l%5B%5D=a&l%5B%5D=1&l%5B%5D=true"),
        ({"l": []}, ""),
        ({"l[]": ["a"]}, "?l%5B%5D=a"),
        ({"o": {"k": 1, "n": None, "l": [1, 2]}}, "?o%5Bk%5D=1&o%5Bl%5D%5B0%5D=1&o%5Bl%5D%5B1%5D=2"),
        ({"l": [{"k": 1}, 5]}, "?l%5B0%5D%5Bk%5D=1&l%5B1%5D=5"),
        ({"o{}": {"k": 1}}, "?o%7B%7D=%7B%22k%22:1%7D"),
        ({" k ": 1}, "?k=1"),
        ({"b": 1, "2": 2, "1": 3}, "?1=3&2=2&b=1"),
        ({"d": Special("date", "2025-07-01T00:00:00.000Z")}, "?d=2025-07-01T00:00:00.000Z"),
        (["a", "b"], "?0=a&1=b"),
        ("", ""),
        (UNDEFINED, ""),
    ],
)
def test_queries(params: Any, query: str) -> None:
    assert serialise(ask(params=params)).url == f"https://a.test/c{query}"


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("https://a.test/c?x=1", "https://a.test/c?x=1&a=b"),
        ("https://a.test/c#part", "https://a.test/c?a=b"),
        ("https://a.test", "https://a.test/?a=b"),
    ],
)
def test_queries_join_what_is_there(url: str, whole: str) -> None:
    assert serialise(ask(url, params={"a": "b"})).url == whole


@pytest.mark.parametrize("params", ["text", 5, True])
def test_a_query_that_is_no_object_throws(params: Any) -> None:
    with pytest.raises(ProxyThrow, match="target must be an object"):
        serialise(ask(params=params))


def test_a_broken_character_cannot_be_in_a_query() -> None:
    with pytest.raises(ProxyThrow) as caught:
        serialise(ask(params={"a": "\ud800"}))
    assert caught.value.kind == "URIError"


@given(
    st.dictionaries(
        st.text(alphabet=st.characters(codec="utf-8"), min_size=1).map(lambda key: f"k{key}k"),
        st.text(st.characters(codec="utf-8")),
    )
)
def test_queries_read_back(params: dict[str, str]) -> None:
    query = urlsplit(with_query("http://a.test/", params)).query
    assert dict(parse_qsl(query, keep_blank_values=True)) == params


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://a.test/Dana & Co", "https://a.test/Dana%20&%20Co"),
        ("https://A.Test:443/é", "https://a.test/%C3%A9"),
        ("https://a.test/a/../b/./c", "https://a.test/b/c"),
        ("https://a.test/%zz{}|", "https://a.test/%zz%7B%7D|"),
        ("https://{{host}}/x", "https://{{host}}/x"),
        ("https://a.test/x?q=O'B \"", "https://a.test/x?q=O%27B%20%22"),
        ("https://a.test/(###) ###/x?y=1", "https://a.test/(###)%20###/x?y=1"),
        ("/c", "/c"),
    ],
)
def test_addresses_are_normalised(url: str, sent: str) -> None:
    assert serialise(ask(url)).url == sent


@pytest.mark.parametrize(
    ("method", "headers", "data", "body", "content_type"),
    [
        ("GET", {}, {}, "{}", "application/json"),
        ("GET", {}, {"a": UNDEFINED, "b": None}, '{"b":null}', "application/json"),
        ("POST", {}, [1, UNDEFINED], "[1,null]", "application/json"),
        ("GET", {}, "text", "text", None),
        ("POST", {}, "a=b", "a=b", "application/x-www-form-urlencoded"),
        ("POST", {"content-type": "text/plain"}, "text", "text", "text/plain"),
        ("POST", {"Content-Type": "application/json"}, "text", '"text"', "application/json"),
        ("POST", {"Content-Type": "application/json"}, ' {"a":1} ', '{"a":1}', "application/json"),
        ("POST", {"Content-Type": "application/json"}, 5, "5", "application/json"),
        ("POST", {"Content-Type": "application/vnd.api+json"}, {"a": 1}, '{"a":1}', "application/vnd.api+json"),
        ("GET", {"Content-Type": UNDEFINED}, {"a": 1}, '{"a":1}', "application/json"),
        ("GET", {"Content-Type": None}, {"a": 1}, '{"a":1}', None),
        ("GET", {}, UNDEFINED, None, None),
        ("POST", {}, None, None, "application/x-www-form-urlencoded"),
        (
            "POST",
            {"Content-Type": "application/x-www-form-urlencoded"},
            {"a": "x y~", "l": [1, 2], "n": None},
            "a=x+y%7E&l%5B%5D=1&l%5B%5D=2",
            "application/x-www-form-urlencoded",
        ),
    ],
)
def test_bodies(method: str, headers: dict[str, Any], data: Any, body: Any, content_type: Any) -> None:
    wire = serialise(ask(method=method, headers=headers, data=data))
    assert (wire.body, wire.content_type) == (body, content_type)


def test_a_multipart_form() -> None:
    wire = serialise(ask(method="POST", headers={"Content-Type": "multipart/form-data"}, data={"a": 1, "b": "é"}))
    boundary = str(wire.content_type).partition("boundary=")[2]
    assert wire.body.split(f"--{boundary}") == [
        "",
        '\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
        '\r\nContent-Disposition: form-data; name="b"\r\n\r\né\r\n',
        "--\r\n",
    ]


def test_headers_that_differ_by_case_become_one() -> None:
    headers = {"accept": "text/plain", "X-A": "1", "x-a": "2"}
    assert serialise(ask(headers=headers)).headers == {
        "Accept": "text/plain",
        "Content-Type": "application/json",
        "X-A": "2",
    }


def test_headers_become_text_or_vanish() -> None:
    headers = {"A": 5, "B": True, "C": None, "D": UNDEFINED, "E": False, "F": {"x": 1}, "G": " a\r\nb\t", "H": ["x", 1]}
    sent = serialise(ask(headers=headers)).headers
    assert {name: sent[name] for name in sent if len(name) == 1} == {
        "A": "5",
        "B": "true",
        "F": "[object Object]",
        "G": "ab",
        "H": ["x", "1"],
    }


def test_what_the_connection_adds() -> None:
    request = outgoing(ask(headers={"Accept": "application/json", "X": ["1", "2"], "N": "é😀"}), core_version="1.7.41")
    assert request.headers == (
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        ("X", "1"),
        ("X", "2"),
        ("N", "é"),
        ("User-Agent", "axios/1.21.1"),
        ("Accept-Encoding", "gzip, compress, deflate, br"),
        ("Unified-CRM-Extension-Version", "1.7.41"),
    )
    assert (request.body, request.timeout, request.redirects) == (b"{}", 30.0, 21)


def test_a_configured_user_agent_stays() -> None:
    headers = dict(outgoing(ask(headers={"user-agent": "mine"})).headers)
    assert headers["user-agent"] == "mine"
    assert "User-Agent" not in headers


def test_credentials_in_the_address_replace_the_header() -> None:
    request = outgoing(ask("https://us%40er:pw@a.test/x", headers={"authorization": "Bearer t"}))
    assert request.url == "https://a.test/x"
    assert [value for name, value in request.headers if name.lower() == "authorization"] == ["Basic dXNAZXI6cHc="]


def test_the_fragment_is_not_sent() -> None:
    assert outgoing(ask("https://a.test/x#y z")).url == "https://a.test/x"


@pytest.mark.parametrize(
    ("members", "kind", "code"),
    [
        ({"url": "/c"}, "TypeError", "ERR_INVALID_URL"),
        ({"url": UNDEFINED}, "TypeError", "ERR_INVALID_URL"),
        ({"url": "https://a b.test/"}, "TypeError", "ERR_INVALID_URL"),
        ({"url": "ftp://a.test/"}, "AxiosError", "ERR_BAD_REQUEST"),
        ({"headers": {"no good": "x"}}, "TypeError", "ERR_INVALID_HTTP_TOKEN"),
        ({"data": 5}, "AxiosError", "ERR_BAD_REQUEST"),
    ],
)
def test_what_cannot_be_sent(members: dict[str, Any], kind: str, code: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        outgoing(ask(**members))
    assert (caught.value.kind, caught.value.code) == (kind, code)
