"""The main job, typed as README says: open a sample, log in, fire, see it meet the contract."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from program import workbench

from workbench.core.contract.interfaces import CrmCalls
from workbench.core.interfaces import life_of_core
from workbench.services.resources import contract

KEY_IN_HEADER = base64.b64encode(b"harbor-demo-key:").decode()
SAMPLES = ("harbor-node", "harbor-proxy", "harbor-python", "harbor-typescript")


def test_demo_fires_eleven_interfaces_of_four_adapters() -> None:
    ran = workbench("demo", "--headless", "--json")
    assert ran.code == 0, ran.err
    fired = {(each["adapter"], each["interface"]): each for each in ran.document["invocations"]}
    assert set(fired) == {(adapter, interface) for adapter in SAMPLES for interface in life_of_core()}
    for (_, interface), invocation in fired.items():
        assert invocation["verdict"] == "meets", invocation
        if contract()[interface].calls_crm is CrmCalls.YES:
            assert invocation["exchanges"], invocation
    assert ran.document["summary"]["meets"] == 44


def test_demo_prints_a_table() -> None:
    ran = workbench("demo", "--headless")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == list(SAMPLES)
    assert [line.split()[0] for line in lines[1:12]] == list(life_of_core())
    assert "44 of 44" in lines[-1]


@pytest.mark.parametrize("sample", SAMPLES)
def test_check_finds_nothing_in_a_sample(sample: str) -> None:
    ran = workbench("check", sample, "--json")
    assert ran.code == 0, ran.out
    assert ran.document["summary"]["meets"] == ran.document["summary"]["total"] > 11
    assert not [finding for finding in ran.document["exports"] if finding["severity"] != "note"]


def test_fire_shows_value_traffic_and_what_app_connect_shows() -> None:
    ran = workbench("fire", "harbor-typescript", "createCallLog", "--sample", "call-missed", "--json")
    assert ran.code == 0, ran.err
    invocation = ran.document
    assert invocation["outcome"]["value"]["logId"]
    assert invocation["shown"]["successful"] is True
    assert invocation["shown"]["message"]
    post = next(each for each in invocation["exchanges"] if each["method"] == "POST")
    assert post["status"] == 201
    assert post["url"].startswith("https://api.harborcrm.test/")
    assert post["sent_to"].startswith("http://127.0.0.1:")
    assert post["timing_ms"]["total"] > 0
    assert invocation["arguments"]["callLog"]["result"] == "Missed"


def test_set_and_input_reach_the_adapter() -> None:
    ran = workbench("fire", "harbor-node", "createCallLog", "--set", "note=Said 1 thing", "--json")
    assert ran.document["arguments"]["note"] == "Said 1 thing"
    ran = workbench("fire", "harbor-node", "findContact", "--input", "-", "--json", stdin='{"phoneNumber": "+1000"}')
    assert ran.document["arguments"]["phoneNumber"] == "+1000"


def test_secrets_are_masked_unless_asked_for() -> None:
    masked = workbench("fire", "harbor-python", "findContact", "--json")
    assert KEY_IN_HEADER not in masked.out
    shown = workbench("fire", "harbor-python", "findContact", "--json", "--show-secrets")
    assert KEY_IN_HEADER in shown.out


def test_history_lists_what_was_fired() -> None:
    workbench("fire", "harbor-python", "getAuthType")
    ran = workbench("history", "getAuthType", "--json")
    (row,) = ran.document["invocations"]
    assert (row["interface"], row["adapter"], row["verdict"]) == ("getAuthType", "harbor-python", "meets")


def test_describe_says_what_an_adapter_is() -> None:
    described = workbench("describe", "harbor-typescript", "--json").document
    assert described["auth_type"] == "oauth"
    assert described["language"] == "TypeScript"
    assert described["missing"] == []
    assert described["runtime"].startswith("Node ")


DATA = Path(__file__).parent.parent / "data"


def test_every_platform_of_the_official_manifest_is_understood() -> None:
    described = workbench("describe", str(DATA / "manifest-official.json"), "--json")
    assert described.code == 0
    platforms = {each["name"]: each for each in described.document["platforms"]}
    assert len(platforms) == 9
    assert platforms["pipedrive"]["auth_type"] == "oauth"
    assert platforms["pipedrive"]["consent_page"] == "https://oauth.pipedrive.com/oauth/authorize"
    assert platforms["redtail"]["auth_type"] == "apiKey"
    assert platforms["redtail"]["login_fields"]
    assert all(each["auth_type"] in ("oauth", "apiKey") for each in platforms.values())


def test_a_proxy_configuration_opens() -> None:
    described = workbench("describe", str(DATA / "proxy_sample.json"), "--json").document
    assert described["kind"] == "proxy"
    assert described["auth_type"] == "apiKey"
    assert "createCallLog" in described["exports"]


def test_a_moment_and_typed_values_are_given_to_fire() -> None:
    ran = workbench(
        *("fire", "harbor-python", "createCallLog", "--json", "--sample", "call-outbound"),
        *("--at", "2026-03-01T10:00:00Z", "--set", "note=101", "--set", "callLog.duration=65"),
    )
    assert ran.code == 0, ran.err
    arguments = ran.document["arguments"]
    assert arguments["callLog"]["startTime"] == 1772359092000
    assert (arguments["note"], arguments["callLog"]["duration"]) == ("101", 65)
    assert "- Note: 101\n" in arguments["composedLogDetails"]
    assert "1 minute, 5 seconds" in arguments["composedLogDetails"]
    assert arguments["contactInfo"]["name"] == "Dana Whitfield"
    assert "Fired findContact first" in ran.err


def test_a_moment_that_is_none_is_wrong_usage() -> None:
    ran = workbench("check", "harbor-python", "--at", "soon")
    assert ran.code == 2
    assert "“soon” is no date and time." in ran.err
