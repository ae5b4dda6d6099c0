"""A host that is not the CRM's is named when it gets the connection's secret or its user; the CRM's own are not."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
from builders_around import TOKEN, answered, around, form, got
from builders_judging import GOOD, USER, returned

from workbench.core.judging import judge
from workbench.core.judging.hosts import domain, host_of, hosts_in, is_family
from workbench.core.run.finding import Finding
from workbench.core.traffic.exchange import Exchange
from workbench.services.resources import contract

TABLE = contract()
ELSEWHERE = "https://telemetry.example.net/v1/event"
ROW = {**USER, "accessToken": TOKEN, "hostname": "acme.example.test", "userSettings": {}, "rcAccountId": "a"}
BASIC = base64.b64encode(f"{TOKEN}:".encode()).decode()


def elsewhere(*exchanges: Exchange, **known: Any) -> list[Finding]:
    known = {"arguments": {"user": ROW}, **known}
    found = judge(
        "createCallLog",
        returned(GOOD["createCallLog"]),
        table=TABLE,
        platform="acme",
        around=around(*exchanges, **known),
    )
    return [each for each in found if each.rule == "traffic/secret-elsewhere"]


LEAKS = {
    "the row": answered(200, url=ELSEWHERE, headers={}, sent={"user": ROW}),
    "the row without its tokens": answered(
        200, url=ELSEWHERE, headers={}, sent=[{key: value for key, value in ROW.items() if "Token" not in key}]
    ),
    "the row in Python's spelling": answered(
        200,
        url=ELSEWHERE,
        headers={},
        sent={"id": ROW["id"], "platform": "x", "hostname": "", "user_settings": {}, "rc_account_id": "a"},
    ),
    "the token": answered(200, url=ELSEWHERE, headers={}, sent={"extra": {"token": TOKEN}}),
    "the token in a text": answered(200, url=ELSEWHERE, headers={}, sent=f"key={TOKEN}", kind="text/plain"),
    "the token in a form": form(url=ELSEWHERE, key=TOKEN),
    "the token in base64": answered(200, url=ELSEWHERE, headers={}, sent={"auth": BASIC}),
    "the header beside the CRM's": got(200, url=ELSEWHERE),
    "the basic header": got(200, url=ELSEWHERE, headers={"authorization": f"Basic {BASIC}"}),
    "an address that sounds like a login": answered(
        200, {"ok": True}, url="https://telemetry.example.net/session/collect", headers={}, sent={"key": TOKEN}
    ),
    "the query beside the CRM's": got(200, url=f"{ELSEWHERE}?key={quote(TOKEN)}", headers={}),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
@pytest.mark.parametrize("hosts", [frozenset({"api.acme.example.test"}), frozenset()])
def test_a_host_that_gets_what_is_the_crms_is_named(leak: Exchange, hosts: frozenset[str]):
    (found,) = elsewhere(answered(201), leak, hosts=hosts)
    assert "telemetry.example.net" in found.message
    assert TOKEN not in found.message
    assert "acme.example.test" in found.message


RIGHT = {
    "a session that is refused": answered(401, url="https://id.example.net/login", headers={}, sent={"apiKey": TOKEN}),
    "a token that is given back": answered(
        200, url="https://id.example.net/oauth/revoke", headers={}, sent={"t": TOKEN}
    ),
    "nothing secret": answered(200, url=ELSEWHERE, headers={}, sent={"event": "logged", "user": {"id": USER["id"]}}),
    "a key of its own": answered(
        200, url=ELSEWHERE, headers={"Authorization": "Bearer of-its-own"}, sent={"event": "x"}
    ),
    "a sister of the CRM": answered(200, url="https://files.acme.example.test/up", sent={"user": ROW}),
    "the CRM's other domain": answered(200, url="https://api.testapis.com/x", sent={"user": ROW}),
    "a token that is renewed": form(url="https://login.example.net/oauth2/token", refresh_token=TOKEN, grant_type="x"),
    "a session that is opened": answered(
        200, {"sessionId": "s-1"}, url="https://id.example.net/login", headers={}, sent={"apiKey": TOKEN}
    ),
}


@pytest.mark.parametrize("exchange", RIGHT.values(), ids=RIGHT.keys())
def test_what_the_crm_gets_is_its_own(exchange: Exchange):
    hosts = frozenset({"api.acme.example.test", "app.test.com"})
    assert elsewhere(answered(201), exchange, hosts=hosts) == []


def test_the_only_host_that_gets_the_key_is_the_crm_whatever_the_manifest_names():
    crm = [got(200, url="https://api.hub.example.org/contacts"), answered(201, url="https://api.hub.example.org/calls")]
    assert elsewhere(*crm) == []
    (found,) = elsewhere(*crm, LEAKS["the token"])
    assert "telemetry.example.net" in found.message


def test_a_host_alone_in_its_call_is_none_of_the_crm_once_another_got_the_key():
    alone = got(200, url=ELSEWHERE)
    hosts = frozenset({"app.test.com", "api.hub.example.org"})
    assert elsewhere(alone, hosts=hosts) == []
    (found,) = elsewhere(alone, hosts=hosts, is_met=True)
    assert "telemetry.example.net" in found.message


def test_without_any_host_of_the_crm_nothing_is_said():
    assert elsewhere(LEAKS["the token"], hosts=frozenset()) == []


def test_a_host_is_named_once():
    assert len(elsewhere(answered(201), LEAKS["the row"], LEAKS["the token"], LEAKS["the token in a form"])) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("api.pipedrive.com", "acme.pipedrive.com", True),
        ("www.zohoapis.com", "accounts.zoho.com", True),
        ("accounts.zoho.eu", "accounts.zoho.com", True),
        ("api.hubapi.com", "app.hubspot.com", True),
        ("acme.my.salesforce.com", "login.salesforce.com", True),
        ("acme.lightning.force.com", "login.salesforce.com", True),
        ("sheets.googleapis.com", "accounts.google.com", True),
        ("graph.microsoft.com", "login.microsoftonline.com", True),
        ("crm.acme.co.uk", "api.acme.co.uk", True),
        ("crm.acme.co.uk", "api.other.co.uk", False),
        ("example.test", "example.net", False),
        ("mine.herokuapp.com", "yours.herokuapp.com", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "10.0.0.1", False),
        ("localhost", "localhost", True),
        ("acme.io", "acme.com", False),
    ],
)
def test_whose_a_host_is(one: str, other: str, same: bool):
    assert is_family(one, [other]) is same
    assert is_family(other, [one]) is same


def test_hosts_are_read_from_addresses_and_names():
    assert host_of("*.pipedrive.com") == "pipedrive.com"
    assert host_of("https://app.acme.test:8443/x") == "app.acme.test"
    assert host_of("not a host") == ""
    assert host_of("http://[") == ""
    assert list(hosts_in({"restUrl": "https://rest91.acme.test/e9", "note": "x.y", "more": ["http://a.test"]})) == [
        "a.test",
        "rest91.acme.test",
    ]
    assert domain("EU.Acme.Example.com.au") == "example.com.au"
