"""The login form: hostname by environment for real manifests, managed fields and clients, choices from the adapter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton

from workbench.services.keychain import IN_MEMORY

OFFICIAL = Path(__file__).parent.parent / "data" / "manifest-official.json"

ADAPTER = """
exports.getAuthType = () => 'TYPE';
exports.getOauthInfo = () => { throw new Error('not to be called'); };
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = ({ additionalInfo, hostname }) => additionalInfo?.dealer === 'wrong'
  ? { successful: false, returnMessage: { message: 'No such dealer', messageType: 'warning', ttl: 1 } }
  : { successful: true, platformUserInfo: {
      id: '7-own', name: `${additionalInfo?.dealer} ${additionalInfo?.region} ${hostname}` } };
exports.getManagedAuthOptions = ({ fieldConst, accountValues }) => [
  { value: 1, label: `North of ${accountValues.dealer}` }, { value: 'south', label: fieldConst }];
"""


def opened(bench: Bench, folder: Path, manifest: dict[str, Any], platform: str, auth_type: str) -> None:
    """An adapter with a manifest, its Connect dialog open."""
    (folder / "index.js").write_text(ADAPTER.replace("TYPE", auth_type))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    bench.workplace.open(str(folder / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.press_action("connect")


def official(platform: str) -> dict[str, Any]:
    whole = json.loads(OFFICIAL.read_text())
    return {**whole, "platforms": {platform: whole["platforms"][platform]}}


def test_an_address_that_is_typed_is_checked_against_the_manifest(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, official("freshdesk"), "freshdesk", "apiKey")
    assert bench.find(QLineEdit, "login:hostname").placeholderText() == "*.freshdesk.com"
    bench.type("login:hostname", "https://acme.example.com")
    bench.click("login-run")
    assert bench.text("login-problem:hostname") == "It has to look like *.freshdesk.com."
    bench.click("login-cancel")


def test_a_server_is_chosen_among_those_of_the_manifest(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, official("clio"), "clio", "oauth")
    box = bench.find(QComboBox, "login:hostname")
    servers = official("clio")["platforms"]["clio"]["environment"]["selections"]
    assert [box.itemText(row) for row in range(box.count())] == [each["name"] for each in servers]
    bench.click("login-cancel")


def test_a_fixed_server_is_said_and_asks_nothing(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, official("redtail"), "redtail", "apiKey")
    assert not bench.sees(QLineEdit, "login:hostname")
    words = bench.words(bench.dialogs()[0])
    assert official("redtail")["platforms"]["redtail"]["environment"]["url"] in words
    assert bench.find(QLineEdit, "login:password").echoMode() is QLineEdit.EchoMode.Password
    bench.click("login-cancel")


def managed_page() -> dict[str, Any]:
    """A page of a key, a value of the account, and a choice of the user's own."""
    content = [
        {"const": "apiKey", "title": "API key", "type": "string", "required": True},
        {"const": "dealer", "title": "Dealer", "type": "string", "required": True, "managed": True,
         "managedScope": "account"},
        {"const": "region", "title": "Region", "type": "string", "managed": True, "managedScope": "user",
         "managedFieldType": "dynamic"},
    ]  # fmt: skip
    auth = {"type": "apiKey", "apiKey": {"page": {"title": "Log in", "content": content}}}
    environment = {"type": "fixed", "url": "https://own.example.com"}
    return {"platforms": {"own": {"name": "own", "auth": auth, "environment": environment}}}


def store(bench: Bench, **values: str) -> None:
    """Store as an administrator; the part has to be open."""
    for name, value in values.items():
        bench.type(f"managed:{name}", value)
    bench.click("login-managed-store")
    bench.until(lambda: bench.text("login-managed-state").startswith("Stored"))


def test_managed_fields_come_from_the_administrator_until_the_crm_refuses_them(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, managed_page(), "own", "apiKey")
    bench.qtbot.mouseClick(bench.find(QToolButton, "login-managed-fold"), Qt.MouseButton.LeftButton)
    store(bench, dealer="wrong")
    assert not bench.find(QLineEdit, "login:dealer").isEnabled()
    assert bench.text("login-managed:dealer") == "managed"
    bench.type("login:apiKey", "the-key")
    bench.click("login-run")
    bench.until(lambda: "No such dealer" in bench.text("login-status"))
    bench.until(lambda: bench.find(QLineEdit, "login:dealer").isEnabled())
    assert "what a user types goes first" in bench.text("login-managed-state")
    bench.type("login:dealer", "acme")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name.startswith("acme undefined")
    bench.press_action("connect")
    bench.until(lambda: bench.sees(QLabel, "login-managed:dealer"))
    assert not bench.find(QLineEdit, "login:dealer").isEnabled()
    bench.click("login-cancel")


