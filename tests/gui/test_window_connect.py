"""Logging in from the window: by OAuth with a browser that is played, by API key, by a pasted address; the ways out."""

from __future__ import annotations

import sys
from pathlib import Path

import chromium
import PySide6
import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QListWidget, QPushButton, QToolButton

from workbench.core.program.settings import LOGIN_WINDOW
from workbench.gui.look.widgets import ElidedLabel
from workbench.services.harbor.server import API_KEY


def test_oauth_in_the_browser(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    assert bench.workplace.adapter.connection.name == "Dana Reyes"
    assert not bench.sees(QPushButton, "notice-connect")


@pytest.mark.parametrize("sample", ["harbor-node", "harbor-python", "harbor-proxy"])
def test_an_api_key(bench: Bench, sample: str) -> None:
    bench.open(sample)
    bench.connect_by_key(API_KEY)
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_a_key_that_the_crm_refuses_is_said_in_words_and_can_be_mended(bench: Bench) -> None:
    bench.open("harbor-node")
    bench.click("notice-connect")
    bench.type("login:apiKey", "wrong-key-altogether")
    bench.click("login-run")
    bench.until(lambda: bench.text("login-status"))
    assert bench.workplace.adapter.connection is None
    assert bench.problems == []
    bench.type("login:apiKey", API_KEY)
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_a_missing_key_is_said_beside_its_field(bench: Bench) -> None:
    bench.open("harbor-node")
    bench.click("notice-connect")
    bench.click("login-run")
    assert bench.text("login-problem:apiKey") == "API key is needed."
    bench.click("login-cancel")


def test_a_pasted_address_goes_as_well_as_the_browser(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("login-run")
    bench.until(lambda: bench.pages)
    address = bench.run(bench.redirect_of(bench.pages.pop()))
    bench.type("pasted-address", address)
    bench.click("consent-paste")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


@pytest.mark.skipif(chromium.CHROMIUM is None, reason="Chromium is not installed")
def test_a_real_browser_walks_the_page_and_comes_back(bench: Bench, tmp_path: Path) -> None:
    async def walk() -> str:
        async with chromium.browser(tmp_path / "profile") as page:
            await page.go(bench.pages.pop())
            await page.click("button[value=approve]")
            return str(await page.evaluate("document.body.innerText"))

    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("login-run")
    bench.until(lambda: bench.pages)
    assert "You can close this window" in bench.run(walk())
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_by_pasting_nothing_is_opened_and_another_address_is_refused(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("consent-way:pasted")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QFrame, "consent"))
    assert bench.pages == []
    bench.click("consent-open")
    address = bench.run(bench.redirect_of(bench.pages.pop()))
    bench.type("pasted-address", "https://elsewhere.example.com/?code=1")
    bench.click("consent-paste")
    assert "does not begin with http://127.0.0.1:8712/callback" in bench.text("consent-problem")
    bench.type("pasted-address", address)
    bench.click("consent-paste")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_the_way_is_remembered(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("consent-way:pasted")
    bench.click("login-cancel")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.preferences[LOGIN_WINDOW] == "pasted"
    bench.press_action("connect")
    assert bench.find(QPushButton, "consent-way:pasted").isChecked()
    bench.click("login-cancel")


def test_the_wait_says_how_long_and_can_be_ended(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QFrame, "consent"))
    assert bench.text("consent-elapsed") == "0:00 of 5:00"
    bench.until(lambda: bench.text("consent-elapsed") == "0:01 of 5:00")
    address = bench.find(ElidedLabel, "consent-address")
    assert address.text() == bench.pages[0]
    bench.click("consent-copy")
    assert QGuiApplication.clipboard().text() == bench.pages[0]
    bench.click("consent-stop")
    bench.until(lambda: not bench.sees(QFrame, "consent"))
    assert bench.find(QPushButton, "login-run").isEnabled()
    bench.click("login-cancel")


def test_without_the_web_engine_the_choice_says_how_to_get_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWebEngineCore", None)
    monkeypatch.delattr(PySide6, "QtWebEngineCore", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("consent-way:built-in")
    said = bench.text("consent-way-missing")
    assert "Qt's web engine is not installed" in said
    assert "pip install 'app-connect-workbench[window-browser]'" in said
    bench.click("login-run")
    bench.until(lambda: "no built-in window" in bench.text("login-status"))
    bench.click("login-cancel")


def test_pkce_and_the_secret_in_the_form_are_choices(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.take_own_port()
    bench.click("notice-connect")
    bench.qtbot.mouseClick(bench.find(QToolButton, "login-advanced-fold"), Qt.MouseButton.LeftButton)
    for name in ("login-pkce", "login-secret-in-body"):
        box = bench.find(QCheckBox, name)
        bench.qtbot.keyClick(box, Qt.Key.Key_Space)
    bench.click("login-run")
    bench.until(lambda: bench.pages)
    assert "code_challenge_method=S256" in bench.pages[0]
    bench.picture("connect-advanced-waiting-dark", bench.dialogs()[0])
    bench.approve()
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Dana Reyes"


def test_waiting_for_the_browser_has_a_way_out(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.click("notice-connect")
    bench.click("login-run")
    bench.until(lambda: bench.sees(QFrame, "consent"))
    bench.click("consent-open")
    bench.until(lambda: len(bench.pages) == 2)
    bench.click("login-start-over")
    bench.until(lambda: not bench.sees(QFrame, "consent"))
    bench.click("login-cancel")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection is None


def test_step_by_step_shows_what_each_step_sent_with_secrets_masked(bench: Bench) -> None:
    bench.open("harbor-node")
    bench.click("notice-connect")
    bench.type("login:apiKey", API_KEY)
    steps = bench.find(QListWidget, "login-steps")
    bench.click("login-one-step")
    bench.until(lambda: bench.text("login-step-state") != "not run yet")
    assert steps.currentRow() == 0
    while bench.workplace.adapter.connection is None:
        bench.until(lambda: bench.find(QPushButton, "login-one-step").isEnabled())
        bench.click("login-one-step")
        bench.until(lambda: bench.find(QPushButton, "login-one-step").isEnabled())
    words = " ".join(each.text() for each in bench.dialogs()[0].findChildren(QLabel))
    assert API_KEY not in words
    bench.click("login-cancel")
