"""Forms in the real window: every interface's, their fields by kind, picks, overrides, and inputs that come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from builders_fitting import NOW
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from workbench.core.arguments.standing_in import standing_in
from workbench.core.contract.fitting import fitted
from workbench.core.contract.samples import samples_for
from workbench.core.forms import FieldKind, build_form, json_text
from workbench.core.interfaces import rows
from workbench.core.run.invocation import LOGIN, Verdict
from workbench.core.values.paths import set_path
from workbench.services.drafts import DraftKey, DraftStore, drafts_path
from workbench.services.harbor.server import API_KEY
from workbench.services.resources import sample_payloads
from workbench.session.life import fit_of

ROOT = Path(__file__).parents[2]
NO_KEY = Qt.KeyboardModifier.NoModifier
NARROWEST = 320
"""Pixels that the form has at least, its scroll bar taken off."""
BY_LOGIN = ("getBasicAuth", "getUserInfo", "getOverridingOAuthOption", "postSaveUserInfo")


def request_of(bench: Bench) -> dict:
    return json.loads(json_editor(bench).toPlainText())


def json_editor(bench: Bench) -> QPlainTextEdit:
    """The JSON tab's, also while another tab is shown."""
    return bench.window.form.tabs.widget(1).currentWidget().findChild(QPlainTextEdit, "request-json")


