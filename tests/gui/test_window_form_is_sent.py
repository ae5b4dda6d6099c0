"""What a form shows is what is sent: a contact's id, name and type stand in their fields, and go together."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from workbench.core.values.paths import get_path
from workbench.services.harbor.server import API_KEY

DANA = "+12025550144"


@pytest.fixture
def connected(bench: Bench) -> Bench:
    bench.open("harbor-python")
    bench.connect_by_key(API_KEY)
    return bench


def find(bench: Bench, number: str) -> dict:
    """Look a number up; gives its first contact."""
    bench.select("findContact")
    bench.type("field:phoneNumber", number)
    return bench.fire().outcome.value["matchedContactInfo"][0]


def shown(bench: Bench, path: str) -> str:
    widget = bench.find(QWidget, f"field:{path}")
    return widget.currentText() if isinstance(widget, QComboBox) else widget.text()


def contact_shown(bench: Bench) -> tuple[str, str]:
    return shown(bench, "contactId"), shown(bench, "contactName")


def sent(bench: Bench, argument: str) -> object:
    return next(each.value for each in bench.finished[-1].arguments if each.name == argument)


def test_the_contact_of_the_number_stands_in_its_fields(connected: Bench) -> None:
    bench = connected
    bench.select("createCallLog")
    assert shown(bench, "contactId") == "C-77"
    dana = find(bench, DANA)
    bench.select("createCallLog")
    assert contact_shown(bench) == (str(dana["id"]), dana["name"])
    assert shown(bench, "contactType") == "Person"
    assert bench.text("hint:contactId") == "From an earlier call."
    bench.fire()
    info = sent(bench, "contactInfo")
    assert (str(info["id"]), info["name"], info["type"]) == (str(dana["id"]), dana["name"], dana["type"])
    assert info["phoneNumber"] == shown(bench, "logInfo.from.phoneNumber")


def test_another_number_brings_its_contact_whole(connected: Bench) -> None:
    bench = connected
    dana, other = find(bench, DANA), find(bench, "+12025550177")
    assert other["id"] != dana["id"]
    bench.select("createCallLog")
    assert contact_shown(bench) == (str(dana["id"]), dana["name"])
    bench.type("field:logInfo.from.phoneNumber", "+12025550177")
    assert contact_shown(bench) == (str(other["id"]), other["name"])
    assert shown(bench, "contactType") == other["type"]
    bench.fire()
    info = sent(bench, "contactInfo")
    assert (str(info["id"]), info["name"], info["type"]) == (str(other["id"]), other["name"], other["type"])
    assert info["phoneNumber"] == "+12025550177"


def test_an_id_that_the_user_writes_is_the_users_own(connected: Bench) -> None:
    bench = connected
    find(bench, DANA)
    bench.select("createCallLog")
    bench.type("field:contactId", "4711")
    assert not bench.sees(QLabel, "hint:contactId")
    bench.fire()
    assert sent(bench, "contactInfo")["id"] == "4711"
    assert sent(bench, "contactInfo")["name"] == shown(bench, "contactName")


def test_a_name_that_the_user_writes_stays_beside_the_known_id(connected: Bench) -> None:
    bench = connected
    dana = find(bench, DANA)
    bench.select("createCallLog")
    bench.type("field:contactName", "D. W.")
    assert contact_shown(bench) == (str(dana["id"]), "D. W.")
    bench.fire()
    assert (str(sent(bench, "contactInfo")["id"]), sent(bench, "contactInfo")["name"]) == (str(dana["id"]), "D. W.")


def test_the_json_is_in_step_and_a_log_of_before_is_in_its_field(connected: Bench) -> None:
    bench = connected
    find(bench, DANA)
    bench.select("createCallLog")
    bench.fire()
    session = str(get_path(sent(bench, "callLog"), "sessionId"))
    bench.select("getCallLog")
    assert session in shown(bench, "sessionIds")
    bench.tab("form-tabs", "JSON")
    assert session in bench.window.form.tabs.currentWidget().currentWidget().findChild(QPlainTextEdit).toPlainText()
    bench.fire()
    assert str(sent(bench, "callLogId")) == str(bench.finished[-2].outcome.value["logId"])
