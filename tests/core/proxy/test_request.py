"""Building requests (proxy.md section 4)."""

from __future__ import annotations

from typing import Any

import pytest
from builders_proxy import BASE, USER, Crm, fire, profile, request_of

from workbench.core.proxy import ProxyThrow
from workbench.core.values import UNDEFINED


@pytest.mark.parametrize(
    ("base", "url", "joined"),
    [
        ("https://a.test", "/c", "https://a.test/c"),
        ("https://a.test/", "c", "https://a.test/c"),
        ("https://a.test//", "//c", "https://a.test///c"),
        ("https://a.test", "", "https://a.test"),
        ("https://a.test", None, "https://a.test"),
        ("https://a.test", "{{missing}}", "https://a.test"),
        ("https://a.test", "x{{missing}}", "https://a.test/x"),
        ("https://a.test", "http://b.test", "http://b.test"),
        ("https://a.test", "HTTP://b.test", "https://a.test/HTTP://b.test"),
        ("https://a.test", "//b.test/x", "https://a.test//b.test/x"),
        ("https://a.test?x=1", "c", "https://a.test?x=1/c"),
        ("", "/c", "/c"),
        (None, "{{name}}/c", "a b/%?#/c"),
        ("https://{{name}}", "/c", "https://{{name}}/c"),
    ],
)
def test_addresses(base: Any, url: Any, joined: str) -> None:
    assert request_of({"url": url}, {"name": "a b/%?#"}, requestDefaults={"baseUrl": base}).url == joined


def test_an_operation_without_a_url_calls_the_base() -> None:
    assert request_of({"responseMapping": {}}).url == BASE


