"""All eleven interfaces fired from their forms against Harbor CRM; form, JSON and what App Connect fills in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QPlainTextEdit, QPushButton, QTabWidget, QWidget

from workbench.core.interfaces import life_of_core
from workbench.core.run.invocation import OutcomeKind, Verdict
from workbench.core.run.readiness import InterfaceState
from workbench.services.harbor.server import API_KEY


@pytest.mark.parametrize("sample", ["harbor-typescript", "harbor-node", "harbor-python", "harbor-proxy"])
def test_the_eleven_meet_the_contract(bench: Bench, sample: str) -> None:
    bench.open(sample)
    for name in life_of_core():
        bench.select(name)
        if name == "findContact":
            bench.connect_by_oauth() if sample == "harbor-typescript" else bench.connect_by_key(API_KEY)
        invocation = bench.fire()
        assert invocation.interface == name
        assert invocation.verdict is Verdict.MEETS, invocation.findings or invocation.outcome
        assert bench.text("verdict-words") == "Meets the contract"
        assert bench.workplace.state(name) is InterfaceState.MEETS
    assert bench.problems == []
    assert bench.text("readiness-count") == "11 of 11 required"
    bench.until(lambda: bench.window.history.model.rowCount() == len(bench.finished))


def test_what_is_typed_into_the_form_is_what_is_sent(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    bench.type("field:phoneNumber", "+12025550199")
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: bench.workplace.last("findContact") and bench.workplace.firing is None)
    sent = {each.name: each for each in bench.workplace.last("findContact").arguments}
    assert sent["phoneNumber"].value == "+12025550199"
    assert sent["phoneNumber"].origin == "yours"
    assert "/v1/contacts" in bench.window.result.traffic.model.exchanges[0].request.url


def test_form_and_json_are_in_step_both_ways_and_lose_nothing(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    bench.type("field:logInfo.from.phoneNumber", "+12025550111")
    bench.tab("form-tabs", "JSON")
    text = bench.find(QPlainTextEdit, "request-json")
    request = json.loads(text.toPlainText())
    assert request["logInfo"]["from"]["phoneNumber"] == "+12025550111"
    assert next(iter(request)) == "logInfo"
    request["unknown"] = {"kept": None, "big": 12345678901234567890123}
    request["logInfo"]["duration"] = 61
    text.setPlainText(json.dumps(request))
    bench.tab("form-tabs", "Form")
    assert bench.find(QLineEdit, "field:logInfo.duration").text() == "1 min 1 s"
    bench.type("field:logInfo.duration", "2 min")
    bench.tab("form-tabs", "JSON")
    after = json.loads(bench.find(QPlainTextEdit, "request-json").toPlainText())
    assert after["logInfo"]["duration"] == 120
    assert after["unknown"] == {"kept": None, "big": 12345678901234567890123}


def test_text_that_is_no_value_is_said_beside_the_field_and_not_fired(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    bench.type("field:logInfo.duration", "a while")
    assert "no duration" in bench.text("refused:logInfo.duration")
    bench.click("fire")
    assert bench.workplace.firing is None
    assert bench.text("problem-message") == "Duration is not filled in properly."


def test_broken_json_keeps_the_last_request(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("findContact")
    bench.tab("form-tabs", "JSON")
    bench.find(QPlainTextEdit, "request-json").setPlainText("{")
    assert bench.text("request-json-refused").startswith("This is not JSON yet")
    bench.tab("form-tabs", "Form")
    assert bench.find(QLineEdit, "field:phoneNumber").text() == "+12025550144"


def test_what_is_typed_stays_when_another_interface_is_shown(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("findContact")
    bench.type("field:phoneNumber", "+1")
    bench.select("createContact")
    bench.select("findContact")
    assert bench.find(QLineEdit, "field:phoneNumber").text() == "+1"


def test_what_app_connect_fills_in_is_shown_masked_and_can_be_overridden(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    bench.fire()
    line = bench.find(QLineEdit, "filled:authHeader")
    bench.until(lambda: line.text().startswith("Basic"))
    assert API_KEY not in line.text()
    bench.click("override:authHeader")
    bench.type("filled:authHeader", "Basic nonsense")
    invocation = bench.fire()
    assert {each.name: each.value for each in invocation.arguments}["authHeader"] == "Basic nonsense"
    assert invocation.verdict is Verdict.FAILED or invocation.exchanges[-1].response.status == 401
    bench.click("override:authHeader")
    assert bench.fire().verdict is Verdict.MEETS


def test_secrets_are_masked_until_they_are_asked_for(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.select("getOauthInfo")
    bench.fire()
    tree = bench.window.result.value
    secret = tree.json.find_path("clientSecret")
    assert "••••" in secret.data()
    bench.press_action("reveal-secrets")
    assert tree.json.find_path("clientSecret").data() == 'clientSecret: "harbor-demo-app-secret"'


def test_an_interface_that_is_not_exported_is_not_fired(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("getOverridingOAuthOption" if "getOverridingOAuthOption" not in _exports(bench) else "getUserList")
    assert "does not export" in bench.text("form-notice-words")
    bench.click("fire")
    assert "does not export" in bench.problems[-1].message
    assert bench.finished == []


def test_history_shows_an_earlier_invocation_again(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("getAuthType")
    bench.fire()
    bench.select("getLogFormatType")
    bench.fire()
    table = bench.window.history.table
    bench.until(lambda: table.model().rowCount() == 2)
    bench.click_row(table, 1)
    bench.until(lambda: bench.window.result.invocation and bench.window.result.invocation.interface == "getAuthType")
    bench.type("history-filter", "getLogFormatType")
    bench.until(lambda: table.model().rowCount() == 1)
    bench.type("history-filter", "nothing like it")
    bench.until(lambda: bench.sees_text("history-empty", "Nothing fits this filter."))


def test_the_traffic_shows_request_and_response(bench: Bench) -> None:
    bench.open("harbor-node")
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    bench.fire()
    bench.tab("result-tabs", "CRM traffic (1)")
    assert bench.text("exchange-address").startswith("GET https://api.harborcrm.test/v1/contacts")
    assert bench.window.result.traffic.exchange.response.tree.json.rowCount() > 0
    bench.tab("exchange-tabs", "Headers")
    headers = bench.find(QPlainTextEdit, "exchange-headers").toPlainText().lower()
    assert "authorization: basic" in headers
    assert API_KEY not in headers
    bench.tab("exchange-tabs", "Timing")
    assert "Altogether" in bench.find(QPlainTextEdit, "exchange-timing").toPlainText()
    assert bench.find(QTabWidget, "exchange-tabs").count() == 4


def _exports(bench: Bench) -> tuple[str, ...]:
    return bench.workplace.adapter.description.exports


SLOW = """
import time


