"""Settings and shortcuts as their user meets them: changed in the dialog, true in the window, kept in the file."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from workbench.core.program.actions import ACTIONS
from workbench.core.program.settings import (
    CALLBACK_PORT,
    EXCHANGE_CAP,
    HISTORY_ROWS,
    LOGIN_WINDOW,
    NODE,
    SETTINGS,
    TEXT_SIZE,
    THEME,
    TIMEOUT,
    Kind,
)
from workbench.gui.look.theme import Theme
from workbench.services.settings import load_settings, settings_path

TWO_CALLS = """
exports.getAuthType = () => 'oauth';
exports.getOauthInfo = async () => {
  await fetch('CRM/oauth/metadata').then(answer => answer.text());
  await fetch('CRM/oauth/metadata').then(answer => answer.text());
  return {};
};
"""


@pytest.fixture
def open_settings(bench: Bench, themed: Theme) -> Iterator[Bench]:
    """The window with its settings dialog; the text has its usual size afterwards."""
    bench.press_action("settings")
    yield bench
    for dialog in bench.dialogs():
        dialog.close()
    bench.workplace.preferences.reset(TEXT_SIZE)
    bench.workplace.preferences.reset(THEME)


def enter(bench: Bench, key: str, text: str) -> None:
    """Type into a setting's line and press Enter."""
    bench.type(f"setting:{key}", text)
    bench.qtbot.keyClick(bench.find(QLineEdit, f"setting:{key}"), Qt.Key.Key_Return)


def kept() -> object:
    """What a new start would read."""
    return load_settings(settings_path())


@pytest.mark.parametrize("name", ["dark", "light"])
def test_pictures(bench: Bench, themed: Theme, name: str) -> None:
    bench.workplace.preferences.choose(THEME, name)
    bench.workplace.preferences.choose(HISTORY_ROWS, 5000)
    bench.press_action("settings")
    (dialog,) = bench.dialogs()
    bench.picture(f"settings-{name}", dialog)
    bench.workplace.preferences.choose_shortcut("reload", "Ctrl+Shift+L")
    bench.press_action("shortcuts")
    press_keys(bench, "shortcuts-keys", Qt.Key.Key_K)
    bench.picture(f"shortcuts-{name}", dialog)
    bench.find(QListWidget, "settings-groups").setCurrentRow(6)
    bench.picture(f"files-{name}", dialog)
    dialog.close()


def test_every_row_of_the_table_has_its_editor_with_names(open_settings: Bench) -> None:
    for row in SETTINGS:
        kind = {Kind.CHOICE: QComboBox, Kind.FLAG: QCheckBox}.get(row.kind, QLineEdit)
        editor = open_settings.find(kind, f"setting:{row.key}")
        assert editor.accessibleName() == row.title
        assert editor.accessibleDescription() == row.description
        assert row.description in open_settings.words(open_settings.find(QWidget, f"setting-row:{row.key}"))


def test_a_change_holds_at_once_is_kept_and_can_be_taken_back(open_settings: Bench, themed: Theme) -> None:
    bench = open_settings
    assert not bench.sees(QPushButton, "setting-reset:theme")
    bench.choose("setting:theme", "Light")
    assert themed.name == "light"
    assert kept()[THEME] == "light"
    assert bench.sees(QLabel, "setting-changed:theme")
    bench.click("setting-reset:theme")
    assert kept()[THEME] == "system"
    assert bench.find(QComboBox, "setting:theme").currentText() == "As the system"
    assert not bench.sees(QLabel, "setting-changed:theme")


def test_a_change_made_elsewhere_is_seen_in_the_dialog(open_settings: Bench) -> None:
    open_settings.press_action("theme-light")
    assert open_settings.find(QComboBox, "setting:theme").currentText() == "Light"


def test_what_is_not_allowed_is_said_beside_the_field_and_not_taken(open_settings: Bench) -> None:
    bench = open_settings
    for wrong in ("-5", "1.5", "many"):
        enter(bench, "exchange_cap", wrong)
        assert "a whole number from 1 to 100000 calls" in bench.text("setting-wrong:exchange_cap")
        assert bench.find(QLineEdit, "setting:exchange_cap").property("invalid") == "true"
    assert kept()[EXCHANGE_CAP] == 200
    enter(bench, "exchange_cap", "25")
    assert kept()[EXCHANGE_CAP] == 25
    assert not bench.sees(QLabel, "setting-wrong:exchange_cap")
    assert bench.workplace.session.exchange_cap == 25


def test_an_empty_number_means_what_the_line_says(open_settings: Bench) -> None:
    bench = open_settings
    line = bench.find(QLineEdit, "setting:history_rows")
    enter(bench, "history_rows", "0")
    assert kept()[HISTORY_ROWS] == 0
    assert (line.text(), line.placeholderText()) == ("", "no limit")


