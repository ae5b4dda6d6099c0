"""What App Connect's client brings is given by --query and --hostname; a refused login says why in every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import workbench

ADAPTER = """
import sys

SEAT = "@SEAT@"

def getAuthType():
    return "apiKey"

def getOauthInfo(hostname=None, tokenUrl=None, rcAccountId=None, **_):
    return {"clientId": f"client-of-{hostname}", "accessTokenUri": tokenUrl, "redirectUri": f"https://{rcAccountId}.test/"}

def getBasicAuth(apiKey, **_):
    return apiKey

def getUserInfo(**_):
    if not SEAT:
        print("no seat for this key", file=sys.stderr)
        details = [{"title": "Why", "items": [{"text": "Your plan has no seat left."}]}]
        message = {"message": "Refused", "details": details}
        return {"successful": False, "returnMessage": message}
    return {"successful": True, "platformUserInfo": {"id": "5-quay", "name": "Noa"}}

def findContact(user, **_):
    print("ACCOUNT", user["rcAccountId"])
    return {"successful": True, "matchedContactInfo": []}

def createCallLog(**_):
    return {"logId": "1"}

def updateCallLog(**_):
    return {"updatedNote": ""}
"""


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    folder = tmp_path / "quay"
    folder.mkdir()
    (folder / "quay.py").write_text(ADAPTER.replace("@SEAT@", "1"), encoding="utf-8")
    return folder / "quay.py"


def test_query_and_hostname_reach_an_interface_that_is_fired_before_a_login(adapter: Path) -> None:
    given = ("--query", "tokenUrl=https://eu.quay.test/t", "--query", "rcAccountId=88", "--hostname", "eu.quay.test")
    ran = workbench("fire", str(adapter), "getOauthInfo", *given, "--json")
    arguments = ran.document["arguments"]
    assert (arguments["hostname"], arguments["tokenUrl"]) == ("eu.quay.test", "https://eu.quay.test/t")
    assert ran.document["outcome"]["value"]["redirectUri"] == "https://88.test/"
    assert ran.document["origins"]["hostname"][0] == "yours"


@pytest.mark.parametrize("query", [(), ("--query", "rcAccountId=88"), ("--query", "rcAccountId=")])
def test_the_account_of_the_login_is_the_users(adapter: Path, query: tuple[str, ...]) -> None:
    ran = workbench("fire", str(adapter), "findContact", "--field", "apiKey=k-77", *query)
    wanted = {(): "400100200", ("--query", "rcAccountId="): "None"}.get(query, "88")
    assert f"ACCOUNT {wanted}" in ran.out


def test_what_is_no_query_value_is_wrong_usage(adapter: Path) -> None:
    ran = workbench("token", str(adapter), "--query", "tokenUrl")
    assert ran.code == 2
    assert "--query NAME=VALUE" in ran.err


@pytest.mark.parametrize("words", [("login",), ("fire", "findContact"), ("check",), ("token",)])
def test_a_refused_login_says_why_in_every_command(adapter: Path, words: tuple[str, ...]) -> None:
    adapter.write_text(ADAPTER.replace("@SEAT@", ""), encoding="utf-8")
    command, *rest = words
    ran = workbench(command, str(adapter), *rest, "--field", "apiKey=k-77")
    assert ran.code == 4
    assert "Your plan has no seat left." in ran.err
    assert "no seat for this key" in ran.out + ran.err
    assert "exchanges of this step" not in ran.out + ran.err


def test_a_login_is_one_row_of_history(adapter: Path) -> None:
    assert workbench("fire", str(adapter), "findContact", "--field", "apiKey=k-77", "--quiet").code in (0, 1)
    listed = workbench("history", "--json").document
    assert [each["interface"] for each in listed["invocations"]] == ["findContact", "login"]
    (only,) = workbench("history", "interface:login", "verdict:meets", "--json").document["invocations"]
    assert only["id"] == listed["invocations"][1]["id"]
    assert "Noa" in only["summary"]
