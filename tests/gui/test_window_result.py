"""What can be done with a result in the real window: where values came from, traffic, records, App Connect's answer."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from builders_invocations import exchange, invocation
from builders_window import Bench
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QMenu, QPlainTextEdit, QTableView

from workbench.core.connection.user import UserChanges, UserOperation
from workbench.core.redaction import Redactor
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import AdapterError, Argument, ConsoleLine, Invocation, Outcome, OutcomeKind, Verdict
from workbench.core.traffic.exchange import ExchangeError
from workbench.gui.look.theme import theme
from workbench.gui.values.json_marks import MarkedDelegate
from workbench.gui.values.json_view import JsonView
from workbench.services.harbor.server import API_KEY


def fired(bench: Bench, interface: str = "findContact", sample: str = "harbor-python") -> Invocation:
    """An interface fired on Harbor CRM, with its values traced."""
    bench.open(sample)
    bench.connect_by_key(API_KEY)
    bench.select(interface)
    made = bench.fire()
    bench.until(lambda: bench.window.result.tracing.provenance.origins)
    return made


def page(bench: Bench) -> httpx.Response:
    """What the browser would show of the page that was opened."""
    bench.until(lambda: bench.pages)
    return bench.run(_get(bench.pages.pop()))


async def _get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
        return await browser.get(url)


def select(tree: JsonView, path: str) -> None:
    tree.setFocus()
    tree.reveal(path)


def shown(bench: Bench, made: Invocation) -> None:
    """Show an invocation that was never fired."""
    bench.open("harbor-python")
    bench.window.result.show_invocation(made, Redactor())


def test_a_value_leads_to_the_answer_it_came_from_and_back(bench: Bench) -> None:
    made = fired(bench)
    result = bench.window.result
    first = made.outcome.value["matchedContactInfo"][0]
    select(result.value, "matchedContactInfo.0.id")
    assert bench.text("origin-words").startswith("From GET /v1/contacts, data.0.id")
    bench.window.activateWindow()
    bench.until(bench.window.isActiveWindow)
    bench.click("origin-jump")
    answer = result.traffic.exchange.response.tree
    assert result.tabs.currentWidget() is result.traffic
    assert answer.json.path(answer.currentIndex()) == "data.0.id"
    assert str(answer.json.value(answer.currentIndex())) == first["id"]
    assert answer.hasFocus()
    bench.qtbot.keyClick(answer, Qt.Key.Key_Return)
    assert result.tabs.currentIndex() == 0
    assert result.value.json.path(result.value.currentIndex()) == "matchedContactInfo.0.id"
    bench.qtbot.keyClick(result.value, Qt.Key.Key_Return)
    assert result.tabs.currentWidget() is result.traffic


def test_the_arrow_behind_a_value_is_clicked(bench: Bench) -> None:
    fired(bench)
    result = bench.window.result
    select(result.value, "matchedContactInfo.0.name")
    marks = result.value.itemDelegate()
    assert isinstance(marks, MarkedDelegate)
    index = result.value.currentIndex()
    assert marks.mark(index).text == "← data.0.name"
    place = marks.mark_place(index)
    assert place.left() > result.value.visualRect(index).left()
    bench.picture("origins-dark")
    theme().choose("light")
    bench.picture("origins-light", size=QSize(1100, 700))
    place = marks.mark_place(index)
    bench.qtbot.mouseClick(result.value.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert result.tabs.currentWidget() is result.traffic
    bench.picture("origins-traffic-light")


def test_a_value_of_an_argument_leads_to_what_was_sent(bench: Bench) -> None:
    made = invocation(
        interface="findContact",
        value={"phone": "+12025550144"},
        arguments=(Argument("phoneNumber", "+12025550144", "yours"),),
        exchanges=(),
    )
    shown(bench, made)
    bench.until(lambda: bench.window.result.tracing.provenance.origins)
    select(bench.window.result.value, "phone")
    assert bench.text("origin-words") == "From the argument phoneNumber."
    bench.qtbot.keyClick(bench.window.result.value, Qt.Key.Key_Return)
    assert bench.window.result.tabs.currentWidget() is bench.window.result.sent


def test_a_value_of_a_header_leads_to_its_line(bench: Bench) -> None:
    made = invocation(
        value={"logId": "act_77"},
        exchanges=(exchange(status=201, response_headers=(("Location", "/v1/activities/act_77"),), response_body=b""),),
    )
    shown(bench, made)
    bench.until(lambda: bench.window.result.tracing.provenance.origins)
    select(bench.window.result.value, "logId")
    bench.click("origin-jump")
    headers = bench.find(QPlainTextEdit, "exchange-headers")
    assert headers.textCursor().selectedText() == "Location: /v1/activities/act_77"


def test_the_whole_exchange_and_the_command_are_copied_with_secrets_masked(bench: Bench) -> None:
    fired(bench)
    bench.tab("result-tabs", "CRM traffic")
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    bench.click("copy-exchange")
    bench.until(clipboard.text)
    assert clipboard.text().startswith("GET https://api.harborcrm.test/v1/contacts")
    assert "\n200 OK\n" in clipboard.text()
    assert API_KEY not in clipboard.text()
    clipboard.clear()
    bench.click("copy-curl")
    bench.until(clipboard.text)
    assert clipboard.text().startswith("curl \\\n  -X GET \\\n  'http://127.0.0.1:")
    assert "Basic ••••" in clipboard.text()


def test_the_exchanges_are_saved_as_an_archive_from_the_menu(bench: Bench, tmp_path: Path) -> None:
    fired(bench)
    bench.tab("result-tabs", "CRM traffic")
    table = bench.find(QTableView, "traffic-table")
    table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = bench.find(QMenu, "traffic-menu")
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles == ["Copy exchange", "Copy as cURL", "Save exchanges as HAR…"]
    action = next(each for each in menu.actions() if each.text().startswith("Save"))
    menu.setActiveAction(action)
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)
    bench.until(lambda: [each for each in bench.dialogs() if isinstance(each, QFileDialog)])
    dialog = next(each for each in bench.dialogs() if isinstance(each, QFileDialog))
    place = tmp_path / "calls.har"
    line = dialog.findChild(QLineEdit)
    line.setText(str(place))
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    bench.until(place.exists)
    bench.until(lambda: bench.text("status-state") == "Saved 1 exchanges to calls.har.")
    saved = json.loads(place.read_text(encoding="utf-8"))["log"]
    assert saved["pages"][0]["title"] == "harbor-python findContact"
    assert saved["entries"][0]["response"]["status"] == 200
    assert API_KEY not in place.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", ["harbor-python", "harbor-proxy"])
def test_the_records_are_opened_and_harbors_pages_show_them(bench: Bench, sample: str) -> None:
    bench.open(sample)
    bench.connect_by_key(API_KEY)
    bench.select("findContact")
    contact = bench.fire().outcome.value["matchedContactInfo"][0]
    bench.click("open-contact")
    record = page(bench)
    assert record.status_code == 200
    assert contact["name"] in record.text
    for interface in ("createCallLog", "createMessageLog"):
        bench.select(interface)
        made = bench.fire()
        bench.click("open-log")
        record = page(bench)
        assert record.status_code == 200, (interface, made.outcome.value)
        assert str(contact["name"]) in record.text


def test_several_contacts_are_offered_by_name(bench: Bench) -> None:
    found = [{"id": "1001", "name": "Maya", "type": "Contact"}, {"id": "1002", "name": "Sam", "type": "Contact"}]
    made = invocation(
        interface="findContact",
        value={"matchedContactInfo": found},
        arguments=(Argument("user", {"hostname": "app.harborcrm.test"}, "connection"),),
    )
    shown(bench, made)
    bench.click("open-contact")
    menu = next(each for each in bench.dialogs() if isinstance(each, QMenu))
    assert [action.text() for action in menu.actions()] == ["Maya", "Sam"]
    menu.setActiveAction(menu.actions()[1])
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)
    bench.until(lambda: bench.pages)
    assert bench.pages[0].startswith("http://127.0.0.1:")
    assert bench.pages[0].endswith("/contacts/1002")


def test_what_a_call_did_to_the_stored_user_is_shown_masked(bench: Bench) -> None:
    changes = UserChanges(
        operations=(UserOperation("save", {"accessToken": "tok-1234567890abcdef", "timezoneName": "Europe/Oslo"}),),
        unsaved={"timezoneOffset": 60},
        lost={"platformAdditionalInfo": {"a": 1}},
    )
    shown(bench, invocation(outcome=Outcome(OutcomeKind.RETURNED, {"logId": "1"}, user_changes=changes)))
    gist = bench.text("changes-words")
    assert gist == (
        "The call stored accessToken, timezoneName and left timezoneOffset unsaved and lost its change to "
        "platformAdditionalInfo."
    )
    bench.tab("result-tabs", "App Connect")
    words = bench.words(bench.window.result.shown)
    assert "It called user.save(), which stored:" in words
    assert "timezoneName: Europe/Oslo" in words
    assert "tok-123" not in words
    bench.picture("app-connect-dark")


def test_what_app_connects_user_and_client_get(bench: Bench) -> None:
    fired(bench)
    bench.select("createCallLog")
    bench.fire()
    bench.tab("result-tabs", "App Connect")
    view = bench.window.result.shown
    assert "As success, for " in bench.words(view)
    assert bench.text("answer-status") == "HTTP 200"
    assert "called createCallLog: returned" in bench.words(view)
    assert "stored callLogs" in bench.words(view)
    assert view.answer.json.find_path("logId").isValid()
    theme().choose("light")
    bench.picture("app-connect-created-light", size=QSize(1100, 700))


def test_an_error_says_what_app_connect_makes_of_it(bench: Bench) -> None:
    finding = Finding("throws/rate-limit", Severity.NOTE, "", "m", "Shows “Rate limit exceeded”.", "Wait.")
    error = AdapterError("AxiosError", "Request failed", status=429)
    threw = Outcome(OutcomeKind.THREW, error=error, sentence="findContact threw AxiosError.")
    shown(bench, invocation(outcome=threw, findings=(finding,), verdict=Verdict.FAILED, shown=None))
    words = bench.find(QPlainTextEdit, "result-error").toPlainText()
    assert "App Connect: Shows “Rate limit exceeded”." in words
    bench.tab("result-tabs", "App Connect")
    assert bench.text("consequence") == "App Connect: Shows “Rate limit exceeded”."
    bench.tab("result-tabs", "Findings")
    bench.click("finding-view:traffic")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.traffic


def test_findings_on_arguments_and_on_the_user_lead_to_where_they_are_seen(bench: Bench) -> None:
    findings = (
        Finding("arguments/changed", Severity.NOTE, "", "Changed in place: note.", "Nothing.", "Copy it."),
        Finding("user/unsaved", Severity.WARNING, "", "Assigned and not saved.", "Forgets it.", "Save it."),
    )
    sent = Finding("traffic/broken-text", Severity.WARNING, "", "Sent with “undefined”.", "Stores it.", "Look.")
    shown(bench, invocation(findings=(sent,)))
    bench.tab("result-tabs", "Findings")
    bench.click("finding-view:traffic")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.traffic
    shown(bench, invocation(findings=findings))
    bench.tab("result-tabs", "Findings")
    bench.click("finding-view:sent-tree")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.sent
    bench.tab("result-tabs", "Findings")
    bench.click("finding-view:app-connect")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.shown


def test_console_lines_are_chosen_by_level(bench: Bench) -> None:
    lines = (
        ConsoleLine("log", "hello", 1.5),
        ConsoleLine("warn", "careful", 2.0),
        ConsoleLine("error", "broken", 3.0),
        ConsoleLine("stderr", "raw", 4.0),
    )
    shown(bench, invocation(console=lines))
    bench.tab("result-tabs", "Console")
    console = bench.find(QPlainTextEdit, "console")
    assert [line.split() for line in console.toPlainText().splitlines()] == [
        ["2", "ms", "log", "hello"],
        ["2", "ms", "warn", "careful"],
        ["3", "ms", "error", "broken"],
        ["4", "ms", "stderr", "raw"],
    ]
    bench.choose("console-levels", "Warnings and errors")
    assert "hello" not in console.toPlainText()
    assert "careful" in console.toPlainText()
    bench.picture("console-levels-dark")
    bench.choose("console-levels", "Errors")
    assert console.toPlainText().split()[2::4] == ["error", "stderr"]
    assert bench.find(QComboBox, "console-levels").accessibleName() == "Lines that are shown"


def test_failures_retries_and_redirects_are_told_in_the_traffic(bench: Bench) -> None:
    exchanges = (
        exchange(id="a", url="https://api.example.test/v1/x", status=503),
        exchange(id="b", url="https://api.example.test/v1/x", status=302),
        exchange(id="c", url="https://api.example.test/v2/x", redirected_from="b"),
        exchange(id="d", method="POST", response=None, error=ExchangeError("ECONNRESET", "socket hang up")),
    )
    shown(bench, invocation(exchanges=exchanges))
    bench.tab("result-tabs", "CRM traffic")
    model = bench.window.result.traffic.model
    rows = [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(4)]
    assert rows == [
        ("/v1/x", "✕ 503"),
        ("↻ /v1/x", "302"),
        ("↪ /v2/x", "200"),
        ("/v1/contacts", "✕ ECONNRESET"),
    ]
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "GET /v1/x, answered 302, 12 ms, The same request again, after 503"
    tip = model.index(2, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "Follows the redirect of GET https://api.example.test/v1/x." in tip
    bench.picture("traffic-failures-dark", size=QSize(1100, 700))
    traffic = bench.window.result.traffic
    assert traffic.table.columnWidth(1) >= 100
    assert not traffic.table.horizontalScrollBar().isVisible()


def test_traffic_is_filtered_by_word_and_class_of_status(bench: Bench) -> None:
    exchanges = [exchange(id=f"x{row}", url=f"https://api.example.test/v1/c/{row}") for row in range(10)]
    exchanges.append(exchange(id="bad", method="POST", status=422))
    shown(bench, invocation(exchanges=tuple(exchanges)))
    bench.tab("result-tabs", "CRM traffic")
    table = bench.find(QTableView, "traffic-table")

    def seen() -> list[int]:
        return [row for row in range(11) if not table.isRowHidden(row)]

    bench.type("traffic-filter", "4xx")
    assert seen() == [10]
    bench.type("traffic-filter", "get c/3")
    assert seen() == [3]
    bench.type("traffic-filter", "nothing like it")
    assert seen() == []
    assert bench.find(QLabel, "traffic-filter-empty").isVisible()
    bench.window.result.traffic.filter.clear()
    assert len(seen()) == 11


def test_exchanges_that_stream_in_are_shown_in_batches(bench: Bench) -> None:
    shown(bench, invocation(exchanges=()))
    traffic = bench.window.result.traffic
    bench.tab("result-tabs", "CRM traffic")
    inserted: list[int] = []
    traffic.model.rowsInserted.connect(lambda _parent, first, last: inserted.append(last - first + 1))
    for row in range(400):
        traffic.append(exchange(id=f"s{row}"))
    assert traffic.count == 400
    bench.until(lambda: traffic.model.rowCount() == 400)
    assert len(inserted) < 10


def test_a_value_is_used_in_another_call_by_keys_alone(bench: Bench) -> None:
    made = fired(bench)
    contact = made.outcome.value["matchedContactInfo"][0]
    select(bench.window.result.value, "matchedContactInfo.0.id")
    bench.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    line = bench.find(QLineEdit, "palette-line")
    assert line.placeholderText() == f'Use "{contact["id"]}" in'
    bench.qtbot.keyClicks(line, "createCallLog Contact")
    bench.picture("use-dark", bench.dialogs()[0])
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bench.window.form.interface == "createCallLog"
    field = bench.find(QLineEdit, "field:contactId")
    bench.until(lambda: field.text() == contact["id"])
    assert field.hasFocus()
    sent = {each.name: each for each in bench.fire().arguments}
    assert sent["contactInfo"].value["id"] == contact["id"]


def test_a_value_of_a_crm_answer_is_used_from_its_menu_in_a_folded_field(bench: Bench) -> None:
    fired(bench)
    bench.tab("result-tabs", "CRM traffic")
    tree = bench.window.result.traffic.exchange.response.tree
    select(tree, "data.0.email")
    tree.customContextMenuRequested.emit(tree.visualRect(tree.currentIndex()).center())
    menu = bench.find(QMenu, "json-menu")
    action = next(each for each in menu.actions() if each.text() == "Use in another call…")
    menu.setActiveAction(action)
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)
    line = bench.find(QLineEdit, "palette-line")
    bench.qtbot.keyClicks(line, "createCallLog, AI note")
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    note = bench.find(QPlainTextEdit, "field:aiNote")
    bench.until(lambda: "@" in note.toPlainText())


def test_a_log_id_overrides_what_app_connect_fills_in_and_reset_takes_it_back(bench: Bench) -> None:
    shown(bench, invocation(value={"logId": "act_9"}))
    select(bench.window.result.value, "logId")
    bench.press_action("use-value")
    line = bench.find(QLineEdit, "palette-line")
    bench.qtbot.keyClicks(line, "getCallLog, callLogId")
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bench.window.form.interface == "getCallLog"
    field = bench.find(QLineEdit, "filled:callLogId")
    assert field.text() == "act_9"
    bench.click("override:callLogId")
    bench.until(lambda: bench.find(QLineEdit, "filled:callLogId").text() != "act_9")


def test_a_masked_value_is_not_put_into_another_call(bench: Bench) -> None:
    shown(bench, invocation(value={"access_token": "tok-1234567890abcdef"}))
    select(bench.window.result.value, "access_token")
    bench.press_action("use-value")
    assert bench.text("problem-message") == "The value is masked."


def test_the_actions_say_when_there_is_nothing_to_do_them_with(bench: Bench) -> None:
    shown(bench, invocation(value={"done": True}, exchanges=()))
    for action, message in (
        ("use-value", "No value is selected."),
        ("go-origin", "Where this value came from is not known."),
        ("save-har", "There is no CRM exchange."),
        ("copy-curl", "There is no CRM exchange."),
        ("open-log", "This call shows no log that could be opened."),
    ):
        bench.press_action(action)
        assert bench.text("problem-message") == message


def test_the_actions_follow_copy_and_open(bench: Bench) -> None:
    fired(bench)
    select(bench.window.result.value, "matchedContactInfo.0.id")
    bench.press(Qt.Key.Key_F12)
    assert bench.window.result.tabs.currentWidget() is bench.window.result.traffic
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    bench.press_action("copy-exchange")
    bench.until(lambda: clipboard.text().startswith("GET https://"))
    bench.press_action("open-contact")
    bench.until(lambda: bench.pages)
    bench.press_action("go-app-connect")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.shown
    bench.press_action("go-sent")
    assert bench.window.result.tabs.currentWidget() is bench.window.result.sent


def test_other_places_that_hold_the_value_are_in_its_menu(bench: Bench) -> None:
    exchanges = (
        exchange(id="a", response_body=b'{"data": {"id": "act_77"}}'),
        exchange(id="b", url="https://api.example.test/v1/log", response_body=b'{"id": "act_77"}'),
    )
    shown(bench, invocation(value={"logId": "act_77"}, exchanges=exchanges))
    bench.until(lambda: bench.window.result.tracing.provenance.origins)
    tree = bench.window.result.value
    select(tree, "logId")
    tree.customContextMenuRequested.emit(tree.visualRect(tree.currentIndex()).center())
    menu = bench.find(QMenu, "json-menu")
    action = next(each for each in menu.actions() if each.text() == "Or from GET /v1/log, id")
    menu.setActiveAction(action)
    bench.qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert bench.window.result.traffic.selected == 1
    answer = bench.window.result.traffic.exchange.response.tree
    assert answer.json.path(answer.currentIndex()) == "id"