def test_the_search_shows_only_what_fits(open_settings: Bench) -> None:
    bench = open_settings
    bench.type("settings-search", "port")
    assert bench.sees(QWidget, "setting-row:callback_port")
    assert bench.sees(QWidget, "setting-row:harbor_port")
    assert not bench.sees(QWidget, "setting-row:theme")
    bench.type("settings-search", "nothing like this")
    assert bench.sees(QLabel, "settings-nothing")


def test_the_text_grows_everywhere_at_once_and_shrinks_again(open_settings: Bench, themed: Theme) -> None:
    bench = open_settings
    title = bench.window.findChild(QLabel, "interface-title")
    before, row, size = title.font().pointSizeF(), themed.row_height("list"), themed.fonts.ui.pointSizeF()
    enter(bench, "text_size", str(size * 2))
    assert title.font().pointSizeF() == pytest.approx(before * 2, rel=0.15)
    assert themed.row_height("list") > row
    assert bench.find(QLineEdit, "setting:text_size").font().pointSizeF() == pytest.approx(size * 2)
    bench.picture("text-twice", bench.dialogs()[0])
    bench.click("setting-reset:text_size")
    assert title.font().pointSizeF() == pytest.approx(before, rel=0.05)
    assert themed.row_height("list") == row


def test_reduced_motion_ends_effects_and_the_blinking_cursor(open_settings: Bench) -> None:
    blinks = QApplication.cursorFlashTime()
    open_settings.choose("setting:reduced_motion", "On")
    assert QApplication.cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    open_settings.choose("setting:reduced_motion", "Off")
    assert QApplication.cursorFlashTime() == blinks
    assert QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)


def test_the_time_limit_is_the_same_in_the_form(open_settings: Bench) -> None:
    bench = open_settings
    bench.open("harbor-python")
    enter(bench, "timeout", "12.5")
    assert kept()[TIMEOUT] == 12.5
    assert bench.find(QDoubleSpinBox, "timeout").value() == 12.5


def test_the_cap_ends_a_call_that_makes_too_many(open_settings: Bench, tmp_path: Path) -> None:
    bench = open_settings
    enter(bench, "exchange_cap", "1")
    crm = bench.run(bench.workplace.session.harbor())
    (tmp_path / "index.js").write_text(TWO_CALLS.replace("CRM", crm.url))
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("getOauthInfo")
    invocation = bench.fire()
    first, second = invocation.exchanges
    assert first.response is not None
    assert second.error is not None
    assert second.error.code == "exchange-cap"


def test_the_port_of_the_redirect_is_the_logins(open_settings: Bench) -> None:
    bench = open_settings
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        free_port = listener.getsockname()[1]
    enter(bench, "callback_port", str(free_port))
    assert kept()[CALLBACK_PORT] == free_port
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("login-run")
    bench.until(lambda: bench.pages)
    assert f"127.0.0.1%3A{free_port}%2Fcallback" in bench.pages[0]
    bench.approve()
    bench.until(lambda: bench.workplace.adapter.connection is not None)


def test_the_way_to_the_consent_page_is_the_logins(open_settings: Bench) -> None:
    open_settings.choose("setting:login_window", "Paste")
    assert kept()[LOGIN_WINDOW] == "pasted"
    assert open_settings.workplace.consent_way.value == "pasted"


def test_a_node_that_is_none_is_said(open_settings: Bench) -> None:
    bench = open_settings
    enter(bench, "node", "/nowhere/node")
    bench.until(lambda: bench.sees(QLabel, "setting-wrong:node"))
    assert kept()[NODE] == "/nowhere/node"
    bench.open("harbor-node")
    notes = " ".join(bench.workplace.adapter.description.notes)
    assert "/nowhere/node, which the settings ask for, does not answer as Node does" in notes


def test_without_reload_on_save_a_save_changes_nothing(open_settings: Bench) -> None:
    bench = open_settings
    bench.open("harbor-python")
    assert "reloads on save" in bench.text("status-state")
    bench.find(QCheckBox, "setting:reload_on_save").click()
    assert "reloads on save" not in bench.text("status-state")


def test_places_are_shown_copied_and_opened(open_settings: Bench) -> None:
    bench = open_settings
    bench.find(QListWidget, "settings-groups").setCurrentRow(6)
    assert bench.text("place:settings") == str(settings_path())
    bench.click("place-copy:history")
    assert QGuiApplication.clipboard().text().endswith("history.sqlite3")
    bench.click("place-open:settings")
    assert bench.folders == [settings_path().parent]


