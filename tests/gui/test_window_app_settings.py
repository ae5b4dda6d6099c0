"""The settings of App Connect in their dialog: made from the manifest, refused in words, stored with the connection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QListWidget, QPlainTextEdit

from workbench.session.app_settings import held

USER, ADMIN = "field:app-settings-user:", "field:app-settings-admin:"
OTHERS = "app-settings-user:others"

MANIFEST: dict[str, Any] = {
    "platforms": {
        "osprey": {
            "name": "osprey",
            "auth": {"type": "apiKey", "apiKey": {"page": {"content": [{"const": "apiKey", "title": "Key"}]}}},
            "settings": [
                {
                    "id": "ospreyOptions",
                    "type": "section",
                    "name": "Osprey",
                    "items": [
                        {"id": "advice", "type": "warning", "name": "Advice", "value": "Ask your keeper first"},
                        {"id": "perch", "type": "inputField", "name": "Perch", "placeholder": "P-1", "required": True},
                        {"id": "calm", "type": "boolean", "name": "Calm", "defaultValue": True},
                        {
                            "id": "river",
                            "type": "option",
                            "name": "River",
                            "options": [{"id": "r1", "name": "Wye"}, {"id": "r2", "name": "Tay"}],
                        },
                        {
                            "id": "preys",
                            "type": "option",
                            "name": "Preys",
                            "multiple": True,
                            "options": ["carp", "pike"],
                        },
                    ],
                }
            ],
            "adminSettings": [{"id": "warden", "type": "inputField", "name": "Warden"}],
        }
    }
}
CODE = """
const message = (text, messageType = 'success') => ({ message: text, messageType, ttl: 1 });
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.getUserInfo = async () => ({
  successful: true, platformUserInfo: { id: '3-osprey', name: 'Bea' }, returnMessage: message('in'),
});
exports.findContactWithName = async ({ user }) => ({
  successful: true, matchedContactInfo: [{ id: JSON.stringify(user.userSettings), name: 'x' }],
  returnMessage: message('found'),
});
exports.onUpdateUserSettings = async ({ updatedSettings }) => updatedSettings.perch?.value === 'taken'
  ? { successful: false, returnMessage: message('That perch is taken', 'warning') } : { successful: true };
"""


@pytest.fixture
def connected(bench: Bench, tmp_path: Path) -> Bench:
    """The window with an adapter that has settings, and somebody logged in."""
    (tmp_path / "index.js").write_text(CODE)
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("findContactWithName")
    bench.connect_by_key("k")
    return bench


def show(bench: Bench) -> None:
    """Open the dialog."""
    bench.press_action("app-settings")
    bench.until(bench.dialogs)


def save(bench: Bench) -> None:
    """Save and wait until the dialog has gone."""
    bench.click("app-settings-save")
    bench.until(lambda: not bench.dialogs())


def stored(bench: Bench) -> Any:
    """The user's settings."""
    adapter = bench.workplace.adapter
    assert adapter is not None
    return held(adapter).user


def test_a_users_page_is_filled_in_and_reaches_the_adapter(connected: Bench) -> None:
    bench = connected
    assert not bench.workplace.adapter.connection.user["userSettings"]
    show(bench)
    dialog = bench.dialogs()[0]
    words = bench.words(dialog)
    assert "Ask your keeper first" in words
    assert "Needed." in words
    assert bench.find(QCheckBox, f"{USER}userSettings.calm.value").isChecked(), "the manifest begins so"
    bench.type(f"{USER}userSettings.perch.value", "P-7")
    bench.choose(f"{USER}userSettings.river.value", "Tay")
    bench.find(QCheckBox, "choice:userSettings.preys.value:pike").click()
    save(bench)
    expected = {"perch": {"value": "P-7"}, "river": {"value": "r2"}, "preys": {"value": ["pike"]}}
    assert stored(bench) == expected
    found = bench.fire().outcome.value
    assert json.loads(found["matchedContactInfo"][0]["id"]) == expected