def get_auth_type():
    return "apiKey"


def get_log_format_type():
    time.sleep(600)
"""


def test_a_running_call_shows_its_time_that_it_is_stopping_and_nothing_jumps(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text(SLOW)
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("getLogFormatType")
    bar = bench.find(QWidget, "fire-bar")
    places = {
        each: each.geometry() for each in bar.findChildren(QWidget, "fire") + bar.findChildren(QWidget, "timeout")
    }
    assert not bench.sees(QPushButton, "cancel")
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: bench.text("elapsed") > "0.0 s")
    assert re.fullmatch(r"\d+\.\d s", bench.text("elapsed"))
    assert bench.find(QPushButton, "cancel").text() == "Cancel"
    bench.press(Qt.Key.Key_Escape)
    stopping = bench.find(QPushButton, "cancel")
    assert (stopping.text(), stopping.isEnabled()) == ("Stopping…", False)
    assert {each: each.geometry() for each in places} == places
    bench.until(lambda: bench.workplace.firing is None)
    assert bench.workplace.last("getLogFormatType").outcome.kind is OutcomeKind.CANCELLED
    assert bench.text("elapsed") == ""
    assert not bench.sees(QPushButton, "cancel")
    assert {each: each.geometry() for each in places} == places


def test_an_interface_may_have_a_time_of_its_own(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text(SLOW)
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("getLogFormatType")
    timeout = bench.find(QDoubleSpinBox, "timeout")
    timeout.setFocus()
    timeout.selectAll()
    bench.qtbot.keyClicks(timeout, "0.2")
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: bench.workplace.last("getLogFormatType"))
    assert bench.workplace.last("getLogFormatType").outcome.kind is OutcomeKind.TIMED_OUT
    bench.select("getAuthType")
    assert timeout.value() == 30
    bench.select("getLogFormatType")
    assert timeout.value() == 0.2