def press_keys(bench: Bench, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press keys in a line that takes them."""
    edit = bench.find(QKeySequenceEdit, name)
    edit.setFocus()
    bench.qtbot.keyClick(edit, key, modifier or Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: not edit.keySequence().isEmpty())


def select_action(bench: Bench, title: str) -> None:
    """Select an action in the list of shortcuts."""
    tree = bench.find(QTreeWidget, "shortcuts-tree")
    (item,) = tree.findItems(title, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    tree.setCurrentItem(item)


def visible_actions(bench: Bench) -> list[str]:
    """Titles in the list of shortcuts."""
    tree = bench.find(QTreeWidget, "shortcuts-tree")
    menus = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    items = [menu.child(place) for menu in menus if not menu.isHidden() for place in range(menu.childCount())]
    return [item.text(0) for item in items if not item.isHidden()]


def test_all_actions_are_listed_and_found_by_name_and_keys(bench: Bench) -> None:
    bench.press_action("shortcuts")
    assert len(visible_actions(bench)) == len(ACTIONS)
    bench.type("shortcuts-search", "history")
    assert visible_actions(bench) == ["Go to history", "Show history"]
    bench.type("shortcuts-search", "")
    press_keys(bench, "shortcuts-search-keys", Qt.Key.Key_K)
    assert visible_actions(bench) == ["Command palette"]
    bench.dialogs()[0].close()


def test_new_keys_hold_at_once_in_menu_palette_and_file(bench: Bench) -> None:
    bench.press_action("shortcuts")
    select_action(bench, "Settings")
    press_keys(bench, "shortcuts-keys", Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    bench.click("shortcuts-take")
    assert bench.window.actions_by_id["settings"].shortcut().toString() == "Alt+J"
    assert bench.workplace.preferences.keys("settings") == "Alt+J"
    assert kept().shortcuts == {"settings": "Alt+J"}
    bench.dialogs()[0].close()
    bench.until(lambda: not bench.dialogs())
    bench.press(Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    bench.until(lambda: bench.dialogs())
    bench.press_action("shortcuts")
    select_action(bench, "Settings")
    bench.click("shortcuts-none")
    assert bench.window.actions_by_id["settings"].shortcuts() == []
    bench.click("shortcuts-reset")
    assert bench.window.actions_by_id["settings"].shortcut().toString() == "Ctrl+,"
    assert kept().shortcuts == {}
    bench.dialogs()[0].close()


def test_keys_of_another_action_are_named_and_can_be_taken(bench: Bench) -> None:
    bench.press_action("shortcuts")
    select_action(bench, "Fire")
    press_keys(bench, "shortcuts-keys", Qt.Key.Key_K)
    assert "Ctrl+K already belongs to “Command palette”" in bench.text("shortcuts-said")
    bench.click("shortcuts-take")
    assert kept().shortcuts == {"palette": "", "fire": "Ctrl+K"}
    assert bench.window.actions_by_id["palette"].shortcuts() == []
    select_action(bench, "Command palette")
    bench.click("shortcuts-reset")
    assert "Ctrl+K already belongs to “Fire”" in bench.text("shortcuts-said")
    bench.click("shortcuts-reset-all")
    assert kept().shortcuts == {}
    assert bench.workplace.preferences.keys("fire") == "Ctrl+Enter"
    bench.dialogs()[0].close()


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_V])
def test_keys_for_editing_are_refused_with_the_reason(bench: Bench, key: Qt.Key) -> None:
    bench.press_action("shortcuts")
    select_action(bench, "Fire")
    press_keys(bench, "shortcuts-keys", key)
    assert "needed for editing text" in bench.text("shortcuts-said")
    assert not bench.find(QPushButton, "shortcuts-take").isEnabled()
    bench.dialogs()[0].close()


def test_words_in_the_window_name_the_keys_that_hold(bench: Bench) -> None:
    preferences = bench.workplace.preferences
    assert bench.find(QPushButton, "welcome-open-folder").toolTip() == "Ctrl+O"
    bench.open("harbor-node")
    assert bench.text("fire-keys") == "Ctrl+Enter"
    assert "press Ctrl+Enter" in bench.text("result-empty")
    preferences.choose_shortcut("fire", "F5")
    preferences.choose_shortcut("palette", "")
    assert bench.text("fire-keys") == "F5"
    assert "press F5" in bench.text("result-empty")
    assert bench.find(QPushButton, "fire").toolTip() == "Fire this interface (F5)"
    assert "Ctrl+K" not in bench.find(QToolButton, "palette-button").text()
    preferences.choose_shortcut("fire", "")
    assert "press “Fire”" in bench.text("result-empty")
