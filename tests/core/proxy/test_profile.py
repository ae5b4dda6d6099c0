"""Reading profile files, and warnings about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_proxy import encode_secret, profile

from workbench.core.errors import AdapterLoadError
from workbench.core.proxy import lint, read_profile

SAMPLE = Path(__file__).parents[2] / "data" / "proxy_sample.json"
FIND = {"findContact": {"url": "/c", "responseMapping": {}}}


def read(content: Any, key: str | None = None) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    return read_profile(text, "proxy.json", key)


def test_a_bare_profile() -> None:
    assert read(profile(FIND)).profile == profile(FIND)
    assert read("\ufeff" + json.dumps(profile(FIND))).profile == profile(FIND)


def test_a_record_with_a_secret() -> None:
    record = {"proxyConfig": profile(FIND), "encodedSecretKey": encode_secret("sk", "k")}
    got = read(record, "k")
    assert (got.profile["secretKey"], got.from_record) == ("sk", True)


def test_a_record_without_its_key() -> None:
    record = {"proxyConfig": profile(FIND), "encodedSecretKey": encode_secret("sk", "k")}
    with pytest.raises(AdapterLoadError) as caught:
        read(record)
    assert caught.value.code == "proxy-secret"
    assert "DEVELOPER_APP_SERVER_SECRET_KEY" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "line 1, column 1"),
        ('{"a": 1,\n}', "line 2, column 1"),
        ("[" * 100_000, "proxy.json"),
        ([], "The content"),
        ("5", "The content"),
        ({}, "operations"),
        ({"operations": {}}, "operations"),
        ({"operations": []}, "operations"),
        ({"operations": {"findContact": "x"}}, "operations.findContact"),
        (profile({"findContact": {"url": 5}}), "operations.findContact.url"),
        (profile({"findContact": {"headers": "x"}}), "operations.findContact.headers"),
        (profile({"findContact": {"auth": {"scheme": 1}}}), "operations.findContact.auth.scheme"),
        (profile(FIND, auth="x"), "auth"),
        (profile(FIND, auth={"type": True}), "auth.type"),
        (profile(FIND, meta=[]), "meta"),
        (profile(FIND, requestDefaults={"timeoutSeconds": "5"}), "requestDefaults.timeoutSeconds"),
        (profile(FIND, requestDefaults={"timeoutSeconds": True}), "requestDefaults.timeoutSeconds"),
        (profile(FIND, requestDefaults={"baseUrl": {}}), "requestDefaults.baseUrl"),
        ({"proxyConfig": profile(FIND), "encodedSecretKey": 5}, "encodedSecretKey"),
    ],
)
def test_files_that_cannot_be_run(content: Any, place: str) -> None:
    with pytest.raises(AdapterLoadError) as caught:
        read(content)
    assert place in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 3


def rules(config: Any) -> dict[str, str]:
    return {finding.rule.removeprefix("proxy/"): finding.path for finding in lint(config)}


def test_a_profile_without_faults() -> None:
    assert lint(profile(FIND)) == ()
    assert lint("no profile") == ()


@pytest.mark.parametrize(
    ("config", "rule", "path"),
    [
        (profile({"getUserInfo": {"url": "/me"}}), "id-path-missing", "operations.getUserInfo.responseMapping.idPath"),
        (
            profile({"createContact": {"url": "/c", "responseMapping": {"namePath": "x"}}}),
            "id-path-missing",
            "operations.createContact.responseMapping.idPath",
        ),
        (
            profile({"getUserList": {"url": "/u"}}),
            "list-path-missing",
            "operations.getUserList.responseMapping.listPath",
        ),
        (
            profile({"createCallLog": {"url": "/c"}}),
            "response-mapping-missing",
            "operations.createCallLog.responseMapping",
        ),
        (profile({"findContact": {"url": "/c"}}), "response-mapping-missing", "operations.findContact.responseMapping"),
        (profile(FIND, requestDefaults={"baseUrl": "https://{{x}}"}), "base-url-template", "requestDefaults.baseUrl"),
        (profile(FIND, requestDefaults={}), "address-incomplete", "operations.findContact.url"),
        (
            profile({"updateCallLog": {"url": "/c", "auth": {"scheme": "Basic"}}}),
            "operation-auth-incomplete",
            "operations.updateCallLog.auth.credentialTemplate",
        ),
        (
            profile(
                {
                    "getUserInfo": {
                        "url": "/me",
                        "responseMapping": {"idPath": "x", "platformAdditionalInfoPaths": {"pw": "body.password"}},
                    }
                }
            ),
            "secret-saved",
            "operations.getUserInfo.responseMapping.platformAdditionalInfoPaths.pw",
        ),
        (profile(FIND, meta={}), "log-format-missing", "meta.logFormat"),
        (profile(FIND, meta={"logFormat": "html"}), "log-format-unknown", "meta.logFormat"),
        (profile(FIND, auth=None), "auth-missing", "auth"),
        (
            profile(FIND, auth={"type": "oauth", "tokenUrl": "t", "clientId": "c"}),
            "oauth-incomplete",
            "auth.redirectUri",
        ),
        (
            profile(FIND, auth={"type": "oauth", "tokenUrl": "t", "clientId": "c", "redirectUri": "r", "scheme": "S"}),
            "oauth-scheme-unused",
            "auth.scheme",
        ),
        (
            profile(FIND, auth={"credentialTemplate": "{{user.platformAdditionalInfo.token}}"}),
            "credential-may-be-missing",
            "auth.credentialTemplate",
        ),
        (profile({"findContacts": {"url": "/c"}}), "operation-unknown", "operations.findContacts"),
        (
            profile({"createContact": {"url": "/c", "body": {"name": "x"}}}),
            "body-on-get",
            "operations.createContact.method",
        ),
        (profile({"findContact": {"url": "/c", "params": {}}}), "member-unread", "operations.findContact.params"),
        (profile({"updateCallLog": {"path": "/c"}}), "member-unread", "operations.updateCallLog.path"),
        (
            profile({"findContact": {"url": "/c", "responseMapping": {"idPath": "id"}}}),
            "member-unread",
            "operations.findContact.responseMapping.idPath",
        ),
        (
            profile({"createCallLog": {"url": "/c", "responseMapping": {"id_path": "body.id"}}}),
            "member-unread",
            "operations.createCallLog.responseMapping.id_path",
        ),
        (profile(FIND, requestDefaults={"baseURL": "https://x"}), "member-unread", "requestDefaults.baseURL"),
        (
            profile(FIND, requestDefaults={"timeoutSeconds": 30000}),
            "timeout-in-milliseconds",
            "requestDefaults.timeoutSeconds",
        ),
        (
            profile({"createCallLog": {"url": "/c", "responseMapping": {}}}),
            "operation-missing",
            "operations.findContact",
        ),
        (profile(FIND, auth={"credentialTemplate": "{{api_key}}:"}), "expression-unknown", "auth.credentialTemplate"),
        (
            profile({"updateCallLog": {"url": "/c", "body": {"n": "{note}"}}}),
            "single-braces",
            "operations.updateCallLog.body.n",
        ),
        (profile({"getAuthType": {"url": "/c"}}), "operation-unused", "operations.getAuthType"),
        (profile({"updateCallLog": {"url": "/c/{{note}}"}}), "url-not-encoded", "operations.updateCallLog.url"),
    ],
)
def test_warnings(config: Any, rule: str, path: str) -> None:
    assert rules(config).get(rule) == path
    assert all(finding.message and finding.app_connect_does and finding.mend for finding in lint(config))


@pytest.mark.parametrize(
    "config",
    [
        profile({"findContact": {"url": "/c", "responseMapping": {"listPath": "body", "description": "all"}}}),
        profile({"findContact": {"url": "/c", "comment": "by number", "responseMapping": {"item": {"idPath": "key"}}}}),
        profile({"updateCallLog": {"url": "/c", "method": "post", "body": "query { user }"}}),
        profile({"updateCallLog": {"url": "/c", "method": "PUT", "body": {"n": "{{note}}", "braces": "{unknown}"}}}),
        profile(
            FIND, auth={"credentialTemplate": "{{user.platformAdditionalInfo.name}}:{{apiKey}}", "scheme": "Basic"}
        ),
    ],
)
def test_what_is_no_fault(config: Any) -> None:
    assert rules(config) == {}


def test_the_sample_profile_reads_and_is_warned_about() -> None:
    read_sample = read(SAMPLE.read_text(encoding="utf-8")).profile
    assert "address-incomplete" in rules(read_sample)
