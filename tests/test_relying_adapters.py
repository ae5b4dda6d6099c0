"""Adapters that rely on App Connect's server, one of each kind, run by the real program: they find what is there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders_mill import Bench, mill_crm

pytestmark = pytest.mark.slow

BASIC = base64.b64encode(b"k-77:").decode()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with mill_crm() as crm:
        yield Bench(crm, tmp_path)


@pytest.mark.parametrize("place", ["", "src/index.js", "src/connectors/mill"])
def test_account_data_is_fetched_once_for_the_account_and_kept(bench: Bench, place: str) -> None:
    adapter = f"{bench.opened('account_data')}/{place}"
    bench.log_in_by_key(adapter)
    for number in (1, 2):
        assert bench.fire(adapter, "createCallLog")["outcome"]["value"]["logId"] == f"calls-{number}"
    assert [each.body["stage"] for each in bench.crm.asked("POST", "/calls")] == [3, 3]
    (fetched,) = bench.crm.asked("GET", "/stages")
    assert fetched.authorization == f"Basic {BASIC}"


def test_a_logins_query_names_the_tenants_addresses(bench: Bench) -> None:
    adapter = bench.opened("login_query")
    given = {"tokenUrl": "http://crm.example.test/token", "apiUrl": "http://crm.example.test/v2", "username": "ines"}
    bench.log_in(adapter, *(word for pair in given.items() for word in ("--query", "=".join(pair))))
    bench.fire(adapter, "createCallLog")
    assert len(bench.crm.asked("POST", "/token")) == 1
    for method, path in (("GET", "/v2/users/ines"), ("POST", "/v2/calls")):
        (asked,) = bench.crm.asked(method, path)
        assert asked.authorization == "Bearer token-0123456789"


def test_a_setting_says_where_calls_go(bench: Bench) -> None:
    adapter = bench.opened("settings")
    bench.log_in_by_key(adapter, "--setting", "sheet=s-9")
    bench.fire(adapter, "createCallLog")
    (row,) = bench.crm.asked("POST", "/sheets/s-9/rows")
    assert row.body[0] == "Inbound"


def test_a_buffer_of_get_basic_auth_is_its_text_in_the_header(bench: Bench) -> None:
    adapter = bench.opened("basic_auth_buffer")
    bench.log_in_by_key(adapter)
    bench.fire(adapter, "createCallLog")
    basic = f"Basic {base64.b64encode(b'k-77:x').decode()}"
    assert [each.authorization for each in bench.crm.requests] == [basic, basic]


@pytest.mark.parametrize("place", ["", "src/connectors/mill/index.js"])
def test_the_contact_cache_holds_what_find_contact_found(bench: Bench, place: str) -> None:
    adapter = f"{bench.opened('contact_cache')}/{place}"
    bench.log_in_by_key(adapter)
    bench.fire(adapter, "findContact")
    bench.fire(adapter, "createCallLog", "--contact", "first")
    assert [each.body for each in bench.crm.asked("POST", "/calls")] == [{"account": "A-5"}]
    assert len(bench.crm.asked("GET", "/contacts")) == 1


def test_rows_have_data_values_and_are_stored(bench: Bench) -> None:
    adapter = bench.opened("rows")
    bench.log_in_by_key(adapter)
    shown = [
        bench.fire(adapter, "createCallLog", "--sample", name)["shown"] for name in ("call-inbound", "call-missed")
    ]
    assert [each["message"] for each in shown] == ["Call 1 logged.", "Call 2 logged."]
    updated = bench.fire(adapter, "updateCallLog", "--log", "last", "--set", "note=Rang again")
    assert updated["shown"]["message"] == "calls-2 is calls-2-b."
    (patched,) = bench.crm.asked("PATCH", "/calls/calls-2")
    assert patched.authorization == "Key k-77"
    assert patched.body == {"note": "Rang again", "of": ["rows", "12-mill"]}
    bench.fire(adapter, "updateCallLog", "--log", "last", "--set", "note=And again")
    assert len(bench.crm.asked("PATCH", "/calls/calls-2-b")) == 1


@pytest.mark.parametrize("place", ["src/connectors/mill", "src/connectors/mill/index.ts"])
def test_what_core_patches_is_patched_before_the_adapter_is_loaded(bench: Bench, place: str) -> None:
    adapter = f"{bench.opened('core_patches')}/{place}"
    document = bench.fire(adapter, "createCallLog", "--field", "apiKey=k-77", "--at", "2026-03-01T20:00:00Z")
    assert document["arguments"]["user"]["timezoneName"] == "Asia/Kolkata"
    (call,) = bench.crm.asked("POST", "/calls")
    assert call.body["began"].startswith("2026-03-02 01:")
    assert call.body["began"].endswith("+05:30")


def test_every_user_has_a_host_of_the_crm(bench: Bench) -> None:
    adapter = bench.opened("per_user_hosts")
    bench.log_in(adapter, "--hostname", "cloud.example.test")
    document = bench.fire(adapter, "createCallLog")
    assert document["arguments"]["user"]["hostname"] == "na9.example.test"
    assert [each["url"] for each in document["exchanges"]] == ["https://na9.example.test/calls"]


def test_two_ways_to_log_in(bench: Bench) -> None:
    adapter = bench.opened("two_ways")
    bench.log_in_by_key(adapter, "--hostname", "own.example.test", "--name", "Own")
    bench.log_in(adapter, "--hostname", "cloud.example.test", "--name", "Cloud")
    hosts = {"Own": "own.example.test", "Cloud": "cloud.example.test"}
    fired = {name: bench.fire(adapter, "createCallLog", "--connection", name) for name in hosts}
    assert {name: each["exchanges"][-1]["url"] for name, each in fired.items()} == {
        name: f"https://{host}/calls" for name, host in hosts.items()
    }
    # getAuthType says oauth, so the server writes the key into a Bearer header after the login.
    assert [each.authorization for each in bench.crm.asked("GET", "/users/me")] == [
        f"Basic {BASIC}",
        "Bearer token-0123456789",
    ]
    assert [each.authorization for each in bench.crm.asked("POST", "/calls")] == [
        "Bearer k-77",
        "Bearer token-0123456789",
    ]


def test_an_adapter_of_2024_is_called_by_the_server_of_its_time(bench: Bench) -> None:
    adapter = bench.opened("of_2024")
    assert bench.run("describe", adapter, "--json").document["era"]["name"] == "seed"
    bench.log_in_by_key(adapter)
    document = bench.fire(adapter, "createCallLog", "--set", "note=Rang")
    assert "composedLogDetails" not in document["arguments"]
    assert document["shown"]["message"] == "Call log added."
    (call,) = bench.crm.asked("POST", "/calls")
    assert call.body["body"].startswith("- Note: Rang\n")
    bench.fire(adapter, "updateCallLog", "--log", "last", "--set", "note=Rang twice")
    assert [each.body for each in bench.crm.asked("PATCH", "/calls/calls-1")] == [{"note": "Rang twice"}]
