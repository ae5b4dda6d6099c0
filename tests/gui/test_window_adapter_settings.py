"""The settings of one adapter in their dialog: typed, refused in words, kept where they belong, true after a load."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QToolButton

from workbench.core.program.settings import THEME
from workbench.gui.look.theme import Theme
from workbench.session.workspace import FILE_NAME, own_path

SECRET = "s3cret-of-the-adapter"
ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = async () => ({ plain: process.env.PLAIN, secret: process.env.API_SECRET });
"""


@pytest.fixture
def at_settings(bench: Bench, tmp_path: Path) -> Bench:
    """The window with an adapter of its own and its settings open."""
    (tmp_path / "index.js").write_text(ADAPTER)
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    show(bench)
    return bench


def show(bench: Bench) -> None:
    """Open the dialog, and wait until it has read the files."""
    bench.press_action("adapter-settings")
    bench.until(lambda: bench.find(QPushButton, "adapter-settings-save").isEnabled())


def add_variable(bench: Bench, number: int, name: str, value: str) -> None:
    """Add a row and type into it."""
    bench.click("variable-add")
    bench.type(f"variable-first:{number}", name)
    bench.type(f"variable-second:{number}", value)


def test_variables_hold_after_the_load_and_lie_where_they_belong(at_settings: Bench, tmp_path: Path) -> None:
    bench = at_settings
    add_variable(bench, 0, "PLAIN", "for all")
    bench.find(QCheckBox, "variable-shared:0").click()
    add_variable(bench, 1, "API_SECRET", SECRET)
    bench.find(QCheckBox, "variable-secret:1").click()
    assert bench.find(QLineEdit, "variable-second:1").echoMode() is QLineEdit.EchoMode.Password
    assert not bench.find(QCheckBox, "variable-shared:1").isEnabled()
    before = bench.workplace.adapter.description
    bench.click("adapter-settings-load")
    bench.until(lambda: not bench.dialogs() and bench.workplace.adapter.description is not before)
    bench.select("getOauthInfo")
    assert bench.fire().outcome.value == {"plain": "for all", "secret": SECRET}
    assert "for all" in (tmp_path / FILE_NAME).read_text()
    assert SECRET not in own_path(tmp_path).read_text() + (tmp_path / FILE_NAME).read_text()
    show(bench)
    assert bench.find(QLineEdit, "variable-second:1").text() == SECRET
    bench.find(QCheckBox, "variables-reveal").click()
    assert bench.find(QLineEdit, "variable-second:1").echoMode() is QLineEdit.EchoMode.Normal
    for number in (0, 1):
        bench.click(f"variable-remove:{number}")
    bench.click("adapter-settings-save")
    bench.until(lambda: not bench.dialogs())
    assert not (tmp_path / FILE_NAME).exists()
    assert not own_path(tmp_path).exists()


def test_what_cannot_be_is_refused_in_words(at_settings: Bench) -> None:
    bench = at_settings
    add_variable(bench, 0, "1ST", "x")
    bench.click("adapter-settings-save")
    assert "letters, digits and underscores" in bench.text("adapter-settings-said")
    bench.type("variable-first:0", "FIRST")
    bench.click("map-add")
    bench.type("map-first:0", "api.example.com")
    bench.type("map-second:0", "nowhere")
    bench.click("adapter-settings-save")
    assert "is not an address to map" in bench.text("adapter-settings-said")
    bench.type("map-second:0", "http://127.0.0.1:9000")
    bench.type("adapter-proxy", "proxy:8080")
    bench.click("adapter-settings-save")
    assert "starts with http://" in bench.text("adapter-settings-said")
    bench.type("adapter-proxy", "http://proxy.example.com:8080")
    bench.click("adapter-settings-save")
    bench.until(lambda: not bench.dialogs())


@pytest.mark.parametrize("name", ["dark", "light"])
def test_pictures(at_settings: Bench, themed: Theme, name: str) -> None:
    bench = at_settings
    bench.workplace.preferences.choose(THEME, name)
    add_variable(bench, 0, "LOG_LEVEL", "debug")
    add_variable(bench, 1, "API_SECRET", SECRET)
    bench.find(QCheckBox, "variable-secret:1").click()
    bench.click("map-add")
    bench.picture(f"adapter-settings-{name}", bench.find(QDialog, "adapter-settings"))
    bench.click("adapter-settings-cancel")


def test_another_manifest_is_offered_and_the_files_that_were_read_are_named(bench: Bench, tmp_path: Path) -> None:
    for name in ("manifest.json", "manifest.dev.json"):
        platforms = {"acme": {"name": "acme", "displayName": name, "auth": {"type": "apiKey"}}}
        (tmp_path / name).write_text(json.dumps({"platforms": platforms}))
    (tmp_path / "index.js").write_text(ADAPTER)
    (tmp_path / ".env").write_text("PLAIN=x\n")
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    tip = bench.find(QToolButton, "adapter-button").toolTip()
    assert f"Project: {tmp_path}" in tip
    assert str(tmp_path / ".env") in tip
    show(bench)
    assert "manifest.dev.json" in bench.find(QLineEdit, "adapter-manifest").placeholderText()
    assert str(tmp_path / ".env") in bench.find(QLabel, "adapter-settings-files").text()
    bench.type("adapter-manifest", "manifest.dev.json")
    before = bench.workplace.adapter.description
    bench.click("adapter-settings-load")
    bench.until(lambda: not bench.dialogs() and bench.workplace.adapter.description is not before)
    assert bench.workplace.adapter.platform.display_name == "manifest.dev.json"
    assert 'manifest = "manifest.dev.json"' in own_path(tmp_path).read_text()