def test_what_the_adapter_refuses_is_said_and_not_stored(connected: Bench) -> None:
    bench = connected
    show(bench)
    bench.type(f"{USER}userSettings.perch.value", "taken")
    bench.click("app-settings-save")
    bench.until(lambda: "That perch is taken" in bench.text("app-settings-said"))
    assert stored(bench) == {}
    bench.type(f"{USER}userSettings.perch.value", "free")
    save(bench)
    assert stored(bench) == {"perch": {"value": "free"}}


def test_an_administrator_locks_a_setting_for_users(connected: Bench) -> None:
    bench = connected
    show(bench)
    bench.tab("app-settings-pages", "Administrator")
    bench.type(f"{ADMIN}userSettings.perch.value", "P-1")
    bench.choose(f"{ADMIN}userSettings.perch.users", "cannot")
    bench.type(f"{ADMIN}userSettings.warden.value", "Gil")
    lines = bench.find(QListWidget, f"{ADMIN}userMappings") if bench.sees(QListWidget, f"{ADMIN}userMappings") else None
    assert lines is None, "nobody is mapped yet"
    bench.click("list-add:userMappings")
    bench.type("field:userMappings[]crmUserId", "5")
    bench.type("field:userMappings[]rcExtensionId.0", "62000101")
    save(bench)
    adapter = bench.workplace.adapter
    assert held(adapter).admin == {
        "userSettings": {
            "perch": {"value": "P-1", "customizable": False},
            "warden": {"value": "Gil", "customizable": True},
        },
        "userMappings": [{"crmUserId": "5", "rcExtensionId": ["62000101"]}],
    }
    assert stored(bench)["perch"]["value"] == "P-1"
    show(bench)
    bench.until(lambda: not bench.find(QLineEdit, f"{USER}userSettings.perch.value").isEnabled())
    assert bench.find(QLineEdit, f"{USER}userSettings.perch.value").text() == "P-1"
    assert "no user can change it" in bench.words(bench.dialogs()[0])
    bench.tab("app-settings-pages", "Administrator")
    assert bench.find(QComboBox, f"{ADMIN}userSettings.perch.users").currentText() == "cannot change it"


def test_what_no_manifest_describes_is_typed_as_json(connected: Bench) -> None:
    bench = connected
    show(bench)
    box = bench.find(QPlainTextEdit, f"field:{OTHERS}")
    box.setFocus()
    bench.qtbot.keyClicks(box, "{")
    bench.click("app-settings-save")
    assert "Settings by id" in bench.text("app-settings-said")
    box.clear()
    box.setPlainText('{"addCallLogNote": false, "sheet": {"value": "s-1"}}')
    save(bench)
    assert stored(bench) == {"addCallLogNote": {"value": False}, "sheet": {"value": "s-1"}}
    show(bench)
    bench.find(QPlainTextEdit, f"field:{OTHERS}").setPlainText('{"sheet": {"value": "s-2"}}')
    save(bench)
    assert stored(bench) == {"sheet": {"value": "s-2"}}


def test_the_dialog_is_used_with_the_keyboard(connected: Bench) -> None:
    bench = connected
    show(bench)
    dialog = bench.dialogs()[0]
    dialog.activateWindow()
    bench.until(dialog.isActiveWindow)
    first = bench.find(QLineEdit, f"{USER}userSettings.perch.value")
    bench.until(first.hasFocus)
    bench.qtbot.keyClicks(first, "P-9")
    passed = []
    for _ in range(12):
        here = QApplication.focusWidget()
        passed.append(here.objectName())
        if here.objectName() == "app-settings-save":
            break
        bench.qtbot.keyClick(here, Qt.Key.Key_Tab)
    assert passed[-1] == "app-settings-save", passed
    bench.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    bench.until(lambda: not bench.dialogs())
    assert stored(bench)["perch"] == {"value": "P-9"}


def test_a_teams_file_holds_from_the_login_on(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text('[settings]\nriver = "Wye"\n')
    (tmp_path / "index.js").write_text(CODE)
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("findContactWithName")
    bench.connect_by_key("k")
    assert stored(bench) == {"river": {"value": "r1"}}
    show(bench)
    bench.until(lambda: "A workspace file sets it" in bench.words(bench.dialogs()[0]))


def test_nobody_logged_in_means_no_settings(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(CODE)
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    assert not bench.window.actions_by_id["app-settings"].isEnabled()
