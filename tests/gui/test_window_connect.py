"""Logging in from the window: by OAuth with a browser that is played, by API key, by a pasted address; the ways out."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QPushButton

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