@pytest.mark.parametrize(
    ("url", "base", "message"),
    [
        (5, BASE, "path.startsWith is not a function"),
        ("{{name}}", BASE, "path.startsWith is not a function"),
        ("/c", 5, "baseUrl.replace is not a function"),
    ],
)
def test_addresses_that_are_no_text_throw(url: Any, base: Any, message: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        request_of({"url": url}, {"name": ["x"]}, requestDefaults={"baseUrl": base})
    assert (caught.value.kind, caught.value.message) == ("TypeError", message)


@pytest.mark.parametrize(("method", "sent"), [("patch", "PATCH"), (None, "GET"), ("", "GET"), ("Delete", "DELETE")])
def test_methods(method: Any, sent: str) -> None:
    assert request_of({"url": "/c", "method": method}).method == sent


@pytest.mark.parametrize(
    ("seconds", "milliseconds"), [(20, 20_000), (0, 30_000), (None, 30_000), ("7", 7000), (0.25, 250)]
)
def test_timeouts(seconds: Any, milliseconds: float) -> None:
    assert request_of({"url": "/c"}, requestDefaults={"timeoutSeconds": seconds}).timeout == milliseconds


def test_a_profile_without_defaults_works() -> None:
    request = request_of({"url": "https://a.test/"}, requestDefaults=None)
    assert (request.timeout, request.headers) == (30_000, {"Authorization": "Basic c3RvcmVkLWtleTo="})


def test_query_and_body_are_empty_objects_by_default() -> None:
    request = request_of({"url": "/c"})
    assert (request.params, request.data) == ({}, {})


@pytest.mark.parametrize("given", ["", 0, None, False])
def test_a_falsy_body_counts_as_none(given: Any) -> None:
    assert request_of({"url": "/c", "body": given}).data == {}


def test_a_whole_body_may_be_missing() -> None:
    assert request_of({"url": "/c", "body": "{{missing}}"}).data is UNDEFINED


def test_headers_are_merged_by_exact_name() -> None:
    defaults = {"Accept": "{{name}}", "X-A": "default", "X-B": "default"}
    headers = {"accept": "own", "X-A": "{{missing}}", "X-C": "{{name}}"}
    request = request_of(
        {"url": "/c", "headers": headers},
        {"name": "N"},
        requestDefaults={"baseUrl": BASE, "defaultHeaders": defaults},
        auth={"type": "apiKey"},
    )
    assert request.headers == {"Accept": "N", "X-A": UNDEFINED, "X-B": "default", "accept": "own", "X-C": "N"}


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        ({}, {"Authorization": "core"}),
        (None, {"Authorization": "core"}),
        ({"headerName": "X-Key"}, {"X-Key": "core"}),
        ({"headerName": ""}, {"Authorization": "core"}),
        ({"credentialTemplate": ""}, {"Authorization": "core"}),
        ({"credentialTemplate": "{{apiKey}}:"}, {"Authorization": "c3RvcmVkLWtleTo="}),
        ({"credentialTemplate": "{{apiKey}}", "encode": "none"}, {"Authorization": "stored-key"}),
        (
            {"credentialTemplate": "{{apiKey}}", "encode": "None", "scheme": "S"},
            {"Authorization": "S c3RvcmVkLWtleQ=="},
        ),
        ({"credentialTemplate": "é😀", "scheme": "Basic"}, {"Authorization": "Basic w6nwn5iA"}),
        ({"credentialTemplate": "{{missing}}", "encode": "none", "scheme": "S"}, {"Authorization": "S undefined"}),
        ({"credentialTemplate": "{{missing}}", "encode": "none"}, {"Authorization": UNDEFINED}),
        (
            {"credentialTemplate": "{{additionalSubmission.nothing}}", "encode": "none", "scheme": "S"},
            {"Authorization": "S null"},
        ),
        (
            {"credentialTemplate": "{{additionalSubmission.number}}", "encode": "none", "scheme": "S"},
            {"Authorization": "S 5"},
        ),
        ({"credentialTemplate": "{{additionalSubmission.list}}"}, {"Authorization": "QUI="}),
        ({"type": "oauth", "scheme": "Token"}, {"Authorization": "core"}),
    ],
)
def test_credentials(auth: Any, header: dict[str, Any]) -> None:
    submitted = {"number": 5, "nothing": None, "list": [65, 66]}
    config = profile({"createContact": {"url": "/c", "auth": auth}}, auth=None)
    crm = Crm({})
    fire("createContact", config, {"authHeader": "core", "additionalSubmission": submitted}, crm)
    assert crm.requests[0].headers == header


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        ({"type": "oauth"}, {"Authorization": "Bearer stored-key"}),
        ({"type": "oauth", "scheme": "Token"}, {"Authorization": "Token stored-key"}),
        ({"type": "apiKey"}, {}),
    ],
)
def test_credentials_without_cores_header(auth: dict[str, Any], header: dict[str, str]) -> None:
    assert request_of({"url": "/c"}, auth=auth).headers == header


def test_an_operations_auth_is_not_merged_with_the_profiles() -> None:
    request = request_of({"url": "/c", "auth": {"headerName": "X-Key"}}, {"authHeader": "core"})
    assert request.headers == {"X-Key": "core"}


@pytest.mark.parametrize(
    ("value", "received"),
    [
        (UNDEFINED, "undefined"),
        (None, "null"),
        (5, "type number (5)"),
        (-0.0, "type number (-0)"),
        (True, "type boolean (true)"),
        ({"a": 1}, "an instance of Object"),
    ],
)
def test_base64_of_what_is_no_text_throws(value: Any, received: str) -> None:
    with pytest.raises(ProxyThrow) as caught:
        request_of({"url": "/c", "auth": {"credentialTemplate": "{{name}}"}}, {"name": value})
    assert caught.value.kind == "TypeError"
    assert caught.value.message.endswith(f"Received {received}")


def test_core_prepares_no_header_for_logout_and_licence() -> None:
    config = profile({name: {"url": "/x"} for name in ("unAuthorize", "getLicenseStatus")}, auth={"type": "apiKey"})
    for interface in ("unAuthorize", "getLicenseStatus"):
        crm = Crm({})
        fire(interface, config, {"authHeader": "core"}, crm)
        assert crm.requests[0].headers == {}


def test_a_user_id_that_is_no_text_throws() -> None:
    with pytest.raises(ProxyThrow, match="split is not a function"):
        request_of({"url": "/c"}, user=USER | {"id": 5})