def test_the_adapter_offers_the_choices_of_a_dynamic_field(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, managed_page(), "own", "apiKey")
    bench.qtbot.mouseClick(bench.find(QToolButton, "login-managed-fold"), Qt.MouseButton.LeftButton)
    bench.type("managed:dealer", "acme")
    bench.click("managed-choices:region")
    box = bench.find(QComboBox, "managed:region")
    bench.until(lambda: box.count() == 2)
    assert [(box.itemData(row), box.itemText(row)) for row in range(2)] == [("1", "North of acme"), ("south", "region")]
    bench.picture("connect-managed-dark", bench.dialogs()[0])
    bench.click("login-managed-store")
    bench.until(lambda: bench.text("login-managed-state") == f"Stored. {IN_MEMORY}")
    bench.type("login:apiKey", "the-key")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name.startswith("acme 1 ")


def test_a_managed_client_is_used_instead_of_getoauthinfo(bench: Bench, tmp_path: Path) -> None:
    crm = bench.run(bench.workplace.session.harbor())
    oauth = {"authUrl": f"{crm.url}/oauth/authorize", "clientId": "harbor-demo-app",
             "redirectUri": "http://127.0.0.1:8713/callback", "scope": "scope=users.read"}  # fmt: skip
    manifest = managed_page()
    manifest["platforms"]["own"]["auth"] = {"type": "oauth", "oauth": oauth}
    opened(bench, tmp_path, manifest, "own", "oauth")
    bench.qtbot.mouseClick(bench.find(QToolButton, "login-managed-fold"), Qt.MouseButton.LeftButton)
    for name, value in {
        "clientId": "harbor-demo-app",
        "clientSecret": "harbor-demo-app-secret",
        "accessTokenUri": f"{crm.url}/oauth/token",
        "redirectUri": "http://127.0.0.1:8713/callback",
    }.items():
        bench.type(f"managed:{name}", value)
    bench.click("login-managed-store")
    bench.until(lambda: bench.text("login-managed-state").startswith("Pending"))
    bench.click("consent-way:pasted")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QPushButton, "consent-open"))
    bench.click("consent-open")
    bench.type("pasted-address", bench.run(bench.redirect_of(bench.pages.pop())))
    bench.click("consent-paste")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.connected
    bench.press_action("connect")
    bench.qtbot.mouseClick(bench.find(QToolButton, "login-managed-fold"), Qt.MouseButton.LeftButton)
    bench.until(lambda: bench.text("login-managed-state") == f"Stored. {IN_MEMORY}")
    bench.click("login-managed-forget")
    bench.until(lambda: bench.text("login-managed-state") == "Nothing is stored.")
    bench.click("login-cancel")


def test_the_other_way_to_log_in_is_a_click_away(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path, official("clio"), "clio", "oauth")
    assert not bench.sees(QLineEdit, "login:apiKey")
    bench.click("login-other-way")
    bench.until(lambda: bench.sees(QLineEdit, "login:apiKey"))
    assert bench.find(QPushButton, "login-other-way").text() == "Log in by OAuth instead"
    bench.choose("login:hostname", "US")
    bench.type("login:apiKey", "k-123")
    bench.find(QToolButton, "login-advanced-fold").click()
    bench.type("login-fields-further", "dealer=D-7&region=north")
    bench.click("login-run")
    bench.until(lambda: bench.workplace.adapter.connection is not None)
    assert bench.workplace.adapter.connection.name == "D-7 north app.clio.com"


def test_a_host_for_which_the_manifest_says_otherwise_has_its_own_form(bench: Bench, tmp_path: Path) -> None:
    manifest = official("freshdesk")
    key_page = manifest["platforms"]["freshdesk"]["auth"]
    manifest["platforms"]["freshdesk"]["auth"] = {
        "type": "oauth",
        "oauth": {"authUrl": "https://crm.example.test/authorize", "clientId": "app"},
    }
    manifest["platforms"]["freshdesk"]["override"] = [
        {
            "triggerType": "hostname",
            "triggerValue": "old.freshdesk.com",
            "overrideObjects": [{"path": "auth", "value": key_page}],
        }
    ]
    opened(bench, tmp_path, manifest, "freshdesk", "oauth")
    assert not bench.sees(QLineEdit, "login:apiKey")
    bench.type("login:hostname", "old.freshdesk.com")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QLineEdit, "login:apiKey"))
    assert bench.find(QLineEdit, "login:hostname").text() == "old.freshdesk.com"
    bench.type("login:apiKey", "k-123")
    bench.type("login:fdDomain", "old")
    bench.click("login-run")
    bench.until(lambda: bench.workplace.adapter.connection is not None)
    assert bench.workplace.adapter.connection.user["hostname"] == "old.freshdesk.com"