def key(bench: Bench, widget: QWidget, which: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    bench.qtbot.keyClick(widget, which, modifier)


def sample_titled(bench: Bench, title: str) -> None:
    box = bench.find(QComboBox, "sample")
    place = next(row for row in range(box.count()) if box.itemText(row) == title)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def tell_at(bench: Bench, text: str) -> None:
    line = bench.find(QLineEdit, "sample-at")
    line.setText(text)
    line.editingFinished.emit()


@pytest.mark.slow
def test_every_exported_interface_meets_the_contract_with_every_sample_from_its_form(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.select("findContact")
    bench.connect_by_oauth()
    bench.select("createCallLog")
    tell_at(bench, "2026-03-01T10:00:00Z")
    fired, samples = set(), set()
    exports = bench.workplace.adapter.description.exports
    for name in rows():
        if name not in exports or name in BY_LOGIN:
            continue
        bench.select(name)
        for use in samples_for(name, sample_payloads()):
            if not bench.workplace.adapter.connection.connected:
                bench.connect_by_oauth()
            for needed in rows()[name].after:
                if needed in exports and needed not in fired:
                    bench.select(needed)
                    bench.fire()
            if name.endswith("Appointment") and name != "createAppointment":
                # One that is completed or cancelled can be neither confirmed nor moved.
                bench.select("createAppointment")
                bench.fire()
            bench.select(name)
            sample_titled(bench, use.title)
            request = fitted(use, fit_of(bench.workplace.adapter, NOW))
            for path, value in standing_in(request, bench.workplace.adapter.connection).items():
                request = set_path(request, path, value)
            assert json_text(request_of(bench)) == json_text(request)
            invocation = bench.fire()
            assert invocation.interface == name
            assert invocation.verdict is Verdict.MEETS, (name, use.name, invocation.findings, invocation.outcome.error)
            fired.add(name)
            samples.add(use.sample.id)
    assert bench.problems == []
    assert fired == {name for name in exports if name not in BY_LOGIN}
    assert fired | {LOGIN, *BY_LOGIN} >= {each.interface for each in bench.finished}
    about = {each.id for each in sample_payloads() if any(set(step.fires) & fired for step in each.steps)}
    assert samples == about


@pytest.mark.parametrize("sample", ["harbor-typescript", "harbor-node", "harbor-python", "harbor-proxy"])
def test_the_form_of_each_of_the_32_is_shown_with_its_fields(bench: Bench, sample: str) -> None:
    bench.open(sample)
    for name in rows():
        bench.select(name)
        form = build_form(name, bench.workplace.adapter.platform)
        for field in form:
            prefix = "filled" if field.kind is FieldKind.FILLED else "field"
            if field.kind is not FieldKind.NOTICE:
                found = bench.window.form.findChildren(QWidget, f"{prefix}:{field.path}")
                assert found, (name, field.path)
                assert found[0].accessibleName()
        content = bench.find(QWidget, "form-content")
        assert content.minimumSizeHint().width() <= NARROWEST, name


def test_what_is_required_or_unusual_is_said_beside_the_field_and_still_sent(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    bench.type("field:phoneNumber", "+1202")
    assert bench.text("note:phoneNumber") == "No phone number that can exist: it is too short."
    invocation = bench.fire()
    assert {each.name: each.value for each in invocation.arguments}["phoneNumber"] == "+1202"
    bench.type("field:phoneNumber", "")
    assert bench.text("note:phoneNumber").startswith("Required")
    bench.type("field:phoneNumber", "+12025550144")
    assert not bench.sees(QLabel, "note:phoneNumber")


def test_a_list_is_edited_with_the_keyboard_alone(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    sample_titled(bench, "Inbound call: queue, then agent, then a second agent (three legs)")
    before = request_of(bench)["logInfo"]["legs"]
    bench.find(QToolButton, "fold:Subject and people").click()
    lines = bench.find(QListWidget, "field:logInfo.legs")
    assert lines.item(0).text().startswith("1   Inbound, Dana Whitfield, +12025550144, Support Queue")
    lines.setFocus()
    key(bench, lines, Qt.Key.Key_Home)
    lines.setCurrentRow(0)
    key(bench, lines, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert request_of(bench)["logInfo"]["legs"] == [before[1], before[0], before[2]]
    key(bench, lines, Qt.Key.Key_Delete)
    assert request_of(bench)["logInfo"]["legs"] == [before[1], before[2]]
    key(bench, lines, Qt.Key.Key_Insert)
    assert len(request_of(bench)["logInfo"]["legs"]) == 3
    key(bench, lines, Qt.Key.Key_Return)
    assert lines.hasFocus() is False
    bench.type("field:logInfo.legs[]duration", "1 min")
    assert request_of(bench)["logInfo"]["legs"][lines.currentRow()]["duration"] == 60
    bench.type("field:logInfo.legs[]duration", "soon")
    assert "no duration" in bench.text("refused:logInfo.legs[]duration")
    bench.click("fire")
    assert bench.text("problem-message") == "Legs is not filled in properly."


def test_a_value_of_another_type_is_shown_and_kept(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    bench.tab("form-tabs", "JSON")
    odd = {
        "contactId": 77,
        "note": ["a"],
        "logInfo": {"duration": [1], "legs": "none", "direction": 5, "startTime": {}},
    }
    bench.find(QPlainTextEdit, "request-json").setPlainText(json.dumps(odd))
    bench.tab("form-tabs", "Form")
    assert bench.find(QLineEdit, "field:logInfo.duration").text() == "[1]"
    assert bench.text("note:logInfo.duration").startswith("This is a list")
    assert bench.text("note:note") == "This is a list; text is expected here."
    assert bench.find(QComboBox, "field:logInfo.direction").currentText() == "5"
    bench.type("field:contactId", "78")
    assert request_of(bench) == odd | {"contactId": 78}
    json_editor(bench).setPlainText('{"logInfo": "gone", "note": "n"}')
    assert bench.text("form-blocked") == "logInfo is text here, so its fields cannot be filled in. Mend it in the JSON."
    bench.type("field:logInfo.from.phoneNumber", "+1")
    assert request_of(bench) == {"logInfo": "gone", "note": "n"}


def test_contacts_of_earlier_calls_are_picked_by_keyboard_and_the_last_comes_first(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    bench.select("findContactWithName")
    bench.type("field:name", "a")
    bench.fire()
    bench.select("createCallLog")
    button = bench.find(QToolButton, "pick:contactId")
    menu = button.menu()
    assert len(menu.actions()) > 1
    second = menu.actions()[1].data()
    assert all(str(part) in menu.actions()[1].text() for part in (second.name, second.type, second.id))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    bench.until(menu.isVisible)
    for which in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        key(bench, menu, which)
    request = request_of(bench)
    assert (request["contactId"], request["contactName"]) == (second.id, second.name)
    assert bench.find(QLineEdit, "field:contactId").text() == str(second.id)
    assert menu.actions()[0].data() == second
    invocation = bench.fire()
    sent = {each.name: each.value for each in invocation.arguments}["contactInfo"]
    assert str(sent["id"]) == str(second.id)
    bench.select("updateCallLog")
    bench.find(QToolButton, "fold:Identity of the call").click()
    logs = bench.find(QToolButton, "pick:sessionId").menu()
    assert "call from Dana Whitfield" in logs.actions()[0].text()


def test_picks_of_earlier_days_are_there_again(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    bench.fire()
    bench.until(lambda: bench.window.history.model.rowCount() == len(bench.finished))
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open("harbor-python")
    bench.until(lambda: bench.workplace.adapter.connection is not None or bench.sees(QPushButton, "notice-connect"))
    if bench.workplace.adapter.connection is None:
        bench.connect_by_key(API_KEY)
    bench.select("createCallLog")
    bench.until(lambda: bench.sees(QToolButton, "pick:contactId"))
    assert "Dana Whitfield" in bench.find(QToolButton, "pick:contactId").menu().actions()[0].text()


def test_an_override_is_written_as_json_is_seen_survives_and_is_taken_back(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    for name in ("findContact", "createCallLog", "getCallLog"):
        bench.select(name)
        bench.fire()
    bench.select("updateCallLog")
    line = bench.find(QLineEdit, "filled:existingCallLog")
    bench.until(lambda: "thirdPartyLogId" in line.text())
    bench.click("override:existingCallLog")
    text = bench.find(QPlainTextEdit, "filled-json:existingCallLog")
    row = json.loads(text.toPlainText())
    text.setPlainText(json.dumps(row | {"mark": [1, None]}))
    bench.select("findContact")
    bench.select("updateCallLog")
    text = bench.find(QPlainTextEdit, "filled-json:existingCallLog")
    assert json.loads(text.toPlainText())["mark"] == [1, None]
    assert bench.find(QPushButton, "override:existingCallLog").text() == "reset"
    sent = {each.name: each for each in bench.fire().arguments}["existingCallLog"]
    assert sent.value == row | {"mark": [1, None]}
    text.setPlainText("{")
    assert bench.text("refused:existingCallLog").startswith("This is not JSON yet")
    bench.click("override:existingCallLog")
    assert not bench.sees(QPlainTextEdit, "filled-json:existingCallLog")
    assert {each.name: each.value for each in bench.fire().arguments}["existingCallLog"] == row


def test_secrets_that_an_override_does_not_touch_stay_what_they_are(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    bench.select("findContact")
    bench.until(lambda: bench.find(QLineEdit, "filled:user").text())
    bench.click("override:user")
    text = bench.find(QPlainTextEdit, "filled-json:user")
    shown = json.loads(text.toPlainText())
    token = bench.workplace.adapter.connection.user["accessToken"]
    assert token not in text.toPlainText()
    text.setPlainText(json.dumps(shown | {"hostname": "other.test"}))
    firing = {each.name: each.value for each in bench.fire().arguments}
    assert firing["user"]["accessToken"] == token
    assert firing["user"]["hostname"] == "other.test"


def test_what_app_connect_fills_in_is_shown_for_each_of_the_32(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    token = bench.workplace.adapter.connection.user["accessToken"]
    for name in rows():
        bench.select(name)
        for field in build_form(name, bench.workplace.adapter.platform).filled:
            line = bench.find(QLineEdit, f"filled:{field.path}")
            bench.until(lambda line=line: line.text() or line.placeholderText())
            assert bench.find(QPushButton, f"override:{field.path}").isEnabled()
        assert all(token not in each.text() for each in bench.window.form.findChildren(QLineEdit))


def reopened(bench: Bench, sample: str) -> None:
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open(sample)


def test_last_inputs_come_back_for_each_connection_without_secrets(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("getBasicAuth")
    bench.type("field:apiKey", "typed-key-0123456789")
    bench.select("createCallLog")
    bench.type("field:contactName", "Typed before the login")
    bench.find(QDoubleSpinBox, "timeout").setValue(7)
    bench.connect_by_key(API_KEY)
    assert bench.find(QLineEdit, "field:contactName").text() == "Typed before the login"
    reopened(bench, "harbor-python")
    bench.select("getBasicAuth")
    bench.until(lambda: bench.sees(QLabel, "hint:apiKey"))
    assert bench.find(QLineEdit, "field:apiKey").text() == ""
    assert bench.text("hint:apiKey").startswith("Not kept since last time")
    bench.select("createCallLog")
    bench.until(lambda: bench.find(QLineEdit, "field:contactName").text() == "Typed before the login")
    assert bench.find(QDoubleSpinBox, "timeout").value() == 7
    bench.click("sample-reset")
    assert bench.find(QLineEdit, "field:contactName").text() == "Dana Whitfield"
    assert bench.find(QDoubleSpinBox, "timeout").value() == 30
    assert not bench.sees(QPushButton, "sample-reset")
    assert b"typed-key-0123456789" not in drafts_path().read_bytes()


def test_two_connections_keep_their_inputs_apart(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.select("findContactWithName")
    bench.connect_by_oauth()
    place = f"{bench.workplace.place} harbor"
    first = bench.workplace.adapter.connection.user["id"]
    bench.type("field:name", "of the first")
    store = DraftStore(drafts_path())
    store.save(DraftKey(place, "another-user"), {"findContactWithName": {
        "format": 1, "sample": "", "request": {"name": "of the other"}, "overrides": {}, "timeout": 0, "left_out": [],
    }})  # fmt: skip
    adapter = bench.workplace.adapter
    adapter.stores.users["another-user"] = {**adapter.connection.user, "id": "another-user"}
    adapter.connection = replace(adapter.connection, user_id="another-user")
    bench.workplace.connection_changed.emit()
    bench.until(lambda: bench.find(QLineEdit, "field:name").text() == "of the other")
    adapter.connection = replace(adapter.connection, user_id=first)
    bench.workplace.connection_changed.emit()
    bench.until(lambda: bench.find(QLineEdit, "field:name").text() == "of the first")


def test_inputs_outlive_a_program_that_is_killed(workbench_home: Path) -> None:
    script = ROOT / "tests/gui/typing_program.py"
    for text, expected in (("typed and killed", ""), ("", "typed and killed")):
        child = subprocess.Popen(
            [sys.executable, str(script), text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        assert child.stdout is not None
        shown = child.stdout.readline().strip()
        if text:
            deadline = time.monotonic() + 30
            while text not in json.dumps(DraftStore(drafts_path()).load(DraftKey("harbor-python harbor-python"))):
                assert child.poll() is None, child.communicate()[1]
                assert time.monotonic() < deadline
                os.sched_yield()
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=30)
        if expected:
            assert shown == expected


def test_what_is_looked_for_is_found_by_words_and_taken_with_the_arrows(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    line = bench.find(QLineEdit, "interface-filter")
    bench.window.activateWindow()
    bench.until(bench.window.isActiveWindow)
    line.setFocus()
    bench.qtbot.keyClicks(line, "connector contact name")
    tree = bench.window.interfaces.tree
    rows = [
        tree.model().index(row, 0, tree.model().index(group, 0)).data()
        for group in range(tree.model().rowCount())
        for row in range(tree.model().rowCount(tree.model().index(group, 0)))
    ]
    assert "findContactWithName" in rows
    assert "createCallLog" not in rows
    key(bench, line, Qt.Key.Key_Down)
    assert tree.hasFocus()
    assert bench.window.form.interface == rows[0]
    key(bench, tree, Qt.Key.Key_Up)
    assert line.hasFocus()
    bench.type("interface-filter", "find_contact_with_name")
    key(bench, line, Qt.Key.Key_Return)
    assert bench.window.form.interface == "findContactWithName"
    assert bench.find(QLineEdit, "field:name").hasFocus()
    bench.type("interface-filter", "nothing like it")
    assert bench.text("interfaces-empty") == "Nothing fits this filter."
    bench.type("interface-filter", "not exported")
    assert tree.model().rowCount() > 0
    bench.type("interface-filter", "")
    bench.select("getAuthType")
    tree.setFocus()
    for _ in range(8):
        key(bench, tree, Qt.Key.Key_Down)
        assert tree.currentIndex().parent().isValid()


def test_a_sample_says_what_it_is_and_whether_it_was_edited(bench: Bench) -> None:
    bench.open("harbor-python")
    bench.select("createCallLog")
    assert bench.text("sample-about") == "POST /callLog of call-inbound, request 1 of 3"
    assert "Inbound call, answered" in bench.find(QComboBox, "sample").toolTip()
    assert not bench.sees(QLabel, "sample-edited")
    bench.type("field:contactName", "Someone")
    assert bench.text("sample-edited") == "edited"
    bench.click("sample-reset")
    assert not bench.sees(QLabel, "sample-edited")
    menus = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible()]
    assert menus == []
